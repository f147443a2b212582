"""What Harvest answers with, only the fields that are used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

R = TypeVar("R")


# ---- lists ----


class Links(Struct, gc=False):
    """Where a list goes on: `next` is a whole address, or null on the last page."""

    next: str | None


class Listed(Struct, Generic[R]):
    """One page of a list. Its other numbers are null on most pages, so nothing here goes by them."""

    rows: list[R]
    total_entries: int
    links: Links


class TimeEntries(Listed[R], Generic[R]):
    """A page of GET /time_entries."""

    rows: list[R] = msgspec.field(name="time_entries")


class Expenses(Listed[R], Generic[R]):
    """A page of GET /expenses."""

    rows: list[R] = msgspec.field(name="expenses")


class Clients(Listed[R], Generic[R]):
    """A page of GET /clients."""

    rows: list[R] = msgspec.field(name="clients")


class Projects(Listed[R], Generic[R]):
    """A page of GET /projects."""

    rows: list[R] = msgspec.field(name="projects")


class Tasks(Listed[R], Generic[R]):
    """A page of GET /tasks."""

    rows: list[R] = msgspec.field(name="tasks")


class Users(Listed[R], Generic[R]):
    """A page of GET /users."""

    rows: list[R] = msgspec.field(name="users")


class UserAssignments(Listed[R], Generic[R]):
    """A page of GET /user_assignments."""

    rows: list[R] = msgspec.field(name="user_assignments")


class TaskAssignments(Listed[R], Generic[R]):
    """A page of GET /task_assignments."""

    rows: list[R] = msgspec.field(name="task_assignments")


class BillableRates(Listed[R], Generic[R]):
    """A page of GET /users/{id}/billable_rates."""

    rows: list[R] = msgspec.field(name="billable_rates")


class Results(Listed[R], Generic[R]):
    """A page of a report."""

    rows: list[R] = msgspec.field(name="results")


# ---- rows ----


class Named(Struct, gc=False):
    """A counterpart by id and name."""

    id: int
    name: str


class OwnClient(Struct, gc=False):
    """The client of a row; older answers do not say its currency."""

    id: int
    name: str
    currency: str | None = None


class OwnProject(Struct, gc=False):
    """The project of a row; older answers do not say its code."""

    id: int
    name: str
    code: str | UnsetType | None = UNSET


class Linked(Struct, gc=False):
    """The task elsewhere that an entry was started from."""

    permalink: str | None = None


class TimeEntry(Struct, gc=False):
    """A time entry. `hours` of a running timer grow while it runs; `hours_without_timer` do not."""

    id: int
    spent_date: date
    hours: Decimal
    is_running: bool
    user: Named
    project: OwnProject
    task: Named
    client: OwnClient
    rounded_hours: Decimal | None = None
    hours_without_timer: Decimal | None = None
    notes: str | None = None
    billable: bool | None = None
    is_closed: bool | None = None
    is_billed: bool | None = None
    billable_rate: Decimal | None = None
    started_time: str | None = None
    ended_time: str | None = None
    external_reference: Linked | None = None


class Receipt(Struct, gc=False):
    """Where an expense's receipt is; all of it may be null."""

    url: str | None = None


class Expense(Struct, gc=False):
    """An expense; `total_cost` is in the client's currency."""

    id: int
    spent_date: date
    total_cost: Decimal
    user: Named
    project: OwnProject
    client: OwnClient
    expense_category: Named
    notes: str | None = None
    billable: bool | None = None
    is_closed: bool | None = None
    is_billed: bool | None = None
    receipt: Receipt | None = None


class Client(Struct, gc=False):
    """A client."""

    id: int
    name: str
    is_active: bool
    currency: str | None = None
    address: str | None = None


class Project(Struct, gc=False):
    """A project with how it is billed and its budget."""

    id: int
    name: str
    is_active: bool
    client: OwnClient
    code: str | None = None
    is_billable: bool | None = None
    is_fixed_fee: bool | None = None
    bill_by: str | None = None
    hourly_rate: Decimal | None = None
    budget: Decimal | None = None
    budget_by: str | None = None
    budget_is_monthly: bool | None = None
    cost_budget: Decimal | None = None
    fee: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class Task(Struct, gc=False):
    """A kind of work: our activity."""

    id: int
    name: str
    is_active: bool
    billable_by_default: bool | None = None
    default_hourly_rate: Decimal | None = None


class User(Struct, gc=False):
    """A person. Only administrators are told rates and access roles."""

    id: int
    first_name: str
    last_name: str
    email: str | None = None
    is_active: bool = True
    timezone: str | None = None
    is_contractor: bool | None = None
    weekly_capacity: int | None = None
    default_hourly_rate: Decimal | None = None
    cost_rate: Decimal | None = None
    roles: list[str] | None = None
    access_roles: list[str] | None = None
    is_admin: bool | None = None


class BillableRate(Struct, gc=False):
    """What an hour of a person costs from one day to another, both included; null means without end."""

    amount: Decimal
    start_date: date | None = None
    end_date: date | None = None


class UserAssignment(Struct, gc=False):
    """A person on a project, with a rate of their own unless `use_default_rates`."""

    user: Named
    project: OwnProject
    is_active: bool
    use_default_rates: bool | None = None
    hourly_rate: Decimal | None = None
    budget: Decimal | None = None


class TaskAssignment(Struct, gc=False):
    """A task on a project."""

    task: Named
    project: OwnProject
    is_active: bool
    billable: bool | None = None
    hourly_rate: Decimal | None = None
    budget: Decimal | None = None


class TeamResult(Struct, gc=False):
    """One person's hours in one currency, in the report of the team."""

    user_id: int
    total_hours: Decimal


class Company(Struct, gc=False):
    """The account's own settings."""

    name: str
    wants_timestamp_timers: bool | None = None
    expense_feature: bool | None = None
    approval_feature: bool | None = None


class Account(Struct, gc=False):
    """One of the accounts that a token opens."""

    id: int
    name: str
    product: str


class Accounts(Struct, gc=False):
    """Whose token it is and what it opens."""

    accounts: list[Account]
