"""Which months a pull reads whole, and of which it only asks the totals again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from billing.calendar import month, month_before, month_name, months_between
from billing.records import Period
from connectors.sources import TimeSource
from mappings.pulled import PROVEN, Proof
from mappings.store import Transaction
from sync.worker import Worker

LATELY = timedelta(days=92)
"""So long after its end even a closed month is compared with the vendor's totals at each pull."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to pull: of which connectors (all if none), which months whole, and whether far fewer entries are right."""

    connectors: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    everything: bool = False
    fewer: bool = False
    quick: bool = False
    """Whether totals of this month and the one before are enough: what is asked each minute has a vendor's limit."""

    def totals_of(self, checked: Collection[str], today: date) -> set[str]:
        """Of some months those whose totals are asked again though nothing was told of them."""
        lately = {month_name(today), month_before(today).name}
        return {name for name in checked if not self.quick or name in lately}


@dataclass(frozen=True, slots=True)
class Months:
    """The months of one kind of record, by name: those to read whole, and those of which the totals may be others."""

    whole: frozenset[str]
    checked: frozenset[str]


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
    return Months(frozenset(whole), frozenset(proven - whole))


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
