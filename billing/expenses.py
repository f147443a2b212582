"""Expenses: what a client pays for money that was spent, by the contract's terms.

Tax is taken off where the contract says which, and a currency is converted at the rate it states; nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from billing.charges import with_markup_in_words
from billing.expense_terms import ExpenseTerms, rate_on, tax_in
from billing.issues import Issue, facts
from billing.money import Money, converted, markup, without_tax
from billing.records import EXPENSE, Contract, Item, Work
from billing.texts import clean

Problem = tuple[Work, str, Issue]


def is_link(receipt: str) -> bool:
    """Whether a receipt is on the web; else it is a file."""
    return receipt.startswith(("https://", "http://"))


def charge_expenses(
    works: Iterable[Work], contract: Contract, default_limit: Money | None
) -> tuple[list[Item], list[Problem]]:
    """What a contract's expenses bill, by day and id, and those that cannot be billed yet, each with one reason.

    Time among the works is not looked at. The limit counts for what was paid, tax included, in its own currency or
    converted to it. What a person has accepted holds nothing back; an amount that is not known cannot be accepted.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for work in sorted((each for each in works if each.kind == EXPENSE), key=lambda each: (each.day, each.entry_id)):
        problem = _problem(work, contract, default_limit)
        if problem is None:
            assert contract.expenses is not None and work.cost is not None, "else there is a problem"
            items.append(_item(work, contract, contract.expenses))
        else:
            problems.append(problem)
    return items, problems


def consented(work: Work, contract: Contract, default_limit: Money | None) -> tuple[Work, tuple[str, ...]]:
    """An expense as if a person had accepted all that they may, and the reasons to hold it back that this ends."""
    reasons: list[str] = []
    while (problem := _problem(work, contract, default_limit)) and problem[2].kind.acceptable:
        _, reason, issue = problem
        reasons.append(reason)
        work = replace(work, accepted=tuple(sorted({*work.accepted, issue.code})))
    return work, tuple(reasons)


def _problem(work: Work, contract: Contract, default_limit: Money | None) -> Problem | None:
    assert work.cost is not None, "an expense has a cost"
    if contract.expenses is None:
        return work, "the contract says nothing about expenses", _issue("no_expense_terms", work, contract)
    terms, foreign = contract.expenses, work.cost.currency != contract.currency
    if foreign and rate_on(terms.exchange_rates, work.cost.currency, work.day) is None:
        issue = _issue("expense_currency", work, contract, currency=contract.currency)
        return work, f"it was paid in {work.cost.currency}, the contract is in {contract.currency}", issue
    if terms.taxes and tax_in(terms, work.activity) is None:
        issue = _issue("expense_tax_unknown", work, contract, category=clean(work.activity) or "no category")
        return work, "the tax in it is not stated", issue
    return _unaccepted(work, contract, contract.expenses, contract.expenses.limit or default_limit)


def _unaccepted(work: Work, contract: Contract, terms: ExpenseTerms, limit: Money | None) -> Problem | None:
    """The first reason to hold an expense back that a person may accept and has not."""
    assert work.cost is not None, "an expense has a cost"
    over = limit is not None and _is_over(limit, work, contract, terms)
    reasons: list[tuple[bool, str, str, dict[str, object]]] = [
        (work.cost.minor < 0, "expense_refund", "it is a refund", _given_back(work, contract, terms)),
        (terms.require_receipt and not work.receipt, "receipt_missing", "it has no receipt", {}),
        (over, "expense_over_limit", f"it is over the limit of {limit}", {"limit": limit}),
    ]
    for applies, code, reason, named in reasons:
        if applies and code not in work.accepted:
            return work, reason, _issue(code, work, contract, **named)
    return None


def _given_back(work: Work, contract: Contract, terms: ExpenseTerms) -> dict[str, object]:
    """What a client gets back by a refund, and how that comes about."""
    item = _item(work, contract, terms)
    return {"back": Money(-item.amount.minor, item.amount.currency), "how": item.rule.partition(": ")[2]}


def _is_over(limit: Money, work: Work, contract: Contract, terms: ExpenseTerms) -> bool:
    """Whether the receipt is over a limit of its own currency, or of the contract's once it is converted."""
    assert work.cost is not None, "an expense has a cost"
    if work.cost.currency == limit.currency:
        return work.cost.minor > limit.minor
    rate = rate_on(terms.exchange_rates, work.cost.currency, work.day)
    if rate is None or limit.currency != contract.currency:
        return False
    return converted(work.cost, rate.rate, limit.currency).minor > limit.minor


def _item(work: Work, contract: Contract, terms: ExpenseTerms) -> Item:
    percent = terms.markup_percent
    cost, how = _cost(work, contract, terms)
    charged = cost + markup(cost, percent)
    return Item(
        id=work.entry_id,
        version=work.version,
        kind=terms.kind,
        day=work.day,
        workstream=work.workstream,
        description=": ".join(part for part in (clean(work.activity), clean(work.note)) if part) or "Expense",
        amount=charged,
        unit_price=charged.decimal,
        rule=f"{terms.kind.value}: {how}{with_markup_in_words(cost, percent)}",
        person=work.person,
        receipt=work.receipt,
        late=work.late,
    )


def _cost(work: Work, contract: Contract, terms: ExpenseTerms) -> tuple[Money, str]:
    """What an expense cost in the contract's currency, net where that is the basis, and how that came about."""
    assert work.cost is not None, "an expense has a cost"
    cost, steps = work.cost, ""
    percent = tax_in(terms, work.activity)
    if percent is not None:
        net = without_tax(cost, percent)
        steps += f"{cost} less {percent.normalize():f} % tax ({Money(cost.minor - net.minor, cost.currency)}) = "
        cost = net
    if cost.currency != contract.currency:
        rate = rate_on(terms.exchange_rates, cost.currency, work.day)
        assert rate is not None, "else there is a problem"
        at_rate = f"{rate.rate.normalize():f} {contract.currency} ({clean(rate.source)}, from {rate.since})"
        steps += f"{cost} at {at_rate} = "
        cost = converted(cost, rate.rate, contract.currency)
    return cost, steps


def _issue(code: str, work: Work, contract: Contract, **named: object) -> Issue:
    return Issue(
        code,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        facts=facts(
            contract=contract.id,
            workstream=work.workstream,
            connector=work.connector,
            cost=work.cost,
            what=clean(work.note) or clean(work.activity) or "an expense",
            **named,
        ),
    )
