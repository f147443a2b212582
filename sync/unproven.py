"""Which months wait for their proof; told in the exception report by each pull and by each run.

What a connector without a token has half read waits for a complete export instead, since nobody can ask its vendor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from billing.issues import Issue, facts
from billing.records import EXPENSE, TIME
from mappings.pulled import EXPORTED, PROVEN, Month, Proof
from mappings.store import Transaction
from sync.sources import connected
from sync.worker import Run, Worker


def unproven_months(tx: Transaction, worker: Worker) -> set[Month]:
    """The connectors' months that must not be billed as they are."""
    return {(found.connector, found.period) for found in _waiting(tx, worker)}


def unproven_on(tx: Transaction, worker: Worker, lines: Sequence[str]) -> set[Month]:
    """Those of them whose entries stand on some lines."""
    return tx.pulled.months_on(lines) & unproven_months(tx, worker)


def go_on_by_export(tx: Transaction, run: Run, worker: Worker, month: Month) -> None:
    """A month that was half read over the API of a connector without a token, and of which a complete export came.

    The vendor's totals say nothing of that.
    """
    connector, period = month
    if connector in connected(worker.configuration):
        return
    for found in [each for each in tx.pulled.proofs(connector, period) if each.kind == TIME and not each.is_whole]:
        reason = "an export has brought it since"
        tx.pulled.keep(replace(found, state=EXPORTED, reason=reason, their_entries=None, their_seconds=None), run.id)


def tell_unproven(tx: Transaction, run: Run, worker: Worker, connector: str) -> None:
    """An issue for each month of a connector of which nothing may be billed as it is.

    Exports have no expenses: of those that were half read, and never will be, a person must think.
    """
    issues = [_unproven(found) for found in _waiting(tx, worker, connector)]
    if connector not in connected(worker.configuration):
        left = [each for each in tx.pulled.proofs(connector) if each.kind == EXPENSE and not each.covers(worker.today)]
        issues += [_expenses_left(found) for found in left]
    tx.issues.replace(f"proof:{connector}", issues, run.id)


def tell_all_unproven(tx: Transaction, run: Run, worker: Worker) -> None:
    """The same for every connector that was ever pulled."""
    for connector in sorted({found.connector for found in tx.pulled.proofs()}):
        tell_unproven(tx, run, worker, connector)


def _waiting(tx: Transaction, worker: Worker, connector: str = "") -> list[Proof]:
    """Without a token, what an export has brought since is all time that there will be."""
    asked = connected(worker.configuration)
    proofs = [found for found in tx.pulled.proofs(connector) if not found.covers(worker.today)]
    return [each for each in proofs if each.connector in asked or (each.kind == TIME and each.state != EXPORTED)]


def _unproven(found: Proof) -> Issue:
    ended = "it was last read before it was over" if found.state == PROVEN else found.reason
    return Issue(
        "unproven_month",
        seconds=found.seconds,
        month=found.period,
        subject=f"{found.connector} {found.kind} {found.period}",
        facts=facts(connector=found.connector, period=found.period, kind=found.kind, reason=ended),
    )


def _expenses_left(found: Proof) -> Issue:
    return Issue(
        "expenses_not_read",
        month=found.period,
        subject=f"{found.connector} {found.period}",
        facts=facts(connector=found.connector, period=found.period),
    )
