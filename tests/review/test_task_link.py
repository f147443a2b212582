"""A person's word that an entry is work on a task: what it does, how it is undone, and when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing.task_records import KnownProject, KnownTask
from review.decide import CannotDecide
from tests.laws.house import House
from tests.laws.small import bring, codes, entry_of, totals, worked
from tests.review.known_tasks import PROJECTS, link, not_found, run, task, tasks_of, told, tracked_house

NONE = "a call"
WRONG = "ACME-99 Prompts"
FOREIGN = "BLUE-1 Prompts"
GOOD = "ACME-1 Handover"


@pytest.fixture
def house() -> Iterator[House]:
    """Four hours: one names no task, one none that exists, one another client's, one is as it should be."""
    with tracked_house() as made:
        rows = [worked(f"10-0{day}", note=note) for day, note in enumerate((NONE, WRONG, FOREIGN, GOOD), 5)]
        bring(made, *rows)
        told(made, task("ACME-1", "Handover"), task("ACME-2", "Prompts for all"), task("BLUE-1", "Prompts"))
        not_found(made, "ACME-99")
        run(made)
        yield made


def refusal(house: House, key: str, note: str) -> str:
    """The sentence that a link is refused with; nothing was written."""
    with pytest.raises(CannotDecide) as refused:
        link(house, key, note)
    assert house.rows("SELECT * FROM decision") == []
    return str(refused.value)


def test_the_house_has_the_trouble_that_it_is_made_for(house: House) -> None:
    assert codes(house) == ["no_task", "task_of_another_client", "task_not_found"]
    assert totals(house) == {"a 2026-10": "300.00"}


@pytest.mark.parametrize("called", ["ACME-2", "acme-2", "jira:ACME-2", "1002", "jira:1002"])
def test_an_entry_is_linked_by_whatever_the_task_is_called(house: House, called: str) -> None:
    link(house, called, NONE)
    run(house)
    assert tasks_of(house, NONE) == [("ACME-2", "Prompts for all")]
    assert "no_task" not in codes(house)


def test_an_entry_is_linked_by_the_link_of_the_task(house: House) -> None:
    link(house, "https://north.atlassian.net/browse/ACME-2?focused=1", NONE)
    run(house)
    assert tasks_of(house, NONE) == [("ACME-2", "Prompts for all")]


def test_a_link_ends_the_trouble_and_undoing_it_brings_that_back(house: House) -> None:
    before = codes(house), totals(house)
    link(house, "ACME-2", NONE, WRONG, FOREIGN)
    run(house)
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "400.00"})
    assert {note: tasks_of(house, note)[0][0] for note in (NONE, WRONG, FOREIGN)} == dict.fromkeys(
        (NONE, WRONG, FOREIGN), "ACME-2"
    )
    for number in (1, 2, 3):
        house.undo(number)
    run(house)
    assert (codes(house), totals(house)) == before


def test_another_link_takes_the_place_of_the_first(house: House) -> None:
    link(house, "ACME-2", WRONG)
    run(house)
    link(house, "ACME-1", WRONG)
    run(house)
    assert tasks_of(house, WRONG) == [("ACME-1", "Handover")]


def test_a_linked_task_is_called_as_its_tracker_calls_it_now(house: House) -> None:
    link(house, "ACME-2", NONE)
    told(house, task("ACME-20", "Renamed", ref="jira:1002"))
    run(house)
    assert tasks_of(house, NONE) == [("ACME-20", "Renamed")]


def test_a_task_of_another_client_is_refused_unless_it_is_meant_anyway(house: House) -> None:
    entry = entry_of(house, NONE)
    assert refusal(house, "BLUE-1", NONE) == (
        f"BLUE-1 is a task of Client b, and {entry} is billed to Client a; choose a task of Client a,"
        " or add --anyway if it really is work for both"
    )
    link(house, "BLUE-1", NONE, anyway=True)
    run(house)
    assert tasks_of(house, NONE) == [("BLUE-1", "Prompts")]
    assert codes(house) == ["task_of_another_client", "task_not_found"], "that of the other entry stands"
    assert totals(house) == {"a 2026-10": "300.00"}


def test_what_was_meant_anyway_is_asked_again_when_the_entry_is_another(house: House) -> None:
    link(house, "BLUE-1", NONE, anyway=True)
    bring(house, worked("10-05", 7200, note=NONE))
    run(house)
    assert codes(house).count("task_of_another_client") == 2


def test_an_entry_that_names_its_task_itself_is_corrected_in_its_tracker(house: House) -> None:
    assert refusal(house, "ACME-2", GOOD) == (
        f"{entry_of(house, GOOD)} names ACME-1 itself, and that counts before what is decided;"
        " write ACME-2 into it in toggl instead"
    )
    assert refusal(house, "ACME-1", GOOD) == f"{entry_of(house, GOOD)} is linked to ACME-1 already"


def test_what_is_no_task_is_refused_with_what_to_do(house: House) -> None:
    not_found(house, "ACME-98", "hidden")
    link_of = "`tieout exceptions` suggests tasks that are there"
    assert refusal(house, "ACME-99", NONE) == f"jira has no task ACME-99; {link_of}"
    assert refusal(house, "ACME-97", NONE).startswith(f"nothing is known of a task ACME-97; {link_of}")
    assert refusal(house, "ACME-98", NONE).startswith("jira does not show ACME-98 to us; give")
    not_found(house, "ACME-2")
    assert refusal(house, "ACME-2", NONE).startswith("ACME-2 was deleted in jira, so nothing can be linked to it")
    assert refusal(house, "", NONE).startswith("nothing is known of a task ")


def test_a_key_of_two_trackers_is_asked_for_with_its_tracker(house: House) -> None:
    other = KnownTask("asana:500", "ACME-2", "Twin", "https://app.asana.com/0/1/500", "Doing", "open", "asana:1")
    told(house, task("ACME-2", "Prompts for all"), other, projects=(*PROJECTS, KnownProject("asana:1", "", "Acme")))
    assert refusal(house, "ACME-2", NONE) == "2 tasks are called ACME-2; write asana:ACME-2 or jira:ACME-2"
    link(house, "asana:ACME-2", NONE)
    run(house)
    assert tasks_of(house, NONE) == [("ACME-2", "Twin")]


def test_a_link_needs_a_reason_and_an_entry_that_is_there(house: House) -> None:
    with pytest.raises(CannotDecide, match="say why with --why"):
        link(house, "ACME-2", NONE, why=" ")
    house.bill()
    assert refusal_of_billed(house).endswith("the invoice itself is corrected with a credit")


def refusal_of_billed(house: House) -> str:
    with pytest.raises(CannotDecide) as refused:
        link(house, "ACME-2", GOOD)
    return str(refused.value)


def test_a_task_that_was_closed_before_is_linked_and_reported(house: House) -> None:
    told(house, task("ACME-3", "Old", stage="done", status="Done", closed_at=datetime(2026, 9, 9, tzinfo=UTC)))
    link(house, "ACME-3", NONE)
    run(house)
    assert tasks_of(house, NONE) == [("ACME-3", "Old")]
    assert "task_closed_before" in codes(house)
