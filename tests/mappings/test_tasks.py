"""What the store knows of tasks: who answers to which name, what changed, what is not there, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from billing.calendar import month
from billing.records import Answer, Match, Portion, SourceRecord, State
from billing.task_records import CANCELLED, HIDDEN, MISSING, KnownProject, KnownTask
from mappings.entries import Origin
from mappings.store import Store, Transaction
from tests.databases import empty_store

NOW = datetime(2026, 11, 3, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OCTOBER = month("2026-10")
ACME_12 = KnownTask(
    "jira:10012",
    "ACME-12",
    "Login form",
    "https://northwind.atlassian.net/browse/ACME-12",
    "In Progress",
    "open",
    "jira:1",
    project_key="ACME",
    parent="ACME-1",
    group="Discovery",
    created_on=date(2026, 8, 3),
    closed_at=NOW,
    changed_at=NOW,
    estimate_seconds=7200,
    fields={"Project code": "ACME-DISC"},
)
ACME_14 = replace(ACME_12, ref="jira:10014", key="ACME-14", title="Report")


@pytest.fixture
def store(each_database: str) -> Iterator[Store]:
    with empty_store() as made:
        yield made


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.write() as made:
        yield made


@pytest.fixture
def run(tx: Transaction) -> int:
    return tx.runs.start("test", NOW)


def entry(tx: Transaction, run: int, *names: str, day: date = date(2026, 10, 5), billed_in: str = "2026-10") -> str:
    """An entry that names some tasks; matched, unless it is billed in no month."""
    record = SourceRecord(day, 3600, person="Kim", note=f"{names} {day} {billed_in}")
    (key,) = tx.entries.add("harvest", [(record, Origin(None, None, run))])
    tx.tasks.note_mentions([key], [(key, name) for name in names])
    if billed_in:
        answer = Match(key, 1, day, State.OPEN, "", Answer("A", ""), Answer("Kim", ""), "acme", (), "Kim", billed_in)
        tx.matches.add([(answer, "")], "basis")
    return key


def settle(tx: Transaction, run: int, key: str) -> None:
    tx.placements.place([Portion(key, 1, 1, State.BILLED, 3600, "posted", f"line of {key}")], None, run)
    tx.placements.settle([f"line of {key}"], settled=True)


# ---- tasks ----


def test_a_task_is_read_back_as_it_was_told(tx: Transaction, run: int) -> None:
    assert tx.tasks.keep([ACME_12], run, NOW) == {"ACME-12", "10012"}
    assert tx.tasks.of(["jira:10012", "jira:1"]) == {"jira:10012": ACME_12}
    assert tx.tasks.called(["ACME-12", "10012", "ACME-13"]) == {"ACME-12": [ACME_12], "10012": [ACME_12]}
    assert tx.tasks.in_projects(["jira:1"]) == [ACME_12]


def test_a_task_that_is_the_same_changes_nothing_but_when_it_was_looked_up(tx: Transaction, run: int) -> None:
    tx.tasks.keep([ACME_12], run, NOW)
    assert tx.tasks.keep([ACME_12], run, LATER) == set()
    assert tx.tasks.checked_at(["ACME-12", "ACME-13"]) == {"ACME-12": LATER}


@pytest.mark.parametrize(
    "change",
    [{"title": "Sign-in"}, {"stage": CANCELLED}, {"closed_at": None}, {"code": "ACME-IMPL"}, {"project": "jira:2"}],
    ids=lambda change: next(iter(change)),
)
def test_what_an_answer_depends_on_is_told_as_changed(tx: Transaction, run: int, change: dict[str, str]) -> None:
    tx.tasks.keep([ACME_12, ACME_14], run, NOW)
    assert tx.tasks.keep([replace(ACME_12, **change), ACME_14], run, NOW) == {"ACME-12", "10012"}  # type: ignore[arg-type]


def test_what_is_only_shown_is_kept_and_concerns_no_entry(tx: Transaction, run: int) -> None:
    tx.tasks.keep([ACME_12], run, NOW)
    edited = replace(ACME_12, changed_at=LATER, estimate_seconds=None, assignee="kim@northwind.test", fields={})
    assert tx.tasks.keep([edited], run, NOW) == set()
    assert tx.tasks.of(["jira:10012"]) == {"jira:10012": edited}


def test_a_task_answers_to_every_key_it_ever_had(tx: Transaction, run: int) -> None:
    tx.tasks.keep([ACME_12], run, NOW)
    assert tx.tasks.keep([replace(ACME_12, key="CARE-1")], run, NOW) == {"ACME-12", "CARE-1", "10012"}
    (known,) = tx.tasks.called(["ACME-12"])["ACME-12"]
    assert (known.key, known.old_keys) == ("CARE-1", ("ACME-12",))
    assert tx.tasks.keep([replace(ACME_12, key="CARE-1")], run, NOW) == set(), "whether it is told again or not"
    tx.tasks.keep([ACME_12], run, NOW)
    assert tx.tasks.of(["jira:10012"])["jira:10012"].old_keys == ("CARE-1",)


# ---- what is not there ----


def test_what_was_asked_for_in_vain_is_noted_until_it_is_there(tx: Transaction, run: int) -> None:
    assert tx.tasks.not_found("jira", {"ACME-12": MISSING, "NIM-3": HIDDEN}, NOW) == {"ACME-12", "NIM-3"}
    assert tx.tasks.not_found("jira", {"ACME-12": MISSING}, LATER) == set()
    tx.tasks.not_found("asana", {"ACME-12": HIDDEN}, NOW)
    assert tx.tasks.unfound(["ACME-12"]) == {"ACME-12": {"jira": MISSING, "asana": HIDDEN}}
    assert tx.tasks.checked_at(["ACME-12"]) == {"ACME-12": LATER}
    tx.tasks.keep([ACME_12], run, LATER)
    assert tx.tasks.unfound(["ACME-12", "NIM-3"]) == {"ACME-12": {"asana": HIDDEN}, "NIM-3": {"jira": HIDDEN}}


def test_a_task_that_was_there_is_gone_for_all_its_names(tx: Transaction, run: int) -> None:
    tx.tasks.keep([replace(ACME_12, old_keys=("OLD-7",)), ACME_14], run, NOW)
    assert tx.tasks.not_found("jira", {"ACME-12": MISSING}, LATER) == {"ACME-12", "10012", "OLD-7"}
    assert not tx.tasks.of(["jira:10012"])["jira:10012"].present
    assert tx.tasks.in_projects(["jira:1"]) == [ACME_14]
    assert tx.tasks.keep([ACME_12], run, LATER) == {"ACME-12", "10012", "OLD-7"}, "it is there again"


def test_an_old_key_that_leads_nowhere_takes_no_task_away(tx: Transaction, run: int) -> None:
    tx.tasks.keep([replace(ACME_12, old_keys=("OLD-7",))], run, NOW)
    tx.tasks.not_found("jira", {"OLD-7": MISSING}, LATER)
    tx.tasks.not_found("asana", {"ACME-12": MISSING}, LATER)
    assert tx.tasks.of(["jira:10012"])["jira:10012"].present


# ---- projects ----


def test_projects_are_replaced_by_tracker_and_say_which_changed(tx: Transaction) -> None:
    acme, blue = KnownProject("jira:1", "ACME", "Acme"), KnownProject("jira:2", "BLUE", "Blue")
    assert tx.tasks.keep_projects("jira", [blue, acme]) == {"ACME", "BLUE"}
    assert tx.tasks.keep_projects("jira", [acme, blue]) == set()
    tx.tasks.keep_projects("jira2", [KnownProject("jira2:1", "ACME", "Acme")])
    assert tx.tasks.keep_projects("jira", [replace(acme, key="ACM")]) == {"ACME", "ACM", "BLUE"}
    assert [each.ref for each in tx.tasks.projects()] == ["jira2:1", "jira:1"]
    assert [each.key for each in tx.tasks.projects("jira")] == ["ACM"]


# ---- who names them ----


def test_a_change_concerns_the_matched_entries_that_name_it_and_are_not_settled(tx: Transaction, run: int) -> None:
    both = entry(tx, run, "ACME-12", "ACME-14")
    other = entry(tx, run, "ACME-14")
    new = entry(tx, run, "ACME-12", billed_in="")
    done = entry(tx, run, "ACME-12", day=date(2026, 10, 6))
    settle(tx, run, done)
    assert tx.tasks.naming(["ACME-12"]) == sorted([both, new, done])
    assert tx.tasks.to_match_again(["ACME-12"]) == [both]
    assert tx.tasks.to_match_again(["ACME-14", "ACME-12"]) == sorted([both, other])
    tx.tasks.note_mentions([both], [(both, "ACME-9")])
    assert tx.tasks.to_match_again(["ACME-14", "ACME-12"]) == [other]


def test_what_is_named_in_a_month_is_what_it_bills_and_has_not_settled(tx: Transaction, run: int) -> None:
    entry(tx, run, "ACME-12", "UTF-8")
    entry(tx, run, "ACME-13", billed_in="2026-11")
    entry(tx, run, "ACME-15", billed_in="")
    entry(tx, run, "OLD-1", day=date(2026, 9, 30), billed_in="2026-09")
    settle(tx, run, entry(tx, run, "ACME-16", day=date(2026, 10, 6)))
    assert tx.tasks.named_in(OCTOBER) == ["ACME-12", "UTF-8"]
    assert tx.tasks.named_in() == ["ACME-12", "ACME-13", "ACME-15", "OLD-1", "UTF-8"]
    assert tx.tasks.named_in(go_live=OCTOBER.first) == ["ACME-12", "ACME-13", "ACME-15", "UTF-8"]
    assert tx.tasks.first_day(date.min) == date(2026, 9, 30)
    assert tx.tasks.first_day(date(2026, 10, 6)) is None
    assert tx.tasks.named_like(["ACME"]) == ["ACME-12", "ACME-13", "ACME-15", "ACME-16"]
    assert tx.tasks.named_like(["ACM", "UTF", ""]) == ["UTF-8"]
    assert tx.tasks.named_like([]) == []
