"""Where an entry comes from and what its source said of it: every field that was filled, and what each edit changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from billing.money import Money, plain
from billing.records import EXPENSE, SourceRecord
from billing.texts import clean
from mappings.entries import Version
from mappings.store import Transaction
from review.tables import clock

MAX_CHANGED = 100
"""How much of a text is shown where it is one of several that changed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version of an entry comes from: the place, the vendor's own id for the entry, and when it was read."""

    place: str
    external_id: str
    read_at: datetime
    from_file: bool

    @property
    def words(self) -> str:
        """The line of a file; else the vendor's record with the moment at which it was asked."""
        return self.place if self.from_file else f"{self.place}, read {self.read}"

    @property
    def read(self) -> str:
        """When it was read, for people."""
        return moment(self.read_at)


class Sources:
    """Where versions of some entries come from, asked at once."""

    def __init__(self, tx: Transaction, versions: Sequence[Version]) -> None:
        self._tx = tx
        self._own = tx.entries.own_ids({version.entry.id for version in versions})
        self._started = tx.runs.started(version.origin.run for version in versions)

    def of(self, version: Version) -> Source:
        """The line of a file, else the vendor's own record: `harvest 636709355`, `harvest expense 7`."""
        own, origin = self._own.get(version.entry.id, ""), version.origin
        line = f" line {origin.line}" if origin.line else ""
        file = f"{self._tx.runs.file_name(origin.file)}{line}" if origin.file is not None else ""
        place = file or f"{version.entry.connector} {own}".rstrip()
        return Source(place, own, self._started[origin.run], bool(file))


def moment(at: datetime) -> str:
    """A moment for people."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


# ---- what it said ----

_NAMES = {"day": "date", "cost_minor": "cost"}
"""Fields that programs know by another name."""
_WORDS = {
    "seconds": "hours",
    "project_code": "project code",
    "project_id": "project's own id",
    "person_id": "person's own id",
    "email": "e-mail",
    "task_url": "task link",
    "clock_seconds": "hours by the clock",
}
"""Fields that people know by other words."""
_LINKS = ("task_url", "receipt")


def names(record: SourceRecord) -> list[str]:
    """The fields that a source filled, as records have them; an expense has no hours."""
    filled = [field.name for field in fields(record) if getattr(record, field.name) not in ("", (), None)]
    idle = {"kind", *(["seconds"] if record.kind == EXPENSE else []), *([] if record.running else ["running"])}
    return [name for name in filled if name not in idle]


def changed(before: SourceRecord, after: SourceRecord | None) -> list[str]:
    """The fields in which a version differs from the next; all that it filled, if there is none."""
    if after is None:
        return names(before)
    return [field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)]


def to_json(record: SourceRecord, wanted: Iterable[str]) -> dict[str, Any]:
    """Some fields with stable keys: moments and amounts as text, durations as seconds; null is what was not said."""
    return {_NAMES.get(name, name): _plain(_value(record, name)) for name in wanted}


def facts(record: SourceRecord) -> list[tuple[str, str]]:
    """Everything that a source said, as names and values for people."""
    return [(_word(name), _shown(record, name)) for name in names(record)]


def changes(before: SourceRecord, after: SourceRecord) -> str:
    """What an edit changed: `hours 2:45 → 2:48; project code none → ACME-IMPL`."""
    return "; ".join(f"{_word(name)} {_short(before, name)} → {_short(after, name)}" for name in changed(before, after))


def cost_of(record: SourceRecord) -> Money | None:
    """What an expense cost; None for time."""
    return Money(record.cost_minor, record.currency) if record.cost_minor is not None else None


def receipt_of(record: SourceRecord) -> str:
    """Where an expense's receipt is, without what may sign its link."""
    return _unsigned(record.receipt)


def _word(name: str) -> str:
    return _WORDS.get(name, _NAMES.get(name, name))


def _short(record: SourceRecord, name: str) -> str:
    return clean(_shown(record, name), MAX_CHANGED) or "none"


def _shown(record: SourceRecord, name: str) -> str:
    value = _value(record, name)
    if name in ("seconds", "clock_seconds") and isinstance(value, int):
        return clock(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Decimal):
        return plain(value)
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return str(value.decimal)
    if isinstance(value, Decimal):
        return plain(value)
    return list(value) if isinstance(value, tuple) else None if value == "" else value


def _value(record: SourceRecord, name: str) -> Any:
    if name == "cost_minor":
        return cost_of(record)
    value = getattr(record, name)
    return _unsigned(value) if name in _LINKS else value


def _unsigned(link: str) -> str:
    """A link without a password and without its query, which may be a key to what it leads to."""
    if "://" not in link:
        return link
    try:
        parts = urlsplit(link)
    except ValueError:
        return "a link that cannot be read"
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "…" if parts.query else "", ""))
