"""Whom webhooks have asked again: at once, and then so seldom that the vendor's quota lasts for what is scheduled."""

from __future__ import annotations

from datetime import datetime, timedelta

from mappings.store import Transaction
from sync.sources import connected, ledgers
from sync.worker import Worker

READINGS = ("pull", "tasks", "follow")
"""The runs that read from vendors."""
RUNS_LOOKED_AT = 100
JUST = timedelta(microseconds=1)


def woken(worker: Worker) -> list[str]:
    """Who delivered something since they were last asked, and may be asked again already.

    Who could not be asked then is left to the schedule. A reading tells for how long it should be the last one: so long
    that readings like it use half of what the vendor allows (30 requests an hour in Toggl's free plan).
    """
    configuration, now = worker.configuration, worker.clock()
    known = {*connected(configuration), *configuration.task_trackers, *ledgers(configuration)}
    with worker.store.read() as tx:
        waiting = {name: at for name, at in sorted(tx.deliveries.newest().items()) if name in known}
        asked = _asked(tx) if waiting else {}
    if any(came > now for came in waiting.values()):  # by a clock that was ahead: they came just before now
        waiting = {name: min(came, now - JUST) for name, came in waiting.items()}
        with worker.store.write() as tx:
            tx.deliveries.not_later_than(now - JUST)
    return [name for name, came in waiting.items() if name not in asked or _again(*asked[name], came, now)]


def _asked(tx: Transaction) -> dict[str, tuple[datetime, timedelta]]:
    """When each was last asked, and for how long from then on it is left alone."""
    found: dict[str, tuple[datetime, timedelta]] = {}
    for kind in READINGS:
        for began, detail in tx.runs.ended(kind, RUNS_LOOKED_AT):
            for name in detail.get("connectors", {}):
                found.setdefault(name, (began, timedelta(seconds=detail.get("pauses", {}).get(name, 0))))
    return found


def _again(began: datetime, pause: timedelta, came: datetime, now: datetime) -> bool:
    """Whether no reading has seen what came, and its pause is over; who was asked by a clock that was ahead, too."""
    return began > now or (came >= began and now >= began + pause)
