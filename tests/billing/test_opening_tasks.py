"""What had been billed of each task against a cap in money: documents say it certainly, or a person does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from billing.opening_proposals import propose
from billing.opening_records import Billed, Proposal, Time, Tracked
from billing.records import Contract, Workstream
from tests.billing.test_opening_proposals import CHECK, CONTRACT, asked, history, line, work

CARE = Workstream("ACME-CARE", "Care", True)
TWO = replace(CONTRACT, workstreams=(*CONTRACT.workstreams, CARE))
OTHER = replace(CONTRACT, id="acme-care", workstreams=(CARE,))
BILL = line("INV-1", 10000, "A-1")


def worked(task: str, stream: str = "ACME-IMPL") -> Tracked:
    """Two hours on a task."""
    return work(f"{stream} {task}", date(2026, 9, 2), 2, stream, tasks=(task,))


def of_tasks(*lines: Billed, time: tuple[Tracked, ...] = (worked("A-1"),), **more: Any) -> list[Proposal]:
    """What is proposed for a cap on each task of Intake bot."""
    contract: Contract = more.pop("contract", CONTRACT)
    name: str = more.pop("name", "ACME-IMPL")
    siblings = more.pop("siblings", (contract,))
    asking = asked(("task_caps", name), contract=contract, siblings=siblings)
    found = propose(asking, history(*lines, **more), Time(time, frozenset({"2026-09"})))
    assert all(each.worth is None or each.certainty is CHECK for each in found)
    return list(found)


def told(found: list[Proposal]) -> list[tuple[str, int | None]]:
    """The tasks with what is proposed for them."""
    return [(each.task, each.worth) for each in found]


def test_lines_that_name_a_task_are_what_was_billed_of_it() -> None:
    back = line("CN-1", -2500, "Credit for INV-1", credit=True)
    found = of_tasks(BILL, back, line("INV-2", 700, "A-2"), time=(worked("A-1"), worked("A-2"), worked("A-3")))
    assert told(found) == [("A-1", 7500), ("A-2", 700), ("A-3", 0)]


@pytest.mark.parametrize(
    ("lines", "more", "why"),
    [
        ((BILL,), {"foreign": (line("INV-2", 500, "A-1"),)}, "billed in another currency than USD: INV-2"),
        ((), {"foreign": (line("INV-2", 500, "A-1"),)}, "billed in another currency than USD: INV-2"),
        ((), {}, "the ledger has no document of this client"),
        ((BILL, line("INV-2", 20000, "more of it")), {}, "the task is not named on INV-2"),
        ((BILL, line("INV-1", 20000, "more of it")), {}, "the task is not named on INV-1"),
        ((BILL, line("INV-2", 100, "A-1 and A-2")), {"time": (worked("A-1"), worked("A-2"))}, "the task is not named"),
        ((BILL,), {"time": ()}, "no task of it is known"),
    ],
    ids=["currencies", "another currency", "no document", "no task", "beside a task", "two tasks", "no time"],
)
def test_nothing_is_proposed_of_any_task_where_a_line_may_be_of_each(
    lines: tuple[Billed, ...], more: dict[str, Any], why: str
) -> None:
    (found,) = of_tasks(*lines, **more)
    assert (found.worth, found.task) == (None, "")
    assert found.why[0].startswith(why)


def test_a_task_of_which_more_was_credited_than_billed_has_no_number() -> None:
    back = line("CN-1", -20000, "A-1", credit=True)
    found = of_tasks(BILL, back, line("INV-2", 700, "A-2"), time=(worked("A-1"), worked("A-2")))
    assert told(found) == [("A-1", None), ("A-2", 700)]
    assert found[0].why == ("more was credited than billed: CN-1, INV-1",)
    assert sum(each.worth for each in found[0].evidence) == -10000


def test_a_task_of_two_workstreams_is_drawn_by_the_lines_that_name_one() -> None:
    both = (worked("A-1"), worked("A-1", "ACME-CARE"), worked("A-2"))
    named = (line("INV-1", 10000, "Intake bot A-1"), line("INV-2", 7000, "ACME-CARE A-1"))
    assert told(of_tasks(*named, time=both, contract=TWO)) == [("A-1", 10000), ("A-2", 0)]
    assert told(of_tasks(*named, time=both, contract=TWO, name="ACME-CARE")) == [("A-1", 7000)]
    assert told(of_tasks(*named, time=both, contract=TWO, name="acme")) == [("A-1", 17000), ("A-2", 0)]
    unclear = (line("INV-3", 50, "A-1"), line("INV-4", 60, "A-2"))
    found = of_tasks(*named, *unclear, time=both, contract=TWO)
    assert told(found) == [("A-1", None), ("A-2", 60)]
    assert found[0].why == ("what was done is not named on INV-3; at least 100.00 USD was billed",)


def test_a_line_that_names_both_workstreams_is_of_neither_alone() -> None:
    found = of_tasks(BILL, line("INV-2", 100, "ACME-IMPL and ACME-CARE: A-1"), contract=TWO)
    assert told(found) == [("A-1", None)]


def test_a_workstream_that_is_named_by_code_and_name_is_one() -> None:
    assert told(of_tasks(line("INV-1", 100, "ACME-IMPL Intake bot: A-1"), contract=TWO)) == [("A-1", 100)]


def test_what_names_a_workstream_of_another_contract_is_not_of_this_one() -> None:
    theirs = (line("INV-2", 20000, "ACME-CARE: A-1"), line("INV-3", 400, "Care for September"))
    back = line("CN-1", -400, "Credit for INV-3", credit=True)
    assert told(of_tasks(BILL, *theirs, back, siblings=(CONTRACT, OTHER))) == [("A-1", 10000)]
