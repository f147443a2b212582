"""Plan and apply: what billing a period would do, under a hash that names exactly that, and doing nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing.draft_records import Draft
from billing.ids import digest, text_digest
from billing.issues import Issue
from billing.money import Money
from billing.plan import plan
from billing.records import Period
from billing.unit import STEPS_VERSION, steps_of, unit_of
from mappings.drafts import StoredDraft
from mappings.issues import of_unit
from mappings.plans import StoredPlan
from mappings.store import Transaction
from review.changes import Change, changes
from sync.bill import Proposal, proposals
from sync.push import settle_intents
from sync.refresh import reconcile_with_tasks
from sync.worker import Worker, running, without_collection


class PlanChanged(Exception):
    """The plan that was to be applied no longer holds; the message says why and what to do. Nothing was written."""


class CannotReplay(Exception):
    """The plan cannot be recomputed; the message says why."""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What billing a period would change. `hash` names exactly this; with it the plan can be applied.

    `told` are exceptions that it would tell and that do not stand so now, `ended` those that would not stand any more.
    """

    period: Period
    changes: tuple[Change, ...]
    told: tuple[Issue, ...]
    ended: tuple[Issue, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One draft of a recorded plan: as it is stored, and as the plan's inputs give it now."""

    plan: str
    contract: str
    period: str
    draft: str
    stored: Money | None
    recomputed: Money | None
    same: bool


def plan_period(worker: Worker, period: Period, *, offline: bool = False) -> PlanReport:
    """What billing a period would do now: every draft it would write, change or withdraw. No draft is touched.

    `offline`: the task trackers are not asked.
    """
    with running(worker, "plan") as run:
        settle_intents(worker, run, offline=offline)
        reconcile_with_tasks(worker, run, period, offline=offline)
        found = proposals(worker, period)
        run.detail.update(period=period.name, plan=_hash(period, found))
    with worker.store.read() as tx:
        standing = tx.drafts.current(period.name)
        told, ended = _issues(tx, found)
    made = tuple(change for each in found for change in _changes(standing, each))
    return PlanReport(period, made, told, ended, _hash(period, found))


def _issues(tx: Transaction, found: Sequence[Proposal]) -> tuple[tuple[Issue, ...], tuple[Issue, ...]]:
    """The exceptions of plans that do not stand as they would, and those of their units that would stand no more."""
    planned = {issue.id: issue for each in found if each.plan for issue in each.plan.issues}
    scopes = [of_unit(each.unit.contract.id, each.unit.period.name) for each in found]
    stands = {issue.id: issue for issue in tx.issues.of_ids(planned)}
    told = [issue for key, issue in planned.items() if key not in stands or stands[key].sentence != issue.sentence]
    ended = [issue for issue in tx.issues.of_scopes(scopes) if issue.id not in planned]
    return tuple(told), tuple(ended)


def check_plan(worker: Worker, period: Period, wanted: str) -> None:
    """Whether a plan is still exactly what billing would do. Raises PlanChanged."""
    if _hash(period, proposals(worker, period)) == wanted:
        return
    with worker.store.read() as tx:
        applied = tx.runs.applied(wanted)
    again = f"tieout bill --plan --period {period.name}"
    if applied is not None:
        raise PlanChanged(f"that plan was applied already, by run {applied}; for what would change now: {again}")
    raise PlanChanged(
        f"the plan {wanted} no longer holds: time, decisions or the configuration have changed since it was made,"
        f" or it is of another period, or mistyped. Nothing was written. Look at the new one: {again}"
    )


def replay(worker: Worker, plan_id: str) -> list[Replayed]:
    """The drafts of a recorded plan, recomputed from its own snapshot and compared to the cent. Raises CannotReplay."""
    with worker.store.read() as tx, without_collection():
        plan_id = _one(tx.plans.starting_with(plan_id), plan_id)
        found = tx.plans.get(plan_id)
        steps = steps_of(found.inputs)
        if steps != STEPS_VERSION:
            raise CannotReplay(f"plan {plan_id} was made by steps {steps}; this Tieout takes steps {STEPS_VERSION}")
        drafts = {draft.id: draft for draft in plan(unit_of(found.inputs)).drafts}
        named = drafts.keys() | tx.drafts.ids_of_plan(plan_id)
        return [_replayed(tx, found, key, drafts.get(key)) for key in sorted(named)]


def _one(found: Sequence[str], wanted: str) -> str:
    if wanted in found or (len(found) == 1 and len(wanted) >= 3):
        return wanted if wanted in found else found[0]
    if found:
        raise CannotReplay(f"{len(found)} plans or more begin with {wanted}; type more of one id")
    raise CannotReplay(f"there is no plan {wanted}; `tieout replay --period 2026-10` takes all of a month")


def _replayed(tx: Transaction, found: StoredPlan, key: str, recomputed: Draft | None) -> Replayed:
    """A draft that a plan left as it was is stored under an earlier one: then any equal revision proves it."""
    own = tx.drafts.revisions(key, found.id)
    equal = [item for item in own if _is_the_same(item, recomputed)]
    if not equal and recomputed is not None:
        equal = [item for item in tx.drafts.revisions(key) if _is_the_same(item, recomputed)]
    shown = equal or own
    return Replayed(
        plan=found.id,
        contract=found.contract,
        period=found.period,
        draft=key,
        stored=shown[0].draft.total if shown else None,
        recomputed=recomputed.total if recomputed else None,
        same=bool(equal),
    )


def _is_the_same(item: StoredDraft, recomputed: Draft | None) -> bool:
    """Whether a stored draft is what was recomputed; of one whose lines were let go, the hash of all it had is left."""
    if item.draft.lines or recomputed is None:
        return item.draft == recomputed
    return item.content == digest(recomputed)


def _hash(period: Period, found: Sequence[Proposal]) -> str:
    """One short name for all that would be written: the inputs of each unit and the drafts that come of them."""
    units = [
        (each.unit.contract.id, text_digest(each.inputs), [digest(draft) for draft in each.plan.drafts])
        for each in found
        if each.plan is not None
    ]
    return digest([period.name, units])[:16]


def _changes(standing: Sequence[StoredDraft], each: Proposal) -> list[Change]:
    assert each.plan is not None, "asked for only where there is one"
    place = each.unit.contract.id, each.unit.period.name
    own = [item for item in standing if (item.draft.contract, item.draft.period) == place]
    return changes(own, each.plan.drafts)
