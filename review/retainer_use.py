"""What work has used of included hours, as the portions stand and the plans had it that placed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from billing.calendar import month_name
from billing.retainer_records import Hours
from billing.unit import Unit, unit_of
from mappings.placements import Placed
from mappings.store import Transaction

Used = Counter[tuple[str, str]]
"""Charged seconds that included hours paid for, by workstream and month of work."""


def covered(tx: Transaction, contract: str, name: str) -> list[Placed]:
    """The live portions of a unit that something else pays for: included hours, or a fixed price."""
    return tx.placements.covered_in(contract, name)


def used(tx: Transaction, contract: str, name: str, placed: Iterable[Placed]) -> Used:
    """The charged time of covered portions of a unit that included hours pay for, as its plans had it.

    The newest plan has all work but what was settled before it, and that is in the plan that placed it. A workstream
    with included hours has no fixed price, so nothing else pays for its time.
    """
    found: Used = Counter()
    known: dict[str, tuple[str, str] | None] = {}
    portions = list(placed)
    row = tx.units.get(contract, name) if portions else None
    if row is not None and row.plan:
        known = _works(unit_of(tx.plans.get(row.plan).inputs))
    for each in portions:
        if each.portion.entry_id not in known and each.plan:
            known = _works(unit_of(tx.plans.get(each.plan).inputs)) | known
        own = known[each.portion.entry_id]
        if own is not None:
            found[own] += each.portion.charged_seconds
    return found


def of_stream(used: Used, workstream: str) -> Hours:
    """What of one workstream was used, by month of work."""
    return tuple(sorted((name, seconds) for (code, name), seconds in used.items() if code == workstream))


def _works(unit: Unit) -> dict[str, tuple[str, str] | None]:
    """The workstream and month of each piece of work that there were included hours for."""
    with_hours = {each.workstream for each in unit.included}
    return {
        work.entry_id: (work.workstream, month_name(work.day)) if work.workstream in with_hours else None
        for work in unit.works
    }
