"""Plan and apply: what billing a period would do, under a hash that names exactly that, and doing nothing else.

A plan is made by billing the period in a transaction that is never committed (`mappings/dry.py`): what one unit is
told of others is then what it is told when the plan is applied. Applying it bills in one transaction, too, which is
committed only if it came to what the plan said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from billing.draft_records import Draft
from billing.ids import digest
from billing.issues import Issue
from billing.lifecycle import Status
from billing.money import Money
from billing.plan import plan
from billing.records import Period
from billing.unit import STEPS_VERSION, steps_of, unit_of
from mappings.drafts import StoredDraft
from mappings.dry import dry, together
from mappings.plans import StoredPlan
from mappings.store import Transaction
from review.changes import Change, changes
from sync.bill import Billed, bill
from sync.push import settle_intents
from sync.refresh import reconcile_with_tasks
from sync.worker import Run, Worker, running, without_collection

Place = tuple[str, str]
"""A contract and the name of one of its periods."""


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
        worker.store.keep_at_hand()
        settle_intents(worker, run, offline=offline)
        reconcile_with_tasks(worker, run, period, offline=offline)
        with dry(worker.store) as trying:
            bill(replace(worker, store=trying), run, period)
            with worker.store.read() as before, trying.read() as after:
                found = _report(before, after, run, period)
        run.detail.update(period=period.name, plan=found.hash)
    return found


def _report(before: Transaction, after: Transaction, run: Run, period: Period) -> PlanReport:
    """What is different after a run has billed a period."""
    made = tuple(change for place in after.plans.of_run(run.id) for change in _changes(before, after, place))
    stood, stands = ({issue.id: issue for issue in tx.issues.standing()} for tx in (before, after))
    told = [each for key, each in stands.items() if key not in stood or stood[key].sentence != each.sentence]
    ended = [each for key, each in stood.items() if key not in stands]
    return PlanReport(period, made, tuple(told), tuple(ended), _hash(after, run, period))


def bill_as_planned(worker: Worker, run: Run, period: Period, wanted: str) -> list[Billed]:
    """Bills a period if that does exactly what a plan showed. Raises PlanChanged; then nothing was written."""
    with together(worker.store) as store:
        billed = bill(replace(worker, store=store), run, period)
        with store.read() as tx:
            if _hash(tx, run, period) != wanted:
                raise PlanChanged(_no_longer(tx, period, wanted))
    return billed


def _no_longer(tx: Transaction, period: Period, wanted: str) -> str:
    applied, again = tx.runs.applied(wanted), f"tieout bill --plan --period {period.name}"
    if applied is not None:
        return f"that plan was applied already, by run {applied}; for what would change now: {again}"
    return (
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


def _hash(tx: Transaction, run: Run, period: Period) -> str:
    """One short name for all that a run has planned: the inputs of each unit and the drafts that came of them."""
    units = [
        (place[0], inputs, [item.content for item in _open(tx, place)])
        for place, inputs in tx.plans.of_run(run.id).items()
    ]
    return digest([period.name, units])[:16]


def _changes(before: Transaction, after: Transaction, place: Place) -> list[Change]:
    return changes(_open(before, place), [item.draft for item in _open(after, place)])


def _open(tx: Transaction, place: Place) -> list[StoredDraft]:
    """The drafts of a unit that a plan may replace: neither invoices nor credit notes."""
    drafts = tx.drafts.of_unit(*place)
    return [item for item in drafts if item.status is not Status.POSTED and not item.draft.is_credit]
