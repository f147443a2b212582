"""The periods of a contract: which one a day is in, which one follows, which is open, and which end in a month."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from billing import cadence
from billing.cadence import COMPLETION, MONTHLY, NOT_COMPLETED, Cadences, periods_from
from billing.calendar import month, month_name
from billing.dated import Dated
from billing.periods import Period
from billing.records import Contract

Closed = Collection[tuple[str, str]]
"""Periods that take no more time, by contract and name."""


def period_on(contract: Contract, day: date) -> Period:
    """The period of a contract that a day is in."""
    return cadence.period_on(_cadences(contract), day, contract.completed)


def period_named(contract: Contract, name: str) -> Period:
    """A contract's period by its name. One that the contract has no more keeps its last day."""
    if name == NOT_COMPLETED:
        return period_on(contract, date.max - timedelta(days=1))
    if len(name) == len("2026-10"):
        return month(name)
    last = date.fromisoformat(name)
    return Period(period_on(contract, last).first, last + timedelta(days=1), name)


def period_after(contract: Contract, period: Period) -> Period:
    """The period that begins where another one ends."""
    return period_on(contract, period.end)


def open_period(contract: Contract, period: Period, closed: Closed) -> Period:
    """The first period from one on that is open: what belongs to a closed one is billed there.

    Days of a month that was closed as a whole stay closed where a contract is billed by other periods since.
    """
    while (contract.id, period.name) in closed or (contract.id, month_name(period.last)) in closed:
        period = period_after(contract, period)
    return period


def open_on(contract: Contract, day: date, closed: Closed) -> str:
    """The name of the period that bills what falls due on a day: the day's own, or the first open one after it."""
    return open_period(contract, period_on(contract, day), closed).name


def ending_in(contract: Contract, of_month: Period) -> list[Period]:
    """The periods of a contract that end in a month, in order."""
    found = []
    for period in periods_from(_cadences(contract), of_month.first, contract.completed):
        if period.last >= of_month.end:
            break
        found.append(period)
    return found


def is_final(contract: Contract, period: Period) -> bool:
    """Whether a period's invoice is the contract's final one."""
    return contract.final and contract.until is not None and contract.until in period


def is_monthly(contract: Contract) -> bool:
    """Whether every period of a contract is a calendar month."""
    return all(each.value == MONTHLY for each in contract.cadences) and not contract.completed


def _cadences(contract: Contract) -> Cadences:
    """With the months after a contract that is billed on completion has ended: late time would wait for ever."""
    ends = contract.until
    on_completion = any(each.value.every == COMPLETION for each in contract.cadences)
    if ends is None or ends == date.max or not on_completion:
        return contract.cadences
    return (*contract.cadences, Dated(ends + timedelta(days=1), MONTHLY))
