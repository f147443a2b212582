"""What Clockify's API says, as far as it is used; `records.py` says what it means.

Rates and the totals of expenses are in hundredths. What depends on plan, role and settings may be absent or null.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as named

Moment = Annotated[datetime, Meta(tz=True)]
Seconds = Annotated[int, Meta(ge=0)]
Ids = tuple[str, ...]
T = TypeVar("T")


class Price(Struct):
    """A rate, in hundredths."""

    amount: Decimal | None = None
    currency: str | None = None


class Named(Struct):
    """Something with an id and a name; reports write the id as `_id`."""

    id: str = ""
    name: str | None = None
    mongo_id: str = named(name="_id", default="")

    @property
    def key(self) -> str:
        """Its id, under either name."""
        return self.mongo_id or self.id


# ---- reports ----


class Interval(Struct):
    """When a reported entry was; a running one has no end."""

    start: Moment
    end: Moment | None = None
    duration: Seconds | None = None


class Row(Struct, rename="camel"):
    """An entry of the detailed report. A rate of null is none; where rows have no rate at all, it is looked up."""

    time_interval: Interval
    mongo_id: str = named(name="_id", default="")
    id: str = ""
    description: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    user_email: str | None = None
    billable: bool | None = None
    project_id: str | None = None
    project_name: str | None = None
    client_id: str | None = None
    client_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    tags: tuple[Named, ...] | None = None
    tag_ids: Ids | None = None
    type: str | None = None
    rate: Decimal | UnsetType | None = UNSET
    currency: str | None = None
    custom_fields: Any = None

    @property
    def key(self) -> str:
        """Its id, under either name."""
        return self.mongo_id or self.id


class Sum(Struct, rename="camel"):
    """The report's own totals."""

    total_time: Decimal | None = None
    entries_count: int | None = None

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self.entries_count or 0

    @property
    def seconds(self) -> Decimal:
        """How long they are together."""
        return self.total_time or Decimal(0)


class Report(Struct, Generic[T]):
    """A page of the detailed report; `totals` are of all pages, and [null] where there is nothing."""

    timeentries: list[T]
    totals: list[Sum | None] | None = None

    @property
    def total(self) -> Sum | None:
        """The totals of all pages."""
        return self.totals[0] if self.totals else None


class ExpenseCount(Struct, rename="camel"):
    """The report's own count."""

    expenses_count: int = 0


class ExpenseReport(Struct):
    """A page of the report of expenses: which ones, and how many on all pages."""

    expenses: list[Named] | None = None
    totals: ExpenseCount | None = None


# ---- everything else ----


class CoreInterval(Struct):
    """When an entry was; a running one has no end. Its duration is text, and is not read."""

    start: Moment
    end: Moment | None = None


class Timer(Struct, rename="camel"):
    """An entry outside of reports: ids instead of names."""

    id: str
    time_interval: CoreInterval
    description: str | None = None
    user_id: str | None = None
    billable: bool | None = None
    project_id: str | None = None
    task_id: str | None = None
    tag_ids: Ids | None = None
    type: str | None = None
    hourly_rate: Price | None = None
    custom_field_values: Any = None


class Settings(Struct, rename="camel"):
    """A person's settings."""

    time_zone: str | None = None


class Membership(Struct, rename="camel"):
    """What somebody is in a workspace or project, and what an hour of theirs is sold for and costs there."""

    user_id: str = ""
    target_id: str | None = None
    membership_status: str | None = None
    hourly_rate: Price | None = None
    cost_rate: Price | None = None


class User(Struct):
    """A person."""

    id: str
    name: str | None = None
    email: str | None = None
    status: Any = None
    settings: Settings | None = None
    memberships: tuple[Membership, ...] | None = None

    def member_of(self, workspace: str) -> Membership:
        """What this person is in a workspace."""
        return next((each for each in self.memberships or () if each.target_id == workspace), Membership())


class Currency(Struct, rename="camel"):
    """A currency of the workspace."""

    code: str = ""
    is_default: bool = False


class Workspace(Struct, rename="camel"):
    """A workspace; its plan is a text such as FREE or STANDARD_2021, its features words such as EXPENSES."""

    id: str
    name: str = ""
    hourly_rate: Price | None = None
    currencies: tuple[Currency, ...] | None = None
    feature_subscription_type: Any = None
    features: Ids | None = None

    @property
    def currency(self) -> str:
        """Its usual currency, or nothing where it does not say."""
        usual = next((each.code for each in self.currencies or () if each.is_default), "")
        return usual or (self.hourly_rate.currency or "" if self.hourly_rate else "")

    def has(self, feature: str) -> bool:
        """Whether its plan includes a feature, by its list of them or else by not being free."""
        if self.features is not None:
            return feature in self.features
        return not self.free

    @property
    def free(self) -> bool:
        """Whether it is on the plan Free."""
        return str(self.feature_subscription_type).upper().startswith("FREE")


class Client(Struct, rename="camel"):
    """A client."""

    id: str
    name: str = ""
    archived: bool = False
    email: str | None = None
    currency_code: str | None = None


class Task(Struct, rename="camel"):
    """A task of a project."""

    id: str
    name: str = ""
    status: Any = None
    billable: bool | None = None
    hourly_rate: Price | None = None


class Estimate(Struct):
    """A budget: of time as text, of money in hundredths."""

    estimate: Any = None
    active: bool | None = None


class Project(Struct, rename="camel"):
    """A project, hydrated: with its client, tasks, custom fields and currency."""

    id: str
    name: str = ""
    client_id: str | None = None
    client_name: str | None = None
    client: Named | None = None
    billable: bool | None = None
    archived: bool = False
    hourly_rate: Price | None = None
    memberships: tuple[Membership, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    custom_fields: Any = None
    currency: Currency | None = None
    time_estimate: Estimate | None = None
    budget_estimate: Estimate | None = None

    @property
    def client_of(self) -> str:
        """Its client's name, wherever it stands."""
        return self.client_name or (self.client.name or "" if self.client else "")


class Tag(Struct):
    """A tag."""

    id: str
    name: str = ""
    archived: bool = False


class SpentOn(Struct, rename="camel"):
    """The project of an expense."""

    id: str = ""
    name: str | None = None
    client_id: str | None = None
    client_name: str | None = None


class Spent(Struct, rename="camel"):
    """An expense of the list; `total` is in hundredths, and the vendor computes it as a float."""

    id: str
    date: str
    total: Decimal
    user_id: str | None = None
    billable: bool | None = None
    notes: str | None = None
    category: Named | None = None
    project: SpentOn | None = None
    file_id: str | None = None


class SpentPage(Struct, Generic[T]):
    """The inner part of a page of expenses."""

    expenses: list[T]


class Expenses(Struct, Generic[T]):
    """A page of expenses."""

    expenses: SpentPage[T]


class Mine(Struct):
    """Whose key it is."""

    id: str
    name: str | None = None
    email: str | None = None
    settings: Settings | None = None


class CustomField(Struct):
    """A custom field of the workspace."""

    id: str
    name: str = ""
