"""Caps, whatever happens: none is exceeded, nothing is lost, a second run plans nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.caps import key_of, opened_at, shares
from tests.agencies import Agency, Yaml, agencies
from tests.laws.house import House
from tests.laws.life import CHANGES, check_at_rest, life_of
from tests.laws.steps import BOOKS, PERIODS
from tests.laws.test_histories import EVERYTHING, HALF, LENGTHS, OPEN_BOOKS, SEEDS, _forget_what_was_derived, story
from tests.laws.test_histories import _state as state_of
from tests.laws.test_orders import FIRM

OPENING = ("caps", "cap_hours", "month_caps", "month_cap_hours")
LIMITED = {"number": "PO-1", "limit": "250"}
RULES: tuple[Yaml, ...] = (
    {"cap": {"amount": "150"}},
    {"cap": {"hours": "2", "beyond": "write off"}},
    {"cap": [{"hours": "1.5", "per": "month", "beyond": "write off"}, {"amount": "400"}]},
    {"cap": {"amount": "200", "beyond": "order PO-9"}, "purchase_orders": [{"number": "PO-9", "limit": "300"}]},
    {
        "cap": {"hours": "3", "beyond": "write off"},
        "purchase_orders": [{"number": "PO-1", "limit": "250"}],
    },
    {"cap": {"amount": "120", "per": "month"}},
)


@st.composite
def capping(draw: st.DrawFn) -> Agency:
    """An agency whose contracts all have caps."""
    agency = draw(agencies(most=8, broken=False))
    return replace(agency, contracts=tuple(capped(each, draw(st.sampled_from(RULES))) for each in agency.contracts))


def capped(contract: Yaml, said: Yaml) -> Yaml:
    opening: Yaml = {"as_of": contract.get("opening", {}).get("as_of", "2026-10-03")}
    opening |= {key: {contract["id"]: "0.25" if "hours" in key else "1"} for key in OPENING}
    orders = said.get("purchase_orders", [])
    opening["orders"] = {each["number"]: "1" for each in orders}
    return {**contract, "purchase_orders": orders, "cap": said["cap"], "opening": opening}


def check_caps(house: House) -> None:
    """What can be or is in the books stays within each cap, with what was billed before Tieout."""
    with house.store.read() as tx:
        firm = {item.draft.id for item in tx.drafts.current() if item.status in FIRM}
        draws = {key: tx.drafts.drawn_on_caps(key) for key in house.worker.configuration.contracts}
    for contract in house.worker.configuration.contracts.values():
        used: Counter[tuple[str, str, str, str]] = Counter()
        for draw in draws[contract.id]:
            for key, worth in shares(contract, draw) if draw.draft in firm else ():
                used[key] += worth
        for cap in contract.caps:
            for key in [each for each in used if each[:3] == key_of(cap, "")[:3]]:
                before = opened_at(contract, cap, key[3])
                assert before + used[key] <= cap.amount or not used[key], f"{contract.id} {key}"


@HALF
@given(capping(), SEEDS, LENGTHS)
def test_no_cap_is_exceeded_in_any_history(agency: Agency, seed: int, length: int) -> None:
    kept = tuple(each for each in EVERYTHING if each not in ("accept", "rate"))
    with life_of(agency) as life:
        check_caps(life.house)
        for step, months in story(agency, seed, length, (*kept, *BOOKS)):
            life.take(step)
            for month in months:
                life.run((month,))
                check_caps(life.house)
        life.run(PERIODS)
        check_at_rest(life.house)
        check_caps(life.house)


@HALF
@given(capping(), SEEDS, LENGTHS)
def test_caps_consumed_step_by_step_are_consumed_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = state_of(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == state_of(life.house)


def test_these_histories_reach_caps() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=24, derandomize=True, database=None, phases=[Phase.generate])
    @given(capping())
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            seen.update(issue.code for issue in life.house.issues())
            cut = "SELECT entry FROM placement GROUP BY entry HAVING count(*) > 1"
            seen["cut"] += len(life.house.rows(cut))

    collect()
    assert min(seen["beyond_cap"], seen["cap_written_off"], seen["cut"]) > 0, seen
