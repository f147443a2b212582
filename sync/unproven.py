"""Which months wait for their proof; told in the exception report by each pull and by each run.

Only a connector that has a token is waited for: without one, its months go on by its exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from billing.issues import Issue, facts
from mappings.pulled import LISTING, PROVEN, Month, Proof
from mappings.store import Transaction
from sync.sources import connected
from sync.worker import Run, Worker


def unproven_months(tx: Transaction, worker: Worker) -> set[Month]:
    """The connectors' months that must not be billed as they are."""
    asked = connected(worker.configuration)
    waiting = [found for found in tx.pulled.proofs() if not found.covers(worker.today)]
    return {(found.connector, found.period) for found in waiting if found.connector in asked}


def unproven_on(tx: Transaction, worker: Worker, lines: Sequence[str]) -> set[Month]:
    """Those of them whose entries stand on some lines."""
    return tx.pulled.months_on(lines) & unproven_months(tx, worker)


def go_on_by_export(tx: Transaction, run: Run, half: Sequence[Proof]) -> None:
    """What was half read over an API goes on by exports, of which its vendor's totals say nothing."""
    for found in half:
        reason = "an export brought it since; pull again"
        tx.pulled.keep(replace(found, state=LISTING, reason=reason, their_entries=None, their_seconds=None), run.id)


def tell_unproven(tx: Transaction, run: Run, connector: str, today: date) -> None:
    """An issue for each month of a connector of which nothing may be billed as it is."""
    issues = [_unproven(found) for found in tx.pulled.proofs(connector) if not found.covers(today)]
    tx.issues.replace(f"proof:{connector}", issues, run.id)


def tell_all_unproven(tx: Transaction, run: Run, worker: Worker) -> None:
    """The same for every connector that was ever pulled; of those without a token nothing is told any more."""
    asked = connected(worker.configuration)
    for connector in sorted({found.connector for found in tx.pulled.proofs()}):
        if connector in asked:
            tell_unproven(tx, run, connector, worker.today)
        else:
            tx.issues.replace(f"proof:{connector}", [], run.id)


def _unproven(found: Proof) -> Issue:
    ended = "it was last read before it was over" if found.state == PROVEN else found.reason
    return Issue(
        "unproven_month",
        seconds=found.seconds,
        month=found.period,
        subject=f"{found.connector} {found.kind} {found.period}",
        facts=facts(connector=found.connector, period=found.period, kind=found.kind, reason=ended),
    )
