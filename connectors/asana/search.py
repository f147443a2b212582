"""Many tasks of Asana by what names them: where a project holds several, its pages cost less than asking for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from connectors.asana.api import HIDDEN, Api, Rows
from connectors.asana.config import gid_of, is_custom_id, is_gid, project_of
from connectors.asana.finding import Finder, Without
from connectors.asana.listing import SELECTION
from connectors.asana.payloads import Task
from connectors.asana.records import BadValue, custom_ids
from connectors.errors import Changed, Refused
from connectors.reading import MANY
from connectors.tasks import TaskPage, TaskRecord

EXPECTED, PROBED, LIKELY, POSSIBLE = 10, 3, 3, 1
"""How many pages of a project may be in vain: one and one more for so many tasks that it should hold; and, where it
held one task, where it probably holds some, and where it may.
"""
KNOWN, GUESSED = 100, 10
"""For how many tasks one page may be in vain: where their projects are known or found, or where some are guessed."""
LEAST_FOR_PROBING = 5
"""How many tasks must be missing for a project to be listed only because it held another one."""
LEAST_FOR_PREFIXES = 10
"""How many custom ids must be asked for until the projects are looked up for their prefixes."""


@dataclass(slots=True)
class _Page:
    """A page in the making."""

    tasks: list[TaskRecord] = field(default_factory=list)
    without: dict[Without, list[str]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[str] = field(default_factory=list)

    def done(self) -> TaskPage:
        missing, hidden = tuple(self.without[Without.MISSING]), tuple(self.without[Without.HIDDEN])
        return TaskPage(tuple(self.tasks), missing, hidden, tuple(self.rejected))


class Search:
    """One search, in which each task comes once. `within` are projects that probably hold some of what is named.

    A project is listed as long as its pages hold what is looked for, and the rest is asked for one by one. It never
    takes more requests than asking for each would, but for one, and one in KNOWN (or GUESSED).
    """

    def __init__(self, api: Api, finder: Finder, keys: Sequence[str], within: Sequence[str] = ()) -> None:
        self._api, self._finder = api, finder
        self._left: dict[str, list[str]] = {}
        for key in dict.fromkeys(keys):
            self._left.setdefault(_name(key), []).append(key)
        self._within = tuple(dict.fromkeys(within))
        self._places = {gid_of(key): place for key in keys if (place := project_of(key))}
        self._listed: set[str] = set()
        self._seen: set[str] = set()
        self._bad: list[str] = []
        guessed = self._within or self._api.limited
        self._worth = sum(map(_requests, self._left))
        """How many requests it takes to ask for each that is missing."""
        self._vain = 1 + self._worth // (GUESSED if guessed else KNOWN)
        """How many pages may yet be in vain, whatever the projects; each task on a page earns one more."""

    def pages(self) -> Iterator[TaskPage]:
        """What is found, page by page. Raises ConnectorError."""
        yield from self._expected()
        yield from self._likely()
        yield from self._one_by_one()

    # ---- projects that are worth listing ----

    def _expected(self) -> Iterator[TaskPage]:
        """What addresses and custom ids place in a project, beginning with the project that has most of them."""
        groups: dict[str, set[str]] = defaultdict(set)
        prefixes = self._prefixes()
        for name in self._left:
            for project in filter(None, (self._places.get(name, ""), *prefixes[name.partition("-")[0]])):
                groups[project].add(name)
        for project in sorted(groups, key=lambda each: (-self._missing(groups[each]), each)):
            group = groups[project]
            yield from self._list(project, 1 + self._missing(group) // EXPECTED, group)

    def _likely(self) -> Iterator[TaskPage]:
        """What probable and configured projects hold, if more is looked for than there are such projects."""
        if self._worth < 2:
            return
        configured = sorted(filter(is_gid, self._api.wanted()))
        for projects, patience in ((self._within, LIKELY), (configured, POSSIBLE)):
            rest = [project for project in projects if project not in self._listed]
            for place, project in enumerate(rest):
                if self._worth <= len(rest) - place:
                    break
                yield from self._list(project, patience)

    def _prefixes(self) -> defaultdict[str, list[str]]:
        """The projects by the prefix of their tasks' custom ids, where it pays to know them or they are known."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        wanted = [name for name in self._left if name and not is_gid(name)]
        if len(wanted) >= LEAST_FOR_PREFIXES or (len(wanted) > 1 and self._api.has_projects):
            for project in self._api.projects():
                if project.key:
                    found[project.key.upper()].append(project.id)
        return found

    def _list(self, project: str, patience: int, group: set[str] | None = None) -> Iterator[TaskPage]:
        """What a project holds of what is looked for (or of a group of it), as long as its pages are not in vain."""
        if project in self._listed:
            return
        self._listed.add(project)
        pages = self._api.pages("/tasks", (("project", project), *SELECTION), Task, lambda task: task)
        asked = found = in_a_row = 0
        while self._pays(group, patience - (asked - found), in_a_row) and (rows := _next(pages)) is not None:
            worth, page = self._taken(rows)
            asked, found, in_a_row = asked + 1, found + worth, 0 if worth else in_a_row + 1
            self._vain += worth - 1
            if page.tasks or page.rejected:
                yield page.done()

    def _pays(self, group: set[str] | None, patience: int, in_a_row: int) -> bool:
        """Whether one more page is worth asking for, instead of each task that is missing."""
        left = self._worth if group is None else self._missing(group)
        return left > max(1, in_a_row) and patience > 0 and self._vain > 0

    def _taken(self, rows: Rows[Task]) -> tuple[int, _Page]:
        """Takes what is looked for from some rows; with how many requests that saves."""
        page, before = _Page(), self._worth
        for task in rows.values:
            if not self._left.keys().isdisjoint(_names(task)):
                self._keep(task, page)
        return before - self._worth, page

    # ---- one by one ----

    def _one_by_one(self) -> Iterator[TaskPage]:
        page, asked = _Page(), 0
        while self._left:
            name, keys = next(iter(self._left.items()))
            self._drop(name)
            task = self._asked(name, keys, page)
            asked += len(keys)
            if asked >= self._api.page_size or not self._left:
                yield page.done()
                page, asked = _Page(), 0
            if task and len(self._left) >= LEAST_FOR_PROBING:
                for project in [each.project.gid for each in task.memberships if each.project]:
                    yield from self._list(project, PROBED)
        if asked:
            yield page.done()

    def _asked(self, name: str, keys: list[str], page: _Page) -> Task | None:
        """The task that a name leads to; why there is none goes into the page."""
        try:
            task = self._finder.find(name)
        except Changed as problem:
            if not isinstance(problem.__cause__, msgspec.ValidationError):
                raise
            self._set_aside(problem)
            page.rejected.append(f"{name}: {problem}")
            return None
        if isinstance(task, Without):
            page.without[task].extend(keys)
            return None
        self._keep(task, page)
        return task

    def _set_aside(self, problem: Changed) -> None:
        """One answer that does not fit is set aside. Raises Changed where it is many, and none that fits."""
        self._bad.append(str(problem))
        if len(self._bad) >= MANY and not self._seen:
            raise problem

    def _keep(self, task: Task, page: _Page) -> None:
        """Takes a task, unless it came before, and what else names it is not looked for any more."""
        for name in _names(task):
            self._drop(name)
        if task.gid in self._seen:
            return
        self._seen.add(task.gid)
        try:
            page.tasks.append(self._finder.record(task))
        except BadValue as problem:
            page.rejected.append(f"{task.gid}: {problem}")

    def _drop(self, name: str) -> None:
        if self._left.pop(name, None) is not None:
            self._worth -= _requests(name)

    def _missing(self, names: set[str]) -> int:
        """How many requests it takes to ask for each of some names that is missing."""
        return sum(map(_requests, names & self._left.keys()))


def _requests(name: str) -> int:
    """How many requests it takes to ask for a task: two by a custom id, none where no task can be called so."""
    return 1 if is_gid(name) else 2 if is_custom_id(name) else 0


def _name(key: str) -> str:
    """What a key comes down to: a task's number, a custom id, or the key itself where it is neither."""
    return gid_of(key) or (key.upper() if is_custom_id(key) else key)


def _names(task: Task) -> set[str]:
    return {task.gid, *(each.upper() for each in custom_ids(task.custom_fields))}


def _next(pages: Iterator[Rows[Task]]) -> Rows[Task] | None:
    """One more page, or None at the end; an empty one where Asana does not show the project, or not to its end."""
    try:
        return next(pages, None)
    except Refused as problem:
        if problem.status not in (400, *HIDDEN):
            raise
        return Rows([], ())
