"""What a contract says about expenses: markup, how they are passed on, receipts and the limit for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.expense_terms import ExchangeRate, ExpenseTerms, IncludedTax
from billing.money import minor_digits
from billing.wishes import LineKind
from config.opening import fits, to_money
from config.problems import Problem
from config.values import Amount, Currency, Day, Strict
from config.yaml_tree import Document, Location

PERCENT_FORM = r"\d{1,4}(\.\d{1,4})? ?%"
MOST_PERCENT = 1000


def _percent(text: Any) -> Decimal:
    if not isinstance(text, str) or not re.fullmatch(PERCENT_FORM, text):
        raise PydanticCustomError("percent", "must be a percentage with its sign, such as 10 % or 7.5 %")
    percent = Decimal(text.removesuffix("%").strip())
    if percent > MOST_PERCENT:
        raise PydanticCustomError("percent", "is more than {most} %; correct it", {"most": MOST_PERCENT})
    return percent


Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    PlainSerializer(lambda percent: f"{percent} %"),
    WithJsonSchema({"type": "string", "pattern": f"^{PERCENT_FORM}$", "examples": ["10 %", "7.5 %"]}),
]


def _as_taxes(value: Any) -> Any:
    """One percentage for all expenses, as the list it may be too."""
    return value if isinstance(value, list | tuple) else [{"tax": value}]


def _factor(text: Any) -> Decimal:
    found = re.fullmatch(_FACTOR, str(text))
    factor = Decimal(found[0]) if found else Decimal(0)
    if not factor:
        raise PydanticCustomError("factor", "must be what one unit is worth, such as 1.0825, with at most 8 decimals")
    return factor


_FACTOR = r"\d{1,6}(\.\d{1,8})?"
Factor = Annotated[
    Decimal,
    BeforeValidator(_factor),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": f"^{_FACTOR}$"}],
            "examples": ["1.0825"],
        }
    ),
]


class IncludedTaxModel(Strict):
    """The tax that an expense includes, in percent of its net amount."""

    tax: Percent
    category: str = Field(default="", min_length=1)


class ExchangeRateModel(Strict):
    """What a currency is worth in the contract's, from a day on."""

    currency: Currency
    rate: Factor
    since: Day = Field(alias="from")
    source: str = Field(min_length=1)


class ExpensesModel(Strict):
    """How a client pays for expenses."""

    markup: Percent | None = None
    kind: Literal["expense", "disbursement"] = Field(default="expense", alias="as")
    require_receipt: bool = True
    limit: Amount | None = None
    basis: Literal["gross", "net"] = "gross"
    tax_included: Annotated[tuple[IncludedTaxModel, ...], BeforeValidator(_as_taxes)] = ()
    exchange_rates: tuple[ExchangeRateModel, ...] = ()


def to_expense_terms(model: ExpensesModel | None, currency: str) -> ExpenseTerms | None:
    """The terms in a contract's currency; None where the contract says nothing about expenses."""
    if model is None:
        return None
    return ExpenseTerms(
        kind=LineKind(model.kind),
        markup_percent=model.markup or Decimal(0),
        require_receipt=model.require_receipt,
        limit=to_money(model.limit, currency) if model.limit is not None else None,
        taxes=tuple(IncludedTax(each.tax, each.category) for each in model.tax_included),
        exchange_rates=tuple(
            ExchangeRate(each.currency, each.rate, each.since, each.source) for each in model.exchange_rates
        ),
    )


def inexact(amount: Decimal, currency: str, location: Location, document: Document) -> Iterator[Problem]:
    """The problem of an amount that has more decimals than its currency."""
    if not fits(amount, currency):
        words = f"is {amount}, and {currency} has {minor_digits(currency) or 'no'} decimals; write the exact amount"
        yield document.problem(location, words)
