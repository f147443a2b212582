"""The frozen records of the demo agency: who works, for whom, at what rate, and what each tracker shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

HARVEST, TOGGL, CLOCKIFY = "harvest", "toggl", "clockify"
CONNECTORS = (HARVEST, TOGGL, CLOCKIFY)
"""In the order of tieout.yaml."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who tracks time in one tracker. `keys_in` says where they write task keys: note, task or tag."""

    name: str
    connector: str
    role: str
    workstreams: tuple[str, ...]
    new_role: tuple[date, str] | None = None
    days_off: tuple[date, ...] = ()
    full_time: bool = True
    keys_in: str = "note"
    cost_per_hour: int = 70
    domain: str = "northwind.test"
    comment: str = ""

    @property
    def email(self) -> str:
        """The address that Toggl Track and Clockify export."""
        return f"{self.name.split()[0].lower().replace('á', 'a')}@{self.domain}"

    def role_on(self, day: date) -> str:
        """The role a rate may depend on."""
        return self.new_role[1] if self.new_role and day >= self.new_role[0] else self.role


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for an hour under conditions, from a day on."""

    price: Decimal
    conditions: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order with the days it is good for, both included."""

    number: str
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether work of a day may be billed on this order."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Milestone:
    """An amount that falls due when a task says so: `when` is what it must say, by the words of the configuration."""

    code: str
    workstream: str
    description: str
    amount: Decimal
    task: str
    when: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Workstream:
    """One engagement of a contract, named by its project code."""

    code: str
    name: str
    billable: bool = True
    since: date | None = None
    until: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether the contract allows work on a day."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a client has agreed to, with the words of its file in contracts/."""

    id: str
    client: str
    heading: str
    workstreams: tuple[Workstream, ...]
    rates: tuple[Rate, ...] = ()
    orders: tuple[Order, ...] = ()
    currency: str = "USD"
    zone: str = ""
    until: date | None = None
    account_lead: str = ""
    approver: str = "ops@northwind.test"
    terms: str = "net 30"
    lines_by: str = "task"
    one_per: str = "client"
    invoice_date: str = "issue day"
    when_time_is_held: str = "bill the rest"
    rounding: str = ""
    rounding_comment: str = ""
    opening: str = ""
    several_tasks: str = ""
    task_projects: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    """Both are stated only where task trackers are connected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an export: what the tracker shows, and the workstream the work was truly for.

    Clock times are those of the company's zone; Harvest has none. `activity` is the tracker's task column.
    """

    number: int
    connector: str
    person: str
    email: str
    day: date
    seconds: int
    workstream: str
    client: str
    project: str
    project_code: str = ""
    activity: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    billable: bool = True
    approved: bool = True
    invoiced: bool = False
    rate: Decimal | None = None
    currency: str = "USD"
    url: str = ""
    running: bool = False
    broken: str = ""
    """How the row is unreadable (date, hours or negative), or empty."""


EVERYWHERE, IN_FILES, WITH_TASKS = "", "files", "tasks"
"""Where a planted row shows: everywhere, only where the exports are read, or only where task trackers are asked."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One row that the exception report must show. None stands for what such a row does not state."""

    code: str
    client: str | None
    person: str | None
    day: date | None
    seconds: int
    note: str
    count: int | None = None
    file: str = ""
    line: int = 0
    where: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Due:
    """Whether a milestone must stand on a draft, and the day on which it fell due; None: on no draft."""

    contract: str
    code: str
    amount: Decimal
    day: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Total:
    """What one export holds: lines below its header, entries that can be read, their seconds, lines that cannot."""

    connector: str
    rows: int
    entries: int
    seconds: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The known truth about the demo month."""

    issues: tuple[Planted, ...]
    totals: tuple[Total, ...]
    milestones: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """The whole agency. `entries` holds each connector's rows in the order of its file."""

    people: tuple[Person, ...]
    contracts: tuple[Contract, ...]
    entries: dict[str, tuple[Entry, ...]]
    manifest: Manifest
