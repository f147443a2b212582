"""Which charges a unit bills: those that fall in its period, and those that came after their own had closed."""

from __future__ import annotations

from dataclasses import replace

from billing.calendar import open_month
from billing.charges import occurrences, occurrences_before
from billing.issues import Issue
from billing.records import Contract, Item, Period
from mappings.store import Transaction
from sync.worker import Worker


def charges_of(
    worker: Worker, tx: Transaction, contract: Contract, period: Period
) -> tuple[tuple[Item, ...], tuple[Issue, ...]]:
    """The charges that a contract's period bills, late ones marked; what is settled is not among them."""
    charges = worker.configuration.charges
    if not any(charge.contract == contract.id for charge in charges):
        return (), ()
    own, issues = occurrences(charges, contract.id, period)
    earlier, _ = occurrences_before(charges, contract.id, worker.configuration.main.go_live, period)
    closed = tx.units.closed()
    late = [
        replace(item, late=True)
        for item in earlier
        if item.day < period.first and open_month(contract.id, f"{item.day:%Y-%m}", closed) == period.name
    ]
    settled = tx.placements.settled([item.id for item in (*own, *late)])
    return tuple(item for item in (*late, *own) if item.id not in settled), tuple(issues)
