"""Terms of expenses beside the rest: amounts that no currency has, bases without their tax, rates for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from billing.texts import squashed
from config.expenses import ExpensesModel, inexact
from config.models import ContractModel, Main
from config.problems import Problem
from config.yaml_tree import Document


def check_expenses(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is contradictory in what a contract says about expenses."""
    terms = contract.expenses
    if terms is None or main is None:
        return
    company, currency = main.company.currency, contract.currency or main.company.currency
    if terms.kind == "disbursement" and terms.markup:
        words = "cannot stand beside as: disbursement, which is passed on at cost; remove it, or write as: expense"
        yield document.problem(("expenses", "markup"), words)
    yield from _contradicting_basis(terms, document)
    yield from _useless_rates(terms, currency, document)
    if terms.limit is not None:
        yield from inexact(terms.limit, currency, ("expenses", "limit"), document)
    elif main.exceptions.expense_limit is not None and currency != company:
        words = (
            f"is missing: expense_limit of tieout.yaml is in {company}, and this contract in {currency}; "
            f"write the most that one expense may cost in {currency}"
        )
        yield document.problem(("expenses", "limit"), words)


def _contradicting_basis(terms: ExpensesModel, document: Document) -> Iterator[Problem]:
    """A net amount needs the tax that was paid, which is nothing to anybody else."""
    if terms.basis == "net" and terms.kind == "disbursement":
        words = "cannot stand beside as: disbursement, which is passed on as it was paid; write as: expense"
        yield document.problem(("expenses", "basis"), words)
    elif terms.basis == "net" and not terms.tax_included:
        yield document.problem(("expenses", "basis"), "needs tax_included: write the tax in expenses, such as 19 %")
    elif terms.basis == "gross" and terms.tax_included:
        words = "is taken off for basis: net alone; write that, too, or remove it"
        yield document.problem(("expenses", "tax_included"), words)
    seen: set[str] = set()
    for place, tax in enumerate(terms.tax_included):
        if (category := squashed(tax.category)) in seen:
            named = f"category {tax.category}" if category else "all other expenses"
            yield document.problem(("expenses", "tax_included", place), f"is the second tax for {named}; keep one")
        seen.add(category)


def _useless_rates(terms: ExpensesModel, currency: str, document: Document) -> Iterator[Problem]:
    """What the contract's own currency is worth, and two rates for one day."""
    seen: set[tuple[str, date]] = set()
    for place, rate in enumerate(terms.exchange_rates):
        where = ("expenses", "exchange_rates", place)
        if rate.currency == currency:
            yield document.problem((*where, "currency"), f"is the contract's own; name the one that {currency} buys")
        if (rate.currency, rate.since) in seen:
            words = f"is the second rate of {rate.currency} from {rate.since}; keep one, or write another day"
            yield document.problem((*where, "from"), words)
        seen.add((rate.currency, rate.since))


def check_expense_limit(main: Main, document: Document) -> Iterator[Problem]:
    """Whether the company's limit for an expense is an amount of its currency."""
    limit = main.exceptions.expense_limit
    if limit is not None:
        yield from inexact(limit, main.company.currency, ("exceptions", "expense_limit"), document)
