"""What a line of worked time says: by the contract's own template, or in the usual words of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from billing.records import Contract, Period, Task, Work, Workstream
from billing.texts import clean
from billing.wording import day, filled, month, phrases

MOST_TASKS = 5
"""How many tasks a line spells out; all of them are on the line's record."""


def line_words(contract: Contract, period: Period, works: Sequence[Work], tasks: tuple[Task, ...]) -> str:
    """The description of the line on which some works stand, in the order of their time."""
    texts, first = contract.wishes.texts, works[0]
    stream = next(stream for stream in contract.workstreams if stream.code == first.workstream)
    if texts.line:
        return filled(texts.line, _values(stream, works, tasks, texts.language))
    if contract.lines_by == "workstream":
        return f"{stream.name}, {_when(period, works, texts.language)}"
    return _USUAL[contract.lines_by](first, stream, tasks, texts.language)


def _when(period: Period, works: Sequence[Work], language: str) -> str:
    """The month of what is late or billed by the month; else the first and last day on which it was worked."""
    if works[0].late:
        return month(works[0].day, language)
    if len(period.name) == len("2026-10"):
        return month(period.first, language)
    days = sorted(work.day for work in works)
    first, last = day(days[0], language), day(days[-1], language)
    return first if first == last else f"{first} – {last}"


def _values(stream: Workstream, works: Sequence[Work], tasks: tuple[Task, ...], language: str) -> dict[str, str]:
    days = [work.day for work in works]
    first, last = month(min(days), language), month(max(days), language)
    return {
        "workstream": stream.name,
        "code": stream.code,
        "tasks": _task_words(tasks, stream, language),
        "person": _each_once(work.person for work in works),
        "role": _each_once(work.role for work in works),
        "activity": _each_once(work.activity for work in works),
        "note": clean(works[0].note),
        "day": day(works[0].day, language),
        "month": first if first == last else f"{first} – {last}",
        "from": day(min(days), language),
        "to": day(max(days), language),
    }


def _each_once(names: Iterable[str]) -> str:
    return ", ".join(sorted({clean(name) for name in names if name}))


def _task_words(tasks: tuple[Task, ...], stream: Workstream, language: str) -> str:
    if not tasks:
        return phrases(language).without_task.replace("{workstream}", stream.name)
    words = ", ".join([f"{task.key} {task.title}".strip() for task in tasks[:MOST_TASKS]])
    if len(tasks) <= MOST_TASKS:
        return words
    return phrases(language).more_tasks.replace("{count}", str(len(tasks) - MOST_TASKS)).replace("{tasks}", words)


_USUAL: dict[str, Callable[[Work, Workstream, tuple[Task, ...], str], str]] = {
    "task": lambda first, stream, tasks, language: _task_words(tasks, stream, language),
    "person and task": lambda first, stream, tasks, language: f"{first.person}: {_task_words(tasks, stream, language)}",
    "person": lambda first, stream, tasks, language: f"{first.person}: {stream.name}",
    "day": lambda first, stream, tasks, language: f"{first.day.isoformat()} {stream.name}",
    "entry": lambda first, stream, tasks, language: (
        f"{first.day.isoformat()} {first.person}: {clean(first.note) or stream.name}"
    ),
}
"""What a line says without a template, by what lines are made by."""
