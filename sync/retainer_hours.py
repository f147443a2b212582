"""Which included hours are there for a unit, and who must be planned again when others have used more or less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from billing.calendar import month_name, months_between
from billing.contract_periods import period_named
from billing.records import Contract, Period
from billing.retainer_minimum import counted_toward, topped_up
from billing.retainer_records import Included, Retainer
from billing.retainers import Beginning, Billing, hours_for, in_month, later_day, retainer_of
from billing.unit import unit_of
from mappings.due import UNIT
from mappings.store import Transaction
from review.retainer_use import covered, of_stream, used


def included_in(tx: Transaction, contract: Contract, period: Period, go_live: date) -> tuple[Included, ...]:
    """The included hours that are there for a contract's period. Without a retainer, nothing is asked."""
    if not contract.retainers:
        return ()
    settled = [each for each in covered(tx, contract.id, period.name) if each.settled]
    taken = used(tx, contract.id, period.name, settled)
    others = _others(tx, contract, period)
    drafts = (tx.drafts.get(key) for key in tx.drafts.issued(contract.id, period.name))
    issued = [each.draft for each in drafts if each is not None]
    found = []
    for retainer in contract.retainers:
        code = retainer.workstream
        billings: dict[str, Billing] = {}
        for name, other in others.items():
            billings |= _by_month(period_named(contract, name), other.billing(code) if other else CONFIRMED)
        beginning = beginning_of(contract, retainer, go_live)
        first = min(max(month_name(later_day(period.first, go_live)), beginning.first), month_name(period.last))
        hours = hours_for(retainer, first, beginning, billings)
        billed = (counted_toward(issued, code), topped_up(issued, code)) if retainer.minimum else (0, 0)
        found.append(Included(code, hours, of_stream(taken, code), *billed))
    return tuple(found)


def _by_month(period: Period, known: Billing) -> dict[str, Billing]:
    """A billing by its months; what was there is known of the first, and the others follow from it."""
    names = [each.name for each in months_between(period.first, period.last)]
    first, *others = [(name, replace(known, used=in_month(known.used, name, names[0]))) for name in names]
    return dict([first, *((name, replace(each, hours=None)) for name, each in others)])


def look_again_after(tx: Transaction, contract: Contract, period: Period, go_live: date) -> None:
    """Later periods that are open are due, and their drafts out of date, if other hours are there for them now."""
    if not any(retainer.keeps_hours for retainer in contract.retainers):
        return
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    for row in tx.units.of():
        if row.contract != contract.id or row.period <= period.name or row.period in closed or not row.plan:
            continue
        planned = unit_of(tx.plans.get(row.plan).inputs, with_works=False).included
        if planned != included_in(tx, contract, period_named(contract, row.period), go_live):
            tx.due.mark(UNIT, {(contract.id, row.period)})
            tx.drafts.outdate_months(contract.id, [row.period])


def beginning_of(contract: Contract, retainer: Retainer, go_live: date) -> Beginning:
    """Where a retainer begins for Tieout."""
    opening = contract.opening
    first = month_name(later_day(retainer.since, go_live))
    if opening is None or first != month_name(go_live):
        return Beginning(first)
    carried, used = dict(opening.retainers), dict(opening.retainers_used)
    return Beginning(first, carried.get(retainer.workstream, 0), used.get(retainer.workstream, 0))


CONFIRMED = Billing((), closed=True)
"""A closed billing that need not be looked at."""


class _Other:
    """Another billing of the same contract, as its newest plan and its portions say."""

    def __init__(self, tx: Transaction, contract: str, name: str, plan: str, *, closed: bool) -> None:
        self.closed = closed
        self.used = used(tx, contract, name, covered(tx, contract, name))
        self._unit = unit_of(tx.plans.get(plan).inputs, with_works=False) if closed and plan else None

    def is_complete(self, contract: Contract) -> bool:
        """Whether it is closed and says of each retainer what was there for it."""
        said = {each.workstream for each in self._unit.included} if self._unit else set()
        return said.issuperset(retainer.workstream for retainer in contract.retainers)

    def billing(self, workstream: str) -> Billing:
        """What it says of a workstream."""
        terms = retainer_of(self._unit.contract, workstream) if self._unit else None
        found = (each.hours for each in self._unit.included if each.workstream == workstream) if self._unit else ()
        return Billing(of_stream(self.used, workstream), next(iter(found), None), terms, self.closed)


def _others(tx: Transaction, contract: Contract, period: Period) -> dict[str, _Other | None]:
    """Earlier billings, and later ones that are closed. Only hours that roll over pass from one to another.

    A closed one has all that those before it left, so where these are all closed none of them is looked at: None.
    """
    if not any(retainer.keeps_hours for retainer in contract.retainers):
        return {}
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    plans = {row.period: row.plan for row in tx.units.of() if row.contract == contract.id}
    earlier = sorted(name for name in plans if name < period.name)
    found: dict[str, _Other | None] = {}
    for name in reversed(earlier):
        other = found[name] = _Other(tx, contract.id, name, plans[name], closed=name in closed)
        before = [each for each in earlier if each < name]
        if other.is_complete(contract) and closed.issuperset(before):
            found.update(dict.fromkeys(before))
            break
    for name in sorted(name for name in closed & plans.keys() if name > period.name):
        found[name] = _Other(tx, contract.id, name, plans[name], closed=True)
    return found
