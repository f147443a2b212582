"""The demo agency's tasks as its two task trackers keep them: one project a client, one section or epic a workstream.

Every task that the month's entries name is in one of the two, the same in every run. What is unusual about some of them
stands in SPECIAL, by key, so that whoever plants exceptions can name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sandbox.northwind.contracts import WORKSTREAMS
from sandbox.northwind.people import PEOPLE
from sandbox.northwind.task_slips import HIDDEN_TASKS
from sandbox.northwind.work import TASKS
from sandbox.records import Access, Person, hex_for, number_for
from sandbox.task_world import (
    ADMINISTRATORS,
    APPROVAL,
    APPROVED,
    CANCELLED,
    CLIENT_APPROVED,
    CLIENT_REJECTED,
    CLIENT_REVIEW,
    DONE,
    EPIC,
    EVERYONE,
    IN_PROGRESS,
    MILESTONE,
    NOBODY,
    REJECTED,
    SUBTASK,
    TASK,
    TO_DO,
    Event,
    Task,
    TaskProject,
    TaskSeed,
)

PROJECT_CODE, APPROVAL_FIELD, ORDER = "Project code", "Client approval", "PO number"
"""Custom fields."""
ADMINISTRATOR, MEMBER = "Owen Gallagher", "Sam Ortiz"
CLIENT_CONTACT = "Dana Ortiz"
"""Somebody at a client who accepts work; a guest without an e-mail address that is shown."""


@dataclass(frozen=True, slots=True)
class Special:
    """What is unusual at one vendor, by the keys that entries of the month name; all but `milestone` are worked on."""

    prefixes: tuple[str, ...]
    moved: tuple[str, str]
    """A task that was moved to another project of its client on October 12, and its key there: its old key leads on."""
    deleted: str
    """Deleted on October 9."""
    cancelled: str
    """Cancelled on October 8."""
    done: str
    """Done on October 7, with work on it later."""
    rejected: str
    """An approval that the client rejected on October 27: completed, and not approved."""
    approved: str
    """An approval that the client gave on October 28."""
    milestone: str
    """One more task, that entries do not name: accepted by the client on October 29."""
    hidden: str
    """The key of the project that our tokens are not shown."""


SPECIAL: dict[str, Special] = {
    "jira": Special(
        prefixes=("ACME", "BLUE", "COB", "DEL", "EMB", "FJO", "IRIS", "JUN", "NIM"),
        moved=("DEL-80", "CARE-1"),
        deleted="EMB-83",
        cancelled="COB-29",
        done="BLUE-58",
        rejected="DEL-45",
        approved="JUN-39",
        milestone="ACME-95",
        hidden="NIM",
    ),
    "asana": Special(
        prefixes=("GRAN", "HAN", "KES", "LUM", "MAR"),
        moved=("LUM-70", "PILOT-1"),
        deleted="KES-88",
        cancelled="GRAN-118",
        done="MAR-13",
        rejected="GRAN-54",
        approved="LUM-25",
        milestone="MAR-75",
        hidden="SAFE",
    ),
}

SITES = {"jira": "northwind.atlassian.net", "asana": "app.asana.com"}
TOKENS = {"jira": "ATATT3x{}", "asana": "2/1201000000000001/1209000000000001:{}"}
HOLDERS = {"jira": ("administrator", "member", "expired", "scoped"), "asana": ("administrator", "member", "expired")}
"""Jira's scoped token is an administrator's that is good at the gateway only."""
FIRST_TASK = {"jira": 10_400, "asana": 1_209_000_000_000_400}
FIRST_PROJECT = {"jira": 10_000, "asana": 1_205_000_000_000_000}
FIRST_EVENT = 20_000
AUGUST = datetime(2026, 8, 3, 15, 0, tzinfo=UTC)
WRITERS = ("Kim Allen", "Priya Raman", "Rosa Delgado", "Owen Gallagher")


@cache
def task_seed(vendor: str) -> TaskSeed:
    """The demo's tasks at one vendor, built once: nothing changes it."""
    return _Seeding(vendor).seed()


def _at(day: int, hour: int = 15, month: int = 10) -> datetime:
    return datetime.combine(date(2026, month, day), time(hour), UTC)


