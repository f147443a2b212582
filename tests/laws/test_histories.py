"""Whatever people decide, close, push and take back in between: the laws hold after every single step."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agencies import Agency, agencies
from tests.laws.histories import (
    EVERYTHING,
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    half,
    story,
)
from tests.laws.life import CHANGES, Life
from tests.laws.steps import BOOKS, CORRECTIONS, DECISIONS, WORDS

AGENCIES = agencies(most=8, broken=False)


@half()
@given(AGENCIES, SEEDS, LENGTHS)
def test_any_history_keeps_the_laws(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, (*EVERYTHING, *CORRECTIONS)))


@half()
@given(agencies(most=2, broken=False), SEEDS, st.integers(8, 20))
def test_a_milestone_is_billed_once_in_any_order_of_words_closings_and_months(
    agency: Agency, seed: int, length: int
) -> None:
    kinds = (*WORDS * 4, "undo", "go-live", "close", "reopen", *BOOKS)
    check_history(agency, story(agency, seed, length, kinds))


@half()
@given(AGENCIES, SEEDS, LENGTHS)
def test_what_is_planned_step_by_step_is_what_is_planned_from_scratch(agency: Agency, seed: int, length: int) -> None:
    check_as_from_scratch(agency, story(agency, seed, length, (*CHANGES, *DECISIONS, *WORDS, *OPEN_BOOKS)))


@pytest.mark.proof
def test_these_histories_settle_refuse_and_decide_enough_to_prove_something() -> None:
    tried = [f"{what} tried" for what in (*CHANGES, *DECISIONS, *WORDS, *BOOKS)]
    check_hard_enough(AGENCIES, _live, dict.fromkeys((*tried, *OUTCOMES), 1))


def _live(life: Life, number: int, seen: Counter[str]) -> None:
    for step, months in story(life.house.agency, number, 16, EVERYTHING):
        done = life.take(step, check=False)
        seen.update((f"{step[0]} tried", step[0] if done else f"{step[0]} refused"))
        life.house.run(months)
        seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
        seen.update(str(status) for (status,) in life.house.rows("SELECT status FROM draft"))
        seen.update(code for (code,) in life.house.rows("SELECT code FROM issue"))


OUTCOMES = set(
    "posted pushed approved held billed written_off duplicate outside late bill close reopen undo apply accept".split()
) | {"defer refused", "milestone refused", "take back refused", "close refused", "approve refused"}
