"""What must be looked at again: entries, people's months, contracts' periods. The store says what is due, nothing else.

A mark is set in the transaction that made the change, and taken away by the work that answers it, unless another one
has come since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select

from mappings.bulk import ROWS, among, chunks, execute_many, upsert
from mappings.schema import due

ENTRY, TASKS, PERSON, UNIT = "entry", "tasks", "person", "unit"
"""Entries that must be matched again; those of which only the tasks may be others; people and contracts."""


class Due:
    """Marks of a kind, by name and period (empty for entries)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self, kind: str, places: Iterable[tuple[str, str]]) -> None:
        """Marks names in periods; one that is marked already gets another mark."""
        rows = [{"kind": kind, "name": name, "period": period, "marks": 1} for name, period in sorted(set(places))]
        statement = upsert(self._connection, due, ("kind", "name", "period"), {"marks": due.c.marks + 1})
        execute_many(self._connection, statement, rows)

    def of(self, kind: str, period: str = "") -> dict[str, int]:
        """The names of a kind that are due in a period, with their marks."""
        rows = self._connection.execute(
            select(due.c.name, due.c.marks).where(due.c.kind == kind, due.c.period == period).order_by(due.c.name)
        )
        return {str(name): int(marks) for name, marks in rows.all()}

    def elsewhere(self, period: str) -> bool:
        """Whether anything is due in another period: what no run has looked at."""
        query = select(due.c.name).where(due.c.period != period, due.c.kind.not_in((ENTRY, TASKS))).limit(1)
        return self._connection.execute(query).first() is not None

    def done(self, kind: str, answered: Mapping[str, int], period: str = "") -> None:
        """Takes away the marks that were answered; names that were marked again since stay due."""
        by_marks: dict[int, list[str]] = {}
        for name, marks in sorted(answered.items()):
            by_marks.setdefault(marks, []).append(name)
        for marks, names in sorted(by_marks.items()):
            seen = (due.c.kind == kind) & (due.c.period == period) & (due.c.marks == marks)
            for chunk in chunks(names, ROWS):
                self._connection.execute(delete(due).where(seen, among(self._connection, due.c.name, chunk)))
