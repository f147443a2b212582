"""Fees that are billed: by codes that a contract no longer has, or with another amount than it says now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from billing.calendar import month, month_name
from billing.contract_periods import period_on
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import Contract
from billing.retainer_kinds import FEE_CHANGED, GONE
from billing.retainers import fee_in, retainer_of
from billing.unit import unit_of
from mappings.store import Transaction
from mappings.sums import BilledFee
from sync.worker import Run, Worker

SCOPE = "fees"


def report_billed_fees(worker: Worker, run: Run) -> None:
    """Replaces the issues about workstreams that are gone, and about fees that were changed after they were billed."""
    with worker.store.read() as tx:
        contracts = [each for _, each in sorted(worker.configuration.contracts.items())]
        codes = {retainer.workstream for each in contracts for retainer in each.retainers}
        fees = tx.sums.billed_fees()
        found = [issue for each in contracts for issue in _of(tx, each, fees.get(each.id, ()), codes)]
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _of(tx: Transaction, contract: Contract, fees: Sequence[BilledFee], codes: Collection[str]) -> list[Issue]:
    """Both of one contract. Where nothing has a limit, a code matters only if a fee is billed for it.

    A retainer that another contract has now is told where that one bills what this one has billed.
    """
    paid = {fee.workstream for fee in fees}
    limited = bool(contract.retainers or contract.caps)
    billed = tx.sums.billed_by_workstream(contract.id) if limited or paid else {}
    asked = {code for code in billed if (code not in codes if code in paid else limited)}
    gone = [code for code in billed if code in asked and not _has(contract, code)]
    return [*(_gone(contract, code, billed[code]) for code in gone), *_fees(tx, contract, fees)]


def _gone(contract: Contract, code: str, billed: Iterable[Money]) -> Issue:
    said = facts(contract=contract.id, code=code, amount=" and ".join(map(str, billed)))
    return Issue(GONE, client=contract.client, subject=f"{contract.id} {code}", facts=said)


def _has(contract: Contract, code: str) -> bool:
    return any(stream.code == code for stream in contract.workstreams)


def _fees(tx: Transaction, contract: Contract, fees: Iterable[BilledFee]) -> Iterator[Issue]:
    for fee in fees:
        retainer, service = retainer_of(contract, fee.workstream), month_name(fee.service_from)
        now = fee_in(retainer, month(service)) if retainer else None
        told_as_gone = not _has(contract, fee.workstream)
        if told_as_gone or now == fee.amount or (retainer is None and _was_retainer(tx, contract, fee)):
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


def _was_retainer(tx: Transaction, contract: Contract, fee: BilledFee) -> bool:
    """Whether the service month of a fee is closed, and was billed as one of a retainer: then nothing else bills it."""
    row = tx.units.get(contract.id, period_on(contract, fee.service_from).name)
    if row is None or not row.closed or not row.plan:
        return False
    planned = unit_of(tx.plans.get(row.plan).inputs, with_works=False).contract
    return retainer_of(planned, fee.workstream) is not None
