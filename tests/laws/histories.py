"""Histories: what people and trackers do, one thing after the other, and what is looked at in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import count
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.agencies import PEOPLE, Agency, Row
from tests.laws.house import House, Rows
from tests.laws.life import CHANGES, Life, Runs, check_at_rest, life_of
from tests.laws.steps import BOOKS, DECISIONS, PERIODS, WORDS, Step

OPEN_BOOKS = tuple(what for what in BOOKS if what not in ("push", "bill", "close", "reopen"))
"""What people can say about drafts without anything being settled."""
EVERYTHING = (*CHANGES, "edit", "edit", "edit", *DECISIONS, *DECISIONS, *WORDS, *WORDS, *BOOKS, *BOOKS)
RUNS: tuple[Runs, ...] = (PERIODS, PERIODS, PERIODS[:1], PERIODS[1:2], PERIODS[1::-1], ())
SEEDS, LENGTHS = st.integers(0, 999_999), st.integers(4, 12)
MOST = 40
"""Agencies that are looked at, where fewer do not show what is wanted."""
Story = list[tuple[Step, Runs]]
"""Steps, each with the months that are run after it."""
Look = Callable[[House], None]
"""What must hold of a house."""


def half() -> settings:
    """Half as many examples as for other laws: a history takes long."""
    return settings(max_examples=max(1, settings().max_examples // 2))


def third() -> settings:
    """A third as many: a history over many periods takes longer."""
    return settings(max_examples=max(1, settings().max_examples // 3))


def busy(agency: Agency) -> Agency:
    """The agency with two long days of work in each of its contracts, so that what is agreed there is reached."""
    long = [
        Row("harvest", day, 5 * 3600 + 360 * number, PEOPLE[0], f"Site {code}", code=code)
        for contract in agency.contracts
        for code in [contract["workstreams"][0]["code"]]
        for number, day in enumerate((date(2026, 10, 13), date(2026, 10, 27)))
    ]
    return agency.with_rows((*agency.rows, *long))


def story(agency: Agency, seed: int, length: int, kinds: Sequence[str]) -> Story:
    """Steps as they fall; a shorter story is the beginning of a longer."""
    chance = Random(f"{seed} {agency}")
    return [
        ((chance.choice(kinds), chance.randrange(12), chance.randrange(6)), chance.choice(RUNS)) for _ in range(length)
    ]


def check_history(
    agency: Agency, told: Story, look: Look | None = None, at_rest: Iterable[Look] = (), months: Runs = PERIODS
) -> None:
    """Lets a story happen: the laws hold after every step and run, and so does what is looked at.

    `look` holds at first, after every step, and after every month that is run, one by one; `at_rest` at first and in
    the end, when `months` were run.
    """
    looks = [look] if look else []
    with life_of(agency) as life:
        _hold([*looks, *at_rest], life)
        for step, some in told:
            life.take(step)
            _hold(looks, life)
            for months_run in [(month,) for month in some] if looks else [some]:
                life.run(months_run)
                _hold(looks, life)
        life.run(months)
        check_at_rest(life.house, months)
        _hold([*looks, *at_rest], life)


def _hold(looks: Iterable[Look], life: Life) -> None:
    for look in looks:
        life.look(look)


def check_as_from_scratch(agency: Agency, told: Story, months: Runs = PERIODS) -> None:
    """What has grown step by step is what all months give once everything that was derived is forgotten."""
    with life_of(agency) as life:
        for step, some in told:
            life.take(step)
            life.run(some)
        life.run(months)
        grown = _state(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(months)
        assert grown == _state(life.house)


def check_hard_enough(
    kinds: st.SearchStrategy[Agency], look: Callable[[Life, int, Counter[str]], None], wanted: Mapping[str, int]
) -> None:
    """Agencies of a kind show all that is wanted, each so many times; a few are enough, `MOST` at most.

    Each look counts what it sees, and is given the agency's number. Which agencies come first depends on all modules
    that are loaded, of which Hypothesis takes numbers to try; so it is no use to ask for a fixed few of them.
    """
    seen: Counter[str] = Counter()
    numbers = count()

    @settings(max_examples=MOST, derandomize=True, database=None, phases=[Phase.generate])
    @given(kinds)
    def collect(agency: Agency) -> None:
        if _missing(seen, wanted):
            with life_of(agency) as life:
                look(life, next(numbers), seen)

    collect()
    assert not _missing(seen, wanted), (_missing(seen, wanted), seen)


def _missing(seen: Mapping[str, int], wanted: Mapping[str, int]) -> dict[str, int]:
    return {what: times - seen.get(what, 0) for what, times in wanted.items() if seen.get(what, 0) < times}


def entries_cut(house: House) -> int:
    """How many entries stand in several portions."""
    return len(house.rows("SELECT entry FROM placement GROUP BY entry HAVING count(*) > 1"))


def kinds_of_lines(house: House) -> list[str]:
    """The kind of each line of all drafts."""
    return [line.kind.value for item in house.drafts() for line in item.draft.lines]


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
