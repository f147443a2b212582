"""Contracts that are billed by other periods than months, whatever happens: every law holds, and nothing is twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.contract_periods import period_on
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
    story,
    third,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life, check_at_rest, life_of
from tests.laws.steps import BOOKS, DECISIONS, OFF, PERIODS, WORDS

RUNS = (*PERIODS, "2027-03")
"""With the quarter that bills what came after the last one of the year had closed."""
EVERY: tuple[object, ...] = (
    "week",
    {"period": "week", "ending": "Friday"},
    {"period": "two weeks", "ending": "2026-10-09"},
    "half month",
    {"period": "month", "ending": "day 25"},
    {"period": "month", "ending": "day 3"},
    "quarter",
    ["month", {"period": "week", "from": "2026-10-14"}],
    ["week", {"period": "quarter", "from": "2026-11-01"}],
    [{"period": "half month"}, {"period": "month", "from": "2026-10-09"}],
)


@st.composite
def in_rhythms(draw: st.DrawFn) -> Agency:
    """An agency whose contracts are billed by other periods than months."""
    agency = busy(draw(agencies(most=8, broken=False)))
    return replace(agency, contracts=tuple(in_rhythm(each, draw(st.sampled_from(EVERY))) for each in agency.contracts))


def in_rhythm(contract: Yaml, every: object) -> Yaml:
    """The contract, billed by other periods."""
    return contract | {"invoice": contract.get("invoice", {}) | {"every": every}}


STEPS = tuple(what for what in EVERYTHING if what != "wish")
"""A wish would write the invoice block anew, by the month."""


def check_periods(house: House) -> None:
    """Each second of work that is not late or put off stands on documents of its own period, and no other."""
    for contract in house.worker.configuration.contracts.values():
        for entry, day, bill_in, moved in house.rows(_MATCHES):
            own = period_on(contract, _day(day)).name
            if house.rows(f"SELECT 1 FROM match WHERE entry = '{entry}' AND contract = '{contract.id}'"):  # noqa: S608
                assert (bill_in == own) or moved or _is_settled(house, str(entry)), f"{entry} of {day}: {bill_in}"


_MATCHES = "SELECT entry, day, bill_in, moved FROM match ORDER BY entry"


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _is_settled(house: House, entry: str) -> bool:
    return bool(house.rows(f"SELECT 1 FROM placement WHERE entry = '{entry}' AND settled"))  # noqa: S608


@third()
@given(in_rhythms(), SEEDS, LENGTHS)
def test_any_history_keeps_the_laws_in_any_rhythm(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, STEPS), at_rest=[check_periods], months=RUNS)


@third()
@given(in_rhythms(), SEEDS, LENGTHS)
def test_periods_planned_step_by_step_are_planned_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *DECISIONS, *WORDS, *OPEN_BOOKS) if what != "wish")
    check_as_from_scratch(agency, story(agency, seed, length, kinds), RUNS)


@third()
@given(agencies(most=8, broken=False), SEEDS, LENGTHS, st.lists(st.sampled_from(("month", *EVERY)), min_size=2))
def test_a_rhythm_may_change_at_any_time(agency: Agency, seed: int, length: int, rhythms: list[object]) -> None:
    with life_of(agency) as life:
        for place, (step, months) in enumerate(story(agency, seed, length, STEPS)):
            life.take(step)
            if place % 3 == 1:
                first, *others = life.house.agency.contracts
                changed = in_rhythm(first, rhythms[place % len(rhythms)])
                life.house.configure(replace(life.house.agency, contracts=(changed, *others)))
            life.run(months)
        life.run(RUNS)
        check_at_rest(life.house, RUNS)


@pytest.mark.proof
def test_these_histories_close_periods_and_are_late_enough_to_prove_something() -> None:
    wanted = ("late", "deferred", "close", "reopen", "bill", "take off", "length 10")
    check_hard_enough(in_rhythms(), _live, dict.fromkeys(wanted, 1))


def _live(life: Life, number: int, seen: Counter[str]) -> None:
    kinds = (*STEPS, *BOOKS, *OFF * 6, *("close", "reopen", "bill") * 3)
    for step, months in story(life.house.agency, number, 16, kinds):
        done = life.take(step, check=False)
        seen[f"{step[0]}{'' if done else ' refused'}"] += 1
        life.house.run(months)
        seen.update(str(moved) for (moved,) in life.house.rows("SELECT moved FROM match"))
        seen.update(f"length {len(name)}" for (name,) in life.house.rows("SELECT period FROM closing"))
