"""What only an export had, and the tracker's own list of a whole month has not: it is gone, and told."""

from __future__ import annotations

from billing.issues import Issue, facts
from billing.reconcile import project_label, worth
from billing.records import Entry, Period
from billing.texts import clean
from mappings.store import Transaction
from sync.worker import Run

LEFT_OVER = "only in an export"
"""How a version is recognised that a file had, and the tracker's own list has not."""


def tell_left_over(tx: Transaction, run: Run, connector: str, kind: str, period: Period) -> None:
    """The issues of a month of a connector, for what is still gone for that reason; a timer that ran had no hours."""
    left = tx.entries.retired_as(connector, kind, period, LEFT_OVER)
    issues = [_left_over(entry) for entry in left if not entry.record.running]
    tx.issues.replace(f"left over:{connector}:{kind}:{period.name}", issues, run.id, period.name)


def _left_over(entry: Entry) -> Issue:
    record = entry.record
    return Issue(
        "only_in_export",
        entry_id=entry.id,
        person=clean(record.person or record.email),
        day=record.day,
        seconds=record.seconds,
        facts=facts(connector=entry.connector, project=project_label(record), **worth(record)),
    )
