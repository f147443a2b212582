"""One task of Asana by what names it (number, address, custom id), with the home that its parents give it."""

from __future__ import annotations

from enum import Enum

import structlog

from connectors.asana.api import HIDDEN, Api
from connectors.asana.config import gid_of, is_address, is_custom_id
from connectors.asana.listing import SELECTION
from connectors.asana.payloads import Named, Task
from connectors.asana.records import Home, to_home, to_task
from connectors.errors import Refused
from connectors.tasks import TaskRecord

DEEPEST = 10
"""How many parents are asked for at most."""


class Without(Enum):
    """Why there is no task: no task can be called so, or Asana does not say whether it is gone or not shown."""

    MISSING = "missing"
    HIDDEN = "hidden"


class Finder:
    """Looks tasks up. It keeps the homes of parents, and which task a custom id named."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._homes: dict[str, Home] = {}
        self._has_custom_ids = True

    def find(self, key: str) -> Task | Without:
        """The task that a key names."""
        gid = gid_of(key) or self._gid_by_custom_id(key)
        return gid if isinstance(gid, Without) else self._by_gid(gid)

    def record(self, task: Task) -> TaskRecord:
        """A task as a record of ours; a subtask has its parents' project. Raises BadValue."""
        return to_task(task, self._api.known(), self._above(task))

    # ---- by number ----

    def _by_gid(self, gid: str) -> Task | Without:
        try:
            return self._api.one(f"/tasks/{gid}", SELECTION, Task)
        except Refused as problem:
            if problem.status in HIDDEN:
                return Without.HIDDEN
            if problem.status == 400 and not self._is_number(gid):
                return Without.MISSING
            raise

    def _is_number(self, gid: str) -> bool:
        """Whether Asana takes a number for one, where it refused what else was asked."""
        try:
            self._api.one(f"/tasks/{gid}", (("opt_fields", "name"),), Named)
        except Refused as problem:
            return problem.status != 400
        return True

    # ---- by custom id ----

    def _gid_by_custom_id(self, key: str) -> str | Without:
        """The number behind a custom id. The route has no choice of fields, so the task is asked for once more."""
        if not is_custom_id(key):
            return Without.HIDDEN if is_address(key) else Without.MISSING
        if not self._has_custom_ids:
            return Without.HIDDEN
        try:
            return self._api.one(f"/workspaces/{self._api.workspace_gid()}/tasks/custom_id/{key}", (), Named).gid
        except Refused as problem:
            if problem.status == 402:
                self._has_custom_ids = False
                structlog.get_logger().warning("custom_ids_not_in_the_plan", why=str(problem))
            elif problem.status not in (400, *HIDDEN):
                raise
            return Without.HIDDEN

    # ---- parents ----

    def _above(self, task: Task, level: int = 1) -> Home | None:
        """The home of a task's parent, where the task is in no project itself."""
        if not task.parent or level > DEEPEST or any(each.project for each in task.memberships):
            return None
        gid = task.parent.gid
        if gid not in self._homes:
            parent = self._by_gid(gid)
            if isinstance(parent, Without):
                structlog.get_logger().warning("parent_not_shown", task=task.gid, parent=gid)
                self._homes[gid] = Home()
            else:
                self._homes[gid] = to_home(parent, self._api.known(), self._above(parent, level + 1))
        return self._homes[gid]
