"""When the daemon has something to do: moments of a schedule as pure functions of its words, a calendar and a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from billing.cadence import WEEKDAYS
from billing.calendar import MAX_NTH, business_day, is_business_day, months_between

OFF = "no"
FORMS = "every 15 minutes · business days 09:00 · Monday 08:00 · 2nd business day 06:00 · last business day 09:00 · no"
"""What may be written."""

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_LEAST, _MOST = timedelta(minutes=1), timedelta(days=1)
_AT = r"([01]\d|2[0-3]):([0-5]\d)"
_EVERY = re.compile(r"every (?:(\d{1,4}) )?(minute|hour|day)s?")
_DAILY = re.compile(rf"business days {_AT}")
_WEEKLY = re.compile(rf"({'|'.join(WEEKDAYS)}) {_AT}", re.IGNORECASE)
_MONTHLY = re.compile(rf"(last|\d{{1,2}}(?:st|nd|rd|th)) business day {_AT}")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose clock and whose holidays count."""

    zone: str
    country: str
    subdivision: str = ""
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class When:
    """A rhythm: at an interval, or at a time of day on all business days, one weekday, or one business day a month.

    `nth` counts business days of a month from 1; -1 is the last.
    """

    interval: timedelta | None = None
    at: time = time()
    weekday: int | None = None
    nth: int | None = None

    @property
    def of_a_month(self) -> bool:
        """Whether it comes once a month, so that each one counts; of others the last one that was missed is enough."""
        return self.nth is not None


def when(text: str) -> When | None:
    """A rhythm from its words; None for `no`. Raises ValueError with the forms there are."""
    if text == OFF:
        return None
    for form, read in ((_EVERY, _every), (_DAILY, _daily), (_WEEKLY, _weekly), (_MONTHLY, _monthly)):
        if found := form.fullmatch(text.strip()):
            return read(found)
    raise ValueError(f"write one of: {FORMS}")


def _every(found: re.Match[str]) -> When:
    interval = _UNITS[found[2]] * int(found[1] or 1)
    if not _LEAST <= interval <= _MOST:
        raise ValueError("write an interval from a minute to a day, such as every 15 minutes")
    return When(interval=interval)


def _daily(found: re.Match[str]) -> When:
    return When(at=time(int(found[1]), int(found[2])))


def _weekly(found: re.Match[str]) -> When:
    return When(at=time(int(found[2]), int(found[3])), weekday=WEEKDAYS.index(found[1].capitalize()))


def _monthly(found: re.Match[str]) -> When:
    nth = -1 if found[1] == "last" else int(found[1][:-2])
    if nth != -1 and (not 1 <= nth <= _FEWEST or found[1] != ordinal(nth)):
        raise ValueError(f"write a business day from 1st to {ordinal(_FEWEST)}, or last business day")
    return When(at=time(int(found[2]), int(found[3])), nth=nth)


_FEWEST = 15
"""Months have at least this many business days, unless a company closes for long."""


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …, 11th."""
    assert 0 < number <= MAX_NTH, number
    last = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{last.get(number % 10, 'th') if number // 10 != 1 else 'th'}"


def moments(rhythm: When, place: Place, after: datetime, until: datetime) -> Iterator[datetime]:
    """The moments of a rhythm behind one moment, up to another and with it, in order; all in UTC.

    A time of day that a night of daylight saving leaves out comes as much later as the clock jumps; one that comes
    twice counts the first time. A month that has fewer business days than are counted to has its last day instead.
    """
    if rhythm.interval is not None:
        yield from _at_intervals(rhythm.interval, after, until)
        return
    zone = ZoneInfo(place.zone)
    first, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date() + timedelta(days=1)
    for day in _days(rhythm, place, first, last):
        moment = datetime.combine(day, rhythm.at, zone).astimezone(UTC)
        if after < moment <= until:
            yield moment


def next_moment(rhythm: When, place: Place, after: datetime) -> datetime:
    """The first moment of a rhythm behind one, in UTC."""
    if rhythm.interval is not None:
        return next(_at_intervals(rhythm.interval, after, after + rhythm.interval))
    return next(moments(rhythm, place, after, after + timedelta(days=70)))


def _at_intervals(interval: timedelta, after: datetime, until: datetime) -> Iterator[datetime]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    moment = epoch + ((after - epoch) // interval + 1) * interval
    while moment <= until:
        yield moment
        moment += interval


def _days(rhythm: When, place: Place, first: date, last: date) -> Iterable[date]:
    if rhythm.nth is not None:
        return _days_of_months(rhythm.nth, place, first, last)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    if rhythm.weekday is not None:
        return (day for day in every if day.weekday() == rhythm.weekday)
    return (day for day in every if is_business_day(day, place.country, place.subdivision, place.closed))


def _days_of_months(nth: int, place: Place, first: date, last: date) -> Iterator[date]:
    for month in months_between(first, last):
        try:
            yield business_day(month, nth, place.country, place.subdivision, place.closed)
        except ValueError:
            yield month.last
