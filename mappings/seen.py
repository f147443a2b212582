"""What the sources have named so far, before anything is matched: connectors, months, people and projects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select

from billing.records import TIME, Entry, SourceRecord
from mappings.pulled import PROVEN
from mappings.schema import configuration, entry, match, run, source_file
from mappings.schema_books import placement
from mappings.schema_pulled import proof

_NAMED = ("person", "email", "client", "project", "project_code", "activity", "project_id", "person_id", "tags")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last completed run of a month, with the configuration it used, in canonical form."""

    month: str
    snapshot: str


class Seen:
    """Questions about what the store holds, asked before a first run as well as after it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connectors(self) -> set[str]:
        """The connectors of which a file was imported, or a month was proven with their vendor."""
        proven = select(proof.c.connector).where(proof.c.state == PROVEN)
        return set(self._connection.execute(select(source_file.c.connector).union(proven)).scalars())

    def months(self, since: date) -> set[str]:
        """The months from a day on that have any entry."""
        days = select(entry.c.day).where(entry.c.present, entry.c.day >= since).distinct()
        return {day.strftime("%Y-%m") for day in self._connection.execute(days).scalars()}

    def kinds_of_entry(self, since: date) -> Iterator[Entry]:
        """One entry for all that are named alike, from a day on: on their last day, with the seconds of all of them."""
        named = [entry.c[name] for name in _NAMED]
        counted = (entry.c.present, entry.c.running.is_(False), entry.c.kind == TIME, entry.c.day >= since)
        sums = (func.max(entry.c.day), func.sum(entry.c.seconds))
        rows = self._connection.execute(
            select(entry.c.connector, *sums, *named)
            .where(*counted, or_(entry.c.invoiced.is_(None), entry.c.invoiced.is_(False)))
            .group_by(entry.c.connector, *named)
        )
        for connector, day, seconds, *said in rows:
            record = SourceRecord(
                day, int(seconds), **{**dict(zip(_NAMED, said, strict=True)), "tags": tuple(said[-1])}
            )
            yield Entry("", 0, str(connector), record)

    def last_runs(self) -> list[LastRun]:
        """For each month that was run: its last completed run."""
        done = (run.c.kind == "run") & (run.c.outcome == "done")
        rows = self._connection.execute(select(run.c.detail, run.c.configuration).where(done).order_by(run.c.id))
        used = {str(row.detail["period"]): str(row.configuration) for row in rows if (row.detail or {}).get("period")}
        return [LastRun(month, self._snapshot(key)) for month, key in sorted(used.items())]

    def movable_seconds(self, first: date, end: date) -> int:
        """The seconds of work from one day until before another that have not left the house."""
        final = select(placement.c.entry).where(placement.c.settled)
        rows = self._connection.execute(
            select(func.sum(entry.c.seconds))
            .join(match, match.c.entry == entry.c.id)
            .where(entry.c.present, entry.c.running.is_(False), entry.c.id.not_in(final))
            .where(match.c.day.between(first, end - timedelta(days=1)))
        )
        return int(rows.scalar() or 0)

    def _snapshot(self, config_hash: str) -> str:
        query = select(configuration.c.snapshot).where(configuration.c.hash == config_hash)
        return str(self._connection.execute(query).scalar_one())
