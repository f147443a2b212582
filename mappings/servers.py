"""The processes that serve: since when, and when each was last alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, delete, func, select, update

from mappings.bulk import execute_many, upsert
from mappings.schema_serving import serving


@dataclass(frozen=True, slots=True)
class Server:
    """A process of `tieout serve`."""

    id: str
    host: str
    process: int
    version: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class Servers:
    """Questions about processes that serve, and what they say of themselves."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Server]:
        """All that are remembered, the newest first."""
        rows = self._connection.execute(select(serving).order_by(serving.c.began_at.desc(), serving.c.id))
        return [Server(**row._asdict()) for row in rows]

    def first(self) -> datetime | None:
        """Since when anybody has served: nothing was due before."""
        return self._connection.execute(select(func.min(serving.c.began_at))).scalar()

    def begin(self, server: Server) -> None:
        """Notes a process that begins."""
        values = {name: getattr(server, name) for name in Server.__slots__}
        execute_many(self._connection, upsert(self._connection, serving, ("id",), ("seen_at", "ended_at")), [values])

    def alive(self, server_id: str, now: datetime) -> None:
        """Notes that a process is alive. If it began by a clock that was ahead, it has begun now."""
        began = case((serving.c.began_at > now, now), else_=serving.c.began_at)
        values = {"seen_at": now, "began_at": began}
        self._connection.execute(update(serving).where(serving.c.id == server_id).values(values))

    def end(self, server_id: str, now: datetime) -> None:
        """Notes that a process has ended as it was asked to."""
        self._connection.execute(update(serving).where(serving.c.id == server_id).values(seen_at=now, ended_at=now))

    def forget(self, before: datetime) -> None:
        """Takes out processes that were last seen before a moment, but for the first, since when anybody serves."""
        first = select(func.min(serving.c.began_at)).scalar_subquery()
        self._connection.execute(delete(serving).where(serving.c.seen_at < before, serving.c.began_at > first))
