"""Periods, business days and due dates: pure functions of dates."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Any

from billing.records import Period, Terms

MAX_NTH = 23
"""No month has more business days than this."""


def month(name: str) -> Period:
    """The calendar month named `YYYY-MM`. Raises ValueError for anything else."""
    if not re.fullmatch(r"20\d\d-\d\d", name):
        raise ValueError(f"{name!r} is not a month such as 2026-10")
    first = date.fromisoformat(f"{name}-01")
    return Period(first, (first + timedelta(days=31)).replace(day=1), name)


def last_day(period: str) -> date:
    """The last day of a period, by its name: a month's, or the day that is its name."""
    return month(period).last if len(period) == len("2026-10") else date.fromisoformat(period)


def month_before(day: date) -> Period:
    """The calendar month that ended last before a day's own month."""
    return month((day.replace(day=1) - timedelta(days=1)).strftime("%Y-%m"))


@cache
def month_name(day: date) -> str:
    """The name of the month a day is in."""
    return day.strftime("%Y-%m")


def next_month(name: str) -> str:
    """The name of the month after one."""
    return month(name).end.strftime("%Y-%m")


def months_between(first: date, last: date) -> list[Period]:
    """The calendar months from a day's own to another's, both included; none where the last lies before the first."""
    found = []
    name, end = month_name(first), month_name(last)
    while name <= end:
        found.append(month(name))
        name = next_month(name)
    return found


def days(period: Period) -> Iterator[date]:
    """Each day of a period in order."""
    return (period.first + timedelta(days=n) for n in range((period.end - period.first).days))


def is_business_day(day: date, country: str, subdivision: str = "", closed: frozenset[date] = frozenset()) -> bool:
    """Monday to Friday, no public holiday of the country (and subdivision), none of the company's closed days."""
    return day.weekday() < 5 and day not in closed and day not in _holidays(country, subdivision, day.year)


def business_day(
    period: Period, nth: int, country: str, subdivision: str = "", closed: frozenset[date] = frozenset()
) -> date:
    """The n-th business day of a month; -1 is the last. Raises ValueError when the month has fewer."""
    found = [day for day in days(period) if is_business_day(day, country, subdivision, closed)]
    if not 1 <= abs(nth) <= len(found):
        raise ValueError(
            f"{period.name} has {len(found)} business days: write 1 to {len(found)}, or -1 for the last, and not {nth}"
        )
    return found[nth - 1 if nth > 0 else nth]


def business_days_after(
    day: date, count: int, country: str, subdivision: str = "", closed: frozenset[date] = frozenset()
) -> date:
    """The n-th business day after a day; the day itself for 0."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, country, subdivision, closed)
    return day


_NET = re.compile(r"net (\d{1,3})( end of month)?")
_DAY = re.compile(r"day (\d{1,2}) of next month")


def terms_in_words(text: str) -> Terms:
    """Payment terms from their words. Raises ValueError with the forms there are."""
    net, day = _NET.fullmatch(text), _DAY.fullmatch(text)
    if text == "due on receipt":
        return Terms("net", 0, text)
    if net:
        return Terms("end of month" if net[2] else "net", int(net[1]), text)
    if day and 1 <= int(day[1]) <= 31:
        return Terms("day of next month", int(day[1]), text)
    raise ValueError("net 30 · due on receipt · net 30 end of month · day 15 of next month")


def due_date(terms: Terms, issued: date) -> date:
    """When an invoice issued on a day is to be paid."""
    if terms.kind == "net":
        return issued + timedelta(days=terms.days)
    if terms.kind == "end of month":
        after = issued + timedelta(days=terms.days)
        return (after.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    assert terms.kind == "day of next month", terms.kind
    next_month = (issued.replace(day=1) + timedelta(days=31)).replace(day=1)
    last = (next_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(next_month + timedelta(days=terms.days - 1), last)


def check_place(country: str, subdivision: str = "") -> None:
    """Raises ValueError with a sentence when no holidays are known for a country or its subdivision."""
    is_code = country.isupper() and len(country) in (2, 3)
    try:
        if is_code:
            _package().country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        is_code = False
    if not is_code:
        _refuse_place(country, subdivision)


def _refuse_place(country: str, subdivision: str) -> None:
    """Says which of the two is not known; the list of all places takes its time, so it is made only here."""
    known = _package().list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(f"no holidays are known for the country {country!r}; write its ISO code, such as US or GB")
    if subdivision and subdivision not in known[country]:
        raise ValueError(f"{country} has no subdivision {subdivision!r}; known: {', '.join(known[country]) or 'none'}")


@cache
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(_package().country_holidays(country, subdiv=subdivision or None, years=year))


@cache
def _package() -> Any:
    """The package of holidays, which reads the module of a country when it is asked for one.

    Python would run the folder's own module first, which reads those of all 250 countries for nobody: a tenth of a
    second and eight megabytes. So it stands there without having been run.
    """
    import holidays

    folder = "holidays.countries"
    found = find_spec(folder)
    if found is not None:
        sys.modules.setdefault(folder, module_from_spec(found))
    return holidays
