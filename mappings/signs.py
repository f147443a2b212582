"""Signs of trouble: runs that fail one after the other, trackers that could not be asked, standstills."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, func, select, type_coerce

from mappings.occasions import SCHEDULED
from mappings.schema import run
from mappings.schema_serving import standstill

FAILED, UNFINISHED, DONE, NOT_PROVEN = "failed", "unfinished", "done", "not proven"
LOOKED_AT, ROWS_AT_ONCE = 5000, 100
"""In how many runs it is looked for a connector: those of more than a day, asked each minute."""


@dataclass(frozen=True, slots=True)
class Series:
    """Runs that went wrong one after the other: of what, since which, and what the last one said."""

    what: str
    first_run: int
    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standstill:
    """What is not done until a person has looked, why, and since when."""

    what: str
    why: str
    since: datetime


class Signs:
    """Questions about what goes wrong."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def failing(self) -> list[Series]:
        """The kinds of run whose newest ones failed, each with the first that did since one went well.

        A run that never ended has failed, too, once another one has begun; one by the schedule is taken up again. Of
        pulls each connector is told of by itself.
        """
        newest = select(func.max(run.c.id)).scalar_subquery()
        well = select(run.c.kind, func.max(run.c.id).label("id")).where(run.c.outcome == DONE).group_by(run.c.kind)
        last = well.subquery()
        scheduled = run.c.kind.startswith(SCHEDULED, autoescape=True)
        broken_off = (run.c.outcome == UNFINISHED) & (run.c.id < newest) & ~scheduled
        told_of_each = run.c.kind.in_([SCHEDULED + kind for kind in ("pull", "poll")])
        died = ((run.c.outcome == FAILED) | broken_off) & ~told_of_each
        first = (
            select(run.c.kind, func.min(run.c.id).label("id"))
            .outerjoin(last, last.c.kind == run.c.kind)
            .where(died, run.c.id > func.coalesce(last.c.id, 0))
            .group_by(run.c.kind)
            .subquery()
        )
        query = select(run.c.kind, run.c.id, run.c.started_at).join(first, first.c.id == run.c.id).order_by(run.c.kind)
        return [Series(kind, number, since) for kind, number, since in self._connection.execute(query)]

    def not_asked(self, connectors: Collection[str]) -> list[Series]:
        """Those of some connectors that could not be asked when they were last tried, since the first such run."""
        said = type_coerce(run.c.detail, Text).like('%"connectors"%')
        query = select(run.c.id, run.c.started_at, run.c.detail).where(said).order_by(run.c.id.desc())
        open_, found = set(connectors), dict[str, Series]()
        with self._connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
            for place, (number, since, detail) in enumerate(rows):
                if place == LOOKED_AT:  # who was not asked in so many runs is not asked at all
                    open_ &= set(found)
                if not open_:
                    break
                _look_at(detail, Series("", number, since), open_, found)
        return [found[name] for name in sorted(found)]

    def standstills(self) -> list[Standstill]:
        """All that stands still."""
        columns = (standstill.c.what, standstill.c.why, standstill.c.since)
        rows: Iterable[Any] = self._connection.execute(select(*columns).order_by(standstill.c.what))
        return [Standstill(*row) for row in rows]


def _look_at(detail: dict[str, Any], began: Series, open_: set[str], found: dict[str, Series]) -> None:
    """Takes in how one run came out for connectors of which no later one went well."""
    outcomes, problems = detail.get("connectors"), detail.get("problems") or {}
    if not isinstance(outcomes, dict):
        return
    for name in sorted(open_ & set(outcomes)):
        if outcomes[name] in (DONE, NOT_PROVEN):
            open_.discard(name)
            continue
        why = found[name].why if name in found else str(problems.get(name, ""))
        found[name] = replace(began, what=name, why=why)
