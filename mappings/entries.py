"""Entries: the head of each, the history behind it, and how sources call it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from billing.ids import ENTRY, digest, stable_id
from billing.recognise import Known
from billing.records import FINAL, Entry, Period, SourceRecord
from mappings.bulk import chunks, execute_many
from mappings.schema import entry, entry_history, placement, source_ref

_FIELDS = tuple(field.name for field in fields(SourceRecord))
_TAGS = _FIELDS.index("tags")
_HEAD = (entry.c.id, entry.c.version, entry.c.connector, *(entry.c[name] for name in _FIELDS))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version of an entry comes from: file, line in it, and the run that read it."""

    file: int | None
    line: int | None
    run: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry with its origin, for its history."""

    entry: Entry
    present: bool
    how: str
    origin: Origin


class Entries:
    """Questions about entries and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- questions ----

    def known(self, connector: str, first: date, last: date) -> list[Known]:
        """Every entry a connector had between two days, both included, also those that are gone."""
        final = select(placement.c.entry).where(placement.c.state.in_(sorted(FINAL))).distinct().subquery()
        rows = self._connection.execute(
            select(*_HEAD, entry.c.present, final.c.entry.is_not(None).label("final"))
            .outerjoin(final, final.c.entry == entry.c.id)
            .where(entry.c.connector == connector, entry.c.day.between(first, last))
        )
        return [Known(_entry(row), gone=not row.present, final=row.final) for row in rows]

    def get(self, entry_id: str) -> Entry | None:
        """An entry's head, also when it is gone."""
        row = self._connection.execute(select(*_HEAD).where(entry.c.id == entry_id)).first()
        return _entry(row) if row else None

    def versions(self, entry_id: str) -> list[Version]:
        """All versions of an entry, oldest first."""
        past = select(entry_history).where(entry_history.c.id == entry_id).order_by(entry_history.c.version)
        connector = self._connection.execute(select(entry.c.connector).where(entry.c.id == entry_id)).scalar_one()
        head = self._connection.execute(select(entry).where(entry.c.id == entry_id)).one()
        return [_version(row, str(connector)) for row in (*self._connection.execute(past), head)]

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids that begin with some characters."""
        rows = self._connection.execute(
            select(entry.c.id).where(entry.c.id.startswith(prefix, autoescape=True)).limit(limit)
        )
        return [str(row.id) for row in rows]

    def totals(self, period: Period) -> list[tuple[str, int, int, int]]:
        """For each connector of a period: its name, entries, their seconds, and the seconds of running ones."""
        running = func.sum(entry.c.seconds).filter(entry.c.running)
        rows = self._connection.execute(
            select(entry.c.connector, func.count(), func.sum(entry.c.seconds), running)
            .where(entry.c.present, entry.c.day >= period.first, entry.c.day < period.end)
            .group_by(entry.c.connector)
            .order_by(entry.c.connector)
        )
        return [(str(name), int(count), int(seconds), int(left or 0)) for name, count, seconds, left in rows]

    # ---- changes ----

    def add(self, connector: str, records: Sequence[tuple[SourceRecord, Origin]]) -> list[str]:
        """New entries and their ids, which derive from the connector and the first content: equal ones are numbered."""
        named = self._named(connector, [record for record, _ in records])
        rows, refs = [], []
        for (record, origin), external in zip(records, named, strict=True):
            entry_id = stable_id(ENTRY, connector, external)
            rows.append(_head(Entry(entry_id, 1, connector, record), origin, "first seen"))
            refs.append({"connector": connector, "external_id": external, "entry": entry_id})
        execute_many(self._connection, insert(entry), rows)
        execute_many(self._connection, insert(source_ref), refs)
        return [row["id"] for row in rows]

    def change(self, changes: Sequence[tuple[Entry, SourceRecord, Origin, str]]) -> None:
        """New contents for known entries; the heads they supersede become history."""
        self._keep_history([known.id for known, _, _, _ in changes])
        rows = [
            _head(Entry(known.id, known.version + 1, known.connector, record), origin, how)
            for known, record, origin, how in changes
        ]
        self._update(rows)

    def retire(self, entries: Iterable[Entry], origin: Origin, how: str) -> None:
        """Entries that their source no longer has; what they were becomes history."""
        gone = list(entries)
        self._keep_history([known.id for known in gone])
        rows = [_head(replace(known, version=known.version + 1), origin, how) for known in gone]
        self._update([row | {"present": False} for row in rows])

    def _named(self, connector: str, records: Sequence[SourceRecord]) -> list[str]:
        """A name for each record that no entry of the connector has: its content's hash and a number."""
        hashes = [digest(record) for record in records]
        used: dict[str, int] = {}
        for chunk in chunks(sorted(set(hashes))):
            firsts = [f"row:{content}#1" for content in chunk]
            rows = self._connection.execute(
                select(source_ref.c.external_id).where(
                    source_ref.c.connector == connector, source_ref.c.external_id.in_(firsts)
                )
            )
            for row in rows:
                content = row.external_id.removeprefix("row:").partition("#")[0]
                used[content] = self._numbers_used(connector, content)
        names = []
        for content in hashes:
            used[content] = used.get(content, 0) + 1
            names.append(f"row:{content}#{used[content]}")
        return names

    def _numbers_used(self, connector: str, content: str) -> int:
        same = source_ref.c.external_id.startswith(f"row:{content}#")
        count = select(func.count()).where(source_ref.c.connector == connector, same)
        return int(self._connection.execute(count).scalar_one())

    def _keep_history(self, ids: Sequence[str]) -> None:
        names = [column.name for column in entry_history.c]
        for chunk in chunks(ids):
            heads = select(*(entry.c[name] for name in names)).where(entry.c.id.in_(chunk))
            self._connection.execute(insert(entry_history).from_select(names, heads))

    def _update(self, rows: Sequence[dict[str, Any]]) -> None:
        names = [name for name in (rows[0] if rows else {}) if name not in ("id", "connector")]
        statement = (
            update(entry)
            .where(entry.c.id == bindparam("known_id"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        renamed = [{"known_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        execute_many(self._connection, statement, renamed)


def entry_columns() -> tuple[Any, ...]:
    """The columns that make an Entry, to be selected first by other parts of the store that join them."""
    return _HEAD


def to_entry(row: Row[Any]) -> Entry:
    """The Entry in a row that begins with `entry_columns`."""
    return _entry(row)


def _head(head: Entry, origin: Origin, how: str) -> dict[str, Any]:
    said = {name: getattr(head.record, name) for name in _FIELDS}
    source = {"file": origin.file, "line": origin.line, "run": origin.run}
    own = {"id": head.id, "version": head.version, "connector": head.connector, "present": True, "how": how}
    return {**said, **source, **own, "tags": list(head.record.tags)}


def _entry(row: Any) -> Entry:
    """By place, not by name: this is done for every entry of a month."""
    entry_id, version, connector, *said = row[: len(_HEAD)]
    said[_TAGS] = tuple(said[_TAGS])
    return Entry(entry_id, version, connector, SourceRecord(*said))


def _version(row: Any, connector: str) -> Version:
    said = {name: getattr(row, name) for name in _FIELDS}
    record = SourceRecord(**{**said, "tags": tuple(row.tags)})
    return Version(
        Entry(row.id, row.version, connector, record), row.present, row.how, Origin(row.file, row.line, row.run)
    )
