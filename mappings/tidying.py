"""Runs that nobody will ask for any more: found by how old they are, and forgotten where nothing refers to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
        """What was due of some kinds before a moment, and is over.

        Of each kind these stay, whenever they were: the last that was done, the first that failed since, and the newest
        moment. What it brought about is not among them: the runs of stages.
        """
        named = run.c.kind.in_(sorted(SCHEDULED + kind for kind in kinds)) & run.c.due_at.is_not(None)
        numbers = select(run.c.kind, func.max(run.c.id).label("id")).where(named).group_by(run.c.kind)
        done = numbers.where(run.c.outcome == DONE).subquery()
        since = (
            select(func.min(run.c.id))
            .outerjoin(done, done.c.kind == run.c.kind)
            .where(named, run.c.outcome == FAILED, run.c.id > func.coalesce(done.c.id, 0))
            .group_by(run.c.kind)
        )
        newest = select(run.c.kind, func.max(run.c.due_at).label("due_at")).where(named).group_by(run.c.kind).subquery()
        old = run.c.outcome.in_((DONE, FAILED)) & (run.c.due_at < before) & (run.c.due_at < newest.c.due_at)
        query = (
            select(run.c.id)
            .join(newest, newest.c.kind == run.c.kind)
            .where(named, old, run.c.id.not_in(select(done.c.id)), run.c.id.not_in(since))
        )
        return list(self._connection.execute(query.order_by(run.c.id)).scalars())

    def readings_before(self, before: datetime) -> list[int]:
        """Readings that began before a moment, where those before and after say the same of each whom they asked.

        So the first and the last of each series stay, of those that went well and of those that did not.
        """
        like_the_next = {row.id for row, same in self._compared(run.c.id.desc()) if same}
        return [
            row.id
            for row, same in self._compared(run.c.id)
            if same and row.started_at < before and row.id in like_the_next
        ]

    def _compared(self, order: Any) -> Iterator[tuple[Any, bool]]:
        """Readings that ended, each with whether it says what the one before it in this order says of whom it asked."""
        columns = (run.c.id, run.c.kind, run.c.started_at, run.c.detail)
        readings = run.c.kind.in_(READINGS) & run.c.due_at.is_(None) & (run.c.outcome == DONE)
        known = dict[tuple[str, str], str]()
        query = select(*columns).where(readings).order_by(order)
        with self._connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
            for row in rows:
                said = _outcomes(row)
                yield row, said.items() <= known.items()
                known |= said

    def forget(self, runs: Sequence[int]) -> int:
        """Takes out those of some runs that nothing refers to: no entry, draft, issue, proof or other row.

        The newest run stays, so that no later one has its number.
        """
        newest = select(func.max(run.c.id)).scalar_subquery()
        loose = (run.c.id < newest) & _nothing_refers_to_it()
        return sum(
            self._connection.execute(delete(run).where(run.c.id.in_(chunk), loose)).rowcount for chunk in chunks(runs)
        )


def _outcomes(row: Any) -> dict[tuple[str, str], str]:
    """How each came out who was asked; a run that asked nobody is one, too."""
    outcomes = (row.detail or {}).get("connectors")
    asked = outcomes if isinstance(outcomes, dict) else {}
    return {(row.kind, ""): ""} | {(row.kind, name): how for name, how in asked.items()}


def _nothing_refers_to_it() -> ColumnElement[bool]:
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys if key.column is run.c.id]
    return and_(*(~exists().where(key.parent == run.c.id) for key in keys))
