"""A tracker's entries in one of the documented orders, each made when it is asked for, so that size costs no memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import accumulate
from typing import Any, Protocol, overload

from sandbox.records import TimeEntry

OLDEST, NEWEST, BY_ID, LAST_UPDATED = "oldest", "newest", "id", "last updated"
"""By day, start and id, upwards or downwards; by id upwards; by the last change, the latest first."""

Made = Callable[[int], TimeEntry]


def by_time(entry: TimeEntry) -> tuple[Any, ...]:
    """The order of day, start and id; entries without clock times come first in their day."""
    return entry.day, entry.started or datetime.combine(entry.day, time(), UTC), entry.id


def by_id(entry: TimeEntry) -> tuple[Any, ...]:
    """The order of ids."""
    return (entry.id,)


def by_update(entry: TimeEntry) -> tuple[Any, ...]:
    """The order of the last change."""
    return entry.updated, entry.id


KEYS = {OLDEST: by_time, NEWEST: by_time, BY_ID: by_id, LAST_UPDATED: by_update}
BACKWARDS = (NEWEST, LAST_UPDATED)


class Source(Protocol):
    """What a listing needs of a seed."""

    def at(self, position: int) -> TimeEntry:
        """The entry at a position."""


Piece = range | TimeEntry


class Listing(Sequence[TimeEntry]):
    """Entries in an order. It keeps ranges of the seed's positions and the few entries that were changed or added."""

    def __init__(self, source: Source, pieces: Sequence[Piece | array[int]], backwards: bool = False) -> None:
        self._source = source
        self._pieces = list(pieces)
        self._ends = list(accumulate(1 if isinstance(piece, TimeEntry) else len(piece) for piece in self._pieces))
        self.backwards = backwards

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> TimeEntry: ...

    @overload
    def __getitem__(self, place: slice) -> list[TimeEntry]: ...

    def __getitem__(self, place: int | slice) -> TimeEntry | list[TimeEntry]:
        if isinstance(place, slice):
            return [self._one(each) for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._one(place % len(self))

    def __iter__(self) -> Iterator[TimeEntry]:
        return (self._one(place) for place in range(len(self)))

    def _one(self, place: int) -> TimeEntry:
        if self.backwards:
            place = len(self) - 1 - place
        number = bisect_right(self._ends, place)
        piece = self._pieces[number]
        if isinstance(piece, TimeEntry):
            return piece
        return self._source.at(piece[place - (self._ends[number - 1] if number else 0)])

    def page(self, number: int, size: int) -> list[TimeEntry]:
        """The entries of a page; pages count from 1."""
        return self[(number - 1) * size : number * size]

    def where(self, fits: Callable[[TimeEntry], bool]) -> Sequence[TimeEntry]:
        """The entries that fit, in the same order. It looks at every one, so ask for days first."""
        return [entry for entry in self if fits(entry)]


def merged(
    source: Source, base: Sequence[int], gone: Iterable[TimeEntry], more: Iterable[TimeEntry], order: str
) -> Listing:
    """The seed's positions (upwards in an order) without some of its entries, with others put in their places."""
    key = KEYS[order]

    def place_of(entry: TimeEntry) -> int:
        return bisect_left(base, key(entry), key=lambda position: key(source.at(position)))

    holes = sorted(place_of(entry) for entry in gone)
    cuts = sorted([*((place, None) for place in holes), *((place_of(entry), entry) for entry in more)], key=_cut)
    pieces: list[Piece | array[int]] = []
    done = 0
    for place, entry in cuts:
        if place > done:
            pieces.append(_part(base, done, place))
        done = max(done, place if entry else place + 1)
        if entry:
            pieces.append(entry)
    if len(base) > done:
        pieces.append(_part(base, done, len(base)))
    return Listing(source, _in_order(pieces, key), order in BACKWARDS)


def _cut(cut: tuple[int, TimeEntry | None]) -> tuple[Any, ...]:
    """Entries that belong before a position come before the hole at it."""
    place, entry = cut
    return place, entry is None


def _part(base: Sequence[int], first: int, end: int) -> range | array[int]:
    part = base[first:end]
    return part if isinstance(part, range) else array("q", part)


def _in_order(pieces: list[Piece | array[int]], key: Callable[[TimeEntry], Any]) -> list[Piece | array[int]]:
    """Neighbouring entries that were put in the same place stand in the order among themselves."""
    ordered: list[Piece | array[int]] = []
    run: list[TimeEntry] = []
    for piece in pieces:
        if isinstance(piece, TimeEntry):
            run.append(piece)
            continue
        ordered += [*sorted(run, key=key), piece]
        run = []
    return [*ordered, *sorted(run, key=key)]
