"""Where an expense belongs: like time, but without hours or a task."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from billing.catalogue import Catalogue, Index, SourceRules
from billing.reconcile import match
from billing.records import EXPENSE, Contract, Entry, Person, SourceRecord, State, Workstream

ACME = Contract("acme", "Acme Corp", "USD", (Workstream("ACME-IMPL", "Implementation", True),), ())
RULES = Catalogue(
    date(2026, 10, 1),
    (ACME,),
    (Person("Kim Allen"),),
    (SourceRules("spending", require_approval=True),),
    require_task="hold",
)
TRAIN = SourceRecord(
    date(2026, 10, 5),
    0,
    person="Kim Allen",
    project_code="ACME-IMPL",
    project="Implementation",
    approved=True,
    kind=EXPENSE,
    cost_minor=12000,
    currency="USD",
)


def test_an_expense_needs_neither_hours_nor_a_task() -> None:
    found, issues = match(Entry("e1", 1, "spending", TRAIN), Index.of(RULES))
    assert (found.verdict, found.contract, found.person.value, issues) == (State.OPEN, "acme", "Kim Allen", [])
    warned, issues = match(Entry("e1", 1, "spending", TRAIN), Index.of(replace(RULES, require_task="warn")))
    assert (warned.verdict, issues) == (State.OPEN, [])


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        (
            {"project_code": "", "project": "Pilot"},
            "missing_project_code",
            "Kim Allen tracked 120.00 USD on 2026-10-05 on Pilot, and nothing names a project code.",
        ),
        (
            {"approved": None},
            "not_approved",
            "120.00 USD of Kim Allen on 2026-10-05 on Implementation are not approved in spending.",
        ),
        (
            {"invoiced": True},
            "billed_elsewhere",
            "spending marks 120.00 USD of Kim Allen on 2026-10-05 on Implementation as invoiced; "
            "Tieout leaves it alone.",
        ),
        (
            {"cost_minor": 0},
            "zero_expense",
            "Kim Allen has an expense of nothing on 2026-10-05 on Implementation.",
        ),
        (
            {"person": "Kim Alen"},
            "unknown_person",
            "Kim Alen tracked 120.00 USD on 2026-10-05 on Implementation and is not in people.yaml.",
        ),
    ],
)
def test_what_is_wrong_with_an_expense_is_told_with_its_cost(
    changed: dict[str, object], code: str, sentence: str
) -> None:
    record = replace(TRAIN, **changed)  # type: ignore[arg-type]  # one field at a time, by name
    found, (issue,) = match(Entry("e1", 1, "spending", record), Index.of(RULES))
    assert found.verdict is not State.OPEN
    assert (issue.code, issue.sentence, issue.seconds) == (code, sentence, 0)


def test_expenses_before_go_live_and_marked_as_not_billable_are_not_billed() -> None:
    index = Index.of(RULES)
    early = match(Entry("e1", 1, "spending", replace(TRAIN, day=date(2026, 9, 30))), index)
    marked = match(Entry("e1", 1, "spending", replace(TRAIN, billable=False)), index)
    assert (early[0].verdict, early[1]) == (State.OUTSIDE, [])
    assert (marked[0].verdict, marked[1]) == (State.NON_BILLABLE, [])
