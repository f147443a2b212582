"""Toggl Track on loopback: Track API v9 for who and what there is, Reports API v3 for all entries and their sum.

Imitated as documented: Basic authentication with 403 for a token that is not known, about one request a second, an
hourly quota for the organisation and one for the person (402, with what is left in headers), plans that lack features
(402, too), the report's paging by headers, its days in the zone of the token's owner, and its rounding by the owner's
preferences unless a request says otherwise.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping

from sandbox import toggl_hooks
from sandbox import toggl_reports as reports
from sandbox import toggl_track as track
from sandbox.kinds import boolean, day, flag, number, object_of, one_of, whole
from sandbox.limits import Limit
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.world import World

HOURLY = {"free": 30, "starter": 240, "premium": 600}
HOURLY_ABOUT_THE_PERSON = 30

STATUSES = {
    "no credentials": (403, "Incorrect username and/or password"),
    "bad token": (403, "Incorrect username and/or password"),
    "expired": (403, "Incorrect username and/or password"),
    "wrong account": (403, "Workspace not found/accessible"),
    "forbidden": (403, "User does not have access to this resource."),
    "unknown route": (404, "Not found"),
    "not found": (404, "Not found"),
    "wrong method": (405, "Method not allowed"),
    "missing parameter": (400, "At least one parameter must be set"),
    "unknown parameter": (400, "Invalid '{0.where}' value: {0.words}"),
    "wrong type": (400, "Invalid '{0.where}' value: {0.words}"),
    "too many": (429, "Too many requests"),
    "quota": (402, "You have hit your hourly limit for API calls. Your quota will reset in {1} seconds."),
    "plan": (402, "{0.words}"),
    "broken": (500, "Internal Server Error"),
}


def services(world: World) -> tuple[Service, ...]:
    """All APIs, which share one address, sign-in and quota."""
    return (Service("toggl", "/toggl", (*ROUTES, *toggl_hooks.ROUTES), sign_in, refuse, limits, told),)


# ---- who is asking, and how often ----


def sign_in(asked: Asked) -> Access:
    """HTTP Basic: the token as user, the word api_token as password."""
    kind, _, given = asked.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        raise Problem("no credentials")
    try:
        token, _, password = b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        raise Problem("bad token") from None
    access = asked.tracker.access.get(token)
    if access is None or password != "api_token":
        raise Problem("bad token")
    if access.expired:
        raise Problem("expired")
    return access


def limits(asked: Asked) -> Iterable[Limit]:
    """The leaky bucket, and the hourly quota of the person (/me) or of the organisation (all else)."""
    yield Limit("bucket", 2, 1)
    if asked.path.startswith("/api/v9/me"):
        yield Limit("person", HOURLY_ABOUT_THE_PERSON, 3600, rolling=False, refusal="quota")
    else:
        yield Limit("organisation", HOURLY[asked.tracker.plan], 3600, rolling=False, refusal="quota")


def told(asked: Asked) -> Mapping[str, str]:
    """What is left of the quota."""
    use = next((use for use in asked.uses if use.limit.refusal == "quota"), None)
    if use is None:
        return {}
    return {"X-Toggl-Quota-Remaining": str(use.remaining), "X-Toggl-Quota-Resets-In": str(use.resets_in)}


def refuse(problem: Problem) -> Answer:
    """A bare JSON text, as the vendor writes its errors; 429 does not say when to come back, unless a fault has it."""
    status, words = STATUSES[problem.kind]
    seconds = problem.use.resets_in if problem.use else 3600
    headers = {"Retry-After": problem.wait} if problem.wait and problem.kind == "too many" and not problem.use else {}
    if problem.kind == "quota":
        headers = {"X-Toggl-Quota-Remaining": "0", "X-Toggl-Quota-Resets-In": str(seconds)}
    return Answer(words.format(problem, seconds), status, headers)


# ---- what can be asked ----

_SPACE = {"workspace_id": number()}
_ACTIVE = one_of("true", "false", "both")
_PAGED = {"page": number(1), "per_page": number(1)}
_SPAN = {
    "start_date": day,
    "end_date": day,
    "rounding": whole(-1, 1),
    "rounding_minutes": reports.minutes,
}
_SEARCH = {
    **_SPAN,
    "enrich_response": boolean,
    "grouped": reports.no,
    "order_by": one_of("date", "last_update"),
    "order_dir": one_of("ASC", "DESC"),
    "page_size": whole(1),
    "first_id": whole(1),
    "first_row_number": whole(1),
    "first_timestamp": whole(1),
}
_V9, _REPORT = "/api/v9/workspaces/{workspace_id}", "/reports/api/v3/workspace/{workspace_id}/search/time_entries"

ROUTES = (
    Route("GET", "/api/v9/me", track.me, "recording: evrone_me_get.json"),
    Route("GET", "/api/v9/me/workspaces", track.my_workspaces, "recording: evrone_workspace_get.json"),
    Route("GET", _V9, track.workspace, "page: §6 Reference data", parts=_SPACE),
    Route(
        "GET",
        _V9 + "/projects",
        track.projects,
        "recording: evrone_project_get.json",
        {"active": _ACTIVE, "page": number(1), "per_page": number(1, track.PER_PAGE)},
        parts=_SPACE,
        records="",
        spoils="name",
    ),
    Route(
        "GET",
        _V9 + "/clients",
        track.clients,
        "page: §6 Reference data",
        {"status": one_of("active", "archived", "both")},
        parts=_SPACE,
        records="",
        spoils="name",
    ),
    Route(
        "GET",
        _V9 + "/tasks",
        track.tasks,
        "page: §6 Reference data",
        {"active": _ACTIVE, **_PAGED},
        parts=_SPACE,
        records="data",
        spoils="name",
    ),
    Route("GET", _V9 + "/tags", track.tags, "page: §6 Reference data", _PAGED, parts=_SPACE),
    Route(
        "GET",
        _V9 + "/workspace_users",
        track.members,
        "page: §6 Reference data",
        {"includeIndirect": flag},
        parts=_SPACE,
    ),
    Route(
        "GET",
        _V9 + "/timesheets",
        track.timesheets,
        "page: §7 Approvals",
        {"after": day, "before": day, **_PAGED},
        parts=_SPACE,
        records="data",
        spoils="status",
    ),
    Route(
        "POST",
        _REPORT,
        reports.search,
        "recording: evrone_report_time_entry_post.json",
        body=object_of(_SEARCH),
        parts=_SPACE,
        records="",
        spoils="time_entries.0.seconds",
    ),
    Route(
        "POST",
        _REPORT + "/totals",
        reports.totals,
        "page: §4.3 Companions",
        body=object_of(_SPAN),
        parts=_SPACE,
    ),
)
