"""Asana on loopback: API 1.0 as its published description has it, as far as tasks are read.

A list's offset names the last row that was given, and is good for an hour and for that list only. Where nothing is
documented, the harder side was chosen: a task that is not shown is refused like one that is not there (404), a project
that is not shown with 403; custom ids that a task had lead nowhere; a task that only got another section has not
changed.
"""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sandbox import asana_hooks
from sandbox import asana_rows as rows
from sandbox.asana_rows import WORKSPACE, Json
from sandbox.kinds import flag, moment, number, text
from sandbox.limits import Limit
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Kind, Problem, Route, Service
from sandbox.task_world import Task, TaskProject
from sandbox.tracker import Unknown
from sandbox.world import World

LARGEST_PAGE = 100
LARGEST_UNPAGED = 1000
OFFSETS_LAST = timedelta(hours=1)
PREMIUM = Limit("general", 1500, 60)
FREE = Limit("general", 150, 60)
SPEC = "asana_oas.yaml"
HELP = (
    "For more information on API status codes and how to handle them, read the docs on errors: "
    "https://developers.asana.com/docs/errors"
)
COMPACT = ("gid", "name", "resource_type")
_PAGED: dict[str, Kind] = {"limit": number(1, LARGEST_PAGE), "offset": text, "opt_fields": text}
_FIELDS: dict[str, Kind] = {"opt_fields": text}
Rows = Mapping[int, Callable[[], Json]]
"""The rows of a list by number, each made only when it is on the page that is asked for."""


def services(world: World) -> tuple[Service, ...]:
    """The API."""
    return (Service("asana", "/asana", (*_routes(), *asana_hooks.ROUTES), _sign_in, _refuse, _limits, spec=SPEC),)


# ---- who asks, and how that is refused -------------------------------------------------------------------------------


def _sign_in(asked: Asked) -> Access:
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not token:
        raise Problem("no credentials", "Not Authorized")
    access = asked.tasks.access.get(token)
    if access is None or access.expired:
        raise Problem("expired" if access else "bad token", "Not Authorized")
    return access


_STATUS = {
    "no credentials": 401,
    "bad token": 401,
    "expired": 401,
    "wrong account": 403,
    "forbidden": 403,
    "unknown route": 404,
    "wrong method": 404,
    "not found": 404,
    "too many": 429,
    "quota": 402,
    "plan": 402,
    "broken": 500,
}
_WORDS = {
    401: "Not Authorized",
    402: "Payment Required",
    404: "Not Found",
    429: "You've made too many requests and hit a rate limit. Please retry after the given amount of time.",
    500: "Server Error",
}


def _refuse(problem: Problem) -> Answer:
    """Asana's one shape of error; its own failures have a phrase for its support."""
    status = _STATUS.get(problem.kind, 400)
    message = _WORDS.get(status) if status in (401, 429, 500) or problem.words in ("", problem.kind) else problem.words
    error = {"message": message or problem.kind, "help": HELP}
    if status == 500:
        error = {"message": message or "", "phrase": "6 sad squid snuggle softly"}
    headers = {"Retry-After": problem.wait} if status == 429 and problem.wait else {}
    return Answer({"errors": [error]}, status, headers)


def _limits(asked: Asked) -> Iterable[Limit]:
    return (FREE if asked.tasks.plan == "free" else PREMIUM,)


# ---- pages and single things -----------------------------------------------------------------------------------------


def _listed(asked: Asked, found: Rows, compact: tuple[str, ...] = COMPACT) -> Answer:
    """A page of rows in the order of their numbers; without a limit all of them, or a refusal where they are many."""
    fields = asked.query.get("opt_fields")
    if "limit" not in asked.query:
        if len(found) > LARGEST_UNPAGED:
            raise Problem("wrong type", "The result is too large. You should use pagination", "limit")
        return Answer({"data": [rows.chosen(found[each](), fields, compact) for each in sorted(found)]})
    after = _place(asked)
    rest = sorted(each for each in found if each > after)
    page = rest[: asked.query["limit"]]
    following = _next(asked, page[-1]) if len(rest) > len(page) else None
    return Answer({"data": [rows.chosen(found[each](), fields, compact) for each in page], "next_page": following})


