"""What is contradictory about purchase orders: limits, dates, priorities, and whom they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations

from billing.money import minor_digits
from billing.order_records import Order
from billing.orders import NEXT, overlap
from billing.texts import nearest, squashed
from config.caps import reserved_orders
from config.models import ContractModel, Main, OrderModel
from config.opening import fits, to_money
from config.problems import Problem
from config.yaml_tree import Document

ORDERS = "purchase_orders"


def to_orders(model: ContractModel, currency: str) -> tuple[Order, ...]:
    """The orders as billing reads them; those without a priority are used in the order in which they are written."""
    return tuple(
        Order(
            number=order.number,
            since=order.since,
            until=order.until,
            workstreams=order.workstreams,
            limit=to_money(order.limit, currency) if order.limit is not None else None,
            limit_seconds=order.limit_hours,
            priority=order.priority or (place if _is_limited(model) else 0),
            alert_at=tuple(sorted(set(order.alert_at))),
            reserved=order.number in _reserved(model),
        )
        for place, order in enumerate(model.purchase_orders, 1)
    )


def check_orders(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with a contract's orders."""
    orders = contract.purchase_orders
    yield from _names(contract, document)
    for place, order in enumerate(orders):
        yield from _limits(place, order, document)
        currency = contract.currency or (main.company.currency if main else "")
        if currency and order.limit is not None and not fits(order.limit, currency):
            digits = minor_digits(currency) or "no"
            words = f"is {order.limit}, and {currency} has {digits} decimals; write the exact amount"
            yield document.problem((ORDERS, place, "limit"), words)
    by_date = [(place, order) for place, order in enumerate(orders) if order.number not in _reserved(contract)]
    for (first, one), (place, other) in combinations(by_date, 2):
        day = overlap(_dates(one), _dates(other))
        words = _together(contract, (first, one), (place, other), day) if day is not None else ""
        if words:
            yield document.problem((ORDERS, place), words)


def check_shared_orders(contracts: Mapping[str, ContractModel], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """A limit holds within one contract, so that two of one client cannot share an order that has one."""
    known: dict[tuple[str, str], tuple[str, OrderModel]] = {}
    for name, contract in contracts.items():
        for place, order in enumerate(contract.purchase_orders):
            key = squashed(contract.client), order.number
            first, earlier = known.setdefault(key, (name, order))
            if first != name and (_has_limit(order) or _has_limit(earlier)):
                words = (
                    f"{order.number} stands in {first} too, and a limit counts what one contract bills; "
                    "put the workstreams into one contract, or divide the limit and take two numbers"
                )
                yield documents[name].problem((ORDERS, place, "number"), words)


def _names(contract: ContractModel, document: Document) -> Iterator[Problem]:
    codes = [stream.code for stream in contract.workstreams]
    for place, order in enumerate(contract.purchase_orders):
        for code in order.workstreams:
            if code not in codes:
                words = _unknown(f"workstream {code}", code, codes)
                yield document.problem((ORDERS, place, "workstreams"), words)
        if order.number in [earlier.number for earlier in contract.purchase_orders[:place]]:
            yield document.problem((ORDERS, place, "number"), f"{order.number} stands here twice; remove one")


def _limits(place: int, order: OrderModel, document: Document) -> Iterator[Problem]:
    if order.limit is not None and order.limit_hours is not None:
        words = "stands beside limit; an order has one, in money or in hours. Remove one"
        yield document.problem((ORDERS, place, "limit_hours"), words)
    for key, value in (("limit", order.limit), ("limit_hours", order.limit_hours)):
        if value == 0:
            words = "is 0, so that nothing could be billed on it; write the limit, or remove the key if there is none"
            yield document.problem((ORDERS, place, key), words)
    if order.alert_at and not _has_limit(order):
        yield document.problem((ORDERS, place, "alert_at"), "needs a limit or limit_hours; write one, or remove this")


def _together(
    contract: ContractModel, first: tuple[int, OrderModel], second: tuple[int, OrderModel], day: date | None
) -> str:
    """Why two orders that are valid for the same work cannot be told apart, and what to write; or nothing."""
    (one_place, one), (other_place, other) = first, second
    when = f"{other.number} and {one.number} are both valid {'always' if day == date.min else f'on {day}'}"
    if (one.priority is None) != (other.priority is None):
        return f"{when}, and only one states a priority; give both one, 1 for the one to be used first"
    if one.priority is not None and one.priority == other.priority:
        return f"{when} and have priority {one.priority}; give them different ones, 1 for the one to be used first"
    used_first = one if (one.priority or one_place) <= (other.priority or other_place) else other
    if not _has_limit(used_first):
        also = f", or {used_first.number} a limit" if _is_limited(contract) else ""
        return f"{when}; give them dates that do not overlap{also}"
    if contract.when_order_is_used_up != NEXT:
        return (
            f"{when}, and when_order_is_used_up is {contract.when_order_is_used_up}, so that one is never used; "
            f"write `{NEXT}` there, or give them dates that do not overlap"
        )
    return ""


def _dates(order: OrderModel) -> Order:
    return Order(order.number, order.since, order.until, order.workstreams)


def _reserved(contract: ContractModel) -> set[str]:
    """The orders that are only for time beyond a cap, so that no day's work is billed on them by its date."""
    return reserved_orders([*contract.cap, *(cap for stream in contract.workstreams for cap in stream.cap)])


def _has_limit(order: OrderModel) -> bool:
    return order.limit is not None or order.limit_hours is not None


def _is_limited(contract: ContractModel) -> bool:
    return any(_has_limit(order) for order in contract.purchase_orders)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    choices = sorted(set(known))
    close = nearest(word, choices)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(choices[:12]) or 'none'}"
    return f"there is no {what}; {hint}"
