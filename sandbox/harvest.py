"""Harvest on loopback: API v2 as documented, and the identity host's list of accounts.

Lists go on by cursors in `links.next`; a cursor names the last row that was read, so what is inserted in front of it is
not seen any more. Reports have page numbers. Where the documentation says nothing, this side was chosen: another
account's number is refused as a missing one is (401), and reports do not count running timers (see Preferences).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from re import fullmatch
from typing import Any

from sandbox import harvest_rows as rows
from sandbox.harvest_pages import LARGEST_PAGE, administrators, by_cursor, by_number
from sandbox.harvest_reports import team_expenses, team_hours
from sandbox.harvest_rows import Json, preferences
from sandbox.kinds import compact_day, day, flag, moment, number, text
from sandbox.limits import Limit
from sandbox.listing import NEWEST, by_time
from sandbox.records import Access, Expense, TimeEntry
from sandbox.routes import Answer, Asked, Kind, Problem, Route, Service
from sandbox.tracker import Unknown
from sandbox.world import World

GENERAL = Limit("general", 100, 15)
REPORTS = Limit("reports", 100, 15 * 60)
SPEC = "harvest-v2-community.openapi.yaml"

_PAGED: dict[str, Kind] = {
    "per_page": number(1, LARGEST_PAGE),
    "page": number(1),
    "cursor": text,
    "ref": text,
}
_BY_PAGE: dict[str, Kind] = {"per_page": number(1, LARGEST_PAGE), "page": number(1)}
_ACTIVE: dict[str, Kind] = {"is_active": flag, "updated_since": moment, **_PAGED}
_SPENT: dict[str, Kind] = {
    **dict.fromkeys(("user_id", "client_id", "project_id"), number()),
    "is_billed": flag,
    "updated_since": moment,
    "from": day,
    "to": day,
    **_PAGED,
}
_REPORTED: dict[str, Kind] = {"from": compact_day, "to": compact_day, **_BY_PAGE}


def services(world: World) -> tuple[Service, ...]:
    """The API and the identity host."""
    return (
        Service("harvest", "/harvest", tuple(_routes()), _sign_in, _refuse, _limits, spec=SPEC),
        Service("harvest", "/harvest-id", (_ACCOUNTS,), _identity, _refuse),
    )


# ---- who asks, and how that is refused -------------------------------------------------------------------------------


def _sign_in(asked: Asked) -> Access:
    """A token, the number of its account, and a User-Agent that names the program and a contact."""
    if not fullmatch(r".+ \(.+\)", asked.headers.get("user-agent", "")):
        raise Problem("missing parameter", "User-Agent", "User-Agent")
    access = _identity(asked)
    if asked.headers.get("harvest-account-id", "") != str(asked.tracker.account.id):
        raise Problem("wrong account")
    return access


def _identity(asked: Asked) -> Access:
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not token:
        raise Problem("no credentials")
    access = asked.tracker.access.get(token)
    if access is None or access.expired:
        raise Problem("expired" if access else "bad token")
    return access


_INVALID_TOKEN = {
    "error": "invalid_token",
    "error_description": ("The access token provided is expired, revoked, malformed or invalid for other reasons."),
}
_STATUS = {
    "no credentials": 401,
    "bad token": 401,
    "expired": 401,
    "wrong account": 401,
    "forbidden": 403,
    "unknown route": 404,
    "wrong method": 404,
    "not found": 404,
    "too many": 429,
    "quota": 402,
    "plan": 403,
    "broken": 500,
}
_WORDS = {402: "Payment Required", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}


def _refuse(problem: Problem) -> Answer:
    """Harvest's three shapes of error; the limit's has no body and says it is a web page."""
    if problem.where == "User-Agent":
        return Answer({"status": 400, "error": "Bad Request"}, 400)
    status = _STATUS.get(problem.kind, 422)
    if status == 401:
        said = ", ".join(f'{name}="{words}"' for name, words in _INVALID_TOKEN.items())
        realm = f'Bearer realm="Rack::OAuth2 Protected Resources", {said}'
        return Answer(_INVALID_TOKEN, 401, {"WWW-Authenticate": realm})
    if status == 429:
        return Answer(b"", 429, {"Retry-After": problem.wait} if problem.wait else {}, "text/html")
    if status == 422:
        return Answer({"message": problem.words}, 422)
    return Answer({"status": status, "error": _WORDS[status]}, status)


def _limits(asked: Asked) -> Iterable[Limit]:
    return (REPORTS,) if asked.path.startswith("/v2/reports/") else (GENERAL,)


# ---- reference data --------------------------------------------------------------------------------------------------


def _references(asked: Asked, name: str, everything: Iterable[Any], shown: Callable[[Any], Json]) -> Answer:
    """A kind of reference, the latest created first, for administrators."""
    administrators(asked)
    active, since = asked.query.get("is_active"), asked.query.get("updated_since")
    fits = [
        one
        for one in everything
        if (active is None or active != one.archived) and (since is None or one.updated >= since)
    ]
    fits.sort(key=_by_creation, reverse=True)
    return by_cursor(asked, name, fits, shown, _by_creation)


def _by_creation(one: Any) -> tuple[Any, ...]:
    return one.created, one.id


def _today(asked: Asked) -> date:
    return asked.world.clock.now().date()


def _clients(asked: Asked) -> Answer:
    return _references(asked, "clients", asked.tracker.clients.values(), rows.client)


def _tasks(asked: Asked) -> Answer:
    return _references(asked, "tasks", asked.tracker.activities.values(), rows.task)


def _users(asked: Asked) -> Answer:
    return _references(
        asked, "users", asked.tracker.people.values(), lambda one: rows.user(one, _today(asked), rates=True)
    )


def _projects(asked: Asked) -> Answer:
    tracker, wanted = asked.tracker, asked.query.get("client_id")
    kept = (each for each in tracker.projects.values() if wanted in (None, each.client))
    return _references(asked, "projects", kept, lambda one: rows.project(one, tracker.client_of(one), _today(asked)))


def _user_assignments(asked: Asked) -> Answer:
    administrators(asked)
    tracker = asked.tracker
    wanted = asked.query.get("user_id")
    pairs = [(p, one) for p in tracker.projects.values() for one in tracker.people.values() if wanted in (None, one.id)]
    return _assignments(asked, "user_assignments", [rows.user_assignment(one, p) | _in(p, one) for p, one in pairs])


def _task_assignments(asked: Asked) -> Answer:
    administrators(asked)
    tracker = asked.tracker
    pairs = [(p, one) for p in tracker.projects.values() for one in tracker.activities.values()]
    return _assignments(asked, "task_assignments", [rows.task_assignment(one, p) | _in(p, one) for p, one in pairs])


def _in(where: Any, one: Any) -> Json:
    return rows.with_project({}, where, one)


def _assignments(asked: Asked, name: str, found: list[Json]) -> Answer:
    active = asked.query.get("is_active")
    fits = sorted((each for each in found if active in (None, each["is_active"])), key=_own_id, reverse=True)
    return by_cursor(asked, name, fits, lambda each: each, _own_id)


def _own_id(each: Json) -> tuple[Any, ...]:
    return (each["id"],)


# ---- single things ---------------------------------------------------------------------------------------------------


def _me(asked: Asked) -> Answer:
    assert asked.access is not None, "it was signed in"
    return Answer(rows.user(asked.tracker.people[asked.access.person], _today(asked), asked.access.admin))


def _accounts(asked: Asked) -> Answer:
    assert asked.access is not None, "it was signed in"
    me = rows.user(asked.tracker.people[asked.access.person], _today(asked), False)
    found = [
        {"id": asked.tracker.account.id, "name": asked.tracker.account.name, "product": "harvest"},
        {"id": asked.tracker.account.id + 1, "name": asked.tracker.account.name, "product": "forecast"},
    ]
    return Answer({"user": {name: me[name] for name in ("id", "first_name", "last_name", "email")}, "accounts": found})


def _rates(asked: Asked) -> Answer:
    administrators(asked)
    if asked.parts["id"] not in asked.tracker.people:
        raise Problem("not found")
    found = rows.billable_rates(asked.tracker.people[asked.parts["id"]])
    return by_number(asked, "billable_rates", found)


def _entry(asked: Asked) -> Answer:
    entry = asked.tracker.entry(asked.parts["id"])
    if asked.only not in (None, entry.person):
        raise Unknown("it is somebody else's")
    return Answer(rows.time_entry(entry, asked.tracker))


# ---- time and expenses -----------------------------------------------------------------------------------------------


def _time_entries(asked: Asked) -> Answer:
    asked_for, tracker = asked.query, asked.tracker
    first, last = asked_for.get("from", date.min), asked_for.get("to", date.max - timedelta(days=1))
    running = asked_for.get("is_running")
    if "updated_since" in asked_for:
        recent = reversed(tracker.updated_since(asked_for["updated_since"]))
        found: Sequence[TimeEntry] = [
            each for each in recent if first <= each.day <= last and running in (None, each.running)
        ]
    else:
        found = tracker.window(first, last, NEWEST, running)
    fits = _fits(asked)
    found = [each for each in found if fits(each)] if fits else found
    return by_cursor(asked, "time_entries", found, lambda each: rows.time_entry(each, tracker), by_time)


def _fits(asked: Asked) -> Callable[[TimeEntry | Expense], bool] | None:
    """Whether a row passes the filters by id, or nothing where there are none."""
    query, tracker = asked.query, asked.tracker
    wanted = {"person": query.get("user_id"), "project": query.get("project_id"), "activity": query.get("task_id")}
    if asked.only is not None:
        wanted["person"] = asked.only if wanted["person"] in (None, asked.only) else -1
    checks: list[Callable[[Any], bool]] = [
        lambda each, name=name, value=value: getattr(each, name) == value  # type: ignore[misc]
        for name, value in wanted.items()
        if value is not None
    ]
    if "client_id" in query:
        checks.append(lambda each: getattr(tracker.projects.get(each.project), "client", None) == query["client_id"])
    if "is_billed" in query:
        checks.append(lambda each: bool(each.invoiced == query["is_billed"]))
    if "external_reference_id" in query:
        checks.append(lambda each: bool(each.url and each.url.split("/")[-1] == query["external_reference_id"]))
    return (lambda each: all(check(each) for check in checks)) if checks else None


def _expenses(asked: Asked) -> Answer:
    if not preferences(asked.tracker).expenses:
        raise Problem("forbidden")
    query = asked.query
    first, last = query.get("from", date.min), query.get("to", date.max)
    fits = _fits(asked) or (lambda each: True)
    found = [
        each
        for each in asked.tracker.expenses.values()
        if first <= each.day <= last and fits(each) and each.updated >= query.get("updated_since", each.updated)
    ]
    found.sort(key=_by_day, reverse=True)
    return by_cursor(asked, "expenses", found, lambda each: rows.expense(each, asked.tracker), _by_day)


def _by_day(each: Expense) -> tuple[Any, ...]:
    return each.day, each.id


# ---- routes ----------------------------------------------------------------------------------------------------------

_ID = {"id": number()}
_ACCOUNTS = Route("GET", "/api/v2/accounts", _accounts, "page: authentication, the accounts of a token")


def _get(path: str, handle: Callable[[Asked], Answer], query: dict[str, Kind], spoils: str = "name") -> Route:
    """A list below /v2; its records are under its own name."""
    name = "results" if path.startswith("/reports/") else path.rpartition("/")[2]
    needs = ("from", "to") if name == "results" else ()
    parts = _ID if "{id}" in path else {}
    cites = f"GET {path}".replace("/users/{id}", "/users/{userId}")
    return Route("GET", f"/v2{path}", handle, cites, query, needs, parts=parts, records=name, spoils=spoils)


def _routes() -> Iterator[Route]:
    own = {"task_id": number(), "is_running": flag, "external_reference_id": text}
    by_client = {"client_id": number(), **_ACTIVE}
    yield Route("GET", "/v2/users/me", _me, "GET /users/me")
    yield Route("GET", "/v2/company", lambda asked: Answer(rows.company(asked.tracker)), "GET /company")
    yield _get("/time_entries", _time_entries, {**_SPENT, **own}, "hours")
    yield Route("GET", "/v2/time_entries/{id}", _entry, "GET /time_entries/{timeEntryId}", parts=_ID)
    yield _get("/expenses", _expenses, _SPENT, "total_cost")
    yield _get("/clients", _clients, _ACTIVE)
    yield _get("/projects", _projects, by_client)
    yield _get("/tasks", _tasks, _ACTIVE)
    yield _get("/users", _users, _ACTIVE, "first_name")
    yield _get("/user_assignments", _user_assignments, {"user_id": number(), **_ACTIVE}, "is_active")
    yield _get("/task_assignments", _task_assignments, _ACTIVE, "is_active")
    yield _get("/users/{id}/billable_rates", _rates, _PAGED, "amount")
    yield _get("/reports/time/team", team_hours, {**_REPORTED, "include_fixed_fee": flag}, "total_hours")
    yield _get("/reports/expenses/team", team_expenses, _REPORTED, "total_amount")
