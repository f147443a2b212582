"""Closing a contract's period: what is on its drafts stays as it is, and time that comes later is late."""

from __future__ import annotations

from dataclasses import dataclass

from billing.calendar import month, next_month
from mappings.decided import Signature
from mappings.due import ENTRY, UNIT
from mappings.store import Transaction


class CannotClose(Exception):
    """The period cannot be closed or reopened now; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closing left behind: drafts that are not in the books yet, and entries that are on none of them."""

    contract: str
    period: str
    drafts: int
    left: int


def close(tx: Transaction, contract: str, period: str, signature: Signature) -> Closed:
    """Closes a period. Raises CannotClose when it is closed, was never run, or its drafts are out of date."""
    unit = tx.units.get(contract, period)
    if unit is None:
        raise CannotClose(f"{contract} was never run for {period}: tieout run --period {period}")
    if unit.closed:
        raise CannotClose(f"{period} of {contract} is closed already")
    if tx.drafts.count_outdated(period, contract):
        raise CannotClose(f"drafts of {contract} for {period} are out of date: tieout run --period {period}")
    drafts = [item for item in tx.drafts.current(period) if item.draft.contract == contract]
    tx.placements.settle([line.id for item in drafts for line in item.draft.lines], settled=True)
    left = tx.matches.unsettled_in(contract, period)
    statement = _statement(tx, contract, period)
    tx.units.close(contract, period, signature, statement)
    _look_again(tx, contract, period, left)
    return Closed(contract, period, sum(item.status != "posted" for item in drafts), len(left))


def reopen(tx: Transaction, contract: str, period: str, signature: Signature) -> None:
    """Opens a closed period again, apart from what is in the books as invoices. Raises CannotClose."""
    unit = tx.units.get(contract, period)
    if unit is None or not unit.closed:
        raise CannotClose(f"{period} of {contract} is not closed")
    if not signature.why.strip():
        raise CannotClose("say why with --why; reopening a closed period must be explained")
    tx.units.reopen(contract, period, signature)
    drafts = [item for item in tx.drafts.current(period) if item.draft.contract == contract]
    loose = [line.id for item in drafts if item.status != "posted" for line in item.draft.lines]
    tx.placements.settle(loose, settled=False)
    _look_again(tx, contract, period, tx.matches.worked_in(contract, month(period)))


def contracts_to_close(tx: Transaction, period: str) -> list[str]:
    """The contracts whose period is planned and not closed."""
    return [row.contract for row in tx.units.of(period) if not row.closed]


def _look_again(tx: Transaction, contract: str, period: str, entries: list[str]) -> None:
    tx.due.mark(ENTRY, {(entry_id, "") for entry_id in entries})
    tx.due.mark(UNIT, {(contract, period), (contract, next_month(period))})


def _statement(tx: Transaction, contract: str, period: str) -> dict[str, dict[str, int]]:
    """Seconds by connector and state, as they are now."""
    found: dict[str, dict[str, int]] = {}
    for item in tx.sums.states(month(period), contract):
        states = found.setdefault(item.connector, {})
        states[item.state.value] = states.get(item.state.value, 0) + item.seconds
    return found
