"""A page of a vendor's records becomes new, changed or unchanged entries: one transaction a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import timedelta

from billing.calendar import month, month_name
from billing.ids import content_hash
from billing.recognise import Known, Stored
from billing.records import TIME, SourceRecord
from billing.takeover import may_be, take_over
from connectors.sources import Page
from mappings.entries import Origin
from mappings.store import Transaction
from sync.left_over import tell_left_over
from sync.recognising import ranks
from sync.reopening import reopen, retire
from sync.worker import Run

A_DAY = timedelta(days=1)
"""How far apart a file and the API may put the day of the same start, in different zones."""


@dataclass(slots=True)
class Counts:
    """What became of the records of some pages."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    taken_over: int = 0
    gone: int = 0


@dataclass(slots=True)
class Taken:
    """What a listing has shown so far: our ids of its entries, what the vendor counts of them, what was unreadable."""

    counts: Counts
    kind: str
    seen: set[str] = field(default_factory=set)
    entries: int = 0
    seconds: int = 0
    unread: list[str] = field(default_factory=list)
    unread_in: set[str] = field(default_factory=set)
    """The months of what was unreadable, as far as it has a day."""
    months: set[str] = field(default_factory=set)
    """The months that anything of it concerned, before or after a change."""
    waiting: dict[str, SourceRecord] = field(default_factory=dict)
    """Records that may be imported entries, edited since, by their ids: a later page may have those as they were."""
    torn: bool = False
    """Whether a record came twice: the list changed while it was read, and another may be missing."""


def own_ids(kind: str, ids: Sequence[str]) -> list[str]:
    """A vendor's ids as they are kept: nobody says that those of its expenses are none of its time entries."""
    return [own if kind == TIME else f"{kind} {own}" for own in ids]


