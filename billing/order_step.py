"""The step of the plan that keeps purchase orders within their limits, with what people should know of it."""

from __future__ import annotations

from collections.abc import Sequence

from billing.lines import Billable
from billing.order_issues import reached, used_up
from billing.order_kinds import USED_UP
from billing.order_limits import within_limits
from billing.unit import Charged, Unit, Waits


def within_orders(items: Sequence[Billable], unit: Unit) -> Charged:
    """Everything under an order that has room for it; what has none waits, or stands without, as the contract says."""
    contract = unit.contract
    accepted = {work.entry_id for work in unit.works if USED_UP in work.accepted}
    limited = within_limits(items, contract, unit.drawn, accepted)
    issues = tuple(reached(limited.used, contract, unit.period))
    if not limited.over:
        return Charged(limited.items, issues=issues)
    first = {item.subject: item for item in reversed(items)}
    works = {work.entry_id: work for work in unit.works}
    waits = tuple(
        Waits(
            each.subject,
            f"purchase order {each.order.number} is used up",
            used_up(first[each.subject], works.get(each.subject), each, contract),
        )
        for each in limited.over
    )
    return Charged(limited.items, waits=waits, issues=issues)
