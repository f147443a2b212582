"""Rates of months that are billed stay, where the contract locks them: those of the first invoice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from billing.ids import PLAN, stable_id
from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, NOVEMBER, OCTOBER, codes, contract, entry_of, totals, worked

ONE, TWO, THREE = (worked(day, note=note) for day, note in (("10-05", "one"), ("10-06", "two"), ("10-07", "three")))


def agency(name: str, *rows: Row, rate: str = "100", **terms: object) -> Agency:
    return replace(AGENCY, contracts=(contract(name, "AAA-ONE", rate=rate, **terms),)).with_rows(rows)


def _plans(name: str) -> tuple[str, str]:
    first, third = (stable_id(PLAN, name, OCTOBER, revision) for revision in ("1", "3"))
    return first, third


NAMES = [f"c{number}" for number in range(50)]
EARLIER = next(name for name in NAMES if _plans(name)[0] < _plans(name)[1])
LATER = next(name for name in NAMES if _plans(name)[0] > _plans(name)[1])


@pytest.mark.parametrize("name", [EARLIER, LATER])
def test_a_supplement_at_another_rate_does_not_move_the_lock(name: str) -> None:
    with house_of(agency(name, ONE)) as house:
        house.bring_in()
        house.run([OCTOBER])
        house.bill()
        house.reopen(name, OCTOBER)
        house.configure(agency(name, ONE, TWO, rate="120", locked_before="2026-11-01"))
        house.bring_in()
        house.run([OCTOBER])
        assert "rate_locked" in codes(house)
        house.decide("accept", entry_of(house, "two"))
        house.run([OCTOBER])
        house.bill()
        house.configure(agency(name, ONE, TWO, THREE, rate="120", locked_before="2026-11-01"))
        house.bring_in()
        house.run([OCTOBER, NOVEMBER])
        assert sorted(codes(house)) == ["late", "rate_locked"]
        assert f"{name} {NOVEMBER}" not in totals(house)


LOCK = {"locked_before": "2026-11-01"}


def go(house: House, found: Agency, *months: str) -> None:
    """What is written and tracked from now on, and the months that are run by it."""
    house.configure(found)
    house.bring_in()
    house.run(months)


def told(house: House) -> list[str]:
    """What is said of locked rates."""
    return [issue.sentence for issue in house.issues() if issue.code == "rate_locked"]


def two_documents(rate: str, *rows: Row) -> Agency:
    """A document for each workstream; the rate is that of the second one."""
    rates = [{"rate": "100"}, {"workstream": "AAA-TWO", "rate": rate}]
    acme = contract("a", "AAA-ONE", "AAA-TWO", invoice={"one_per": "workstream"}, **LOCK) | {"rates": rates}
    return replace(AGENCY, contracts=(acme,)).with_rows(rows)


def test_rates_are_those_by_which_it_was_billed_not_those_of_an_earlier_draft() -> None:
    rows = (ONE, worked("10-06", on="AAA-TWO", note="two"))
    with house_of(two_documents("100", *rows)) as house:
        go(house, two_documents("100", *rows), OCTOBER)
        go(house, two_documents("120", *rows), OCTOBER)
        house.bill()
        late = worked("10-07", on="AAA-TWO", note="late")
        go(house, two_documents("120", *rows, late), OCTOBER, NOVEMBER)
        assert told(house) == []
        go(house, two_documents("100", *rows, late), OCTOBER, NOVEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 120.00 USD an hour, contract a now says 100.00 USD" in said


def test_a_void_invoice_binds_while_its_month_has_another_one() -> None:
    with house_of(agency("a", ONE, **LOCK)) as house:
        go(house, house.agency, OCTOBER)
        house.bill()
        house.reopen("a", OCTOBER)
        go(house, agency("a", ONE, TWO, rate="120", **LOCK), OCTOBER)
        house.decide("accept", entry_of(house, "two"))
        house.run([OCTOBER])
        house.bill()
        house.void(house.document("INV-0001"))
        house.run([OCTOBER, NOVEMBER])
        house.decide("bill-again", entry_of(house, "one"))
        house.run([OCTOBER, NOVEMBER])
        (said,) = told(house)
        assert "2026-10 was billed at 100.00 USD an hour, contract a now says 120.00 USD" in said


D1 = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "9", "due": "2026-10-02"}
DEPOSIT: dict[str, Any] = {"deposits": [D1], **LOCK}


def only_a_deposit_is_billed(house: House) -> Agency:
    """October's deposit is on an invoice, and the month open again, with another rate."""
    house.run([OCTOBER])
    house.bill()
    house.reopen("a", OCTOBER)
    return agency("a", ONE, rate="120", **DEPOSIT)


