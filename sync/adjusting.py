"""What adjusts a unit's documents beside its contract: what people took off, what its invoices hold, locked rates."""

from __future__ import annotations

import json
from collections.abc import Iterable

from billing.adjust_records import Adjusting
from billing.adjustments import given_on, keys_of, owes_without_work, toward_minimum
from billing.contract_periods import ending_in, period_on
from billing.locked_rates import LockedRates
from billing.records import Contract, Period, Rate, Work
from billing.snapshots import restored
from mappings.store import Transaction
from review.reductions import reductions_of
from sync.worker import Worker


def adjusting_of(tx: Transaction, contract: Contract, period: Period, issued: Iterable[str]) -> Adjusting:
    """What people took off a contract's month, and what each adjustment has taken on its invoices already.

    Where the contract's file is gone, nothing is billed and so there is nothing to take anything off.
    """
    if not contract.workstreams:
        return Adjusting()
    reductions = reductions_of(tx, contract, period.name)
    if not (reductions or contract.discounts or contract.minimums):
        return Adjusting()
    standing = [found.draft for key in issued if (found := tx.drafts.get(key)) is not None]
    own = [draft for draft in standing if draft.total.currency == contract.currency]
    keys = keys_of(contract, reductions)
    return Adjusting(tuple(reductions), given_on(own, keys), toward_minimum(own), len(own) < len(standing))


def owing_always(worker: Worker, of_month: Period) -> set[tuple[str, str]]:
    """The contracts that bill a minimum with a period even if there is nothing else to bill; none before go-live."""
    if of_month.end <= worker.configuration.main.go_live:
        return set()
    contracts = [each for each in worker.configuration.contracts.values() if each.minimums or each.retainers]
    periods = [(each, period) for each in contracts for period in ending_in(each, of_month)]
    return {(each.id, period.name) for each, period in periods if owes_without_work(each, period)}


def locked_rates(tx: Transaction, contract: Contract, works: Iterable[Work]) -> tuple[LockedRates, ...]:
    """The rates by which months of locked days were billed, for the months in which some works are."""
    lock = contract.locked_before
    if lock is None:
        return ()
    periods = sorted({period_on(contract, work.day).name for work in works if work.day < lock})
    found = [(name, _plan_of(tx, contract.id, name)) for name in periods]
    return tuple(LockedRates(name, _rates(tx, plan)) for name, plan in found if plan)


def _plan_of(tx: Transaction, contract: str, period: str) -> str:
    """The plan of a month's first invoice, else the one by which it was closed; nothing for one that is open."""
    issued = {found.plan for key in tx.drafts.issued(contract, period) if (found := tx.drafts.get(key)) is not None}
    row = tx.units.get(contract, period)
    closed = row.plan or "" if row is not None and row.closed else ""
    return next((plan for plan in tx.plans.of_period(period, contract) if plan in issued), closed)


def _rates(tx: Transaction, plan: str) -> tuple[Rate, ...]:
    said = json.loads(tx.plans.get(plan).inputs)["unit"]["contract"]
    return restored(Contract, said).rates
