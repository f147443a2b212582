"""What a contract says about expenses: markup, how they are passed on, receipts and the limit for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.money import minor_digits
from billing.records import ExpenseTerms
from billing.wishes import LineKind
from config.opening import fits, to_money
from config.problems import Problem
from config.values import Amount, Strict
from config.yaml_tree import Document, Location

_PERCENT = r"\d{1,4}(\.\d{1,4})? ?%"
MOST_PERCENT = 1000


def _percent(text: Any) -> Decimal:
    if not isinstance(text, str) or not re.fullmatch(_PERCENT, text):
        raise PydanticCustomError("percent", "must be a percentage with its sign, such as 10 % or 7.5 %")
    percent = Decimal(text.removesuffix("%").strip())
    if percent > MOST_PERCENT:
        raise PydanticCustomError("percent", "is more than {most} %; correct it", {"most": MOST_PERCENT})
    return percent


Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    PlainSerializer(lambda percent: f"{percent} %"),
    WithJsonSchema({"type": "string", "pattern": f"^{_PERCENT}$", "examples": ["10 %", "7.5 %"]}),
]


class ExpensesModel(Strict):
    """How a client pays for expenses."""

    markup: Percent | None = None
    kind: Literal["expense", "disbursement"] = Field(default="expense", alias="as")
    require_receipt: bool = True
    limit: Amount | None = None


def to_expense_terms(model: ExpensesModel | None, currency: str) -> ExpenseTerms | None:
    """The terms in a contract's currency; None where the contract says nothing about expenses."""
    if model is None:
        return None
    return ExpenseTerms(
        kind=LineKind(model.kind),
        markup_percent=model.markup or Decimal(0),
        require_receipt=model.require_receipt,
        limit=to_money(model.limit, currency) if model.limit is not None else None,
    )


def inexact(amount: Decimal, currency: str, location: Location, document: Document) -> Iterator[Problem]:
    """The problem of an amount that has more decimals than its currency."""
    if not fits(amount, currency):
        words = f"is {amount}, and {currency} has {minor_digits(currency) or 'no'} decimals; write the exact amount"
        yield document.problem(location, words)
