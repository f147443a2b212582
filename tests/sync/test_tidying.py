"""What is old is forgotten a little at a time, and nothing that anybody asks of the store is answered otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mappings.pulled import PROVEN, Proof
from mappings.schema import run
from mappings.schema_books import metadata
from mappings.signs import NOT_PROVEN
from mappings.store import Store
from sync import tidying
from sync.tidying import FORGOTTEN_AFTER, READINGS_KEPT, tidy
from sync.worker import Worker
from tests.databases import empty_store
from tests.laws.house import house_of
from tests.laws.small import AGENCY

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DUE = "due"
"""What comes due, and is done or failed."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TRACKERS = ("harvest", "toggl", "clockify")
OUTCOMES = ("done", "not done", NOT_PROVEN)


@pytest.fixture
def worker(each_database: str) -> Iterator[Worker]:
    with house_of(AGENCY) as house:
        yield house.worker


def reading(store: Store, at: datetime, asked: dict[str, str], kind: str = "pull", outcome: str = "done") -> int:
    """A reading as a stage leaves it: who was asked, and how each came out."""
    with store.write() as tx:
        number = tx.runs.start(kind, at)
        tx.runs.finish(number, at + MINUTE, outcome, {"connectors": asked})
    return number


def occasion(store: Store, kind: str, due_at: datetime, words: str = "") -> int:
    """What was due at a moment, begun then and over."""
    with store.write() as tx:
        found = tx.occasions.begin(kind, due_at, due_at)
        assert found is not None
        tx.occasions.end(found, due_at + MINUTE, words)
        return found.id


def left(store: Store) -> set[int]:
    """The runs that are there."""
    with store.reader.connect() as connection:
        return set(connection.execute(select(run.c.id)).scalars())


def test_each_minutes_reading_that_found_nothing_is_gone_after_a_week(worker: Worker) -> None:
    store, begun = worker.store, NOW - READINGS_KEPT - timedelta(minutes=30)
    old = [reading(store, begun + n * MINUTE, {"harvest": "done"}) for n in range(30)]
    kept = [reading(store, begun + n * MINUTE, {"harvest": "done"}) for n in range(30, 35)]
    due = [occasion(store, "poll", begun + n * MINUTE) for n in range(30)]
    later = [occasion(store, "poll", begun + n * MINUTE) for n in range(30, 35)]
    first, *others = old
    assert tidy(worker, NOW) == len(others) + len(due)
    assert left(store).isdisjoint({*others, *due}) and left(store) >= {first, *kept, *later}
    assert tidy(worker, NOW) == 0


def test_a_reading_that_brought_or_proved_something_stays(worker: Worker) -> None:
    store, begun = worker.store, NOW - 100 * DAY
    _, proved, nothing = (reading(store, begun + n * MINUTE, {"harvest": "done"}) for n in range(3))
    with store.write() as tx:
        tx.pulled.keep(Proof("harvest", "time", "2026-10", PROVEN, listed_on=date(2026, 11, 20)), proved)
    last = reading(store, NOW - MINUTE, {"harvest": "done"})
    tidy(worker, NOW)
    assert left(store) >= {proved, last} and nothing not in left(store)


def test_the_last_word_of_each_tracker_stays_however_long_ago_it_was(worker: Worker) -> None:
    store, begun = worker.store, NOW - 300 * DAY
    both = reading(store, begun, {"harvest": "done", "toggl": "done"})
    one = reading(store, begun + DAY, {"harvest": "done"})
    tasks = reading(store, begun + 2 * DAY, {"jira": "done"}, "tasks")
    last = reading(store, NOW - MINUTE, {"harvest": "done"})
    tidy(worker, NOW)
    assert left(store) >= {both, tasks, last} and one not in left(store)


def test_of_a_tracker_that_fails_for_months_the_first_failure_and_the_last_one_stay(worker: Worker) -> None:
    store, begun = worker.store, NOW - 30 * DAY
    well = reading(store, begun - MINUTE, {"harvest": "done"})
    failed = [reading(store, begun + n * DAY, {"harvest": "not done"}) for n in range(20)]
    again = [reading(store, begun + (20 + n) * DAY, {"harvest": "done"}) for n in range(10)]
    assert tidy(worker, NOW) == 20 - 2 + 2
    assert left(store) >= {well, failed[0], failed[-1], again[0], *again[3:]}


