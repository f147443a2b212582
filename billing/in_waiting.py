"""What work that waits would bring, for information: time at its rate, before rounding; expenses as agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from billing.expenses import charge_expenses, consented
from billing.included_step import included_hours
from billing.lines import Billable, Priced
from billing.money import Money, amount, quantity, total
from billing.records import EXPENSE, Work
from billing.unit import Unit


def time_would_bring(waiting: Iterable[Priced], standing: Sequence[Billable], unit: Unit) -> Money:
    """What priced time would bring beside what stands. What the included hours of a retainer cover brings nothing."""
    streams, currency = {each.workstream for each in unit.included}, unit.contract.currency
    included: list[Billable] = []
    worth = Money(0, currency)
    for item in waiting:
        if item.workstream in streams:
            included.append(item)
        else:
            worth += amount(quantity(item.work.seconds), item.price, currency)
    if not included:
        return worth
    own = [item for item in standing if item.workstream in streams]
    beyond = _beyond([*own, *included], unit)
    beyond.subtract(_beyond(own, unit))
    return worth + total([amount(quantity(seconds), price, currency) for price, seconds in beyond.items()], currency)


def expenses_would_bring(waiting: Iterable[Work], unit: Unit) -> Money:
    """What expenses would bring if people accepted all that they may; nothing, where the contract says too little."""
    contract, limit = unit.contract, unit.expense_limit
    agreed = [consented(replace(work, held=""), contract, limit)[0] for work in waiting if work.kind == EXPENSE]
    return total([item.amount for item in charge_expenses(agreed, contract, limit)[0]], contract.currency)


def _beyond(items: Sequence[Billable], unit: Unit) -> Counter[Decimal]:
    """The seconds that included hours do not cover, by their price."""
    found: Counter[Decimal] = Counter()
    for item in included_hours(items, unit).items:
        if isinstance(item, Priced):
            found[item.price] += item.charged_seconds
    return found
