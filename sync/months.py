"""Which months a pull reads whole, and of which it only asks the totals again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from billing.calendar import month, month_before, month_name, months_between
from billing.periods import month_of_period
from billing.records import Period
from connectors.sources import TimeSource
from mappings.pulled import FAILED, PROVEN, Proof
from mappings.store import Transaction
from sync.worker import Worker

LATELY = timedelta(days=92)
"""So long after its end even a closed month is compared with the vendor's totals at each pull."""

IN_TURN = 2
"""How many of the months that are over for longer than that a pull compares, those first that were not for longest.

Closed or not: what is deleted there is found some day, and of years of open months no quota would be left.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to pull: of which connectors (all if none), which months whole, and whether far fewer entries are right."""

    connectors: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    everything: bool = False
    fewer: bool = False
    quick: bool = False
    """Whether totals of this month and the one before are enough, and a month that did not agree is read again only
    when it changes: what is asked each minute has a vendor's limit."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months of one kind of record, by name: those to read whole, and those of which the totals may be others."""

    whole: frozenset[str]
    checked: frozenset[str]
    compared: frozenset[str] = frozenset()
    """Those of which the totals are asked again though nothing was told of them."""
    failed: frozenset[str] = frozenset()
    """Those that did not agree when they were read, and that wait for a change or for a pull that is not quick."""


def months_of(worker: Worker, source: TimeSource, connector: str, kind: str, asked: Asked) -> Months:
    """What a pull has to do with each month before anything is known of changes.

    Whole are those that were asked for, else those from go-live on that are not proven, or all of them; and, where
    approval counts, open ones at each pull if the vendor does not tell of it, else once a day.
    """
    with worker.store.read() as tx:
        proofs = {each.period: each for each in tx.pulled.proofs(connector) if each.kind == kind}
        unsettled = open_months(tx, proofs, worker.today)
    whole = {each.name for each in asked.periods} or _not_proven(worker, proofs, everything=asked.everything)
    if worker.configuration.connectors[connector].require_approval and not asked.periods:
        known = (proofs[name] for name in unsettled)
        whole |= {found.period for found in known if not source.tells_approval or found.listed_on != worker.today}
    proven = {name for name in proofs if proofs[name].state == PROVEN} - whole
    with worker.store.read() as tx:
        compared = _compared(tx, (connector, kind), proven, worker.today, quick=asked.quick)
    failed = {name for name in whole & set(proofs) if asked.quick and proofs[name].state == FAILED}
    return Months(frozenset(whole - failed), frozenset(proven & unsettled), frozenset(compared), frozenset(failed))


def open_months(tx: Transaction, months: Collection[str], today: date) -> set[str]:
    """Of some months those that are not closed, or so lately over that people still correct them."""
    lately = month_name(today - LATELY)
    return {name for name in months if name >= lately} | (set(months) - tx.units.settled())


def _compared(
    tx: Transaction, whose: tuple[str, str], proven: Collection[str], today: date, *, quick: bool
) -> set[str]:
    """Of proven months those of which totals are asked: lately over, not billed altogether, or in their turn."""
    if quick:
        return {month_name(today), month_before(today).name} & set(proven)
    lately, unbilled = month_name(today - LATELY), {month_of_period(each.period) for each in tx.units.unbilled()}
    each_time = {name for name in proven if name >= lately or name in unbilled}
    return each_time | set(tx.pulled.in_turn(*whose, set(proven) - each_time)[:IN_TURN])


def _not_proven(worker: Worker, proofs: dict[str, Proof], *, everything: bool) -> set[str]:
    months = {each.name for each in months_between(worker.configuration.main.go_live, worker.today)} | set(proofs)
    if everything:
        return months
    return months - {name for name, found in proofs.items() if found.covers(worker.today)}


def in_order(names: Collection[str]) -> list[Period]:
    """Months by their names, the oldest first."""
    return [month(name) for name in sorted(names)]