def test_an_invoice_that_bills_no_hours_locks_no_rates() -> None:
    with house_of(agency("a", **DEPOSIT)) as house:
        go(house, only_a_deposit_is_billed(house), OCTOBER)
        assert told(house) == []
        house.bill()
        go(house, agency("a", ONE, TWO, rate="120", **DEPOSIT), OCTOBER, NOVEMBER)
        assert told(house) == []
        go(house, agency("a", ONE, TWO, rate="100", **DEPOSIT), OCTOBER, NOVEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 120.00 USD an hour, contract a now says 100.00 USD" in said


def test_where_hours_are_on_no_invoice_rates_are_those_by_which_the_month_was_closed() -> None:
    with house_of(agency("a", **DEPOSIT)) as house:
        go(house, only_a_deposit_is_billed(house), OCTOBER)
        house.close("a", OCTOBER)
        go(house, agency("a", ONE, TWO, rate="100", **DEPOSIT), OCTOBER, NOVEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 120.00 USD an hour, contract a now says 100.00 USD" in said


@pytest.mark.parametrize(("before", "name"), [("month", OCTOBER), ("quarter", DECEMBER)])
def test_rates_stay_locked_where_the_rhythm_is_another_now(before: str, name: str) -> None:
    after = "quarter" if before == "month" else "month"
    with house_of(agency("a", ONE, invoice={"every": before}, **LOCK)) as house:
        go(house, house.agency, name)
        house.bill()
        go(house, agency("a", ONE, TWO, rate="120", invoice={"every": after}, **LOCK), OCTOBER, NOVEMBER, DECEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 100.00 USD an hour, contract a now says 120.00 USD" in said


def test_the_same_number_in_another_currency_is_another_rate() -> None:
    with house_of(agency("a", ONE, currency="USD", **LOCK)) as house:
        go(house, house.agency, OCTOBER)
        house.bill()
        go(house, agency("a", ONE, TWO, currency="EUR", **LOCK), OCTOBER, NOVEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 100.00 USD an hour, contract a now says 100.00 EUR" in said


def retainer(overage: object, *rows: Row) -> Agency:
    stream: Yaml = {"code": "AAA-ONE", "name": "Care", "billing": "retainer", "bill": "in arrears", "fee": "500"}
    stream |= {"includes_hours": "2", "overage_rate": overage}
    acme = contract("a", **LOCK, **{"from": "2026-10-01"}) | {"workstreams": [stream]}
    return replace(AGENCY, contracts=(acme,)).with_rows(rows)


def test_an_overage_rate_is_locked_like_any_other() -> None:
    rows = (worked("10-05", 3 * 3600, note="one"), TWO)
    with house_of(retainer("150", *rows[:1])) as house:
        go(house, house.agency, OCTOBER)
        house.bill()
        go(house, retainer("200", *rows), OCTOBER, NOVEMBER)
        (said,) = told(house)
        assert "2026-10 was billed at 150.00 USD an hour, contract a now says 200.00 USD" in said
        dated = [{"rate": "150"}, {"rate": "200", "from": "2026-11-01"}]
        go(house, retainer(dated, *rows), OCTOBER, NOVEMBER)
        assert (told(house), totals(house)[f"a {NOVEMBER}"]) == ([], "650.00")
