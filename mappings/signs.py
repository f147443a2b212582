"""Signs of trouble: runs that fail one after the other, trackers that could not be asked, silent hooks, standstills."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, func, select, type_coerce

from mappings.schema import entry, run
from mappings.schema_serving import hook, standstill

FAILED, UNFINISHED, DONE = "failed", "unfinished", "done"


@dataclass(frozen=True, slots=True)
class Series:
    """Runs that went wrong one after the other: of what, since which, and what the last one said."""

    what: str
    first_run: int
    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A tracker that delivers: when it did so last, and when its time changed last."""

    connector: str
    last_at: datetime
    changed_at: datetime


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

        A run that never ended has failed, too, once another one has begun.
        """
        newest = select(func.max(run.c.id)).scalar_subquery()
        well = select(run.c.kind, func.max(run.c.id).label("id")).where(run.c.outcome == DONE).group_by(run.c.kind)
        last = well.subquery()
        died = (run.c.outcome == FAILED) | ((run.c.outcome == UNFINISHED) & (run.c.id < newest))
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
        for number, since, detail in self._connection.execute(query):
            if not open_:
                break
            outcomes, problems = detail.get("connectors"), detail.get("problems") or {}
            for name in sorted(open_ & set(outcomes if isinstance(outcomes, dict) else ())):
                if outcomes[name] == DONE:
                    open_.discard(name)
                    continue
                why = found[name].why if name in found else str(problems.get(name, ""))
                found[name] = Series(name, number, since, why)
        return [found[name] for name in sorted(found)]

    def deliveries(self) -> list[Delivered]:
        """The connectors whose hooks are active and have delivered, with when their entries changed last."""
        hooks = (
            select(hook.c.connector, func.max(hook.c.last_at).label("last_at"))
            .where(hook.c.state == "active", hook.c.last_at.is_not(None))
            .group_by(hook.c.connector)
            .subquery()
        )
        query = (
            select(hooks.c.connector, hooks.c.last_at, func.max(run.c.started_at))
            .join(entry, entry.c.connector == hooks.c.connector)
            .join(run, run.c.id == entry.c.run)
            .group_by(hooks.c.connector, hooks.c.last_at)
            .order_by(hooks.c.connector)
        )
        rows: Iterable[Any] = self._connection.execute(query)
        return [Delivered(*row) for row in rows]

    def standstills(self) -> list[Standstill]:
        """All that stands still."""
        columns = (standstill.c.what, standstill.c.why, standstill.c.since)
        rows: Iterable[Any] = self._connection.execute(select(*columns).order_by(standstill.c.what))
        return [Standstill(*row) for row in rows]
