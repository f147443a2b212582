"""Where vendors deliver to, and what they delivered: places by their hash, secrets sealed, notes once by their key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, union_all, update

from mappings.bulk import begins_with, execute_many, insert_new, upsert
from mappings.schema import entry, run
from mappings.schema_serving import delivery, hook
from mappings.schema_tasks import task
from mappings.schema_vault import document

PENDING, ACTIVE, REMOVED = "pending", "active", "removed"


@dataclass(frozen=True, slots=True)
class StoredHook:
    """A place that a vendor delivers to. Nothing of `sealed` can be read here."""

    id: int
    connector: str
    place: str
    vendor_id: str
    topic: str
    state: str
    made_at: datetime
    ends_at: datetime | None
    last_at: datetime | None
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a vendor said has changed, and when it came here. `unnumbered`: an equal key may be another change."""

    connector: str
    key: str
    received_at: datetime
    hints: tuple[Mapping[str, str], ...]
    unnumbered: bool = False


_NAMES = tuple(StoredHook.__slots__)


class Hooks:
    """Questions about places that vendors deliver to, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[StoredHook]:
        """All of them, the removed ones, too, in the order in which they were made."""
        rows = self._connection.execute(select(*(hook.c[name] for name in _NAMES)).order_by(hook.c.id))
        return [StoredHook(*row) for row in rows]

    def standing(self, connector: str = "") -> list[StoredHook]:
        """Those that are not removed, of one connector or of all."""
        return [each for each in self.all() if each.state != REMOVED and connector in ("", each.connector)]

    def make(self, connector: str, place: str, topic: str, at: datetime, sealed: bytes) -> int:
        """The id of a new place that waits for its vendor."""
        values = {"connector": connector, "place": place, "topic": topic, "made_at": at, "sealed": sealed}
        made = self._connection.execute(insert(hook).values(**values, state=PENDING, vendor_id=""))
        (key,) = made.inserted_primary_key or (None,)
        assert isinstance(key, int), "the database names a row it has inserted"
        return key

    def registered(self, id: int, vendor_id: str, ends_at: datetime | None) -> None:
        """Notes what the vendor calls it."""
        self._connection.execute(update(hook).where(hook.c.id == id).values(vendor_id=vendor_id, ends_at=ends_at))

    def keep_secret(self, id: int, sealed: bytes) -> None:
        """Keeps another secret."""
        self._connection.execute(update(hook).where(hook.c.id == id).values(sealed=sealed))

    def take_secret(self, id: int, sealed: bytes, before: bytes) -> bool:
        """Keeps the secret of a handshake; no if the place does not wait any more, or another one was quicker."""
        waits = (hook.c.id == id) & (hook.c.state == PENDING) & (hook.c.sealed == before)
        return bool(self._connection.execute(update(hook).where(waits).values(sealed=sealed)).rowcount)

    def heard(self, ids: Iterable[int], at: datetime) -> None:
        """Notes that something genuine arrived at some places; those that waited for it are active."""
        found = hook.c.id.in_(list(ids))
        self._connection.execute(update(hook).where(found).values(last_at=at))
        self._connection.execute(update(hook).where(found & (hook.c.state == PENDING)).values(state=ACTIVE))

    def activate(self, id: int) -> None:
        """Takes a place as delivered to, where the vendor has no handshake."""
        waits = (hook.c.id == id) & (hook.c.state == PENDING)
        self._connection.execute(update(hook).where(waits).values(state=ACTIVE))

    def remove(self, id: int) -> None:
        """Gives a place up, and forgets its secret."""
        self._connection.execute(update(hook).where(hook.c.id == id).values(state=REMOVED, sealed=b""))

    def changed_at(self, connector: str) -> datetime | None:
        """When the last run began that found something new of entries or tasks, or a document changed in its ledger."""
        newest = union_all(
            select(func.max(entry.c.run).label("run")).where(entry.c.connector == connector),
            select(func.max(task.c.run).label("run")).where(begins_with(task.c.ref, f"{connector}:")),
        ).subquery()
        latest = select(func.max(newest.c.run)).scalar_subquery()
        began = select(run.c.started_at).where(run.c.id == latest)
        edited = select(func.max(document.c.changed_at)).where(document.c.books == connector)
        moments = (self._connection.execute(query).scalar() for query in (began, edited))
        return max((moment for moment in moments if moment is not None), default=None)


class Deliveries:
    """Questions about what vendors delivered, and changes to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, noted: Collection[Noted]) -> None:
        """Keeps what came, each key of a connector once: what is there already stays as it is.

        What is unnumbered is to be read again whenever it comes, by a reading that begins after that.
        """
        keys = ("connector", "key")
        once = insert_new(self._connection, delivery, keys)
        execute_many(self._connection, once, (_row(each) for each in noted if not each.unnumbered))
        anew = upsert(self._connection, delivery, keys, ("received_at", "done_at"))
        last = {(each.connector, each.key): _row(each) | {"done_at": None} for each in noted if each.unnumbered}
        execute_many(self._connection, anew, last.values())

    def connectors(self) -> list[str]:
        """The connectors of which something is to be read again."""
        waits = select(delivery.c.connector).where(delivery.c.done_at.is_(None)).distinct()
        return sorted(self._connection.execute(waits).scalars())

    def newest(self) -> dict[str, datetime]:
        """When the last came of each connector of which something is to be read again."""
        columns = (delivery.c.connector, func.max(delivery.c.received_at).label("at"))
        query = select(*columns).where(delivery.c.done_at.is_(None)).group_by(delivery.c.connector)
        return {row.connector: row.at for row in self._connection.execute(query)}

    def count(self) -> int:
        """How many were not read again yet."""
        return int(self._connection.execute(select(func.count()).where(delivery.c.done_at.is_(None))).scalar_one())

    def waiting(self, connector: str) -> list[Noted]:
        """What came of a connector and was not read again yet, the oldest first."""
        columns = (delivery.c.connector, delivery.c.key, delivery.c.received_at, delivery.c.hints)
        rows = self._connection.execute(select(*columns).where(_waits(connector)).order_by(delivery.c.id))
        return [Noted(row.connector, row.key, row.received_at, tuple(row.hints)) for row in rows]

    def done_before(self, connector: str, began: datetime, at: datetime) -> int:
        """How many of a connector's are done `at` a moment, by a reading that began after they came.

        What came later than now came before the clock went back.
        """
        came = _waits(connector) & ((delivery.c.received_at < began) | (delivery.c.received_at > at))
        return int(self._connection.execute(update(delivery).where(came).values(done_at=at)).rowcount)

    def not_later_than(self, now: datetime) -> None:
        """Takes what waits and came after now, by a clock that was ahead, as come now: else no reading would do."""
        ahead = delivery.c.done_at.is_(None) & (delivery.c.received_at > now)
        self._connection.execute(update(delivery).where(ahead).values(received_at=now))

    def forget(self, before: datetime) -> int:
        """Takes out what was done before a moment, or has waited since before it; how many those were."""
        waited = delivery.c.done_at.is_(None) & (delivery.c.received_at < before)
        return int(self._connection.execute(delete(delivery).where((delivery.c.done_at < before) | waited)).rowcount)


def _waits(connector: str) -> Any:
    return (delivery.c.connector == connector) & delivery.c.done_at.is_(None)


def _row(each: Noted) -> dict[str, Any]:
    said = [dict(one) for one in each.hints]
    return {"connector": each.connector, "key": each.key, "received_at": each.received_at, "hints": said}
