"""Which months a pull reads whole, and of which it only asks the totals again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from billing.calendar import month, month_before, month_name, months_between
from billing.records import Period
from connectors.sources import TimeSource
from mappings.pulled import FAILED, PROVEN, Proof
from mappings.store import Transaction
from sync.worker import Worker

LATELY = timedelta(days=92)
"""So long after its end even a closed month is compared with the vendor's totals at each pull."""

IN_TURN = 2
"""How many months that are over for longer than that, and that nobody closes, a day's pulls compare: each has its day.

A month of which a contract bills nothing is never closed by itself, and of years of them no quota would be left.
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

    def totals_of(self, checked: Collection[str], today: date) -> set[str]:
        """Of some months those that are looked at again though nothing was told of them: the older ones in turn."""
        if self.quick:
            return {month_name(today), month_before(today).name} & set(checked)
        lately = month_name(today - LATELY)
        older = sorted(name for name in checked if name < lately)
        turns = -(-len(older) // IN_TURN) or 1
        return {name for name in checked if name >= lately} | set(older[today.toordinal() % turns :: turns])


@dataclass(frozen=True, slots=True)
class Months:
    """The months of one kind of record, by name: those to read whole, and those of which the totals may be others."""

    whole: frozenset[str]
    checked: frozenset[str]
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
    proven = {name for name in unsettled if proofs[name].state == PROVEN}
    failed = {name for name in whole & set(proofs) if asked.quick and proofs[name].state == FAILED}
    return Months(frozenset(whole - failed), frozenset(proven - whole), frozenset(failed))


def open_months(tx: Transaction, months: Collection[str], today: date) -> set[str]:
    """Of some months those that are not closed, or so lately over that people still correct them."""
    lately = month_name(today - LATELY)
    return {name for name in months if name >= lately} | (set(months) - tx.units.settled())


def _not_proven(worker: Worker, proofs: dict[str, Proof], *, everything: bool) -> set[str]:
    months = {each.name for each in months_between(worker.configuration.main.go_live, worker.today)} | set(proofs)
    if everything:
        return months
    return months - {name for name, found in proofs.items() if found.covers(worker.today)}


def in_order(names: Collection[str]) -> list[Period]:
    """Months by their names, the oldest first."""
    return [month(name) for name in sorted(names)]
