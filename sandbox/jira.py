"""Jira Cloud on loopback: the REST API v3 of a site and, for scoped tokens, of the gateway.

What is deleted, hidden or was never there is answered alike. A page token stands for a place in the result as it is by
then, the least that a documented token promises, so what changes its place between two pages may be missed or come
twice. The search lags behind by as much as the tracker's `lag`, but for issues to reconcile.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sandbox import jira_rows as rows
from sandbox.jira_jql import Query, read_jql
from sandbox.kinds import Kind, Repeated, anything, boolean, list_of, number, object_of, one_of, optional, text, whole
from sandbox.limits import Limit
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.task_world import Task
from sandbox.tracker import Unknown
from sandbox.world import World

SPEC = "jira-cloud-v3.openapi.json"
BURST = 100
"""Requests in a second, for each operation."""
MOST_BULK, MOST_HISTORIES = 100, 1000
LARGEST_PAGE, WITH_FIELDS = 5000, 100
REST = "/rest/api/3"
_NOT_THERE = "Issue does not exist or you do not have permission to see it."
_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


def services(world: World) -> tuple[Service, ...]:
    """The site, and the gateway below the site's cloud id."""
    gateway = f"/jira-gateway/ex/jira/{rows.cloud_id(world.jira)}"
    routes = tuple(_routes())
    return (
        Service("jira", "/jira", (_TENANT, *routes), _at_site, _refuse, _limits, _headers, SPEC),
        Service("jira", gateway, routes, _at_gateway, _refuse, _limits, _headers, SPEC),
    )


# ---- who asks, and how that is refused -------------------------------------------------------------------------------


def _at_site(asked: Asked) -> Access:
    """Classic tokens; a scoped one is refused like a wrong one."""
    return _signed_in(asked, scoped=False)


def _at_gateway(asked: Asked) -> Access:
    """Scoped tokens."""
    return _signed_in(asked, scoped=True)


def _signed_in(asked: Asked, scoped: bool) -> Access:
    kind, _, basic = asked.headers.get("authorization", "").partition(" ")
    if kind != "Basic":
        raise Problem("no credentials")
    try:
        email, _, token = b64decode(basic, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise Problem("bad token") from problem
    access = asked.tasks.access.get(token)
    if access is None or email != asked.tasks.people[access.person].email:
        raise Problem("bad token")
    if access.expired:
        raise Problem("expired")
    if scoped != (token == asked.tasks.token("scoped")):
        raise Problem("wrong account")
    return access


_STATUS = {
    "no credentials": 401,
    "bad token": 401,
    "expired": 401,
    "wrong account": 401,
    "forbidden": 403,
    "plan": 403,
    "unknown route": 404,
    "not found": 404,
    "wrong method": 405,
    "too many": 429,
    "quota": 429,
    "broken": 500,
}


def _refuse(problem: Problem) -> Answer:
    """Jira's two shapes of error; limits say which one it was, and a quota when it is over."""
    status = _STATUS.get(problem.kind, 400)
    if status == 401:
        words = "Client must be authenticated to access this resource."
        return Answer({"message": words, "status-code": 401}, 401, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})
    headers = {"Retry-After": problem.wait} if problem.wait else {}
    if problem.kind == "too many":
        headers["RateLimit-Reason"] = "jira-burst-based"
    if problem.kind == "quota":
        headers = {"RateLimit-Reason": "jira-quota-tenant-based", **_reset(problem)}
    words = _NOT_THERE if status == 404 else problem.words or "Internal server error"
    return Answer({"errorMessages": [words], "errors": {}}, status, headers)


def _reset(problem: Problem) -> dict[str, str]:
    return {"Retry-After": str(problem.use.resets_in)} if problem.use else {}


def _limits(asked: Asked) -> Iterable[Limit]:
    return (Limit(f"{asked.method} {asked.path.rpartition('/')[2]}", BURST, 1),)


def _headers(asked: Asked) -> Mapping[str, str]:
    if not asked.uses:
        return {}
    use = asked.uses[0]
    reset = asked.world.clock.now() + timedelta(seconds=use.resets_in)
    return {
        "X-RateLimit-Limit": str(BURST),
        "X-RateLimit-Remaining": str(use.remaining),
        "X-RateLimit-Reset": str((reset - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)),
    }


# ---- the site --------------------------------------------------------------------------------------------------------


