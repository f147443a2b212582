"""Forgetting a person: their names wherever the store has them, a pseudonym in their place, and who is forgotten."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    delete,
    exists,
    insert,
    or_,
    select,
    true,
    union,
    update,
)

from billing.ids import content_hash, digest, text_digest
from billing.lifecycle import Status
from billing.records import SourceRecord
from billing.texts import squashed
from mappings.decided import ERASED, Signature
from mappings.due import ENTRY, Due
from mappings.entries import Entries
from mappings.references import Known
from mappings.schema import configuration, due, entry, identity, match, run
from mappings.schema_books import draft, line, metadata, plan
from mappings.schema_pulled import reference
from mappings.schema_serving import alert, message
from mappings.types import Json

PERSON = "person"
STAY = ("audit", "connection", "hook", "configuration", "serving")
"""Tables that are not gone through: what cannot be changed, what is sealed, and what is done by itself."""
_MARK = "erased:"


def pseudonym_of(person: str) -> str:
    """What somebody is called once they are forgotten: the same each time."""
    return f"Person {_hash(person)[:6]}"


@dataclass(frozen=True, slots=True)
class Erased:
    """Who is forgotten: by the hashes of their names, so that no name is kept to know them by."""

    known: Mapping[str, str]

    def records(self, found: Sequence[SourceRecord]) -> list[SourceRecord]:
        """Records as they may be kept: without the names of those who are forgotten."""
        return [self._record(each) for each in found] if self.known else list(found)

    def references(self, found: Iterable[Known]) -> list[Known]:
        """The same of what vendors list."""
        return [self._reference(each) for each in found]

    def _record(self, found: SourceRecord) -> SourceRecord:
        known = self._of(found.person, found.email)
        if not known:
            return found
        clean = _cleaner({each for each in (found.person, found.email) if each}, known)
        note, tags = clean(found.note), tuple(map(clean, found.tags))
        return replace(found, person=known, email="", note=note, tags=tags, receipt=clean(found.receipt))

    def _reference(self, found: Known) -> Known:
        known = self._of(found.name, found.email) if found.kind == PERSON else ""
        return replace(found, name=known, email="", detail={}) if known else found

    def _of(self, *names: str) -> str:
        return next((known for each in names if each and (known := self.known.get(_hash(each)))), "")


class Erasing:
    """Who is forgotten, and forgetting somebody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Erased:
        """Everybody who is forgotten."""
        rows = self._connection.execute(
            select(identity.c.user, identity.c.person).where(identity.c.connector == ERASED)
        )
        return Erased({row.user.removeprefix(_MARK): row.person for row in rows})

    def names_of(self, person: str) -> set[str]:
        """All that a person is called by sources and people, as far as it is certain; the name itself among it."""
        said = select(entry.c.person, entry.c.email, entry.c.person_id)
        own = said.outerjoin(match, match.c.entry == entry.c.id)
        rows = self._connection.execute(own.where(or_(entry.c.person == person, match.c.person == person))).all()
        names = {row.person for row in rows} | {row.email for row in rows}
        ids = {row.person_id for row in rows} - {""}
        at_vendors = select(reference.c.name, reference.c.email).where(reference.c.kind == PERSON)
        theirs = or_(reference.c.name == person, reference.c.external_id.in_(sorted(ids)))
        names |= {each for row in self._connection.execute(at_vendors.where(theirs)) for each in row}
        users = select(identity.c.user).where(identity.c.person == person, identity.c.connector != ERASED)
        names |= {user for user in self._connection.execute(users).scalars() if not user.startswith("id:")}
        return {person, *names} - {""}

    def is_named(self, person: str) -> bool:
        """Whether any entry or mapping names somebody so."""
        queries = (
            select(entry.c.id).where(or_(entry.c.person == person, entry.c.email == person)),
            select(match.c.entry).where(match.c.person == person),
            select(identity.c.user).where(or_(identity.c.person == person, identity.c.user == person)),
        )
        found = any(self._connection.execute(query.limit(1)).first() is not None for query in queries)
        return found or _hash(person) in self.all().known

    def forget(self, names: Collection[str], pseudonym: str, signature: Signature) -> dict[str, int]:
        """Puts a pseudonym in the place of names, in all rows that may be changed; how many were, by table.

        Ids, hours and amounts stay as they are, and so does what was posted or still stands as a draft: its lines, its
        plan and the configuration of that, by which its cents are proven. Other snapshots get a new hash.
        """
        clean = _cleaner(names, pseudonym)
        self._withdraw_messages(names)
        self._connection.execute(update(due).where(due.c.name.in_(names)).values(name=pseudonym))
        changed = {
            table.name: self._go_through(table, clean) for table in metadata.sorted_tables if table.name not in STAY
        }
        Due(self._connection).mark(ENTRY, {(key, "") for key in self._hash_anew()})
        changed["plan"] += self._plans(clean)
        changed["configuration"] = self._configurations(clean)
        signed = {"decided_by": signature.by, "decided_at": signature.at, "why": signature.why}
        marks = {f"{_MARK}{_hash(each)}" for each in names}
        known = select(identity.c.user).where(identity.c.connector == ERASED)
        marks -= set(self._connection.execute(known).scalars())
        for each in sorted(marks):
            own = {"connector": ERASED, "user": each, "person": pseudonym, "seen": {}}
            self._connection.execute(insert(identity).values(own | signed))
        return {name: count for name, count in changed.items() if count}

    def _withdraw_messages(self, names: Collection[str]) -> None:
        """Takes out what such a person was told, and what was told of them under a key with their name."""
        named = [column.contains(each) for each in names for column in (alert.c.key, alert.c.about)]
        keys = set(self._connection.execute(select(alert.c.key).where(or_(*named))).scalars())
        told = or_(message.c.alert.in_(keys), message.c.recipient.in_(names))
        self._connection.execute(delete(message).where(told))
        self._connection.execute(delete(alert).where(alert.c.key.in_(keys)))

    def _go_through(self, table: Table, clean: Callable[[str], str]) -> int:
        columns = [each for each in table.c if isinstance(each.type, Text | Json) and _may_change(each)]
        if not columns:
            return 0
        keys = list(table.primary_key)
        changes = [
            (row[: len(keys)], new)
            for row in self._connection.execute(select(*keys, *columns).where(_is_free(table)))
            if (new := _changed(columns, row[len(keys) :], clean))
        ]
        for own, new in changes:
            this = [column == value for column, value in zip(keys, own, strict=True)]
            self._connection.execute(update(table).where(*this).values(new))
        return len(changes)

    def _hash_anew(self) -> list[str]:
        """Gives entries that say something else now the hash of that; which they are."""
        changed = []
        ids = self._connection.execute(select(entry.c.id)).scalars().all()
        stored = {row.id: row.content for row in self._connection.execute(select(entry.c.id, entry.c.content))}
        for head in Entries(self._connection).heads(ids):
            content = content_hash(head.record)
            if stored[head.id] and stored[head.id] != content:
                self._connection.execute(update(entry).where(entry.c.id == head.id).values(content=content))
                changed.append(head.id)
        return changed

    def _plans(self, clean: Callable[[str], str]) -> int:
        done = 0
        for key in self._connection.execute(select(plan.c.id).where(plan.c.id.not_in(_PROVING))).scalars().all():
            packed = self._connection.execute(select(plan.c.inputs).where(plan.c.id == key)).scalar_one()
            text = zlib.decompress(packed).decode()
            new = clean(text)
            if new != text:
                values = {"inputs": zlib.compress(new.encode(), 1), "digest": text_digest(new)}
                self._connection.execute(update(plan).where(plan.c.id == key).values(values))
                done += 1
        return done

    def _configurations(self, clean: Callable[[str], str]) -> int:
        done = 0
        proving = select(plan.c.configuration).where(plan.c.id.in_(_PROVING))
        for row in self._connection.execute(select(configuration).where(configuration.c.hash.not_in(proving))).all():
            text = clean(row.snapshot)
            if text == row.snapshot:
                continue
            key = digest(text)
            there = select(configuration.c.hash).where(configuration.c.hash == key)
            if self._connection.execute(there).first() is None:
                self._connection.execute(insert(configuration).values(hash=key, snapshot=text))
            for table in (run, plan):
                own = update(table).where(table.c.configuration == row.hash)
                self._connection.execute(own.values(configuration=key))
            self._connection.execute(delete(configuration).where(configuration.c.hash == row.hash))
            done += 1
        return done


