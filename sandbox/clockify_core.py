"""Clockify's core API on loopback: people, clients, projects, tags, entries, expenses and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sandbox import clockify_rows as rows
from sandbox.clockify_expenses import expense
from sandbox.clockify_reports import in_workspace
from sandbox.kinds import Kind, Repeated, boolean, flag, list_of, moment, number, object_of, one_of, text
from sandbox.listing import NEWEST
from sandbox.northwind.expenses import receipt_pdf
from sandbox.records import TimeEntry, entry_number, hex_for
from sandbox.routes import Answer, Asked, Problem
from sandbox.tracker import Unknown

T = TypeVar("T")

LARGEST_PAGE = 5000
MOST_RUNNING = 1000
SEEN_AFTER = timedelta(minutes=1)
"""How long after a deletion it is told."""
CHANGES_OF = timedelta(days=30)

PAGED: dict[str, Kind] = {"page": number(1), "page-size": number(1, LARGEST_PAGE)}
SORTED: dict[str, Kind] = {"sort-column": text, "sort-order": one_of("ASCENDING", "DESCENDING")}
NAMED: dict[str, Kind] = {"name": text, "strict-name-search": flag}
USERS: dict[str, Kind] = {
    **PAGED,
    **SORTED,
    "email": text,
    "project-id": text,
    "status": one_of("PENDING", "ACTIVE", "DECLINED", "INACTIVE", "ALL"),
    "account-statuses": text,
    "name": text,
    "memberships": one_of("ALL", "NONE", "WORKSPACE", "PROJECT", "USERGROUP"),
    "include-roles": flag,
}
CLIENTS: dict[str, Kind] = {**PAGED, **SORTED, "name": text, "archived": flag}
PROJECTS: dict[str, Kind] = {**PAGED, **SORTED, **NAMED, "archived": flag, "billable": flag, "hydrated": flag}
TAGS: dict[str, Kind] = {**PAGED, **SORTED, **NAMED, "archived": flag}
TASKS: dict[str, Kind] = {**PAGED, **SORTED, **NAMED, "is-active": flag}
RUNNING: dict[str, Kind] = {"page": number(1), "page-size": number(1, MOST_RUNNING)}
ENTRIES: dict[str, Kind] = {**PAGED, "start": moment, "end": moment, "hydrated": flag}
CHANGED: dict[str, Kind] = {
    "type": Repeated(
        one_of(
            "CLIENTS",
            "PROJECTS",
            "TAGS",
            "TASKS",
            "SCHEDULED_ASSIGNMENT",
            "TIME_ENTRY",
            "TIME_ENTRY_RATE",
            "TIME_ENTRY_CUSTOM_FIELD_VALUE",
        )
    ),
    "start": moment,
    "end": moment,
    "page": number(0),
    "limit": number(1),
}
ROLES: dict[str, Kind] = {"roles": Repeated(one_of("WORKSPACE_ADMIN", "OWNER", "TEAM_MANAGER", "PROJECT_MANAGER"))}


# ---- who and what ----


def me(asked: Asked) -> Answer:
    """GET /user."""
    assert asked.access is not None, "it was signed in"
    found = asked.tracker.people[asked.access.person]
    return Answer(rows.user(found, asked.tracker, asked.query.get("include-memberships", False)))


def workspaces(asked: Asked) -> Answer:
    """GET /workspaces; with roles, those where the key's owner has one of them."""
    wanted = asked.query.get("roles")
    has = wanted is None or (asked.only is None and "OWNER" in wanted)
    return Answer([rows.workspace(asked.tracker)] if has else [])


def workspace(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}."""
    in_workspace(asked)
    return Answer(rows.workspace(asked.tracker))


def users(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/users: the active ones unless a status says otherwise."""
    status, full = asked.query.get("status", "ACTIVE"), asked.query.get("memberships") in ("ALL", "WORKSPACE")
    wanted = {"ALL": (True, False), "ACTIVE": (False,), "INACTIVE": (True,)}.get(status, ())
    found = [each for each in asked.tracker.people.values() if each.archived in wanted]
    found.sort(key=lambda each: each.email)
    return listed(asked, found, lambda each: rows.user(each, asked.tracker, full and asked.only is None))


