"""Time that was logged on tasks, beside what was estimated for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.records import Contract, Entry, Match, Period, State
from billing.task_records import KnownTask
from billing.tasks import by_key
from mappings.store import Transaction
from review.statement import NO_CLIENT
from review.tables import Cell, Hours, Section, section, sentences
from review.task_words import known_to_json, parent_of, status_of


@dataclass(frozen=True, slots=True)
class TaskTime:
    """A task of a client with the time on it: in a month, in all, and of entries that name other tasks as well.

    What entries share with other tasks is in neither of the first two, so that no second counts twice.
    """

    task: KnownTask
    client: str
    month_seconds: int
    all_seconds: int
    shared_seconds: int

    @property
    def left_seconds(self) -> int | None:
        """What is left of the estimate; negative where more was logged; None where nothing was estimated."""
        estimate = self.task.estimate_seconds
        return None if estimate is None else estimate - self.all_seconds


@dataclass(slots=True)
class _Sum:
    month: int = 0
    all: int = 0
    shared: int = 0


def task_times(tx: Transaction, period: Period, contracts: Mapping[str, Contract]) -> list[TaskTime]:
    """The tasks on which time was logged in a month, by client and key, with all the time that was ever logged."""
    people = sorted(tx.matches.people_in(period))
    worked = tx.peoples_work.by(people, period)
    refs = {task.ref for _, match, _, _ in worked if match.day in period for task in match.tasks if task.ref}
    if not refs:
        return []
    known = tx.tasks.of(sorted(refs))
    sums: dict[tuple[str, str], _Sum] = {}
    for entry, match in _on(tx, known.values()):
        found = contracts.get(match.contract)
        client = found.client if found else entry.record.client or NO_CLIENT
        for ref, seconds, shared in _shares(entry, match):
            if ref in known:
                _add(sums.setdefault((client, ref), _Sum()), seconds, shared, match.day in period)
    rows = [
        TaskTime(known[ref], client, each.month, each.all, each.shared)
        for (client, ref), each in sums.items()
        if each.month or each.shared
    ]
    return sorted(rows, key=lambda row: (row.client, by_key(row.task.key), row.task.ref))


def _on(tx: Transaction, tasks: Iterable[KnownTask]) -> Iterable[tuple[Entry, Match]]:
    """The entries that are there, are no duplicates, and are linked to any of some tasks."""
    ids = tx.tasks.naming(sorted({name for task in tasks for name in task.names}))
    matches, gone = tx.matches.of_entries(ids), tx.entries.gone(ids)
    for entry in tx.entries.heads(ids):
        match = matches.get(entry.id)
        if match and match.verdict is not State.DUPLICATE and entry.id not in gone and not entry.record.running:
            yield entry, match


def _shares(entry: Entry, match: Match) -> list[tuple[str, int, bool]]:
    """Each task of an entry with its seconds, and whether these are shared with others."""
    seconds = entry.record.seconds
    if len(match.tasks) == 1:
        return [(match.tasks[0].ref, seconds, False)]
    return [(task.ref, task.seconds or seconds, not task.seconds) for task in match.tasks]


def _add(to: _Sum, seconds: int, shared: bool, in_month: bool) -> None:
    if shared:
        to.shared += seconds if in_month else 0
    else:
        to.all += seconds
        to.month += seconds if in_month else 0


# ---- for people and programs ----


def to_json(rows: Sequence[TaskTime]) -> list[dict[str, Any]]:
    """The rows with stable keys; durations are seconds."""
    return [
        {
            "client": row.client,
            "key": row.task.key,
            "title": row.task.title,
            "url": row.task.url or None,
            **known_to_json(row.task),
            "month_seconds": row.month_seconds,
            "all_seconds": row.all_seconds,
            "shared_seconds": row.shared_seconds,
            "left_seconds": row.left_seconds,
        }
        for row in rows
    ]


def to_sections(rows: Sequence[TaskTime], period: str) -> list[Section]:
    """The rows for people, as wide as a terminal."""
    headers = ("client", "task", "status", ">estimate", f">in {period}", ">in all", ">left")
    return _sections(rows, period, headers, [(*_named(row), *_times(row)) for row in rows])


def to_wide(rows: Sequence[TaskTime], period: str) -> list[Section]:
    """The rows for people who have more room: with what each task is a part of, and its link."""
    headers = ("client", "task", "status", "part of", "epic or section", "link")
    times = (">estimate", f">in {period}", ">in all", ">left")
    cells = [(*_named(row), parent_of(row.task), row.task.group, row.task.url, *_times(row)) for row in rows]
    return _sections(rows, period, (*headers, *times), cells)


def _sections(
    rows: Sequence[TaskTime], period: str, headers: Sequence[str], cells: Sequence[Sequence[Cell]]
) -> list[Section]:
    if not rows:
        return [sentences(f"No time of {period} is linked to a task that is known.")]
    shared = sum(row.shared_seconds for row in rows)
    after = "Entries that name several tasks count for none of them; `--json` has their time as shared_seconds."
    return [section(f"Tasks of {period}", headers, cells, [after] if shared else [])]


def _named(row: TaskTime) -> tuple[Cell, ...]:
    return row.client, f"{row.task.key} {row.task.title}".strip(), status_of(row.task)


def _times(row: TaskTime) -> tuple[Cell, ...]:
    estimate, left = row.task.estimate_seconds, row.left_seconds
    logged = (Hours(row.month_seconds), Hours(row.all_seconds))
    return "" if estimate is None else Hours(estimate), *logged, "" if left is None else Hours(left)


TABLE_HEADERS = (
    "client task title status link parent group assignee >estimate >month >in_all >shared >left "
    ">estimate_seconds >month_seconds >all_seconds >shared_seconds"
).split()


def flat_row(row: TaskTime) -> tuple[Cell, ...]:
    """A task in the columns of TABLE_HEADERS."""
    task, estimate, left = row.task, row.task.estimate_seconds, row.left_seconds
    seconds = (row.month_seconds, row.all_seconds, row.shared_seconds)
    return (
        row.client,
        task.key,
        task.title,
        status_of(task),
        task.url,
        parent_of(task),
        task.group,
        task.assignee,
        "" if estimate is None else Hours(estimate),
        *map(Hours, seconds),
        "" if left is None else Hours(left),
        "" if estimate is None else estimate,
        *seconds,
    )
