"""How the steps on charged time are taken: again without what waits, and again with less room, until all is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from billing.issues import Issue
from billing.lines import Billable
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


def _without_what_waits(items: list[Billable], unit: Unit, steps: Sequence[Step]) -> Charged:
    """What stands on documents with this much room. What an entry that waits had covered is there for others.

    Each time round there is one entry less, so there is a last one.
    """
    waits: list[Waits] = []
    while True:
        done, given_back = _once(items, unit, steps)
        if given_back is None:
            return replace(done, waits=(*waits, *done.waits))
        waits.append(given_back)
        items = [item for item in items if item.subject != given_back.subject]


def _once(items: list[Billable], unit: Unit, steps: Sequence[Step]) -> tuple[Charged, Waits | None]:
    """One way through all steps, and the first entry of which a part was set aside before a later step let it wait.

    The parts of an entry are numbered: those on no line first, then by place.
    """
    covered: list[Covered] = []
    waits: list[Waits] = []
    issues: list[Issue] = []
    for step in steps:
        done = step(items, unit)
        items = done.items
        covered += done.covered
        waits += done.waits
        issues += done.issues
    if not covered:
        return Charged(items, (), tuple(waits), tuple(issues)), None
    over = {each.subject: each for each in reversed(waits)}
    given_back = next((over[each.item.subject] for each in covered if each.item.subject in over), None)
    counts: Counter[str] = Counter()
    parts = [replace(each, item=replace(each.item, number=_next(each.item, counts))) for each in covered]
    charged = [replace(item, number=_next(item, counts)) for item in items]
    return Charged(charged, tuple(parts), tuple(waits), tuple(issues)), given_back


def _next(item: Billable, counts: Counter[str]) -> int:
    counts[item.subject] += 1
    return counts[item.subject]
