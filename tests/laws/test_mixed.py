"""Retainers, caps, orders and discounts in one contract, whatever happens: each holds as if it were alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.agencies import Agency, Yaml, agencies
from tests.laws.life import CHANGES, check_at_rest, life_of
from tests.laws.steps import PERIODS
from tests.laws.test_caps import capped, check_caps
from tests.laws.test_histories import HALF, LENGTHS, OPEN_BOOKS, SEEDS, _forget_what_was_derived, story
from tests.laws.test_histories import _state as state_of
from tests.laws.test_retainers import OTHER_OPENINGS, STEPS, check_fees, check_hours, retained_contract

KEPT = tuple(what for what in STEPS if what not in ("accept", "rate"))
"""What lets no time go beyond a cap because a person said so."""
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
    agency = draw(agencies(most=8, broken=False))
    return replace(agency, contracts=tuple(_mixed(each, draw) for each in agency.contracts))


def _mixed(contract: Yaml, draw: st.DrawFn) -> Yaml:
    within = capped(contract, draw(st.sampled_from(CAPS)))
    return retained_contract(within, draw(st.sampled_from(HOURS))) | {"discounts": [DISCOUNT]}


@HALF
@given(mixing(), SEEDS, LENGTHS)
def test_no_cap_is_exceeded_and_no_hour_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        check_caps(life.house)
        check_hours(life.house)
        for step, months in story(agency, seed, length, KEPT):
            life.take(step)
            for month in months:
                life.run((month,))
                check_caps(life.house)
                check_fees(life.house)
        life.run(PERIODS)
        check_at_rest(life.house)
        check_caps(life.house)
        check_hours(life.house)


@HALF
@given(mixing(), SEEDS, LENGTHS)
def test_what_is_planned_step_by_step_is_what_is_planned_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *OPEN_BOOKS) if what not in OTHER_OPENINGS)
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, kinds):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = state_of(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == state_of(life.house)


def test_in_these_histories_the_agreements_meet() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=24, derandomize=True, database=None, phases=[Phase.generate])
    @given(mixing())
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
            cut = "SELECT entry FROM placement GROUP BY entry HAVING count(*) > 1"
            seen["cut"] += len(life.house.rows(cut))
            seen.update(issue.code for issue in life.house.issues())
            seen.update(line.kind.value for item in life.house.drafts() for line in item.draft.lines)

    collect()
    wanted = ("covered", "cut", "written_off", "beyond_cap", "discount", "fee")
    assert min(seen[what] for what in wanted) > 0, seen