def clients(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/clients: archived ones, too, unless a request says otherwise."""
    return listed(asked, _kept(asked, asked.tracker.clients.values()), lambda each: rows.client(each, asked.tracker))


def projects(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/projects: the same."""
    shown = rows.hydrated_project if asked.query.get("hydrated") else rows.project
    billable = asked.query.get("billable")
    found = [each for each in _kept(asked, asked.tracker.projects.values()) if billable in (None, each.billable)]
    return listed(asked, found, lambda each: shown(each, asked.tracker, asked.only is None))


def tags(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/tags: the same."""
    return listed(asked, _kept(asked, asked.tracker.tags.values()), lambda each: rows.tag(each, asked.tracker))


def tasks(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/projects/{projectId}/tasks."""
    in_workspace(asked)
    found = asked.tracker.projects.get(asked.tracker.ids.get(asked.parts["projectId"], 0))
    if found is None:
        raise Unknown("Project doesn't belong to Workspace")
    active = asked.query.get("is-active")
    kept = [each for each in rows.tasks_of(found, asked.tracker) if not active or not each.archived]
    return listed(asked, kept, lambda each: rows.task(each, asked.tracker))


def custom_fields(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/custom-fields: all of them, on one page, without Last-Page."""
    in_workspace(asked)
    return Answer([rows.custom_field(asked.tracker)] if rows.preferences(asked.tracker).code_field else [])


def _kept(asked: Asked, all_of: Iterable[T]) -> list[T]:
    archived, name = asked.query.get("archived"), asked.query.get("name", "")
    found = [each for each in all_of if archived in (None, getattr(each, "archived"))]  # noqa: B009  # any reference
    return sorted((each for each in found if name in str(getattr(each, "name"))), key=_by_name)  # noqa: B009


def _by_name(one: Any) -> tuple[str, int]:
    return one.name, one.id


def listed(asked: Asked, found: Sequence[T], shown: Callable[[T], Any], usual: int = 50) -> Answer:
    """A page of a list, which says in a header whether it is the last one."""
    in_workspace(asked)
    size, page = asked.query.get("page-size", usual), asked.query.get("page", 1)
    headers = {"Last-Page": "true" if page * size >= len(found) else "false"}
    shown_rows = [shown(each) for each in found[(page - 1) * size : page * size]]
    return Answer(shown_rows, headers=headers if rows.preferences(asked.tracker).last_page else {})


# ---- entries ----


def running(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/time-entries/status/in-progress."""
    found = [each for each in asked.tracker.running() if asked.only in (None, each.person)]
    return listed(asked, found, lambda each: rows.entry(each, asked.tracker, asked.only is None), usual=10)


def entry(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/time-entries/{id}."""
    in_workspace(asked)
    try:
        found = asked.tracker.entry(entry_number(asked.parts["id"]))
    except Unknown:
        raise Unknown("Time entry doesn't belong to Workspace") from None
    if asked.only not in (None, found.person):
        raise Unknown("Time entry doesn't belong to Workspace")
    shown = rows.hydrated_entry if asked.query.get("hydrated") else rows.entry
    return Answer(shown(found, asked.tracker, asked.only is None))


def entries_of(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/user/{userId}/time-entries: newest first."""
    in_workspace(asked)
    person = asked.tracker.ids.get(asked.parts["userId"], 0)
    if person not in asked.tracker.people or asked.only not in (None, person):
        raise Unknown("User doesn't belong to Workspace")
    found = asked.tracker.everything(NEWEST).where(lambda each: each.person == person and _within(asked, each))
    shown = rows.hydrated_entry if asked.query.get("hydrated") else rows.entry
    return listed(asked, found, lambda each: shown(each, asked.tracker, asked.only is None))


def _within(asked: Asked, one: TimeEntry) -> bool:
    """By the start; the window is a wall clock of the account, so whole days of it are imitated only."""
    first, last = asked.query.get("start"), asked.query.get("end")
    started = one.started
    assert started is not None, "Clockify keeps clock times"
    shown = started.replace(tzinfo=None)
    return (first is None or shown >= first.replace(tzinfo=None)) and (
        last is None or shown < last.replace(tzinfo=None)
    )


MARKED = object_of({"timeEntryIds": list_of(text), "invoiced": boolean}, ("timeEntryIds", "invoiced"))


def mark_invoiced(asked: Asked) -> Answer:
    """PATCH /workspaces/{workspaceId}/time-entries/invoiced: by those who manage it; all of the entries, or none.

    The entries do not count as updated by it. Invoicing is not on the plan Free.
    """
    in_workspace(asked)
    if asked.tracker.plan == "free":
        raise Problem("plan", "Invoicing is not available on your plan")
    if asked.only is not None:
        raise Problem("forbidden")
    ids = asked.body["timeEntryIds"]
    if not ids or len(set(ids)) < len(ids):
        raise Problem("wrong type", "timeEntryIds must name at least one entry, each once", "timeEntryIds")
    try:
        found = [asked.tracker.entry(entry_number(each)) for each in ids]
    except Unknown:
        raise Unknown("Time entry doesn't belong to Workspace") from None
    for each in found:
        asked.tracker.change(each.id, invoiced=asked.body["invoiced"], updated=each.updated)
    return Answer(None)


# ---- what changed ----


def created(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/entities/created."""
    begin, end = _changes(asked)
    found = [each for each in asked.tracker.updated_since(begin) if begin <= each.created <= end]
    return _told(asked, [rows.changed(each, asked.tracker) for each in found])


def updated(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/entities/updated: what was created in the same window is not in it."""
    begin, end = _changes(asked)
    found = [each for each in asked.tracker.updated_since(begin) if each.updated <= end and each.created < begin]
    return _told(asked, [rows.changed(each, asked.tracker) for each in found])


def deleted(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/entities/deleted: what was created in the same window is not in it either."""
    begin, end = _changes(asked)
    told = min(end, asked.world.clock.now() - SEEN_AFTER)
    found = [(each, gone) for each, gone in asked.tracker.deleted_since(begin) if gone <= told and each.created < begin]
    return _told(asked, [rows.changed(each, asked.tracker, gone) for each, gone in found])


def _changes(asked: Asked) -> tuple[datetime, datetime]:
    """The window, which is of 30 days where one end is not given."""
    in_workspace(asked)
    if rows.preferences(asked.tracker).entities == "absent" or asked.only is not None:
        raise Problem("unknown route", f"No static resource {asked.path.removeprefix('/api/')}.")
    begin, end = asked.query.get("start"), asked.query.get("end")
    if end is None:
        end = begin + CHANGES_OF if begin else asked.world.clock.now()
    return begin or end - CHANGES_OF, end


def _told(asked: Asked, found: list[Any]) -> Answer:
    size, page = asked.query.get("limit", 50), asked.query.get("page", 0)
    here = found[page * size : (page + 1) * size] if "TIME_ENTRY" in asked.query["type"] else []
    return Answer({"response": here} if rows.preferences(asked.tracker).entities == "object" else here)


# ---- expenses ----


def expenses(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/expenses: all of them, newest first; there is no filter by date."""
    in_workspace(asked)
    if asked.tracker.plan == "free":
        raise Problem("plan", "Expenses are not available on your plan")
    wanted = asked.query.get("user-id")
    person = asked.tracker.ids.get(wanted, 0) if wanted else None
    found = [each for each in asked.tracker.expenses.values() if each.person in (person or each.person,)]
    found = sorted((each for each in found if asked.only in (None, each.person)), key=lambda each: (each.day, each.id))
    page = listed(asked, found[::-1], lambda each: expense(each, asked.tracker))
    inner = {"expenses": page.content, "count": len(found)}
    return Answer({"expenses": inner, "dailyTotals": [], "weeklyTotals": []}, headers=page.headers)


def receipt(asked: Asked) -> Answer:
    """GET /workspaces/{workspaceId}/expenses/{expenseId}/files/{fileId}."""
    in_workspace(asked)
    found = asked.tracker.expenses.get(entry_number(asked.parts["expenseId"]))
    if found is None or not found.receipt or asked.parts["fileId"] != hex_for("clockify", "receipt", found.hex):
        raise Unknown("Expense file doesn't belong to Workspace")
    amount = f"{found.minor / 100:.2f} {found.currency}"
    return Answer(receipt_pdf(found.note, amount), media="application/pdf")
