"""The step of the plan for work at a fixed price: its time is paid by milestones, so it is covered and never priced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from billing.lines import Billable, Priced
from billing.paid_in import paid_in
from billing.unit import Charged, Covered, Unit


def covered_by_price(items: Sequence[Billable], unit: Unit) -> Charged:
    """Time of workstreams with a fixed price is covered. What counts is the time worked: rounding has no part in it."""
    if not any(stream.price is not None for stream in unit.contract.workstreams):
        return Charged(list(items))
    is_paid = paid_in(unit.contract)
    prices = {stream.code: stream.price for stream in unit.contract.workstreams}
    rest: list[Billable] = []
    covered: list[Covered] = []
    for item in items:
        if isinstance(item, Priced) and is_paid(item.work):
            why = f"covered by the fixed price of {item.workstream}, {prices[item.workstream]}"
            covered.append(Covered(replace(item, charged_seconds=item.work.seconds), why))
        else:
            rest.append(item)
    return Charged(rest, tuple(covered))
