"""Expenses: what a client pays for money that was spent, by the contract's terms; nothing is converted or assumed."""

from __future__ import annotations

from collections.abc import Iterable

from billing.charges import with_markup_in_words
from billing.issues import Issue, facts
from billing.money import Money, markup
from billing.records import EXPENSE, Contract, ExpenseTerms, Item, Work
from billing.texts import clean

Problem = tuple[Work, str, Issue]


def is_link(receipt: str) -> bool:
    """Whether a receipt is on the web; else it is a file."""
    return receipt.startswith(("https://", "http://"))


def charge_expenses(
    works: Iterable[Work], contract: Contract, default_limit: Money | None
) -> tuple[list[Item], list[Problem]]:
    """What a contract's expenses bill, by day and id, and those that cannot be billed yet, each with one reason.

    Time among the works is not looked at. The limit counts in its own currency only. What a person has accepted holds
    nothing back; the amount of an expense in another currency, or without terms, is not known and cannot be accepted.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for work in sorted((each for each in works if each.kind == EXPENSE), key=lambda each: (each.day, each.entry_id)):
        problem = _problem(work, contract, default_limit)
        if problem is None:
            assert contract.expenses is not None and work.cost is not None, "else there is a problem"
            items.append(_item(work, work.cost, contract.expenses))
        else:
            problems.append(problem)
    return items, problems


def _problem(work: Work, contract: Contract, default_limit: Money | None) -> Problem | None:
    assert work.cost is not None, "an expense has a cost"
    if contract.expenses is None:
        return work, "the contract says nothing about expenses", _issue("no_expense_terms", work, contract)
    if work.cost.currency != contract.currency:
        issue = _issue("expense_currency", work, contract, currency=contract.currency)
        return work, f"it was paid in {work.cost.currency}, the contract is in {contract.currency}", issue
    return _unaccepted(work, contract, contract.expenses, contract.expenses.limit or default_limit)


def _unaccepted(work: Work, contract: Contract, terms: ExpenseTerms, limit: Money | None) -> Problem | None:
    """The first reason to hold an expense back that a person may accept and has not."""
    assert work.cost is not None, "an expense has a cost"
    over = limit is not None and limit.currency == work.cost.currency and work.cost.minor > limit.minor
    reasons = [
        (work.cost.minor < 0, "expense_refund", "it is a refund", {}),
        (terms.require_receipt and not work.receipt, "receipt_missing", "it has no receipt", {}),
        (over, "expense_over_limit", f"it is over the limit of {limit}", {"limit": limit}),
    ]
    for applies, code, reason, named in reasons:
        if applies and code not in work.accepted:
            return work, reason, _issue(code, work, contract, **named)
    return None


def _item(work: Work, cost: Money, terms: ExpenseTerms) -> Item:
    percent = terms.markup_percent
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
        rule=f"{terms.kind.value}: {with_markup_in_words(cost, percent)}",
        person=work.person,
        receipt=work.receipt,
        late=work.late,
    )


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
