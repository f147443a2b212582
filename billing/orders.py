"""Which purchase order a day's work belongs to, by the orders' dates."""

from __future__ import annotations

from datetime import date

from billing.records import Order


def order_on(orders: tuple[Order, ...], day: date, workstream: str) -> Order | None:
    """The order valid on a work date for a workstream; a configuration in which there are two is refused."""
    valid = [order for order in orders if _covers(order, day) and _is_for(order, workstream)]
    assert len(valid) <= 1, "two orders hold on one day; the configuration should have been refused"
    return valid[0] if valid else None


def last_expired(orders: tuple[Order, ...], day: date, workstream: str) -> Order | None:
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


def _covers(order: Order, day: date) -> bool:
    return (order.since or date.min) <= day <= (order.until or date.max)


def _is_for(order: Order, workstream: str) -> bool:
    return not order.workstreams or workstream in order.workstreams