def take_page(tx: Transaction, run: Run, connector: str, page: Page, taken: Taken) -> None:
    """Writes one page. An id that is known is the same entry, on whatever day it is now."""
    ids = own_ids(taken.kind, page.ids)
    known = tx.entries.short_by_own_id(connector, ids)
    fresh = _Fresh([], [])
    edits: list[tuple[str, SourceRecord, str]] = []
    records = dict(zip(ids, tx.erasing.all().records(page.records), strict=True))
    taken.torn |= len(records) < len(ids) or any(found.id in taken.seen for found in known.values())
    taken.torn |= bool(_no_longer_waiting(taken, ids))
    for own, record in records.items():
        found = known.get(own)
        if found is None:
            fresh.records.append(record)
            fresh.ids.append(own)
        elif found.gone or found.content != content_hash(record):
            edits.append((found.id, record, "seen again" if found.gone else "same id"))
            taken.months.add(f"{found.day:%Y-%m}")
    edited = _edit(tx, run, edits)
    added = _add(tx, run, connector, fresh, taken)
    taken.counts.changed += edited
    taken.counts.unchanged += len(known) - len(edits)
    taken.seen.update(found.id for found in known.values())
    taken.seen.update(added)
    taken.entries += page.entries
    taken.seconds += page.seconds
    taken.unread += [f"{bad.id or 'one without an id'}: {bad.reason}" for bad in page.rejected]
    taken.unread_in.update(month_name(bad.day) for bad in page.rejected if bad.day)
    taken.months.update(f"{record.day:%Y-%m}" for record in fresh.records)
    taken.months.update(f"{record.day:%Y-%m}" for _, record, _ in edits)
    _leave(tx, run, connector, page.gone, taken)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Records of ids that nobody has seen before; by place, the imported entries that they are, and which wait."""

    records: list[SourceRecord]
    ids: list[str]
    same: Mapping[int, Known] = field(default_factory=dict)
    wait: AbstractSet[int] = frozenset()


def _edit(tx: Transaction, run: Run, edits: Sequence[tuple[str, SourceRecord, str]]) -> int:
    heads = {head.id: head for head in tx.entries.heads(key for key, _, _ in edits)}
    real = [(key, record, how) for key, record, how in edits if how != "same id" or heads[key].record != record]
    origin = Origin(None, None, run.id)
    tx.entries.change([(heads[key], record, origin, how) for key, record, how in real])
    reopen(tx, [key for key, _, _ in real], "its tracker changed it", run)
    return len(real)


def _add(tx: Transaction, run: Run, connector: str, fresh: _Fresh, taken: Taken) -> list[str]:
    """New entries; those that a file has shown before are taken over. What may be one of those, but edited, waits."""
    if not fresh.ids:
        return []
    imported = _imported(tx, connector, fresh, taken.kind)
    if not imported:
        return _store(tx, run, connector, fresh, taken)
    same = take_over(fresh.records, imported, unedited=True)
    named = {known.entry.id for known in same.values()}
    wait = may_be(fresh.records, [known for known in imported if known.entry.id not in named]) - same.keys()
    taken.waiting |= {fresh.ids[place]: fresh.records[place] for place in wait}
    return _store(tx, run, connector, replace(fresh, same=same, wait=wait), taken)


def take_waiting(tx: Transaction, run: Run, connector: str, taken: Taken) -> None:
    """Writes what waited, once all is listed: of the imported entries that are left each takes over the likest."""
    fresh = _Fresh(list(taken.waiting.values()), list(taken.waiting))
    same = take_over(fresh.records, _imported(tx, connector, fresh, taken.kind))
    taken.seen.update(_store(tx, run, connector, replace(fresh, same=same), taken))
    taken.waiting.clear()


def _store(tx: Transaction, run: Run, connector: str, fresh: _Fresh, taken: Taken) -> list[str]:
    """Our ids of what is new and of what is taken over, which keeps its id."""
    same = fresh.same
    tx.entries.name(connector, {fresh.ids[place]: known.entry.id for place, known in same.items()})
    how = {place: "seen again" if known.gone else "taken over" for place, known in same.items()}
    _edit(tx, run, [(same[place].entry.id, fresh.records[place], how[place]) for place in sorted(same)])
    for name in sorted({f"{known.entry.record.day:%Y-%m}" for known in same.values() if known.gone}):
        tell_left_over(tx, run, connector, taken.kind, month(name))
    places = [place for place in range(len(fresh.ids)) if place not in same and place not in fresh.wait]
    origin = Origin(None, None, run.id)
    added = tx.entries.add(
        connector, [(fresh.records[place], origin) for place in places], [fresh.ids[place] for place in places]
    )
    taken.counts.new += len(places)
    taken.counts.taken_over += len(same)
    return [*added, *(known.entry.id for known in same.values())]


def _no_longer_waiting(taken: Taken, ids: Sequence[str]) -> list[str]:
    """Those of some ids whose records waited, which is at an end: they come again, or are gone."""
    return [own for own in ids if taken.waiting.pop(own, None) is not None]


def _imported(tx: Transaction, connector: str, fresh: _Fresh, kind: str) -> list[Known]:
    """What files had about the days of some records, with ranks: of equal ones, what is billed stays."""
    days = [record.day for record in fresh.records]
    imported = tx.entries.from_files(connector, kind, min(days) - A_DAY, max(days) + A_DAY)
    found = ranks(tx, [known.entry.id for known in imported])
    return [replace(known, rank=found[known.entry.id]) for known in imported]


def _leave(tx: Transaction, run: Run, connector: str, gone: Sequence[str], taken: Taken) -> None:
    """What the vendor itself says it has deleted."""
    _no_longer_waiting(taken, own_ids(taken.kind, gone))
    known: dict[str, Stored] = tx.entries.short_by_own_id(connector, own_ids(taken.kind, gone)) if gone else {}
    there = [found for found in known.values() if not found.gone]
    taken.months.update(f"{found.day:%Y-%m}" for found in there)
    taken.counts.gone += len(there)
    retire(tx, run, [found.id for found in there], None, "deleted in its tracker")