def _made(found: Iterable[Json]) -> Rows:
    """Rows that are few enough to be made before the page is known."""
    return {int(each["gid"]): partial(dict, each) for each in found}


def _next(asked: Asked, last: int) -> Json:
    issued = asked.world.clock.now().isoformat()
    offset = urlsafe_b64encode(f"{last}|{issued}|{_list(asked)}".encode()).decode()
    kept = {name: _written(value) for name, value in asked.query.items() if name != "offset"}
    path = f"{asked.path.removeprefix('/api/1.0')}?{urlencode({**kept, 'offset': offset})}"
    return {"offset": offset, "path": path, "uri": f"{asked.base}/api/1.0{path}"}


def _place(asked: Asked) -> int:
    """The number after which the list goes on. Raises Problem for an offset that is too old or another list's."""
    if "offset" not in asked.query:
        return 0
    try:
        last, issued, of = b64decode(asked.query["offset"], altchars=b"-_", validate=True).decode().split("|", 2)
        old = asked.world.clock.now() - datetime.fromisoformat(issued) > OFFSETS_LAST
    except ValueError as problem:
        raise Problem("wrong type", "offset: Your pagination token is invalid.", "offset") from problem
    if old or of != _list(asked):
        raise Problem("wrong type", "offset: Your pagination token has expired.", "offset")
    return int(last)


def _list(asked: Asked) -> str:
    """Which list an offset is good for."""
    kept = sorted((name, _written(value)) for name, value in asked.query.items() if name not in _PAGED)
    return f"{asked.path}?{urlencode(kept)}"


def _written(value: Any) -> str:
    return rows.moment(value) or "" if isinstance(value, datetime) else str(value)


def _single(asked: Asked, row: Json) -> Answer:
    return Answer({"data": rows.chosen(row, asked.query.get("opt_fields"))})


def _number(written: str, kind: str) -> int:
    """The number of something. Raises Problem for what Asana takes for none."""
    if not (written.isascii() and written.isdigit()) or int(written) >= 2**63:
        raise Problem("wrong type", f"{kind}: Not a Long: {written}", kind)
    return int(written)


def _project(asked: Asked, written: str) -> TaskProject:
    one = asked.tasks.projects.get(_number(written, "project"))
    if one is None:
        raise Problem("not found", f"project: Unknown object: {written}")
    if not asked.tasks.sees(asked.access, one.id):
        raise Problem("forbidden", "You do not have access to this project.")
    return one


def _task(asked: Asked, written: str) -> Task:
    one = asked.tasks.tasks.get(_number(written, "task"))
    if one is None or not asked.tasks.sees(asked.access, one.project):
        raise Problem("not found", f"task: Unknown object: {written}")
    return one


def _workspace(asked: Asked) -> None:
    if _number(asked.parts["workspace_gid"], "workspace") != int(WORKSPACE):
        raise Problem("not found", f"workspace: Unknown object: {asked.parts['workspace_gid']}")


# ---- what is asked ---------------------------------------------------------------------------------------------------


def _who(asked: Asked) -> Access:
    assert asked.access is not None, "it was signed in"
    if asked.parts["user_gid"] not in ("me", str(asked.access.person)):
        raise Problem("not found", f"user: Unknown object: {asked.parts['user_gid']}")
    return asked.access


def _user(asked: Asked) -> Answer:
    return _single(asked, rows.me(asked.tasks, _who(asked)))


def _memberships(asked: Asked) -> Answer:
    found = rows.workspace_membership(asked.tasks, _who(asked))
    return _listed(asked, _made([found]), ("gid", "resource_type", "user", "workspace"))


def _projects(asked: Asked) -> Answer:
    _workspace(asked)
    wanted = asked.query.get("archived")
    shown = asked.tasks.visible_projects(asked.access)
    return _listed(asked, _made(rows.project(each) for each in shown if wanted in (None, each.archived)))


