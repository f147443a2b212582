"""Purchase orders: their limits, what is drawn on them by state, what is left, and which order is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.issues import hours
from billing.money import Money
from billing.order_issues import limit_in_words
from billing.orders import NEXT, Draw, opened_with, overlap
from billing.records import Contract, Order, State
from mappings.store import Transaction
from review.of_client import contracts_of
from review.tables import Cell, Section, answers_table, section, sentences

OPENING = "opening"
STATES = (OPENING, State.DRAFTED.value, State.PUSHED.value, State.BILLED.value)

COLUMNS = (
    "number client contract currency workstreams from until >priority >limit >limit_seconds alert_at "
    ">drawn_opening >drawn_drafted >drawn_pushed >drawn_billed "
    ">drawn_seconds_opening >drawn_seconds_drafted >drawn_seconds_pushed >drawn_seconds_billed "
    ">left >left_seconds when_used_up next"
).split()


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn in one state: net amount and charged time."""

    amount: Money
    seconds: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of a contract with what is drawn on it; `next` is the order that takes what does not fit, or none."""

    contract: Contract
    order: Order
    drawn: Mapping[str, Drawing]
    next: str

    @property
    def amount(self) -> Money:
        """All that is drawn on it."""
        return Money(sum(each.amount.minor for each in self.drawn.values()), self.contract.currency)

    @property
    def seconds(self) -> int:
        """All charged time that is drawn on it."""
        return sum(each.seconds for each in self.drawn.values())

    @property
    def left(self) -> Money | None:
        """What is left of a limit in money."""
        return Money(self.order.limit.minor - self.amount.minor, self.contract.currency) if self.order.limit else None

    @property
    def left_seconds(self) -> int | None:
        """What is left of a limit in hours."""
        return None if self.order.limit_seconds is None else self.order.limit_seconds - self.seconds


def orders(tx: Transaction, contracts: Mapping[str, Contract], client: str = "") -> list[OrderRow]:
    """The orders of all contracts, or of one client or contract, in the order in which they are used."""
    draws = tx.drafts.drawn()
    shown = tx.pushes.of_drafts([each.draft for each in draws])
    states = {each.draft: _state(each, each.draft in shown) for each in draws}
    on_order: dict[tuple[str, str], list[Draw]] = {}
    for each in draws:
        on_order.setdefault((each.contract, each.order), []).append(each)
    return [
        _row(contract, order, on_order.get((contract.id, order.number), []), states)
        for contract in contracts_of(contracts, client)
        for order in sorted(contract.orders, key=lambda order: order.priority)
    ]


def to_json(found: Iterable[OrderRow]) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [_json(row) for row in found]


def to_table(found: Iterable[OrderRow]) -> Section:
    """The rows for a spreadsheet."""
    return answers_table(COLUMNS, to_json(found))


def to_sections(found: Sequence[OrderRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("There are no purchase orders; write them into the contracts under purchase_orders.")]
    headers = ("client", "order", ">limit", *(f">{state}" for state in STATES), ">left", "valid", "next")
    after = (
        "Amounts are net of tax; pending drafts count. Orders with a limit in hours are in hours of charged time. "
        "As the last run of each month left it."
    )
    return [section("Purchase orders", headers, map(_cells, found), [after])]


def _row(contract: Contract, order: Order, draws: Sequence[Draw], states: Mapping[str, str]) -> OrderRow:
    opened = opened_with(contract, order)
    drawn = {OPENING: Drawing(Money(opened.minor, contract.currency), opened.seconds)}
    for state in STATES[1:]:
        own = [each for each in draws if states[each.draft] == state]
        worth = Money(sum(each.minor for each in own if each.currency == contract.currency), contract.currency)
        drawn[state] = Drawing(worth, sum(each.seconds for each in own))
    return OrderRow(contract, order, drawn, _next(contract, order))


def _state(draw: Draw, in_books: bool) -> str:
    if draw.posted:
        return State.BILLED.value
    return State.PUSHED.value if in_books else State.DRAFTED.value


def _next(contract: Contract, order: Order) -> str:
    """The order that is used after this one, for any of the same work."""
    if not order.is_limited or contract.when_order_is_used_up != NEXT:
        return ""
    later = [each for each in contract.orders if each.priority > order.priority and overlap(order, each) is not None]
    return min(later, key=lambda each: each.priority).number if later else ""


def _cells(row: OrderRow) -> tuple[Cell, ...]:
    by_time = row.order.limit_seconds is not None
    drawn = [hours(each.seconds) if by_time else str(each.amount.decimal) for each in row.drawn.values()]
    limit = limit_in_words(row.order) or "none"
    return (row.contract.client, row.order.number, limit, *drawn, _left(row), _valid(row.order), _after(row))


def _left(row: OrderRow) -> str:
    if row.left_seconds is not None:
        return hours(row.left_seconds)
    return str(row.left.decimal) if row.left else ""


def _valid(order: Order) -> str:
    since, until = order.since, order.until
    if since and until:
        return f"{since} to {until}"
    if since or until:
        return f"from {since}" if since else f"until {until}"
    return "always"


def _after(row: OrderRow) -> str:
    if not row.order.is_limited:
        return ""
    rule = row.contract.when_order_is_used_up
    return row.next or (rule if rule != NEXT else "none: held")


def _json(row: OrderRow) -> dict[str, Any]:
    order = row.order
    return {
        "number": order.number,
        "client": row.contract.client,
        "contract": row.contract.id,
        "currency": row.contract.currency,
        "workstreams": list(order.workstreams),
        "from": order.since.isoformat() if order.since else None,
        "until": order.until.isoformat() if order.until else None,
        "priority": order.priority or None,
        "limit": str(order.limit.decimal) if order.limit else None,
        "limit_seconds": order.limit_seconds,
        "alert_at": list(order.alert_at),
        "drawn": {state: str(each.amount.decimal) for state, each in row.drawn.items()},
        "drawn_seconds": {state: each.seconds for state, each in row.drawn.items()},
        "left": str(row.left.decimal) if row.left else None,
        "left_seconds": row.left_seconds,
        "when_used_up": row.contract.when_order_is_used_up,
        "next": row.next or None,
    }
