"""An entry with several tasks: one line, or divided by stated times or evenly, as its contract says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from billing.issues import facts
from billing.money import share
from billing.records import TIME, Contract, SourceRecord, Task, Work
from billing.stated_times import stated_times
from billing.tasks import by_key

Divided = tuple[tuple[Task, ...], str, tuple[tuple[str, str], ...]]
"""Tasks, each with its seconds if the entry is divided; and the kind of issue and its facts if it cannot be."""
ONE_LINE, STATED, EVENLY, EXCEPTION = "one line", "stated times", "evenly", "exception"


def divided(
    record: SourceRecord,
    tasks: Sequence[tuple[Task, tuple[str, ...]]],
    contract: Contract | None,
    accepted: Collection[str] = (),
) -> Divided:
    """The tasks of an entry, each given with the names that it has there, and what each has of the entry's seconds."""
    own = tuple([task for task, _ in tasks])
    rule = contract.several_tasks if contract else ONE_LINE
    if rule == ONE_LINE or len(own) < 2 or record.kind != TIME or record.seconds <= 0 or record.running:
        return own, "", ()
    in_order = sorted(tasks, key=lambda pair: (by_key(pair[0].key), pair[0].ref))
    keys = ", ".join(task.key for task, _ in in_order)
    if rule == EVENLY:
        return _shared(record.seconds, in_order, [1] * len(own)), "", ()
    if rule == EXCEPTION:
        return own, "" if "several_tasks" in accepted else "several_tasks", facts(keys=keys)
    times = stated_times(record.note, [name for _, names in tasks for name in names], record.seconds)
    if times is not None:
        return _shared(record.seconds, in_order, [sum(times[name] for name in names) for _, names in in_order]), "", ()
    return own, "" if "task_times_differ" in accepted else "task_times_differ", facts(stated=keys)


def _shared(seconds: int, tasks: Sequence[tuple[Task, object]], weights: Sequence[int]) -> tuple[Task, ...]:
    """The tasks with their shares, which are exactly the entry's seconds; undivided where one would have nothing."""
    shares = share(seconds, weights)
    if min(shares) <= 0:
        return tuple([task for task, _ in tasks])
    return tuple([replace(task, seconds=own) for (task, _), own in zip(tasks, shares, strict=True)])


BY_TASK = ("task", "person and task")
"""Ways of making lines in which the tasks of one entry stand apart."""


def pieces(work: Work, contract: Contract) -> list[Work]:
    """A piece of work as it stands on lines: one for each of its tasks where it is divided among them, else itself.

    Their seconds are together exactly its own.
    """
    tasks = work.tasks
    if len(tasks) < 2 or not tasks[0].seconds or contract.lines_by not in BY_TASK:
        return [work]
    by_label: dict[str, list[Task]] = {}
    for task in tasks:
        by_label.setdefault(task.key, []).append(task)
    groups = [by_label[key] for key in sorted(by_label, key=by_key)]
    shares = share(work.seconds, [sum(task.seconds for task in group) for group in groups])
    return [replace(work, seconds=own, tasks=tuple(group)) for group, own in zip(groups, shares, strict=True)]
