"""Closing a contract's period: what is on its drafts stays as it is, and time that comes later is late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from billing.adjust_kinds import REDUCTION_ALONE, REDUCTION_NOT_USED
from billing.charges import USAGE_MISSING
from billing.contract_periods import open_period, period_after
from billing.correction_kinds import VOIDED, WAITS
from billing.lifecycle import Status
from billing.periods import month_of_period
from billing.records import State
from billing.retainer_kinds import KEPT
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.due import ENTRY, UNIT
from mappings.issues import of_unit
from mappings.store import Transaction
from mappings.units import UnitRow
from review.approvals import being_written, lost_time
from review.terms_now import days_of, terms_now


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
    """Closes a period. Raises CannotClose when something hinders it."""
    problem = hindrance(tx, contract, period)
    if problem:
        raise CannotClose(problem)
    drafts = _drafts(tx, contract, period)
    tx.placements.settle(_lines(drafts), settled=True)
    tx.placements.settle_aside(contract, period, settled=True)
    look_again_at_told(tx, drafts)
    left = tx.matches.unsettled_in(contract, period)
    statement = _statement(tx, contract, period)
    tx.units.close(contract, period, signature, statement)
    _hand_on_issues(tx, contract, period)
    _look_again(tx, contract, period, left)
    waiting = [each for each in tx.matches.of_entries(left).values() if each.verdict in (State.OPEN, State.HELD)]
    return Closed(contract, period, sum(item.status is not Status.POSTED for item in drafts), len(waiting))


def look_again_at_told(tx: Transaction, drafts: Iterable[StoredDraft]) -> None:
    """Entries on drafts that are settled now, and of which something is told that matters only before: they are due."""
    on_them = {key for item in drafts for line in item.draft.lines for key in line.entries}
    tx.due.mark(ENTRY, {(key, "") for key in tx.issues.told_of("match", sorted(on_them))})


def _hand_on_issues(tx: Transaction, contract: str, period: str) -> None:
    """What a period says of charges and corrections is said by the one that bills them now.

    What it says of what was taken off it, it says on.
    """
    scope, later = of_unit(contract, period), of_unit(contract, _open_after(tx, contract, period))
    tx.issues.hand_on(scope, later, (VOIDED, WAITS, KEPT, USAGE_MISSING))
    tx.issues.end_of_unit(scope, but=[REDUCTION_NOT_USED, REDUCTION_ALONE])


def hindrance(tx: Transaction, contract: str, period: str) -> str:
    """Why a period cannot be closed now: it is closed, was never run, has nothing, or its drafts are out of date.

    Nothing if it can.
    """
    unit = tx.units.get(contract, period)
    if unit is None:
        return _why_unknown(tx, contract, period)
    if unit.closed:
        return f"{period} of {contract} is closed already"
    if any(item.status is Status.OUTDATED or lost_time(tx, item) for item in _drafts(tx, contract, period)):
        return f"drafts of {contract} for {period} are out of date: tieout run --period {month_of_period(period)}"
    return ""


def _why_unknown(tx: Transaction, contract: str, period: str) -> str:
    """Why there is no such period of a contract."""
    of_month = month_of_period(period)
    its_run = f"tieout run --period {of_month}"
    beside = [row.period for row in tx.units.of_contract(contract) if month_of_period(row.period) == of_month]
    if beside:
        return f"{period} has nothing of {contract}, so there is nothing to close; it has {', '.join(sorted(beside))}"
    if not tx.units.rules_of_checks(of_month):
        return f"{contract} was never run for {period}: {its_run}"
    nothing = f"{period} was run and had nothing of {contract}, so there is nothing to close"
    return f"{nothing}; what came since is billed by: {its_run}"


def reopen(tx: Transaction, contract: str, period: str, signature: Signature) -> None:
    """Opens a closed period again, apart from what is in the books as invoices. Raises CannotClose."""
    unit = tx.units.get(contract, period)
    if unit is None or not unit.closed:
        raise CannotClose(f"{period} of {contract} is not closed")
    if not signature.why.strip():
        raise CannotClose("say why with --why; reopening a closed period must be explained")
    standing = _drafts(tx, contract, period)
    if begun := being_written(tx, standing):
        raise CannotClose(begun)
    _check_nothing_is_half_billed(tx, standing)
    tx.units.reopen(contract, period, signature)
    tx.issues.end_of_unit(f"agreed:{contract}:{period}")
    loose = _lines(item for item in standing if item.status is not Status.POSTED)
    tx.placements.settle(loose, settled=False)
    tx.placements.settle_aside(contract, period, settled=False)
    planned = tx.placements.planned_for(contract, period)
    worked = tx.matches.worked_in(contract, days_of(tx, contract, period))
    _look_again(tx, contract, period, [*worked, *sorted(planned), *_passed_on(tx, contract, period)])
    tx.due.mark(UNIT, {(contract, row.period) for row in _open_before(tx, contract, period)})


def _check_nothing_is_half_billed(tx: Transaction, standing: list[StoredDraft]) -> None:
    """An entry that is cut between two purchase orders is settled as a whole, so both its documents go out first."""
    issued = _lines(item for item in standing if item.status is Status.POSTED)
    billed = {portion.entry_id for portion in tx.placements.on_lines(issued)}
    for item in standing:
        if item.status is not Status.POSTED and any(billed & set(line.entries) for line in item.draft.lines):
            raise CannotClose(
                f"draft {item.draft.id} has the other part of time that is in the books on another purchase order; "
                "approve and push it, then reopen"
            )


def _lines(items: Iterable[StoredDraft]) -> list[str]:
    return [line.id for item in items for line in item.draft.lines]


def periods_to_close(tx: Transaction, name: str, contracts: Collection[str] = ()) -> list[tuple[str, str]]:
    """The contracts' periods that end in a month, or have this name, and are planned and not closed.

    A contract that is named and has none of them is among them too, so that closing it says what hinders it. Raises
    CannotClose when none is named and nothing was run for the month.
    """
    rows = tx.units.of(name)
    if not (rows or contracts):
        raise CannotClose(f"no contract was ever run for {name}: tieout run --period {month_of_period(name)}")
    found = [(row.contract, row.period) for row in rows if not row.closed]
    return _of(contracts, found, name) if contracts else found


def periods_to_reopen(tx: Transaction, name: str, contracts: Collection[str]) -> list[tuple[str, str]]:
    """The closed periods of some contracts that end in a month, or have this name; one at least of each contract."""
    return _of(contracts, [(row.contract, row.period) for row in tx.units.of(name) if row.closed], name)


def _of(contracts: Collection[str], found: Collection[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    known = {contract for contract, _ in found}
    return [*(each for each in found if each[0] in contracts), *((key, name) for key in contracts if key not in known)]


def _drafts(tx: Transaction, contract: str, period: str) -> list[StoredDraft]:
    return tx.drafts.of_unit(contract, period)


def _passed_on(tx: Transaction, contract: str, period: str) -> list[str]:
    """The entries that the next open period bills, among them those that came there because this one was closed."""
    return tx.matches.unsettled_in(contract, _open_after(tx, contract, period))


def _open_before(tx: Transaction, contract: str, period: str) -> list[UnitRow]:
    """Earlier periods that are open: what came here because they were closed, and has no entry, is theirs again."""
    return [row for row in tx.units.of() if row.contract == contract and row.period < period and not row.closed]


def _look_again(tx: Transaction, contract: str, period: str, entries: list[str]) -> None:
    tx.due.mark(ENTRY, {(entry_id, "") for entry_id in entries})
    tx.due.mark(UNIT, {(contract, period), (contract, _open_after(tx, contract, period))})


def _open_after(tx: Transaction, contract: str, period: str) -> str:
    """The period that bills what a closed one leaves behind."""
    terms = terms_now(tx, contract)
    return open_period(terms, period_after(terms, days_of(tx, contract, period)), tx.units.closed()).name


def _statement(tx: Transaction, contract: str, period: str) -> dict[str, dict[str, int]]:
    """Seconds by connector and state, as they are now."""
    found: dict[str, dict[str, int]] = {}
    for item in tx.sums.states(days_of(tx, contract, period), contract):
        states = found.setdefault(item.connector, {})
        states[item.state.value] = states.get(item.state.value, 0) + item.seconds
    return found
