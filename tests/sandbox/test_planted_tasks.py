"""What is planted about tasks, worked out once more from the month and the tasks themselves, without the product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from sandbox.northwind.agency import northwind
from sandbox.northwind.contracts import CONTRACTS, WORKSTREAMS
from sandbox.northwind.records import IN_FILES, WITH_TASKS, Entry, Planted
from sandbox.northwind.task_slips import STANDARDS
from sandbox.planted import MILESTONES, over_api
from sandbox.task_seed import PROJECT_CODE
from sandbox.task_world import CLIENT_APPROVED, NOBODY, Task, TaskProject
from sandbox.world import World

KEY = re.compile(r"(?<![\w-])[A-Z]{2,9}-[1-9]\d*(?![\w-])")
KINDS = {
    "conflicting_project_codes": 1,
    "task_closed_before": 5,
    "task_not_found": 4,
    "task_not_visible": 3,
    "task_of_another_client": 2,
}
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def planted(world: World) -> tuple[Planted, ...]:
    """What the report must show after a pull."""
    return over_api(northwind().manifest, world).issues


def billable() -> Iterator[Entry]:
    """Whatever is client work, and not given away."""
    for entries in northwind().entries.values():
        for entry in entries:
            if entry.workstream and entry.billable and WORKSTREAMS[entry.workstream][1].billable:
                yield entry


def keys_of(entry: Entry) -> set[str]:
    texts = (entry.note, entry.activity, *entry.tags, entry.url)
    return {key for text in texts for key in KEY.findall(text)}.difference(STANDARDS)


def called(world: World, key: str) -> tuple[str, Task | None]:
    """The vendor that has a task by a key, and the task; Asana forgets the keys that a task had."""
    for vendor, tracker in world.tasks.items():
        for task in tracker.tasks.values():
            if key == task.key or (vendor == "jira" and key in task.old_keys):
                return vendor, task
    prefix = key.partition("-")[0]
    return next((vendor for vendor, each in world.tasks.items() if _has(each.projects.values(), prefix)), ""), None


def _has(projects: Iterable[TaskProject], prefix: str) -> bool:
    return any(project.key == prefix for project in projects)


def trouble(world: World, entry: Entry, key: str) -> str:
    """What the report must say of a key, by what the trackers keep; Asana never says that a task is gone."""
    vendor, task = called(world, key)
    if not vendor:
        return ""
    if task is None:
        return "task_not_found" if vendor == "jira" else "task_not_visible"
    if world.tasks[vendor].projects[task.project].shown_to == NOBODY:
        return "task_not_visible"
    if WORKSTREAMS[task.fields[PROJECT_CODE]][0] is not WORKSTREAMS[entry.workstream][0]:
        return "task_of_another_client"
    closed = task.closed.astimezone(NEW_YORK).date() if task.closed and task.approval != "rejected" else date.max
    return "task_closed_before" if closed < entry.day else ""


def test_the_rows_about_tasks_are_those_that_the_trackers_know_of(world: World, planted: tuple[Planted, ...]) -> None:
    rows = [
        (code, entry.client, entry.person, entry.day, entry.seconds)
        for entry in billable()
        for key in keys_of(entry)
        if (code := trouble(world, entry, key))
    ]
    told = [row for row in planted if row.where == WITH_TASKS and row.code != "conflicting_project_codes"]
    assert Counter(rows) == Counter((row.code, row.client, row.person, row.day, row.seconds) for row in told)


def test_every_kind_is_planted_a_few_times(planted: tuple[Planted, ...]) -> None:
    assert Counter(row.code for row in planted if row.where == WITH_TASKS) == KINDS
    codes = Counter(row.code for row in planted)
    assert (codes["no_task"], codes["several_tasks"], codes["task_times_differ"]) == (6, 1, 1)
    assert len(planted) == 73, "so few that a person can read them all"


def test_a_code_that_only_a_task_knows_is_missing_in_files_alone(world: World) -> None:
    rows = {(r.person, r.day, r.seconds) for r in northwind().manifest.issues if r.code == "missing_project_code"}
    only_files = {
        (row.person, row.day, row.seconds)
        for row in northwind().manifest.issues
        if row.code == "missing_project_code" and row.where == IN_FILES
    }
    entries = {(e.person, e.day, e.seconds): e for e in billable() if (e.person, e.day, e.seconds) in rows}
    known = {place for place, entry in entries.items() if any(called(world, key)[1] for key in keys_of(entry))}
    assert known == only_files
    assert len(rows) > len(only_files) > 0


def test_keys_that_only_look_wrong_are_there_too(world: World) -> None:
    notes = [entry.note for entry in billable()]
    for standard in STANDARDS:
        assert sum(standard in note for note in notes) == 1
    old = {key for task in world.jira.tasks.values() for key in task.old_keys}
    assert any(old & keys_of(entry) for entry in billable()), "a key that was renamed still leads to its task"
    rejected = {task.key for task in world.asana.tasks.values() if task.approval == "rejected"}
    assert any(rejected & keys_of(entry) and entry.day.day > 27 for entry in billable()), "work on it goes on"


def test_milestones_fall_due_by_what_happened_to_their_tasks(world: World) -> None:
    stated = {(each.id, m.code): m for each in CONTRACTS for m in each.milestones}
    assert {(due.contract, due.code) for due in MILESTONES} == set(stated)
    for due in MILESTONES:
        milestone = stated[due.contract, due.code]
        vendor, _, key = milestone.task.partition(":")
        task = world.tasks[vendor].by_key(key)
        set_on = {event.at.astimezone(NEW_YORK).date() for event in task.history if event.after == CLIENT_APPROVED}
        assert (milestone.amount, set_on) == (due.amount, {due.day} if due.day else set())
        assert task.done, "accepted or rejected, it is completed"
