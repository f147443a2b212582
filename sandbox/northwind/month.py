"""The ordinary month: what everyone would have tracked in October 2026 if nothing had gone wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sandbox.northwind.contracts import WORKSTREAMS, is_open, standing_rates
from sandbox.northwind.people import ABSENT
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL, Entry, Person
from sandbox.northwind.work import ACTIVITIES, DETAILS, INTERNAL, TASKS, Task, is_current

SEED = "Northwind AI, October 2026"
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
COLUMBUS_DAY = date(2026, 10, 12)
HUNDREDTH_OF_HOUR = 36
"""In seconds; the smallest step of Harvest's hours."""

_HOME = "Northwind AI"
_CODE_IN_TAG = frozenset({"ACME-SUP", "COB-EVAL", "JUN-AUDIT", "NIM-DEMO"})
"""Workstreams whose code Clockify has in a tag instead of the project's name."""
_TIMED_FROM_JIRA = frozenset({"Acme Corp", "Juniper Bank"})
"""Clients whose Harvest timers are started in Jira, so that the export links the task."""
_LENGTHS = ((600, 1800), (1800, 3600), (3600, 7200), (7200, 12600))
_HOW_OFTEN = (28, 36, 28, 8)


@dataclass(frozen=True, slots=True)
class Slot:
    """When somebody worked without a break; trackers without clock times keep only the seconds."""

    day: date
    seconds: int
    started: datetime | None = None


def random_for(*what: object) -> Random:
    """A source of chance that depends on its subject only, so that a change in one place leaves the others alone."""
    return Random("/".join([SEED, *map(str, what)]))


def business_days() -> Iterator[date]:
    """Monday to Friday in the month, without the public holiday."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return (day for day in days if day.weekday() < 5 and day != COLUMBUS_DAY)


def month_of(person: Person) -> Iterator[Entry]:
    """Everything a person tracks, in order of time. The entries have no numbers yet."""
    for day in business_days():
        if day not in person.days_off and day not in ABSENT.get(person.name, ()) and _works_on(person, day):
            yield from _day_of(person, day)


def entry_for(person: Person, slot: Slot, code: str, chance: Random) -> Entry:
    """An entry as the person's tracker shows it, with a task key and the contract's rate."""
    contract, stream = WORKSTREAMS[code]
    activity = chance.choice(_priced_activities(person, code, slot.day))
    task = _current_task(code, slot.day, chance)
    note = _note(person, activity, task, chance)
    entry = Entry(
        0,
        person.connector,
        person.name,
        "" if person.connector == HARVEST else person.email,
        slot.day,
        slot.seconds,
        code,
        contract.client,
        stream.name,
        note=note,
        started=slot.started,
        ended=slot.started + timedelta(seconds=slot.seconds) if slot.started else None,
        billable=stream.billable,
        rate=price(person, code, activity, slot.day) if stream.billable else None,
        currency=contract.currency,
    )
    return _in_tracker(entry, person, activity, task)


def price(person: Person, code: str, activity: str, day: date) -> Decimal | None:
    """The contract's price for an hour, or None where no single rate decides."""
    standing = standing_rates(code, {"role": person.role_on(day), "person": person.name, "activity": activity}, day)
    return standing[0].price if len(standing) == 1 else None


# ---- one day ---------------------------------------------------------------------------------------------------------


def _works_on(person: Person, day: date) -> bool:
    return person.full_time or day.weekday() < 4


def _day_of(person: Person, day: date) -> Iterator[Entry]:
    chance = random_for(person.name, day)
    codes = [code for code in person.workstreams if is_open(code, day)]
    assert codes, f"{person.name} has nothing to do on {day}"
    for slot in _slots(person, day, chance):
        if chance.random() < 0.06:
            yield _internal(person, slot, chance)
        else:
            yield entry_for(person, slot, chance.choice([*codes, codes[0]]), chance)


def _slots(person: Person, day: date, chance: Random) -> Iterator[Slot]:
    left = chance.randrange(22500, 30601)
    clock = datetime.combine(day, time(8, 30)) + timedelta(seconds=chance.randrange(3600))
    had_lunch = False
    while left >= 600:
        seconds = _length(person, left, chance)
        yield Slot(day, seconds, clock if person.connector != HARVEST else None)
        left -= seconds
        clock += timedelta(seconds=seconds + chance.choice((0, 0, 0, 45, 180, 420)))
        if not had_lunch and clock.time() >= time(12):
            had_lunch = True
            clock += timedelta(minutes=chance.randrange(30, 61))


def _length(person: Person, left: int, chance: Random) -> int:
    low, high = chance.choices(_LENGTHS, _HOW_OFTEN)[0]
    seconds = min(chance.randrange(low, high + 1), left)
    if chance.random() < 0.4:
        seconds = max(seconds // 900 * 900, 900)
    if person.connector == HARVEST:
        return max(seconds // HUNDREDTH_OF_HOUR * HUNDREDTH_OF_HOUR, 612)
    return seconds


def _internal(person: Person, slot: Slot, chance: Random) -> Entry:
    return Entry(
        0,
        person.connector,
        person.name,
        "" if person.connector == HARVEST else person.email,
        slot.day,
        slot.seconds,
        "",
        "" if person.connector == TOGGL else _HOME,
        "Internal",
        activity="Meetings" if person.connector == HARVEST else "",
        note=chance.choice(INTERNAL),
        started=slot.started,
        ended=slot.started + timedelta(seconds=slot.seconds) if slot.started else None,
        billable=False,
    )


# ---- what stands in the entry ----------------------------------------------------------------------------------------


def _priced_activities(person: Person, code: str, day: date) -> list[str]:
    usual = ACTIVITIES[person.role_on(day)]
    if not WORKSTREAMS[code][1].billable:
        return list(usual)
    priced = [activity for activity in usual if price(person, code, activity, day) is not None]
    return priced or ["Meetings"]  # whoever has no rate at all still does something


def _current_task(code: str, day: date, chance: Random) -> Task:
    tasks = TASKS[code]
    week = (day - FIRST).days // 7
    first = week + chance.randrange(3)
    in_turn = (tasks[(first + place) % len(tasks)] for place in range(len(tasks)))
    return next(task for task in in_turn if is_current(task, day))


def _note(person: Person, activity: str, task: Task, chance: Random) -> str:
    detail = chance.choice(DETAILS[activity])
    if person.keys_in != "note":
        return detail
    plain = f"{task.key}: {task.title}" if len(person.name) % 3 == 0 else str(task)
    return chance.choice((plain, plain, f"{detail}: {task}", f"[{task.key}] {task.title}"))


def _in_tracker(entry: Entry, person: Person, activity: str, task: Task) -> Entry:
    if person.connector == HARVEST:
        url = f"https://northwind.atlassian.net/browse/{task.key}" if entry.client in _TIMED_FROM_JIRA else ""
        return replace(entry, project_code=entry.workstream, activity=activity, url=url)
    in_tag = person.connector == CLOCKIFY and entry.workstream in _CODE_IN_TAG
    return replace(
        entry,
        project=entry.project if in_tag else f"{entry.workstream} {entry.project}",
        activity=str(task) if person.keys_in == "task" else "",
        tags=tuple(
            tag
            for tag, stated in ((entry.workstream, in_tag), (activity, True), (task.key, person.keys_in == "tag"))
            if stated
        ),
        rate=entry.rate if person.connector == CLOCKIFY and entry.currency == "USD" else None,
    )
