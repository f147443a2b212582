"""What a tracker starts from: its reference data, its entries by position, and the plan that its totals come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL
from sandbox.records import (
    Access,
    Account,
    Activity,
    Client,
    Expense,
    Person,
    Planned,
    Project,
    Tag,
    TimeEntry,
    hex_for,
    number_for,
)

VENDORS = (HARVEST, TOGGL, CLOCKIFY)

FIRST_ID = {HARVEST: 2_336_700_000, TOGGL: 3_095_600_000, CLOCKIFY: 5_000_000_000}
"""An entry's id is this plus its number in the seed."""

EXPENSE_IDS = {HARVEST: 15_297_000, TOGGL: 0, CLOCKIFY: 6_000_000_000}
"""The same for expenses."""


class Seed(Protocol):
    """The beginning of one tracker. Positions count from 0 in the order of day, start and id."""

    vendor: str
    account: Account
    access: tuple[Access, ...]
    people: tuple[Person, ...]
    clients: tuple[Client, ...]
    projects: tuple[Project, ...]
    activities: tuple[Activity, ...]
    tags: tuple[Tag, ...]
    expenses: tuple[Expense, ...]
    count: int
    timers: tuple[int, ...]
    """The ids of entries that are running timers."""
    in_order: bool
    """Whether positions are in the order of ids and of changes too."""

    def at(self, position: int) -> TimeEntry:
        """The entry at a position; made when asked for."""

    def position(self, entry_id: int) -> int | None:
        """Where an entry stands, or None where the seed has no such entry."""

    def planned(self, first: date, last: date) -> Iterator[Planned]:
        """What the plan says the days from first to last hold; it does not look at the entries themselves."""


def account_of(vendor: str, name: str = "Northwind AI") -> Account:
    """The account of an agency at a vendor."""
    ids = {HARVEST: 1_234_567, TOGGL: 7_435_584, CLOCKIFY: number_for("clockify", name)}
    return Account(ids[vendor], hex_for(vendor, "workspace", name), 5_551_234, name, "America/New_York", "USD")


TOKENS = {
    HARVEST: ("1001.pt.{}", 40),
    TOGGL: ("{}", 32),
    CLOCKIFY: ("{}", 48),
}


def token_for(vendor: str, holder: str) -> str:
    """The token of a holder (administrator, member, expired) in the vendor's usual form."""
    shape, length = TOKENS[vendor]
    digits = hex_for(vendor, "token", holder) + hex_for(vendor, "token", holder, "more")
    return shape.format(digits[:length])


def access_of(vendor: str, administrator: int, member: int) -> tuple[Access, ...]:
    """An administrator's token, a member's that opens only the own entries, and one that has expired, in this order."""
    return (
        Access(token_for(vendor, "administrator"), administrator, admin=True),
        Access(token_for(vendor, "member"), member, admin=False),
        Access(token_for(vendor, "expired"), administrator, admin=True, expired=True),
    )
