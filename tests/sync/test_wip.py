"""What is worked and was on no invoice on a day, whatever was paid in advance, credited or billed again since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.calendar import month
from billing.lifecycle import Status
from review.margin import House as Own
from review.margin import margins
from review.wip import STAGES, wip
from sync.importing import ImportOptions
from sync.pipeline import import_files
from tests.agencies import TODAY, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, MAIN, NOVEMBER, OCTOBER, bring, contract, entry_of, worked

FILES: Yaml = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}
NUMBERED = replace(AGENCY, main={**MAIN, "connectors": {**MAIN["connectors"], "books": FILES}})
DEPOSIT: Yaml = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "300", "due": "2026-10-02"}
BILLED = TODAY.date()
LATER = BILLED + timedelta(days=7)
BOTH = (OCTOBER, NOVEMBER)
Shown = tuple[dict[str, str], int]


def of_day(house: House, at: date) -> Shown:
    """The amounts of a day by stage, and the seconds without a value."""
    with house.store.read() as tx:
        rows = wip(tx, at, house.worker.configuration.contracts, date(2026, 10, 1))
    amounts = {stage: str(row.amount(stage).decimal) for row in rows for stage in STAGES if row.amount(stage).minor}
    return amounts, sum(row.unvalued_seconds for row in rows)


def on(house: House, day: date) -> None:
    """It is another day."""
    now = TODAY + (day - BILLED)
    house.worker = replace(house.worker, clock=lambda: now)


def billed(house: House) -> None:
    """An hour of October is on an invoice."""
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    house.run([OCTOBER])


@pytest.mark.parametrize("then", ["leave", "write-off", "bill-again"])
def test_what_was_on_an_invoice_that_day_was_not_in_progress_whatever_became_of_it(then: str) -> None:
    with house_of(NUMBERED) as house:
        billed(house)
        assert of_day(house, BILLED - timedelta(days=1)) == ({"invoiced later": "100.00"}, 0)
        on(house, LATER)
        house.credit("INV-1001", then)
        for step in (lambda: None, lambda: house.run(BOTH), house.bill, lambda: house.run(BOTH)):
            step()
            assert of_day(house, BILLED) == ({}, 0)
            assert of_day(house, BILLED - timedelta(days=1)) == ({"invoiced later": "100.00"}, 0)
        left = {"bill-again": ({"drafted": "100.00"}, 0), "leave": ({}, 0), "write-off": ({}, 0)}
        assert of_day(house, LATER) == left[then]


def test_what_is_billed_again_was_not_in_progress_with_its_discount_either() -> None:
    discounted = contract("a", "AAA-ONE", discounts=[{"name": "Partner", "percent": "10 %"}])
    with house_of(replace(NUMBERED, contracts=(discounted,))) as house:
        billed(house)
        on(house, LATER)
        house.credit("INV-1001", "bill-again")
        house.bill()
        house.run(BOTH)
        assert of_day(house, BILLED) == ({}, 0)
        assert of_day(house, LATER) == ({"drafted": "90.00"}, 0)
        bring(house, worked("10-06", note="more"))
        house.run(BOTH)
        assert of_day(house, BILLED) == ({"drafted": "90.00"}, 0), "what came since, less its own part of the discount"
        assert of_day(house, LATER) == ({"drafted": "180.00"}, 0)


HALF: Yaml = {"name": "Half", "percent": "50 %"}
ONE: Yaml = {"code": "AAA-ONE", "name": "One", "billing": "time and materials"}
TWO: Yaml = {**ONE, "code": "AAA-TWO"}
OTHERS, SPENT = worked("10-05", 36000, on="AAA-TWO"), "2026-10-05,Kim Allen,Site AAA-ONE,Travel,Train,1000.00,USD,r.pdf"


@pytest.mark.parametrize(
    ("credited", "terms", "of_november"),
    [
        (OTHERS, {"workstreams": [{**ONE, "discounts": [HALF]}, TWO]}, "200.00"),
        (OTHERS, {"discounts": [{**HALF, "from": "2026-11-01"}]}, "200.00"),
        (SPENT, {"discounts": [HALF]}, "200.00"),
        (SPENT, {"discounts": [{**HALF, "kinds": ["time", "expense"]}]}, "200.00"),
        (SPENT, {"minimum": {"amount": "1500"}}, "1500.00"),
    ],
)
def test_what_adjusts_a_document_goes_with_what_it_is_about_and_not_with_what_is_billed_again_there(
    credited: Row | str, terms: Yaml, of_november: str
) -> None:
    adjusted = contract("a", "AAA-ONE", "AAA-TWO", **{"expenses": {"require_receipt": "no"}, **terms})
    with house_of(replace(NUMBERED, contracts=(adjusted,))) as house:
        if isinstance(credited, str):
            path = house.folder / "expenses.csv"
            path.write_text(f"Date,Person,Project,Category,Notes,Amount,Currency,Receipt\n{credited}\n")
            import_files(house.worker, [path], ImportOptions(kind="expenses"))
        else:
            bring(house, credited)
        house.run([OCTOBER])
        house.bill()
        on(house, LATER)
        house.credit("INV-1001", "bill-again")
        house.bill()
        bring(house, worked("11-02", 14400, note="november"))
        house.run(BOTH)
        assert [item.draft.period for item in house.drafts() if item.status is Status.DRAFT] == [NOVEMBER]
        ((_, whole),) = of_day(house, LATER)[0].items()
        assert whole == next(str(item.draft.total.decimal) for item in house.drafts() if item.status is Status.DRAFT)
        assert of_day(house, BILLED) == ({"drafted": of_november}, 0)


def test_time_that_came_since_is_in_progress_beside_what_is_billed_again() -> None:
    with house_of(NUMBERED) as house:
        billed(house)
        on(house, LATER)
        house.credit("INV-1001", "bill-again")
        house.bill()
        bring(house, worked("10-06", 1800, note="late"))
        house.run(BOTH)
        assert of_day(house, BILLED) == ({"drafted": "50.00"}, 0)
        assert of_day(house, LATER) == ({"drafted": "150.00"}, 0)


def test_a_correction_by_a_credit_note_is_no_work() -> None:
    with house_of(NUMBERED) as house:
        billed(house)
        on(house, LATER)
        bring(house, worked("10-05", 1800))
        house.run([OCTOBER])
        house.correct("credit-note", entry_of(house))
        assert of_day(house, BILLED) == of_day(house, LATER) == ({}, 0)
        house.bill()
        assert of_day(house, BILLED) == of_day(house, LATER) == ({}, 0)


def test_deposits_are_no_work_and_neither_is_what_they_pay_for_less() -> None:
    with_deposit = contract("a", "AAA-ONE", deposits=[DEPOSIT], **{"from": "2026-10-01"})
    own = Own({}, "USD", {})
    with house_of(replace(NUMBERED, contracts=(with_deposit,))) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        assert of_day(house, date(2026, 10, 31)) == ({"drafted": "100.00"}, 0)
        house.bill()
        bring(house, worked("11-02", 7200, note="november"))
        house.run([NOVEMBER])
        assert [str(each.draft.total) for each in house.drafts()] == ["400.00 USD", "0.00 USD"]
        assert of_day(house, date(2026, 11, 30)) == ({"drafted": "200.00"}, 0)
        with house.store.read() as tx:
            found = [row.net.minor for name in BOTH for row in margins(tx, month(name), own)]
        assert found == [10000, 20000]


def test_documents_of_a_month_in_two_currencies_are_two_rows_and_the_time_is_in_one() -> None:
    with house_of(NUMBERED) as house:
        billed(house)
        euros = replace(NUMBERED, contracts=(contract("a", "AAA-ONE", currency="EUR"), *NUMBERED.contracts[1:]))
        house.configure(euros)
        house.reopen("a", OCTOBER)
        bring(house, worked("10-06", 7200, note="late"))
        house.run([OCTOBER])
        own = Own(house.worker.configuration.contracts, "USD", {})
        with house.store.read() as tx:
            found = [(str(row.net), row.seconds) for row in margins(tx, month(OCTOBER), own)]
        assert found == [("200.00 EUR", 10800), ("100.00 USD", 0)]


def test_what_was_worked_before_tieout_is_not_in_progress_whether_its_month_was_run_or_not() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"), worked("09-29", note="before"))
        house.run([OCTOBER])
        assert of_day(house, BILLED) == ({"drafted": "100.00"}, 0)
        house.run(["2026-09"])
        assert of_day(house, BILLED) == ({"drafted": "100.00"}, 0)
