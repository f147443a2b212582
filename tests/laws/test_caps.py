"""Caps, whatever happens: none is exceeded, nothing is lost, a second run plans nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.caps import key_of, opened_at, shares
from tests.agencies import Agency, Yaml, agencies
from tests.laws.histories import (
    EVERYTHING,
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    busy,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    entries_cut,
    half,
    story,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.steps import BOOKS
from tests.laws.test_orders import FIRM

OPENING = ("caps", "cap_hours", "month_caps", "month_cap_hours")
LIMITED = {"number": "PO-1", "limit": "250"}
RULES: tuple[Yaml, ...] = (
    {"cap": {"amount": "60"}},
    {"cap": {"hours": "2", "beyond": "write off"}},
    {"cap": [{"hours": "1.5", "per": "month", "beyond": "write off"}, {"amount": "400"}]},
    {"cap": {"amount": "200", "beyond": "order PO-9"}, "purchase_orders": [{"number": "PO-9", "limit": "300"}]},
    {
        "cap": {"hours": "3", "beyond": "write off"},
        "purchase_orders": [{"number": "PO-1", "limit": "250"}],
    },
    {"cap": {"amount": "50", "per": "month"}},
)


@st.composite
def capping(draw: st.DrawFn) -> Agency:
    """An agency whose contracts all have caps."""
    agency = busy(draw(agencies(most=8, broken=False)))
    return replace(agency, contracts=tuple(capped(each, draw(st.sampled_from(RULES))) for each in agency.contracts))


def capped(contract: Yaml, said: Yaml) -> Yaml:
    opening: Yaml = {"as_of": contract.get("opening", {}).get("as_of", "2026-10-03")}
    opening |= {key: {contract["id"]: "0.25" if "hours" in key else "1"} for key in OPENING}
    orders = said.get("purchase_orders", [])
    opening["orders"] = {each["number"]: "1" for each in orders}
    return {**contract, "purchase_orders": orders, "cap": said["cap"], "opening": opening}


def check_caps(house: House, but: Collection[str] = ()) -> None:
    """What can be or is in the books stays within each cap, with what was billed before Tieout.

    Not so in the contracts of `but`, where a person let time go beyond one.
    """
    with house.store.read() as tx:
        firm = {item.draft.id for item in tx.drafts.current() if item.status in FIRM}
        draws = {key: tx.drafts.drawn_on_caps(key) for key in house.worker.configuration.contracts}
    for contract in [each for each in house.worker.configuration.contracts.values() if each.id not in but]:
        used: Counter[tuple[str, str, str, str]] = Counter()
        for draw in draws[contract.id]:
            for key, worth in shares(contract, draw) if draw.draft in firm else ():
                used[key] += worth
        for cap in contract.caps:
            for key in [each for each in used if each[:3] == key_of(cap, "")[:3]]:
                before = opened_at(contract, cap, key[3])
                assert before + used[key] <= cap.amount or not used[key], f"{contract.id} {key}"


@half()
@given(capping(), SEEDS, LENGTHS)
def test_no_cap_is_exceeded_in_any_history(agency: Agency, seed: int, length: int) -> None:
    kept = tuple(each for each in EVERYTHING if each not in ("accept", "rate"))
    check_history(agency, story(agency, seed, length, (*kept, *BOOKS)), check_caps)


@half()
@given(capping(), SEEDS, LENGTHS)
def test_caps_consumed_step_by_step_are_consumed_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    check_as_from_scratch(agency, story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)))


@pytest.mark.proof
def test_these_histories_reach_caps() -> None:
    check_hard_enough(capping(), _count, dict.fromkeys(("beyond_cap", "cap_written_off", "cut"), 3))


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    seen.update(issue.code for issue in life.house.issues())
    seen["cut"] += entries_cut(life.house)
