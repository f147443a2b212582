"""Caps and budgets as the operator writes them, on a workstream or on a whole contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.cap_records import HOLD, TOTAL, WRITE_OFF, Budget, Cap
from billing.money import Money
from config.opening import to_money
from config.values import Amount, OpeningHours, Strict, as_list

ORDER, EACH = "order ", "workstream"


def _beyond(text: Any) -> str:
    if text in (HOLD, WRITE_OFF) or (str(text).startswith(ORDER) and str(text)[len(ORDER) :].strip()):
        return str(text)
    raise PydanticCustomError("beyond", "must be hold, write off, or order and its number, such as order PO-9")


def _threshold(text: Any) -> int:
    if not re.fullmatch(r"\d{1,4}", str(text)) or not 1 <= int(text) <= 1000:
        raise PydanticCustomError("whole", "must be a whole percentage from 1 to 1000, such as 75")
    return int(text)


Beyond = Annotated[
    str,
    BeforeValidator(_beyond),
    WithJsonSchema({"type": "string", "pattern": "^(hold|write off|order .+)$", "examples": ["hold", "order PO-9"]}),
]
Threshold = Annotated[
    int,
    BeforeValidator(_threshold),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 1000, "examples": [75, 90, 110]}),
]


class CapModel(Strict):
    """The most that may be billed for time, and what becomes of more; `per: workstream` is for a whole contract."""

    amount: Amount | None = None
    hours: OpeningHours | None = None
    per: Literal["total", "task", "month", "workstream"] = "total"
    beyond: Beyond = HOLD


class BudgetModel(Strict):
    """What time is expected to take, and when to tell."""

    amount: Amount | None = None
    hours: OpeningHours | None = None
    alert_at: Annotated[tuple[Threshold, ...], BeforeValidator(as_list)] = ()
    of: Literal["logged", "billable"] = "billable"


UNCAPPED = {"non-billable": "non-billable", "fixed": "billed at a fixed price"}
"""Ways of billing in which no time is charged, and how they are called."""

Caps = Annotated[tuple[CapModel, ...], BeforeValidator(as_list)]
Budgets = Annotated[tuple[BudgetModel, ...], BeforeValidator(as_list)]
Stream = tuple[str, bool, Sequence[CapModel]]
"""A workstream's code, whether its time can be charged, and its own caps."""


def to_caps(whole: Sequence[CapModel], streams: Iterable[Stream], currency: str) -> tuple[Cap, ...]:
    """All caps of a contract: each workstream's, then those of the whole."""
    found: list[Cap] = []
    for code, billed, own in streams:
        each = [cap for cap in whole if cap.per == EACH and billed]
        found += [_cap(code, cap, currency) for cap in (*own, *each)]
    return (*found, *(_cap("", cap, currency) for cap in whole if cap.per != EACH))


def to_budgets(
    whole: Sequence[BudgetModel], streams: Iterable[tuple[str, Sequence[BudgetModel]]], currency: str
) -> tuple[Budget, ...]:
    """All budgets of a contract: each workstream's, then those of the whole."""
    return tuple(
        Budget(
            workstream=code,
            limit=_money(budget.amount, currency),
            limit_seconds=budget.hours,
            alert_at=tuple(sorted(set(budget.alert_at))),
            of=budget.of,
        )
        for code, own in (*streams, ("", whole))
        for budget in own
    )


def reserved_orders(caps: Iterable[CapModel]) -> set[str]:
    """The numbers of orders that are only for time beyond one of some caps."""
    return {order_of(cap) for cap in caps} - {""}


def order_of(cap: CapModel) -> str:
    """The number of the order for time beyond a cap, or nothing."""
    return cap.beyond[len(ORDER) :].strip() if cap.beyond.startswith(ORDER) else ""


def _cap(code: str, cap: CapModel, currency: str) -> Cap:
    return Cap(
        workstream=code,
        limit=_money(cap.amount, currency),
        limit_seconds=cap.hours,
        per=TOTAL if cap.per == EACH else cap.per,
        beyond="order" if order_of(cap) else cap.beyond,
        order=order_of(cap),
    )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return to_money(amount, currency) if amount is not None else None
