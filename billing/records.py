"""The frozen records that cross module borders: what a source said, what a contract says, what a plan proposes."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from billing.adjust_records import Discount, Minimum
from billing.cadence import Cadences
from billing.cap_records import Budget as Budget
from billing.cap_records import Cap as Cap
from billing.carry_records import CarryForward
from billing.dated import Dated as Dated
from billing.dated import at as at
from billing.expense_terms import ExpenseTerms
from billing.money import Money
from billing.openings import Opening
from billing.order_records import Order as Order
from billing.periods import Period as Period
from billing.quick import dataclass
from billing.retainer_records import Retainer
from billing.tax_records import Taxation
from billing.wishes import BillTo, LineKind, Posting, PostingRule, Wishes

Conditions = tuple[tuple[str, str], ...]

TIME, EXPENSE = "time", "expense"
"""Kinds of source record: time that was tracked, or money that was spent (then there are no seconds)."""


class State(StrEnum):
    """Where a portion of an entry stands; the keys of the statement (docs/design.md, States)."""

    OPEN = "open"
    HELD = "held"
    DEFERRED = "deferred"
    DRAFTED = "drafted"
    PUSHED = "pushed"
    BILLED = "billed"
    COVERED = "covered"
    NON_BILLABLE = "non_billable"
    WRITTEN_OFF = "written_off"
    CREDITED = "credited"
    OUTSIDE = "outside"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"


# ---- what a source said ----


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One time record as its tracker shows it. `day` is the date the person sees there; None means not stated."""

    day: date
    seconds: int
    person: str = ""
    email: str = ""
    client: str = ""
    project: str = ""
    project_code: str = ""
    activity: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    running: bool = False
    billable: bool | None = None
    approved: bool | None = None
    invoiced: bool | None = None
    rate: Decimal | None = None
    currency: str = ""
    task_url: str = ""
    clock_seconds: int | None = None
    """What the clock times alone say, where they disagree with the tracker's own duration by more than a minute."""
    kind: str = TIME
    cost_minor: int | None = None
    """What an expense cost, in the minor unit of `currency`."""
    receipt: str = ""
    """Where an expense's receipt is: a path or a link."""
    project_id: str = ""
    """What the vendor itself calls the project and the person, where it was asked over its API."""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source record under our own id, which never changes; `version` counts the contents it has had."""

    id: str
    version: int
    connector: str
    record: SourceRecord


# ---- what the operator wrote ----


@dataclass(frozen=True, slots=True)
class Person:
    """A worker. `id` tells people of one name apart; e-mails are how trackers name them."""

    name: str
    emails: tuple[str, ...] = ()
    roles: tuple[Dated[str], ...] = ()
    weekly_capacity_seconds: int | None = None
    days_off: tuple[date, ...] = ()
    id: str = ""

    @property
    def key(self) -> str:
        """What this person is called everywhere: the name, with an e-mail address where two have the same."""
        return self.id or self.name


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for one hour under conditions (role, person, activity, workstream), from a day on."""

    price: Decimal
    conditions: Conditions = ()
    since: date | None = None
    written_at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How time is rounded before it is priced. `step_seconds` 0 means not at all."""

    step_seconds: int = 0
    direction: str = "up"
    per: str = "entry"
    grace_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Workstream:
    """One engagement with one way of billing, named by its project code."""

    code: str
    name: str
    billable: bool
    since: date | None = None
    until: date | None = None
    price: Money | None = None
    """What all of it costs, with its change orders; None: it is billed by time."""
    approver: str = field(default="", compare=False)
    """Who approves its time, where that is not the contract's approver."""


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice is due. `kind` is one of: net, end of month, day of next month; `days` is its number."""

    kind: str
    days: int
    text: str


@dataclass(frozen=True, slots=True)
class Contract:
    """What one client has agreed to; `id` never changes."""

    id: str
    client: str
    currency: str
    workstreams: tuple[Workstream, ...]
    rates: tuple[Rate, ...]
    orders: tuple[Order, ...] = ()
    rounding: tuple[Dated[Rounding], ...] = ()
    terms: tuple[Dated[Terms], ...] = ()
    one_per: str = "client"
    lines_by: str = "task"
    invoice_date: str = "issue day"
    when_time_is_held: str = "bill the rest"
    late_time: str = "next invoice"
    """What becomes of time that arrives after its period closed: next invoice, hold, or write off."""
    zone: str = ""
    since: date | None = None
    until: date | None = None
    bill_to: BillTo = BillTo()
    posting: tuple[PostingRule, ...] = ()
    expenses: ExpenseTerms | None = None
    """None says nothing about expenses: then none is billed before it does."""
    wishes: Wishes = Wishes()
    taxation: Taxation | None = None
    """None: nothing is said of tax, and none is expected."""
    opening: Opening | None = None
    order_required: bool | None = None
    """Whether work without a purchase order waits; None: where the contract has any."""
    when_order_is_used_up: str = "next order"
    """What becomes of work that does not fit: next order, hold or bill without."""
    retainers: tuple[Retainer, ...] = ()
    discounts: tuple[Discount, ...] = ()
    """In the order in which they are given: each sees what those before it have left."""
    minimums: tuple[Dated[Minimum], ...] = ()
    """The least that a month bills, by the month's first day."""
    locked_before: date | None = None
    """Work of days before is billed at the rates by which its month was billed, or waits."""
    use_deposits: Decimal = Decimal(100)
    """How many percent of an invoice deposits may pay."""
    caps: tuple[Cap, ...] = ()
    cadences: Cadences = ()
    """How often it is billed, by date; none of them: by the calendar month."""
    bill_after: int = field(default=0, compare=False)
    """So many business days after its end a period is billed, and not before."""
    final: bool = False
    """Whether the invoice of its last period is its final one: everything is billed by then, and it is called so."""
    carry: CarryForward | None = None
    """The least that an invoice comes to, if anything: what is smaller goes with a later one."""
    completed: tuple[date, ...] = ()
    """Days on which work was completed or ended for good: a period ends with each."""
    budgets: tuple[Budget, ...] = field(default=(), compare=False)
    account_lead: str = field(default="", compare=False)
    approver: str = field(default="", compare=False)
    several_tasks: str = field(default="one line", compare=False)
    """What becomes of an entry with several tasks: one line, stated times, evenly or exception."""
    task_projects: tuple[str, ...] = field(default=(), compare=False)
    """The projects of task trackers that are this client's, as connector:key."""


