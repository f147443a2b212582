"""Periods, business days and due dates: pure functions of dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache

from billing.records import Period, Terms

MAX_NTH = 23
"""No month has more business days than this."""


def month(name: str) -> Period:
    """The calendar month named `YYYY-MM`. Raises ValueError for anything else."""
    if not re.fullmatch(r"20\d\d-\d\d", name):
        raise ValueError(f"{name!r} is not a month such as 2026-10")
    first = date.fromisoformat(f"{name}-01")
    return Period(first, (first + timedelta(days=31)).replace(day=1), name)


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


def open_month(contract: str, name: str, closed: Collection[tuple[str, str]]) -> str:
    """The first month from one on that a contract has not closed: what belongs to a closed one is billed there."""
    while (contract, name) in closed:
        name = next_month(name)
    return name


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
        raise ValueError(f"{period.name} has {len(found)} business days, so there is no number {nth}")
    return found[nth - 1 if nth > 0 else nth]


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
    import holidays

    is_code = country.isupper() and len(country) in (2, 3)
    try:
        if is_code:
            holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        is_code = False
    if not is_code:
        _refuse_place(country, subdivision)


def _refuse_place(country: str, subdivision: str) -> None:
    """Says which of the two is not known; the list of all places takes its time, so it is made only here."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(f"no holidays are known for the country {country!r}; write its ISO code, such as US or GB")
    if subdivision and subdivision not in known[country]:
        raise ValueError(f"{country} has no subdivision {subdivision!r}; known: {', '.join(known[country]) or 'none'}")


@cache
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
