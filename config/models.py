"""The operator's files as typed models: what may be written where. Everything arrives as text and is converted here."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from billing.calendar import terms_in_words
from billing.money import minor_digits
from billing.records import Terms
from connectors.base import Zone
from connectors.references import Reference
from connectors.registry import Config as ConnectorConfig


class Strict(BaseModel):
    """A block of keys in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


# ---- single values ----


def _currency(text: str) -> str:
    try:
        minor_digits(text)
    except ValueError as problem:
        raise PydanticCustomError("currency", "is not a currency; write an ISO 4217 code such as EUR") from problem
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", text):
        raise PydanticCustomError(
            "identifier", "must be small letters, digits, - and _, and start with a letter or digit"
        )
    return text


def _code(text: str) -> str:
    if not text or text != text.strip() or not text.isprintable() or len(text) > 64:
        raise PydanticCustomError("code", "must be 1 to 64 printable characters without spaces around them")
    return text


def _number(text: Any) -> Any:
    if not isinstance(text, str):
        raise PydanticCustomError("number", "must be a number such as 150 or 97.50")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text):
        raise PydanticCustomError("number", "is {given}; write a number such as 150 or 97.50", {"given": repr(text)})
    return text


def _price(value: Decimal) -> Decimal:
    if value < 0 or value >= 10**9 or value != round(value, 4):
        raise PydanticCustomError(
            "price", "must be an amount of 0 or more with at most 4 decimals, such as 150 or 97.50"
        )
    return value


def _duration(text: Any) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(seconds?|minutes?|hours?|s|m|min|h)", str(text).strip())
    if not found:
        raise PydanticCustomError("duration", "must be a length of time such as 6 minutes or 30 seconds")
    seconds = Decimal(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2][0]]
    if seconds != int(seconds) or seconds > 24 * 3600:
        raise PydanticCustomError("duration", "must be whole seconds and at most 24 hours")
    return int(seconds)


def _hours(value: Decimal) -> int:
    if not 0 <= value <= 168:
        raise PydanticCustomError("hours", "must be a number of hours from 0 to 168")
    return int(value * 3600)


def _terms(text: Any) -> Terms:
    try:
        return terms_in_words(str(text))
    except ValueError as problem:
        raise PydanticCustomError("terms", "must be one of: {forms}", {"forms": str(problem)}) from problem


def _day(text: Any) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text)):
            return date.fromisoformat(str(text))
    except ValueError:
        pass
    raise PydanticCustomError("day", "must be a date such as 2026-10-01")


Day = Annotated[date, BeforeValidator(_day)]
Currency = Annotated[str, AfterValidator(_currency)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Code = Annotated[str, AfterValidator(_code)]
Price = Annotated[Decimal, BeforeValidator(_number), AfterValidator(_price)]
Duration = Annotated[int, BeforeValidator(_duration)]
Hours = Annotated[int, BeforeValidator(lambda value: _hours(Decimal(str(value))) if _numeric(value) else _not_hours())]
TermsText = Annotated[Terms, BeforeValidator(_terms), PlainSerializer(lambda terms: terms.text)]


def _numeric(value: Any) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", str(value)) is not None


def _not_hours() -> int:
    raise PydanticCustomError("hours", "must be a number of hours, such as 40")


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


class Main(Strict):
    """The file tieout.yaml."""

    version: Literal["1"]
    company: Company
    go_live: Day
    calendar: Calendar
    database: Reference = "sqlite:///tieout.db"
    connectors: dict[Identifier, Annotated[ConnectorConfig, Field(discriminator="kind")]] = {}
    ignore: tuple[IgnoreRule, ...] = ()
    exceptions: Exceptions = Exceptions()


# ---- people.yaml ----


class DatedRole(Strict):
    """A role from a day on."""

    role: str = Field(min_length=1)
    since: Day | None = Field(default=None, alias="from")


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) or value is None else [value]


def _as_roles(value: Any) -> Any:
    return [{"role": value}] if isinstance(value, str) else value


def _as_terms(value: Any) -> Any:
    return [{"terms": value}] if isinstance(value, str) else value


class PersonModel(Strict):
    """Someone who tracks time."""

    name: str = Field(min_length=1)
    email: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    role: Annotated[tuple[DatedRole, ...], BeforeValidator(_as_roles)] = ()
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

    every: Literal["month"] = "month"
    one_per: Literal["client", "workstream", "order"] = "client"
    lines_by: Literal["task", "workstream", "person", "person and task", "day", "entry"] = "task"
    date: Literal["issue day", "last day of period"] = "issue day"
    when_time_is_held: Literal["bill the rest", "hold the invoice"] = "bill the rest"


class WorkstreamModel(Strict):
    """One engagement with one way of billing."""

    code: Code
    name: str = Field(min_length=1)
    billing: Literal["time and materials", "non-billable"]
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
    terms: Annotated[tuple[DatedTerms, ...], BeforeValidator(_as_terms)] = ()
    invoice: InvoiceModel = InvoiceModel()
    purchase_orders: tuple[OrderModel, ...] = ()
    rates: tuple[RateModel, ...] = ()
    rounding: Annotated[tuple[RoundingModel, ...], BeforeValidator(_as_list)] = ()
    workstreams: tuple[WorkstreamModel, ...] = Field(min_length=1)


NOT_BUILT_YET: dict[type[BaseModel], dict[str, str]] = {
    Main: {"schedule": "runs are started by hand in this version"},
    Exceptions: {"expense_limit": "expenses are not read in this version"},
    PersonModel: {"cost_rate": "costs and margins are not reported in this version"},
    InvoiceModel: {"show": "drafts are not sent to clients in this version"},
    OrderModel: {"limit": "orders are chosen by their dates in this version"},
    WorkstreamModel: dict.fromkeys(
        ("cap", "budget", "milestones", "fee", "bill", "includes_hours", "overage_rate", "rollover"),
        "only time and materials and non-billable work is billed in this version",
    ),
    ContractModel: {
        "bill_to": "drafts are not pushed to a ledger in this version",
        "opening": "orders, caps and retainers have no balances in this version",
        "when_order_is_used_up": "orders have no limits in this version",
    },
}
"""Keys of the design that this version refuses by name instead of ignoring them."""
