"""What one task tracker keeps: people, projects and tasks with their history, and what people do to them.

A vendor's twin reads from here; tests and the admin routes change it. Every operation happens at the business clock's
moment and leaves what the vendor would leave: another moment of change, events in the history, old keys that lead on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.records import BEGINNING, Access, Person, hex_for
from sandbox.tracker import Unknown

TASK_VENDORS: tuple[str, ...] = ("asana", "jira")
"""The vendors of tasks that there are; each has a twin of its name."""

TO_DO, IN_PROGRESS, CLIENT_REVIEW = "To Do", "In Progress", "Client Review"
DONE, CLIENT_APPROVED, CLIENT_REJECTED, CANCELLED = "Done", "Client Approved", "Client Rejected", "Cancelled"
STATUSES = {
    TO_DO: "new",
    IN_PROGRESS: "active",
    CLIENT_REVIEW: "active",
    DONE: "done",
    CLIENT_APPROVED: "done",
    CLIENT_REJECTED: "done",
    CANCELLED: "done",
}
"""Every status (a column of the board) and how far it is: new, active or done; cancelled and rejected are done, too."""

EVERYONE, ADMINISTRATORS, NOBODY = "everyone", "administrators", "nobody"
"""To which of our tokens a project is shown."""

TASK, SUBTASK, EPIC, MILESTONE, APPROVAL = "task", "subtask", "epic", "milestone", "approval"
"""The kinds of task; a vendor that has not all of them shows an ordinary task with the same status."""
APPROVED, REJECTED, PENDING = "approved", "rejected", "pending"


@dataclass(frozen=True, slots=True)
class TaskProject:
    """A project with its key; `numbers` is the last number that a task of it was given."""

    id: int
    key: str
    name: str
    code: str = ""
    archived: bool = False
    shown_to: str = EVERYONE
    sections: tuple[str, ...] = ()
    old_keys: tuple[str, ...] = ()
    numbers: int = 0
    created: datetime = BEGINNING
    updated: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class Event:
    """One field of a task that somebody changed; before and after are names as people read them."""

    id: int
    at: datetime
    by: int
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is now, with everything that happened to it, oldest first."""

    id: int
    key: str
    title: str
    project: int
    kind: str = TASK
    status: str = TO_DO
    section: str = ""
    """The part of the project it is in, by name: an epic's title or a section."""
    parent: int | None = None
    """The task or epic it is part of."""
    assignee: int | None = None
    approval: str = ""
    """Of an approval: approved, rejected or pending; empty for everything else."""
    labels: tuple[str, ...] = ()
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """Custom fields by name, such as `Project code`."""
    estimate_seconds: int | None = None
    due: date | None = None
    created: datetime = BEGINNING
    updated: datetime = BEGINNING
    closed: datetime | None = None
    old_keys: tuple[str, ...] = ()
    history: tuple[Event, ...] = ()

    @property
    def done(self) -> bool:
        """Whether its status is one at the end, which cancelled and rejected are, too."""
        return STATUSES[self.status] == "done"


@dataclass(frozen=True, slots=True)
class TaskSeed:
    """What a tracker starts from. `tokens` has each access's token by its holder."""

    vendor: str
    people: tuple[Person, ...]
    projects: tuple[TaskProject, ...]
    tasks: tuple[Task, ...]
    deleted: tuple[Task, ...]
    access: tuple[Access, ...]
    tokens: dict[str, str]
    site: str = ""
    """The host of the site, for links that a person opens."""


