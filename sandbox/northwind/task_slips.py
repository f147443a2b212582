"""Slips with tasks: keys mistyped, tasks that are gone, hidden, another client's or long done, and several in one note.

Most of them show only where the task trackers are asked. Jira says of a key of a project that is shown whether it has
it; Asana never says whether a task is gone or not shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sandbox.northwind.planting import Choice, Month
from sandbox.northwind.records import EVERYWHERE, HARVEST, TOGGL, WITH_TASKS, Entry
from sandbox.northwind.work import TASKS, Task

HIDDEN_TASKS = (
    Task("SAFE-1", "Risk assessment of the cell"),
    Task("SAFE-2", "Light curtain"),
    Task("SAFE-3", "Emergency stop"),
    Task("SAFE-4", "Declaration of conformity"),
)
"""Of Marlow's own project for the safety of its line, which the agency's token is not shown."""

_TITLES = {task.key: task.title for tasks in (*TASKS.values(), HIDDEN_TASKS) for task in tasks}
_KEY = re.compile(r"(?<![\w-])[A-Z]{2,9}-[1-9]\d*(?![\w-])")


@dataclass(frozen=True, slots=True)
class _Wrong:
    """An entry of a person that is made to name another task, and why the report must say so."""

    code: str
    person: str
    workstream: str
    key: str
    days: tuple[int, int]
    why: str


_WRONG = (
    _Wrong("task_not_found", "Felix Braun", "FJO-FCST", "FJO-40", (1, 31), "a key mistyped for FJO-4, in a tag"),
    _Wrong("task_not_found", "Hannah Weiss", "IRIS-LAB", "IRIS-180", (1, 31), "a key mistyped for IRIS-18, in a note"),
    _Wrong("task_not_found", "Lena Fischer", "EMB-RECO", "EMB-83", (1, 9), "a task that was deleted on October 9"),
    _Wrong("task_not_found", "Grace Okafor", "EMB-RECO", "EMB-83", (13, 31), "a task that was deleted before the work"),
    _Wrong("task_not_visible", "Jack Nguyen", "MAR-VISION", "SAFE-2", (1, 31), "a project that Asana does not show us"),
    _Wrong("task_not_visible", "Elena Rossi", "KES-ARCH", "KES-88", (1, 23), "deleted in Asana, which does not say so"),
    _Wrong("task_not_visible", "Daniel Cho", "JUN-KYC", "NIM-3", (1, 31), "a project that Jira does not show us"),
    _Wrong("task_of_another_client", "Priya Raman", "COB-CLAIMS", "DEL-31", (1, 31), "a task of Delmar's, in Jira"),
    _Wrong("task_of_another_client", "Chloe Martin", "GRAN-REDACT", "LUM-11", (1, 31), "a task of Lumen's, in Asana"),
    _Wrong("task_closed_before", "Marcus Webb", "COB-CLAIMS", "COB-29", (12, 31), "cancelled on October 8"),
    _Wrong("task_closed_before", "Sam Ortiz", "BLUE-DATA", "BLUE-58", (8, 31), "the task was done on October 7"),
    _Wrong("task_closed_before", "Amara Diallo", "GRAN-REDACT", "GRAN-118", (12, 31), "cancelled on October 8"),
    _Wrong("task_closed_before", "Jack Nguyen", "MAR-VISION", "MAR-13", (8, 31), "the task was done on October 7"),
    _Wrong("task_closed_before", "Kim Allen", "JUN-KYC", "JUN-39", (29, 31), "the client approved it on October 28"),
)


def plant_task_slips(month: Month) -> None:
    """What people get wrong about tasks, and what looks wrong and is not."""
    for wrong in _WRONG:
        entry = month.pick(f"{wrong.code} {wrong.key} {wrong.person}", _of(wrong))
        month.expect(wrong.code, month.change(naming(entry, wrong.key)), wrong.why, WITH_TASKS)
    _several_tasks(month)
    _standards(month)


def _of(wrong: _Wrong) -> Choice:
    first, last = date(2026, 10, wrong.days[0]), date(2026, 10, wrong.days[1])
    return lambda e: (e.person, e.workstream) == (wrong.person, wrong.workstream) and first <= e.day <= last


def naming(entry: Entry, key: str) -> Entry:
    """The entry as if the person had named another task: by its key, and by its title where it has one."""
    before = task_of(entry)
    title = _TITLES.get(key, before.title)

    def with_key(text: str) -> str:
        return re.sub(rf"(?<![\w-]){before.key}(?![\w-])", key, text).replace(before.title, title)

    return replace(
        entry,
        note=with_key(entry.note),
        activity=with_key(entry.activity),
        tags=tuple(map(with_key, entry.tags)),
        url=with_key(entry.url),
    )


def task_of(entry: Entry) -> Task:
    """The one task that an ordinary entry names."""
    keys = {key for text in (entry.note, entry.activity, *entry.tags, entry.url) for key in _KEY.findall(text)}
    [task] = [task for task in TASKS[entry.workstream] if task.key in keys]
    return task


# ---- several tasks in one note ---------------------------------------------------------------------------------------


def _several_tasks(month: Month) -> None:
    """Four clients, four rules: Kestrel wants none, Marlow their times, Bluefin equal parts, Acme one line."""
    _noted(month, "several_tasks", "Nadia Rahman", "KES-TAGS", _both)
    _noted(month, "", "Hannah Weiss", "MAR-VISION", _times)
    _noted(month, "task_times_differ", "Owen Gallagher", "MAR-VISION", _other_times)
    _noted(month, "", "Ivan Petrov", "BLUE-DATA", _both)
    _noted(month, "", "Amara Diallo", "ACME-IMPL", _both)


def _noted(month: Month, code: str, person: str, workstream: str, words: Callable[[Entry, Task, Task], str]) -> None:
    entry = month.pick(
        f"two tasks {person}",
        lambda e: (e.person, e.workstream) == (person, workstream) and e.seconds >= 3600 and e.seconds % 60 == 0,
    )
    first = task_of(entry)
    tasks = TASKS[workstream]
    second = tasks[(tasks.index(first) + 1) % 2] if first in tasks[:2] else tasks[0]
    entry = month.change(replace(entry, note=words(entry, first, second), url=""))
    if code:
        month.expect(code, entry, _WHY_SEVERAL[code], EVERYWHERE)


_WHY_SEVERAL = {
    "several_tasks": "two tasks in one entry, which the contract does not allow",
    "task_times_differ": "the times of two tasks in the note are half an hour more than the entry",
}


def _both(entry: Entry, first: Task, second: Task) -> str:
    return f"{first.key}, {second.key}"


def _times(entry: Entry, first: Task, second: Task) -> str:
    return f"{first.key} {entry.seconds // 60 - 20}m, {second.key} 20m"


def _other_times(entry: Entry, first: Task, second: Task) -> str:
    return f"{first.key} {entry.seconds // 60 + 10}m, {second.key} 20m"


# ---- what only looks like a task -------------------------------------------------------------------------------------

STANDARDS = ("UTF-8", "ISO-9001", "COVID-19")


def _standards(month: Month) -> None:
    """Standards named beside the task: no trouble, except for a product that takes them for tasks."""
    people = ((HARVEST, "Lena Fischer"), (HARVEST, "Hannah Weiss"), (TOGGL, "Amara Diallo"))
    for who, standard in zip(people, STANDARDS, strict=True):
        entry = month.pick(f"standard {standard}", _tracked_by(*who))
        month.change(replace(entry, note=f"{standard}: {entry.note}"))


def _tracked_by(connector: str, person: str) -> Choice:
    return lambda entry: (entry.connector, entry.person) == (connector, person)
