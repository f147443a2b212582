"""Which purchase orders a day's work may be billed on, by their dates and priorities, and what is drawn on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.money import Money
from billing.records import Contract, Order

NEXT, HOLD, WITHOUT = "next order", "hold", "bill without"
"""What becomes of work that an order has no room for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands on an order elsewhere: net amount and charged time."""

    order: str
    minor: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What one draft draws on an order. `posted`: then no plan moves it."""

    contract: str
    order: str
    period: str
    draft: str
    minor: int
    seconds: int
    posted: bool
    currency: str


def orders_on(orders: Iterable[Order], day: date, workstream: str) -> list[Order]:
    """The orders valid on a work date for a workstream, the one to be used first in front; none that is reserved."""
    valid = [order for order in orders if order.is_valid(day) and _is_for(order, workstream)]
    return sorted(valid, key=lambda order: order.priority)


def order_on(orders: Iterable[Order], day: date, workstream: str) -> Order | None:
    """The order on which work is billed while it has room; a configuration in which there are two is refused."""
    valid = orders_on(orders, day, workstream)
    tied = len(valid) > 1 and valid[0].priority == valid[1].priority
    assert not tied, "two orders hold on one day; the configuration should have been refused"
    return valid[0] if valid else None


def last_expired(orders: Iterable[Order], day: date, workstream: str) -> Order | None:
    """The order for a workstream that ended last before a day, or None."""
    ended = [order for order in orders if order.until and order.until < day and _is_for(order, workstream)]
    return max(ended, key=lambda order: order.until or date.min) if ended else None


def overlap(one: Order, other: Order) -> date | None:
    """The first day on which both orders would be valid for the same work, or None."""
    if one.workstreams and other.workstreams and not set(one.workstreams) & set(other.workstreams):
        return None
    first = max(one.since or date.min, other.since or date.min)
    last = min(one.until or date.max, other.until or date.max)
    return first if first <= last else None


def limited(contract: Contract) -> list[Order]:
    """The orders of a contract that can be used up."""
    return [order for order in contract.orders if order.is_limited]


def opened_with(contract: Contract, order: Order) -> Drawn:
    """What had been billed on an order before Tieout."""
    opening = contract.opening
    if opening is None:
        return Drawn(order.number, 0, 0)
    billed = opening.billed_on(order.number) or Money(0, contract.currency)
    return Drawn(order.number, billed.minor, opening.seconds_on(order.number))


def drawn_elsewhere(
    contract: Contract, period: str, draws: Sequence[Draw], closed: Iterable[str] = ()
) -> tuple[Drawn, ...]:
    """What a plan for a period finds drawn on each limited order of its contract.

    That is what stands on drafts of earlier periods, on what is posted, and on drafts of closed periods. Drafts of
    later periods that may still change make room for this one, and are planned again after it. Amounts in another
    currency than the contract's, from before it had this one, draw on no limit in money.
    """
    final = set(closed)
    standing = [each for each in draws if each.period < period or each.posted or each.period in final]
    found = []
    for order in sorted(limited(contract), key=lambda order: order.number):
        on_order = [each for each in standing if each.order == order.number]
        minor = sum(each.minor for each in on_order if each.currency == contract.currency)
        found.append(Drawn(order.number, minor, sum(each.seconds for each in on_order)))
    return tuple(found)


def _is_for(order: Order, workstream: str) -> bool:
    return not order.reserved and (not order.workstreams or workstream in order.workstreams)
