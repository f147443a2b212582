"""Which imported entry each record is that its tracker now shows over its API: it takes the entry over, with its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from typing import Any

from billing.recognise import Known
from billing.records import SourceRecord
from billing.texts import squashed

_Key = Callable[[SourceRecord], tuple[Any, ...]]


def take_over(records: Sequence[SourceRecord], imported: Iterable[Known]) -> dict[int, Known]:
    """For places in `records`, the imported entry that each is; every entry is taken once.

    An entry is the same when person, time and duration agree: the start where both have one, else the day. Of several
    that fit, those of the same project, activity and note go first, then those of the same project, then by their
    ranks and ids. One that is gone already comes after its equals, and must agree in project, activity and note.
    Expenses agree in person, day, money and currency.
    """
    free = {each.entry.id: each for each in sorted(imported, key=lambda each: (each.gone, each.rank, each.entry.id))}
    left = list(range(len(records)))
    taken: dict[int, Known] = {}
    for detail in (_all_of_it, _its_project, _nothing_more):
        for moment in (_by_start, _by_day_alone, _by_day):
            found = _matched(records, left, free, moment, detail)
            taken |= found
            left = [place for place in left if place not in found]
    return taken


def _matched(
    records: Sequence[SourceRecord], places: Iterable[int], free: dict[str, Known], moment: _Moment, detail: _Key
) -> dict[int, Known]:
    of_record, of_entry = moment
    fitting: defaultdict[Any, list[str]] = defaultdict(list)
    for entry_id, known in free.items():
        asked = _key(known.entry.record, of_entry, detail)
        if asked is not None and not (known.gone and detail is not _all_of_it):
            fitting[asked].append(entry_id)
    found: dict[int, Known] = {}
    for place in places:
        asked = _key(records[place], of_record, detail)
        if asked is not None and fitting.get(asked):
            found[place] = free.pop(fitting[asked].pop(0))
    return found


def _key(record: SourceRecord, moment: _Key, detail: _Key) -> tuple[Any, ...] | None:
    when = moment(record)
    if not when:
        return None
    spent = (record.cost_minor, record.currency) if record.cost_minor is not None else ()
    return squashed(record.person), when, record.seconds, spent, detail(record)


def _start(record: SourceRecord) -> tuple[Any, ...]:
    return (record.started.astimezone(UTC),) if record.started else ()


def _day(record: SourceRecord) -> tuple[Any, ...]:
    return (record.day,)


def _day_alone(record: SourceRecord) -> tuple[Any, ...]:
    return () if record.started else (record.day,)


_Moment = tuple[_Key, _Key]
_by_start: _Moment = _start, _start
_by_day_alone: _Moment = _day_alone, _day
_by_day: _Moment = _day, _day_alone
"""How a record and an entry say when: two that both have a start never agree by their day alone."""


def _all_of_it(record: SourceRecord) -> tuple[Any, ...]:
    return squashed(record.project), squashed(record.activity), squashed(record.note)


def _its_project(record: SourceRecord) -> tuple[Any, ...]:
    return (squashed(record.project),)


def _nothing_more(record: SourceRecord) -> tuple[Any, ...]:
    return ()
