"""What nobody will ask for any more is taken out, once a day and a little at a time: a daemon runs for years.

Trackers without webhooks are asked each minute, and each time is a run; most find nothing. A process that serves can be
stopped between any two steps, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from mappings.bulk import chunks
from mappings.store import Transaction
from review.approvals import APPROVE
from sync.duties import DUTIES
from sync.ticking import rhythms
from sync.worker import Worker

_T = TypeVar("_T")
READINGS_KEPT = timedelta(days=7)
"""For how long it stays that somebody was asked who had nothing new, and what was due at intervals."""
FORGOTTEN_AFTER = timedelta(days=90)
"""The same of what was due on days, and of processes that served."""
DELIVERIES_KEPT = timedelta(days=30)
"""The same of what webhooks delivered, read or not: the next pull reads all that changed."""
REVISIONS_KEPT = timedelta(days=7)
"""The same of the lines of drafts that were replaced on the same day; what a day had at its end stays for good."""
AT_ONCE, REVISIONS_AT_ONCE = 500, 50
"""Runs, and revisions, that are taken out in one transaction, so that others get their turn."""


def tidy(worker: Worker, now: datetime) -> int:
    """Takes out what is old by a moment; how many runs those were. Raises StoreUnavailable."""
    with worker.store.write() as tx:
        tx.servers.forget(now - FORGOTTEN_AFTER)
        tx.deliveries.forget(now - DELIVERIES_KEPT)
    at_intervals = {duty.name for duty, rhythm in rhythms(worker) if rhythm.interval is not None and not duty.insists}
    by_day = {duty.name for duty in DUTIES.values() if not duty.insists} - at_intervals
    with worker.store.read() as tx:
        old = tx.tidying.occasions_before(by_day, now - FORGOTTEN_AFTER)
        old += tx.tidying.occasions_before(at_intervals, now - READINGS_KEPT)
        old += tx.tidying.readings_before(now - READINGS_KEPT)
    gone = _little_by_little(worker, old, AT_ONCE, lambda tx, some: tx.tidying.forget(some))
    lines = _thin(worker, now - REVISIONS_KEPT)
    if gone or lines:
        structlog.get_logger().info("tidied", runs=gone, lines=lines)
    return gone


def _thin(worker: Worker, before: datetime) -> int:
    """Lets go of the lines of revisions that were replaced on their day, before a moment; how many lines those were."""
    with worker.store.read() as tx:
        approved = {str(detail.get("hash", "")) for _, detail in tx.decisions.of_kind(APPROVE.value)}
        zone = ZoneInfo(worker.configuration.main.company.timezone)
        replaced = tx.thinning.superseded(before, zone, approved)
    return _little_by_little(worker, replaced, REVISIONS_AT_ONCE, lambda tx, some: tx.thinning.let_go(some))


def _little_by_little(
    worker: Worker, old: Sequence[_T], at_once: int, take_out: Callable[[Transaction, Sequence[_T]], int]
) -> int:
    """Takes some things out, a few in a transaction, until the worker is stopped; how many rows those were."""
    gone = 0
    for some in chunks(old, at_once):
        if worker.stop.is_set():
            break
        with worker.store.write() as tx:
            gone += take_out(tx, some)
    return gone
