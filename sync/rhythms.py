"""The days of what was planned by a rhythm that its contract may have no more."""

from __future__ import annotations

from billing.calendar import month_name
from billing.contract_periods import period_named, period_on
from billing.records import Contract, Period
from billing.unit import Unit, unit_of
from mappings.store import Transaction
from mappings.units import UnitRow


def days_of(tx: Transaction, contract: Contract, row: UnitRow) -> Period:
    """The days of a unit that was planned: of one that is no period of its contract any more, those it had."""
    return days_now(contract, row) or planned(tx, row).period


def days_now(contract: Contract, row: UnitRow) -> Period | None:
    """The days of a unit that is a period of its contract, or was never planned; None where only its plan has them."""
    found = period_named(contract, row.period)
    if not row.plan or row.period in (month_name(found.last), period_on(contract, found.last).name):
        return found
    return None


def planned(tx: Transaction, row: UnitRow) -> Unit:
    """A unit as it was planned last, without its work."""
    return unit_of(tx.plans.get(row.plan).inputs, with_works=False)
