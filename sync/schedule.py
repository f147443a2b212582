"""When things are due: months by name and business days of a calendar."""

from __future__ import annotations

from datetime import date

from billing.calendar import business_day, check_place, month, month_before
from billing.records import Period
from config.models import Calendar

__all__ = ["Period", "last_month", "month_named", "nth_business_day"]


def month_named(name: str) -> Period:
    """The month `YYYY-MM`. Raises ValueError with what to write."""
    try:
        return month(name)
    except ValueError as problem:
        raise ValueError(f"{name!r} is not a month; write one such as 2026-10") from problem


def last_month(today: date) -> Period:
    """The month that is billed by default: the one before today's."""
    return month_before(today)


def nth_business_day(period: Period, nth: int, calendar: Calendar) -> date:
    """The n-th business day of a month in a calendar, -1 for the last. Raises ValueError."""
    check_place(calendar.country, calendar.subdivision)
    return business_day(period, nth, calendar.country, calendar.subdivision, frozenset(calendar.closed))
