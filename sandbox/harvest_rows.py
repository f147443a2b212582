"""The objects of Harvest's API, with the keys that its documentation and recordings show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sandbox.records import Activity, Client, Dated, Expense, Person, Project, TimeEntry, number_for
from sandbox.tracker import Tracker

Json = dict[str, Any]

HOST = "northwind.harvestapp.com"
AVATAR = "https://cache.harvestapp.com/assets/profile_images/abraj_albait_towers.png?1498516481"
_ZONES = {
    "America/New_York": "Eastern Time (US & Canada)",
    "America/Chicago": "Central Time (US & Canada)",
    "America/Los_Angeles": "Pacific Time (US & Canada)",
    "Europe/Berlin": "Berlin",
    "Europe/London": "London",
    "Asia/Kolkata": "New Delhi",
}
_HUNDREDTH = Decimal("0.01")
_MINORS = {"JPY": 0}


@dataclass(slots=True)
class Preferences:
    """What an administrator of the account has set; tests set it otherwise."""

    timestamps: bool = False
    """Time is tracked by start and end, not by duration."""
    clock: str = "12h"
    round_to_minutes: int = 0
    round_up: bool = True
    """Each entry up, else to the nearest."""
    expenses: bool = True
    approval: bool = True
    reports_count_running: bool = False
    """Not documented, so a connector must bear both."""


_PREFERENCES: WeakKeyDictionary[Tracker, Preferences] = WeakKeyDictionary()


def preferences(tracker: Tracker) -> Preferences:
    """The preferences of an account."""
    return _PREFERENCES.setdefault(tracker, Preferences())


# ---- values ----


def hours(seconds: int) -> Decimal:
    """Decimal hours with two digits, as Harvest tracks them."""
    return (Decimal(seconds) / 3600).quantize(_HUNDREDTH, ROUND_DOWN)


def rounded(tracked: Decimal, account: Preferences) -> Decimal:
    """Hours of one entry by the account's Time Rounding."""
    if not account.round_to_minutes:
        return tracked
    step = Decimal(account.round_to_minutes) / 60
    return (tracked / step).to_integral_value(ROUND_CEILING if account.round_up else ROUND_HALF_UP) * step


def tracked_hours(entry: TimeEntry, now: datetime) -> Decimal:
    """The hours of an entry; a running timer's grow."""
    running = int((now - entry.started).total_seconds()) if entry.running and entry.started else 0
    return hours(entry.seconds + max(running, 0))


@lru_cache(65_536)
def stamp(moment: datetime) -> str:
    """A moment in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: Decimal | None) -> float | None:
    """Money and hours as Harvest writes them: with a decimal point, even where they are whole."""
    return None if value is None else float(value)


def money(minor: int, currency: str) -> float:
    """An amount in the major unit."""
    return float(Decimal(minor).scaleb(-_MINORS.get(currency, 2)))


def in_force(rates: tuple[Dated, ...], day: date) -> Decimal | None:
    """The price of a day."""
    return next((rate.price for rate in reversed(rates) if rate.since is None or rate.since <= day), None)


def clock(moment: datetime, zone: str, account: Preferences) -> str:
    """A time of day for a person, as the account shows clocks."""
    shown = moment.astimezone(ZoneInfo(zone))
    if account.clock == "24h":
        return f"{shown:%H:%M}"
    return f"{(shown.hour - 1) % 12 + 1}:{shown:%M}{'am' if shown.hour < 12 else 'pm'}"


def zone_name(zone: str) -> str:
    """A zone by the name that Harvest shows."""
    return _ZONES.get(zone, zone.split("/")[-1].replace("_", " "))


# ---- short forms inside other objects ----


def _client(client: Client | None) -> Json | None:
    return {"id": client.id, "name": client.name, "currency": client.currency} if client else None


def _project(project: Project | None) -> Json | None:
    return {"id": project.id, "name": project.name, "code": project.code or None} if project else None


def _named(one: Person | Activity | None) -> Json | None:
    return {"id": one.id, "name": one.name} if one else None


def _timestamps(one: Person | Client | Project | Activity) -> Json:
    return {"created_at": stamp(one.created), "updated_at": stamp(one.updated)}


# ---- reference data ----


def client(one: Client) -> Json:
    """GET /clients."""
    return {
        "id": one.id,
        "name": one.name,
        "is_active": not one.archived,
        "address": None,
        "statement_key": f"{number_for('harvest', 'statement', one.id):032x}",
        **_timestamps(one),
        "currency": one.currency,
    }


def bill_by(one: Project) -> str:
    """How a project is billed: at a rate of its own, by its people's, or not."""
    if not one.billable:
        return "none"
    return "Project" if one.rates else "People"


