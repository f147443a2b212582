"""The reconcile stage: every entry gets its place, from what the store holds and the operator wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing.calendar import days, is_business_day
from billing.checks import Limits, Matched, after_billing, check
from billing.issues import Issue
from billing.reconcile import Index, match
from billing.records import Entry, Match, Period, Portion, State
from mappings.store import Transaction
from sync.worker import Run, Worker


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many entries were matched anew, and how many the checks hold back."""

    matched: int
    held: int


def reconcile(worker: Worker, run: Run, period: Period) -> Reconciled:
    """Matches what is new or was decided by other rules, checks the period, and places what will not be billed."""
    with worker.store.read() as tx:
        catalogue = worker.catalogue(tx)
        index = Index.of(catalogue)
        stale = tx.matches.stale(catalogue.basis)
        matches, issues = _match_all(worker, stale, index)
    with worker.store.write() as tx:
        tx.matches.drop_gone()
        tx.matches.save(matches, catalogue.basis)
        tx.issues.replace_for_entries("match", [found.entry_id for found in matches], issues, run.id)
        worked = tx.matches.worked_in(period, worker.today)
        holds, problems = check(_side_by_side(worker, worked), _limits(worker, period))
        tx.matches.set_holds(_changed_holds(worked, holds))
        tx.issues.replace(f"check:{period.name}", problems, run.id, period.name)
        _place(tx, run, period, worked, holds)
        tx.issues.replace(f"billed:{period.name}", _changed_after_billing(tx, period), run.id, period.name)
    return Reconciled(len(matches), len(holds))


def _match_all(worker: Worker, stale: list[Entry], index: Index) -> tuple[list[Match], list[Issue]]:
    matches: list[Match] = []
    issues: list[Issue] = []
    for done, entry in enumerate(stale):
        found, problems = match(entry, index)
        matches.append(found)
        issues += problems
        worker.progress("reconciling", done + 1, len(stale))
    return matches, issues


Worked = Sequence[tuple[Entry, Match, str]]
"""Entries of a period with their match and why they are held by what stands beside them, so far."""


def _side_by_side(worker: Worker, worked: Worked) -> list[Matched]:
    clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
    return [Matched(entry, found, clients.get(found.contract, entry.record.client)) for entry, found, _ in worked]


def _changed_holds(worked: Worked, holds: dict[str, str]) -> dict[str, str]:
    return {entry.id: holds.get(entry.id, "") for entry, _, hold in worked if hold != holds.get(entry.id, "")}


def _limits(worker: Worker, period: Period) -> Limits:
    main, today = worker.configuration.main, worker.today
    calendar = main.calendar
    closed = frozenset(calendar.closed)
    return Limits(
        today=today,
        go_live=main.go_live,
        max_seconds_per_day=main.exceptions.max_hours_per_day,
        connectors=tuple(main.connectors),
        people=worker.configuration.catalogue.people,
        business_days=tuple(
            day
            for day in days(period)
            if main.go_live <= day < today and is_business_day(day, calendar.country, calendar.subdivision, closed)
        ),
    )


def _place(tx: Transaction, run: Run, period: Period, worked: Worked, holds: dict[str, str]) -> None:
    """Places what will not be billed; lets go what was held and may be billed again."""
    standing = tx.placements.standing_in(period)
    portions: list[Portion] = []
    free: list[str] = []
    for entry, found, _ in worked:
        now = standing.get(entry.id)
        if now and now.final:
            continue
        state, reason = _state(found, holds.get(entry.id, ""))
        if entry.record.running or (state is State.OPEN and now and not now.planned):
            free.append(entry.id)
        elif state is not State.OPEN:
            portions.append(Portion(entry.id, entry.version, 1, state, entry.record.seconds, reason))
    leaving = [standing[portion.entry_id] for portion in portions if portion.entry_id in standing]
    tx.drafts.outdate(line for left in leaving for line in left.lines)
    tx.placements.release(free, "it may be billed", run.id)
    tx.placements.place(portions, None, run.id)


def _state(found: Match, hold: str) -> tuple[State, str]:
    if found.verdict is State.OPEN and hold:
        return State.HELD, hold
    return found.verdict, found.verdict_reason


def _changed_after_billing(tx: Transaction, period: Period) -> list[Issue]:
    issues = []
    for entry_id, billed, present in tx.placements.changed_after_billing(period):
        versions = {version.entry.version: version.entry for version in tx.entries.versions(entry_id)}
        now = versions[max(versions)] if present else None
        issues.append(after_billing(versions[billed.version], now))
    return issues
