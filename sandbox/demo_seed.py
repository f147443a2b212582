"""The demo agency as its three trackers keep it: every row of the month whole, with the reference data behind it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from sandbox.northwind.agency import northwind
from sandbox.northwind.contracts import WORKSTREAMS
from sandbox.northwind.expenses import expenses_of
from sandbox.northwind.month import month_of
from sandbox.northwind.people import FREELANCER, PEOPLE
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL, Contract, Entry
from sandbox.northwind.records import Person as Worker
from sandbox.records import (
    Activity,
    Client,
    Dated,
    Expense,
    Person,
    Planned,
    Project,
    Tag,
    TimeEntry,
    hex_for,
    number_for,
    planned,
)
from sandbox.seeds import EXPENSE_IDS, FIRST_ID, access_of, account_of

ZONE = ZoneInfo("America/New_York")
APPROVED = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
MONTH_ENDED = date(2026, 11, 1)
ADMINISTRATORS = {HARVEST: "Owen Gallagher", TOGGL: "Amara Diallo", CLOCKIFY: "Elena Rossi"}
MEMBERS = {HARVEST: "Sam Ortiz", TOGGL: "Felix Braun", CLOCKIFY: "Will Carter"}
PRICES = {"junior": 100, "engineer": 140, "senior": 180, "principal": 230, "designer": 125, "consultant": 150}
FORMER_CLIENT, FORMER_PROJECT, FORMER_CODE = "Old Mill Press", "Digital edition", "OLD-EDIT"
FORMER_PERSON = "Paul Stone"
"""What is archived: it has no entries, but a tracker still lists it."""
TIMERS = {HARVEST: "Kim Allen", TOGGL: "Ivan Petrov"}
"""Who has a timer running at the start; Clockify's is in the month itself."""


class DemoSeed:
    """The demo month of one tracker."""

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
        self.account = account_of(vendor)
        rows = [*whole_rows(vendor), *_timer(vendor)]
        rows.sort(key=lambda row: (row.day, row.started or datetime.combine(row.day, time()), row.number))
        names = {row.person for row in rows}
        workers = [each for each in (*PEOPLE, FREELANCER) if each.connector == vendor or each.name in names]
        self.people = (*(_person(vendor, each) for each in workers), _former_person(vendor))
        self.clients = (*_clients(vendor, rows), _former_client(vendor))
        self.projects = (*_projects(vendor, rows), _former_project(vendor))
        self.activities = tuple(_activities(vendor, rows))
        self.tags = tuple(_tags(vendor, rows))
        admin, member = (number_for(vendor, "person", who[vendor]) for who in (ADMINISTRATORS, MEMBERS))
        self.access = access_of(vendor, admin, member)
        self.entries = tuple(_entry(vendor, row) for row in rows)
        self.count = len(self.entries)
        self.timers = tuple(entry.id for entry in self.entries if entry.running)
        self.in_order = False
        self._positions = {entry.id: place for place, entry in enumerate(self.entries)}
        self._plan = tuple(planned(_entry(vendor, row)) for row in rows)
        self._days = [row.day for row in rows]
        self.expenses = tuple(_expense(vendor, number, self) for number in range(len(expenses_of(vendor))))

    def at(self, position: int) -> TimeEntry:
        """The entry at a position."""
        return self.entries[position]

    def position(self, entry_id: int) -> int | None:
        """Where an entry stands, or None."""
        return self._positions.get(entry_id)

    def planned(self, first: date, last: date) -> Iterator[Planned]:
        """What the month's plan says these days hold."""
        yield from self._plan[bisect_left(self._days, first) : bisect_left(self._days, last + timedelta(days=1))]


@cache
def demo_seed(vendor: str) -> DemoSeed:
    """The demo month of a tracker, built once: nothing changes it."""
    return DemoSeed(vendor)


@cache
def _originals() -> tuple[Entry, ...]:
    """The month before anything went wrong, by number minus one."""
    return tuple(entry for person in PEOPLE for entry in month_of(person))


def whole_rows(vendor: str) -> list[Entry]:
    """A tracker's rows without what only an export can break: the tracker itself knows how long they were."""
    return [_whole(row) for row in northwind().entries[vendor]]


def _whole(row: Entry) -> Entry:
    if not row.broken:
        return row
    before = _originals()[row.number - 1]
    return replace(row, broken="", seconds=before.seconds, started=before.started, ended=before.ended)


def _timer(vendor: str) -> Iterator[Entry]:
    """A timer that somebody started on the morning of the demo's last day."""
    name = TIMERS.get(vendor)
    if name:
        row = next(row for row in whole_rows(vendor) if row.person == name and row.workstream and row.billable)
        started = datetime(2026, 11, 3, 5, 25)  # noqa: DTZ001  # as everywhere in the month, in the agency's zone
        yield replace(
            row, number=9001, day=started.date(), seconds=0, started=started, ended=None, running=True, approved=False
        )


# ---- reference data --------------------------------------------------------------------------------------------------


def _person(vendor: str, worker: Worker) -> Person:
    names = (vendor, "person", worker.name)
    roles = [(None, worker.role), *([worker.new_role] if worker.new_role else [])]
    return Person(
        number_for(*names),
        hex_for(*names),
        worker.name,
        worker.email,
        worker.role_on(MONTH_ENDED),
        admin=worker.name == ADMINISTRATORS[vendor],
        rates=tuple(Dated(since, Decimal(PRICES[role])) for since, role in roles),
        costs=(Dated(None, Decimal(worker.cost_per_hour)),),
        weekly_seconds=(40 if worker.full_time else 24) * 3600,
    )


