"""What work has used of included hours, as the portions stand and the plans had it that placed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from billing.calendar import month_name
from billing.included_step import INCLUDED
from billing.retainer_records import Hours
from billing.unit import Unit, unit_of
from mappings.placements import Placed
from mappings.store import Transaction

Used = Counter[tuple[str, str]]
"""Charged seconds that included hours paid for, by workstream and month of work."""


def covered(tx: Transaction, contract: str, name: str) -> list[Placed]:
    """The live portions of a unit that included hours pay for."""
    return [each for each in tx.placements.covered_in(contract, name) if each.portion.reason.startswith(INCLUDED)]


def used(tx: Transaction, contract: str, name: str, placed: Iterable[Placed]) -> Used:
    """The charged time of some portions of a unit. Its newest plan has all work but what was settled before it."""
    found: Used = Counter()
    known: dict[str, tuple[str, str]] = {}
    portions = list(placed)
    row = tx.units.get(contract, name) if portions else None
    if row is not None and row.plan:
        known = _works(unit_of(tx.plans.get(row.plan).inputs))
    for each in portions:
        if each.portion.entry_id not in known and each.plan:
            known = _works(unit_of(tx.plans.get(each.plan).inputs)) | known
        found[known[each.portion.entry_id]] += each.portion.charged_seconds
    return found


def of_stream(used: Used, workstream: str) -> Hours:
    """What of one workstream was used, by month of work."""
    return tuple(sorted((name, seconds) for (code, name), seconds in used.items() if code == workstream))


def _works(unit: Unit) -> dict[str, tuple[str, str]]:
    return {work.entry_id: (work.workstream, month_name(work.day)) for work in unit.works}