def project(one: Project, owner: Client | None, today: date) -> Json:
    """GET /projects."""
    return {
        "id": one.id,
        "name": one.name,
        "code": one.code or None,
        "is_active": not one.archived,
        "is_billable": one.billable,
        "is_fixed_fee": False,
        "bill_by": bill_by(one),
        "budget": None if one.budget_hours is None else float(one.budget_hours),
        "budget_by": "none" if one.budget_hours is None else "project",
        "budget_is_monthly": False,
        "notify_when_over_budget": False,
        "over_budget_notification_percentage": 80.0,
        "show_budget_to_all": False,
        **_timestamps(one),
        "starts_on": one.starts.isoformat() if one.starts else None,
        "ends_on": one.ends.isoformat() if one.ends else None,
        "over_budget_notification_date": None,
        "notes": one.note or None,
        "cost_budget": None,
        "cost_budget_include_expenses": False,
        "hourly_rate": number(in_force(one.rates, today)) if one.billable else None,
        "fee": None,
        "client": _client(owner),
    }


def task(one: Activity) -> Json:
    """GET /tasks."""
    return {
        "id": one.id,
        "name": one.name,
        "billable_by_default": one.billable,
        "default_hourly_rate": None,
        "is_default": False,
        "is_active": not one.archived,
        **_timestamps(one),
    }


def user(one: Person, today: date, rates: bool) -> Json:
    """GET /users and /users/me; what someone costs is told to administrators only."""
    first, _, last = one.name.partition(" ")
    money_of = {
        "default_hourly_rate": number(in_force(one.rates, today)),
        "cost_rate": number(in_force(one.costs, today)),
    }
    return {
        "id": one.id,
        "first_name": first,
        "last_name": last,
        "email": one.email,
        "telephone": "",
        "timezone": zone_name(one.zone),
        "weekly_capacity": one.weekly_seconds,
        "has_access_to_all_future_projects": False,
        "is_contractor": False,
        "is_active": not one.archived,
        **_timestamps(one),
        **(money_of if rates else {}),
        "roles": [one.role.capitalize()],
        "access_roles": ["administrator"] if one.admin else ["member"],
        "avatar_url": AVATAR,
    }


def billable_rates(one: Person) -> list[Json]:
    """GET /users/{id}/billable_rates: oldest first, each until the day before the next."""
    nexts = [*(rate.since for rate in one.rates[1:]), None][: len(one.rates)]
    return [
        {
            "id": number_for("harvest", "billable rate", one.id, rate.since),
            "amount": float(rate.price),
            "start_date": rate.since.isoformat() if rate.since else None,
            "end_date": date.fromordinal(until.toordinal() - 1).isoformat() if until else None,
            **_timestamps(one),
        }
        for rate, until in zip(one.rates, nexts, strict=True)
    ]


def user_assignment(one: Person, where: Project) -> Json:
    """GET /user_assignments, and what an entry has of it."""
    return {
        "id": number_for("harvest", "user assignment", where.id, one.id),
        "is_project_manager": one.admin,
        "is_active": not one.archived,
        "use_default_rates": True,
        "budget": None,
        **_timestamps(where),
        "hourly_rate": None,
    }


def task_assignment(one: Activity, where: Project) -> Json:
    """GET /task_assignments, and what an entry has of it."""
    return {
        "id": number_for("harvest", "task assignment", where.id, one.id),
        "billable": one.billable and where.billable,
        "is_active": not one.archived,
        **_timestamps(where),
        "hourly_rate": None,
        "budget": None,
    }


def with_project(assignment: Json, where: Project, one: Person | Activity) -> Json:
    """An assignment as its own list has it."""
    return assignment | {"project": _project(where), "user" if isinstance(one, Person) else "task": _named(one)}


