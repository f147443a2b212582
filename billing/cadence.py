"""How often a contract is billed: every day is in exactly one of its periods, also where the rhythm changes."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from billing.dated import Dated
from billing.periods import Period
from billing.quick import dataclass

WEEK, TWO_WEEKS, HALF_MONTH, MONTH = "week", "two weeks", "half month", "month"
QUARTER, COMPLETION = "quarter", "completion"
RHYTHMS = (WEEK, TWO_WEEKS, HALF_MONTH, MONTH, QUARTER, COMPLETION)
NOT_COMPLETED = "completion"
"""What a period without an end is called: it is billed once the work is completed, and then named by that day."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rhythm. `ending` is the weekday on which a week ends (Monday is 0), or the day on which a month does.

    A month with `ending` 0 is the calendar month; in months that are shorter the last day takes its place. `anchor` is
    a day on which two weeks end.
    """

    every: str = MONTH
    ending: int = 0
    anchor: date | None = None


Cadences = tuple[Dated[Cadence], ...]
MONTHLY = Cadence()


def period_on(cadences: Cadences, day: date, completed: tuple[date, ...] = ()) -> Period:
    """The period that a day is in. On the days in `completed` one ends, whatever the rhythm.

    A period that is a whole calendar month has the month's name, every other one that of its last day: names are in the
    order of time, and begin with the month in which the period ends.
    """
    return _period_on(cadences, day, completed)


def periods_from(cadences: Cadences, day: date, completed: tuple[date, ...] = ()) -> Iterator[Period]:
    """The period of a day and all that follow it, up to the one that has no end."""
    while True:
        period = period_on(cadences, day, completed)
        yield period
        if period.end == date.max:
            return
        day = period.end


@lru_cache(16384)
def _period_on(cadences: Cadences, day: date, completed: tuple[date, ...]) -> Period:
    cadence, first, end = _in_force(cadences, day)
    own_first, own_end = _RULES[cadence.every](cadence, day)
    first, end = max(first, own_first), min(end, own_end)
    for last in completed:
        if first <= last < day:
            first = last + _DAY
        if day <= last < end - _DAY:
            end = last + _DAY
    return Period(first, end, _name(first, end))


def _in_force(cadences: Cadences, day: date) -> tuple[Cadence, date, date]:
    """The rhythm of a day, and the days from and before which it holds."""
    first, end, found = date.min, date.max, MONTHLY
    for each in sorted(cadences, key=lambda each: each.since or date.min):
        since = each.since or date.min
        if since <= day:
            first, found = since, each.value
        elif end == date.max:
            end = since
    return found, first, end


def _name(first: date, end: date) -> str:
    if end == date.max:
        return NOT_COMPLETED
    last = end - _DAY
    whole = first.day == 1 and end.day == 1 and (first.year, first.month) == (last.year, last.month)
    return last.isoformat()[:7] if whole else last.isoformat()


Range = tuple[date, date]


def _week(cadence: Cadence, day: date) -> Range:
    last = day + timedelta(days=(cadence.ending - day.weekday()) % 7)
    return last - timedelta(days=6), last + _DAY


def _two_weeks(cadence: Cadence, day: date) -> Range:
    assert cadence.anchor is not None, "two weeks need a day on which they end"
    last = day + timedelta(days=(cadence.anchor - day).days % 14)
    return last - timedelta(days=13), last + _DAY


def _half_month(_: Cadence, day: date) -> Range:
    if day.day <= 15:
        return day.replace(day=1), day.replace(day=16)
    return day.replace(day=16), _month_end(day)


def _month(cadence: Cadence, day: date) -> Range:
    last = _ending_in(cadence, day)
    if day > last:
        return last + _DAY, _ending_in(cadence, _month_end(day)) + _DAY
    return _ending_in(cadence, day.replace(day=1) - _DAY) + _DAY, last + _DAY


def _quarter(_: Cadence, day: date) -> Range:
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    end = first
    for _n in range(3):
        end = _month_end(end)
    return first, end


def _completion(_: Cadence, __: date) -> Range:
    return date.min, date.max


_RULES: Mapping[str, Callable[[Cadence, date], Range]] = {
    WEEK: _week,
    TWO_WEEKS: _two_weeks,
    HALF_MONTH: _half_month,
    MONTH: _month,
    QUARTER: _quarter,
    COMPLETION: _completion,
}


def _ending_in(cadence: Cadence, day: date) -> date:
    """The day on which a monthly period ends in the calendar month of a day."""
    return day.replace(day=min(cadence.ending or 31, monthrange(day.year, day.month)[1]))


def _month_end(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def in_words(cadence: Cadence) -> str:
    """A rhythm for people."""
    if cadence.every == WEEK:
        return f"week ending on {WEEKDAYS[cadence.ending]}"
    if cadence.every == TWO_WEEKS:
        return f"two weeks, one of them ending on {cadence.anchor}"
    return f"month ending on day {cadence.ending}" if cadence.every == MONTH and cadence.ending else cadence.every


WEEKDAYS: Sequence[str] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SUNDAY = 6