def _former_person(vendor: str) -> Person:
    names = (vendor, "person", FORMER_PERSON)
    return Person(number_for(*names), hex_for(*names), FORMER_PERSON, "paul@northwind.test", "engineer", archived=True)


def _clients(vendor: str, rows: list[Entry]) -> Iterator[Client]:
    found = {row.client: row.currency for row in rows if row.client}
    for name in sorted(found):
        yield _client(vendor, name, found[name])


def _client(vendor: str, name: str, currency: str, archived: bool = False) -> Client:
    names = (vendor, "client", name)
    return Client(number_for(*names), hex_for(*names), name, currency, archived)


def _former_client(vendor: str) -> Client:
    return _client(vendor, FORMER_CLIENT, "USD", archived=True)


def _project_names(vendor: str, row: Entry) -> tuple[str, ...]:
    return (vendor, "project", row.client, row.project, row.project_code)


def _projects(vendor: str, rows: list[Entry]) -> Iterator[Project]:
    found = {_project_names(vendor, row): row for row in rows if row.project}
    for names in sorted(found):
        row = found[names]
        contract, stream = WORKSTREAMS.get(row.workstream, (None, None))
        ended = stream.until if stream else None
        yield Project(
            number_for(*names),
            hex_for(*names),
            row.project,
            number_for(vendor, "client", row.client) if row.client else None,
            row.project_code,
            billable=stream.billable if stream else False,
            archived=ended is not None and ended < MONTH_ENDED,
            rates=_standard(contract) if stream and stream.billable else (),
            budget_hours=200 + number_for(*names) % 9 * 50 if stream and stream.billable else None,
            starts=stream.since if stream else None,
            ends=ended,
        )


def _standard(contract: Contract | None) -> tuple[Dated, ...]:
    rates = contract.rates if contract else ()
    return tuple(Dated(rate.since, rate.price) for rate in rates if not rate.conditions)


def _former_project(vendor: str) -> Project:
    in_name = f"{FORMER_CODE} " if vendor != HARVEST else ""
    names = (vendor, "project", FORMER_CLIENT, FORMER_PROJECT, FORMER_CODE)
    return Project(
        number_for(*names),
        hex_for(*names),
        in_name + FORMER_PROJECT,
        number_for(vendor, "client", FORMER_CLIENT),
        FORMER_CODE if vendor == HARVEST else "",
        archived=True,
        rates=(Dated(None, Decimal(120)),),
        starts=date(2026, 1, 5),
        ends=date(2026, 6, 30),
    )


def _activity_names(vendor: str, row: Entry) -> tuple[str, ...]:
    """Harvest's tasks belong to no project, the others' do."""
    return (vendor, "activity", row.activity, *(() if vendor == HARVEST else _project_names(vendor, row)))


def _activities(vendor: str, rows: list[Entry]) -> Iterator[Activity]:
    found = {_activity_names(vendor, row): row for row in rows if row.activity}
    for names in sorted(found):
        row = found[names]
        project = None if vendor == HARVEST else number_for(*_project_names(vendor, row))
        yield Activity(number_for(*names), hex_for(*names), row.activity, project)


def _tags(vendor: str, rows: list[Entry]) -> Iterator[Tag]:
    for name in sorted({tag for row in rows for tag in row.tags}):
        yield Tag(number_for(vendor, "tag", name), hex_for(vendor, "tag", name), name)


# ---- entries ---------------------------------------------------------------------------------------------------------


def _entry(vendor: str, row: Entry) -> TimeEntry:
    started = row.started.replace(tzinfo=ZONE) if row.started else None
    ended = row.ended.replace(tzinfo=ZONE) if row.ended else None
    created = _created(row, ended or started)
    return TimeEntry(
        FIRST_ID[vendor] + row.number,
        number_for(vendor, "person", row.person),
        row.day,
        row.seconds,
        number_for(*_project_names(vendor, row)) if row.project else None,
        number_for(*_activity_names(vendor, row)) if row.activity else None,
        tuple(number_for(vendor, "tag", tag) for tag in row.tags),
        row.note,
        started,
        ended,
        row.running,
        row.billable,
        row.approved,
        row.invoiced,
        row.rate,
        row.currency,
        row.url,
        created,
        APPROVED + timedelta(seconds=row.number) if row.approved and vendor == HARVEST else created,
    )


def _created(row: Entry, moment: datetime | None) -> datetime:
    """When the timer ended, or in the evening where the tracker keeps no clock times; in UTC."""
    if moment is None:
        moment = datetime.combine(row.day, time(17, 30), ZONE) + timedelta(seconds=row.number % 3600)
    return moment.astimezone(UTC)


def _expense(vendor: str, number: int, seed: DemoSeed) -> Expense:
    slip = expenses_of(vendor)[number]
    contract, stream = WORKSTREAMS[slip.workstream]
    client = number_for(vendor, "client", contract.client)
    fitting = [each for each in seed.projects if each.client == client and each.name.endswith(stream.name)]
    project = max(fitting, key=lambda each: slip.workstream in (each.code, each.name.partition(" ")[0]))
    created = datetime.combine(slip.day, time(18), ZONE).astimezone(UTC) + timedelta(minutes=number)
    return Expense(
        EXPENSE_IDS[vendor] + number + 1,
        number_for(vendor, "person", slip.person),
        slip.day,
        project.id,
        slip.category,
        slip.note,
        slip.minor,
        contract.currency,
        slip.quantity,
        slip.unit_minor,
        slip.unit,
        slip.billable,
        slip.approved,
        False,
        f"receipt-{number + 1:02}.pdf" if slip.receipt else "",
        created,
        created,
    )
