"""From which day on a contract's period is billed: so many business days after its end, by the company's calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.calendar import business_days_after
from billing.contract_periods import ending_in
from billing.records import Contract, Period
from config.models import Calendar
from sync.worker import Worker


def billed_from(contract: Contract, period: Period, calendar: Calendar) -> date | None:
    """The first day on which a period is billed; None where the contract says nothing of it."""
    if not contract.bill_after:
        return None
    closed = frozenset(calendar.closed)
    return business_days_after(period.last, contract.bill_after, calendar.country, calendar.subdivision, closed)


def not_yet(worker: Worker, contract: Contract, period: Period) -> date | None:
    """The day until which a period is left alone; None: it may be billed."""
    day = billed_from(contract, period, worker.configuration.main.calendar)
    return day if day is not None and worker.today < day else None


def dates_of(
    contracts: Iterable[Contract], of_month: Period, calendar: Calendar
) -> list[tuple[Contract, Period, date | None]]:
    """The contracts' periods that end in a month, and from which day on each is billed, where that is said."""
    return [
        (each, period, billed_from(each, period, calendar))
        for each in sorted(contracts, key=lambda each: each.id)
        for period in ending_in(each, of_month)
    ]
