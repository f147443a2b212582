"""Milestones: which day counts, what is owed on it, and what was billed before Tieout."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.decisions import Decision
from billing.milestones import (
    REACHED,
    Condition,
    KnownEvidence,
    Milestone,
    before_tieout,
    day_of,
    grounds,
    last_words,
    owed,
)
from billing.money import Money
from billing.wishes import LineKind

GO_LIVE = date(2026, 10, 1)
WAITING = Milestone("acme", "M1", "ACME-IMPL", "Design accepted", Money(1_200_000, "USD"), GO_LIVE)
DUE = replace(WAITING, code="M2", due=date(2026, 11, 30))
SAID = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))


def word(day: date, number: int = 1, subject: str = "acme M1") -> Decision:
    return Decision(number, REACHED, subject, "lee", SAID, "signed off by Jo", day=day)


def test_a_milestone_without_a_day_is_owed_only_when_somebody_says_so() -> None:
    assert owed([WAITING], {}) == []
    (item,) = owed([WAITING], {"acme M1": word(date(2026, 11, 20))})
    assert (item.kind, item.day, item.amount) == (LineKind.MILESTONE, date(2026, 11, 20), Money(1_200_000, "USD"))
    assert item.quantity * item.unit_price == 12000
    assert item.rule == "milestone M1: reached on 2026-11-20 (lee, 2026-11-21: signed off by Jo)"


def test_a_milestone_with_a_day_is_owed_by_itself() -> None:
    (item,) = owed([DUE], {})
    assert (item.day, item.rule) == (date(2026, 11, 30), "milestone M2: due on 2026-11-30, as the contract says")


@pytest.mark.parametrize("day", [date(2026, 10, 5), date(2027, 2, 1)])
def test_a_word_overrules_the_contract_s_day(day: date) -> None:
    (item,) = owed([DUE], {"acme M2": word(day, subject="acme M2")})
    assert item.day == day == day_of(DUE, word(day))


def test_the_newest_word_that_stands_counts() -> None:
    words = [word(date(2026, 11, 20), 7), word(date(2026, 11, 2), 9), word(date(2026, 12, 1), 8)]
    assert last_words({"acme M1": words, "acme M2": []}) == {"acme M1": words[1]}


@pytest.mark.parametrize(
    ("milestone", "day", "before"),
    [
        (DUE, date(2026, 9, 30), True),
        (DUE, GO_LIVE, False),
        (WAITING, None, False),
        (replace(WAITING, billed_before=True), None, True),
        (replace(DUE, billed_before=True), date(2026, 11, 30), True),
    ],
)
def test_what_was_billed_before_tieout_is_never_owed(milestone: Milestone, day: date | None, before: bool) -> None:
    assert before_tieout(milestone, day) is before
    words = {milestone.subject: word(day, subject=milestone.subject)} if day else {}
    assert bool(owed([milestone], words)) is (day is not None and not before)


# ---- by a task ----

ACCEPTED = Condition("jira", "ACME-14", "status", "Accepted", "America/New_York")
BY_TASK = replace(WAITING, when=ACCEPTED)


def told(at: datetime, condition: Condition = ACCEPTED, gone: int | None = None) -> KnownEvidence:
    return KnownEvidence("acme M1", condition.text, "jira:10012", "status: Accepted", "Kim", at, 3, gone)


LATE_EVENING = datetime(2026, 10, 13, 3, 30, tzinfo=UTC)
"""Still October 12 in New York."""


def test_evidence_of_its_task_brings_it_about_on_the_company_s_day() -> None:
    resting = grounds([BY_TASK], {}, {"acme M1": told(LATE_EVENING)})
    (item,) = owed([BY_TASK], resting)
    assert item.day == date(2026, 10, 12)
    assert item.rule == "milestone M1: status Accepted, set by Kim on 2026-10-12 (jira:ACME-14)"
    nameless = replace(told(LATE_EVENING), by="")
    (item,) = owed([BY_TASK], {"acme M1": nameless})
    assert item.rule == "milestone M1: status Accepted, set on 2026-10-12 (jira:ACME-14)"


def test_a_person_s_word_outranks_evidence() -> None:
    words = {"acme M1": word(date(2026, 11, 20))}
    resting = grounds([BY_TASK], words, {"acme M1": told(LATE_EVENING)})
    assert resting == words
    assert owed([BY_TASK], resting)[0].day == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("milestone", "evidence"),
    [
        (BY_TASK, told(LATE_EVENING, gone=4)),
        (BY_TASK, told(LATE_EVENING, replace(ACCEPTED, value="Done"))),
        (BY_TASK, told(LATE_EVENING, replace(ACCEPTED, task="ACME-15"))),
        (BY_TASK, told(LATE_EVENING, Condition("jira", "ACME-14", "field", "Accepted", "UTC", "status"))),
        (WAITING, told(LATE_EVENING)),
    ],
)
def test_evidence_that_is_gone_or_of_another_condition_brings_nothing_about(
    milestone: Milestone, evidence: KnownEvidence
) -> None:
    assert grounds([milestone], {}, {"acme M1": evidence}) == {}
    assert owed([milestone], {}) == []


def test_what_is_billed_by_a_task_is_the_same_milestone_as_before() -> None:
    assert (BY_TASK.id, BY_TASK.subject) == (WAITING.id, WAITING.subject)


def test_its_id_depends_on_contract_and_code_alone() -> None:
    other = replace(DUE, code="M1", amount=Money(1, "USD"), description="x", workstream="Y")
    assert other.id == WAITING.id
    ids = {WAITING.id, DUE.id, replace(WAITING, contract="beta").id, replace(WAITING, contract="acme-m").id}
    assert len(ids) == 4


@given(st.permutations("ABCDE"), st.dictionaries(st.sampled_from("ABCDE"), DAYS))
def test_each_is_owed_once_at_most_in_any_order(codes: list[str], days: dict[str, date]) -> None:
    stated = [replace(WAITING, code=code, due=None if code < "C" else date(2026, 10, 15)) for code in codes]
    words = {f"acme {code}": word(day, subject=f"acme {code}") for code, day in days.items()}
    items = owed(stated, words)
    assert items == owed(sorted(stated, key=lambda each: each.code), words)
    assert [item.day for item in items] == sorted(item.day for item in items)
    assert len({item.id for item in items}) == len(items) <= len(codes)
    assert all(item.day >= GO_LIVE for item in items)
