"""What traces, drafts, statements and the table of tasks say of tasks: as of now, with estimates beside logged time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from billing.calendar import month
from billing.wishes import Show
from review import drafts, flat, statement, task_time, trace
from review.client import client_document
from review.client_csv import to_csv
from review.forms import Beside, drafts_forms, statement_forms, tasks_forms
from review.task_time import TaskTime
from review.trace_text import to_sections
from sync.documents import papers_of
from tests.laws.house import House
from tests.laws.small import OCTOBER, bring, contract, entry_of, worked
from tests.review.known_tasks import TRACKED, contracts, link, rules, run, task, told, tracked_house
from tests.review.made_up import HEADING, TODAY

ONE = task(
    "ACME-1",
    "Handover",
    parent="ACME-7",
    parent_title="Intake bot",
    group="Bot epic",
    assignee="kim@north.test",
    estimate_seconds=7200,
)
TWO = task("ACME-2", "Prompts", status="Secret status", estimate_seconds=3600)
FACTS = {
    "ref": "jira:1001",
    "kind": "Task",
    "status": "In Progress",
    "stage": "open",
    "parent": "ACME-7",
    "parent_title": "Intake bot",
    "group": "Bot epic",
    "assignee": "kim@north.test",
    "estimate_seconds": 7200,
    "present": True,
}


@pytest.fixture
def house() -> Iterator[House]:
    """October: two hours on one task, one on another, one on both. November: one more on the first."""
    with tracked_house() as made:
        bring(
            made,
            worked("10-05", note="ACME-1 old words"),
            worked("10-06", note="ACME-1 a call"),
            worked("10-07", note="ACME-2"),
            worked("10-08", note="ACME-1 and ACME-2"),
            worked("11-02", note="ACME-1 later"),
        )
        told(made, ONE, TWO)
        run(made)
        run(made, "2026-11")
        yield made


def times(house: House, name: str = OCTOBER) -> list[TaskTime]:
    with house.store.read() as tx:
        return task_time.task_times(tx, month(name), contracts(house))


def traced(house: House, key: str) -> tuple[dict[str, Any], str]:
    """A trace for programs and for people."""
    with house.store.read() as tx:
        found = trace.trace(tx, key, rules(house))
    return trace.to_json(found), "\n".join(text for part in to_sections(found) for text in part.after)


# ---- time and estimates ----


def test_time_is_counted_once_by_month_and_in_all_beside_the_estimate(house: House) -> None:
    first, second = times(house)
    assert (first.task.key, first.month_seconds, first.all_seconds, first.shared_seconds) == (
        "ACME-1",
        7200,
        10800,
        3600,
    )
    assert (first.left_seconds, first.client) == (-3600, "Client a")
    assert (second.task.key, second.month_seconds, second.all_seconds, second.left_seconds) == ("ACME-2", 3600, 3600, 0)


def test_time_that_a_person_linked_counts_and_what_is_gone_or_a_duplicate_does_not(house: House) -> None:
    bring(
        house, worked("10-12", note="a call"), worked("10-13", note="ACME-1 twice"), worked("10-14", note="ACME-1 no")
    )
    run(house)
    link(house, "ACME-2", "a call")
    house.decide("duplicate-of", entry_of(house, "ACME-1 twice"), of=entry_of(house, "ACME-1 old words"))
    bring(house, *(worked(f"10-{day:02}", note=note) for day, note in LEFT.items()), complete=OCTOBER)
    run(house)
    assert [row.month_seconds for row in times(house)] == [7200, 7200]


LEFT = {
    5: "ACME-1 old words",
    6: "ACME-1 a call",
    7: "ACME-2",
    8: "ACME-1 and ACME-2",
    12: "a call",
    13: "ACME-1 twice",
}


def test_only_tasks_with_time_in_the_month_are_listed(house: House) -> None:
    assert [(row.task.key, row.month_seconds, row.all_seconds) for row in times(house, "2026-11")] == [
        ("ACME-1", 3600, 10800)
    ]
    assert times(house, "2026-12") == []


def test_the_table_of_tasks_says_so_to_people_and_programs(house: House) -> None:
    rows = times(house)
    forms = tasks_forms(rows, OCTOBER, HEADING)
    (table,) = forms.sections()
    assert [str(cell) for cell in table.rows[0][:3]] == ["Client a", "ACME-1 Handover", "In Progress"]
    assert table.after == (
        "Entries that name several tasks count for none of them; `--json` has their time as shared_seconds.",
    )
    first, _ = forms.json()
    assert first == {
        "client": "Client a",
        "key": "ACME-1",
        "title": "Handover",
        "url": ONE.url,
        **FACTS,
        "month_seconds": 7200,
        "all_seconds": 10800,
        "shared_seconds": 3600,
        "left_seconds": -3600,
    }
    flat_rows = forms.table()
    assert dict(zip(flat_rows.headers, flat_rows.rows[0], strict=True))["parent"] == "ACME-7 Intake bot"
    assert "Bot epic" in forms.page() and ONE.url in forms.page()
    assert f"href={ONE.url!r}" not in forms.page().replace('"', "'"), "strangers' links are text"


def test_a_statement_as_a_file_has_a_row_for_each_task_beside_its_states(house: House) -> None:
    forms = statement_forms(house.statement(OCTOBER), HEADING, times(house))
    assert [row["key"] for row in forms.json()["tasks"]] == ["ACME-1", "ACME-2"]
    table = forms.table()
    rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
    assert [(row["task"], row[">seconds"], row[">estimate_seconds"]) for row in rows if row["row"] == "task"] == [
        ("ACME-1", 7200, 7200),
        ("ACME-2", 3600, 3600),
    ]
    assert {row["task"] for row in rows if row["row"] != "task"} == {""}
    assert [sheet.name for sheet in forms.sheets()][-2:] == ["Tasks", "Rows"]
    assert "ACME-1 Handover" in forms.page()
    assert statement.to_sections(house.statement(OCTOBER)) == forms.sections()


# ---- traces and drafts ----


def test_a_line_says_its_task_as_it_is_now_although_the_line_stays(house: House) -> None:
    (october, _) = house.drafts()
    line = next(line for line in october.draft.lines if line.description == "ACME-1 Handover")
    told(house, replace(ONE, title="Handover to a person", status="Done", stage="done"))
    answer, text = traced(house, line.id)
    assert answer["lines"][0]["tasks"] == [
        {
            "key": "ACME-1",
            "title": "Handover to a person",
            "url": ONE.url,
            "known": {**FACTS, "status": "Done", "stage": "done"},
        }
    ]
    assert f"Line {line.id}: ACME-1 Handover\n" in text
    assert (
        "task: ACME-1 Handover to a person · Done · part of ACME-7 Intake bot · in Bot epic · estimated 2:00 h"
        f" · {ONE.url}"
    ) in text


def test_an_entry_says_its_task_why_and_what_people_linked(house: House) -> None:
    bring(house, worked("10-12", note="a call"))
    run(house)
    entry = entry_of(house, "a call")
    answer, text = traced(house, entry)
    assert [each["key"] for each in answer["exceptions"][0]["suggestions"]] == ["ACME-1", "ACME-2"]
    because = "In Progress; assigned to kim@north.test, open on 2026-10-12"
    assert f"may be ACME-1 Handover ({because}): tieout decide link {entry} ACME-1 --why …" in text
    link(house, "ACME-2", "a call")
    run(house)
    answer, text = traced(house, entry)
    assert [(each["key"], each["known"]["ref"]) for each in answer["match"]["tasks"]] == [("ACME-2", "jira:1002")]
    assert "decision 1: link ACME-2 (kim, 2026-11-03: asked Kim)" in text
    assert "task: ACME-2 Prompts · Secret status" in text and "may be" not in text


def test_a_task_that_is_gone_is_said_to_be(house: House) -> None:
    told(house, replace(TWO, present=False))
    _, text = traced(house, entry_of(house, "ACME-2"))
    assert "task: ACME-2 Prompts · Secret status, deleted since" in text


def test_drafts_as_files_have_what_is_known_of_each_lines_tasks(house: House) -> None:
    found = house.drafts()[:1]
    with house.store.read() as tx:
        now = drafts.tasks_of(tx, found)
    forms = drafts_forms(found, contracts(house), TODAY, HEADING, Beside(tasks=now))
    lines = {line["description"]: line for line in forms.json()[0]["lines"]}
    assert lines["ACME-1 Handover"]["tasks"] == ["ACME-1"]
    assert lines["ACME-1 Handover"]["named_tasks"][0]["known"] == FACTS
    table = flat.drafts_table(found, now)
    rows = {row[table.headers.index("description")]: row[-5:] for row in table.rows}
    assert rows["ACME-1 Handover"] == ("Handover", "In Progress", ONE.url, "ACME-7 Intake bot", "Bot epic")
    unknown = flat.drafts_table(found).rows[0][-5:]
    assert unknown[1] == unknown[3] == unknown[4] == ""


@pytest.mark.parametrize("lines_by", ["task", "person"])
def test_an_entry_that_is_divided_is_on_each_line_with_its_part_and_counts_once_for_each_task(lines_by: str) -> None:
    mine = contract("a", "AAA-ONE", several_tasks="evenly", invoice={"lines_by": lines_by})
    with tracked_house(replace(TRACKED, contracts=(mine,))) as house:
        bring(house, worked("10-08", 3601, note="ACME-1 and ACME-2"))
        told(house, ONE, TWO)
        run(house)
        assert [(row.month_seconds, row.shared_seconds) for row in times(house)] == [(1801, 0), (1800, 0)]
        (stored,) = house.drafts()
        answer, _ = traced(house, stored.draft.id)
        parts = [[part["seconds"] for part in line["entries"]] for line in answer["lines"]]
        assert parts == ([[1801], [1800]] if lines_by == "task" else [[3601]])
        answer, text = traced(house, entry_of(house, "ACME-1 and ACME-2"))
        assert [each["seconds"] for each in answer["match"]["tasks"]] == [1801, 1800]
        assert "0:30:01 h)" in text


# ---- clients ----


@pytest.mark.parametrize("tasks", [True, False])
def test_no_client_reads_a_status_an_assignee_or_an_estimate(house: House, tasks: bool) -> None:
    (stored, _) = house.drafts()
    with house.store.read() as tx:
        papers = papers_of(house.worker, tx, stored)
    (push,) = [each for each in house_pushes(house) if each.draft == stored.draft.id]
    wishes = replace(papers.unit.contract.wishes, show=Show(tasks=tasks, people="no", notes=False))
    shown = client_document(stored.draft, papers.entries, wishes, papers.facts(push))
    told_to_client = repr(shown) + to_csv(shown).decode()
    for secret in ("Secret status", "In Progress", "kim@north.test", "Bot epic", "estimate"):
        assert secret not in told_to_client
    assert ("ACME-1" in told_to_client) is tasks
    record = json.loads(push.body)
    assert "Secret status" not in json.dumps(record)


def house_pushes(house: House) -> list[Any]:
    house.bill()
    with house.store.read() as tx:
        return list(tx.pushes.of_drafts([item.draft.id for item in house.drafts()]).values())
