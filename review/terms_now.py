"""What a contract says, as it was planned last: for those who have the store and not the operator's files."""

from __future__ import annotations

from billing.calendar import month
from billing.contract_periods import period_named
from billing.periods import Period
from billing.records import Contract
from billing.unit import unit_of
from mappings.store import Transaction


def terms_now(tx: Transaction, contract: str) -> Contract:
    """A contract by its newest plan; one that was never planned is billed by the calendar month."""
    plan = tx.plans.newest(contract)
    if not plan:
        return Contract(contract, "", "", (), ())
    return unit_of(tx.plans.get(plan).inputs, with_works=False).contract


def days_of(tx: Transaction, contract: str, name: str) -> Period:
    """The days of a contract's period, by the period's name."""
    return month(name) if len(name) == len("2026-10") else period_named(terms_now(tx, contract), name)
