"""Fees that are billed: by codes that a contract no longer has, or with another amount than it says now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from billing.calendar import month, month_name
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import Contract, Period
from billing.retainer_kinds import FEE_CHANGED, GONE
from billing.retainers import fee_in, retainer_of
from mappings.items import BilledFee
from mappings.store import Transaction
from mappings.units import UnitRow
from sync.rhythms import days_now, planned
from sync.worker import Run, Worker

SCOPE = "fees"


def report_billed_fees(worker: Worker, run: Run) -> None:
    """Replaces the issues about workstreams that are gone, and about fees that were changed after they were billed."""
    with worker.store.read() as tx:
        contracts = [each for _, each in sorted(worker.configuration.contracts.items())]
        codes = {retainer.workstream for each in contracts for retainer in each.retainers}
        fees = tx.items.billed_fees()
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
    closed = _Closed(tx, contract)
    for fee in fees:
        retainer, service = retainer_of(contract, fee.workstream), month_name(fee.service_from)
        now = fee_in(retainer, month(service)) if retainer else None
        told_as_gone = not _has(contract, fee.workstream)
        if told_as_gone or now == fee.amount or (retainer is None and closed.had_retainer(fee)):
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


class _Closed:
    """The closed units of a contract as they were planned: they are looked up, and each plan read, once at most."""

    def __init__(self, tx: Transaction, contract: Contract) -> None:
        self._contract = contract
        self._rows = cache(lambda: [row for row in tx.units.of_contract(contract.id) if row.closed and row.plan])
        self._planned = cache(lambda row: planned(tx, row))

    def had_retainer(self, fee: BilledFee) -> bool:
        """Whether the day of a fee is in a unit that was billed as one of a retainer: then nothing else bills it."""
        held = (row for row in self._rows() if fee.service_from in self._days(row))
        return any(retainer_of(self._planned(row).contract, fee.workstream) is not None for row in held)

    def _days(self, row: UnitRow) -> Period:
        return days_now(self._contract, row) or self._planned(row).period