# ---- what reconciliation answered ----


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and why; an empty `value` means it found nothing usable."""

    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Task:
    """A unit of work named by an entry; `ref` is the known task's, `seconds` its share of an entry that is divided."""

    key: str
    title: str = ""
    url: str = ""
    reason: str = field(default="", compare=False)
    ref: str = field(default="", compare=False)
    seconds: int = field(default=0, compare=False)


LATE, DEFERRED = "late", "deferred"
"""Why an entry is billed in another period than its day's: that one had closed, or a person said so."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where one entry version belongs. `verdict` OPEN means: to be billed under `contract`."""

    entry_id: str
    version: int
    day: date
    verdict: State
    verdict_reason: str
    project: Answer
    person: Answer
    contract: str = ""
    tasks: tuple[Task, ...] = ()
    who: str = ""
    """The person, or what the source calls one that is not known."""
    bill_in: str = ""
    """The period of its contract that bills it: its day's own, unless it was moved."""
    moved: str = ""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A matched entry as billing needs it: who did what, when, for which workstream."""

    entry_id: str
    version: int
    day: date
    seconds: int
    workstream: str
    person: str
    role: str
    activity: str = ""
    tags: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    note: str = ""
    project: str = ""
    connector: str = ""
    started: datetime | None = None
    tracker_rate: Decimal | None = None
    tracker_currency: str = ""
    running: bool = False
    held: str = ""
    """Why reconciliation holds this entry back, or empty."""
    late: bool = False
    """It arrived after the period it was worked in had closed, and is billed in a later one."""
    accepted: tuple[str, ...] = ()
    """Kinds of exception that a person accepted for it."""
    kind: str = TIME
    cost: Money | None = None
    receipt: str = ""
    no_charge: bool = False
    """It is not billable, and the client wants to see it at 0.00."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something billed at a stated amount instead of by time: an expense, a charge or a milestone.

    `id` is the expense entry's, the charge occurrence's or the milestone's; it is billed once, as a portion of 0
    seconds. `amount` is what the client pays: quantity × unit price or, to be exact, 1 × amount; `rule` says why.
    """

    id: str
    version: int
    kind: LineKind
    day: date
    workstream: str
    description: str
    amount: Money
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    rule: str = ""
    person: str = ""
    receipt: str = ""
    late: bool = False
    until: date | None = None
    """The last day it is for, where `day` is the first of several."""
    seconds: int = 0
    charged_seconds: int = 0
    """The time by which it corrects what was billed, worked and charged; it may be negative."""
    order: str = ""
    posting: Posting | None = None
    tasks: tuple[Task, ...] = ()
    """The order, the posting and the tasks of what it corrects, whatever the contract says now."""


# ---- what a plan proposes ----

TAKES_BACK = 1000
"""Portion n + 1000 of an entry takes its portion n back, wholly: a credit note states it."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of one entry version on its way into one state; the portions of an entry sum to its seconds."""

    entry_id: str
    version: int
    number: int
    state: State
    seconds: int
    reason: str
    line_id: str = ""
    charged_seconds: int = 0
    minor: int = 0
    currency: str = ""
