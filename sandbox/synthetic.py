"""An agency of any size for measuring: every entry is worked out from its place when it is asked for, none is kept.

All days look alike but for their date, so the plan of a day is a small table, and a million entries need no more memory
than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sandbox.northwind.contracts import WORKSTREAMS
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL
from sandbox.northwind.work import TASKS
from sandbox.records import (
    Activity,
    Client,
    Dated,
    Expense,
    Key,
    Person,
    Planned,
    Project,
    Tag,
    TimeEntry,
    hex_for,
    number_for,
)
from sandbox.seeds import FIRST_ID, access_of, account_of

ZONE = ZoneInfo("America/New_York")
SLOTS = 9
"""How many entries a person makes on a day, at most."""
MONTHS = 12
IN_A_MONTH = 4000
"""How many entries make a month of their own; beyond twelve months the days become fuller."""
GIVEN = (
    "Ada Ben Cleo Dan Eva Finn Gil Hana Ian June Kai Lea Max Nora Omar Pia Quinn Ravi Sara Tom Uma Vic Wes Xenia Yara"
).split()
FAMILY = {
    HARVEST: (
        "Abbot Bell Cole Drew Ellis Frost Grant Hale Irwin Joyce Kerr Lowe Moss Nash Orr Page Reed Shaw Tate Voss"
    ).split(),
    TOGGL: (
        "Adler Brandt Clausen Dahl Engel Falk Gruber Holm Iversen Jansen "
        "Kruse Lund Meyer Nissen Olsen Paulsen Roth Stein Thom Vogel"
    ).split(),
    CLOCKIFY: (
        "Amato Bruno Conti Dini Esposito Ferri Gatti Leone Marino Neri "
        "Orsini Pace Riva Sala Testa Urso Valli Zanetti Bassi Corsi"
    ).split(),
}
ACTIVITIES = ("Development", "Testing", "Code review", "Meetings", "Design")
CODES = tuple(sorted(WORKSTREAMS))
PRICE = Decimal(140)
MORNING, EVENING = time(8), time(23)


class _Slot(NamedTuple):
    """What an entry has on every day at its place in the day."""

    person: int
    project: int
    activity: int | None
    tags: tuple[int, ...]
    notes: tuple[str, ...]
    start: time | None
    seconds: int
    billable: bool
    rate: Decimal | None
    rated: Decimal
    currency: str
    key: tuple[int, int, int | None, bool, bool, bool, str]
    """What its sums are told apart by, but for the day."""


class SyntheticSeed:
    """`count` entries over the working days of the months before a day, at one vendor."""

    expenses: tuple[Expense, ...] = ()
    timers: tuple[int, ...] = ()
    in_order = True

    def __init__(self, vendor: str, count: int, before: date) -> None:
        self.vendor, self.count = vendor, count
        self.account = account_of(vendor)
        self._days = _working_days(before, min(MONTHS, -(-count // IN_A_MONTH)) or 1)
        self._each, self._fuller = divmod(count, len(self._days))  # the first days have one more
        began = datetime.combine(self._days[0] - timedelta(days=30), time(14), UTC)
        names = workers(vendor, max(2, -(-(self._each + 1) // SLOTS)))
        clients = {contract.client: contract.currency for contract, _ in WORKSTREAMS.values()}
        harvest = vendor == HARVEST
        self.people = tuple(_person(vendor, name, place == 0, began) for place, name in enumerate(names))
        self.clients = tuple(_client(vendor, name, clients[name], began) for name in sorted(clients))
        self.projects = tuple(_project(vendor, code, began) for code in CODES)
        self.activities = tuple(_activity(vendor, name, began) for name in ACTIVITIES if harvest)
        self.tags = tuple(_tag(vendor, name, began) for name in ACTIVITIES if not harvest)
        self.access = access_of(vendor, self.people[0].id, self.people[1].id)
        self._table = [self._slot(number) for number in range(self._each + 1)]

    def at(self, position: int) -> TimeEntry:
        """The entry at a position, worked out."""
        if not 0 <= position < self.count:
            raise IndexError(position)
        day_number, number = self._day_and_slot(position)
        day, slot = self._days[day_number], self._table[number]
        started = datetime.combine(day, slot.start, ZONE) if slot.start else None
        created = datetime.combine(day, EVENING, UTC) + timedelta(seconds=number)
        return TimeEntry(
            FIRST_ID[self.vendor] + position + 1,
            slot.person,
            day,
            slot.seconds,
            slot.project,
            slot.activity,
            slot.tags,
            slot.notes[(day_number // 5 + number) % len(slot.notes)],
            started,
            started + timedelta(seconds=slot.seconds) if started else None,
            False,
            slot.billable,
            True,
            False,
            slot.rate,
            slot.currency,
            "",
            created,
            created,
        )

    def position(self, entry_id: int) -> int | None:
        """Where an entry stands, or None."""
        place = entry_id - FIRST_ID[self.vendor] - 1
        return place if 0 <= place < self.count else None

    def planned(self, first: date, last: date) -> Iterator[Planned]:
        """What the plan says these days hold: the table of a day, as often as there are days."""
        for number, day in enumerate(self._days):
            if first <= day <= last:
                for slot in self._table[: self._each + (number < self._fuller)]:
                    start = datetime.combine(day, slot.start, ZONE) if slot.start else None
                    yield Planned(Key(day, *slot.key), start, 1, slot.seconds, slot.rated)

    def _day_and_slot(self, position: int) -> tuple[int, int]:
        full = self._fuller * (self._each + 1)
        if position < full:
            return divmod(position, self._each + 1)
        day, slot = divmod(position - full, self._each)
        return self._fuller + day, slot

    def _slot(self, number: int) -> _Slot:
        people = len(self.people)
        turn, place = divmod(number, people)
        code = CODES[number % len(CODES)]
        contract, stream = WORKSTREAMS[code]
        seconds = 900 + 36 * (number * 37 % 75)
        project = number_for(self.vendor, "project", code)
        kinds = len(ACTIVITIES)
        harvest = self.vendor == HARVEST
        minutes = timedelta(minutes=65 * turn, seconds=240 * place // people)
        person, activity = self.people[place].id, self.activities[number % kinds].id if harvest else None
        return _Slot(
            person,
            project,
            activity,
            () if harvest else (self.tags[number % kinds].id,),
            tuple(str(task) for task in TASKS[code]),
            None if harvest else (datetime.combine(self._days[0], MORNING) + minutes).time(),
            seconds,
            stream.billable,
            PRICE if stream.billable else None,
            PRICE * seconds if stream.billable else Decimal(0),
            contract.currency,
            (person, project, activity, stream.billable, True, False, contract.currency),
        )


def _working_days(before: date, months: int) -> list[date]:
    """Monday to Friday of so many whole months before the month of a day."""
    end = before.replace(day=1)
    first = end
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return [day for day in days if day.weekday() < 5]


def workers(vendor: str, count: int) -> list[str]:
    """So many different names."""
    names = [f"{given} {family}" for family in FAMILY[vendor] for given in GIVEN]
    return [names[n % len(names)] + (f" {n // len(names) + 1}" if n >= len(names) else "") for n in range(count)]


def address_of(name: str) -> str:
    """The e-mail address of somebody with this name."""
    return f"{name.lower().replace(' ', '.')}@northwind.test"


def _person(vendor: str, name: str, admin: bool, began: datetime) -> Person:
    names = (vendor, "person", name)
    return Person(
        number_for(*names),
        hex_for(*names),
        name,
        address_of(name),
        "engineer",
        admin=admin,
        rates=(Dated(None, PRICE),),
        costs=(Dated(None, Decimal(70)),),
        created=began,
        updated=began,
    )


def _project(vendor: str, code: str, began: datetime) -> Project:
    contract, stream = WORKSTREAMS[code]
    return Project(
        number_for(vendor, "project", code),
        hex_for(vendor, "project", code),
        stream.name if vendor == HARVEST else f"{code} {stream.name}",
        number_for(vendor, "client", contract.client),
        code if vendor == HARVEST else "",
        billable=stream.billable,
        rates=(Dated(None, PRICE),) if stream.billable else (),
        created=began,
        updated=began,
    )


def _client(vendor: str, name: str, currency: str, began: datetime) -> Client:
    names = (vendor, "client", name)
    return Client(number_for(*names), hex_for(*names), name, currency, False, began, began)


def _activity(vendor: str, name: str, began: datetime) -> Activity:
    names = (vendor, "activity", name)
    return Activity(number_for(*names), hex_for(*names), name, created=began, updated=began)


def _tag(vendor: str, name: str, began: datetime) -> Tag:
    return Tag(number_for(vendor, "tag", name), hex_for(vendor, "tag", name), name, False, began, began)
