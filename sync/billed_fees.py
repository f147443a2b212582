"""Fees that are billed: by codes that a contract no longer has, or with another amount than it says now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from billing.calendar import month, month_name
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import Contract, Item
from billing.retainer_kinds import FEE_CHANGED, GONE
from billing.retainers import fee_in, retainer_of
from mappings.store import Transaction
from sync.worker import Run, Worker

SCOPE = "fees"


def not_paid_under_another_code(tx: Transaction, contract: Contract, fees: Iterable[Item]) -> list[Item]:
    """The fees without those of months that were paid for by the fee of a workstream that the contract no longer has.

    A code that was changed would make every fee of the past due again.
    """
    found = list(fees)
    billed = tx.sums.billed_fees(contract.id) if found else []
    gone = {month_name(fee.service_from) for fee in billed if not _has(contract, fee.workstream)}
    return [item for item in found if month_name(item.day) not in gone]


def report_billed_fees(worker: Worker, run: Run) -> None:
    """Replaces the issues about workstreams that are gone, and about fees that were changed after they were billed."""
    with worker.store.read() as tx:
        found = [issue for contract in _with_limits(worker) for issue in (*_codes(tx, contract), *_fees(tx, contract))]
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _with_limits(worker: Worker) -> list[Contract]:
    contracts = worker.configuration.contracts
    return [each for _, each in sorted(contracts.items()) if each.retainers or each.caps]


def _codes(tx: Transaction, contract: Contract) -> Iterator[Issue]:
    for code, billed in tx.sums.billed_by_workstream(contract.id).items():
        if not _has(contract, code):
            said = facts(contract=contract.id, code=code, amount=" and ".join(map(str, billed)))
            yield Issue(GONE, client=contract.client, subject=f"{contract.id} {code}", facts=said)


def _has(contract: Contract, code: str) -> bool:
    return any(stream.code == code for stream in contract.workstreams)


def _fees(tx: Transaction, contract: Contract) -> Iterator[Issue]:
    for fee in tx.sums.billed_fees(contract.id):
        retainer, service = retainer_of(contract, fee.workstream), month_name(fee.service_from)
        now = fee_in(retainer, month(service)) if retainer else None
        if retainer is None or now == fee.amount:
            continue
        yield Issue(
            FEE_CHANGED,
            client=contract.client,
            month=service,
            subject=f"{contract.id} {fee.workstream} {service}",
            facts=facts(
                contract=contract.id,
                workstream=fee.workstream,
                service=service,
                billed=str(fee.amount),
                amount=str(now or Money(0, contract.currency)),
            ),
        )
