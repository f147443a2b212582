"""Webhooks wake a reading at once, and readings that they bring about leave the vendor's quota to the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.waiting import Window, fair_seconds
from mappings.hooks import Noted
from mappings.servers import Server
from sync.ticking import WEBHOOKS, tick
from sync.waking import woken
from tests.connectors.vendors import Vendors
from tests.sync.pulling import Pulling, pulling

BEGIN = datetime(2026, 11, 4, 15, tzinfo=UTC)
SCHEDULE = "\nschedule: {pull: every hour, poll: no, follow: no, bill: no}\n"
HOURS = 5


@pytest.mark.parametrize(
    ("windows", "requests", "seconds"),
    [
        ((), 5, 0),
        ((Window(1, 1),), 5, 10),
        ((Window(1, 1), Window(30, 3600)), 5, 1200),
        ((Window(600, 3600),), 5, 60),
        ((Window(100, 15),), 1, 1),
        ((Window(30, 3600),), 0, 0),
    ],
)
def test_the_like_of_a_reading_takes_half_of_each_window(
    windows: tuple[Window, ...], requests: int, seconds: int
) -> None:
    assert fair_seconds(windows, requests) == seconds


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency with Toggl connected."""
    with pulling(vendors, tmp_path, "toggl") as made:
        yield made


def delivered(house: Pulling, moment: datetime, key: str) -> None:
    """A delivery of Toggl's comes in."""
    with house.worker.store.write() as tx:
        tx.deliveries.note([Noted("toggl", key, moment, ({"kind": "time_entry"},))])


def test_a_delivery_wakes_at_once_and_the_next_when_the_pause_is_over(house: Pulling) -> None:
    house.at(BEGIN)
    delivered(house, BEGIN, "first")
    assert woken(house.worker) == ["toggl"]
    (report,) = house.pull()
    assert report.is_done and report.pause > 60
    delivered(house, BEGIN + timedelta(seconds=1), "second")
    house.at(BEGIN + timedelta(seconds=report.pause - 1))
    assert woken(house.worker) == []
    house.at(BEGIN + timedelta(seconds=report.pause))
    assert woken(house.worker) == ["toggl"]
    house.at(BEGIN - timedelta(hours=2))
    assert woken(house.worker) == ["toggl"], "a clock that went back holds nothing up"


@pytest.mark.proof
def test_a_day_full_of_deliveries_leaves_a_small_quota_to_the_schedule(house: Pulling) -> None:
    """Toggl's free plan allows 30 requests an hour; the sandbox refuses one more. Each minute something is changed."""
    tracker, time = house.vendors.world.toggl, house.vendors.time
    tracker.plan = "free"
    number = tracker.everything()[0].id
    path = house.folder / "tieout.yaml"
    path.write_text(path.read_text() + SCHEDULE)
    house.rewrite("schedule:", "schedule:")
    began = house.worker.clock()
    with house.worker.store.write() as tx:
        tx.servers.begin(Server("one", "here", 1, "0", began, began))
    scheduled = wakings = 0
    for minute in range(HOURS * 60):
        tracker.change(number, seconds=3600 + minute)
        delivered(house, house.worker.clock(), str(minute))
        ticked = tick(house.worker)
        assert not ticked.failed, (minute, ticked.failed)
        scheduled += sum(name == "pull" for name, _ in ticked.done)
        wakings += sum(name == WEBHOOKS for name, _ in ticked.done)
        time.passed += max(60 * (minute + 1) - (house.worker.clock() - began).total_seconds(), 0)
    assert scheduled == HOURS
    assert HOURS <= wakings <= 8 * HOURS
