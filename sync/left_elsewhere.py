"""What other months have that no run has looked at: new time, and changes of what is billed."""

from __future__ import annotations

from collections import Counter
from datetime import date

from billing.calendar import month_name
from billing.periods import waits_after
from billing.records import Period
from mappings.store import Transaction
from sync.since_billed import since_billed


def left_elsewhere(tx: Transaction, period: Period, go_live: date) -> dict[str, int]:
    """Seconds of other months, from go-live on, that no run has placed yet."""
    left: dict[str, int] = {}
    if not tx.due.elsewhere(period.name):
        return left
    for day, bill_in, seconds in tx.matches.unplaced_outside(period, go_live):
        name = month_name(day)
        if not waits_after(name, bill_in):
            left[name] = left.get(name, 0) + seconds
    return left


def changed_unseen(tx: Transaction, go_live: date) -> dict[str, int]:
    """By month, how many billed entries changed, or were deleted, and no run of that month has looked at them since."""
    days = {key: day for key, day in tx.matches.unseen_since_billed().items() if day >= go_live}
    live = tx.placements.of_entries(sorted(days))
    changed = [day for key, day in days.items() if since_billed(tx, key, live.get(key, ())) is not None]
    return dict(sorted(Counter(map(month_name, changed)).items()))
