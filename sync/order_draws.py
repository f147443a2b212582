"""What is drawn on a contract's purchase orders and caps elsewhere, and who must be planned again when that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from billing.caps import CapDraw, CapDrawn, counts_of, drawn_on_caps, is_beyond
from billing.orders import Drawn, drawn_elsewhere, limited
from billing.records import Contract, Item, Period, Work
from mappings.due import UNIT
from mappings.store import Transaction


def drawn_on(tx: Transaction, contract: Contract, period: Period, corrections: Sequence[Item]) -> tuple[Drawn, ...]:
    """What a plan for a contract's period finds drawn on its limited orders. Without any, nothing is asked.

    The period's own corrections of what was billed on an order come first: they are agreed, and are not held.
    """
    if not limited(contract):
        return ()
    found = drawn_elsewhere(contract, period.name, tx.drafts.drawn(contract.id), _closed(tx, contract))
    return tuple(_with_corrections(each, contract, corrections) for each in found)


def _with_corrections(drawn: Drawn, contract: Contract, corrections: Iterable[Item]) -> Drawn:
    own = [each for each in corrections if each.order == drawn.order]
    minor = sum(each.amount.minor for each in own if each.amount.currency == contract.currency)
    return replace(drawn, minor=drawn.minor + minor, seconds=drawn.seconds + sum(each.charged_seconds for each in own))


def drawn_on_caps_of(
    tx: Transaction, contract: Contract, period: Period, works: Iterable[Work], corrections: Iterable[Item]
) -> tuple[CapDrawn, ...]:
    """What a plan for some work finds drawn on the caps that it is under. Without any, nothing is asked.

    The period's own corrections come first, as on orders.
    """
    if not contract.caps:
        return ()
    own = (_on_caps(each, contract, period) for each in corrections)
    draws = [*tx.drafts.drawn_on_caps(contract.id), *own]
    return drawn_on_caps(contract, period.name, draws, counts_of(contract, works), _closed(tx, contract))


def _on_caps(correction: Item, contract: Contract, period: Period) -> CapDraw:
    """What a correction draws: as agreed as what is posted."""
    return CapDraw(
        period=period.name,
        draft="",
        order=correction.order,
        workstream=correction.workstream,
        month=correction.day.strftime("%Y-%m"),
        tasks=tuple([task.key for task in correction.tasks]),
        minor=correction.amount.minor,
        currency=correction.amount.currency,
        seconds=correction.charged_seconds,
        posted=True,
        beyond=is_beyond(contract, correction.order),
    )


def drawn_in(tx: Transaction, contract: Contract, period: Period) -> set[tuple[object, ...]]:
    """What each draft of a contract's period draws on limits, to be compared after it is planned anew."""
    return {what for name, _, what in _draws(tx, contract) if name == period.name}


def look_again_later(tx: Transaction, contract: Contract, period: Period) -> None:
    """Later periods that are open are due, because there is more or less room for them; their drafts are out of date.

    Out of date they can be neither approved nor pushed, so that no limit is exceeded in the meantime.
    """
    later = {row.period for row in tx.units.of() if row.contract == contract.id and row.period > period.name}
    open_later = later - set(_closed(tx, contract))
    tx.due.mark(UNIT, {(contract.id, name) for name in open_later})
    tx.drafts.outdate_these({draft for name, draft, _ in _draws(tx, contract) if name in open_later})


def _draws(tx: Transaction, contract: Contract) -> list[tuple[str, str, tuple[object, ...]]]:
    """Each draw on a limit: its period, its draft, and what it draws. Without limits, nothing is asked."""
    numbers = {order.number for order in limited(contract)}
    on_orders = tx.drafts.drawn(contract.id) if numbers else []
    found: list[tuple[str, str, tuple[object, ...]]] = [
        (each.period, each.draft, (each.order, each.minor, each.seconds)) for each in on_orders if each.order in numbers
    ]
    for each in tx.drafts.drawn_on_caps(contract.id) if contract.caps else []:
        what = (each.draft, each.order, each.workstream, each.month, each.tasks, each.minor, each.seconds)
        found.append((each.period, each.draft, what))
    return found


def _closed(tx: Transaction, contract: Contract) -> list[str]:
    return [name for key, name in tx.units.closed() if key == contract.id]
