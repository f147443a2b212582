"""When things are due: months by name and business days of a calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from billing.calendar import business_day, check_place, month, month_before
from billing.records import Period
from config.models import Calendar

__all__ = ["Period", "last_month", "moment_named", "month_named", "nth_business_day"]


def month_named(name: str) -> Period:
    """The month `YYYY-MM`. Raises ValueError with what to write."""
    try:
        return month(name)
    except ValueError as problem:
        raise ValueError(f"{name!r} is not a month; write one such as 2026-10") from problem


def moment_named(text: str, zone: str, *, begins: bool = False) -> datetime:
    """A moment from its words; a day alone means its end, or where it `begins`. Without a zone, it is the company's.

    Raises ValueError with what to write.
    """
    try:
        if len(text) == len("2026-11-03"):
            day = date.fromisoformat(text)
            if begins:
                return datetime.combine(day, time(), ZoneInfo(zone))
            return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise ValueError(f"{text!r} is no moment; write one such as 2026-11-03 or 2026-11-03T18:00") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def last_month(today: date) -> Period:
    """The month that is billed by default: the one before today's."""
    return month_before(today)


def nth_business_day(period: Period, nth: int, calendar: Calendar) -> date:
    """The n-th business day of a month in a calendar, -1 for the last. Raises ValueError."""
    check_place(calendar.country, calendar.subdivision)
    return business_day(period, nth, calendar.country, calendar.subdivision, frozenset(calendar.closed))