class TaskTracker:
    """The tasks at one vendor. `plan` is what the account pays for: free or premium."""

    def __init__(self, seed: TaskSeed, clock: Clock) -> None:
        self.vendor, self.clock = seed.vendor, clock
        self.plan = "premium"
        self.people: dict[int, Person] = {person.id: person for person in seed.people}
        self.projects: dict[int, TaskProject] = {project.id: project for project in seed.projects}
        self.tasks: dict[int, Task] = {task.id: task for task in seed.tasks}
        self.deleted: dict[int, tuple[Task, datetime]] = {task.id: (task, task.updated) for task in seed.deleted}
        self.access: dict[str, Access] = {access.token: access for access in seed.access}
        self.organization = "Northwind AI"
        self.hex = hex_for(seed.vendor, "organization", self.organization)
        self.site = f"https://{seed.site}"
        self._tokens = seed.tokens
        self.lag = timedelta(0)
        """How far behind the vendor's search is."""
        self._past: dict[int, list[Task]] = {}
        self._next_task = max((*self.tasks, *self.deleted)) + 1
        self._next_event = max(event.id for task in self.tasks.values() for event in task.history) + 1

    # ---- who asks, and what is there ----

    def token(self, holder: str = "administrator") -> str:
        """The token of a holder: administrator, member (sees fewer projects), expired, or one of the vendor's own."""
        return self._tokens[holder]

    def sees(self, access: Access | None, project: int) -> bool:
        """Whether a project is shown to whoever asks."""
        shown = self.projects[project].shown_to
        return shown == EVERYONE or (shown == ADMINISTRATORS and access is not None and access.admin)

    def visible_projects(self, access: Access | None) -> list[TaskProject]:
        """The projects that are shown, archived ones too, by key."""
        found = (project for project in self.projects.values() if self.sees(access, project.id))
        return sorted(found, key=lambda project: project.key)

    def visible(self, access: Access | None, projects: Iterable[int] | None = None) -> list[Task]:
        """The tasks that are shown, of some projects or of all, by id."""
        wanted = set(self.projects) if projects is None else set(projects)
        shown = {number for number in wanted if number in self.projects and self.sees(access, number)}
        return sorted((task for task in self.tasks.values() if task.project in shown), key=lambda task: task.id)

    def task(self, number: int) -> Task:
        """A task by its id. Raises Unknown where there is none, or no longer."""
        if number not in self.tasks:
            raise Unknown(f"{self.vendor} has no task {number}")
        return self.tasks[number]

    def by_key(self, key: str) -> Task:
        """A task by a key it has or had. Raises Unknown."""
        known = self._by_key(key.upper())
        if known is None:
            raise Unknown(f"{self.vendor} has no task {key}")
        return known

    def _by_key(self, key: str) -> Task | None:
        now = next((task for task in self.tasks.values() if task.key == key), None)
        return now or next((task for task in self.tasks.values() if key in task.old_keys), None)

    def as_of(self, task: Task, moment: datetime) -> Task:
        """A task as it was at a moment, for a vendor whose search lags behind; one that is newer is as it is."""
        versions: list[Task] = [*self._past.get(task.id, ()), task]
        return next((version for version in reversed(versions) if version.updated <= moment), versions[0])

    def project(self, name: int | str) -> TaskProject:
        """A project by its id or by a key it has or had. Raises Unknown."""
        for project in self.projects.values():
            if name in (project.id, project.key, *project.old_keys):
                return project
        raise Unknown(f"{self.vendor} has no project {name}")

    def children(self, number: int) -> list[Task]:
        """The tasks that are part of another, by id."""
        return sorted((task for task in self.tasks.values() if task.parent == number), key=lambda task: task.id)

    # ---- what people do ----

    def change(self, number: int, by: int | None = None, **fields: Any) -> Task:
        """Edits a task. Whoever does it (default: its assignee, else the administrator) is in its history."""
        task, now = self.task(number), self.clock.now()
        changed = replace(task, **({"updated": now} | fields))
        if "status" in fields and "closed" not in fields:
            changed = replace(changed, closed=(task.closed if task.done else now) if changed.done else None)
        events = tuple(self._events(task, changed, by or task.assignee or self._administrator()))
        self._past.setdefault(number, []).append(task)
        self.tasks[number] = replace(changed, history=(*task.history, *events))
        return self.tasks[number]

    def move(self, number: int, project: int, by: int | None = None) -> Task:
        """Moves a task to another project, where it has the next key; the old one still leads to it."""
        task = self.task(number)
        where = self.project(project)
        self.projects[where.id] = replace(where, numbers=where.numbers + 1)
        key = f"{where.key}-{where.numbers + 1}"
        return self.change(number, by, project=where.id, key=key, old_keys=(*task.old_keys, task.key))

    def rename_project(self, number: int, key: str) -> TaskProject:
        """Gives a project another key, and its tasks with it; old keys lead to them. No task counts as changed."""
        project = self.project(number)
        self.projects[number] = replace(project, key=key, old_keys=(*project.old_keys, project.key))
        for task in [task for task in self.tasks.values() if task.project == number]:
            renamed = f"{key}-{task.key.rpartition('-')[2]}"
            self.tasks[task.id] = replace(task, key=renamed, old_keys=(*task.old_keys, task.key))
        return self.projects[number]

    def change_project(self, number: int, **fields: Any) -> TaskProject:
        """Renames, archives, hides or otherwise changes a project."""
        self.projects[number] = replace(self.project(number), **({"updated": self.clock.now()} | fields))
        return self.projects[number]

    def delete(self, number: int) -> Task:
        """Deletes a task and remembers it. Raises Unknown where there is none."""
        task = self.task(number)
        self.deleted[number] = (self.tasks.pop(number), self.clock.now())
        return task

    def restore(self, number: int) -> Task:
        """Brings a deleted task back."""
        if number not in self.deleted:
            raise Unknown(f"{self.vendor} has deleted no task {number}")
        task, _ = self.deleted.pop(number)
        self.tasks[number] = replace(task, updated=self.clock.now())
        return self.tasks[number]

    def add(self, project: int, title: str, **fields: Any) -> Task:
        """One more task, with the next id and the project's next key."""
        where, now = self.project(project), self.clock.now()
        self.projects[where.id] = replace(where, numbers=where.numbers + 1)
        number, self._next_task = self._next_task, self._next_task + 1
        made: dict[str, Any] = {"created": now, "updated": now, "key": f"{where.key}-{where.numbers + 1}"} | fields
        self.tasks[number] = Task(id=number, title=title, project=where.id, **made)
        return self.tasks[number]

    # ---- how it is kept ----

    def _administrator(self) -> int:
        return next(access.person for access in self.access.values() if access.admin)

    def _events(self, before: Task, after: Task, by: int) -> Iterator[Event]:
        """What an edit changed, a field at a time, as people read it."""
        own = ("key", "title", "status", "section", "approval", "estimate_seconds", "due", "kind")
        pairs = [(name, getattr(before, name), getattr(after, name)) for name in own]
        pairs.append(("assignee", self._name(before.assignee), self._name(after.assignee)))
        pairs.append(("project", self.projects[before.project].name, self.projects[after.project].name))
        names = sorted({*before.fields, *after.fields})
        pairs.extend((name, before.fields.get(name, ""), after.fields.get(name, "")) for name in names)
        for name, old, new in pairs:
            if old != new:
                number, self._next_event = self._next_event, self._next_event + 1
                yield Event(number, after.updated, by, name, _text(old), _text(new))

    def _name(self, person: int | None) -> str:
        return self.people[person].name if person else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)
