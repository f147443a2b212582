"""Which charges, milestones and fees a unit bills: its period's, and those that came after their own had closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from billing.charges import Charge, occurrences_before
from billing.contract_periods import open_on, open_period, period_named, period_on
from billing.issues import Issue
from billing.milestones import Milestone, owed
from billing.records import Contract, Item, Period
from billing.retainer_fees import fees_due
from mappings.store import Transaction
from review.milestones import resting
from sync.billed_before import without_kept_back
from sync.billed_corrections import what_is_left
from sync.worker import Worker

Closed = Mapping[tuple[str, str], int]


def charges_of(
    worker: Worker, tx: Transaction, contract: Contract, period: Period
) -> tuple[tuple[Item, ...], tuple[Issue, ...]]:
    """The charges, milestones and fees that a contract's period bills, late ones marked; nothing of what is settled.

    A period that the contract had before it was billed in another rhythm bills none: one that it has now does.
    """
    if contract.id not in contracts_with_charges(worker) or period_on(contract, period.last) != period:
        return (), ()
    charges, go_live = worker.configuration.charges, worker.configuration.main.go_live
    charged, issues = occurrences_before(charges, contract.id, go_live, period)
    closed = tx.units.closed()
    billed = _fees(contract, go_live, period, closed) + [
        item for each in (charged, _milestones(worker, tx, contract)) for item in _of(period, contract, each, closed)
    ]
    settled = tx.placements.settled([item.id for item in billed])
    due = [item for item in billed if item.id not in settled]
    wanted, told = what_is_left(tx, due, contract.client)
    left, kept = without_kept_back(worker, tx, contract, wanted)
    missing = [each for each in issues if each.day and _is_billed_in(period, contract, each.day, closed)]
    return tuple(left), (*missing, *kept, *told)


def charges_and_milestones(worker: Worker, contract_id: str) -> list[Charge | Milestone]:
    """All that the operator wrote of what a contract bills at a stated price."""
    stated: tuple[Charge | Milestone, ...] = (*worker.configuration.charges, *worker.configuration.milestones)
    return [each for each in stated if each.contract == contract_id]


def contracts_with_charges(worker: Worker) -> set[str]:
    """The contracts that have charges, milestones or fees."""
    stated = worker.configuration
    fees = {key for key, contract in stated.contracts.items() if contract.retainers}
    return fees | {each.contract for each in stated.charges} | {each.contract for each in stated.milestones}


def _milestones(worker: Worker, tx: Transaction, contract: Contract) -> list[Item]:
    """The milestones of a contract that have a day, by what people and trackers said of them."""
    stated = [each for each in worker.configuration.milestones if each.contract == contract.id]
    return owed(stated, resting(tx, stated))


def _fees(contract: Contract, go_live: date, period: Period, closed: Closed) -> list[Item]:
    """The fees that a period bills; one whose service month is earlier is late."""
    return [
        replace(item, late=period_on(contract, item.until or item.day).name < period.name)
        for name, item in fees_due(contract, go_live, period)
        if name == period.name or open_period(contract, period_named(contract, name), closed).name == period.name
    ]


def _of(period: Period, contract: Contract, due: Iterable[Item], closed: Closed) -> list[Item]:
    """Late ones first, then the period's own."""
    items = list(due)
    own = [item for item in items if item.day in period]
    late = [item for item in items if item.day not in period and _is_billed_in(period, contract, item.day, closed)]
    return [*(replace(item, late=True) for item in late), *own]


def _is_billed_in(period: Period, contract: Contract, day: date, closed: Closed) -> bool:
    """Whether a period bills what is of a day: it is its own, or the one that is open in the place of its own."""
    return day in period or (day < period.first and open_on(contract, day, closed) == period.name)
