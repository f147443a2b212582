"""The objects of Clockify's API, with the keys that its documentation and recordings show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sandbox.records import Activity, Client, Dated, Person, Project, Tag, TimeEntry, hex_for
from sandbox.tracker import Tracker

Json = dict[str, Any]

PLANS = {"free": "FREE", "starter": "STANDARD_2021", "premium": "PRO"}
FEATURES = ("APPROVAL", "CUSTOM_FIELDS", "EXPENSES", "HISTORIC_RATES", "INVOICING", "LABOR_COST", "TASK_RATES")
COLOR = "#9C27B0"


@dataclass(slots=True)
class Preferences:
    """What a workspace is like beyond its data; tests set it otherwise."""

    types: dict[int, str] = field(default_factory=dict)
    """Entries that are no work: BREAK, HOLIDAY or TIME_OFF, by id."""
    totals_count_all: bool = True
    """Whether totals count those, too; not documented, so a connector must bear both."""
    code_field: str = ""
    """The name of a custom field, if there is one; `codes` are its values by the id of an entry or project."""
    codes: dict[int, str] = field(default_factory=dict)
    entities: str = "object"
    """How changed entities are listed: an object with `response`, a bare list, or absent; descriptions disagree."""
    last_page: bool = True
    """Whether lists send Last-Page."""
    most_rows: int = 1000
    """How many rows a page of a report has at most, however many are asked for; its maximum is not documented."""
    rates_in_rows: bool = True
    """Whether rows of the report have rate and amount."""


_PREFERENCES: WeakKeyDictionary[Tracker, Preferences] = WeakKeyDictionary()


def preferences(tracker: Tracker) -> Preferences:
    """The preferences of a workspace."""
    return _PREFERENCES.setdefault(tracker, Preferences())


def kind(entry: TimeEntry, tracker: Tracker) -> str:
    """Whether an entry is work."""
    return preferences(tracker).types.get(entry.id, "REGULAR")


# ---- values ----


def cents(price: Decimal) -> int:
    """An amount in hundredths, whatever its currency."""
    return int((price * 100).quantize(Decimal(1), ROUND_HALF_UP))


def stamp(moment: datetime, zone: str = "UTC") -> str:
    """A moment as it is shown in a zone: with Z in UTC, else with the offset."""
    text = moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if zone in ("UTC", "Z") else text


def span(seconds: int) -> str:
    """A duration such as PT1H30M."""
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = [f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if number]
    return "PT" + ("".join(parts) or "0S")


def rate(price: Decimal | None, code: str) -> Json | None:
    """A rate of the core API."""
    return None if price is None else {"amount": cents(price), "currency": code}


def in_force(rates: tuple[Dated, ...], day: date) -> Decimal | None:
    """The price of a day."""
    return next((each.price for each in reversed(rates) if each.since is None or each.since <= day), None)


def currency(code: str) -> Json:
    """A currency of the workspace."""
    return {"id": hex_for("clockify", "currency", code), "code": code}


def approval(approved: bool, who: str, day: date) -> str | None:
    """The id of the request by which somebody's week was approved."""
    return hex_for("clockify", "approval", who, *day.isocalendar()[:2]) if approved else None


# ---- who and what ----


def user(one: Person, tracker: Tracker, memberships: bool = False) -> Json:
    """GET /user and the rows of GET /workspaces/{workspaceId}/users."""
    workspace = tracker.account.hex
    return {
        "id": one.hex,
        "email": one.email,
        "name": one.name,
        "memberships": [membership(one, tracker)] if memberships else [],
        "profilePicture": "https://img.clockify.me/no-user-image.png",
        "activeWorkspace": workspace,
        "defaultWorkspace": workspace,
        "settings": {
            "weekStart": "MONDAY",
            "timeZone": one.zone,
            "timeFormat": "HOUR24",
            "dateFormat": "MM/DD/YYYY",
            "summaryReportSettings": {"group": "Project", "subgroup": "Time Entry"},
        },
        "status": "ACTIVE",
        "customFields": [],
    }


def membership(one: Person, tracker: Tracker) -> Json:
    """What a person is in the workspace."""
    today, code = tracker.clock.now().date(), tracker.account.currency
    return {
        "userId": one.hex,
        "hourlyRate": rate(in_force(one.rates, today), code),
        "costRate": rate(in_force(one.costs, today), code),
        "targetId": tracker.account.hex,
        "membershipType": "WORKSPACE",
        "membershipStatus": "INACTIVE" if one.archived else "ACTIVE",
    }


