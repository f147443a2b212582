"""The stages, in order: start reading here.

Each stage reads the store, calls pure functions in `billing/`, and writes the result; what wakes the pipeline (a
person, later a schedule or a webhook) does not matter to it. Reconcile places what will not be billed, bill the rest.

    pull       sync/pull.py       a tracker's records become entries, proven  connectors/sources, billing/takeover
    import     sync/importing.py  an export's rows become entries             connectors/exports, billing/recognise
    reconcile  sync/reconcile.py  each entry finds its workstream and person  billing/reconcile, billing/checks
    tasks      sync/refresh.py    the tasks that it names, as they are now    connectors/tasks, sync/tasks.py
    bill       sync/bill.py       each contract's period becomes drafts       billing/plan
    review     review/            people read, decide, approve, close
    push       sync/push.py       approved drafts become documents            billing/lifecycle, connectors/files

Every run first ends what an earlier one may have left under way in the books, where it may ask them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from billing.calendar import month
from billing.periods import month_of_period
from billing.records import Period
from connectors.base import BadFile
from connectors.files.folder import CannotWrite
from mappings.drafts import StoredDraft
from mappings.signs import NOT_PROVEN
from sync.bill import Billed, bill
from sync.follow import Followed, end_deleted, follow
from sync.importing import Account, FileReport, ImportOptions, import_file, settle
from sync.left_elsewhere import changed_unseen, left_elsewhere
from sync.marking import mark_invoiced
from sync.planning import bill_as_planned
from sync.pull import Asked, ConnectorReport, pull
from sync.push import Pushed, push, settle_intents
from sync.reconcile import Reconciled
from sync.refresh import reconcile_with_tasks
from sync.showing import show_drafts
from sync.sources import connected
from sync.tasks import TaskReport, pull_tasks
from sync.unnamed_books import tell_unnamed
from sync.unproven import tell_all_unproven
from sync.worker import Worker, running

__all__ = [
    "CannotWrite",
    "PeriodReport",
    "follow_ledgers",
    "import_files",
    "pull_sources",
    "pull_task_trackers",
    "push_drafts",
    "rerun",
    "run_period",
]

MARK = "mark"
"""What is done to entries in their tracker, beside what is done to documents."""


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What a run did for a period."""

    period: Period
    reconciled: Reconciled
    billed: tuple[Billed, ...]
    left: dict[str, int]
    """Seconds of other months, from go-live on, that no run has placed yet."""
    changed_unseen: dict[str, int]
    """By month, how many billed entries changed or were deleted, and no run of that month has looked at them since."""
    tasks: tuple[TaskReport, ...] = ()
    """What came of each task tracker that was asked."""
    shown: tuple[Pushed, ...] = ()
    """What came of each draft in books that show drafts by themselves."""

    @property
    def changed(self) -> int:
        """Contracts that were planned anew."""
        return sum(unit.changed for unit in self.billed)

    @property
    def not_refreshed(self) -> tuple[TaskReport, ...]:
        """The task trackers that could not be asked."""
        return tuple(each for each in self.tasks if not each.is_done)


def pull_sources(worker: Worker, asked: Asked) -> list[ConnectorReport]:
    """Pulls what the trackers have; one that fails does not stop the others, and its report says why."""
    with running(worker, "pull") as run:
        run.detail["connectors"] = _not_yet(asked, connected(worker.configuration))
        settle_intents(worker, run)
        reports = pull(worker, run, asked)
        run.detail.update(
            connectors={each.connector: _outcome(each) for each in reports},
            problems={each.connector: each.problem for each in reports if not each.is_done},
            requests=sum(each.requests for each in reports),
            pauses={each.connector: each.pause for each in reports},
            quotas={each.connector: each.account.quota for each in reports if each.account and each.account.quota},
        )
    return reports


def pull_task_trackers(worker: Worker, asked: Asked) -> list[TaskReport]:
    """Asks the task trackers for what entries name; one that fails does not stop the others."""
    with running(worker, "tasks") as run:
        run.detail["connectors"] = _not_yet(asked, worker.configuration.task_trackers)
        settle_intents(worker, run)
        reports = pull_tasks(worker, run, asked)
        run.detail.update(
            connectors={each.connector: "done" if each.is_done else "not done" for each in reports},
            problems={each.connector: each.problem for each in reports if not each.is_done},
            requests=sum(each.requests for each in reports),
            pauses={each.connector: each.pause for each in reports},
        )
    return reports


