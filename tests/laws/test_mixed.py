"""Retainers, caps, orders and discounts in one contract, whatever happens: each holds as if it were alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from billing.cap_step import LETTING_GO
from tests.agencies import Agency, Yaml, agencies
from tests.laws.histories import (
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    busy,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    entries_cut,
    half,
    kinds_of_lines,
    story,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.test_caps import capped, check_caps
from tests.laws.test_retainers import OTHER_OPENINGS, STEPS, check_fees, check_hours, retained_contract

KEPT = tuple(what for what in STEPS if what != "rate")
HOURS: tuple[Yaml, ...] = (
    {"bill": "in arrears", "fee": "1000", "includes_hours": "1", "overage_rate": "150"},
    {"bill": "in advance", "fee": "777", "includes_hours": "0.5", "rollover": {"for_months": "1"}},
)
CAPS: tuple[Yaml, ...] = (
    {"cap": {"amount": "90"}},
    {"cap": {"hours": "0.75", "beyond": "write off"}},
    {"cap": [{"hours": "1", "per": "month", "beyond": "write off"}, {"amount": "200"}]},
    {"cap": {"amount": "80", "beyond": "order PO-9"}, "purchase_orders": [{"number": "PO-9", "limit": "300"}]},
    {"cap": {"hours": "3", "beyond": "write off"}, "purchase_orders": [{"number": "PO-1", "limit": "1250"}]},
)
DISCOUNT = {"name": "Partner", "percent": "10 %", "kinds": ["time", "fee"]}


@st.composite
def mixing(draw: st.DrawFn) -> Agency:
    """An agency whose contracts all have a retainer, caps and a discount, and some of them orders."""
    agency = busy(draw(agencies(most=8, broken=False)))
    return replace(agency, contracts=tuple(_mixed(each, draw) for each in agency.contracts))


def _mixed(contract: Yaml, draw: st.DrawFn) -> Yaml:
    within = capped(contract, draw(st.sampled_from(CAPS)))
    return retained_contract(within, draw(st.sampled_from(HOURS))) | {"discounts": [DISCOUNT]}


@half()
@given(mixing(), SEEDS, LENGTHS)
def test_no_cap_is_exceeded_and_no_hour_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, KEPT), _check_always, [check_hours])


def _check_always(house: House) -> None:
    """Time may go beyond a cap in a contract of which a person has accepted that, and in no other."""
    accepted = house.rows(
        "SELECT m.contract, d.detail FROM decision d JOIN match m ON m.entry = d.subject WHERE d.kind = 'accept'"
    )
    check_caps(house, {str(key) for key, detail in accepted if any(code in str(detail) for code in LETTING_GO)})
    check_fees(house)


@half()
@given(mixing(), SEEDS, LENGTHS)
def test_what_is_planned_step_by_step_is_what_is_planned_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *OPEN_BOOKS) if what not in OTHER_OPENINGS)
    check_as_from_scratch(agency, story(agency, seed, length, kinds))


def test_in_these_histories_the_agreements_meet() -> None:
    wanted = ("covered", "cut", "written_off", "beyond_cap", "discount", "fee")
    check_hard_enough(mixing(), _count, dict.fromkeys(wanted, 3))


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
    seen["cut"] += entries_cut(life.house)
    seen.update(issue.code for issue in life.house.issues())
    seen.update(kinds_of_lines(life.house))