def workspace(tracker: Tracker) -> Json:
    """GET /workspaces/{workspaceId}."""
    account = tracker.account
    codes = sorted({account.currency, *(each.currency for each in tracker.clients.values())})
    return {
        "id": account.hex,
        "name": account.name,
        "hourlyRate": {"amount": 0, "currency": account.currency},
        "costRate": {"amount": 0, "currency": account.currency},
        "memberships": [],
        "workspaceSettings": {
            "timeRoundingInReports": False,
            "round": {"round": "Round to nearest", "minutes": "15"},
            "forceProjects": False,
            "durationFormat": "FULL",
            "lockTimeZone": account.zone,
        },
        "imageUrl": "",
        "featureSubscriptionType": PLANS[tracker.plan],
        "features": [] if tracker.plan == "free" else list(FEATURES),
        "currencies": [{**currency(each), "isDefault": each == account.currency} for each in codes],
        "subdomain": {"name": None, "enabled": False},
        "cakeOrganizationId": f"{account.organization:024x}",
    }


def client(one: Client, tracker: Tracker) -> Json:
    """A row of GET /workspaces/{workspaceId}/clients."""
    return {
        "id": one.hex,
        "name": one.name,
        "email": None,
        "workspaceId": tracker.account.hex,
        "archived": one.archived,
        "address": None,
        "note": None,
        "currencyId": currency(one.currency)["id"],
        "currencyCode": one.currency,
        "ccEmails": None,
    }


def project(one: Project, tracker: Tracker, rates: bool = True) -> Json:
    """A row of GET /workspaces/{workspaceId}/projects."""
    whose = tracker.client_of(one)
    today, hours = tracker.clock.now().date(), one.budget_hours
    return {
        "id": one.hex,
        "name": one.name,
        "hourlyRate": rate(in_force(one.rates, today), _code(whose, tracker)) if rates else None,
        "clientId": whose.hex if whose else "",
        "workspaceId": tracker.account.hex,
        "billable": one.billable,
        "memberships": [],
        "color": COLOR,
        "estimate": {"estimate": span((hours or 0) * 3600), "type": "MANUAL" if hours else "AUTO"},
        "archived": one.archived,
        "duration": "PT0S",
        "clientName": whose.name if whose else "",
        "note": one.note,
        "costRate": None,
        "timeEstimate": {
            "estimate": span((hours or 0) * 3600),
            "type": "MANUAL" if hours else "AUTO",
            "resetOption": None,
            "active": hours is not None,
            "includeNonBillable": True,
        },
        "budgetEstimate": None,
        "template": False,
        "public": True,
    }


def hydrated_project(one: Project, tracker: Tracker, rates: bool = True) -> Json:
    """The same with client, tasks, custom fields and currency, and without the client's name beside them."""
    whose = tracker.client_of(one)
    kept = {name: value for name, value in project(one, tracker, rates).items() if name != "clientName"}
    short = ("id", "name", "email", "workspaceId", "archived", "address", "note")
    return {
        **kept,
        "client": {name: client(whose, tracker)[name] for name in short} if whose else None,
        "tasks": [task(each, tracker) | {"favorite": False} for each in tasks_of(one, tracker)],
        "customFields": custom_values(one.id, tracker),
        "currency": currency(_code(whose, tracker)),
        "favorite": False,
    }


def _code(whose: Client | None, tracker: Tracker) -> str:
    return whose.currency if whose else tracker.account.currency


def tasks_of(one: Project, tracker: Tracker) -> list[Activity]:
    """The tasks of a project."""
    return [each for each in tracker.activities.values() if each.project == one.id]


def task(one: Activity, tracker: Tracker) -> Json:
    """A row of GET /workspaces/{workspaceId}/projects/{projectId}/tasks."""
    owner = tracker.projects.get(one.project or 0)
    return {
        "id": one.hex,
        "name": one.name,
        "projectId": owner.hex if owner else None,
        "assigneeIds": [],
        "assigneeId": None,
        "userGroupIds": [],
        "estimate": "PT0S",
        "status": "DONE" if one.archived else "ACTIVE",
        "budgetEstimate": 0,
        "duration": "PT0S",
        "billable": one.billable,
        "hourlyRate": None,
        "costRate": None,
    }


def tag(one: Tag, tracker: Tracker) -> Json:
    """A row of GET /workspaces/{workspaceId}/tags."""
    return {"id": one.hex, "name": one.name, "workspaceId": tracker.account.hex, "archived": one.archived}


def custom_field(tracker: Tracker) -> Json:
    """A row of GET /workspaces/{workspaceId}/custom-fields."""
    name = preferences(tracker).code_field
    return {
        "id": hex_for("clockify", "custom field", name),
        "name": name,
        "type": "TXT",
        "status": "VISIBLE",
        "workspaceId": tracker.account.hex,
        "entityType": "TIMEENTRY",
        "required": False,
    }


