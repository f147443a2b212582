"""Whatever people decide, close, push and take back in between: the laws hold after every single step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.agencies import Agency, agencies
from tests.laws.house import House, Rows
from tests.laws.life import CHANGES, Runs, check_at_rest, life_of
from tests.laws.steps import BOOKS, DECISIONS, PERIODS, WORDS, Step

OPEN_BOOKS = tuple(what for what in BOOKS if what not in ("push", "bill", "close", "reopen"))
"""What people can say about drafts without anything being settled."""
EVERYTHING = (*CHANGES, "edit", "edit", "edit", *DECISIONS, *DECISIONS, *WORDS, *WORDS, *BOOKS, *BOOKS)
RUNS: tuple[Runs, ...] = (PERIODS, PERIODS, PERIODS[:1], PERIODS[1:2], PERIODS[1::-1], ())
HALF = settings(max_examples=max(1, settings().max_examples // 2))
"""A history takes long: half as many examples as for other laws."""


SEEDS, LENGTHS = st.integers(0, 999_999), st.integers(4, 12)


def story(agency: Agency, seed: int, length: int, kinds: Sequence[str]) -> list[tuple[Step, Runs]]:
    """Steps as they fall, each with the months that are run after it; a shorter story is the beginning of a longer."""
    chance = Random(f"{seed} {agency}")
    return [
        ((chance.choice(kinds), chance.randrange(12), chance.randrange(6)), chance.choice(RUNS)) for _ in range(length)
    ]


@HALF
@given(agencies(most=8, broken=False), SEEDS, LENGTHS)
def test_any_history_keeps_the_laws(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, EVERYTHING):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        check_at_rest(life.house)


@HALF
@given(agencies(most=2, broken=False), SEEDS, st.integers(8, 20))
def test_a_milestone_is_billed_once_in_any_order_of_words_closings_and_months(
    agency: Agency, seed: int, length: int
) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*WORDS * 4, "undo", "go-live", "close", "reopen", *BOOKS)):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        check_at_rest(life.house)


@HALF
@given(agencies(most=8, broken=False), SEEDS, LENGTHS)
def test_what_is_planned_step_by_step_is_what_is_planned_from_scratch(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*CHANGES, *DECISIONS, *WORDS, *OPEN_BOOKS)):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = _state(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == _state(life.house)


def test_these_histories_settle_refuse_and_decide_enough_to_prove_something() -> None:
    seen: Counter[str] = Counter()
    numbers = count()

    @settings(max_examples=14, derandomize=True, database=None, phases=[Phase.generate])
    @given(agencies(most=8, broken=False))
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            for step, months in story(agency, next(numbers), 16, EVERYTHING):
                done = life.take(step, check=False)
                seen[f"{step[0]}{'' if done else ' refused'}"] += 1
                life.house.run(months)
                seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
                seen.update(str(status) for (status,) in life.house.rows("SELECT status FROM draft"))
                seen.update(code for (code,) in life.house.rows("SELECT code FROM issue"))

    collect()
    tried = {what.removesuffix(" refused") for what in seen}
    missing = ({*CHANGES, *DECISIONS, *WORDS, *BOOKS} - tried) | (OUTCOMES - seen.keys())
    assert not missing, missing


OUTCOMES = set(
    "posted pushed approved held billed written_off duplicate outside late bill close reopen undo apply accept".split()
) | {"defer refused", "milestone refused", "take back refused", "close refused", "approve refused"}


# ---- step by step, and from scratch ----

DERIVED = "push allocation placement line draft plan unit closing issue match matched due".split()
"""What a store can find out again from what trackers, operator and people said."""


def _forget_what_was_derived(house: House) -> None:
    with house.store.writer.begin() as connection:
        for table in DERIVED:
            connection.exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608


def _state(house: House) -> tuple[object, ...]:
    placed: Rows = house.rows(
        "SELECT entry, portion, version, state, line, seconds, charged_seconds, minor, currency, reason"
        " FROM placement ORDER BY entry, portion"
    )
    issues = [issue for issue in house.issues() if issue.code != "bad_row"]
    return placed, [item.draft for item in house.drafts()], issues
