"""Plans, whatever happened before: what one shows is exactly what applying it does, and showing it does nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.drafts import StoredDraft
from sync.planning import PlanReport
from tests.agencies import Agency
from tests.laws.histories import LENGTHS, SEEDS, check_hard_enough, story, third
from tests.laws.house import House, Rows
from tests.laws.life import Life, life_of
from tests.laws.steps import PERIODS
from tests.laws.test_cadence import EVERY, STEPS, in_rhythm
from tests.laws.test_caps import capping
from tests.laws.test_carried import carrying
from tests.laws.test_orders import ordering

SHORT = (*EVERY[:4], "month")
"""Rhythms with several periods in a month, and the month itself."""
WRITTEN = "unit plan draft line allocation placement issue due match matched entry decision closing push audit".split()
"""All that billing could leave behind, but runs themselves."""


@st.composite
def limited_by_the_week(draw: st.DrawFn) -> Agency:
    """An agency whose contracts have caps, orders or a least amount, and bill several times a month."""
    agency = draw(st.one_of(capping(), ordering(), carrying()))
    contracts = (in_rhythm(each, draw(st.sampled_from(SHORT))) for each in agency.contracts)
    return replace(agency, contracts=tuple(contracts))


@third()
@given(limited_by_the_week(), SEEDS, LENGTHS)
def test_what_a_plan_shows_is_what_applying_it_does(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, STEPS):
            life.take(step, check=False)
            for name in months:
                check_planned(life.house, name)


def check_planned(house: House, name: str) -> PlanReport:
    """Plans a month twice, which leaves nothing, and applies that: then all is as it was shown."""
    first = house.plan(name)
    before, written, issues = _drafts(house), _written(house), _issues(house)
    plan = house.plan(name)
    assert plan == first
    assert _written(house) == written, "planning left something"
    house.apply(name, plan.hash)
    ended = {issue.id for issue in plan.ended}
    told = {issue.id: issue.sentence for issue in plan.told}
    assert _issues(house) == {key: words for key, words in issues.items() if key not in ended} | told
    shown = {change.draft.id: change.after for change in plan.changes}
    expected = {key: item.draft for key, item in before.items()} | shown
    assert {key: item.draft for key, item in _drafts(house).items()} == {k: v for k, v in expected.items() if v}
    return plan


def _drafts(house: House) -> dict[str, StoredDraft]:
    return {item.draft.id: item for item in house.drafts()}


def _issues(house: House) -> dict[str, str]:
    return {issue.id: issue.sentence for issue in house.issues()}


def _written(house: House) -> dict[str, Rows]:
    return {table: sorted(house.rows(f'SELECT * FROM "{table}"'), key=repr) for table in WRITTEN}  # noqa: S608


@pytest.mark.proof
def test_in_these_histories_what_one_period_bills_depends_on_another() -> None:
    check_hard_enough(limited_by_the_week(), _count, dict.fromkeys(("several", "told", "ended", "withdrawn"), 1))


def _count(life: Life, number: int, seen: Counter[str]) -> None:
    for step, _ in story(life.house.agency, number, 8, STEPS):
        life.take(step, check=False)
        plan = check_planned(life.house, PERIODS[0])
        places = sorted((each.draft.contract, each.draft.period) for each in plan.changes if each.what != "unchanged")
        seen["several"] += any(one[0] == other[0] and one != other for one, other in pairwise(places))
        seen["withdrawn"] += any(each.after is None for each in plan.changes)
        seen.update({"told": bool(plan.told), "ended": bool(plan.ended)})