def custom_values(number: int, tracker: Tracker) -> list[Json]:
    """The custom fields of an entry or project."""
    code = preferences(tracker).codes.get(number)
    if code is None:
        return []
    known = custom_field(tracker)
    return [{"customFieldId": known["id"], "name": known["name"], "type": "TXT", "value": code}]


# ---- entries ----


def entry(one: TimeEntry, tracker: Tracker, rates: bool = True) -> Json:
    """GET /workspaces/{workspaceId}/time-entries/{id}; a running one has neither end nor duration."""
    project_of, task_of = tracker.projects.get(one.project or 0), tracker.activities.get(one.activity or 0)
    assert one.started is not None, "Clockify keeps clock times"
    ended = None if one.running else one.ended
    return {
        "id": one.hex,
        "description": one.note,
        "tagIds": [tracker.tags[each].hex for each in one.tags],
        "userId": tracker.people[one.person].hex,
        "billable": one.billable,
        "taskId": task_of.hex if task_of else None,
        "projectId": project_of.hex if project_of else None,
        "workspaceId": tracker.account.hex,
        "timeInterval": {
            "start": stamp(one.started),
            "end": stamp(ended) if ended else None,
            "duration": span(int((ended - one.started).total_seconds())) if ended else None,
        },
        "customFieldValues": custom_values(one.id, tracker),
        "type": kind(one, tracker),
        "kioskId": None,
        "hourlyRate": rate(one.rate, one.currency) if rates else None,
        "costRate": None,
        "isLocked": one.locked,
    }


def hydrated_entry(one: TimeEntry, tracker: Tracker, rates: bool = True) -> Json:
    """The same with project, task and tags instead of ids alone."""
    project_of, task_of = tracker.projects.get(one.project or 0), tracker.activities.get(one.activity or 0)
    return {
        **entry(one, tracker, rates),
        "tags": [tag(tracker.tags[each], tracker) for each in one.tags],
        "user": None,
        "task": task(task_of, tracker) if task_of else None,
        "project": project(project_of, tracker, rates) if project_of else None,
        "kiosk": None,
    }


def report_row(one: TimeEntry, tracker: Tracker, zone: str, rates: bool = True) -> Json:
    """A row of the detailed report, with moments as a zone shows them."""
    project_of, task_of = tracker.projects.get(one.project or 0), tracker.activities.get(one.activity or 0)
    whose, who = tracker.client_of(project_of), tracker.people[one.person]
    assert one.started is not None and one.ended is not None, "what runs is in no report"
    shown = one.rate if rates else None
    row: Json = {
        "_id": one.hex,
        "description": one.note,
        "userId": who.hex,
        "timeInterval": {
            "start": stamp(one.started, zone),
            "end": stamp(one.ended, zone),
            "duration": one.seconds,
        },
        "billable": one.billable,
        "projectId": project_of.hex if project_of else None,
        "taskId": task_of.hex if task_of else None,
        "tagIds": [tracker.tags[each].hex for each in one.tags],
        "approvalRequestId": hex_for("clockify", "approval", who.hex, *one.day.isocalendar()[:2])
        if one.approved
        else None,
        "type": kind(one, tracker),
        "isLocked": one.locked,
        "amount": cents(shown * one.seconds / 3600) if shown is not None and one.billable else None,
        "rate": cents(shown) if shown is not None else None,
        "projectName": project_of.name if project_of else "",
        "projectColor": COLOR if project_of else "",
        "clientName": whose.name if whose else "",
        "clientId": whose.hex if whose else "",
        "userName": who.name,
        "userEmail": who.email,
    }
    if not preferences(tracker).rates_in_rows:
        row = {name: value for name, value in row.items() if name not in ("rate", "amount")}
    row |= {"taskName": task_of.name} if task_of else {}
    row |= (
        {"tags": [{"id": tracker.tags[each].hex, "name": tracker.tags[each].name} for each in one.tags]}
        if one.tags
        else {}
    )
    row |= {"invoicingInfo": {"manuallyInvoiced": True}} if one.invoiced else {}
    row |= {"customFields": custom_values(one.id, tracker)} if preferences(tracker).code_field else {}
    return row


def changed(one: TimeEntry, tracker: Tracker, deleted_at: datetime | None = None) -> Json:
    """A row of GET /workspaces/{workspaceId}/entities/…."""
    row: Json = {"id": one.hex, "documentCode": "TIME_ENTRY", "document": {"id": one.hex}}
    if deleted_at is not None:
        return {**row, "deletedAt": stamp(deleted_at)}
    return {**row, "auditMetadata": {"createdAt": stamp(one.created), "updatedAt": stamp(one.updated)}}
