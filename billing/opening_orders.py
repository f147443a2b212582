"""What had been drawn on orders before Tieout, by the documents that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from billing.money import SECONDS_PER_HOUR, Money
from billing.opening_lines import Sorted, by_name, doubts, evidence, known, names_in, numbers, states_hours, unknown
from billing.opening_records import ORDER_HOURS, Asked, Billed, History, Proposal


def of_orders(asked: Asked, history: History, orders: Sequence[tuple[str, str]]) -> Iterator[Proposal]:
    """A proposal for each order, which is the key of the opening and its number."""
    every = sorted({order.number for contract in asked.siblings for order in contract.orders})
    found = by_name([line for line in history.lines if not line.late], every)
    for key, number in orders:
        yield _of_order(asked, history, (key, number), found)


def _of_order(asked: Asked, history: History, order: tuple[str, str], found: Sorted) -> Proposal:
    key, number = order
    lines = found.of[number]
    shown = evidence(lines, lambda line: _worth(line, key))
    refused = history.why_not or _unclear(asked, history, order, found)
    if refused:
        return unknown(asked, key, number, refused, evidence=shown)
    if sum(each.worth for each in shown) < 0:
        return unknown(asked, key, number, f"more was credited than billed on it: {numbers(lines)}", evidence=shown)
    return known(asked, key, number, shown, [*_doubts(asked, history, number, found), *doubts(asked, history)])


def _worth(line: Billed, key: str) -> int:
    """In cents, or in seconds for an order that is limited in hours."""
    if key != ORDER_HOURS:
        return line.minor
    seconds = ((line.quantity or Decimal(0)) * SECONDS_PER_HOUR).quantize(Decimal(1), ROUND_HALF_UP)
    return int(seconds)


def _unclear(asked: Asked, history: History, order: tuple[str, str], found: Sorted) -> str:
    """Why nobody can say what was drawn on an order, if so."""
    key, number = order
    currency = asked.contract.currency
    sharing = [each.id for each in asked.siblings if number in {own.number for own in each.orders}]
    foreign = [line for line in history.foreign if _names(line, number)]
    several, lines = found.several[number], found.of[number]
    if len(sharing) > 1:
        return f"{' and '.join(sharing)} share it, and documents do not say for which of them they draw on it"
    if foreign:
        return f"it is named in another currency than {currency} by {numbers(foreign)}; what is that worth on it?"
    if several:
        least = Money(sum(line.minor for line in lines), currency)
        more = Money(sum(line.minor for line in several), currency)
        words = f"several orders are named by {numbers(several)}, of which {more} may be on any"
        return f"{words}; at least {least} is on it"
    without = [line for line in lines if not states_hours(line, asked.contract)]
    if key == ORDER_HOURS and without:
        return f"its limit is in hours, and lines of {numbers(without)} do not state hours"
    if not lines and (found.nothing or not history.lines):
        there = f"look at {numbers(found.nothing)}" if found.nothing else "the ledger has no document of this client"
        return f"no document names it; {there}"
    return ""


def _doubts(asked: Asked, history: History, number: str, found: Sorted) -> Iterator[str]:
    late = [line for line in history.lines if line.late and _names(line, number)]
    strange = [line for line in history.strangers if _names(line, number)]
    if not found.of[number]:
        yield f"no document names it, and each that was read names another order: {numbers(history.lines)}"
    if found.beside[number]:
        more = Money(sum(line.minor for line in found.beside[number]), asked.contract.currency)
        yield f"not counted: {more} on lines of {numbers(found.beside[number])} that do not name it"
    if found.nothing:
        net = Money(sum(line.minor for line in found.nothing), asked.contract.currency)
        yield f"not counted: {net} on {numbers(found.nothing)}, where no order is named"
    if late:
        yield f"not counted: {numbers(late)}, where it is named from go_live on; add what bills work before"
    if strange:
        yield f"not counted: {numbers(strange)}, where it is named for a customer without a contract"


def _names(line: Billed, number: str) -> bool:
    return bool(names_in(line.reference, [number]) or names_in(line.words, [number]))
