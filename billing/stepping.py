"""How the steps on charged time are taken: again without what waits, and again with less room, until all is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from billing.issues import Issue
from billing.lines import Billable, Priced
from billing.unit import Charged, Check, Covered, Step, Unit, Waits


def stepped(items: list[Billable], unit: Unit, steps: Sequence[Step], checks: Sequence[Check]) -> Charged:
    """What stands on documents after all steps; they are taken again with less room until every check holds."""
    room, done = unit, _without_what_waits(items, unit, steps)
    while (less := _less_room(done, unit, room, checks)) is not None:
        # Room is counted in whole cents and seconds, every round takes some away, and a check takes none where none
        # is left: so there is a last round.
        assert _taken(less) > _taken(room), "a check asked for another round and took no room away"
        room, done = less, _without_what_waits(items, less, steps)
    return done


def _less_room(done: Charged, unit: Unit, room: Unit, checks: Sequence[Check]) -> Unit | None:
    """What the first check that does not hold leaves of the room; None if all hold."""
    found = (check(done.items, unit, room) for check in checks)
    return next((less for less in found if less is not None), None)


def _taken(unit: Unit) -> int:
    """How much of a unit's room is taken: the less is left, the more it is."""
    return sum(each.used for each in unit.drawn_on_caps)


@dataclass(frozen=True, slots=True)
class _Round:
    """One way through all steps: who found too little room (`short`), and who waits at a step after that (`later`)."""

    done: Charged
    short: AbstractSet[str]
    later: AbstractSet[str]

    @property
    def waiting(self) -> AbstractSet[str]:
        """All that waits."""
        return {each.subject for each in self.done.waits}

    @property
    def used(self) -> AbstractSet[str]:
        """What waits and had a part set aside, or had room that others lacked."""
        return self.waiting & (self.later | {each.item.subject for each in self.done.covered})

    def given_back(self, items: Sequence[Billable]) -> list[Waits]:
        """All that waits of what had used something, in the order of the items."""
        used = self.used
        found = {each.subject: each for each in reversed(self.done.waits) if each.subject in used}
        return [found.pop(item.subject) for item in items if item.subject in found]


def _without_what_waits(items: list[Billable], unit: Unit, steps: Sequence[Step]) -> Charged:
    """What stands on documents with this much room. What an entry that waits had used is there for others.

    Each time round there is one entry less or more, so there is a last one.
    """
    waits: list[Waits] = []
    while True:
        found = _once(items, unit, steps)
        if not found.used:
            return replace(found.done, waits=(*waits, *found.done.waits))
        given_back = _settled(found, items, unit, steps).given_back(items)
        waits += given_back
        gone = {each.subject for each in given_back}
        items = [item for item in items if item.subject not in gone]


def _settled(found: _Round, items: list[Billable], unit: Unit, steps: Sequence[Step]) -> _Round:
    """The round in which just what waits takes no room and no hours. All that waits or was short is tried so first.

    What becomes of an entry depends on those before it only: each time round at least one more is seen as it is.
    """
    waiting = found.waiting | found.short
    while True:
        found = _once([_waits_later(item) if item.subject in waiting else item for item in items], unit, steps)
        if found.waiting == waiting:
            return found
        waiting = found.waiting


def _waits_later(item: Billable) -> Billable:
    return replace(item, waits_later=True) if isinstance(item, Priced) else item


def _once(items: list[Billable], unit: Unit, steps: Sequence[Step]) -> _Round:
    """One way through all steps. The parts of an entry are numbered: those on no line first, then by place."""
    covered: list[Covered] = []
    waits: list[Waits] = []
    issues: list[Issue] = []
    short: set[str] = set()
    later: set[str] = set()
    for step in steps:
        done = step(items, unit)
        items = done.items
        covered += done.covered
        waits += done.waits
        issues += done.issues
        later |= {each.subject for each in done.waits} if short else set()
        short |= done.short
    if not covered:
        return _Round(Charged(items, (), tuple(waits), tuple(issues)), short, later)
    counts: Counter[str] = Counter()
    parts = [replace(each, item=replace(each.item, number=_next(each.item, counts))) for each in covered]
    charged = [replace(item, number=_next(item, counts)) for item in items]
    return _Round(Charged(charged, tuple(parts), tuple(waits), tuple(issues)), short, later)


def _next(item: Billable, counts: Counter[str]) -> int:
    counts[item.subject] += 1
    return counts[item.subject]
