"""What was asked of vendors: which months are proven, and up to when their changes have been read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from billing.calendar import month, month_name
from billing.records import Period
from mappings.bulk import among, upsert
from mappings.schema import entry
from mappings.schema_books import placement
from mappings.schema_pulled import proof, watermark

LISTING, PROVEN, FAILED, EXPORTED = "listing", "proven", "failed", "exported"
Month = tuple[str, str]
"""A connector and a month's name."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A connector's month of one kind of record: what we have read, what the vendor says it has, and what follows."""

    connector: str
    kind: str
    period: str
    state: str
    entries: int = 0
    seconds: int = 0
    their_entries: int | None = None
    their_seconds: int | None = None
    reason: str = ""
    listed_on: date | None = None
    """The business day on which it was last read whole."""
    zone: str = ""
    """In which zone its days were counted, as far as that is known."""

    def covers(self, today: date) -> bool:
        """Whether the month may be billed: it is proven and, if it is over, was read whole after its end."""
        return self.is_whole or (self.state == PROVEN and month(self.period).end > today)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the month is missing: it is proven, and was read after its end."""
        return self.state == PROVEN and (self.listed_on or date.min) >= month(self.period).end


class Pulled:
    """Questions about proofs and watermarks, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    _PROOFS = select(*(proof.c[name] for name in Proof.__slots__)).order_by(
        proof.c.connector, proof.c.period, proof.c.kind
    )

    def proofs(self, connector: str = "", period: str = "") -> list[Proof]:
        """The proofs of a connector or all, of a month or all, in order."""
        query = self._PROOFS
        query = query.where(proof.c.connector == connector) if connector else query
        query = query.where(proof.c.period == period) if period else query
        rows = self._connection.execute(query)
        return [Proof(*row) for row in rows]

    def keep(self, found: Proof, run: int) -> None:
        """Notes how a month stands now."""
        names = [name for name in Proof.__slots__ if name not in ("connector", "kind", "period")]
        statement = upsert(self._connection, proof, ("connector", "kind", "period"), [*names, "run"])
        values = {name: getattr(found, name) for name in Proof.__slots__}
        self._connection.execute(statement, {**values, "run": run})

    def in_turn(self, connector: str, kind: str, months: Collection[str]) -> list[str]:
        """Some months of a connector, those first that were read or compared longest ago."""
        which = (proof.c.connector == connector) & (proof.c.kind == kind)
        rows = self._connection.execute(select(proof.c.period).where(which).order_by(proof.c.run, proof.c.period))
        return [str(name) for name in rows.scalars() if name in months]

    def note_compared(self, connector: str, kind: str, months: Collection[str], run: int) -> None:
        """Notes that the vendor's totals of some months are what they were."""
        which = (proof.c.connector == connector) & (proof.c.kind == kind) & proof.c.period.in_(sorted(months))
        if months:
            self._connection.execute(update(proof).where(which).values(run=run))

    def doubt(self, connector: str, months: Collection[str], reason: str, run: int) -> None:
        """A connector's months must be read whole again before anything of them is billed."""
        for found in self.proofs(connector):
            if found.period in months and found.state == PROVEN:
                self.keep(replace(found, state=LISTING, reason=reason), run)

    def months_on(self, lines: Sequence[str]) -> set[Month]:
        """The connectors' months whose entries stand on some lines."""
        on_lines = select(placement.c.entry).where(among(self._connection, placement.c.line, lines))
        rows = self._connection.execute(
            select(entry.c.connector, entry.c.day).where(entry.c.id.in_(on_lines)).distinct()
        )
        return {(str(connector), month_name(day)) for connector, day in rows}

    def held(self) -> set[Month]:
        """The months that matching held back when it last looked."""
        rows = self._connection.execute(select(proof.c.connector, proof.c.period).where(proof.c.held))
        return {(str(connector), str(period)) for connector, period in rows}

    def note_held(self, months: Collection[Month]) -> None:
        """Notes which months matching holds back now."""
        for found in self.proofs():
            which = (proof.c.connector == found.connector) & (proof.c.period == found.period)
            held = (found.connector, found.period) in months
            self._connection.execute(update(proof).where(which, proof.c.held.is_not(held)).values(held=held))

    def ids_of(self, months: Collection[Month]) -> list[str]:
        """The entries of some connectors' months, by the tracker's day."""
        found: list[str] = []
        for connector, name in sorted(months):
            window = (entry.c.connector == connector) & _within(month(name))
            found += self._connection.execute(select(entry.c.id).where(window)).scalars()
        return found

    def stored(self, connector: str, kind: str, period: Period) -> tuple[int, int]:
        """How many records of a kind a connector has in a month that are there and do not run, and their seconds."""
        ours = (entry.c.connector == connector) & (entry.c.kind == kind) & entry.c.present & entry.c.running.is_(False)
        count, seconds = self._connection.execute(
            select(func.count(), func.coalesce(func.sum(entry.c.seconds), 0)).where(ours, _within(period))
        ).one()
        return int(count), int(seconds)

    def watermark(self, connector: str, kind: str) -> datetime | None:
        """Up to which moment a connector's changes have been read, by the vendor's clock."""
        which = (watermark.c.connector == connector) & (watermark.c.kind == kind)
        return self._connection.execute(select(watermark.c.at).where(which)).scalar()

    def set_watermark(self, connector: str, kind: str, at: datetime, run: int) -> None:
        """Notes up to which moment changes have been read."""
        statement = upsert(self._connection, watermark, ("connector", "kind"), ("at", "run"))
        self._connection.execute(statement, {"connector": connector, "kind": kind, "at": at, "run": run})


def _within(period: Period) -> Any:
    return (entry.c.day >= period.first) & (entry.c.day < period.end)