def company(tracker: Tracker) -> Json:
    """GET /company."""
    account = preferences(tracker)
    return {
        "base_uri": f"https://{HOST}",
        "full_domain": HOST,
        "name": tracker.account.name,
        "is_active": True,
        "week_start_day": "Monday",
        "wants_timestamp_timers": account.timestamps,
        "time_format": "decimal",
        "date_format": "%Y-%m-%d",
        "plan_type": "simple-v4",
        "expense_feature": account.expenses,
        "invoice_feature": True,
        "estimate_feature": True,
        "team_feature": True,
        "approval_feature": account.approval,
        "clock": account.clock,
        "currency_code_display": "iso_code_none",
        "currency_symbol_display": "symbol_before",
        "decimal_symbol": ".",
        "thousands_separator": ",",
        "color_scheme": "orange",
        "weekly_capacity": 144000,
    }


# ---- time and expenses ----


def time_entry(entry: TimeEntry, tracker: Tracker) -> Json:
    """GET /time_entries: the whole object, with its assignments and rates."""
    account = preferences(tracker)
    person = tracker.people[entry.person]
    where = tracker.projects[entry.project] if entry.project is not None else None
    what = tracker.activities[entry.activity] if entry.activity is not None else None
    tracked = tracked_hours(entry, tracker.clock.now())
    clocks = account.timestamps and entry.started is not None
    return {
        "id": entry.id,
        "spent_date": entry.day.isoformat(),
        "hours": float(tracked),
        "hours_without_timer": float(hours(entry.seconds)),
        "rounded_hours": float(rounded(tracked, account)),
        "notes": entry.note or None,
        **_locks(entry, "Item"),
        "timer_started_at": stamp(entry.started) if entry.running and entry.started else None,
        "started_time": clock(entry.started, person.zone, account) if clocks and entry.started else None,
        "ended_time": clock(entry.ended, person.zone, account) if clocks and entry.ended else None,
        "is_running": entry.running,
        "billable": entry.billable,
        "budgeted": bool(where and where.budget_hours is not None),
        "billable_rate": number(entry.rate) if entry.billable else None,
        "cost_rate": number(in_force(person.costs, entry.day)),
        "created_at": stamp(entry.created),
        "updated_at": stamp(entry.updated),
        "user": _named(person),
        "client": _client(tracker.client_of(where)),
        "project": _project(where),
        "task": _named(what),
        "user_assignment": user_assignment(person, where) if where else None,
        "task_assignment": task_assignment(what, where) if where and what else None,
        "invoice": None,
        "external_reference": _reference(entry.url),
    }


def _locks(one: TimeEntry | Expense, what: str) -> Json:
    reasons = [word for word, holds in (("Invoiced", one.invoiced), ("Approved", one.approved)) if holds]
    reason = f"{what} {' and '.join(reasons)} and Locked for this Time Period" if reasons else None
    return {
        "is_locked": bool(reasons),
        "locked_reason": reason,
        "is_closed": one.approved,
        "is_billed": one.invoiced,
    }


def _reference(url: str) -> Json | None:
    if not url:
        return None
    host, _, path = url.partition("://")[2].partition("/")
    return {
        "id": path.rstrip("/").split("/")[-1],
        "group_id": None,
        "account_id": None,
        "permalink": url,
        "service": host,
        "service_icon_url": f"https://proxy.harvestfiles.com/production_harvestapp_public/uploads/{host}.png",
    }


def expense(one: Expense, tracker: Tracker) -> Json:
    """GET /expenses; a receipt is on the web application, not on the API's host."""
    where = tracker.projects[one.project]
    person = tracker.people[one.person]
    receipt: Json = {"url": None, "file_name": None, "file_size": None, "content_type": None}
    if one.receipt:
        url = f"https://{HOST}/expenses/{one.id}/receipt"
        receipt = {"url": url, "file_name": one.receipt, "file_size": 39410, "content_type": "application/pdf"}
    return {
        "id": one.id,
        "notes": one.note or None,
        "total_cost": money(one.minor, one.currency),
        "units": float(one.quantity),
        **_locks(one, "Expense"),
        "spent_date": one.day.isoformat(),
        "created_at": stamp(one.created),
        "updated_at": stamp(one.updated),
        "billable": one.billable,
        "receipt": receipt,
        "user": _named(person),
        "user_assignment": user_assignment(person, where),
        "project": _project(where),
        "expense_category": {
            "id": number_for("harvest", "expense category", one.category),
            "name": one.category,
            "unit_price": None if one.unit_minor is None else f"{money(one.unit_minor, one.currency):.2f}",
            "unit_name": one.unit or None,
        },
        "client": _client(tracker.client_of(where)),
        "invoice": None,
    }
