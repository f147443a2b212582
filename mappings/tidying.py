"""Runs that nobody will ask for any more: found by how old they are, and forgotten where nothing refers to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select

from mappings.bulk import chunks
from mappings.occasions import DONE, FAILED, SCHEDULED
from mappings.schema import run
from mappings.schema_books import metadata

READINGS = ("pull", "tasks", "follow")
"""The stages that ask others; their runs note how each of them came out."""
ROWS_AT_ONCE = 1000


class Tidying:
    """Questions about what is old, and forgetting it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def occasions_before(self, kinds: Collection[str], before: datetime) -> list[int]:
        """What was due of some kinds before a moment, and is over; the newest of each kind stays, whenever it was.

        What it brought about is not among them: the runs of stages.
        """
        named = run.c.kind.in_(sorted(SCHEDULED + kind for kind in kinds)) & run.c.due_at.is_not(None)
        old = select(run.c.kind, run.c.id).where(named, run.c.due_at < before, run.c.outcome.in_((DONE, FAILED)))
        later = run.alias()
        newer = exists().where(later.c.kind == run.c.kind, later.c.due_at > run.c.due_at)
        return [row.id for row in self._connection.execute(old.where(newer).order_by(run.c.id))]

    def readings_before(self, before: datetime) -> list[int]:
        """Readings that went well and began before a moment, where a later one says the same of whom they asked."""
        columns = (run.c.id, run.c.kind, run.c.started_at, run.c.detail)
        readings = run.c.kind.in_(READINGS) & run.c.due_at.is_(None) & (run.c.outcome == DONE)
        query = select(*columns).where(readings).order_by(run.c.id.desc())
        later, kinds, found = set[tuple[str, str, str]](), set[str](), list[int]()
        with self._connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
            for row in rows:
                said = _outcomes(row)
                said_again = row.kind in kinds and said <= later
                if row.started_at < before and said_again and all(how == DONE for *_, how in said):
                    found.append(row.id)
                later |= said
                kinds.add(row.kind)
        return sorted(found)

    def forget(self, runs: Sequence[int]) -> int:
        """Takes out those of some runs that nothing refers to: no entry, draft, issue, proof or other row.

        The newest run stays, so that no later one has its number.
        """
        newest = select(func.max(run.c.id)).scalar_subquery()
        loose = (run.c.id < newest) & _nothing_refers_to_it()
        return sum(
            self._connection.execute(delete(run).where(run.c.id.in_(chunk), loose)).rowcount for chunk in chunks(runs)
        )


def _outcomes(row: Any) -> set[tuple[str, str, str]]:
    outcomes = (row.detail or {}).get("connectors")
    return {(row.kind, name, how) for name, how in outcomes.items()} if isinstance(outcomes, dict) else set()


def _nothing_refers_to_it() -> ColumnElement[bool]:
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys if key.column is run.c.id]
    return and_(*(~exists().where(key.parent == run.c.id) for key in keys))