def test_a_duty_that_fails_for_weeks_began_to_fail_when_it_did(worker: Worker) -> None:
    store, begun = worker.store, NOW - 20 * DAY
    earlier = [occasion(store, "follow", begun - n * DAY) for n in (2, 1)]
    first, *others = [occasion(store, "follow", begun + n * timedelta(hours=1), "no sign-in") for n in range(24 * 20)]
    for day in range(8):
        tidy(worker, NOW + day * DAY)
        with store.read() as tx:
            assert [each.first_run for each in tx.signs.failing()] == [first]
    assert left(store) & {first, *others} == {first, others[-1]}
    assert earlier[1] in left(store) and earlier[0] not in left(store)


def test_what_was_due_on_days_stays_for_a_quarter_and_its_last_moment_for_good(worker: Worker) -> None:
    store = worker.store
    old, last = (occasion(store, "metrics", NOW - FORGOTTEN_AFTER - days * DAY) for days in (31, 1))
    recent = [occasion(store, "reminders", NOW - days * DAY) for days in (80, 20, 1)]
    billed = [occasion(store, "bill", NOW - days * DAY) for days in (400, 370)]
    tidy(worker, NOW)
    assert left(store) >= {last, *recent, *billed} and old not in left(store)


def test_what_does_not_get_through_goes_on_the_next_time(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    store = worker.store
    _, *old = [reading(store, NOW - 30 * DAY + n * MINUTE, {"harvest": "done"}) for n in range(6)]
    reading(store, NOW - MINUTE, {"harvest": "done"})
    stopping = replace(worker, stop=_After(1))
    assert tidy(stopping, NOW) == 2
    assert len(left(store) & set(old)) == 3
    assert tidy(worker, NOW) == 3


class _After(Event):
    """Set after having been asked so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def is_set(self) -> bool:
        self._times -= 1
        return self._times < 0


def test_whatever_refers_to_runs_is_found_by_an_index() -> None:
    """Databases look there for each run that is taken out: without an index, through all there is."""
    referring = [key.parent for table in metadata.sorted_tables for key in table.foreign_keys if key.column is run.c.id]
    led = {next(iter(index.columns)) for table in metadata.sorted_tables for index in table.indexes}
    assert len(referring) > 15 and set(referring) <= led


# ---- the law ----


@dataclass(frozen=True, slots=True)
class Happened:
    """A run, so many days before now."""

    days: int
    kind: str
    asked: dict[str, str]
    outcome: str
    proves: bool


def happened() -> st.SearchStrategy[Happened]:
    asked = st.dictionaries(st.sampled_from(TRACKERS[:2]), st.sampled_from(("done", *OUTCOMES)), max_size=2)
    kinds = st.sampled_from(("pull", "pull", "pull", "tasks", "follow", "run", DUE))
    outcomes = st.sampled_from(("done", "done", "done", "failed"))
    return st.builds(Happened, st.integers(0, 20), kinds, asked, outcomes, st.integers(0, 4).map(lambda n: n == 0))


def answers(store: Store) -> list[Any]:
    """All that is asked of runs by those who are told how things are going."""
    with store.read() as tx:
        pulls = [tx.runs.last_pull(name, how) for name in TRACKERS for how in ("", *OUTCOMES)]
        proofs = tx.pulled.proofs()
        last = [tx.occasions.last("follow"), tx.occasions.last("follow", done=True)]
        return [pulls, tx.signs.failing(), tx.signs.not_asked(TRACKERS), proofs, tx.history.last_run(NOW), last]


@given(st.lists(happened(), max_size=14).map(lambda found: sorted(found, key=lambda each: -each.days)))
def test_nothing_is_answered_otherwise_afterwards(found: list[Happened]) -> None:
    with empty_store() as store, house_of(AGENCY) as house:
        for place, each in enumerate(found):
            at = NOW - each.days * DAY + place * MINUTE
            if each.kind == DUE:
                occasion(store, "follow", at, "" if each.outcome == "done" else "no sign-in")
                continue
            number = reading(store, at, each.asked, each.kind, each.outcome)
            if each.proves:
                with store.write() as tx:
                    tx.pulled.keep(Proof("harvest", "time", "2027-02", PROVEN), number)
        before = answers(store)
        gone = tidy(replace(house.worker, store=store), NOW)
        assert answers(store) == before
        old = sum(each.days > READINGS_KEPT.days and each.kind != "run" for each in found)
        assert gone <= old
