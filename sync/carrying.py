"""What earlier periods carry forward into a later one, and who must be planned again when that has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from billing.carry_records import Brought
from billing.contract_periods import open_period, period_after, period_named, period_on
from billing.plan import Plan, plan
from billing.records import Contract, Item, Period, Portion, Work
from billing.unit import Unit, unit_of
from mappings.due import UNIT
from mappings.store import Transaction
from mappings.units import UnitRow

UnitOf = Callable[[Period], Unit]
"""A contract's unit as it is now."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The works and charges that earlier periods carry forward into one, and what they are called there."""

    works: tuple[Work, ...] = ()
    charges: tuple[Item, ...] = ()
    brought: tuple[Brought, ...] = ()


def carried_into(tx: Transaction, contract: Contract, period: Period, unit_now: UnitOf) -> Carried:
    """What the open periods just before one have put off, as long as it stands there as they were planned."""
    if contract.carry is None:
        return Carried()
    works: list[Work] = []
    charges: list[Item] = []
    brought: list[Brought] = []
    for row in _just_before(tx, contract, period):
        planned = unit_of(tx.plans.get(row.plan).inputs)
        wanted = set(plan(planned).carried)
        if not wanted:
            continue
        now = unit_now(period_named(contract, row.period))
        same = [work for work in now.works if work.entry_id in wanted and work in planned.works]
        alike = [item for item in now.charges if item.id in wanted and item in planned.charges]
        works += same
        charges += alike
        brought += [(row.period, work.entry_id, work.version) for work in same]
        brought += [(row.period, item.id, item.version) for item in alike]
    return Carried(tuple(works), tuple(charges), tuple(sorted(brought)))


def elsewhere(tx: Transaction, contract: Contract, period: Period) -> set[str]:
    """What later periods have on their drafts, or have put off themselves; without a least amount, nothing is asked.

    What stands in a period that the contract has no more has no place yet: one that it has now plans it.
    """
    if contract.carry is None:
        return set()
    rows = [row.period for row in tx.units.of_contract(contract.id) if row.period > period.name]
    later = [name for name in rows if period_on(contract, period_named(contract, name).last).name == name]
    return tx.placements.planned_in(contract.id, later)


def own_portions(proposed: Plan, taken: Iterable[str]) -> list[Portion]:
    """The portions of a plan without what it carries forward and later periods have taken over already."""
    theirs = set(proposed.carried) & set(taken)
    return [portion for portion in proposed.portions if portion.entry_id not in theirs]


def tell_the_next(tx: Transaction, contract: Contract, period: Period, proposed: Plan) -> None:
    """The next open period is due, and its drafts out of date, if it has or had anything of what was planned here."""
    if contract.carry is None or period.name not in {row.period for row in _open(tx, contract)}:
        return
    following = open_period(contract, period_after(contract, period), tx.units.closed()).name
    row = tx.units.get(contract.id, following)
    brought = unit_of(tx.plans.get(row.plan).inputs, with_works=False).brought if row and row.plan else ()
    if proposed.carried or any(name == period.name for name, _, _ in brought):
        tx.due.mark(UNIT, {(contract.id, following)})
        tx.drafts.outdate_months(contract.id, [following])


def _just_before(tx: Transaction, contract: Contract, period: Period) -> list[UnitRow]:
    """The open periods whose next open one this is."""
    closed = tx.units.closed()
    earlier = [row for row in _open(tx, contract) if row.plan and row.period < period.name]
    periods = [(row, period_named(contract, row.period)) for row in earlier]
    return [row for row, own in periods if open_period(contract, period_after(contract, own), closed) == period]


def _open(tx: Transaction, contract: Contract) -> list[UnitRow]:
    return [row for row in tx.units.of() if row.contract == contract.id and not row.closed]
