"""Time as timesheets show it: what is expected of people, what is missing, what is approved and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from billing.records import Person

WEEK = 5
"""Business days in a week of full capacity."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Time of somebody on a day for a contract, and what the tracker says of its approval: None if it has none.

    `person` is empty where people.yaml does not know `who` it was, `contract` where it is no client's work.
    """

    connector: str
    who: str
    person: str
    contract: str
    code: str
    day: date
    approved: bool | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Unapproved:
    """An entry that its tracker says nobody approved. `since` is when it first came here: then it was submitted."""

    entry: str
    connector: str
    who: str
    contract: str
    code: str
    day: date
    seconds: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody of whom time is missing: what was expected of some days, what is there, and the days without any."""

    person: str
    expected: int
    tracked: int
    days: tuple[date, ...]


@dataclass(slots=True)
class Ready:
    """How far somebody's time for a client is, in seconds. `unknown` is of trackers that know no approval.

    The client is empty for time that is no client's. Days without any time are told once for each person.
    """

    person: str
    client: str
    submitted: int = 0
    approved: int = 0
    pending: int = 0
    unknown: int = 0
    missing: tuple[date, ...] = field(default=())


def short_of(people: Iterable[Person], business_days: Sequence[date], tracked: Iterable[Tracked]) -> list[Short]:
    """Those with a weekly capacity who have a business day without any time, or are a whole day short in all.

    Days off count neither as expected nor as missing; time on other days counts as time.
    """
    by_day: dict[str, dict[date, int]] = {}
    for each in tracked:
        days = by_day.setdefault(each.who, {})
        days[each.day] = days.get(each.day, 0) + each.seconds
    found = []
    for person in people:
        capacity, there = person.weekly_capacity_seconds or 0, by_day.get(person.key, {})
        days_due = expected_days(person, business_days)
        expected, seconds = capacity * len(days_due) // WEEK, sum(there.values())
        missing = tuple(day for day in days_due if not there.get(day))
        if missing or (capacity and expected - seconds >= capacity // WEEK):
            found.append(Short(person.key, expected, seconds, missing))
    return found


def expected_days(person: Person, business_days: Iterable[date]) -> list[date]:
    """The business days on which time is expected of somebody: none without a weekly capacity."""
    return [day for day in business_days if day not in person.days_off] if person.weekly_capacity_seconds else []


def compliance(
    people: Iterable[Person], business_days: Sequence[date], tracked: Iterable[Tracked]
) -> tuple[int, int] | None:
    """On how many of the days on which time is expected there is some, and of how many; None if none is expected."""
    there = {(each.who, each.day) for each in tracked if each.seconds > 0}
    due = [(person.key, day) for person in people for day in expected_days(person, business_days)]
    return (sum(each in there for each in due), len(due)) if due else None


def readiness(tracked: Iterable[Tracked], clients: Mapping[str, str], missing: Iterable[Short]) -> list[Ready]:
    """A row for each person and client, by person and client; a person without any time has one without a client.

    `clients` names the client of each contract.
    """
    rows: dict[tuple[str, str], Ready] = {}
    for each in tracked:
        key = each.who, clients.get(each.contract, "")
        row = rows.setdefault(key, Ready(*key))
        row.submitted += each.seconds
        row.approved += each.seconds if each.approved is True else 0
        row.pending += each.seconds if each.approved is False else 0
        row.unknown += each.seconds if each.approved is None else 0
    for short in missing:
        own = sorted(key for key in rows if key[0] == short.person)
        first = rows[own[0]] if own else rows.setdefault((short.person, ""), Ready(short.person, ""))
        first.missing = short.days
    return [rows[key] for key in sorted(rows)]
