"""Which months wait for their proof, told in the exception report: by each pull, and by each run."""

from __future__ import annotations

from datetime import date

from billing.issues import Issue, facts
from mappings.pulled import PROVEN, Proof
from mappings.store import Transaction
from sync.worker import Run


def tell_unproven(tx: Transaction, run: Run, connector: str, today: date) -> None:
    """An issue for each month of a connector of which nothing may be billed as it is."""
    issues = [_unproven(found) for found in tx.pulled.proofs(connector) if not found.covers(today)]
    tx.issues.replace(f"proof:{connector}", issues, run.id)


def tell_all_unproven(tx: Transaction, run: Run, today: date) -> None:
    """The same for every connector that was ever pulled."""
    for connector in sorted({found.connector for found in tx.pulled.proofs()}):
        tell_unproven(tx, run, connector, today)


def _unproven(found: Proof) -> Issue:
    ended = "it was last read before it was over" if found.state == PROVEN else found.reason
    return Issue(
        "unproven_month",
        seconds=found.seconds,
        month=found.period,
        subject=f"{found.connector} {found.kind} {found.period}",
        facts=facts(connector=found.connector, period=found.period, kind=found.kind, reason=ended),
    )