class _Seeding:
    """One seed in the making."""

    def __init__(self, vendor: str) -> None:
        self.vendor, self.special = vendor, SPECIAL[vendor]
        self.people = tuple(_people(vendor))
        self.by_name = {person.name: person.id for person in self.people}
        self.projects = {project.key: project for project in _projects(vendor, self.special)}
        self.epics = tuple(self._epics()) if vendor == "jira" else ()
        self._events = 0

    def seed(self) -> TaskSeed:
        """All of it."""
        number = FIRST_TASK[self.vendor] + len(self.epics)
        tasks = [replace(task, id=number + place) for place, task in enumerate(self._tasks())]
        tasks += [replace(task, id=number + len(tasks) + place) for place, task in enumerate(self._more(tasks))]
        tasks = [self._unusual(task) for task in tasks]
        deleted = tuple(task for task in tasks if task.key == self.special.deleted)
        kept = (*self.epics, *(task for task in tasks if task.key != self.special.deleted))
        holders = HOLDERS[self.vendor]
        tokens = {holder: self._token(holder) for holder in holders}
        return TaskSeed(
            self.vendor,
            self.people,
            tuple(self._counted(project, tasks) for project in self.projects.values()),
            kept,
            deleted,
            tuple(self._access(holder, token) for holder, token in tokens.items()),
            tokens,
            SITES[self.vendor],
        )

    def _token(self, holder: str) -> str:
        return TOKENS[self.vendor].format(hex_for(self.vendor, "token", holder))

    def _access(self, holder: str, token: str) -> Access:
        who = MEMBER if holder == "member" else ADMINISTRATOR
        return Access(token, self.by_name[who], admin=holder != "member", expired=holder == "expired")

    def _counted(self, project: TaskProject, tasks: list[Task]) -> TaskProject:
        of_project = [task.key for task in tasks if task.key.startswith(f"{project.key}-")]
        return replace(project, numbers=max((int(key.rpartition("-")[2]) for key in of_project), default=0))

    # ---- tasks ----

    def _epics(self) -> Iterator[Task]:
        """An epic for each workstream, numbered before its tasks."""
        codes = [code for code in TASKS if code.partition("-")[0] in self.special.prefixes]
        for place, code in enumerate(codes):
            prefix = code.partition("-")[0]
            own = [other for other in codes if other.startswith(f"{prefix}-")]
            yield Task(
                FIRST_TASK[self.vendor] + place,
                f"{prefix}-{own.index(code) + 1}",
                WORKSTREAMS[code][1].name,
                self.projects[prefix].id,
                EPIC,
                IN_PROGRESS,
                created=AUGUST,
                updated=AUGUST,
                fields={PROJECT_CODE: code},
            )

    def _tasks(self) -> Iterator[Task]:
        """Every task of the month's entries, before anything unusual."""
        epics = {epic.fields[PROJECT_CODE]: epic.id for epic in self.epics}
        for code, tasks in TASKS.items():
            prefix = code.partition("-")[0]
            if prefix not in self.special.prefixes:
                continue
            workers = [person.name for person in PEOPLE if code in person.workstreams] or [ADMINISTRATOR]
            for place, task in enumerate(tasks):
                created = AUGUST + timedelta(days=place, minutes=len(code))
                yield Task(
                    0,
                    task.key,
                    task.title,
                    self.projects[prefix].id,
                    TASK,
                    (IN_PROGRESS, TO_DO, CLIENT_REVIEW)[place % 3],
                    WORKSTREAMS[code][1].name,
                    epics.get(code),
                    self.by_name[workers[place % len(workers)]],
                    labels=("billable",) if WORKSTREAMS[code][1].billable else (),
                    note=f"{task.title}.\nAgreed with the client.",
                    fields={PROJECT_CODE: code},
                    estimate_seconds=(place % 4) * 4 * 3600 or None,
                    created=created,
                    updated=created + timedelta(hours=1),
                )

    def _more(self, tasks: list[Task]) -> Iterator[Task]:
        """A milestone, a part of the first task, and what stands in a project of its own that is not shown."""
        first = tasks[0]
        prefix = self.special.milestone.partition("-")[0]
        beside = next(task for task in tasks if task.key.startswith(f"{prefix}-"))
        due = date(2026, 10, 31)
        yield replace(beside, key=self.special.milestone, title="M2 - UAT sign-off", kind=MILESTONE, due=due)
        number = int(first.key.rpartition("-")[2]) - 1
        key = f"{first.key.partition('-')[0]}-{number}"
        yield replace(first, key=key, title="Fields of the form", kind=SUBTASK, parent=first.id, estimate_seconds=7200)
        if self.special.hidden not in self.special.prefixes:
            where = self.projects[self.special.hidden]
            for task in HIDDEN_TASKS:
                yield replace(beside, key=task.key, title=task.title, project=where.id, section="")

    def _unusual(self, task: Task) -> Task:
        special = self.special
        changed: dict[str, tuple[str, datetime]] = {
            special.cancelled: (CANCELLED, _at(8)),
            special.done: (DONE, _at(7)),
            special.rejected: (CLIENT_REJECTED, _at(27)),
            special.approved: (CLIENT_APPROVED, _at(28)),
            special.milestone: (CLIENT_APPROVED, _at(29)),
        }
        if task.key in changed:
            return self._closed(task, *changed[task.key])
        if task.key == special.moved[0]:
            new = special.moved[1]
            where = self.projects[new.partition("-")[0]]
            moved = replace(task, key=new, project=where.id, old_keys=(task.key,), updated=_at(12))
            return replace(moved, history=(self._event(_at(12), ADMINISTRATOR, "key", task.key, new),))
        return replace(task, updated=_at(9)) if task.key == special.deleted else task

    def _closed(self, task: Task, status: str, at: datetime) -> Task:
        approval = {CLIENT_REJECTED: REJECTED, CLIENT_APPROVED: APPROVED}.get(status, "")
        if task.kind == MILESTONE:
            approval = ""
        who = CLIENT_CONTACT if status in (CLIENT_APPROVED, CLIENT_REJECTED) else WRITERS[len(task.key) % len(WRITERS)]
        events = [
            self._event(at - timedelta(days=2), WRITERS[0], "status", IN_PROGRESS, CLIENT_REVIEW),
            self._event(at, who, "status", CLIENT_REVIEW, status),
        ]
        fields = dict(task.fields)
        if approval:
            fields[APPROVAL_FIELD] = approval.capitalize()
            events.append(self._event(at, who, APPROVAL_FIELD, "", approval.capitalize()))
        return replace(
            task,
            kind=APPROVAL if approval else task.kind,
            status=status,
            approval=approval,
            fields=fields,
            updated=at,
            closed=at,
            history=tuple(events),
        )

    def _event(self, at: datetime, who: str, name: str, before: str, after: str) -> Event:
        self._events += 1
        return Event(FIRST_EVENT + self._events, at, self.by_name[who], name, before, after)


