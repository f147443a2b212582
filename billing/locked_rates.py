"""Rates of days before a date are locked: time has the rate by which its month was billed, or it waits (R13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from billing.adjust_kinds import RATE_LOCKED
from billing.calendar import month_name
from billing.contract_periods import period_on
from billing.issues import Issue, facts
from billing.lines import Priced
from billing.money import plain
from billing.paid_in import paid_in
from billing.rates import rule
from billing.records import Contract, Period, Rate, Work
from billing.retainer_records import Retainer
from billing.retainers import overage_on

Problem = tuple[Work, str, Issue]


@dataclass(frozen=True, slots=True)
class LockedRates:
    """The rates by which a month was billed: those of the plan of its first invoice, or of its closing.

    `retainers` are those with an overage rate. `days` are stated where the contract has no such period any more.
    """

    period: str
    rates: tuple[Rate, ...]
    currency: str = ""
    retainers: tuple[Retainer, ...] = ()
    days: Period | None = None

    def hold(self, contract: Contract, day: date) -> bool:
        """Whether work of a day was billed by them."""
        return day in self.days if self.days else period_on(contract, day).name == self.period


def within_lock(
    items: Iterable[Priced], contract: Contract, locked: Sequence[LockedRates]
) -> tuple[list[Priced], list[Problem]]:
    """Priced work whose rate is not locked, or still the same; a problem for the rest, unless a person accepted it.

    Of a day that was billed twice, the rates that come first bind.
    """
    kept: list[Priced] = []
    problems: list[Problem] = []
    for item in items:
        then = _locked_price(item.work, contract, locked) if locked else None
        if then is None or then == (item.price, contract.currency):
            kept.append(item)
        else:
            problems.append((item.work, "its rate was changed, and is locked", _changed(item, *then, contract)))
    return kept, problems


def _locked_price(work: Work, contract: Contract, locked: Iterable[LockedRates]) -> tuple[Decimal, str] | None:
    """What an hour cost when its month was billed, and in which currency; None where that does not bind."""
    if contract.locked_before is None or work.day >= contract.locked_before:
        return None
    card = next((each for each in locked if each.hold(contract, work.day)), None)
    if card is None or work.no_charge or RATE_LOCKED in work.accepted or paid_in(contract)(work):
        return None
    overage = overage_on(replace(contract, retainers=card.retainers), work)
    if (overage is None) != (overage_on(contract, work) is None):
        return None  # one of the two prices is of the rate card, and the other one is not
    winner = overage or rule(card.rates, work).winner
    return (winner.price, card.currency or contract.currency) if winner else None


def _changed(item: Priced, then: Decimal, currency: str, contract: Contract) -> Issue:
    work = item.work
    return Issue(
        RATE_LOCKED,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(
            contract=contract.id,
            workstream=work.workstream,
            month=month_name(work.day),
            before=contract.locked_before,
            locked=f"{plain(then)} {currency}",
            now=f"{plain(item.price)} {contract.currency}",
        ),
    )
