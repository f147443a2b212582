"""Tells of drafts that are out of date while their period is closed: no run plans them anew, and none goes out."""

from __future__ import annotations

from billing.correction_kinds import CLOSED_OUTDATED
from billing.issues import Issue, facts
from billing.lifecycle import Status
from billing.periods import month_of_period
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from sync.worker import Run, Worker

_SCOPE = "closed drafts"


def tell_of_outdated(worker: Worker, run: Run) -> None:
    """An exception for each such draft; those that are planned anew, or released, are resolved."""
    with worker.store.read() as tx:
        found = [_told(item) for item in _outdated(tx)]
        stands = bool(found) or _SCOPE in tx.issues.scopes(_SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(_SCOPE, found, run.id)


def _outdated(tx: Transaction) -> list[StoredDraft]:
    closed = sorted(tx.drafts.outdated_units("") & tx.units.closed().keys())
    drafts = [item for contract, period in closed for item in tx.drafts.of_unit(contract, period)]
    return [item for item in drafts if item.status is Status.OUTDATED]


def _told(item: StoredDraft) -> Issue:
    draft = item.draft
    return Issue(
        CLOSED_OUTDATED,
        client=draft.client,
        month=month_of_period(draft.period),
        subject=draft.id,
        facts=facts(
            draft=draft.id,
            contract=draft.contract,
            period=draft.period,
            month=month_of_period(draft.period),
            total=draft.total,
        ),
    )
