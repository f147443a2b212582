"""Rates of days before a date are locked: time has the rate by which its month was billed, or it waits (R13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from billing.adjust_kinds import RATE_LOCKED
from billing.calendar import month_name
from billing.contract_periods import period_on
from billing.issues import Issue, facts
from billing.lines import Priced
from billing.money import plain
from billing.paid_in import paid_in
from billing.rates import rule
from billing.records import Contract, Rate, Work
from billing.retainers import overage_on

Problem = tuple[Work, str, Issue]


@dataclass(frozen=True, slots=True)
class LockedRates:
    """The rates by which a month was billed: those of the plan of its invoices, or of its closing."""

    period: str
    rates: tuple[Rate, ...]


def within_lock(
    items: Iterable[Priced], contract: Contract, locked: Iterable[LockedRates]
) -> tuple[list[Priced], list[Problem]]:
    """Priced work whose rate is not locked, or still the same; a problem for the rest, unless a person accepted it."""
    cards = {each.period: each.rates for each in locked}
    if contract.locked_before is None or not cards:
        return list(items), []
    kept: list[Priced] = []
    problems: list[Problem] = []
    for item in items:
        then = _locked_price(item.work, contract, cards)
        if then is None or then == item.price:
            kept.append(item)
        else:
            problems.append((item.work, "its rate was changed, and is locked", _changed(item, then, contract)))
    return kept, problems


def _locked_price(work: Work, contract: Contract, cards: dict[str, tuple[Rate, ...]]) -> Decimal | None:
    """What an hour cost when its month was billed; None where that does not bind."""
    locked = contract.locked_before is not None and work.day < contract.locked_before
    rates = cards.get(period_on(contract, work.day).name) if locked else None
    if rates is None or work.no_charge or RATE_LOCKED in work.accepted:
        return None
    if paid_in(contract)(work) or overage_on(contract, work) is not None:
        return None  # its price is not one of the rate card
    winner = rule(rates, work).winner
    return winner.price if winner else None


def _changed(item: Priced, then: Decimal, contract: Contract) -> Issue:
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
            locked=f"{plain(then)} {contract.currency}",
            now=f"{plain(item.price)} {contract.currency}",
        ),
    )
