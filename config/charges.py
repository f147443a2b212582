"""The operator's charges.yaml as typed models, and as the records that billing reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.charges import Charge, Price, Schedule
from billing.records import Contract
from billing.wishes import LineKind
from config.expenses import Percent
from config.opening import to_money
from config.values import AMOUNT_FORM, Amount, Day, Identifier, Strict
from config.values import Price as UnitPrice

MONTHS: Mapping[str | None, int] = {None: 0, "month": 1, "quarter": 3, "year": 12}
"""How many months each rhythm covers."""

_MONTH = r"20\d\d-(0[1-9]|1[0-2])"


def _month(text: Any) -> str:
    if not isinstance(text, str) or not re.fullmatch(_MONTH, text):
        raise PydanticCustomError("month", "must be a month such as 2026-10")
    return text


def _number(text: Any) -> Any:
    if not isinstance(text, str) or not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        raise PydanticCustomError("quantity", "must be a quantity of 0 or more, such as 12 or 1200.5")
    return text


def _quantity(value: Decimal) -> Decimal:
    if value != round(value, 4):
        raise PydanticCustomError("quantity", "has more than 4 decimals; write it in a larger unit")
    return value


Month = Annotated[str, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": f"^{_MONTH}$"})]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_number),
    AfterValidator(_quantity),
    WithJsonSchema({**AMOUNT_FORM, "examples": [12, "1200.5"]}),
]


class UsageModel(Strict):
    """How much was used in a month."""

    month: Month
    quantity: Quantity


class ChargeModel(Strict):
    """Something billed at a stated price, on a day or every month, quarter or year."""

    id: Identifier
    contract: Identifier
    workstream: str = Field(min_length=1)
    description: str = Field(min_length=1)
    kind: Literal["charge", "disbursement"] = "charge"
    amount: Amount | None = None
    unit_price: UnitPrice | None = None
    quantity: Quantity | None = None
    usage: tuple[UsageModel, ...] | None = None
    unit: str = Field(default="", min_length=1)
    cost: Amount | None = None
    markup: Percent | None = None
    on: Day | None = None
    every: Literal["month", "quarter", "year"] | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    day: Literal["first", "last"] | None = None
    receipt: str = Field(default="", min_length=1)


class Charges(Strict):
    """The file charges.yaml."""

    charges: tuple[ChargeModel, ...]


def is_there(folder: Path, receipt: str) -> bool:
    """Whether a receipt is a file, seen from a folder; no for what cannot be a path at all."""
    try:
        return (folder / receipt).is_file()
    except (OSError, ValueError):
        return False


def to_charges(model: Charges | None, contracts: Iterable[Contract], go_live: date) -> tuple[Charge, ...]:
    """The charges by id; those of days before go-live were billed before Tieout."""
    known = {contract.id: contract for contract in contracts}
    made = [_charge(charge, known[charge.contract], go_live) for charge in (model.charges if model else ())]
    return tuple(sorted(made, key=lambda charge: charge.id))


def ends_with(charge: ChargeModel, stops: Iterable[date | None]) -> date | None:
    """The last day a charge may cover: its own, else the first of those on which its workstream and contract end."""
    return charge.until or min((stop for stop in stops if stop), default=None)


def schedule_of(charge: ChargeModel, until: date | None) -> Schedule:
    """When a charge falls due; it states `on`, or `every` and `from`."""
    since = charge.on or charge.since
    assert since is not None, "a charge without a day was refused"
    return Schedule(since, until, MONTHS[charge.every], charge.day == "last")


def _charge(charge: ChargeModel, contract: Contract, go_live: date) -> Charge:
    stream = next(stream for stream in contract.workstreams if stream.code == charge.workstream)
    until = ends_with(charge, (contract.until, stream.until)) if charge.every else None
    return Charge(
        id=charge.id,
        contract=contract.id,
        client=contract.client,
        currency=contract.currency,
        workstream=charge.workstream,
        description=charge.description,
        price=_price(charge, contract.currency),
        schedule=schedule_of(charge, until),
        not_before=go_live,
        kind=LineKind(charge.kind),
        language=contract.wishes.texts.language,
        receipt=charge.receipt,
    )


def _price(charge: ChargeModel, currency: str) -> Price:
    return Price(
        amount=to_money(charge.amount, currency) if charge.amount is not None else None,
        unit_price=charge.unit_price,
        quantity=charge.quantity,
        usage=tuple(sorted((used.month, used.quantity) for used in charge.usage or ())),
        unit=charge.unit,
        cost=to_money(charge.cost, currency) if charge.cost is not None else None,
        markup_percent=charge.markup or Decimal(0),
    )
