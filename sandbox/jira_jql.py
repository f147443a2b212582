"""The little of JQL that is understood: some projects, perhaps a time of change, an order. All else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.routes import Asked, Problem
from sandbox.task_world import Task, TaskProject
from sandbox.tracker import Unknown

_QUERY = re.compile(
    r"project\s+in\s*\(\s*(?P<projects>[\w\s,]+?)\s*\)(?:\s+AND\s+updated\s*>=\s*(?P<since>\d+|\"[^\"]*\"))?"
    r"(?:\s+ORDER\s+BY\s+(?P<order>.+))?",
    re.IGNORECASE,
)
_ORDERS: dict[str, Callable[[Task], Any]] = {
    "created": lambda task: task.created,
    "updated": lambda task: task.updated,
    "key": lambda task: (task.key.rpartition("-")[0], int(task.key.rpartition("-")[2])),
    "id": lambda task: task.id,
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood. `order` is outermost first."""

    projects: tuple[int, ...]
    since: datetime | None
    order: tuple[str, ...]

    def of(self, tasks: Iterable[Task]) -> list[Task]:
        """The tasks that it finds, in its order."""
        found = [task for task in tasks if self.since is None or task.updated >= self.since]
        for name in reversed(("id", *self.order) if not self.order else self.order):
            found.sort(key=_ORDERS[name])
        return found


def read_jql(asked: Asked, jql: str) -> Query:
    """A query by its text. Raises Problem in Jira's words where it is not bounded or not understood."""
    found = _QUERY.fullmatch(jql.strip())
    if found is None:
        words = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        raise Problem("wrong type", words if not jql or jql.lower().startswith("order") else f"Error in JQL: {jql}")
    projects = tuple(_project(asked, name.strip()).id for name in found["projects"].split(","))
    order = tuple(_order(part.strip()) for part in (found["order"] or "").split(",") if part.strip())
    return Query(projects, _since(asked, found["since"]), order)


def _project(asked: Asked, name: str) -> TaskProject:
    """A project that is shown and not archived; any other is refused as one that is not there."""
    try:
        project = asked.tasks.project(int(name) if name.isdigit() else name.upper())
    except Unknown:
        project = None
    if project is None or project.archived or not asked.tasks.sees(asked.access, project.id):
        raise Problem("wrong type", f"The value '{name}' does not exist for the field 'project'.")
    return project


def _since(asked: Asked, text: str | None) -> datetime | None:
    """Milliseconds without quotes; a quoted text is a minute on the wall of whoever asks."""
    if text is None:
        return None
    if text.isdigit():
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    assert asked.access is not None, "it was signed in"
    zone = ZoneInfo(asked.tasks.people[asked.access.person].zone)
    try:
        return datetime.strptime(text.strip('"'), "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    except ValueError as problem:
        words = f"Date value {text} for field 'updated' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm'."
        raise Problem("wrong type", words) from problem


def _order(text: str) -> str:
    name, _, direction = text.partition(" ")
    if name.lower() not in _ORDERS or direction.strip().upper() not in ("", "ASC"):
        raise Problem("wrong type", f"Not able to sort using field '{text}'.")
    return name.lower()
