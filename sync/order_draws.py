"""What is drawn on a contract's purchase orders elsewhere, and who must be planned again when that has changed."""

from __future__ import annotations

from billing.orders import Drawn, drawn_elsewhere, limited
from billing.records import Contract, Period
from mappings.due import UNIT
from mappings.store import Transaction


def drawn_on(tx: Transaction, contract: Contract, period: Period) -> tuple[Drawn, ...]:
    """What a plan for a contract's period finds drawn on its limited orders. Without any, nothing is asked."""
    if not limited(contract):
        return ()
    closed = [name for key, name in tx.units.closed() if key == contract.id]
    return drawn_elsewhere(contract, period.name, tx.drafts.drawn(contract.id), closed)


def drawn_in(tx: Transaction, contract: Contract, period: Period) -> set[tuple[str, int, int]]:
    """What each draft of a contract's period draws on orders, to be compared after it is planned anew."""
    if not limited(contract):
        return set()
    draws = tx.drafts.drawn(contract.id)
    return {(each.order, each.minor, each.seconds) for each in draws if each.period == period.name}


def look_again_later(tx: Transaction, contract: Contract, period: Period) -> None:
    """Later periods that are open are due, because there is more or less room for them; their drafts are out of date.

    Out of date they can be neither approved nor pushed, so that no limit is exceeded in the meantime.
    """
    numbers = {order.number for order in limited(contract)}
    later = {row.period for row in tx.units.of() if row.contract == contract.id and row.period > period.name}
    open_later = later - {name for key, name in tx.units.closed() if key == contract.id}
    tx.due.mark(UNIT, {(contract.id, name) for name in open_later})
    draws = tx.drafts.drawn(contract.id)
    tx.drafts.outdate_these(each.draft for each in draws if each.period in open_later and each.order in numbers)
