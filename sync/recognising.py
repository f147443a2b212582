"""Which stored entry each row of a file is: equal contents by their hashes, then only the people of what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from billing.decisions import said
from billing.ids import content_hash
from billing.own_ids import recognise_by_id
from billing.recognise import (
    BILLED,
    DECIDED,
    TO_BILL,
    Change,
    Equal,
    Known,
    Recognised,
    Stored,
    find_equal,
    named,
    named_as,
    recognise,
    who,
)
from billing.records import SourceRecord, State
from mappings.store import Transaction
from sync.reading import Source


def recognised(tx: Transaction, source: Source, seen: AbstractSet[str]) -> Recognised:
    """What `recognise` says of a file and all that its connector has on its days, `unseen` aside.

    Whole entries are read from the store only where the hash of a row's content is not there.
    """
    records, ids = source.export.records, source.export.ids
    if ids:
        return recognise_by_id(records, ids, tx.entries.by_own_id(source.connector, ids))
    equal = _equal(tx, source)
    rows = [records[place] for place in equal.rows]
    known = _known(tx, source, rows, equal.unseen)
    near = recognise(rows, known, seen, named(records) if known else frozenset())
    changed = [*_revived(tx, equal), *(replace(change, row=equal.rows[change.row]) for change in near.changed)]
    return Recognised(equal.unchanged, tuple(changed), tuple(equal.rows[row] for row in near.new), ())


def _equal(tx: Transaction, source: Source) -> Equal:
    days, records = source.days, source.export.records
    stored = tx.entries.stored(source.connector, min(days), max(days)) if days else []
    if not stored:
        return Equal((), (), tuple(range(len(records))), frozenset())
    contents = [content_hash(record) for record in records]
    return find_equal(contents, _ranked(tx, contents, stored))


def _known(tx: Transaction, source: Source, rows: Sequence[SourceRecord], unseen: AbstractSet[str]) -> list[Known]:
    """The entries that no equal row has shown, of the people whose rows are left, by their addresses or their names."""
    if not (rows and unseen):
        return []
    window = source.connector, min(source.days), max(source.days)
    people = {(record.person, record.email) for record in rows}
    asked = {who(*each) for each in people}
    called = {named_as(*each)[0] for each in people} - {""}
    stored = tx.entries.names(*window)
    names = [each for each in stored if who(*each) in asked or named_as(*each)[0] in called]
    known = [item for item in tx.entries.known(*window, names) if item.entry.id in unseen]
    count = Counter(item.entry.record for item in known)
    found = ranks(tx, [item.entry.id for item in known if count[item.entry.record] > 1])
    return [replace(item, rank=found.get(item.entry.id, item.rank)) for item in known] if found else known


def _ranked(tx: Transaction, contents: Sequence[str], stored: Sequence[Stored]) -> Sequence[Stored]:
    """Stored entries, with their ranks where more of them are equal than there are rows of that content."""
    rows, count = Counter(contents), Counter(item.content for item in stored)
    found = ranks(tx, [item.id for item in stored if 0 < rows[item.content] < count[item.content]])
    return [replace(item, rank=found.get(item.id, item.rank)) for item in stored] if found else stored


_AWAY = (State.WRITTEN_OFF, State.NON_BILLABLE, State.OUTSIDE, State.DUPLICATE, State.CREDITED)


def ranks(tx: Transaction, ids: Iterable[str]) -> dict[str, int]:
    """Which of some entries stay rather than their equals: of rows of a file, usually none are asked about."""
    heads = tx.entries.heads(ids)
    keys = [head.id for head in heads]
    settled, decisions = tx.placements.settled(keys), tx.decisions.standing(keys)
    states = {head.id: said(decisions.get(head.id, ()), head.record).state for head in heads}
    return {key: BILLED if key in settled else DECIDED if states[key] in _AWAY else TO_BILL for key in keys}


def _revived(tx: Transaction, equal: Equal) -> list[Change]:
    heads = {head.id: head for head in tx.entries.heads(entry_id for entry_id, _ in equal.revived)}
    return [Change(heads[entry_id], place, "seen again") for entry_id, place in equal.revived]
