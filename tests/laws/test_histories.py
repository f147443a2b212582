"""Whatever people decide, close, push and take back in between: the laws hold after every single step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sync.planning import replay
from tests.agencies import Agency, Anchored, Row, agencies
from tests.laws.house import House, Rows, house_of
from tests.laws.oracle import (
    HOLDING,
    Settled,
    check_books,
    check_history_stays,
    check_nothing_is_forgotten,
    check_once,
    check_placed,
    check_settled_stays,
    check_states_follow_drafts,
    history,
    posted_files,
    settled,
)
from tests.laws.steps import BOOKS, DECISIONS, EDITS, MORE_TERMS, PERIODS, TERMS, Step, acted, changed

CHANGES = (*EDITS, *TERMS, *MORE_TERMS)
OPEN_BOOKS = tuple(what for what in BOOKS if what not in ("push", "bill", "close", "reopen"))
"""What people can say about drafts without anything being settled."""
EVERYTHING = (*CHANGES, *DECISIONS, *DECISIONS, *BOOKS, *BOOKS)
Runs = tuple[str, ...]
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
        _check_at_rest(life.house)


@HALF
@given(agencies(most=8, broken=False), SEEDS, LENGTHS)
def test_what_is_planned_step_by_step_is_what_is_planned_from_scratch(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*CHANGES, *DECISIONS, *OPEN_BOOKS)):
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

    @settings(max_examples=10, derandomize=True, database=None, phases=[Phase.generate])
    @given(agencies(most=8, broken=False))
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            for step, months in story(agency, next(numbers), 16, EVERYTHING):
                done = life.take(step, check=False)
                seen[f"{step[0]}{'' if done else ' refused'}"] += 1
                life.house.run(months)
            seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
            seen.update(str(item.status) for item in life.house.drafts())
            seen.update(issue.code for issue in life.house.issues())

    collect()
    missing = {*CHANGES, *DECISIONS, *BOOKS, *OUTCOMES} - seen.keys()
    assert not missing, missing


OUTCOMES = (
    *("posted", "pushed", "approved", "held"),
    *("billed", "deferred", "written_off", "duplicate", "outside"),
    *("late", "edited_after_billing", "defer refused", "close refused", "approve refused"),
)


# ---- a house in which things happen ----


@dataclass(slots=True)
class Life:
    """A house whose months were run once, and the rows that its trackers have lost since."""

    house: House
    anchors: int
    deleted: list[Row] = field(default_factory=list)

    def take(self, step: Step, *, check: bool = True) -> bool:
        """Lets one thing happen; what was settled, posted or history before it, is so after it."""
        house, before = self.house, _fixed(self.house) if check else None
        if step[0] in CHANGES:
            house.configure(changed(step, house.agency, self.anchors, self.deleted))
            house.bring_in(complete=True)
            done = True
        else:
            done = acted(step, house)
        if before is not None:
            _check_fixed(before, house, reopened=step[0] == "reopen")
            _check(house)
        return done

    def run(self, months: Runs) -> None:
        """Runs months, which moves nothing that is settled."""
        before = _fixed(self.house)
        self.house.run(months)
        _check_fixed(before, self.house, reopened=False)
        _check(self.house)


@contextmanager
def life_of(agency: Agency) -> Iterator[Life]:
    """A house that was run once, for one history."""
    anchored = Anchored.of(agency)
    with house_of(anchored.agency) as house:
        house.bring_in()
        house.run(PERIODS)
        yield Life(house, len(anchored.anchors))


Fixed = tuple[Settled, dict[str, bytes], dict[str, set[tuple[object, ...]]]]


def _fixed(house: House) -> Fixed:
    return settled(house), posted_files(house), history(house)


def _check_fixed(before: Fixed, house: House, *, reopened: bool) -> None:
    portions, files, past = before
    check_settled_stays(portions, house, reopened)
    assert files.items() <= posted_files(house).items(), "a posted document was changed"
    check_history_stays(past, house)


def _check(house: House) -> None:
    """What holds at any moment."""
    check_once(house)
    check_books(house)
    for name in PERIODS:
        found = house.statement(name)
        assert found.difference_seconds == 0
        if all(item.status in HOLDING for item in house.drafts() if item.draft.period == name):
            assert all(row.difference.minor == 0 for row in found.money)


def _check_at_rest(house: House) -> None:
    """What holds when all months were run."""
    _check(house)
    check_placed(house)
    check_states_follow_drafts(house)
    check_nothing_is_forgotten(house)
    assert "outdated" not in {item.status for item in house.drafts()}
    hashes = [house.plan(name).hash for name in PERIODS]
    assert not any(report.changed for report in house.run(PERIODS)), "a second run planned something"
    assert [house.plan(name).hash for name in PERIODS] == hashes
    for (plan_id,) in house.rows("SELECT id FROM plan ORDER BY id"):
        assert all(draft.same for draft in replay(house.worker, str(plan_id))), f"{plan_id} gives other drafts now"


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
