"""Tasks as reports say them: key, title, status and place as their tracker has them now, and a link that opens them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from billing.issues import hours
from billing.records import Task
from billing.task_records import KnownTask
from mappings.store import Transaction


@dataclass(frozen=True, slots=True)
class TasksNow:
    """What is known of the tasks that something names; nothing where no task tracker is connected."""

    by_ref: Mapping[str, KnownTask] = field(default_factory=dict)
    by_name: Mapping[str, list[KnownTask]] = field(default_factory=dict)

    @classmethod
    def read(cls, tx: Transaction, tasks: Iterable[Task]) -> TasksNow:
        """What is known of some tasks now."""
        named = list(tasks)
        refs = sorted({task.ref for task in named if task.ref})
        keys = sorted({task.key for task in named if not task.ref})
        return cls(tx.tasks.of(refs), tx.tasks.called(keys))

    def of(self, task: Task) -> KnownTask | None:
        """What is known of a task: by its ref, else (work that was planned without one) if only one has its key."""
        if task.ref:
            return self.by_ref.get(task.ref)
        called = self.by_name.get(task.key, [])
        return called[0] if len(called) == 1 else None


UNKNOWN = TasksNow()


def to_json(task: Task, now: TasksNow) -> dict[str, Any]:
    """A task with stable keys, as it is now where it is known; else as the entry calls it."""
    known = now.of(task)
    if known is None:
        return {"key": task.key, "title": task.title, "url": task.url or None, "known": None}
    return {"key": known.key, "title": known.title, "url": known.url or None, "known": known_to_json(known)}


def known_to_json(known: KnownTask) -> dict[str, Any]:
    """What a tracker says of a task beside its key, title and link, with stable keys."""
    return {
        "ref": known.ref,
        "kind": known.kind or None,
        "status": known.status,
        "stage": known.stage,
        "parent": known.parent or None,
        "parent_title": known.parent_title or None,
        "group": known.group or None,
        "assignee": known.assignee or None,
        "estimate_seconds": known.estimate_seconds,
        "present": known.present,
    }


def in_words(task: Task, now: TasksNow) -> str:
    """A task in one line: what it is called, how far it is, where it belongs, and its link."""
    known = now.of(task)
    if known is None:
        return " ".join((task.key, task.title, task.url)).strip()
    facts = [
        f"{known.key} {known.title}".strip(),
        status_of(known),
        f"part of {parent_of(known)}" if known.parent else "",
        f"in {known.group}" if known.group and known.group != known.parent_title else "",
        f"estimated {hours(known.estimate_seconds)}" if known.estimate_seconds is not None else "",
        known.url,
    ]
    return " · ".join(fact for fact in facts if fact)


def status_of(known: KnownTask) -> str:
    """How far a task is, in its tracker's words; that it is gone, if it is."""
    return known.status if known.present else f"{known.status}, deleted since"


def parent_of(known: KnownTask) -> str:
    """What a task is a part of, by key and title."""
    return f"{known.parent} {known.parent_title}".strip()
