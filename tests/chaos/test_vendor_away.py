"""A tracker is away for a day: each tick ends, the others are asked on, and it is told once, until it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.faults import Fault
from sync.status import Status, status_of
from tests.proof import short_of
from tests.year.life import BEGIN, Year, year_of

HOURS = 24
PULLS = HOURS // 12
PATIENCE = 120 + 30
"""Seconds that one request may wait for its vendor in all, and a last wait."""


def told(year: Year) -> list[tuple[str, bool]]:
    """The alerts about trackers that could not be asked: what each says, and whether it is over."""
    with year.worker.store.read() as tx:
        found = tx.alerts.of_kinds(["not_pulled"])
    return [(each.alert.subject, each.ended_at is not None) for each in found]


def failing(status: Status) -> dict[str, bool]:
    return {each.name: each.failing for each in status.connectors}


@pytest.mark.parametrize("fault", short_of(["500", "429 seconds"], "500"))
def test_a_tracker_is_away_for_a_day(fault: str) -> None:
    with year_of("xero") as year:
        year.tick_until(BEGIN + timedelta(hours=3))
        others = dict.fromkeys(failing(status_of(year.worker)), False)
        assert (told(year), failing(status_of(year.worker))) == ([], others)
        proven = {each.name: each.proven_at for each in status_of(year.worker).connectors}

        year.world.faults.append(Fault("harvest", fault, times=0, seconds=20))
        slept = len(year.time.slept)
        year.world.requests.clear()
        year.tick_until(year.now + timedelta(hours=HOURS))
        away = status_of(year.worker)
        assert failing(away) == {**others, "harvest": True}
        newer = {each.name for each in away.connectors if (each.proven_at or BEGIN) > (proven[each.name] or BEGIN)}
        assert newer == {*others} - {"harvest"}
        assert told(year) == [("Harvest could not be asked", False)]
        (pull,) = [each for each in away.failed if each.kind == "pull"]
        assert pull.words.startswith("harvest: ")
        assert away.needs_somebody
        sent = [each for each in year.world.requests if each.vendor == "harvest"]
        assert 0 < len(sent) <= 8 * (PULLS + 1)
        waits = [each for each in year.time.slept[slept:] if each >= 1]
        assert sum(waits) <= PATIENCE * (PULLS + 1)

        year.world.faults.clear()
        year.tick_until(year.now + timedelta(hours=13))
        back = status_of(year.worker)
        assert (failing(back), back.failed) == (others, ())
        assert told(year) == [("Harvest could not be asked", True)]
