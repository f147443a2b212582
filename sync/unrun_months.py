"""What fell due in months that were not run since it was written: it stands on no draft, and nobody would miss it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from billing.calendar import month, months_between
from billing.contract_periods import ending_in
from billing.issues import Issue, facts
from billing.money import total
from billing.periods import month_of_period
from billing.records import Contract, Item, Period
from billing.retainer_kinds import NOT_RUN
from mappings.due import UNIT
from mappings.store import Transaction
from sync.charges import charges_of, contracts_with_charges
from sync.not_before import not_yet
from sync.standing_now import now_of
from sync.worker import Run, Worker

SCOPE = "unrun"
Place = tuple[str, str]
"""A contract and the name of one of its periods."""


def report_unrun_months(worker: Worker, run: Run, period: Period, rules: Callable[[Contract], str]) -> None:
    """Replaces the issues about charges, milestones and fees that fell due before the last month that was run.

    `rules` gives the hash of what the plans of a contract depend on.
    """
    with worker.store.read() as tx:
        last = max([period.month, *(month_of_period(row.period) for row in tx.units.of())])
        months = months_between(worker.configuration.main.go_live, month(last).first)[:-1]
        stated = worker.configuration.contracts
        contracts = [stated[key] for key in sorted(contracts_with_charges(worker)) if key in stated]
        done = _done(tx, {each.id: rules(each) for each in contracts})
        found = [issue for each in contracts for issue in _of(worker, tx, each, months, done)]
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _done(tx: Transaction, rules: Mapping[str, str]) -> set[Place]:
    """The periods that were run and stand: closed, or planned by the rules of now and not due again."""
    changed = tx.due.ending_in(UNIT, "").keys() | tx.drafts.outdated_units("")
    rows = {(row.contract, row.period): row for row in tx.units.of()}
    same = {place for place, row in rows.items() if row.rules == rules.get(row.contract) and place not in changed}
    return same | {place for place, row in rows.items() if row.closed}


def _of(
    worker: Worker, tx: Transaction, contract: Contract, months: Sequence[Period], done: Collection[Place]
) -> Iterator[Issue]:
    due = {name: items for name, items in _due(worker, tx, contract, months, done) if items}
    if due:
        owed = total([item.amount for items in due.values() for item in items], contract.currency)
        names = ", ".join(due)
        said = facts(contract=contract.id, client=contract.client, amount=str(owed), months=names, first=min(due))
        yield Issue(NOT_RUN, client=contract.client, subject=contract.id, facts=said)


def _due(
    worker: Worker, tx: Transaction, contract: Contract, months: Sequence[Period], done: Collection[Place]
) -> Iterator[tuple[str, list[Item]]]:
    """The months, each with what would be billed in those of its periods that are over, and stands nowhere."""
    for of_month in months:
        over = [each for each in ending_in(contract, of_month) if each.last < worker.today]
        periods = [each for each in over if (contract.id, each.name) not in done]
        ready = [each for each in periods if not_yet(worker, contract, each) is None]
        due = [item for each in ready for item in charges_of(worker, tx, contract, each)[0]]
        placed = tx.placements.of_entries([item.id for item in due])
        yield of_month.name, [item for item in due if not now_of(placed.get(item.id, ())).loose]
