"""What must be looked at again: entries, people's months, contracts' periods. The store says what is due, nothing else.

A mark is set in the transaction that made the change, and taken away by the work that answers it, unless another one
has come since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, select

from billing.calendar import month_name
from billing.periods import month_of_period
from mappings.bulk import MONTH, ROWS, among, begins_with, chunks, execute_many, upsert
from mappings.schema import due, entry, matched
from mappings.schema_books import unit

ENTRY, TASKS, PERSON, UNIT = "entry", "tasks", "person", "unit"
"""Entries that must be matched again; those of which only the tasks may be others; people and contracts."""
_OF_UNIT = (unit.c.contract == due.c.name) & (unit.c.period == due.c.period)
_IS_CLOSED = (due.c.kind == UNIT) & select(unit.c.contract).where(_OF_UNIT, unit.c.closed).exists()
"""No run answers such a mark: it waits until the period is reopened."""


class Due:
    """Marks of a kind, by name and period (empty for entries)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self, kind: str, places: Iterable[tuple[str, str]]) -> None:
        """Marks names in periods; one that is marked already gets another mark."""
        rows = [{"kind": kind, "name": name, "period": period, "marks": 1} for name, period in sorted(set(places))]
        statement = upsert(self._connection, due, ("kind", "name", "period"), {"marks": due.c.marks + 1})
        execute_many(self._connection, statement, rows)

    _OF_PERIOD = (
        select(due.c.name, due.c.marks)
        .where(due.c.kind == bindparam("kind"), due.c.period == bindparam("period"))
        .order_by(due.c.name)
    )

    def of(self, kind: str, period: str = "") -> dict[str, int]:
        """The names of a kind that are due in a period, with their marks."""
        rows = self._connection.execute(self._OF_PERIOD, {"kind": kind, "period": period})
        return {str(name): int(marks) for name, marks in rows.all()}

    _ENDING_IN = select(due.c.name, due.c.period, due.c.marks).where(
        due.c.kind == bindparam("kind"), begins_with(due.c.period, MONTH)
    )

    def ending_in(self, kind: str, month: str) -> dict[tuple[str, str], int]:
        """What is due in the periods that end in a month, by name and period, with its marks."""
        rows = self._connection.execute(self._ENDING_IN, {"kind": kind, "month": month})
        return {(str(name), str(period)): int(marks) for name, period, marks in rows.all()}

    _NAMED = select(due.c.period).where(due.c.period != "", ~_IS_CLOSED).distinct()

    def months(self) -> set[str]:
        """The months of all that is due: periods of people and open units, days of entries; new entries are due."""
        named = self._connection.execute(self._NAMED).scalars()
        marked = select(entry.c.day).join(due, due.c.name == entry.c.id).where(due.c.kind.in_((ENTRY, TASKS)))
        looked_at = select(func.coalesce(func.max(matched.c.run), 0)).scalar_subquery()
        new = select(entry.c.day).where(entry.c.run > looked_at)
        days = self._connection.execute(marked.union(new)).scalars()
        return {month_of_period(name) for name in named} | {month_name(day) for day in days}

    _ELSEWHERE = select(due.c.name).where(~begins_with(due.c.period, MONTH), due.c.kind.not_in((ENTRY, TASKS))).limit(1)

    def elsewhere(self, period: str) -> bool:
        """Whether anything is due in another period: what no run has looked at."""
        return self._connection.execute(self._ELSEWHERE, {"month": period}).first() is not None

    def done(self, kind: str, answered: Mapping[str, int], period: str = "") -> None:
        """Takes away the marks that were answered; names that were marked again since stay due."""
        by_marks: dict[int, list[str]] = {}
        for name, marks in sorted(answered.items()):
            by_marks.setdefault(marks, []).append(name)
        for marks, names in sorted(by_marks.items()):
            seen = (due.c.kind == kind) & (due.c.period == period) & (due.c.marks == marks)
            for chunk in chunks(names, ROWS):
                self._connection.execute(delete(due).where(seen, among(self._connection, due.c.name, chunk)))
