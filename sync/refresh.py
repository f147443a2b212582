"""The tasks stage: before a month is planned, every task that is named in it is asked for once more.

What changed is matched again, so that it is in the plan. A tracker that cannot be asked does not stop the month: what
was last known of its tasks stands, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from billing.issues import Issue, facts
from billing.records import Period
from sync.evidence import evidence_not_refreshed, no_evidence_awaited, refresh_evidence, tasks_of_milestones
from sync.months_before import months_before
from sync.reconcile import Reconciled, reconcile
from sync.tasks import TaskReport, Tracker, ask_trackers
from sync.worker import Run, Worker


def reconcile_with_tasks(
    worker: Worker, run: Run, period: Period, *, offline: bool = False
) -> tuple[Reconciled, list[TaskReport]]:
    """Reconciles a month, asks for its tasks unless that is not wanted, and reconciles what they changed.

    Earlier months come first of which a contract's period that ends in this one has days.
    """
    before = [reconcile(worker, run, earlier) for earlier in months_before(worker, period)]
    done = reconcile(worker, run, period)
    done = Reconciled(done.matched + sum(each.matched for each in before), done.people + sum(e.people for e in before))
    reports = [] if offline else refresh_tasks(worker, run, period)
    if any(each.changed for each in reports):
        again = reconcile(worker, run, period)
        done = Reconciled(done.matched + again.matched, done.people + again.people)
    return done, reports


def refresh_tasks(worker: Worker, run: Run, period: Period) -> list[TaskReport]:
    """Asks every task tracker for what a month's entries name, and for what milestones wait for."""
    trackers = list(worker.configuration.task_trackers)
    if not trackers:
        return []
    with worker.store.read() as tx:
        names = tx.tasks.named_in(period)
    awaited = {name for name in trackers if tasks_of_milestones(worker, name)}
    wanted = trackers if names else [name for name in trackers if name in awaited]
    asked_for_evidence: set[str] = set()

    def refresh(tracker: Tracker) -> None:
        tracker.ask_for(names)
        asked_for_evidence.add(tracker.name)
        refresh_evidence(worker, run, tracker.name, tracker.source)

    for name in trackers:
        if name not in awaited:
            no_evidence_awaited(worker, run, name)
    reports = ask_trackers(worker, run, wanted, refresh)
    failed = [each for each in reports if each.problem]
    for each in failed:
        if each.connector not in asked_for_evidence:
            evidence_not_refreshed(worker, run, each.connector, each.problem)
    with worker.store.write() as tx:
        tx.issues.replace(f"tasks:{period.name}", _issues(failed, period), run.id, period.name)
    return reports


def _issues(failed: Iterable[TaskReport], period: Period) -> list[Issue]:
    return [
        Issue(
            "tasks_not_refreshed",
            month=period.name,
            subject=f"{each.connector} {period.name}",
            facts=facts(tracker=each.connector, period=period.name, reason=each.problem.rstrip(".")),
        )
        for each in failed
    ]
