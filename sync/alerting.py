"""What people must be told now: alerts are derived from the store, raised once each, and sent on their ways.

Whoever keeps the calendar says which occasion it is; what is already told is not told again, so that it may say so as
often as it likes. Delivering is another step (sync/delivering.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

import structlog

from billing import alert_kinds
from billing.alert_records import Alert
from billing.calendar import month_before
from billing.records import Period
from billing.timesheets import Ready
from mappings.store import Transaction
from sync import alert_findings as find
from sync.alert_findings import Asking
from sync.routing import ways_of
from sync.schedule import month_named
from sync.worker import Run, Worker


class Occasion(StrEnum):
    """When alerts are derived."""

    AFTER_PULL = "after pull"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    READINESS = "readiness"
    APPROVALS_CLOSE = "approvals close"
    BILLED = "billed"
    TROUBLE = "trouble"


Finder = Callable[[Asking], list[Alert]]
_STANDING: dict[Occasion, tuple[Finder, ...]] = {
    Occasion.AFTER_PULL: (find.thresholds, find.unapproved, find.not_pulled, find.not_proven),
    Occasion.DAILY: (find.thresholds, find.unapproved, find.connections, find.hooks, find.standstills),
    Occasion.WEEKLY: (find.weekly, find.missing_time, find.still_unapproved, find.drafts_waiting, find.ageing),
    Occasion.MONTHLY: (find.metrics,),
    Occasion.READINESS: (find.readiness,),
    Occasion.APPROVALS_CLOSE: (find.approvals_closed,),
    Occasion.BILLED: (find.billed,),
    Occasion.TROUBLE: (
        find.failed_runs,
        find.not_pulled,
        find.not_proven,
        find.connections,
        find.hooks,
        find.standstills,
    ),
}
"""What is looked for on which occasion."""


def derive(worker: Worker, run: Run | None, occasion: Occasion, now: datetime, month: str = "") -> list[Alert]:
    """Derives the alerts of an occasion and raises those that were not raised before; these are returned.

    `month` is the month that it is about: of `readiness` today's, of all others the month before, unless it is stated.
    What stands no more of the states that were looked for is ended.
    """
    with worker.store.read() as tx:
        asking = _asking(worker, tx, occasion, now, month)
        found = [alert for finder in _STANDING[occasion] for alert in finder(asking)]
    kinds = {code for finder in _STANDING[occasion] for code in find.KINDS_OF[finder]} & alert_kinds.STANDING
    return _raise(worker, run, found, kinds, now)


def tell(worker: Worker, run: Run | None, found: Iterable[Alert], now: datetime) -> list[Alert]:
    """Raises alerts that whoever calls has found itself, such as a run that was missed; those that are new."""
    return _raise(worker, run, list(found), set(), now)


def end(worker: Worker, kind: str, standing: Iterable[str], now: datetime) -> None:
    """Ends what stands of a kind and is none of some keys: the configuration can be read again, say."""
    with worker.store.write() as tx:
        tx.alerts.end_others([kind], list(standing), now)


def ready_rows(worker: Worker, month: Period) -> list[Ready]:
    """How far a month's time is, for each person and client."""
    with worker.store.read() as tx:
        return find.readiness_of(Asking(worker, tx, worker.clock(), worker.today, month))


def _asking(worker: Worker, tx: Transaction, occasion: Occasion, now: datetime, month: str) -> Asking:
    today = worker.today_at(now)
    own: Period = (
        month_named(month or f"{today:%Y-%m}") if month or occasion is Occasion.READINESS else month_before(today)
    )
    return Asking(worker, tx, now, today, own)


def _raise(worker: Worker, run: Run | None, found: list[Alert], kinds: set[str], now: datetime) -> list[Alert]:
    keys = [each.key for each in found]
    with worker.store.write() as tx:
        new = tx.alerts.raise_new(found, run.id if run else None, now)
        tx.alerts.take_up(keys)
        tx.alerts.end_others(kinds, keys, now)
        for each in new:
            tx.messages.address(each.key, ways_of(worker.configuration, each), now)
    for each in new:
        structlog.get_logger().info("alert_raised", kind=each.kind, audience=each.audience, key=each.key)
    return new
