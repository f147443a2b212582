"""What adjusts a unit's documents beside its contract: what people took off, what its invoices hold, locked rates."""

from __future__ import annotations

from collections.abc import Iterable

from billing.adjust_records import Adjusting
from billing.adjustments import given_on, keys_of, owes_without_work, toward_minimum
from billing.contract_periods import ending_in, period_on
from billing.locked_rates import LockedRates
from billing.records import Contract, Period, Work
from mappings.store import Transaction
from mappings.units import UnitRow
from review.reductions import reductions_of
from sync.rhythms import days_of
from sync.worker import Worker


def adjusting_of(tx: Transaction, contract: Contract, period: Period, issued: Iterable[str]) -> Adjusting:
    """What people took off a contract's month, and what each adjustment has taken on its invoices already.

    Where the contract's file is gone, nobody knows its currency: then that is what its invoices have had in any.
    """
    reductions = reductions_of(tx, contract, period.name)
    if not (reductions or contract.discounts or contract.minimums):
        return Adjusting()
    standing = [found.draft for key in issued if (found := tx.drafts.get(key)) is not None]
    own = [draft for draft in standing if draft.total.currency == contract.currency or not contract.workstreams]
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
    """The rates by which the locked days of some works were billed, those that were billed first in front."""
    lock = contract.locked_before
    wanted = {work.day for work in works if lock is not None and work.day < lock}
    found: list[tuple[int, LockedRates]] = []
    for row in tx.units.of_contract(contract.id) if wanted else ():
        days = days_of(tx, contract, row)
        key = _plan_of(tx, row) if any(day in days for day in wanted) else ""
        if key:
            found.append((tx.plans.get(key).run, _rates(contract, tx.plans.contract_of(key), days)))
    return tuple(each for _, each in sorted(found, key=lambda each: (each[0], each[1].period)))


def _plan_of(tx: Transaction, row: UnitRow) -> str:
    """The plan of a month's first invoice of hours, else the one by which it was closed; nothing for one that is open.

    An invoice that is void counts as long as the month is closed, or has others.
    """
    bound = row.closed or tx.drafts.issued(row.contract, row.period)
    first = tx.plans.first_billed(row.contract, row.period) if bound else ""
    return first or (row.plan if row.closed else "")


def _rates(now: Contract, then: Contract, days: Period) -> LockedRates:
    retainers = tuple(each for each in then.retainers if each.overage)
    known = period_on(now, days.last) == days
    return LockedRates(days.name, then.rates, then.currency, retainers, None if known else days)
