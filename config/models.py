"""The operator's files as typed models: what may be written where. Everything arrives as text and is converted here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.cadence import BusinessDays, Every
from config.caps import Budgets, Caps
from config.discounts import DiscountModel, Minimums
from config.expenses import ExpensesModel
from config.expenses import Percent as Share
from config.least import LeastModel
from config.milestones import DepositModel, MilestoneModel
from config.notify import NotifyModel
from config.opening import OpeningModel
from config.prepaid import BlockModel
from config.retainers import Fees, IncludedHours, OverageRates, PauseModel, RolloverModel
from config.schedule import Ping, ScheduleModel
from config.taxes import Taxes
from config.values import (
    Amount,
    Code,
    Currency,
    Day,
    Duration,
    Hours,
    Identifier,
    OpeningHours,
    Percent,
    Price,
    Priority,
    Strict,
    TermsText,
    as_list,
)
from config.wishes import BillToModel, PostingModel, Show, TextsModel
from connectors import files
from connectors.addresses import BaseUrl
from connectors.base import ConnectorConfig as TimeSourceConfig
from connectors.base import LedgerConfig, TaskConfig, Zone
from connectors.notifiers import NotifierConfig
from connectors.references import Reference
from connectors.registry import Config as ConnectorConfig

# ---- tieout.yaml ----


class Company(Strict):
    """Who invoices, in which zone its days begin, and its usual currency."""

    name: str = Field(min_length=1)
    timezone: Zone
    currency: Currency


class Calendar(Strict):
    """Whose holidays are no business days, and the company's own closed days."""

    country: str
    subdivision: str = ""
    closed: tuple[Day, ...] = ()


class IgnoreRule(Strict):
    """Time that is not client work; every stated condition must hold."""

    connector: str = Field(default="", min_length=1)
    client: str = Field(default="", min_length=1)
    project: str = Field(default="", min_length=1)
    person: str = Field(default="", min_length=1)
    activity: str = Field(default="", min_length=1)
    why: str = Field(min_length=1)


class Exceptions(Strict):
    """What the exception report watches for."""

    max_hours_per_day: Hours = 0
    require_task: Literal["no", "warn", "hold"] = "warn"
    expense_limit: Amount | None = None


class Webhooks(Strict):
    """Where vendors reach us: what stands before /hooks in the addresses that they deliver to."""

    url: BaseUrl | Literal[""] = ""


class Main(Strict):
    """The file tieout.yaml."""

    version: Literal["1"]
    company: Company
    go_live: Day
    calendar: Calendar
    database: Reference = "sqlite:///tieout.db"
    connectors: dict[Identifier, Annotated[ConnectorConfig, Field(discriminator="kind")]] = Field(default={})
    ignore: tuple[IgnoreRule, ...] = ()
    exceptions: Exceptions = Exceptions()
    notify: NotifyModel | None = None
    taxes: Taxes = Field(default={})
    schedule: ScheduleModel = ScheduleModel()
    webhooks: Webhooks = Webhooks()
    ping: Ping | None = None

    @property
    def sources(self) -> dict[str, TimeSourceConfig]:
        """The time sources by name, in the order of the file."""
        return {name: each for name, each in self.connectors.items() if isinstance(each, TimeSourceConfig)}

    @property
    def task_trackers(self) -> dict[str, TaskConfig]:
        """The task trackers by name, in the order of the file."""
        return {name: each for name, each in self.connectors.items() if isinstance(each, TaskConfig)}

    @property
    def notifiers(self) -> Mapping[str, NotifierConfig]:
        """What tells people something, by name."""
        return {name: each for name, each in self.connectors.items() if isinstance(each, NotifierConfig)}

    @property
    def has_books(self) -> bool:
        """Whether any books are stated."""
        return any(isinstance(each, LedgerConfig) for each in self.connectors.values())

    @property
    def books(self) -> Mapping[str, LedgerConfig]:
        """The books by name; a folder of files named `files` where none are configured."""
        stated = {name: each for name, each in self.connectors.items() if isinstance(each, LedgerConfig)}
        return stated or {"files": files.IMPLIED}


# ---- people.yaml ----


class DatedRole(Strict):
    """A role from a day on."""

    role: str = Field(min_length=1)
    since: Day | None = Field(default=None, alias="from")


def as_roles(value: Any) -> Any:
    """One role that always holds, as the list it may be too."""
    return [{"role": value}] if isinstance(value, str) else value


def as_terms(value: Any) -> Any:
    """Terms that always hold, as the list they may be too."""
    return [{"terms": value}] if isinstance(value, str) else value


class DatedCost(Strict):
    """What an hour costs the company, from a day on."""

    rate: Price
    since: Day | None = Field(default=None, alias="from")


def as_costs(value: Any) -> Any:
    """One cost that always holds, as the list it may be too."""
    return value if isinstance(value, list | tuple) or value is None else [{"rate": value}]