def _people(vendor: str) -> Iterator[Person]:
    for worker in PEOPLE:
        names = (vendor, "person", worker.name)
        admin = worker.name == ADMINISTRATOR
        yield Person(number_for(*names), hex_for(*names), worker.name, worker.email, worker.role, admin)
    names = (vendor, "person", CLIENT_CONTACT)
    yield Person(number_for(*names), hex_for(*names), CLIENT_CONTACT, "", "client")


def _projects(vendor: str, special: Special) -> Iterator[TaskProject]:
    """A project for each client, the one that a task moved to, and an archived one."""
    moved = special.moved[1].partition("-")[0]
    names = {prefix: _client(prefix) for prefix in special.prefixes}
    names |= {moved: f"{_client(special.moved[0].partition('-')[0])}: rollout", "OLD": "Old Mill Press"}
    names.setdefault(special.hidden, f"{_client('MAR')}: line safety")
    for place, (key, name) in enumerate(names.items()):
        codes = [code for code in TASKS if code.startswith(f"{key}-")]
        yield TaskProject(
            FIRST_PROJECT[vendor] + 10 * (place + 1),
            key,
            name,
            codes[0] if len(codes) == 1 else "",
            archived=key == "OLD",
            shown_to=NOBODY if key == special.hidden else ADMINISTRATORS if key == moved else EVERYONE,
            sections=tuple(WORKSTREAMS[code][1].name for code in codes),
        )


def _client(prefix: str) -> str:
    code = next(code for code in TASKS if code.startswith(f"{prefix}-"))
    return WORKSTREAMS[code][0].client
