"""What vendors granted us, by connection: it comes here sealed, and a change names the version that it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from mappings.schema_vault import connection as table


@dataclass(frozen=True, slots=True)
class Kept:
    """A connection as it is kept. Nothing of `sealed` can be read here; what stands beside it, it says, too."""

    name: str
    provider: str
    account: str
    company: str
    access_ends: datetime
    refresh_ends: datetime | None
    ends: datetime | None
    connected_at: datetime
    renewed_at: datetime
    renewing_at: datetime | None = None
    lapsed_at: datetime | None = None
    version: int = 0
    """Counted up with each change."""
    sealed: bytes = field(default=b"", repr=False)


_NAMES = tuple(Kept.__slots__)


class Vault:
    """Questions about connections, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Kept]:
        """All connections, by name."""
        return [Kept(*row) for row in self._connection.execute(self._query().order_by(table.c.name))]

    def of(self, name: str) -> Kept | None:
        """The connection of that name."""
        row = self._connection.execute(self._query().where(table.c.name == name)).first()
        return None if row is None else Kept(*row)

    def to_change(self, name: str) -> Kept | None:
        """The same, and nobody else changes it until this transaction ends."""
        row = self._connection.execute(self._query().where(table.c.name == name).with_for_update()).first()
        return None if row is None else Kept(*row)

    def connect(self, kept: Kept) -> None:
        """Keeps what was granted to a person, in place of what was there."""
        before = self.to_change(kept.name)
        values = {name: getattr(kept, name) for name in _NAMES} | {"version": before.version + 1 if before else 1}
        self.forget(kept.name)
        self._connection.execute(insert(table).values(values))

    def begin(self, kept: Kept, at: datetime) -> bool:
        """Notes that a connection is about to be renewed; no if it is not any more as it was seen."""
        return self._change(kept, {"renewing_at": at}, raised=False)

    def renew(self, kept: Kept) -> bool:
        """Keeps what was granted in place of what was seen as `kept.version`; no if another stands there meanwhile."""
        return self._change(kept, {name: getattr(kept, name) for name in _NAMES if name not in ("name", "version")})

    def lapse(self, kept: Kept, at: datetime) -> bool:
        """Notes that the vendor takes it no more; no if another stands there meanwhile."""
        return self._change(kept, {"lapsed_at": at, "renewing_at": None})

    def forget(self, name: str) -> None:
        """Takes a connection out; nothing of it stays."""
        self._connection.execute(delete(table).where(table.c.name == name))

    def _change(self, kept: Kept, values: dict[str, Any], *, raised: bool = True) -> bool:
        seen = (table.c.name == kept.name) & (table.c.version == kept.version)
        version = {"version": kept.version + 1} if raised else {}
        return bool(self._connection.execute(update(table).where(seen).values(values | version)).rowcount)

    def _query(self) -> Any:
        return select(*(table.c[name] for name in _NAMES))
