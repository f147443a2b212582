"""What the schedule asked for: runs with the moment at which they were due, at most one for each moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from mappings.schema import run

SCHEDULED = "scheduled "
"""What the kind of such a run begins with; the runs of stages that it brings about are recorded beside it."""
UNFINISHED, DONE, FAILED = "unfinished", "done", "failed"
MOST_AHEAD = timedelta(hours=1)
"""Clocks of two machines may differ; one that is further ahead was wrong."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment at which something was due, and what came of it so far. `try_at` is when a failed one is tried again."""

    id: int
    kind: str
    due_at: datetime
    outcome: str
    started_at: datetime
    finished_at: datetime | None
    attempts: int
    try_at: datetime | None
    words: str


class Occasions:
    """Questions about what was scheduled, and changes to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, kind: str, *, done: bool = False, until: datetime | None = None) -> Occasion | None:
        """The newest occasion of a kind; of those that are done, or were due and begun until a moment."""
        which = [run.c.outcome == DONE] if done else []
        if until is not None:
            which += [run.c.due_at <= until, run.c.started_at <= until + MOST_AHEAD]
        of_kind = (run.c.kind == SCHEDULED + kind) & run.c.due_at.is_not(None)
        query = select(run).where(of_kind, *which).order_by(run.c.due_at.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _occasion(row)

    def left(self, kinds: Collection[str] | None = None) -> list[Occasion]:
        """Those of all kinds, or some, that failed or were broken off, in the order in which they were due.

        Without kinds, every moment there ever was is looked at.
        """
        some = run.c.kind.startswith(SCHEDULED, autoescape=True)
        if kinds is not None:
            some = run.c.kind.in_(sorted(SCHEDULED + kind for kind in kinds))
        scheduled = some & run.c.due_at.is_not(None)
        query = select(run).where(scheduled, run.c.outcome.in_((UNFINISHED, FAILED))).order_by(run.c.due_at, run.c.id)
        found = [_occasion(row) for row in self._connection.execute(query)]
        return [each for each in found if each.outcome == UNFINISHED or each.try_at is not None]

    def begin(self, kind: str, due_at: datetime, now: datetime) -> Occasion | None:
        """Begins what is due at a moment, for the first time or again; None if that is done, or given up, already.

        What a clock did that had gone far ahead was before its time, and counts for nothing.
        """
        same = (run.c.kind == SCHEDULED + kind) & (run.c.due_at == due_at)
        row = self._connection.execute(select(run).where(same)).first()
        if row is None:
            values: dict[str, Any] = {"kind": SCHEDULED + kind, "due_at": due_at, "started_at": now}
            self._connection.execute(insert(run).values(values | {"detail": {"attempts": 1}}))
        else:
            known = _occasion(row)
            over = known.outcome == DONE or (known.outcome == FAILED and known.try_at is None)
            if over and known.started_at <= now + MOST_AHEAD:
                return None
            detail = (row.detail or {}) | {"attempts": known.attempts + 1, "try_at": None}
            values = {"started_at": now, "finished_at": None, "outcome": UNFINISHED, "detail": detail}
            self._connection.execute(update(run).where(run.c.id == known.id).values(values))
        return _occasion(self._connection.execute(select(run).where(same)).one())

    def end(self, occasion: Occasion, now: datetime, words: str = "", try_at: datetime | None = None) -> None:
        """Notes how it ended: done without words; failed with them, and when it is tried again, if it is."""
        row = self._connection.execute(select(run.c.detail).where(run.c.id == occasion.id)).one()
        said = {"why": words, "try_at": try_at.isoformat() if try_at else None} if words else {"why": None}
        outcome = FAILED if words else DONE
        values = {"finished_at": now, "outcome": outcome, "detail": (row.detail or {}) | said}
        self._connection.execute(update(run).where(run.c.id == occasion.id).values(values))


def _occasion(row: Any) -> Occasion:
    detail = row.detail or {}
    try_at = detail.get("try_at")
    return Occasion(
        id=row.id,
        kind=row.kind.removeprefix(SCHEDULED),
        due_at=row.due_at,
        outcome=row.outcome,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempts=detail.get("attempts", 0),
        try_at=datetime.fromisoformat(try_at) if try_at else None,
        words=detail.get("why") or "",
    )
