"""An agency whose entries all name tasks, and the workspace of a task tracker that has them among others."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.agency import (
    CLIENT,
    CODE,
    EXPORT,
    HEADER,
    LINK,
    NOTE,
    PARTS,
    PROJECT,
    Size,
    client,
    configure,
    short,
    time_of,
    write_folder,
)
from bench.steps import worker_in
from sandbox.clock import Clock
from sandbox.records import Access
from sandbox.task_seed import FIRST_PROJECT, FIRST_TASK, PROJECT_CODE, SITES, task_seed
from sandbox.task_world import Task, TaskProject, TaskSeed, TaskTracker
from sync.importing import ImportOptions
from sync.pipeline import import_files

PROJECTS = 40
OWNER, TOKEN = "owen@northwind.test", "TOKEN"
_OURS = 1_000_000
"""So far from the demo's numbers are these."""
_LINKED = {"jira": 4, "asana": 1}
"""Every fourth entry was started from its issue in Jira, every one from its task in Asana; the others say the key."""
_STATED: dict[str, dict[str, str]] = {"jira": {"site": SITES["jira"], "email": OWNER}, "asana": {}}


@dataclass(frozen=True, slots=True)
class Tasked(Size):
    """An agency with a client for each project of the task tracker. Ten entries name three tasks, of `spread` times
    as many.
    """

    spread: int = 1

    @property
    def clients(self) -> int:
        """One for each project."""
        return PROJECTS

    @property
    def named(self) -> int:
        """How many different tasks are named."""
        return self.rows * 3 // 10

    def place(self, number: int) -> int:
        """The place of a named task among all that there are: its project's turn comes every so many."""
        turn, project = divmod(number, PROJECTS)
        return turn * self.spread * PROJECTS + project


class Workspace(TaskTracker):
    """The demo's tasks and ours, found by key and by parent without looking at each of them."""

    def __init__(self, seed: TaskSeed, clock: Clock) -> None:
        super().__init__(seed, clock)
        self._keys = {task.key: task for task in seed.tasks}
        self._of_project: dict[int, list[Task]] = {}
        for task in sorted(seed.tasks, key=lambda task: task.id):
            self._of_project.setdefault(task.project, []).append(task)
        self._parents = {task.parent for task in seed.tasks}

    def visible(self, access: Access | None, projects: Iterable[int] | None = None) -> list[Task]:
        """The tasks that are shown."""
        wanted = list(self.projects if projects is None else projects)
        return [task for own in wanted if self.sees(access, own) for task in self._of_project.get(own, ())]

    def children(self, number: int) -> list[Task]:
        """The tasks that are part of another."""
        return super().children(number) if number in self._parents else []

    def _by_key(self, key: str) -> Task | None:
        return self._keys.get(key) or super()._by_key(key)


def write_agency(folder: Path, vendor: str, size: Tasked) -> None:
    """A configuration with a task tracker, and its time as imported: every entry names one task of its own client."""
    write_folder(folder, size)
    connect(folder, vendor)
    with (folder / EXPORT).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([HEADER, *_entries(vendor, size)])
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / EXPORT], ImportOptions())
    assert not refused and reports[0].new == size.rows


def connect(folder: Path, vendor: str, base_url: str = "") -> None:
    """States the task tracker in the configuration, at an address."""
    said = {"kind": vendor, "token": f"${{{TOKEN}}}", "project_code_field": PROJECT_CODE, **_STATED[vendor]}
    export = {"kind": "harvest", "columns": {"tags": "Labels"}}
    configure(folder, connectors={"harvest": export, vendor: said | ({"base_url": base_url} if base_url else {})})


def tracker_of(vendor: str, size: Tasked, clock: Clock) -> TaskTracker:
    """The workspace: the demo's projects and tasks, and ours."""
    seed = task_seed(vendor)
    projects = tuple(_project(vendor, number) for number in range(PROJECTS))
    tasks = (_task(vendor, place) for place in range(size.named * size.spread))
    return Workspace(replace(seed, projects=(*seed.projects, *projects), tasks=(*seed.tasks, *tasks)), clock)


def _entries(vendor: str, size: Tasked) -> Iterator[list[str]]:
    """A month of everyone's time, of which every entry names the next task."""
    for number, row in enumerate(time_of(size)):
        place = size.place(number % size.named)
        project, name, code = _where(place)
        words, linked = row[NOTE].partition(" ")[2], number % _LINKED[vendor] == 0
        row[CLIENT], row[PROJECT], row[CODE] = client(project), name, code
        row[NOTE] = words if linked else f"{_key(place)} {words}"
        row[LINK] = _link(vendor, place) if linked else ""
        yield row


def _where(place: int) -> tuple[int, str, str]:
    """The number of a task's project, and the name and the code of the project in which time on it is tracked."""
    project, (part, name) = place % PROJECTS, PARTS[place // PROJECTS % len(PARTS)]
    return project, f"{name} {project:02}", f"{short(project)}-{part}"


def _key(place: int) -> str:
    return f"{short(place % PROJECTS)}-{place // PROJECTS + 1}"


def _link(vendor: str, place: int) -> str:
    task, project = FIRST_TASK[vendor] + _OURS + place, _project(vendor, place % PROJECTS).id
    return f"https://{SITES[vendor]}/{f'browse/{_key(place)}' if vendor == 'jira' else f'0/{project}/{task}'}"


def _project(vendor: str, number: int) -> TaskProject:
    return TaskProject(FIRST_PROJECT[vendor] + _OURS + number, short(number), client(number))


def _task(vendor: str, place: int) -> Task:
    number, title, (project, _, code) = FIRST_TASK[vendor] + _OURS + place, f"Part {place} of the work", _where(place)
    return Task(number, _key(place), title, _project(vendor, project).id, fields={PROJECT_CODE: code})
