"""The frozen records of a tracker: what its API speaks of, with both kinds of id that the vendors use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

BEGINNING = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
"""When whatever says nothing else was made."""
PERSON, CLIENT, PROJECT, ACTIVITY, TAG = "person", "client", "project", "activity", "tag"


@lru_cache(65_536, typed=True)
def number_for(*names: object) -> int:
    """An id of nine digits that follows from names, the same in every run."""
    return int.from_bytes(_digest(*names)[:8], "big") % 900_000_000 + 100_000_000


@lru_cache(65_536, typed=True)
def hex_for(*names: object) -> str:
    """An id of 24 hexadecimal digits that follows from names."""
    return _digest(*names).hex()[:24]


def _digest(*names: object) -> bytes:
    return hashlib.sha256("/".join(map(str, names)).encode()).digest()


HEX_HEAD = "64c7"


def entry_hex(number: int) -> str:
    """The 24 hexadecimal digits of an entry's or expense's number; `entry_number` is the way back."""
    return f"{HEX_HEAD}{number:020x}"


def entry_number(text: str) -> int:
    """The number behind 24 hexadecimal digits, or -1 where they are none of an entry's."""
    try:
        return int(text.removeprefix(HEX_HEAD), 16) if len(text) == 24 and text.startswith(HEX_HEAD) else -1
    except ValueError:
        return -1


class Dated(NamedTuple):
    """A price for an hour that holds from a day on; None is from the beginning."""

    since: date | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a seat in the tracker."""

    id: int
    hex: str
    name: str
    email: str
    role: str
    admin: bool = False
    archived: bool = False
    zone: str = "America/New_York"
    rates: tuple[Dated, ...] = ()
    """What an hour is sold for unless a project says otherwise, oldest first."""
    costs: tuple[Dated, ...] = ()
    weekly_seconds: int = 40 * 3600
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class Client:
    """A client; money of its projects is in its currency."""

    id: int
    hex: str
    name: str
    currency: str = "USD"
    archived: bool = False
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class Project:
    """A project. `client` is a client's id, or None; `code` is Harvest's field and empty elsewhere."""

    id: int
    hex: str
    name: str
    client: int | None = None
    code: str = ""
    billable: bool = True
    archived: bool = False
    rates: tuple[Dated, ...] = ()
    """The contract's rate without conditions, dated, oldest first."""
    budget_hours: int | None = None
    starts: date | None = None
    ends: date | None = None
    note: str = ""
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of work (Harvest's task, of no project) or a task of one project (Toggl Track, Clockify)."""

    id: int
    hex: str
    name: str
    project: int | None = None
    billable: bool = True
    archived: bool = False
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the workspace."""

    id: int
    hex: str
    name: str
    archived: bool = False
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """One entry as the tracker keeps it. Person, project, activity and tags are ids of its reference data.

    `started` and `ended` are aware moments in the account's zone; Harvest's account counts durations and has neither,
    except that a running timer has `started` everywhere. `seconds` of a running timer is what was counted before.
    """

    id: int
    person: int
    day: date
    seconds: int
    project: int | None
    activity: int | None
    tags: tuple[int, ...]
    note: str
    started: datetime | None
    ended: datetime | None
    running: bool
    billable: bool
    approved: bool
    invoiced: bool
    rate: Decimal | None
    currency: str
    url: str
    created: datetime
    updated: datetime

    @property
    def hex(self) -> str:
        """The same id as Clockify writes it."""
        return entry_hex(self.id)

    @property
    def locked(self) -> bool:
        """Whether people can no longer change it."""
        return self.approved or self.invoiced


@dataclass(frozen=True, slots=True)
class Expense:
    """Money spent. `minor` is in the minor unit of `currency`; with a `unit_minor` it is quantity × that."""

    id: int
    person: int
    day: date
    project: int
    category: str
    note: str
    minor: int
    currency: str
    quantity: Decimal
    unit_minor: int | None
    unit: str
    billable: bool
    approved: bool
    invoiced: bool
    receipt: str
    """The file name of its receipt, or empty."""
    created: datetime
    updated: datetime

    @property
    def hex(self) -> str:
        """The same id as Clockify writes it."""
        return entry_hex(self.id)


@dataclass(frozen=True, slots=True)
class Account:
    """The account, workspace or company that a tracker's data belongs to."""

    id: int
    hex: str
    organization: int
    name: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class Access:
    """What a token opens: everybody's data for an administrator, else that person's own; nothing once expired."""

    token: str
    person: int
    admin: bool
    expired: bool = False

    @property
    def only(self) -> int | None:
        """The one person whose entries may be seen, or None for everybody's."""
        return None if self.admin else self.person


class Key(NamedTuple):
    """What sums are told apart by."""

    day: date
    person: int
    project: int | None
    activity: int | None
    billable: bool
    approved: bool
    invoiced: bool
    currency: str


class Planned(NamedTuple):
    """One entry's share in the sums. `rated` is seconds × price of an hour: divide by 3600 for money."""

    key: Key
    started: datetime | None
    entries: int
    seconds: int
    rated: Decimal


class Sum(NamedTuple):
    """How many entries, their seconds, and seconds × rate (divide by 3600 for money)."""

    entries: int = 0
    seconds: int = 0
    rated: Decimal = Decimal(0)


def planned(entry: TimeEntry) -> Planned:
    """What an entry counts in the sums; a running timer is not counted yet."""
    counts = not entry.running
    seconds = entry.seconds if counts else 0
    rated = entry.rate * seconds if entry.rate is not None and entry.billable else Decimal(0)
    return Planned(key_of(entry), entry.started, int(counts), seconds, rated)


def key_of(entry: TimeEntry) -> Key:
    """What an entry is told apart by in the sums."""
    return Key(
        entry.day,
        entry.person,
        entry.project,
        entry.activity,
        entry.billable,
        entry.approved,
        entry.invoiced,
        entry.currency,
    )
