"""Clockify on loopback: the core API v1 and the reports API v1, as documented and as measured by others.

Imitated: a key in X-Api-Key and nothing else, refusals with a numeric code (a missing entity is 400 with 501, never
404), lists with page, page-size and Last-Page, reports whose range is a wall clock in the zone that is asked for, and
lists of changed entities. Unlike Clockify it refuses parameters that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox import clockify_core as core
from sandbox import clockify_hooks as hooks
from sandbox import clockify_reports as reports
from sandbox.kinds import Kind, flag, text
from sandbox.limits import Limit
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.world import World

SPEC = "clockify-official.openapi.yaml"
A_SECOND, AN_HOUR = 50, 30
"""Requests: the standard limit, and that of a newer workspace on the plan Free."""

REFUSALS = {
    "no credentials": (401, 1000, "Multiple or none auth tokens present"),
    "bad token": (401, 4003, "Api key does not exist"),
    "expired": (401, 4003, "Api key does not exist"),
    "wrong account": (400, 501, ""),
    "forbidden": (403, 403, "Access Denied"),
    "unknown route": (404, 3000, ""),
    "wrong method": (405, 3000, ""),
    "unknown parameter": (400, 400, ""),
    "missing parameter": (400, 400, ""),
    "wrong type": (400, 400, ""),
    "not found": (400, 501, ""),
    "too many": (429, 429, "Too many requests"),
    "quota": (402, 402, "Payment required"),
    "plan": (403, 403, ""),
    "broken": (500, 500, "Internal server error"),
}


def services(world: World) -> tuple[Service, ...]:
    """Both hosts, which share a key."""
    return (
        Service("clockify", "/clockify", (*CORE, *hooks.ROUTES), sign_in, refuse, limits, spec=SPEC, spec_prefix="/v1"),
        Service("clockify", "/clockify-reports", REPORTS, sign_in, refuse, limits, spec=SPEC, spec_prefix="/v1"),
    )


def sign_in(asked: Asked) -> Access:
    """One key in X-Api-Key; a Bearer or a second credential is refused."""
    key = asked.headers.get("x-api-key", "")
    if not key or "x-addon-token" in asked.headers or "authorization" in asked.headers:
        raise Problem("no credentials")
    access = asked.tracker.access.get(key)
    if access is None:
        raise Problem("bad token")
    if access.expired:
        raise Problem("expired")
    return access


def refuse(problem: Problem) -> Answer:
    """Clockify's shape of an error; Retry-After is not documented and only a planned fault sends it."""
    status, code, words = REFUSALS[problem.kind]
    headers = {"Retry-After": problem.wait} if problem.wait and problem.use is None else {}
    return Answer({"message": words or problem.words or problem.kind, "code": code}, status, headers)


def limits(asked: Asked) -> Iterable[Limit]:
    """What may be sent, by the help centre's page on limitations of webhooks and API."""
    yield Limit("standard", A_SECOND, 1)
    if asked.tracker.plan == "free":
        yield Limit("free", AN_HOUR, 3600, rolling=False)


_PLACE = "/workspaces/{workspaceId}"


def _core(path: str, handle: Callable[[Asked], Answer], query: dict[str, Kind], **more: object) -> Route:
    return Route("GET", f"/api/v1{path}", handle, f"GET {path}", query, **more)  # type: ignore[arg-type]


CORE = (
    _core("/user", core.me, {"include-memberships": flag}),
    _core("/workspaces", core.workspaces, core.ROLES),
    _core(_PLACE, core.workspace, {}),
    _core(f"{_PLACE}/users", core.users, core.USERS),
    _core(f"{_PLACE}/clients", core.clients, core.CLIENTS),
    _core(f"{_PLACE}/projects", core.projects, core.PROJECTS),
    _core(f"{_PLACE}/projects/{{projectId}}/tasks", core.tasks, core.TASKS),
    _core(f"{_PLACE}/tags", core.tags, core.TAGS),
    _core(f"{_PLACE}/custom-fields", core.custom_fields, {"name": text, "status": text, "entity-type": text}),
    _core(
        f"{_PLACE}/time-entries/status/in-progress",
        core.running,
        core.RUNNING,
        records="",
        spoils="timeInterval.start",
    ),
    Route(
        "PATCH",
        f"/api/v1{_PLACE}/time-entries/invoiced",
        core.mark_invoiced,
        f"PATCH {_PLACE}/time-entries/invoiced",
        body=core.MARKED,
    ),
    _core(f"{_PLACE}/time-entries/{{id}}", core.entry, {"hydrated": flag}),
    _core(f"{_PLACE}/user/{{userId}}/time-entries", core.entries_of, core.ENTRIES),
    _core(f"{_PLACE}/entities/created", core.created, core.CHANGED, needs=("type",)),
    _core(f"{_PLACE}/entities/updated", core.updated, core.CHANGED, needs=("type",)),
    _core(f"{_PLACE}/entities/deleted", core.deleted, core.CHANGED, needs=("type",)),
    _core(
        f"{_PLACE}/expenses",
        core.expenses,
        {**core.PAGED, "user-id": text},
        records="expenses.expenses",
        spoils="total",
    ),
    _core(f"{_PLACE}/expenses/{{expenseId}}/files/{{fileId}}", core.receipt, {}),
)

REPORTS = (
    Route(
        "POST",
        f"/v1{_PLACE}/reports/detailed",
        reports.detailed,
        f"POST {_PLACE}/reports/detailed",
        body=reports.DETAILED,
        records="timeentries",
        spoils="timeInterval.duration",
    ),
    Route(
        "POST",
        f"/v1{_PLACE}/reports/expenses/detailed",
        reports.expenses,
        f"POST {_PLACE}/reports/expenses/detailed",
        body=reports.EXPENSES,
        records="expenses",
        spoils="amount",
    ),
)
