"""On which purchase order a change of billed work counts: by the plan that billed it, and by what has room by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from billing.orders import WITHOUT, Draw, orders_on
from billing.plan import Plan
from billing.records import Contract, Order
from mappings.placements import Placed, not_taken_back
from mappings.store import Transaction
from review.drift import Drift
from sync.overdrawn import DrawnNow


def change_by_order(before: Plan, after: Plan, entry_id: str = "") -> Counter[str]:
    """What an entry, or all work, comes to more or less on each order (minor unit); none that stays as it was."""
    change = _by_order(after, entry_id)
    change.subtract(_by_order(before, entry_id))
    return Counter({order: minor for order, minor in change.items() if minor})


def own_order(own: str, before: Plan, after: Plan, work: tuple[str, Contract]) -> str:
    """The order on which an entry of a contract comes to something else: that for time beyond a cap, if more is there.

    What comes to it may leave other work beyond the cap, which is billed and moves no more.
    """
    entry_id, contract = work
    if change_by_order(before, after, entry_id)[own] <= 0:
        return own
    change = change_by_order(before, after)
    beyond = [order.number for order in contract.orders if order.reserved and change[order.number] > 0]
    return max((own, *sorted(beyond)), key=lambda order: change[order])


class WhichOrder:
    """Chooses the order on which the line counts that corrects an entry."""

    def __init__(self, tx: Transaction, contracts: Mapping[str, Contract]) -> None:
        self._tx, self._contracts = tx, contracts

    def of(self, found: Drift, live: Sequence[Placed], before: Sequence[Mapping[str, Any]]) -> str:
        """The order for what an entry comes to; `before` is what was corrected of it, oldest first.

        What comes to it goes on its own order, if that has room for all of it by the contract as it is now; else on the
        first order open to that work and day that has, or on none where the contract bills so; else on its own.
        What is taken back comes from where its corrections drew, the newest first, then from its own order: from the
        first that has all of it, else from the one that has most.
        """
        worth = found.difference.minor if found.difference is not None else 0
        contract = self._contracts.get(found.draft.draft.contract)
        if worth < 0:
            standing = {each.portion.number for each in not_taken_back(live) if each.settled}
            return _drawn_on(found, -worth, [each for each in before if each.get("number") in standing])
        return self._with_room(found, contract) if worth and contract is not None and found.order else found.order

    def _with_room(self, found: Drift, contract: Contract) -> str:
        orders = {order.number: order for order in contract.orders}
        own = orders.get(found.order)
        if own is not None and (own.reserved or self._has_room(found, contract, own)):
            return own.number
        for order in orders_on(contract.orders, found.old.day, found.workstream):
            if self._has_room(found, contract, order):
                return order.number
        return "" if contract.when_order_is_used_up == WITHOUT else found.order

    def _has_room(self, found: Drift, contract: Contract, order: Order) -> bool:
        """Whether nobody would be told that an order is overdrawn."""
        if not order.is_limited or found.difference is None:
            return True
        draft, worth = found.draft.draft, found.difference
        draw = Draw(contract.id, order.number, draft.period, draft.id, worth.minor, found.charged, True, worth.currency)
        subject = f"{contract.id} {order.number}"
        return all(each.subject != subject for each in self._drawn.overdrawn(contract, draw))

    @cached_property
    def _drawn(self) -> DrawnNow:
        return DrawnNow(self._tx, self._contracts)


def _drawn_on(found: Drift, worth: int, before: Sequence[Mapping[str, Any]]) -> str:
    """The order on which an entry, as it was billed and corrected, has as much as is taken back."""
    billed = found.draft.draft
    lines = {line.id for line in billed.lines}
    drawn = Counter({billed.order: sum(each.minor for each in found.portions if each.line_id in lines)})
    newest: dict[str, None] = {}
    for detail in reversed(before):
        drawn[detail["order"]] += detail["minor"]
        newest.setdefault(detail["order"])
    orders = [*(order for order in newest if order != found.order), found.order]
    whole = [order for order in orders if drawn[order] >= worth]
    return whole[0] if whole else max(reversed(orders), key=lambda order: drawn[order])


def _by_order(proposed: Plan, entry_id: str) -> Counter[str]:
    of_line = {line.id: draft.order for draft in proposed.drafts for line in draft.lines}
    found: Counter[str] = Counter()
    for each in proposed.portions:
        if each.line_id and entry_id in ("", each.entry_id):
            found[of_line[each.line_id]] += each.minor
    return found
