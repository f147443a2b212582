"""Which stored entry each row is where the source has ids of its own: then nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from billing.recognise import Change, Known, Recognised
from billing.records import SourceRecord


def recognise_by_id(rows: Sequence[SourceRecord], ids: Sequence[str], known: Mapping[str, Known]) -> Recognised:
    """Each row by its source's own id, on whatever day it is now; `known` are the stored entries by that id.

    An id that is not known is a new entry, however alike an old one is. Which entries no row spoke of is not told.
    """
    unchanged: list[str] = []
    changed: list[Change] = []
    new: list[int] = []
    for place, (record, own) in enumerate(zip(rows, ids, strict=True)):
        item = known.get(own)
        if item is None:
            new.append(place)
        elif item.gone:
            changed.append(Change(item.entry, place, "seen again"))
        elif item.entry.record == record:
            unchanged.append(item.entry.id)
        else:
            changed.append(Change(item.entry, place, "same id"))
    return Recognised(tuple(sorted(unchanged)), tuple(changed), tuple(new), ())
