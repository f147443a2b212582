"""The daemon's step when something goes wrong beside its duties: nobody goes untold, and no moment is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mappings.occasions import DONE, FAILED
from mappings.servers import Server
from mappings.trouble import StoreUnavailable
from sync import ticking
from sync.alerting import Occasion
from sync.duties import DUTIES, Duty
from sync.ticking import Ticked, tick
from sync.worker import Worker
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY

AT_FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
BILLED = datetime(2026, 11, 3, 11, tzinfo=UTC)
"""06:00 in New York on the second business day of November."""
FAR = datetime(2027, 1, 20, 12, tzinfo=UTC)
"""Where a clock without a battery may be for a minute."""


class Days:
    """A house whose duties do nothing but count, a clock that the test sets, and whether telling fails."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.away = AT_FIRST, False
        self.did: list[str] = []
        self.told: list[tuple[Occasion, str]] = []
        self.worker: Worker = replace(house.worker, clock=lambda: self.now)
        counted = {
            name: Duty(name, self._counting(name) if duty.do else None, duty.insists, duty.tells)
            for name, duty in DUTIES.items()
        }
        monkeypatch.setattr(ticking, "DUTIES", counted)
        monkeypatch.setattr(ticking, "derive", self._derive)
        with self.worker.store.write() as tx:
            tx.servers.begin(Server("one", "here", 1, "0", AT_FIRST, AT_FIRST))

    def _counting(self, name: str) -> Callable[[Worker, datetime], None]:
        return lambda *_: self.did.append(name)

    def _derive(self, _: Worker, __: object, occasion: Occasion, ___: datetime, month: str = "") -> None:
        if self.away and occasion is not Occasion.TROUBLE:
            raise StoreUnavailable("another program is writing to tieout.db; wait until it is done and try again")
        self.told.append((occasion, month))

    def tick(self, moment: datetime) -> Ticked:
        """What a tick does at a moment; what was done and told begins anew."""
        self.now = moment
        self.did.clear()
        self.told.clear()
        return tick(self.worker)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    with house_of(AGENCY) as house:
        yield Days(house, monkeypatch)


def test_a_month_is_billed_when_people_are_told_of_it_and_not_before(days: Days) -> None:
    days.tick(AT_FIRST)
    days.away = True
    assert "bill" in [name for name, *_ in days.tick(BILLED).failed]
    days.away = False
    assert "bill" in [name for name, _ in days.tick(BILLED + timedelta(minutes=1)).done]
    assert (Occasion.BILLED, "2026-10") in days.told


def test_what_only_tells_and_could_not_is_tried_again_soon(days: Days) -> None:
    readiness = datetime(2026, 11, 30, 14, tzinfo=UTC)
    days.tick(readiness - timedelta(minutes=1))
    days.away = True
    days.tick(readiness)
    with days.worker.store.read() as tx:
        last = tx.occasions.last("readiness")
    assert last is not None and last.outcome == FAILED
    days.away = False
    days.tick(readiness + timedelta(minutes=1))
    assert (Occasion.READINESS, "2026-11") in days.told
    days.tick(readiness + timedelta(minutes=2))
    assert Occasion.READINESS not in [occasion for occasion, _ in days.told]


def test_a_clock_that_was_far_ahead_for_a_moment_stops_nothing(days: Days) -> None:
    days.tick(AT_FIRST)
    assert "bill" in [name for name, _ in days.tick(FAR).done]
    after = AT_FIRST + timedelta(minutes=15)
    assert {"pull", "poll"} <= {name for name, _ in days.tick(after).done}
    assert [name for name, _ in days.tick(BILLED).done].count("bill") == 1
    assert days.tick(BILLED).done == []
    with days.worker.store.read() as tx:
        last = tx.occasions.last("bill", until=BILLED)
    assert last is not None and (last.outcome, last.started_at) == (DONE, BILLED)


def test_what_was_broken_off_is_not_made_up_for_when_it_was_due_again_since(days: Days) -> None:
    with days.worker.store.write() as tx:
        tx.occasions.begin("poll", AT_FIRST - timedelta(hours=1), AT_FIRST)
    assert days.tick(AT_FIRST).done
    assert days.tick(AT_FIRST + timedelta(seconds=5)).done == []