_OLD = draft.c.status == Status.SUPERSEDED.value
_LATER = plan.alias("later")
_IS_NEWEST = ~exists().where(
    _LATER.c.contract == plan.c.contract, _LATER.c.period == plan.c.period, _LATER.c.revision > plan.c.revision
)
_PROVING = union(select(draft.c.plan).where(~_OLD), select(plan.c.id).where(_IS_NEWEST))
"""The plans of what was posted, or stands, and by which it is known whether a unit must be planned anew."""


def _is_free(table: Table) -> ColumnElement[bool]:
    """The rows of a table that may be written anew: of drafts and their lines only those that stand no more."""
    if table is draft:
        return _OLD
    if table is line:
        return exists().where(draft.c.id == line.c.draft, draft.c.revision == line.c.revision, _OLD)
    return true()


def _may_change(column: Column[Any]) -> bool:
    """Whether a text may be written anew: not what others point to, nor what rows are known by, but for identities."""
    return not column.foreign_keys and (not column.primary_key or column.table is identity)


def _changed(columns: Sequence[Column[Any]], values: Sequence[Any], clean: Callable[[str], str]) -> dict[str, Any]:
    found = {}
    for column, value in zip(columns, values, strict=True):
        if value is None or value == "":
            continue
        if isinstance(column.type, Json):
            text = json.dumps(value, ensure_ascii=False)
            if (new := clean(text)) != text:
                found[column.name] = json.loads(new)
        elif (new := clean(value)) != value:
            found[column.name] = new
    return found


def _cleaner(names: Collection[str], pseudonym: str) -> Callable[[str], str]:
    """What puts a pseudonym in the place of whole names, however their letters are cased; also as JSON has them."""
    forms = sorted({form for each in names for form in _forms(each)}, key=lambda form: (-len(form), form))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(pseudonym, text)


def _forms(name: str) -> Iterator[str]:
    yield name
    yield json.dumps(name, ensure_ascii=False)[1:-1]


def _hash(name: str) -> str:
    folded = squashed(name).casefold().encode()
    return hashlib.blake2b(folded, digest_size=16, person=b"tieout-erased").hexdigest()
