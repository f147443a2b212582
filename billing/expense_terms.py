"""What a contract says of expenses: mark-up, tax that they include, and what other currencies are worth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from billing.money import Money
from billing.quick import dataclass
from billing.texts import squashed
from billing.wishes import LineKind


@dataclass(frozen=True, slots=True)
class IncludedTax:
    """The tax in what was paid, in percent of the net amount; `category` is empty where it is for all others."""

    percent: Decimal
    category: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency is worth in the contract's from a day on, and who says so."""

    currency: str
    rate: Decimal
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class ExpenseTerms:
    """What a client pays for expenses: `kind` is EXPENSE, or DISBURSEMENT for what is passed on at cost, untaxed."""

    kind: LineKind = LineKind.EXPENSE
    markup_percent: Decimal = Decimal(0)
    require_receipt: bool = True
    limit: Money | None = None
    """The most that one expense may cost without a person's consent; None is the company's limit."""
    taxes: tuple[IncludedTax, ...] = ()
    """Where there are any, the client pays for the net amount."""
    exchange_rates: tuple[ExchangeRate, ...] = ()


def tax_in(terms: ExpenseTerms, category: str) -> Decimal | None:
    """The percentage of tax that an expense of a category includes; None where the contract states none for it."""
    stated = {squashed(tax.category): tax.percent for tax in terms.taxes}
    return stated.get(squashed(category), stated.get(""))


def rate_on(rates: Iterable[ExchangeRate], currency: str, day: date) -> ExchangeRate | None:
    """What a currency is worth on a day by the newest rate that had been stated by then; None before the first."""
    standing = [rate for rate in rates if rate.currency == currency and rate.since <= day]
    return max(standing, key=lambda rate: rate.since, default=None)