def _me(asked: Asked) -> Answer:
    assert asked.access is not None, "it was signed in"
    return Answer(rows.user(asked, asked.tasks.people[asked.access.person]) | {"locale": "en_US", "expand": "groups"})


def _fields(asked: Asked) -> Answer:
    return Answer(rows.fields(asked))


def _statuses(asked: Asked) -> Answer:
    return Answer([rows.status(asked, name) for name in rows.STATUS_IDS])


def _projects(asked: Asked) -> Answer:
    query = asked.query
    wanted = query.get("status", ["live"])
    keys = query.get("keys")
    found = [
        project
        for project in asked.tasks.visible_projects(asked.access)
        if ("archived" if project.archived else "live") in wanted and (keys is None or project.key in keys)
    ]
    start, size = query.get("startAt", 0), query.get("maxResults", 50)
    page = [rows.project(asked, project, query.get("expand", "")) for project in found[start : start + size]]
    return Answer(_placed(asked, page, start, size, len(found)))


def _placed(asked: Asked, values: list[Any], start: int, size: int, total: int) -> dict[str, Any]:
    """A page of a list that goes by places."""
    last = start + len(values) >= total
    found = {
        "self": f"{asked.base}{asked.path}?maxResults={size}&startAt={start}",
        "maxResults": size,
        "startAt": start,
        "total": total,
        "isLast": last,
        "values": values,
    }
    return found if last else found | {"nextPage": f"{asked.base}{asked.path}?maxResults={size}&startAt={start + size}"}


# ---- issues ----------------------------------------------------------------------------------------------------------


def _one(asked: Asked) -> Task:
    """The issue that the path names, if it is shown."""
    found = _find(asked, asked.parts["issueIdOrKey"])
    if found is None:
        raise Problem("not found")
    return found


def _find(asked: Asked, name: str) -> Task | None:
    """An issue by its id, by its key, or by one that it had, if it is shown."""
    try:
        task = asked.tasks.task(int(name)) if name.isdigit() else asked.tasks.by_key(name)
    except Unknown:
        return None
    return task if asked.tasks.sees(asked.access, task.project) else None


def _issue(asked: Asked) -> Answer:
    named = ",".join(asked.query.get("fields", ["*all"])).split(",")
    return Answer(rows.issue(asked, _one(asked), named))


def _changelog(asked: Asked) -> Answer:
    events = rows.histories(asked, _one(asked))
    start, size = asked.query.get("startAt", 0), asked.query.get("maxResults", 100)
    return Answer(_placed(asked, events[start : start + size], start, size, len(events)))


def _bulk(asked: Asked) -> Answer:
    names = asked.body["issueIdsOrKeys"]
    if len(names) > MOST_BULK:
        raise Problem("wrong type", f"The maximum number of issues is {MOST_BULK}.")
    found = {task.id: task for name in names if (task := _find(asked, name)) is not None}
    fields = asked.body.get("fields") or ["*navigable"]
    return Answer({"issues": [rows.issue(asked, found[own], fields) for own in sorted(found)], "issueErrors": []})


def _histories(asked: Asked) -> Answer:
    """A page may end within the history of an issue, which then goes on in the next."""
    names, wanted = asked.body["issueIdsOrKeys"], asked.body.get("fieldIds")
    if not 1 <= len(names) <= MOST_HISTORIES:
        raise Problem("wrong type", f"The number of issues must be between 1 and {MOST_HISTORIES}.")
    found = {task.id: task for name in names if (task := _find(asked, name)) is not None}
    every = [(own, entry) for own in sorted(found) for entry in rows.histories(asked, found[own])]
    if wanted:
        every = [(own, entry) for own, entry in every if any(item.get("fieldId") in wanted for item in entry["items"])]
    start, size = _place(asked.body.get("nextPageToken")), asked.body.get("maxResults", 1000)
    page = every[start : start + size]
    logs = [
        {"issueId": str(own), "changeHistories": [entry for _, entry in entries]}
        for own, entries in groupby(page, key=itemgetter(0))
    ]
    last = start + size >= len(every)
    return Answer({"issueChangeLogs": logs} | ({} if last else {"nextPageToken": _token(start + size)}))


