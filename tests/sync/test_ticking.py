"""The daemon's step: what is due is done once, what was missed is caught up, what fails is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mappings.lock import turn
from mappings.occasions import DONE, FAILED, UNFINISHED, Occasion
from mappings.servers import Server
from sync import ticking
from sync.duties import Duty, NotDone
from sync.ticking import SCHEDULE, Ticked, tick, upcoming
from sync.worker import Worker
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY

AT_FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
BILLED = datetime(2026, 11, 3, 11, tzinfo=UTC)
"""06:00 in New York on the second business day of November."""


class Days:
    """A house whose duties are noted instead of done, a clock that the test sets, and what each duty fails with."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = AT_FIRST
        self.did: list[tuple[str, datetime]] = []
        self.fails: dict[str, Exception] = {}
        self.stops = False
        self.worker: Worker = replace(house.worker, clock=lambda: self.now)
        insists = {"bill"}
        noted = {name: Duty(name, self._doing(name), name in insists) for name in ("pull", "poll", "follow", "bill")}
        monkeypatch.setattr(ticking, "DUTIES", noted)
        with self.worker.store.write() as tx:
            tx.servers.begin(Server("one", "here", 1, "0", AT_FIRST, AT_FIRST))

    def _doing(self, name: str) -> Callable[[Worker, datetime], None]:
        def do(_: Worker, due_at: datetime) -> None:
            self.did.append((name, due_at))
            if name in self.fails:
                if self.stops:
                    self.worker.stop.set()
                raise self.fails[name]

        return do

    def tick(self, moment: datetime | None = None) -> Ticked:
        """What a tick does at a moment; `did` begins anew."""
        self.now = moment or self.now
        self.did.clear()
        return tick(self.worker)

    def bills(self) -> list[datetime]:
        """The moments for which billing was tried in the last tick."""
        return [due_at for name, due_at in self.did if name == "bill"]

    def last(self, name: str) -> Occasion:
        """The newest occasion of a duty."""
        with self.worker.store.read() as tx:
            found = tx.occasions.last(name)
        assert found is not None
        return found


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    with house_of(AGENCY) as house:
        yield Days(house, monkeypatch)


def test_what_is_due_is_done_once(days: Days) -> None:
    assert [name for name, _ in days.tick().done] == ["pull", "poll", "follow"]
    assert days.tick().done == []
    done = days.tick(BILLED).done
    assert ("bill", BILLED) in done
    assert days.tick().done == []
    assert days.last("bill").outcome == DONE


def test_what_was_missed_is_caught_up_each_month_and_the_rest_once(days: Days) -> None:
    days.tick()
    days.tick(datetime(2027, 2, 20, 12, tzinfo=UTC))
    assert [f"{each:%Y-%m-%d}" for each in days.bills()] == ["2026-11-03", "2026-12-02", "2027-01-05", "2027-02-02"]
    assert sorted(name for name, _ in days.did if name != "bill") == ["follow", "poll", "pull"]


def test_nothing_is_due_from_before_anybody_served(days: Days) -> None:
    days.tick(AT_FIRST)
    assert days.bills() == []


def test_what_fails_is_tried_again_later_and_later_until_it_is_done(days: Days) -> None:
    days.fails["bill"] = NotDone("harvest: did not answer")
    failed = days.tick(BILLED).failed
    assert failed == [("bill", BILLED, "harvest: did not answer")]
    pauses = []
    for _ in range(9):
        at = days.last("bill").try_at
        assert at is not None
        days.tick(at - timedelta(seconds=1))
        assert days.bills() == []
        assert days.tick(at).failed == [("bill", BILLED, "harvest: did not answer")]
        following = days.last("bill").try_at
        assert following is not None
        pauses.append((following - at) // timedelta(minutes=1))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    days.fails.clear()
    at = days.last("bill").try_at
    assert at is not None
    assert ("bill", BILLED) in days.tick(at).done
    assert (days.last("bill").outcome, days.last("bill").attempts, days.last("bill").words) == (DONE, 11, "")


def test_what_comes_often_is_not_tried_again_but_when_it_is_due_next(days: Days) -> None:
    days.fails["pull"] = NotDone("toggl: did not answer")
    assert days.tick().failed[0][0] == "pull"
    assert days.tick(AT_FIRST + timedelta(minutes=14)).failed == []
    assert days.tick(AT_FIRST + timedelta(minutes=15)).failed[0][0] == "pull"


def test_one_that_fails_does_not_stop_the_others(days: Days) -> None:
    days.fails["pull"] = ZeroDivisionError("a defect")
    ticked = days.tick(BILLED)
    assert {name for name, _ in ticked.done} == {"poll", "follow", "bill"}
    assert ticked.failed[0][2] == "Tieout has a defect (ZeroDivisionError); please report it with the log"


def test_what_was_broken_off_is_taken_up_at_once(days: Days) -> None:
    with days.worker.store.write() as tx:
        begun = tx.occasions.begin("bill", BILLED, BILLED)
    assert begun is not None and begun.outcome == UNFINISHED
    assert ("bill", BILLED) in days.tick(BILLED + timedelta(seconds=5)).done
    assert days.last("bill").attempts == 2


def test_what_is_stopped_stays_unfinished_and_is_taken_up_again(days: Days) -> None:
    days.fails["bill"] = NotDone("interrupted")
    days.stops = True
    days.tick(BILLED)
    assert days.last("bill").outcome == UNFINISHED
    days.fails.clear()
    days.stops = False
    days.worker.stop.clear()
    assert ("bill", BILLED) in days.tick().done


def test_another_process_that_ticks_has_its_turn(days: Days) -> None:
    with turn(days.worker.store, SCHEDULE) as mine:
        assert mine
        assert days.tick(BILLED).elsewhere
        assert days.did == []
    assert days.tick().done


def test_the_calendar_of_the_schedule(days: Days) -> None:
    days.now = AT_FIRST
    assert [(f"{at:%m-%d %H:%M}", name) for at, name in upcoming(days.worker)] == [
        ("11-02 09:01", "poll"),
        ("11-02 09:15", "pull"),
        ("11-02 10:00", "follow"),
        ("11-03 11:00", "bill"),
    ]


def test_what_is_switched_off_is_never_due(days: Days, tmp_path: Path) -> None:
    main = days.worker.configuration.main
    schedule = main.schedule.model_copy(update={"bill": None, "pull": None})
    changed = replace(days.worker.configuration, main=main.model_copy(update={"schedule": schedule}))
    days.worker = replace(days.worker, configuration=changed)
    assert {name for name, _ in days.tick(BILLED).done} == {"poll", "follow"}


def test_a_failed_one_that_was_given_up_is_left(days: Days) -> None:
    with days.worker.store.write() as tx:
        begun = tx.occasions.begin("pull", AT_FIRST, AT_FIRST)
        assert begun is not None
        tx.occasions.end(begun, AT_FIRST, "why")
        assert tx.occasions.begin("pull", AT_FIRST, AT_FIRST) is None
    assert days.last("pull").outcome == FAILED