def _one_project(asked: Asked) -> Answer:
    return _single(asked, rows.project(_project(asked, asked.parts["project_gid"])))


def _counts(asked: Asked) -> Answer:
    one = _project(asked, asked.parts["project_gid"])
    found = _in_projects(asked, one)
    done = sum(each.done for each in found)
    counts = {"num_tasks": len(found), "num_completed_tasks": done, "num_incomplete_tasks": len(found) - done}
    return Answer({"data": rows.chosen(counts, asked.query.get("opt_fields", ""))})


def _in_projects(asked: Asked, one: TaskProject) -> list[Task]:
    """The tasks of a project; subtasks are in none."""
    return [each for each in asked.tasks.visible(asked.access, [one.id]) if not asked.tasks.tasks.get(each.parent or 0)]


def _tasks(asked: Asked) -> Answer:
    found = _in_projects(asked, _project(asked, asked.query["project"]))
    since = asked.query.get("modified_since")
    if since is not None:
        found = [each for each in found if max(rows.modified(each), _associated(each)) >= since]
    return _shown_tasks(asked, found)


def _associated(one: Task) -> datetime:
    """When a task was last put into a project."""
    return max((event.at for event in one.history if event.field == "project"), default=one.created)


def _shown_tasks(asked: Asked, found: Iterable[Task]) -> Answer:
    made = {each.id: partial(rows.task, each, asked.tasks) for each in found}
    return _listed(asked, made, (*COMPACT, "resource_subtype"))


def _one_task(asked: Asked) -> Answer:
    return _single(asked, rows.task(_task(asked, asked.parts["task_gid"]), asked.tasks))


def _by_custom_id(asked: Asked) -> Answer:
    _workspace(asked)
    if asked.tasks.plan == "free":
        raise Problem("plan", "Custom fields are not available for free users or guests.")
    key = asked.parts["custom_id"]
    shown = asked.tasks.visible(asked.access)
    one = next((each for each in shown if each.key == key.upper()), None)
    if one is None:
        raise Unknown(f"task: Unknown object: {key}")
    return _single(asked, rows.task(one, asked.tasks))


def _subtasks(asked: Asked) -> Answer:
    return _shown_tasks(asked, asked.tasks.children(_task(asked, asked.parts["task_gid"]).id))


def _stories(asked: Asked) -> Answer:
    found = rows.stories(_task(asked, asked.parts["task_gid"]), asked.tasks)
    return _listed(
        asked, _made(found), ("gid", "resource_type", "created_at", "created_by", "resource_subtype", "text")
    )


# ---- routes ----------------------------------------------------------------------------------------------------------


def _get(path: str, handle: Callable[[Asked], Answer], query: dict[str, Kind], **more: Any) -> Route:
    return Route("GET", f"/api/1.0{path}", handle, f"GET {path}", query, **more)


def _routes() -> Iterator[Route]:
    by_project = {"project": text, "modified_since": moment, "completed_since": moment, **_PAGED}
    lists = {"records": "data", "spoils": "completed"}
    yield _get("/users/{user_gid}", _user, _FIELDS)
    yield _get("/users/{user_gid}/workspace_memberships", _memberships, _PAGED)
    yield _get("/workspaces/{workspace_gid}/projects", _projects, {"archived": flag, **_PAGED})
    yield _get("/projects/{project_gid}", _one_project, _FIELDS)
    yield _get("/projects/{project_gid}/task_counts", _counts, _FIELDS)
    yield _get("/tasks", _tasks, by_project, needs=("project",), **lists)
    yield _get("/tasks/{task_gid}", _one_task, _FIELDS)
    yield _get("/tasks/{task_gid}/subtasks", _subtasks, _PAGED, **lists)
    yield _get("/tasks/{task_gid}/stories", _stories, _PAGED, records="data", spoils="created_at")
    yield _get("/workspaces/{workspace_gid}/tasks/custom_id/{custom_id}", _by_custom_id, {})
