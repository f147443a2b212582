"""Which included hours are there for a unit, and who must be planned again when others have used more or less."""

from __future__ import annotations

from datetime import date

from billing.calendar import month, month_name
from billing.records import Contract, Period
from billing.retainer_records import Included, Retainer
from billing.retainers import Beginning, Billing, hours_for, later_day, retainer_of
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
    found = []
    for retainer in contract.retainers:
        code = retainer.workstream
        billings = {name: other.billing(code) for name, other in others.items()}
        hours = hours_for(retainer, period.name, beginning_of(contract, retainer, go_live), billings)
        found.append(Included(code, hours, of_stream(taken, code)))
    return tuple(found)


def look_again_after(tx: Transaction, contract: Contract, period: Period, go_live: date) -> None:
    """Later periods that are open are due, and their drafts out of date, if other hours are there for them now."""
    if not any(retainer.rollover for retainer in contract.retainers):
        return
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    for row in tx.units.of():
        if row.contract != contract.id or row.period <= period.name or row.period in closed or not row.plan:
            continue
        planned = unit_of(tx.plans.get(row.plan).inputs, with_works=False).included
        if planned != included_in(tx, contract, month(row.period), go_live):
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


class _Other:
    """Another billing of the same contract, as its newest plan and its portions say."""

    def __init__(self, tx: Transaction, contract: str, name: str, plan: str, *, closed: bool) -> None:
        self.closed = closed
        self.used = used(tx, contract, name, covered(tx, contract, name))
        self._unit = unit_of(tx.plans.get(plan).inputs, with_works=False) if closed and plan else None

    def billing(self, workstream: str) -> Billing:
        """What it says of a workstream."""
        terms = retainer_of(self._unit.contract, workstream) if self._unit else None
        found = (each.hours for each in self._unit.included if each.workstream == workstream) if self._unit else ()
        return Billing(of_stream(self.used, workstream), next(iter(found), None), terms, self.closed)


def _others(tx: Transaction, contract: Contract, period: Period) -> dict[str, _Other]:
    """Earlier billings, and later ones that are closed."""
    closed = {name for key, name in tx.units.closed() if key == contract.id}
    rows = [row for row in tx.units.of() if row.contract == contract.id and row.period != period.name]
    return {
        row.period: _Other(tx, contract.id, row.period, row.plan, closed=row.period in closed)
        for row in rows
        if row.period < period.name or row.period in closed
    }
