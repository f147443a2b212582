"""What is not billed yet: what waits is worth what it adds to an invoice once nothing holds it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.unbilled import unbilled
from sync.importing import ImportOptions
from sync.pipeline import import_files
from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, OCTOBER, bring, contract, entry_of, totals, worked

WAITS = replace(worked("10-06", 8 * 3600, note="held"), connector="harvest", code="AAA-ONE", start=None, approved="No")
SINCE: Yaml = {"from": "2026-10-01"}
RETAINER: Yaml = {"bill": "in arrears", "fee": "500", "includes_hours": "10", "overage_rate": "150"}
HOLD: Yaml = {"when_time_is_held": "hold the invoice"}
AT_MARKUP: Yaml = {"markup": "10 %"}


def care(**others: object) -> Yaml:
    """A contract with one workstream, which is a retainer with ten hours."""
    stream = {"code": "AAA-ONE", "name": "Care", "billing": "retainer", **RETAINER}
    return contract("a", "AAA-ONE", **{**SINCE, **others, "workstreams": [stream]})


def not_billed(house: House) -> tuple[str, int]:
    """What a client has not been billed, and the hours without a price."""
    with house.store.read() as tx:
        (row,) = unbilled(tx)
    return str(row.value), row.unpriced_seconds // 3600


def spend(house: House, cost: str) -> None:
    """An expense of a and of October, without a receipt."""
    path = house.folder / "expenses.csv"
    head = "Date,Person,Project,Category,Notes,Amount,Currency,Receipt"
    path.write_text(f"{head}\n2026-10-06,Kim Allen,Site AAA-ONE,Travel,held,{cost},\n")
    import_files(house.worker, [path], ImportOptions(kind="expenses"))


@pytest.mark.parametrize(
    ("terms", "day", "hours", "value"),
    [
        (contract("a", "AAA-ONE", **SINCE), "10-05", 5, "1300.00 USD"),
        (care(), "10-05", 1, "500.00 USD"),
        (care(), "10-05", 5, "950.00 USD"),
        (care(), "10-07", 5, "950.00 USD"),
        (care(), "10-05", 12, "2000.00 USD"),
        (care(invoice=HOLD), "10-05", 5, "950.00 USD"),
    ],
    ids=["by the hour", "all included", "three hours beyond", "worked before", "all beyond", "all of it waits"],
)
def test_held_time_is_worth_what_it_brings_once_it_is_approved(terms: Yaml, day: str, hours: int, value: str) -> None:
    with house_of(replace(AGENCY, contracts=(terms,))) as house:
        bring(house, worked(day, hours * 3600))
        bring(house, WAITS)
        house.run([OCTOBER])
        found = not_billed(house)
        house.decide("accept", entry_of(house, "held"))
        house.run([OCTOBER])
        assert (found, totals(house)) == ((value, 0), {"a 2026-10": value.removesuffix(" USD")})


def test_a_held_expense_is_worth_what_it_brings_once_it_is_accepted() -> None:
    terms = contract("a", "AAA-ONE", expenses=AT_MARKUP)
    with house_of(replace(AGENCY, contracts=(terms,))) as house:
        bring(house, worked("10-05"))
        spend(house, "80.00,USD")
        house.run([OCTOBER])
        assert (totals(house), not_billed(house)) == ({"a 2026-10": "100.00"}, ("188.00 USD", 0))
        house.decide("accept", entry_of(house, "held"))
        house.run([OCTOBER])
        assert (totals(house), not_billed(house)) == ({"a 2026-10": "188.00"}, ("188.00 USD", 0))


@pytest.mark.parametrize("expenses", [None, AT_MARKUP])
def test_a_held_expense_that_no_contract_prices_is_worth_nothing_yet(expenses: Yaml | None) -> None:
    terms = contract("a", "AAA-ONE") | ({"expenses": expenses} if expenses else {})
    with house_of(replace(AGENCY, contracts=(terms,))) as house:
        bring(house, worked("10-05"))
        spend(house, "80.00,EUR")
        house.run([OCTOBER])
        assert not_billed(house) == ("100.00 USD", 0)


@pytest.mark.parametrize("order", [{"until": "2026-10-05"}, {"limit": "50"}], ids=["by date", "by room"])
def test_an_expense_that_waits_for_an_order_is_counted_once(order: Yaml) -> None:
    orders = [{"number": "PO-1", **SINCE, **order}]
    terms = contract("a", "AAA-ONE", expenses={"require_receipt": "no"}, purchase_orders=orders, **SINCE)
    with house_of(replace(AGENCY, contracts=(terms,))) as house:
        spend(house, "80.00,USD")
        house.run([OCTOBER])
        assert (totals(house), not_billed(house)) == ({}, ("80.00 USD", 0))
