"""Suggestions of tasks: real ones, of the client, ranked by reasons that are told, the same however they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.task_records import KnownProject
from review import exceptions as report
from review.alike import alike, in_order, likest
from review.flat import exceptions_table
from review.page import exceptions_page
from tests.laws.house import House
from tests.laws.small import bring, entry_of, worked
from tests.review.known_tasks import PROJECTS, not_found, offers, run, suggested, task, told, tracked_house
from tests.review.made_up import HEADING, HOSTILE

DONE = {"status": "Done", "stage": "done"}


def closed(day: int, hour: int = 12) -> dict[str, object]:
    return {**DONE, "closed_at": datetime(2026, 10, day, hour, tzinfo=UTC)}


@pytest.fixture
def house() -> Iterator[House]:
    """An hour of Kim's on 6 October that names no task."""
    with tracked_house() as made:
        bring(made, worked("10-06", note="prompt revision"))
        run(made)
        yield made


def test_nothing_is_suggested_where_nothing_is_known(house: House) -> None:
    assert suggested(house) == {}


def test_only_tasks_of_the_client_are_suggested(house: House) -> None:
    told(house, task("ACME-2", "Handover"), task("BLUE-1", "Prompt revision", assignee="kim@north.test"))
    assert offers(house, "no_task") == ["ACME-2"]


def test_a_task_with_the_code_of_another_client_is_that_ones_whatever_its_project(house: House) -> None:
    told(house, task("ACME-2", "Handover", code="BBB-ONE"), task("BLUE-1", "Prompts", code="AAA-ONE"))
    assert offers(house, "no_task") == ["BLUE-1"]


def test_what_belongs_to_nobody_is_suggested_where_nothing_belongs_to_the_client(house: House) -> None:
    other = replace(task("ACME-9", "Prompt revision"), ref="jira:9", key="ZED-9", project="jira:3", project_key="ZED")
    told(house, other, task("BLUE-1", "Prompts"), projects=(*PROJECTS, KnownProject("jira:3", "ZED", "Zed")))
    assert offers(house, "no_task") == ["ZED-9"]


def test_a_title_that_is_nearly_the_note_comes_first_then_the_persons_then_what_was_open(house: House) -> None:
    told(
        house,
        task("ACME-1", "Something else"),
        task("ACME-2", "Revision of a plan"),
        task("ACME-3", "Other", assignee="Kim Allen", **closed(1)),
        task("ACME-4", "Handover", assignee="KIM@north.test"),
        task("ACME-5", "Prompt revisions", **closed(1)),
    )
    assert offers(house, "no_task") == ["ACME-5", "ACME-4", "ACME-3"]
    (found,) = suggested(house).values()
    assert [each.because for each in found] == [
        "96 of 100 alike",
        "assigned to KIM@north.test, open on 2026-10-06",
        "assigned to Kim Allen",
    ]


def test_a_task_was_open_on_the_day_that_it_was_closed_by_the_companys_zone(house: House) -> None:
    told(house, task("ACME-1", "One", **closed(6, 2)), task("ACME-2", "Two", **closed(7, 2)))
    assert offers(house, "no_task") == ["ACME-2"], "2:00 in UTC is the evening before"


def test_what_was_closed_long_before_is_somebody_elses_and_is_called_otherwise_is_not_suggested(house: House) -> None:
    told(house, task("ACME-1", "Handover", assignee="sam@north.test", **closed(1)))
    assert suggested(house) == {}


def test_a_task_that_is_gone_is_not_suggested(house: House) -> None:
    told(house, task("ACME-1", "Prompt revision"))
    not_found(house, "ACME-1")
    assert suggested(house) == {}


def test_at_most_three_are_suggested_and_equals_in_the_order_of_their_keys(house: House) -> None:
    told(house, *(task(f"ACME-{number}", "Same") for number in (12, 9, 100, 3)))
    assert offers(house, "no_task") == ["ACME-3", "ACME-9", "ACME-12"]


def test_the_order_in_which_tasks_came_does_not_matter(house: House) -> None:
    tasks = [task(f"ACME-{number}", title) for number, title in enumerate(["Prompts", "Handover", "Revision"] * 2, 1)]
    told(house, *tasks)
    before = offers(house, "no_task")
    told(house, *reversed(tasks))
    assert offers(house, "no_task") == before


def test_a_key_that_does_not_exist_comes_with_what_is_called_like_the_rest_of_the_note() -> None:
    with tracked_house() as house:
        bring(house, worked("10-06", note="ACME-99 Handover to a person"))
        told(house, task("ACME-1", "Prompts"), task("ACME-2", "Handover to a person"))
        not_found(house, "ACME-99")
        run(house)
        assert offers(house, "task_not_found") == ["ACME-2", "ACME-1"]


def test_a_task_of_another_client_and_one_that_was_closed_are_not_suggested_again() -> None:
    with tracked_house() as house:
        bring(house, worked("10-06", note="BLUE-1 Prompts"), worked("10-07", note="ACME-1 Prompts"))
        told(house, task("BLUE-1", "Prompts"), task("ACME-1", "Prompts", **closed(1)), task("ACME-2", "Handover"))
        run(house)
        assert offers(house, "task_of_another_client") == ["ACME-1", "ACME-2"]
        assert offers(house, "task_closed_before") == ["ACME-2"]


# ---- in reports ----


def test_the_report_says_each_with_the_command_that_links_it(house: House) -> None:
    told(house, task("ACME-2", "Prompt revision"))
    issues, found = house.issues(), suggested(house)
    (row,) = report.to_json(issues, found)
    command = f"tieout decide link {entry_of(house, 'prompt revision')} ACME-2 --why …"
    assert row["suggestions"] == [
        {
            "ref": "jira:1002",
            "key": "ACME-2",
            "title": "Prompt revision",
            "url": "https://north.atlassian.net/browse/ACME-2",
            "status": "In Progress",
            "assignee": None,
            "because": "open on 2026-10-06, 100 of 100 alike",
            "alike": 100,
            "command": command,
        }
    ]
    (table,) = report.to_sections(issues, found)
    because = "In Progress; open on 2026-10-06, 100 of 100 alike"
    assert table.after[-1] == f"{issues[0].entry_id} may be ACME-2 Prompt revision ({because}): {command}"
    assert exceptions_table(issues, found).rows[0][-1] == "ACME-2 Prompt revision"
    assert command in exceptions_page(issues, HEADING, found)


def test_a_hostile_title_is_text_in_every_form(house: House) -> None:
    told(house, task("ACME-2", HOSTILE, status=HOSTILE))
    page = exceptions_page(house.issues(), HEADING, suggested(house))
    assert "<script" not in page and "\x1b" not in page
    (table,) = report.to_sections(house.issues(), suggested(house))
    assert "HYPERLINK" in table.after[-1] and table.after[-1].isprintable()


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_many_texts_are_compared_as_two_are(text: str, others: list[str]) -> None:
    found = dict(likest(in_order(text), [in_order(other) for other in others], 20))
    assert found == {place: score for place, other in enumerate(others) if (score := alike(text, other)) >= 20}
