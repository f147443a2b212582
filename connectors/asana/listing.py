"""The tasks of Asana's projects with all below them: subtasks are in no project, so their parents lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog

from connectors.asana.api import HIDDEN, Api
from connectors.asana.payloads import OF_TASK, Counts, Task
from connectors.asana.records import Home, to_home, to_task
from connectors.errors import Refused
from connectors.http import Params
from connectors.tasks import TaskPage, TaskRecord

OVERLAP = timedelta(minutes=10)
"""How much further back a change is asked for, because what Asana lists lags behind."""
MANY_PAGES = 10
"""From so many pages on, a project's tasks are counted, too: of a very large one not all may be listed."""
DEEPEST = 10
"""How many levels of subtasks are read; what is below is said to be left out."""

SELECTION: Params = (("opt_fields", OF_TASK),)


class Listing:
    """One reading of some projects: each task comes once, in however many of them and below whatever it is."""

    def __init__(self, api: Api, since: datetime | None) -> None:
        self._api, self._known = api, api.known()
        self._whole = since is None
        self._since: Params = (("modified_since", stamp(since - OVERLAP)),) if since is not None else ()
        self._seen: set[str] = set()

    def pages(self, project: str) -> Iterator[TaskPage]:
        """The tasks of a project, each page with the subtasks of its tasks. Raises Refused where it is not shown."""
        listed: set[str] = set()
        unreadable: set[str] = set()
        pages = 0
        for rows in self._api.pages("/tasks", (("project", project), *self._since, *SELECTION), Task, self._read):
            pages += 1
            listed |= {task.gid for task, _ in rows.values}
            rejected = tuple(each for each in rows.rejected if each not in unreadable)
            unreadable |= set(rejected)
            found = [each for task, record in rows.values for each in self._with_subtasks(task, record, None, 1)]
            yield _page(found, rejected)
        if self._whole:
            yield from self._uncounted(project, len(listed) + len(unreadable), pages)

    def _read(self, task: Task, above: Home | None = None) -> tuple[Task, TaskRecord]:
        return task, to_task(task, self._known, above)

    def _with_subtasks(
        self, task: Task, record: TaskRecord, above: Home | None, level: int
    ) -> Iterator[TaskRecord | str]:
        """A task and all below it, unless it came before; texts are what could not be read."""
        if task.gid in self._seen:
            return
        self._seen.add(task.gid)
        yield record
        if task.num_subtasks and level > DEEPEST:
            yield f"{task.gid}: its subtasks are more than {DEEPEST} levels deep and were not read"
        elif task.num_subtasks:
            yield from self._subtasks(task, to_home(task, self._known, above), level)

    def _subtasks(self, task: Task, home: Home, level: int) -> Iterator[TaskRecord | str]:
        pages = self._api.pages(f"/tasks/{task.gid}/subtasks", SELECTION, Task, lambda each: self._read(each, home))
        try:
            for rows in pages:
                yield from rows.rejected
                for child, record in rows.values:
                    yield from self._with_subtasks(child, record, home, level + 1)
        except Refused as problem:
            if problem.status not in HIDDEN:
                raise
            yield f"{task.gid}: its subtasks are gone or not shown: {problem}"

    def _uncounted(self, project: str, listed: int, pages: int) -> Iterator[TaskPage]:
        """Says when Asana counts more tasks in a project than it has listed, as it does for guests and large ones."""
        try:
            if pages < MANY_PAGES and not self._api.is_guest():
                return
            path = f"/projects/{project}/task_counts"
            counted = self._api.one(path, (("opt_fields", "num_tasks"),), Counts).num_tasks
        except Refused as problem:
            structlog.get_logger().warning("tasks_not_counted", project=project, why=str(problem))
            return
        if counted is not None and counted > listed:
            words = f"project {project}: Asana counts {counted} tasks in it and lists {listed} of them"
            yield TaskPage((), rejected=(f"{words}; let the token be that of a full member of the project",))


def stamp(moment: datetime) -> str:
    """A moment as Asana writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _page(found: list[TaskRecord | str], rejected: tuple[str, ...]) -> TaskPage:
    tasks = tuple(each for each in found if isinstance(each, TaskRecord))
    return TaskPage(tasks, rejected=(*rejected, *(each for each in found if isinstance(each, str))))
