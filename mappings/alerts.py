"""What somebody must be told: alerts, each raised once under its key, and ended when it is so no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from billing.alert_records import Alert, of_tree, to_tree
from mappings.bulk import among
from mappings.schema_serving import alert as table


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as it is kept: since when, and when it ended, if it did."""

    alert: Alert
    raised_at: datetime
    ended_at: datetime | None = None


class Alerts:
    """Questions about alerts, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raise_new(self, found: Iterable[Alert], run: int | None, at: datetime) -> list[Alert]:
        """Keeps the alerts that were never raised, and returns them. One that is known stays as it was said."""
        by_key = {each.key: each for each in found}
        known = self._known(by_key)
        new = [each for key, each in by_key.items() if key not in known]
        for each in new:
            self._connection.execute(insert(table).values(_row(each) | {"run": run, "raised_at": at}))
        return new

    def end_others(self, kinds: Collection[str], standing: Collection[str], at: datetime) -> list[str]:
        """Ends what stands of some kinds and is none of these keys any more; the keys that ended."""
        rows = self._connection.execute(select(table.c.key).where(table.c.kind.in_(sorted(kinds)), _STANDS))
        gone = sorted(set(rows.scalars()) - set(standing))
        for key in gone:
            self._connection.execute(update(table).where(table.c.key == key).values(ended_at=at))
        return gone

    def take_up(self, standing: Iterable[str]) -> None:
        """Notes that alerts which had ended are so again: nobody is told a second time."""
        ended = table.c.ended_at.is_not(None)
        self._connection.execute(
            update(table).where(among(self._connection, table.c.key, list(standing)), ended).values(ended_at=None)
        )

    _ONE = select(table).where(table.c.key == bindparam("wanted"))

    def get(self, key: str) -> Raised | None:
        """The alert with a key."""
        row = self._connection.execute(self._ONE, {"wanted": key}).first()
        return _raised(row) if row else None

    def of_kinds(self, kinds: Collection[str]) -> list[Raised]:
        """All that were ever raised of some kinds, in order."""
        return self._select(table.c.kind.in_(sorted(kinds)))

    def standing(self) -> list[Raised]:
        """All that are still so, in the order in which they were raised."""
        return self._select(_STANDS)

    def since(self, moment: datetime) -> list[Raised]:
        """All that were raised from a moment on, in order."""
        return self._select(table.c.raised_at >= moment)

    def _select(self, which: ColumnElement[bool]) -> list[Raised]:
        rows = self._connection.execute(select(table).where(which).order_by(table.c.raised_at, table.c.key))
        return [_raised(row) for row in rows]

    def _known(self, keys: Collection[str]) -> set[str]:
        which = among(self._connection, table.c.key, sorted(keys))
        return set(self._connection.execute(select(table.c.key).where(which)).scalars())


_STANDS = table.c.ended_at.is_(None)


def _row(each: Alert) -> dict[str, Any]:
    said = {name: getattr(each, name) for name in ("key", "kind", "audience", "about", "subject")}
    return {**said, "body": to_tree(each.body)}


def _raised(row: Any) -> Raised:
    found = Alert(row.key, row.kind, row.audience, row.about, row.subject, of_tree(row.body))
    return Raised(found, row.raised_at, row.ended_at)
