"""Billed work that changes, and that its order or cap has no room for then: the reason is said, and the way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.decide import CannotDecide
from review.drift import ADJUSTMENT, LEAVE, REPLACE
from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import NOVEMBER, OCTOBER, bring, codes, contract, entry_of, worked
from tests.sync.test_told_and_counted import NUMBERED

WAY_OUT = "once the contract allows it, bill all of INV-1001 anew: tieout credit INV-1001 --then bill-again"
ORDER, CAP = "purchase order PO is used up (a, 2026-10)", "beyond the cap in hours of contract a (a, 2026-10)"


def ordered(limit: str) -> Agency:
    """A contract with an order that can be used up."""
    return _limited(purchase_orders=[{"number": "PO", "limit": limit}])


def capped(hours: str) -> Agency:
    """A contract with a cap."""
    return _limited(cap={"hours": hours})


def _limited(**more: Any) -> Agency:
    terms: Yaml = {"from": "2026-10-01", **more}
    return replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **terms),))


def grown(house: House, hours: int = 2) -> None:
    """Three hours that were planned become more."""
    bring(house, worked("10-05", hours * 3600), worked("10-06", 7200, note="other"), complete=OCTOBER)
    house.run([OCTOBER])


def billed(house: House) -> None:
    """Three hours are billed."""
    grown(house, 1)
    house.bill()


KINDS = pytest.mark.parametrize(
    ("then", "now", "why"),
    [(ordered("300"), ordered("900"), ORDER), (capped("3"), capped("9"), CAP)],
    ids=["order", "cap"],
)


@KINDS
def test_it_is_billed_anew_once_there_is_room(then: Agency, now: Agency, why: str) -> None:
    with house_of(then) as house:
        billed(house)
        grown(house, 4)
        house.configure(now)
        house.run([OCTOBER])
        (found,) = house.drift()
        assert (found.why, [each.by for each in found.proposals]) == ("another length", [LEAVE])
        assert found.hindrance == f"it would wait by the contract that billed it: {why}; {WAY_OUT}"
        house.credit(found.number, "bill-again")
        house.bill()
        house.run([OCTOBER, NOVEMBER])
        house.bill()
        house.run([OCTOBER, NOVEMBER])
        assert sum(each.draft.total.minor for each in house.drafts()) == 60000
        assert (house.drift(), codes(house)) == ([], [])


@KINDS
def test_what_would_leave_other_work_no_room_says_of_what(then: Agency, now: Agency, why: str) -> None:
    with house_of(then) as house:
        billed(house)
        grown(house)
        (found,) = house.drift()
        assert found.hindrance == f"other work would wait by the contract that billed it: {why}; {WAY_OUT}"
        with pytest.raises(CannotDecide, match=rf"by adjustment: other work .* {WAY_OUT}; choose leave"):
            house.correct(ADJUSTMENT, entry_of(house))


@KINDS
def test_what_is_no_invoice_yet_is_planned_anew(then: Agency, now: Agency, why: str) -> None:
    with house_of(then) as house:
        grown(house, 1)
        house.close("a", OCTOBER)
        grown(house, 4)
        (found,) = house.drift()
        assert (found.why, found.hindrance, [each.by for each in found.proposals]) == (
            "another length",
            "",
            [REPLACE, LEAVE],
        )
