"""On which purchase orders a change of billed work counts: by the plan that billed it, as it was and as it is now."""

from __future__ import annotations

from collections import Counter

from billing.plan import Plan


def change_by_order(before: Plan, after: Plan, entry_id: str = "") -> Counter[str]:
    """What an entry, or all work, comes to more or less on each order (minor unit); none that stays as it was."""
    change = _by_order(after, entry_id)
    change.subtract(_by_order(before, entry_id))
    return Counter({order: minor for order, minor in change.items() if minor})


def order_with_room(own: str, before: Plan, after: Plan, entry_id: str) -> str:
    """The order for what changed of an entry on its own one.

    What comes to it may leave no room there for other work, which then moves to another order and is billed already:
    it counts where most of all work comes to more. What is less counts where it was billed.
    """
    if change_by_order(before, after, entry_id)[own] <= 0:
        return own
    change = change_by_order(before, after)
    return max((own, *sorted(change)), key=lambda order: change[order])


def _by_order(proposed: Plan, entry_id: str) -> Counter[str]:
    of_line = {line.id: draft.order for draft in proposed.drafts for line in draft.lines}
    found: Counter[str] = Counter()
    for each in proposed.portions:
        if each.line_id and entry_id in ("", each.entry_id):
            found[of_line[each.line_id]] += each.minor
    return found