class PersonModel(Strict):
    """Someone who tracks time."""

    name: str = Field(min_length=1)
    email: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    role: Annotated[tuple[DatedRole, ...], BeforeValidator(as_roles)] = ()
    cost_rate: Annotated[tuple[DatedCost, ...], BeforeValidator(as_costs)] = ()
    weekly_capacity: Hours | None = None
    days_off: tuple[Day, ...] = ()


class People(Strict):
    """The file people.yaml."""

    people: tuple[PersonModel, ...]


# ---- contracts/*.yaml ----


class RateModel(Strict):
    """A price for one hour, under conditions, from a day on."""

    rate: Price
    role: str = Field(default="", min_length=1)
    person: str = Field(default="", min_length=1)
    activity: str = Field(default="", min_length=1)
    workstream: str = Field(default="", min_length=1)
    since: Day | None = Field(default=None, alias="from")


class OrderModel(Strict):
    """A purchase order and the work dates it is good for."""

    number: Code
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    workstreams: tuple[str, ...] = ()
    limit: Amount | None = None
    limit_hours: OpeningHours | None = None
    priority: Priority | None = None
    alert_at: Annotated[tuple[Percent, ...], BeforeValidator(as_list)] = ()


class RoundingModel(Strict):
    """How worked time becomes charged time, from a day on."""

    to: Duration
    direction: Literal["up", "down", "nearest"]
    per: Literal["entry", "person and day", "line"] = "entry"
    grace: Duration = 0
    since: Day | None = Field(default=None, alias="from")


class DatedTerms(Strict):
    """Payment terms from a day on."""

    terms: TermsText
    since: Day | None = Field(default=None, alias="from")


class InvoiceModel(Strict):
    """How the client wants its invoices."""

    every: Every = ()
    completed: Annotated[tuple[Day, ...], BeforeValidator(as_list)] = ()
    bill_after: BusinessDays | None = None
    one_per: Literal["client", "workstream", "order"] = "client"
    lines_by: Literal["task", "workstream", "person", "person and task", "day", "entry"] = "task"
    date: Literal["issue day", "last day of period"] = "issue day"
    when_time_is_held: Literal["bill the rest", "hold the invoice"] = "bill the rest"
    late_time: Literal["next invoice", "hold", "write off"] = "next invoice"
    minimum: LeastModel | None = None
    final: bool = False
    show: Show | None = None
    no_charge_lines: bool = False
    texts: TextsModel = TextsModel()


class WorkstreamModel(Strict):
    """One engagement with one way of billing."""

    code: Code
    name: str = Field(min_length=1)
    billing: Literal["time and materials", "fixed", "non-billable", "retainer", "prepaid"]
    cap: Caps = ()
    budget: Budgets = ()
    price: Amount | None = None
    milestones: tuple[MilestoneModel, ...] = ()
    posting: PostingModel = PostingModel()
    bill: Literal["in arrears", "in advance"] | None = None
    fee: Fees = ()
    includes_hours: IncludedHours = ()
    overage_rate: OverageRates = ()
    minimum: Fees = ()
    blocks: tuple[BlockModel, ...] = ()
    alert_at: Annotated[tuple[Percent, ...], BeforeValidator(as_list)] = ()
    rollover: RolloverModel | None = None
    pause: Annotated[tuple[PauseModel, ...], BeforeValidator(as_list)] = ()
    approver: str = ""
    discounts: tuple[DiscountModel, ...] = ()
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None


class ContractModel(Strict):
    """A file in contracts/."""

    id: Identifier
    client: str = Field(min_length=1)
    currency: Currency = ""
    zone: Zone = ""
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    account_lead: str = ""
    approver: str = ""
    terms: Annotated[tuple[DatedTerms, ...], BeforeValidator(as_terms)] = ()
    bill_to: BillToModel = BillToModel()
    posting: PostingModel = PostingModel()
    invoice: InvoiceModel = InvoiceModel()
    purchase_orders: tuple[OrderModel, ...] = ()
    order_required: bool | None = None
    when_order_is_used_up: Literal["next order", "hold", "bill without"] = "next order"
    cap: Caps = ()
    budget: Budgets = ()
    rates: tuple[RateModel, ...] = ()
    rounding: Annotated[tuple[RoundingModel, ...], BeforeValidator(as_list)] = ()
    locked_before: Day | None = None
    discounts: tuple[DiscountModel, ...] = ()
    minimum: Minimums = ()
    opening: OpeningModel | None = None
    expenses: ExpensesModel | None = None
    milestones: tuple[MilestoneModel, ...] = ()
    deposits: tuple[DepositModel, ...] = ()
    use_deposits: Share | None = None
    task_projects: Annotated[tuple[Code, ...], BeforeValidator(as_list)] = ()
    several_tasks: Literal["one line", "stated times", "evenly", "exception"] = "one line"
    workstreams: tuple[WorkstreamModel, ...] = Field(min_length=1)
