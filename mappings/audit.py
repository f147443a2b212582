"""The audit log: what was done by whom, written with what it tells of. The database gives no row back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from mappings.bulk import execute_many
from mappings.schema_serving import audit

ITSELF = "tieout"
"""Who signs what no person has said: whoever opened the store is written down instead."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the log."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    detail: Mapping[str, Any]


class Audit:
    """New rows, and those that are there."""

    def __init__(self, connection: Connection, by: str = ITSELF) -> None:
        self._connection = connection
        self._by = by

    def add(
        self, what: str, subject: str, at: datetime, detail: Mapping[str, Any] | None = None, by: str = ITSELF
    ) -> None:
        """Writes down what was done to what, in the transaction that does it. Reasons stay where they were given.

        No name of somebody who tracks time belongs here: no row can be changed when that person is to be forgotten.
        """
        self.add_all([(what, subject, detail or {})], at, by)

    def add_all(self, rows: Iterable[tuple[str, str, Mapping[str, Any]]], at: datetime, by: str = ITSELF) -> None:
        """The same of many: what was done, to what, and the rest."""
        own = {"at": at, "who": self._by if by == ITSELF else by}
        execute_many(
            self._connection,
            insert(audit),
            [{**own, "what": what, "subject": subject, "detail": dict(detail)} for what, subject, detail in rows],
        )

    def last(self, what: str, subject: str) -> Mapping[str, Any]:
        """What was noted when something was last done to something; empty if it never was."""
        query = select(audit.c.detail).where(audit.c.what == what, audit.c.subject == subject)
        return self._connection.execute(query.order_by(audit.c.id.desc())).scalars().first() or {}

    def page(self, since: datetime | None = None, who: str = "") -> list[Noted]:
        """What was done since a moment, by somebody or all, oldest first."""
        query = select(audit).order_by(audit.c.id)
        if since is not None:
            query = query.where(audit.c.at >= since)
        if who:
            query = query.where(audit.c.who == who)
        rows = self._connection.execute(query)
        return [Noted(row.id, row.at, row.who, row.what, row.subject, row.detail or {}) for row in rows]
