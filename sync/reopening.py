"""Taking time off its drafts again, because its source changed it or no longer has it."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.entries import Origin
from mappings.placements import setting_aside
from mappings.store import Transaction
from sync.worker import Run


def reopen(tx: Transaction, ids: Sequence[str], reason: str, run: Run) -> None:
    """Takes changed time off its drafts, which are then out of date until the next run plans them again.

    What has left the house stays where it is, and so does its draft.
    """
    if not ids:
        return
    live = tx.placements.of_entries(ids)
    placed = [item for items in live.values() for item in items if not item.settled]
    tx.drafts.outdate(item.portion.line_id for item in placed if item.portion.line_id)
    tx.drafts.outdate_units_of(setting_aside(placed))
    tx.placements.release(ids, reason, run.id)


def retire(tx: Transaction, run: Run, ids: Sequence[str], file: int | None, how: str) -> None:
    """Notes that a source no longer has some entries; `file` is the export that says so, if one does."""
    if not ids:
        return
    tx.entries.retire(tx.entries.heads(ids), Origin(file, None, run.id), how)
    reopen(tx, ids, "its tracker no longer has it", run)
    tx.issues.replace_for_entries("match", ids, [], run.id)
