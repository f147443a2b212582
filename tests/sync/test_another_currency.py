"""A contract whose currency becomes another: amounts of the one before are never taken for amounts of the new one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from review.budgets import budgets
from review.deposits import deposits
from review.reductions import Off
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, totals, worked


def in_currency(currency: str, rate: str, **more: Any) -> Agency:
    own = contract("a", "AAA-ONE", rate=rate, **more)
    return replace(AGENCY, contracts=({**own, "currency": currency},))


def taken_off(house: House) -> str:
    (issue,) = [each for each in house.issues() if each.code == "reduction_not_used"]
    return dict(issue.facts)["wanted"]


@pytest.mark.parametrize(("currency", "drafted"), [("JPY", "1000"), ("BHD", "1000.000"), ("EUR", "1000.00")])
def test_an_amount_that_was_taken_off_stays_in_its_currency_and_is_told(currency: str, drafted: str) -> None:
    with house_of(in_currency("USD", "1000")) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("write-down", amount=Decimal(10)), "agreed")
        house.run([OCTOBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "990.00"}, [])
        house.configure(in_currency(currency, "1000"))
        house.run([OCTOBER])
        assert (totals(house), taken_off(house)) == ({"a 2026-10": drafted}, "10.00 USD")
        house.configure(in_currency("USD", "1000"))
        house.run([OCTOBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "990.00"}, [])


def test_a_percentage_is_taken_off_in_any_currency() -> None:
    with house_of(in_currency("USD", "1000")) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("write-down", percent=Decimal(10)), "agreed")
        house.configure(in_currency("JPY", "1000"))
        house.run([OCTOBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "900"}, [])


def test_what_tops_up_a_minimum_in_one_currency_is_not_given_back_or_asked_for_in_another() -> None:
    with house_of(in_currency("USD", "100", minimum={"amount": "500"})) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        assert totals(house) == {"a 2026-10": "500.00"}
        house.reopen("a", OCTOBER)
        bring(house, worked("10-05"), worked("10-06", note="more"))
        for rate, drafted in (("100000", "100000"), ("100", "100")):
            house.configure(in_currency("JPY", rate, minimum={"amount": "500"}))
            house.run([OCTOBER])
            assert totals(house) == {"a 2026-10": "500.00", "a 2026-10 all, supplement 1": drafted}


def test_what_is_left_of_a_deposit_in_the_old_currency_is_shown_and_asked_for() -> None:
    paid = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "300", "due": "2026-10-05"}
    with house_of(in_currency("USD", "100", deposits=[paid])) as house:
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("11-02", note="later"))
        house.run([NOVEMBER])
        house.bill()
        assert codes(house) == []
        house.configure(in_currency("EUR", "100", deposits=[paid]))
        house.run([NOVEMBER])
        assert "deposit_in_another_currency" in codes(house)
        (issue,) = [each for each in house.issues() if each.code == "deposit_in_another_currency"]
        assert issue.sentence == (
            "200.00 USD of Client a's deposit Deposit are left, and contract a is billed in EUR now, so that no "
            "invoice uses them."
        )
        house.end_deposit("a", "pay-back", "", "they have it", "150.00")
        house.run([NOVEMBER])
        with house.worker.store.read() as tx:
            (row,) = deposits(tx, house.worker.configuration.contracts)
        assert (str(row.paid_back), str(row.left)) == ("150.00 USD", "50.00 USD")
        house.end_deposit("a", "keep", "", "agreed")
        house.run([NOVEMBER])
        assert "deposit_in_another_currency" not in codes(house)


@pytest.mark.parametrize("beyond", ["hold", "write off"])
def test_what_was_billed_in_one_currency_draws_nothing_on_a_cap_in_another_and_its_hours_do(beyond: str) -> None:
    caps = [{"amount": "500", "beyond": beyond}, {"hours": "10", "beyond": beyond}]
    terms: dict[str, Any] = {"from": "2026-10-01", "cap": caps}
    with house_of(in_currency("USD", "100", **terms)) as house:
        bring(house, worked("10-05", 4 * 3600))
        house.run([OCTOBER])
        house.bill()
        house.configure(in_currency("EUR", "100", **terms))
        bring(house, worked("11-02", 4 * 3600, note="later"))
        house.run([OCTOBER, NOVEMBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "400.00", "a 2026-11": "400.00"}, [])
        with house.worker.store.read() as tx:
            in_money, in_hours = budgets(tx, house.worker.configuration.contracts)
        assert (in_money.used, in_hours.used) == (40000, 8 * 3600)


def test_what_was_billed_in_one_currency_uses_no_budget_in_another_and_its_hours_do() -> None:
    budget = [{"amount": "500", "alert_at": [75]}, {"hours": "20", "alert_at": [75]}]
    terms: dict[str, Any] = {"from": "2026-10-01", "budget": budget}
    with house_of(in_currency("USD", "100", **terms)) as house:
        bring(house, worked("10-05", 4 * 3600))
        house.run([OCTOBER])
        assert codes(house) == ["budget_reached"]
        house.bill()
        house.configure(in_currency("EUR", "100", **terms))
        bring(house, worked("11-02", note="later"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == []
        with house.worker.store.read() as tx:
            in_money, in_hours = budgets(tx, house.worker.configuration.contracts)
        assert (in_money.used, in_money.reached, in_hours.used) == (10000, (), 5 * 3600)
