"""Which included hours are there for a unit, and who must be planned again when others have used more or less."""

from __future__ import annotations

from collections import Counter
from datetime import date

from billing.calendar import last_day, month, month_name
from billing.contract_periods import period_named
from billing.records import Contract, Period
from billing.retainer_minimum import counted_toward, topped_up
from billing.retainer_records import Included, Retainer
from billing.retainers import Beginning, Billing, by_month, hours_for, later_day, retainer_of
from billing.unit import unit_of
from mappings.due import UNIT
from mappings.store import Transaction
from mappings.units import UnitRow
from review.retainer_use import Used, covered, of_stream, used
from sync.billed_before import codes_before
from sync.rhythms import days_of
from sync.worker import Worker


def included_in(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> tuple[Included, ...]:
    """The included hours that are there for a contract's period. Without a retainer, nothing is asked."""
    if not contract.retainers:
        return ()
    settled = [each for each in covered(tx, contract.id, period.name) if each.settled]
    taken = used(tx, contract.id, period.name, settled) + _used_by_another_name(tx, contract, period)
    others, go_live = _others(tx, contract, period), worker.configuration.main.go_live
    counted = _toward_minimums(worker, tx, contract, period)
    found = []
    for retainer in contract.retainers:
        code = retainer.workstream
        billings = by_month([(days, other.billing(code) if other else CONFIRMED) for days, other in others])
        billings = {name: each for name, each in billings.items() if month(name).first not in period}
        beginning = beginning_of(contract, retainer, go_live)
        first = min(max(month_name(later_day(period.first, go_live)), beginning.first), month_name(period.last))
        hours = hours_for(retainer, first, beginning, billings)
        found.append(Included(code, hours, of_stream(taken, code), *counted.get(code, (0, 0))))
    return tuple(found)


def _toward_minimums(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> dict[str, tuple[int, int]]:
    """What a period's documents in the books hold toward the minimum of each retainer, and what they add up to it.

    What they hold under the code that it was billed by before counts as its own.
    """
    codes = [each.workstream for each in contract.retainers if each.minimum]
    issued = tx.drafts.issued(contract.id, period.name) if codes else ()
    drafts = [each.draft for key in issued if (each := tx.drafts.get(key)) is not None]
    before = codes_before(worker, tx, contract, period) if drafts else {}
    own = {code: [each for each in (code, before.get(code)) if each] for code in codes}
    return {
        code: (sum(counted_toward(drafts, each) for each in names), sum(topped_up(drafts, each) for each in names))
        for code, names in own.items()
    }


def _used_by_another_name(tx: Transaction, contract: Contract, period: Period) -> Used:
    """What units of another rhythm have used for good in the months of a period: they were billed so before.

    Late work that used hours of such a unit counts with its first month.
    """
    found: Used = Counter()
    for row in tx.units.of_contract(contract.id):
        days = days_of(tx, contract, row)
        if row.period == period.name or days.last < period.first or period.last < days.first:
            continue
        settled = [each for each in covered(tx, contract.id, row.period) if each.settled]
        first = month_name(days.first)
        for (code, worked_in), seconds in used(tx, contract.id, row.period, settled).items():
            if month(max(worked_in, first)).first in period:
                found[code, worked_in] += seconds
    return found


def look_again_after(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> None:
    """Later periods that are open are due, and their drafts out of date, if other hours are there for them now."""
    if not any(retainer.keeps_hours for retainer in contract.retainers):
        return
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    for row in tx.units.of_contract(contract.id):
        if row.period <= period.name or row.period in closed or not row.plan:
            continue
        planned = unit_of(tx.plans.get(row.plan).inputs, with_works=False).included
        if planned != included_in(worker, tx, contract, period_named(contract, row.period)):
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

    def __init__(self, tx: Transaction, contract: Contract, row: UnitRow, *, closed: bool) -> None:
        self.days, self._closed = days_of(tx, contract, row), closed
        self._used = used(tx, contract.id, row.period, covered(tx, contract.id, row.period))
        self._unit = unit_of(tx.plans.get(row.plan).inputs, with_works=False) if closed and row.plan else None

    def is_complete(self, contract: Contract) -> bool:
        """Whether it is closed and says of each retainer what was there for it."""
        said = {each.workstream for each in self._unit.included} if self._unit else set()
        return said.issuperset(retainer.workstream for retainer in contract.retainers)

    def billing(self, workstream: str) -> Billing:
        """What it says of a workstream."""
        terms = retainer_of(self._unit.contract, workstream) if self._unit else None
        found = (each.hours for each in self._unit.included if each.workstream == workstream) if self._unit else ()
        return Billing(of_stream(self._used, workstream), next(iter(found), None), terms, self._closed)


def _others(tx: Transaction, contract: Contract, period: Period) -> list[tuple[Period, _Other | None]]:
    """Earlier billings, and later ones that are closed. Only hours that roll over pass from one to another.

    A closed one has all that those before it left, so where these are all closed none of them is looked at: None.
    """
    if not any(retainer.keeps_hours for retainer in contract.retainers):
        return []
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    rows = {row.period: row for row in tx.units.of_contract(contract.id)}
    found: list[tuple[Period, _Other | None]] = []
    before = sorted(name for name in rows if name < period.name)
    while before:
        name = before.pop()
        other = _Other(tx, contract, rows[name], closed=name in closed)
        found.append((other.days, other))
        apart = not before or last_day(before[-1]) < other.days.first
        if apart and other.is_complete(contract) and closed.issuperset(before):
            found += [(period_named(contract, each), None) for each in before]
            break
    for name in sorted(name for name in closed & rows.keys() if name > period.name):
        other = _Other(tx, contract, rows[name], closed=True)
        found.append((other.days, other))
    return found
