"""What of a contract's budgets is used, month by month of work, and which thresholds that has reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.cap_issues import figure
from billing.cap_records import LOGGED, Budget
from billing.issues import Issue, facts, hours
from billing.money import Money
from billing.records import Contract, State

OUTSIDE = (State.OUTSIDE, State.OUT_OF_SCOPE, State.DUPLICATE)
"""Time that is not this work, or was billed elsewhere: no budget counts it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Time of a workstream in a month of work and a state: tracked, charged, and in cents of a currency on lines."""

    workstream: str
    month: str
    state: State
    seconds: int
    charged_seconds: int
    minor: int
    currency: str


def used_by_month(contract: Contract, budget: Budget, spent: Iterable[Spent]) -> dict[str, int]:
    """What is used of a budget in each month, in its unit."""
    found: dict[str, int] = {}
    for each in spent:
        if budget.workstream in ("", each.workstream):
            found[each.month] = found.get(each.month, 0) + worth(contract, budget, each)
    return dict(sorted(found.items()))


def worth(contract: Contract, budget: Budget, spent: Spent) -> int:
    """What some time uses of a budget, in its unit; in money, nothing of what is in another currency."""
    if not budget.by_time:
        return spent.minor if spent.currency == contract.currency else 0
    if spent.state in OUTSIDE:
        return 0
    if budget.of == LOGGED:
        return spent.seconds
    return 0 if spent.state is State.NON_BILLABLE else spent.charged_seconds or spent.seconds


def opened_with(contract: Contract, budget: Budget) -> int:
    """What had been used of a budget before Tieout, in its unit."""
    if contract.opening is None:
        return 0
    return contract.opening.balance("budget_hours" if budget.by_time else "budgets", name_of(contract, budget))


def name_of(contract: Contract, budget: Budget) -> str:
    """The workstream's code, or the contract's id."""
    return budget.workstream or contract.id


def passed(contract: Contract, budget: Budget, by_month: dict[str, int]) -> list[tuple[int, str]]:
    """Each threshold that is reached, with the month of work that reached it; if before Tieout, with the first."""
    used, found, left = opened_with(contract, budget), [], list(budget.alert_at)
    for month, more in by_month.items():
        used += more
        found += [(percent, month) for percent in left if percent * budget.amount <= used * 100]
        left = [percent for percent in left if percent * budget.amount > used * 100]
    return found


def warnings(contract: Contract, spent: Sequence[Spent]) -> list[Issue]:
    """One issue for each threshold and figure of a budget that is reached."""
    return [
        _reached(contract, budget, percent, month, sum(by_month.values()))
        for budget in contract.budgets
        for by_month in [used_by_month(contract, budget, spent)]
        for percent, month in passed(contract, budget, by_month)
    ]


def in_unit(contract: Contract, budget: Budget, value: int) -> str:
    """A value in a budget's unit, for people."""
    return hours(value) if budget.by_time else str(Money(value, contract.currency))


def what_counts(budget: Budget) -> str:
    """What a budget counts, for people."""
    return f"{budget.of} hours" if budget.by_time else "lines of time"


def _reached(contract: Contract, budget: Budget, percent: int, month: str, used: int) -> Issue:
    name, used = name_of(contract, budget), opened_with(contract, budget) + used
    return Issue(
        "budget_reached",
        client=contract.client,
        month=month,
        subject=f"{contract.id} {name} {figure(budget)} {what_counts(budget)} {percent}",
        facts=facts(
            contract=contract.id,
            name=name,
            percent=percent,
            share=used * 100 // budget.amount,
            limit=figure(budget),
            used=in_unit(contract, budget, used),
            of=what_counts(budget),
        ),
    )