def import_files(
    worker: Worker, paths: Sequence[Path], options: ImportOptions
) -> tuple[list[FileReport], list[tuple[Path, BadFile]]]:
    """Imports files one after the other; a file that cannot be read does not stop the others.

    Complete files are judged together, by connector, and only if all of them could be read.
    """
    reports: list[FileReport] = []
    refused: list[tuple[Path, BadFile]] = []
    accounts: dict[str, Account] = {}
    with running(worker, "import") as run:
        settle_intents(worker, run, offline=True)
        for done, path in enumerate(paths):
            try:
                reports.append(import_file(worker, run, path, options, accounts))
            except BadFile as problem:
                refused.append((path, problem))
            worker.progress("importing", done + 1, len(paths))
        judged = options if not refused else replace(options, complete=None)
        for account in accounts.values():
            place = max(n for n, report in enumerate(reports) if report.connector == account.connector)
            try:
                reports[place] = settle(worker, run, account, judged, reports[place])
            except BadFile as problem:
                refused.append((Path(reports[place].file), problem))
        run.detail.update(files=len(reports), refused=len(refused), entries=sum(r.entries for r in reports))
    return reports, refused


def run_period(worker: Worker, period: Period, plan_hash: str = "", *, offline: bool = False) -> PeriodReport:
    """Brings a period's drafts and issues up to what the store, the task trackers and the configuration say now.

    With the hash of a plan, only if that plan is still what this would do; else it raises PlanChanged. `offline`:
    neither task trackers nor ledgers are asked. Books with `push: automatic` show the drafts.
    """
    with running(worker, "run") as run:
        worker.store.keep_at_hand()
        settle_intents(worker, run, offline=offline)
        with worker.store.write() as tx:
            tell_all_unproven(tx, run, worker)
            tell_unnamed(worker, run, tx)
        reconciled, tasks = reconcile_with_tasks(worker, run, period, offline=offline)
        billed = bill_as_planned(worker, run, period, plan_hash) if plan_hash else bill(worker, run, period)
        end_deleted(worker, run)
        shown = () if offline else tuple(show_drafts(worker, run, period))
        with worker.store.read() as tx:
            go_live = worker.configuration.main.go_live
            left, changed = left_elsewhere(tx, period, go_live), changed_unseen(tx, go_live)
        report = PeriodReport(period, reconciled, tuple(billed), left, changed, tuple(tasks), shown)
        run.detail.update(period=period.name, contracts=len(report.billed), changed=report.changed)
        if plan_hash:
            run.detail["plan"] = plan_hash
    return report


def rerun(worker: Worker, months: Sequence[str]) -> list[PeriodReport]:
    """Runs those of some months again that were run before, by what is known of tasks."""
    with worker.store.read() as tx:
        known = {month_of_period(row.period) for row in tx.units.of()}
    wanted = {month_of_period(name) for name in months} & known
    return [run_period(worker, month(name), offline=True) for name in sorted(wanted)]


def push_drafts(worker: Worker, chosen: Sequence[StoredDraft]) -> list[Pushed]:
    """Writes drafts into their books, and ends what an earlier push left under way. Raises CannotWrite."""
    with running(worker, "push") as run:
        results = push(worker, run, chosen)
        results += [
            Pushed(each.connector, "", MARK, "", each.words, each.problem) for each in mark_invoiced(worker, run)
        ]
        run.detail.update(
            pushed=sum(not each.refused for each in results), refused=sum(bool(each.refused) for each in results)
        )
    return results


def follow_ledgers(worker: Worker) -> list[Followed]:
    """Looks what became of documents in ledgers; what people did there counts here."""
    with running(worker, "follow") as run:
        run.detail["connectors"] = _not_yet(Asked(), worker.configuration.books)
        results = follow(worker, run)
        with worker.store.write() as tx:
            tell_unnamed(worker, run, tx)
        marks = mark_invoiced(worker, run)
        results += [Followed(each.connector, 0, (each.words,), each.problem) for each in marks]
        run.detail.update(seen=sum(each.seen for each in results), acts=sum(len(each.acts) for each in results))
        run.detail["connectors"] = {each.books: "not done" if each.problem else "done" for each in results}
        run.detail["pauses"] = {each.books: each.pause for each in results}
    return results


def _outcome(report: ConnectorReport) -> str:
    """Whoever answered and could not prove a month was asked all the same."""
    return "done" if report.is_done else "not done" if report.problem else NOT_PROVEN


def _not_yet(asked: Asked, names: Iterable[str]) -> dict[str, str]:
    """Whom a run is about to ask: so it stands there, too, if it dies of a defect."""
    return {name: "not done" for name in names if not asked.connectors or name in asked.connectors}
