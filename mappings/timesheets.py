"""Time as timesheets show it: who worked on which days and for whom, what is approved, and since when it is here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, func, select

from billing.records import TIME
from billing.timesheets import Tracked, Unapproved
from mappings.schema import entry, entry_history, match, run


class Timesheets:
    """Questions about tracked time, day by day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tracked(self, first: date, end: date) -> list[Tracked]:
        """Time between two days, the second not included, by connector, person, contract and approval, in order."""
        keys = (entry.c.connector, match.c.who, match.c.person, match.c.contract, match.c.code, entry.c.day)
        query = (
            select(*keys, entry.c.approved, func.sum(entry.c.seconds).cast(BigInteger))
            .join(match, match.c.entry == entry.c.id)
            .where(_time_between(first, end))
            .group_by(*keys, entry.c.approved)
            .order_by(*keys)
        )
        rows: Iterable[Any] = self._connection.execute(query)
        return [Tracked(*row) for row in rows]

    def unapproved(self, first: date, end: date, connectors: Iterable[str]) -> list[Unapproved]:
        """Entries of some connectors between two days that are not approved there, and belong to a contract."""
        born = select(func.min(entry_history.c.run)).where(entry_history.c.id == entry.c.id).scalar_subquery()
        first_run = func.coalesce(born, entry.c.run)
        query = (
            select(
                entry.c.id,
                entry.c.connector,
                match.c.who,
                match.c.contract,
                match.c.code,
                entry.c.day,
                entry.c.seconds,
                run.c.started_at,
            )
            .join(match, match.c.entry == entry.c.id)
            .join(run, run.c.id == first_run)
            .where(_time_between(first, end), entry.c.connector.in_(sorted(connectors)))
            .where(entry.c.approved.is_not(True), match.c.contract != "", entry.c.running.is_(False))
            .order_by(run.c.started_at, match.c.who, entry.c.day, entry.c.id)
        )
        rows: Iterable[Any] = self._connection.execute(query)
        return [Unapproved(*row) for row in rows]


def _time_between(first: date, end: date) -> Any:
    return (entry.c.day >= first) & (entry.c.day < end) & entry.c.present & (entry.c.kind == TIME)
