"""Entries: the head of each, the history behind it, and how sources call it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from billing.find import Named
from billing.ids import ENTRY, content_hash, stable_id
from billing.recognise import Known, Stored
from billing.records import EXPENSE, Entry, Period, SourceRecord
from mappings.bulk import Columns, among, begins_with, chunks, execute_many, insert_rows, read_columns
from mappings.schema import entry, entry_history, source_file, source_ref
from mappings.schema_books import placement

_FIELDS = tuple(field.name for field in fields(SourceRecord))
_TAGS = _FIELDS.index("tags")
_VALUES = attrgetter(*_FIELDS)
_COLUMNS = ("id", "version", "connector", "present", "how", "content", *_FIELDS, "file", "line", "run")
_OWN = "id:"
"""How the name of an entry begins that its source has named; others begin with `row:`."""
_HEAD = (entry.c.id, entry.c.version, entry.c.connector, *(entry.c[name] for name in _FIELDS))


class Origin(NamedTuple):
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

    def stored(self, connector: str, first: date, last: date) -> list[Stored]:
        """Every entry a connector had between two days, both included, also those that are gone; in short."""
        window = (entry.c.connector == connector) & entry.c.day.between(first, last)
        light = select(entry.c.id, entry.c.day, entry.c.content, entry.c.present)
        rows = self._connection.execute(light.where(window)).all()
        found = [Stored(key, day, content, not present) for key, day, content, present in rows]
        unhashed = [item.id for item in found if not item.content]
        contents = {head.id: content_hash(head.record) for head in self.heads(unhashed)}
        return [replace(item, content=contents[item.id]) if item.id in contents else item for item in found]

    def unseen(self, connector: str, kind: str, days: Collection[date], seen: set[str]) -> list[tuple[str, date]]:
        """Ids and days of the entries of a kind that a connector has from the first to the last of some days.

        Apart from those seen, which are some of them: if they are as many, nothing is left to look for.
        """
        window = (entry.c.connector == connector) & (entry.c.kind == kind) & entry.c.present
        window &= entry.c.day.between(min(days), max(days))
        if self._connection.execute(select(func.count()).where(window)).scalar_one() == len(seen):
            return []
        rows = self._connection.execute(select(entry.c.id, entry.c.day).where(window)).all()
        return [(key, day) for key, day in rows if key not in seen]

    def names(self, connector: str, first: date, last: date) -> list[tuple[str, str]]:
        """Names and e-mails of the people who have entries of a connector between two days, both included."""
        window = (entry.c.connector == connector) & entry.c.day.between(first, last)
        rows = self._connection.execute(select(entry.c.person, entry.c.email).where(window).distinct())
        return [(person, email) for person, email in rows]

    def known(self, connector: str, first: date, last: date, names: Sequence[tuple[str, str]]) -> list[Known]:
        """The entries some people have of a connector between two days, both included, also those that are gone."""
        window = (entry.c.connector == connector) & entry.c.day.between(first, last)
        final = select(placement.c.entry).where(placement.c.settled).distinct().subquery()
        heads = (
            select(*_HEAD, entry.c.present, final.c.entry.is_not(None).label("final"))
            .outerjoin(final, final.c.entry == entry.c.id)
            .where(window)
        )
        found: list[Known] = []
        for chunk in chunks(names):
            rows = self._connection.execute(heads.where(tuple_(entry.c.person, entry.c.email).in_(chunk)))
            found += [Known(_entry(row), gone=not row.present, final=row.final) for row in rows]
        return found

    def heads(self, ids: Iterable[str]) -> list[Entry]:
        """The heads of some entries, also of those that are gone."""
        return [
            _entry(row)
            for chunk in chunks(ids)
            for row in self._connection.execute(select(*_HEAD).where(entry.c.id.in_(chunk)))
        ]

    def by_own_id(self, connector: str, own_ids: Sequence[str]) -> dict[str, Known]:
        """The entries that a connector calls by some ids of its own, by that id, also those that are gone."""
        final = select(placement.c.entry).where(placement.c.settled).distinct().subquery()
        found: dict[str, Known] = {}
        for chunk in chunks([_OWN + own for own in own_ids]):
            rows = self._connection.execute(
                select(*_HEAD, entry.c.present, final.c.entry.is_not(None).label("final"), source_ref.c.external_id)
                .join(source_ref, source_ref.c.entry == entry.c.id)
                .outerjoin(final, final.c.entry == entry.c.id)
                .where(source_ref.c.connector == connector, source_ref.c.external_id.in_(chunk))
            )
            for row in rows:
                own = row.external_id.removeprefix(_OWN)
                found[own] = Known(_entry(row), gone=not row.present, final=row.final)
        return found

    def short_by_own_id(self, connector: str, own_ids: Sequence[str]) -> dict[str, Stored]:
        """The same in short, for very many."""
        names = [_OWN + own for own in own_ids]
        rows = self._connection.execute(
            select(source_ref.c.external_id, entry.c.id, entry.c.day, entry.c.content, entry.c.present)
            .join(entry, entry.c.id == source_ref.c.entry)
            .where(source_ref.c.connector == connector, among(self._connection, source_ref.c.external_id, names))
        ).all()
        return {
            own.removeprefix(_OWN): Stored(key, day, content, gone=not present)
            for own, key, day, content, present in rows
        }

    def from_files(self, connector: str, kind: str, first: date, last: date) -> list[Known]:
        """The entries of a kind, between two days, both included, that only files have shown so far; gone ones too."""
        if not self._has_files(connector):
            return []
        window = (entry.c.connector == connector) & entry.c.day.between(first, last) & (entry.c.kind == kind)
        own = source_ref.c.external_id.startswith(_OWN)
        named = select(source_ref.c.entry).where(source_ref.c.entry == entry.c.id, own).exists()
        rows = self._connection.execute(select(*_HEAD, entry.c.present).where(window, ~named))
        return [Known(_entry(row), gone=not row.present) for row in rows]

    def unseen_of(self, connector: str, kind: str, period: Period, seen: AbstractSet[str]) -> list[str]:
        """The entries of a kind that a connector has in a month, apart from some; those are among them."""
        window = (entry.c.connector == connector) & (entry.c.kind == kind) & entry.c.present
        window &= (entry.c.day >= period.first) & (entry.c.day < period.end)
        rows = self._connection.execute(select(entry.c.id).where(window)).scalars()
        return [key for key in rows if key not in seen]

    def retired_as(self, connector: str, kind: str, period: Period, how: str) -> list[Entry]:
        """The entries of a connector's month that are gone, for a stated reason."""
        window = (entry.c.connector == connector) & (entry.c.kind == kind) & ~entry.c.present & (entry.c.how == how)
        window &= (entry.c.day >= period.first) & (entry.c.day < period.end)
        return [_entry(row) for row in self._connection.execute(select(*_HEAD).where(window).order_by(entry.c.id))]

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

    def own_ids(self, ids: Iterable[str]) -> dict[str, str]:
        """What their sources themselves call some entries, of those that they have ids for."""
        found: dict[str, str] = {}
        named = select(source_ref.c.entry, source_ref.c.external_id).where(source_ref.c.external_id.startswith(_OWN))
        for chunk in chunks(sorted(ids)):
            query = named.where(source_ref.c.entry.in_(chunk)).order_by(source_ref.c.external_id)
            found |= {row.entry: row.external_id.removeprefix(_OWN) for row in self._connection.execute(query)}
        return found

    def own_ids_in(self, connector: str, ids: Iterable[str]) -> dict[str, str]:
        """The vendor's own ids of some entries of a connector, by entry; those that only files had have none."""
        of_connector = (source_ref.c.connector == connector) & source_ref.c.external_id.startswith(_OWN)
        query = select(source_ref.c.entry, source_ref.c.external_id).where(of_connector)
        found: dict[str, str] = {}
        for chunk in chunks(ids):
            rows = self._connection.execute(query.where(source_ref.c.entry.in_(chunk)).order_by(source_ref.c.entry))
            found |= {row.entry: row.external_id.removeprefix(_OWN) for row in rows}
        return found

    def gone(self, ids: Iterable[str]) -> set[str]:
        """Those of some entries that their source no longer has."""
        found: set[str] = set()
        for chunk in chunks(sorted(ids)):
            query = select(entry.c.id).where(entry.c.id.in_(chunk), ~entry.c.present)
            found.update(self._connection.execute(query).scalars())
        return found

    def named_people(self, ids: Sequence[str]) -> list[tuple[str, Named]]:
        """Some entries with whom their source names: connector, e-mail, name, and the vendor's own id."""
        asked = (entry.c.connector, entry.c.email, entry.c.person, entry.c.person_id)
        query = select(entry.c.id, *asked).where(among(self._connection, entry.c.id, ids))
        key, *named = read_columns(self._connection, query)
        return list(zip(key, zip(*named, strict=True), strict=True))

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids that begin with some characters."""
        rows = self._connection.execute(
            select(entry.c.id).where(begins_with(entry.c.id, prefix)).order_by(entry.c.id).limit(limit)
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

    def with_receipts(self, connectors: Sequence[str], period: Period) -> list[Entry]:
        """The expenses of some connectors in a period that name a receipt."""
        in_period = entry.c.connector.in_(connectors) & (entry.c.day >= period.first) & (entry.c.day < period.end)
        named = (entry.c.kind == EXPENSE) & (entry.c.receipt != "")
        rows = self._connection.execute(select(*_HEAD).where(entry.c.present, in_period, named).order_by(entry.c.id))
        return [_entry(row) for row in rows]

    # ---- changes ----

    def add(
        self, connector: str, records: Sequence[tuple[SourceRecord, Origin]], own_ids: Sequence[str] = ()
    ) -> list[str]:
        """New entries and their ids, which derive from the connector and the first content: equal ones are numbered.

        Where the source has ids of its own (one for each record), they derive from these. Rows are written in the order
        of their ids: an index grows fastest at its end.
        """
        contents = [content_hash(record) for record, _ in records]
        named = [_OWN + own for own in own_ids] or self._named(connector, contents)
        ids = [stable_id(ENTRY, connector, external) for external in named]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        heads = ((ids[n], 1, connector, True, "first seen", contents[n], *_said(*records[n])) for n in order)
        insert_rows(self._connection, entry, _COLUMNS, heads)
        refs = ((connector, named[n], ids[n]) for n in order)
        insert_rows(self._connection, source_ref, ("connector", "external_id", "entry"), refs)
        return ids

    def name(self, connector: str, names: Mapping[str, str]) -> None:
        """Gives entries the names that their source has for them, by those names."""
        rows = ((connector, _OWN + own, entry_id) for own, entry_id in sorted(names.items()))
        insert_rows(self._connection, source_ref, ("connector", "external_id", "entry"), rows)

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

    def _named(self, connector: str, hashes: Sequence[str]) -> list[str]:
        """A name for each content that no entry of the connector has: its hash and a number."""
        used: dict[str, int] = {}
        for chunk in chunks(sorted(set(hashes)) if self._has_any(connector) else ()):
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

    def _has_files(self, connector: str) -> bool:
        some = select(source_file.c.id).where(source_file.c.connector == connector).limit(1)
        return self._connection.execute(some).first() is not None

    def _has_any(self, connector: str) -> bool:
        some = select(source_ref.c.entry).where(source_ref.c.connector == connector).limit(1)
        return self._connection.execute(some).first() is not None

    def _numbers_used(self, connector: str, content: str) -> int:
        same = begins_with(source_ref.c.external_id, f"row:{content}#")
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


def entries_in(columns: Columns) -> Iterable[Entry]:
    """The entries in an answer that begins with `entry_columns`, its tags read as tuples."""
    said = columns[len(_HEAD) - len(_FIELDS) : len(_HEAD)]
    return map(Entry, *columns[: len(_HEAD) - len(_FIELDS)], map(SourceRecord, *said))


def _head(head: Entry, origin: Origin, how: str) -> dict[str, Any]:
    said = {name: getattr(head.record, name) for name in _FIELDS}
    source = {"file": origin.file, "line": origin.line, "run": origin.run}
    own = {"id": head.id, "version": head.version, "connector": head.connector, "present": True, "how": how}
    return {**said, **source, **own, "content": content_hash(head.record)}


def _said(record: SourceRecord, origin: Origin) -> tuple[Any, ...]:
    return *_VALUES(record), *origin


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
