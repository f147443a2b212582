"""Which imported entry each record is that its tracker now shows over its API: it takes the entry over, with its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from itertools import product
from typing import Any

from billing.recognise import Known, named_as
from billing.records import SourceRecord
from billing.texts import squashed

_Key = Callable[[SourceRecord], tuple[Any, ...]]


def take_over(
    records: Sequence[SourceRecord], imported: Iterable[Known], *, unedited: bool = False
) -> dict[int, Known]:
    """For places in `records`, the imported entry that each is; every entry is taken once.

    An entry is the same when person, time and duration agree: the start where both have one, else the day. A person is
    told by the address where that agrees, else by the name, since either may be another by now. Of several that fit,
    those of the same project, activity and note go first, then those of the same project, then by their ranks and ids.
    One that is gone already comes after its equals, and must agree in project, activity and note. Expenses agree in
    person, day, money and currency. With `unedited`, project, activity and note must agree.
    """
    free = {each.entry.id: each for each in sorted(imported, key=lambda each: (each.gone, each.rank, each.entry.id))}
    left = list(range(len(records)))
    taken: dict[int, Known] = {}
    for detail, who, moment in product(_DETAILS[:1] if unedited else _DETAILS, _WHO, _MOMENTS):
        found = _matched(records, left, free, moment, (who, detail))
        taken |= found
        left = [place for place in left if place not in found]
    return taken


def may_be(records: Sequence[SourceRecord], imported: Iterable[Known]) -> set[int]:
    """The places of those records that can be one of the imported entries, if they were edited since."""
    there = [known.entry.record for known in imported if not known.gone]
    found: set[int] = set()
    for who, (of_record, of_entry) in product(_WHO, _MOMENTS):
        keys = {_key(record, of_entry, (who, _nothing_more)) for record in there} - {None}
        found |= {place for place, each in enumerate(records) if _key(each, of_record, (who, _nothing_more)) in keys}
    return found


def _matched(
    records: Sequence[SourceRecord], places: Iterable[int], free: dict[str, Known], moment: _Moment, said: _Said
) -> dict[int, Known]:
    of_record, of_entry = moment
    fitting: defaultdict[Any, list[str]] = defaultdict(list)
    for entry_id, known in free.items():
        asked = _key(known.entry.record, of_entry, said)
        if asked is not None and not (known.gone and _all_of_it not in said):
            fitting[asked].append(entry_id)
    found: dict[int, Known] = {}
    for place in places:
        asked = _key(records[place], of_record, said)
        if asked is not None and fitting.get(asked):
            found[place] = free.pop(fitting[asked].pop(0))
    return found


def _key(record: SourceRecord, moment: _Key, said: _Said) -> tuple[Any, ...] | None:
    who, detail = said
    whose, when = who(record), moment(record)
    if not (whose and when):
        return None
    spent = (record.cost_minor, record.currency) if record.cost_minor is not None else ()
    return whose, when, record.seconds, spent, detail(record)


def _address(record: SourceRecord) -> tuple[Any, ...]:
    return (record.email.casefold(),) if record.email else ()


def _name(record: SourceRecord) -> tuple[Any, ...]:
    name, address = named_as(record.person, record.email)
    return (name, "" if name else address)


_WHO: tuple[_Key, ...] = _address, _name


def _start(record: SourceRecord) -> tuple[Any, ...]:
    return (record.started.astimezone(UTC),) if record.started else ()


def _day(record: SourceRecord) -> tuple[Any, ...]:
    return (record.day,)


def _day_alone(record: SourceRecord) -> tuple[Any, ...]:
    return () if record.started else (record.day,)


_Said = tuple[_Key, _Key]
"""Whom a record and an entry name, and what else must agree."""
_Moment = tuple[_Key, _Key]
_by_start: _Moment = _start, _start
_by_day_alone: _Moment = _day_alone, _day
_by_day: _Moment = _day, _day_alone
_MOMENTS: tuple[_Moment, ...] = _by_start, _by_day_alone, _by_day
"""How a record and an entry say when: two that both have a start never agree by their day alone."""


def _all_of_it(record: SourceRecord) -> tuple[Any, ...]:
    return squashed(record.project), squashed(record.activity), squashed(record.note)


def _its_project(record: SourceRecord) -> tuple[Any, ...]:
    return (squashed(record.project),)


def _nothing_more(record: SourceRecord) -> tuple[Any, ...]:
    return ()


_DETAILS: tuple[_Key, ...] = _all_of_it, _its_project, _nothing_more
