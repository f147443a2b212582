"""The step that turns worked into charged time: which pieces of work are rounded together, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence

from billing.lines import Priced, document_key, line_key
from billing.records import Contract, Rounding, at
from billing.rounding import rounded_together

Scope = tuple[object, ...]


def round_time(items: Sequence[Priced], contract: Contract) -> list[Priced]:
    """The same work with the time to charge, rounded as the contract says on each work date."""
    days = {day: at(contract.rounding, day) or Rounding() for day in {item.work.day for item in items}}
    free = Rounding()
    rules = [free if item.work.no_charge else days[item.work.day] for item in items]
    scopes = [scope_of(item, rounding, contract) for item, rounding in zip(items, rules, strict=True)]
    charged = rounded_together([item.work.seconds for item in items], scopes, rules)
    return [
        item
        if seconds == item.charged_seconds
        else Priced(item.work, item.price, item.rule, seconds, item.order, item.number)
        for item, seconds in zip(items, charged, strict=True)
    ]


def scope_of(item: Priced, rounding: Rounding, contract: Contract) -> Scope:
    """What work must share to be rounded as one."""
    if rounding.per == "entry":
        return (item.work.entry_id,)
    if rounding.per == "person and day":
        return (item.work.person, item.work.day, item.work.workstream, item.price, item.order, rounding)
    assert rounding.per == "line", rounding.per
    return (document_key(item, contract), line_key(item, contract), rounding)
