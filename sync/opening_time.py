"""What was worked for contracts before go-live, as it would have been billed: matched and rounded, and nothing kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from billing.budgets import OUTSIDE
from billing.calendar import month, month_name
from billing.opening_records import Time, Tracked
from billing.records import TIME, Contract, Rounding, State, Work, at
from billing.rounding import rounded_together
from mappings.dry import dry
from mappings.lock import only_runner
from mappings.placements import Placed
from sync.reconcile import reconcile
from sync.rehearsing import as_if_begun
from sync.standing_now import now_of
from sync.worker import Run, Worker, without_collection

KIND = "openings"
WORKED = (State.OPEN, State.HELD, State.DEFERRED, State.NON_BILLABLE, State.OUTSIDE)
"""Where work stands that was done for the contract; outside is what was billed before, or elsewhere."""


def time_before(worker: Worker, contracts: Sequence[Contract]) -> Mapping[str, Time]:
    """The work of contracts before go-live, by contract. Nothing is written. Raises StoreUnavailable."""
    go_live = worker.configuration.main.go_live
    with worker.store.read() as tx:
        months = frozenset(name for name in tx.seen.months(date.min) if month(name).first < go_live)
    if not months or not contracts:
        return {each.id: Time((), months) for each in contracts}
    first = month(min(months)).first
    with only_runner(worker.store), dry(worker.store) as store, without_collection():
        trying = as_if_begun(replace(worker, store=store), first)
        by = trying.configuration.hash
        with store.write() as tx:
            run = Run(tx.runs.start(KIND, worker.clock()))
            tx.runs.keep_configuration(by, trying.configuration.snapshot, run.id)
        for name in sorted(months):
            reconcile(trying, run, month(name))
        with store.read() as tx:
            worked = {each.id: tx.works.worked(each, first, go_live, WORKED) for each in contracts}
            ours = {key for key, live in tx.placements.of_entries(_entries(worked)).items() if _is_ours(live)}
            rows = [row for name in sorted(months) for row in tx.sums.states(month(name))]
    unplaced = sum(row.seconds for row in rows if not row.contract and row.state in (State.HELD, State.OPEN))
    return {each.id: Time(_tracked(each, worked[each.id], ours), months, unplaced) for each in contracts}


def _entries(worked: Mapping[str, Sequence[Work]]) -> list[str]:
    return [each.entry_id for works in worked.values() for each in works]


def _is_ours(live: Sequence[Placed]) -> bool:
    """Whether Tieout billed an entry, or set it aside for good, and counts it itself."""
    now = now_of(live)
    return not now.free and any(portion.state not in OUTSIDE for portion in now.billed)


def _tracked(contract: Contract, works: Sequence[Work], ours: AbstractSet[str]) -> tuple[Tracked, ...]:
    timed = [each for each in works if each.kind == TIME and each.seconds and not each.running]
    rules = [at(contract.rounding, each.day) or Rounding() for each in timed]
    scopes = [_scope(each, rule) for each, rule in zip(timed, rules, strict=True)]
    charged = rounded_together([each.seconds for each in timed], scopes, rules)
    return tuple(
        Tracked(
            entry=each.entry_id,
            day=each.day,
            seconds=each.seconds,
            charged_seconds=seconds,
            workstream=each.workstream,
            tasks=tuple(task.key for task in each.tasks),
            billable=not each.no_charge,
            held=bool(each.held),
            ours=each.entry_id in ours,
        )
        for each, seconds in zip(timed, charged, strict=True)
    )


def _scope(work: Work, rule: Rounding) -> Hashable:
    """What is rounded as one; lines are those of a month, a workstream and its tasks, since none were made here."""
    if rule.per == "entry":
        return work.entry_id
    if rule.per == "person and day":
        return work.person, work.day, work.workstream, rule
    return month_name(work.day), work.workstream, tuple(task.key for task in work.tasks), rule
