"""Tells of what is out of date while its period is closed, and no run plans it anew: drafts, none of which goes out."""

from __future__ import annotations

from dataclasses import replace

from billing.adjust_kinds import REDUCTION_ALONE, REDUCTION_NOT_USED
from billing.correction_kinds import CLOSED_OUTDATED
from billing.issues import Issue, facts
from billing.lifecycle import Status
from billing.periods import month_of_period
from mappings.drafts import StoredDraft
from mappings.issues import of_unit
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


def tell_of_reductions(worker: Worker, run: Run) -> None:
    """What was taken off a closed period without a contract is told as not used once the contract is there again."""
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        closed = tx.units.closed()
        alone = [(dict(issue.facts), issue) for issue in tx.issues.standing(codes=[REDUCTION_ALONE])]
        places = {(said["contract"], said["period"]) for said, _ in alone}
        found = sorted(place for place in places if place in closed and place[0] in contracts)
    if found:
        with worker.store.write() as tx:
            for contract, period in found:
                scope, client = of_unit(contract, period), contracts[contract].client
                told = [_not_used(issue, client) for issue in tx.issues.of_scopes([scope])]
                tx.issues.replace(scope, told, run.id)


def _not_used(issue: Issue, client: str) -> Issue:
    is_alone = issue.code == REDUCTION_ALONE
    return replace(issue, code=REDUCTION_NOT_USED, client=client) if is_alone else issue


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
