"""Discounts, minimums and what people take off, whatever happens: each once, never below zero, nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.adjustments import given_on, keys_of
from billing.records import Contract
from mappings.drafts import StoredDraft
from review.reductions import reductions_of
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
    half,
    kinds_of_lines,
    story,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.oracle import HOLDING
from tests.laws.steps import BOOKS, OFF, PERIODS

TERMS: tuple[Yaml, ...] = (
    {"discounts": [{"name": "A", "percent": "12.5 %"}, {"name": "B", "amount": "100"}]},
    {"discounts": [{"name": "A", "amount": "40", "kinds": ["time", "milestone"]}], "minimum": {"amount": "700"}},
    {"discounts": [{"name": "A", "percent": "50 %", "from": "2026-10-10", "until": "2026-11-05"}]},
    {"minimum": {"amount": "333", "when": "always"}},
    {"minimum": [{"amount": "100"}, {"amount": "900", "when": "always", "from": "2026-11-01"}]},
    {"discounts": [{"name": "A", "percent": "100 %"}], "locked_before": "2026-11-01"},
)


@st.composite
def adjusting(draw: st.DrawFn) -> Agency:
    """An agency whose contracts all have terms that adjust their documents."""
    agency = busy(draw(agencies(most=8, broken=False)))
    return replace(agency, contracts=tuple(each | draw(st.sampled_from(TERMS)) for each in agency.contracts))


def check_adjusted(house: House) -> None:
    """Nothing that was taken off takes more than it may, and no document falls below zero by it."""
    holding = [item for item in house.drafts() if item.status in HOLDING]
    for item in holding:
        before = sum(line.amount.minor for line in item.draft.lines if line.entries)
        assert item.draft.total.minor == sum(line.amount.minor for line in item.draft.lines)
        assert item.draft.total.minor >= min(0, before)
    for contract in house.worker.configuration.contracts.values():
        for period in PERIODS:
            of_month = [each for each in holding if (each.draft.contract, each.draft.period) == (contract.id, period)]
            _check_month(house, contract, period, of_month)


def _check_month(house: House, contract: Contract, period: str, drafts: list[StoredDraft]) -> None:
    with house.store.read() as tx:
        reductions = reductions_of(tx, contract, period)
    most = {f"discount {each.name}": each.amount for each in contract.discounts}
    most |= {each.key: each.amount for each in reductions}
    for key, minor in given_on([item.draft for item in drafts], keys_of(contract, reductions)):
        limit = most.get(key)
        assert limit is None or minor <= limit.minor, f"{key} of {contract.id} is given twice in {period}"


@half()
@given(adjusting(), SEEDS, LENGTHS)
def test_adjustments_keep_the_laws_in_any_history(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, (*EVERYTHING, *BOOKS, *OFF * 4)), check_adjusted)


@half()
@given(adjusting(), SEEDS, LENGTHS)
def test_documents_adjusted_step_by_step_are_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    check_as_from_scratch(agency, story(agency, seed, length, (*CHANGES, *OPEN_BOOKS, *OFF * 3)))


@pytest.mark.proof
def test_these_histories_adjust_enough_to_prove_something() -> None:
    wanted = ("discount", "minimum", "write-down", "goodwill", "posted")
    check_hard_enough(adjusting(), _live, dict.fromkeys(wanted, 1))


def _live(life: Life, number: int, seen: Counter[str]) -> None:
    for step, months in story(life.house.agency, number, 8, (*OFF * 3, "bill", "reopen")):
        life.take(step, check=False)
        life.house.run(months)
    seen.update(kinds_of_lines(life.house))
    seen.update(item.status.value for item in life.house.drafts())