def _search(asked: Asked) -> Answer:
    body = asked.body
    query = read_jql(asked, body.get("jql", ""))
    start = _place(body.get("nextPageToken"))
    fields = body.get("fields") or ["id"]
    size = min(body.get("maxResults", 50), LARGEST_PAGE if set(fields) <= {"id", "key"} else WITH_FIELDS)
    found = query.of(_indexed(asked, query, set(body.get("reconcileIssues") or ())))
    page = [rows.issue(asked, task, fields) for task in found[start : start + size]]
    last = start + size >= len(found)
    return Answer({"issues": page, "isLast": last} | ({} if last else {"nextPageToken": _token(start + size)}))


def _indexed(asked: Asked, query: Query, fresh: set[int]) -> Iterator[Task]:
    """The issues as the search knows them: as they were a while ago, but for those to reconcile."""
    tracker = asked.tasks
    seen_until = asked.world.clock.now() - tracker.lag
    for task in tracker.visible(asked.access, query.projects):
        if task.id in fresh or not tracker.lag:
            yield task
        elif task.created <= seen_until:
            yield tracker.as_of(task, seen_until)


def _token(place: int) -> str:
    return urlsafe_b64encode(f"place:{place}".encode()).decode()


def _place(token: str | None) -> int:
    if not token:
        return 0
    try:
        kind, _, place = urlsafe_b64decode(token).decode().partition(":")
        if kind == "place":
            return int(place)
    except ValueError:
        pass
    raise Problem("wrong type", "The provided next page token is invalid or expired.", "nextPageToken")


def _removed(_: Asked) -> Answer:
    return Answer({"errorMessages": [_GONE], "errors": {}}, 410)


# ---- routes ----------------------------------------------------------------------------------------------------------

_TENANT = Route(
    "GET",
    "/_edge/tenant_info",
    lambda asked: Answer({"cloudId": rows.cloud_id(asked.tasks)}),
    "page: scoped API tokens, the cloud id of a site",
    open=True,
)
_ID_OR_KEY = "/issue/{issueIdOrKey}"
_PLACES: dict[str, Kind] = {"startAt": number(), "maxResults": number(1, 100)}
_FIELDS = {"fields": list_of(text), "fieldsByKeys": boolean, "properties": list_of(text)}
_BULK = object_of({"issueIdsOrKeys": list_of(text), "expand": list_of(text), **_FIELDS}, ("issueIdsOrKeys",))
_HISTORIES = object_of(
    {
        "issueIdsOrKeys": list_of(text),
        "fieldIds": list_of(text),
        "maxResults": whole(1, 10_000),
        "nextPageToken": optional(text),
    },
    ("issueIdsOrKeys",),
)
_SEARCH = object_of(
    {
        "jql": text,
        "maxResults": whole(1, LARGEST_PAGE),
        "nextPageToken": optional(text),
        "reconcileIssues": list_of(whole(1)),
        "expand": text,
        **_FIELDS,
    }
)


def _get(path: str, handle: Callable[[Asked], Answer], query: Mapping[str, Kind] | None = None, **more: Any) -> Route:
    return Route("GET", f"{REST}{path}", handle, f"GET {REST}{path}", query or {}, **more)


def _post(path: str, handle: Callable[[Asked], Answer], body: Kind, **more: Any) -> Route:
    return Route("POST", f"{REST}{path}", handle, f"POST {REST}{path}", body=body, **more)


def _routes() -> Iterator[Route]:
    status = Repeated(one_of("live", "archived", "deleted"))
    listed: dict[str, Kind] = {**_PLACES, "orderBy": one_of("key", "name"), "status": status, "expand": text}
    listed["keys"] = Repeated(text)
    old = dict.fromkeys(("jql", "startAt", "maxResults", "fields", "expand", "validateQuery"), anything)
    yield _get("/myself", _me, {"expand": text})
    yield _get("/serverInfo", lambda asked: Answer(rows.server(asked)))
    yield _get("/field", _fields, records="", spoils="name")
    yield _get("/status", _statuses, records="", spoils="name")
    yield _get("/project/search", _projects, listed, records="values", spoils="name")
    yield _get(_ID_OR_KEY, _issue, {"fields": Repeated(text), "expand": text})
    yield _get(f"{_ID_OR_KEY}/changelog", _changelog, _PLACES, records="values", spoils="created")
    yield _post("/issue/bulkfetch", _bulk, _BULK, records="issues", spoils="fields.summary")
    yield _post("/changelog/bulkfetch", _histories, _HISTORIES, records="issueChangeLogs", spoils="changeHistories")
    yield _post("/search/jql", _search, _SEARCH, records="issues", spoils="fields.summary")
    yield _get("/search", _removed, old)
    yield _post("/search", _removed, anything)
