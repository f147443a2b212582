"""Trouble with the clock: nights, overlaps, timers that ran twice, not at all or for too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sandbox.northwind.month import Slot, business_days, entry_for, price, random_for
from sandbox.northwind.people import PEOPLE
from sandbox.northwind.planting import Month
from sandbox.northwind.records import CLOCKIFY, TOGGL, Entry, Person, Planted

LIMIT_SECONDS = 10 * 3600
"""The longest day that tieout.yaml allows."""

_BY_NAME: dict[str, Person] = {person.name: person for person in PEOPLE}


def plant_nights(month: Month) -> None:
    """Two ordinary entries over midnight: no trouble, except for a product that cuts days or knows one zone only."""
    for person, code in (("Amara Diallo", "GRAN-DRAFT"), ("Jack Nguyen", "MAR-VISION")):
        short = (day for day in business_days() if day.day > 12 and 0 < month.day_seconds(person, day) < 26000)
        evening = datetime.combine(next(short), time(22, 50))
        slot = Slot(evening.date(), 95 * 60, evening)
        month.add(entry_for(_BY_NAME[person], slot, code, random_for("night", person)))


def plant_clocks(month: Month) -> None:
    """Durations and clock times that cannot all be true."""
    _same_work_twice(month)
    for connector in (TOGGL, CLOCKIFY):
        _overlap(month, connector)
    _zero_duration(month)
    _running(month)
    _clock_differs(month)


def plant_long_days(month: Month) -> None:
    """Two days longer than the limit. Comes when nothing else will change the days' totals."""
    for person, over in (("Owen Gallagher", 2160), ("Zoe Adler", 3765)):
        _long_day(month, person, LIMIT_SECONDS + over)


def _same_work_twice(month: Month) -> None:
    person = _BY_NAME["Ivan Petrov"]
    first = month.pick(
        "same_work_twice",
        lambda e: (
            (e.person, e.workstream) == (person.name, "BLUE-DATA")
            and 1800 <= e.seconds <= LIMIT_SECONDS - month.day_seconds(e.person, e.day)
        ),
    )
    rate = price(person, first.workstream, first.tags[0], first.day)
    second = month.add(replace(first, connector=CLOCKIFY, rate=rate))
    month.expect("same_work_twice", second, "the same timer ran in Toggl Track; the entry in Clockify is held")


def _overlap(month: Month, connector: str) -> None:
    neighbours = {
        after.number: before
        for person in PEOPLE
        if person.connector == connector
        for entries in _days(month, person)
        for before, after in pairwise(entries)
        if before.ended == after.started and before.seconds >= 2700 and month.is_free(before)
    }
    later = month.pick(f"overlapping {connector}", lambda e: e.number in neighbours and e.seconds >= 2700)
    month.take(neighbours[later.number])
    assert later.started is not None and later.ended is not None, "only clocks overlap"
    early = timedelta(minutes=20)
    later = month.change(replace(later, started=later.started - early, ended=later.ended - early))
    month.expect("overlapping", later, "started 20 minutes before the entry ahead of it ended")


def _days(month: Month, person: Person) -> list[list[Entry]]:
    days = sorted({entry.day for entry in month.entries.values() if entry.person == person.name})
    return [month.day(person.name, day) for day in days]


def _zero_duration(month: Month) -> None:
    entry = month.pick("zero_duration", lambda e: e.connector == TOGGL and e.seconds <= 1200)
    entry = month.change(replace(entry, seconds=0, ended=entry.started))
    month.expect("zero_duration", entry, "a timer started and stopped in the same second")


def _running(month: Month) -> None:
    last_day = date(2026, 10, 30)
    last = {month.day(person.name, last_day)[-1].number for person in PEOPLE if month.day(person.name, last_day)}
    entry = month.pick("running", lambda e: e.connector == CLOCKIFY and e.number in last)
    entry = month.change(replace(entry, seconds=0, ended=None, running=True))
    month.expect("running", entry, "the timer was not stopped before the weekend")


def _clock_differs(month: Month) -> None:
    entry = month.pick("clock_differs", lambda e: e.connector == CLOCKIFY and 300 <= e.seconds % 900 <= 720)
    entry = month.change(replace(entry, seconds=-(-entry.seconds // 900) * 900))
    month.expect("clock_differs", entry, "the report's rounding reached the duration, not the clock times")


def _long_day(month: Month, person: str, total: int) -> None:
    entry = month.pick(
        f"over_day_limit {person}",
        lambda e: e.person == person and e.day.day < 28 and 27900 <= month.day_seconds(e.person, e.day) <= 30600,
    )
    last = month.day(person, entry.day)[-1]
    started = last.ended + timedelta(minutes=25) if last.ended else None
    slot = Slot(entry.day, total - month.day_seconds(person, entry.day), started)
    month.add(entry_for(_BY_NAME[person], slot, entry.workstream, random_for("long day", person)))
    month.planted.append(Planted("over_day_limit", "", person, entry.day, total, "worked on in the evening"))
