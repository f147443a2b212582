"""Opening balances against their contract and go-live: what is contradictory, and what must still be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from billing.money import minor_digits
from billing.texts import nearest
from config.check_caps import needed_of_caps
from config.check_retainers import needed_of_retainers
from config.models import ContractModel, Main, OrderModel
from config.needed import Needed, all_missing
from config.opening import OpeningModel, fits
from config.problems import Problem
from config.retainers import HOURS_AHEAD
from config.yaml_tree import Document, Location

OPENING = "opening"


def check_opening(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with a contract's opening, or that it has none although go-live needs one."""
    if contract.opening is not None:
        yield from _names(contract, contract.opening, document)
    if main is not None:
        yield from _against_go_live(contract, main.go_live, document)
        currency = contract.currency or main.company.currency
        if contract.opening is not None:
            yield from _decimals(contract.opening, currency, document)


def _names(contract: ContractModel, opening: OpeningModel, document: Document) -> Iterator[Problem]:
    numbers = [order.number for order in contract.purchase_orders]
    codes = [stream.code for stream in contract.workstreams]
    stated = [("orders", opening.orders, "order", numbers)]
    for key, names, what, known in stated:
        yield from _unknown((OPENING, key), names, what, known, document)
    yield from _unknown((OPENING, "order_hours"), opening.order_hours, "order", numbers, document)
    yield from _units(contract, opening, document)
    yield from _unknown((OPENING, "retainers"), opening.retainers, "workstream", codes, document)
    yield from _retainers(contract, opening, document)
    for place, name in enumerate(opening.milestones_billed):
        if name in opening.milestones_billed[:place]:
            words = f"{name} stands here twice; remove one"
            yield document.problem((OPENING, "milestones_billed", place), words)


def _retainers(contract: ContractModel, opening: OpeningModel, document: Document) -> Iterator[Problem]:
    for stream in contract.workstreams:
        if stream.code in opening.retainers and stream.billing not in HOURS_AHEAD:
            words = f"{stream.code} is {stream.billing}, and only a retainer has hours to open with"
            where = (OPENING, "retainers", stream.code)
            yield document.problem(where, f"{words}; remove it, or write billing: retainer")


def _units(contract: ContractModel, opening: OpeningModel, document: Document) -> Iterator[Problem]:
    """An order is opened in the unit of its limit; without one, in money."""
    for order in contract.purchase_orders:
        by_time = order.limit_hours is not None
        if by_time and order.number in opening.orders:
            words = f"is an amount, and the limit of {order.number} is in hours; write the hours under order_hours"
            yield document.problem((OPENING, "orders", order.number), words)
        if not by_time and order.number in opening.order_hours:
            words = f"is in hours, and the limit of {order.number} is not; write the amount under orders"
            yield document.problem((OPENING, "order_hours", order.number), words)


def _unknown(
    location: Location, names: Iterable[str], what: str, known: list[str], document: Document
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean {close}?" if close else f"known: {', '.join(sorted(known)[:12]) or 'none'}"
            yield document.problem((*location, name), f"this contract has no {what} {name}; {hint}")


def _decimals(opening: OpeningModel, currency: str, document: Document) -> Iterator[Problem]:
    amounts: list[tuple[Location, Decimal]] = [((OPENING, "deposits"), opening.deposits)]
    amounts += [((OPENING, "orders", name), amount) for name, amount in opening.orders.items()]
    for location, amount in amounts:
        if not fits(amount, currency):
            words = f"is {amount}, and {currency} has {minor_digits(currency) or 'no'} decimals; write the exact amount"
            yield document.problem(location, words)


def _against_go_live(contract: ContractModel, go_live: date, document: Document) -> Iterator[Problem]:
    opening = contract.opening
    if opening is not None and opening.as_of != go_live:
        words = (
            f"is {opening.as_of}, and go_live is {go_live}; write the balances as they were when {go_live} began, "
            "those of orders, caps, budgets and deposits without what Tieout billed itself"
        )
        yield document.problem((OPENING, "as_of"), words)
    orders = _needed_of_orders(contract, go_live)
    if opening is not None:
        for each in (each for each in orders if each.name not in {**opening.orders, **opening.order_hours}):
            billed = f"what others than Tieout had billed on it before {go_live}"
            words = f"{each.name} is missing; write {billed}, 0 if nothing"
            yield document.problem((OPENING, each.key), words)
        return
    needed = needed_of(contract, go_live)
    if needed:
        yield document.problem((OPENING,), all_missing(needed, go_live))


def needed_of(contract: ContractModel, go_live: date) -> list[Needed]:
    """Everything of a contract that may have been used before go-live, so that its opening must state it."""
    return [
        *_needed_of_orders(contract, go_live),
        *needed_of_caps(contract, go_live),
        *needed_of_retainers(contract, go_live),
    ]


def _needed_of_orders(contract: ContractModel, go_live: date) -> list[Needed]:
    return [Needed(_key(order), order.number, "0", order.number) for order in _used_before(contract, go_live)]


def _key(order: OrderModel) -> str:
    """Where the opening of an order stands."""
    return "order_hours" if order.limit_hours is not None else "orders"


def _used_before(contract: ContractModel, go_live: date) -> list[OrderModel]:
    """The orders on which work both before and from go-live on may be billed."""
    if (contract.since or date.min) >= go_live or (contract.until or date.max) < go_live:
        return []
    return [order for order in contract.purchase_orders if _spans(order, go_live)]


def _spans(order: OrderModel, go_live: date) -> bool:
    return (order.since or date.min) < go_live <= (order.until or date.max)
