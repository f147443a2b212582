"""Where an entry stands now, from its live portions: what nothing moves, what may be moved, and who placed that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from billing.records import TAKES_BACK, Portion
from billing.standing import NOWHERE, Now
from mappings.placements import Live, Placed


def now_of(placed: Sequence[Placed]) -> Now:
    """Where an entry stands, by its live portions."""
    if not placed:
        return NOWHERE
    fixed = [item for item in placed if _is_fixed(item)]
    loose = [item for item in placed if not _is_fixed(item)]
    own = {item.portion.number for item in fixed if item.portion.number < TAKES_BACK}
    back = {item.portion.number - TAKES_BACK for item in fixed if item.portion.number > TAKES_BACK and item.settled}
    return Now(
        tuple(item.portion for item in fixed),
        tuple(item.portion for item in loose),
        bool(loose) and all(item.plan for item in loose),
        free=own <= back,
        waiting=any(item.portion.number > TAKES_BACK and not item.settled for item in fixed),
    )


def is_billed(placed: Sequence[Placed]) -> bool:
    """Whether something of an entry is billed, or covered by what is, and no credit in the books takes that back."""
    now = now_of(placed)
    return not now.free and bool(now.billed)


def _is_fixed(item: Placed) -> bool:
    return item.settled or item.portion.number > TAKES_BACK


def numbered(portions: Sequence[Portion], live: Live) -> list[Portion]:
    """The portions of a plan, which counts each entry's from 1, numbered on from those that are settled."""
    known = {portion.entry_id for portion in portions} & live.keys()
    first = {key: now_of(live[key]).next_number for key in known if any(map(_is_fixed, live[key]))}
    if all(number == 1 for number in first.values()):
        return list(portions)
    return [replace(each, number=each.number + first.get(each.entry_id, 1) - 1) for each in portions]
