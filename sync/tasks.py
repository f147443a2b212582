"""Asking the task trackers: first for what entries name, then for what changed beside it in the same projects.

Each page is stored before the next one is asked for, together with the marks of the entries that it concerns. What was
asked for in vain is stored last, when it is clear that not all of a tracker has gone out of sight.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import structlog

from billing.task_records import HIDDEN, MISSING, KnownProject, KnownTask
from billing.texts import clean
from connectors.errors import ConnectorError, Retry
from connectors.sources import SourceAccount
from connectors.tasks import TaskPage, TaskProject, TaskRecord, TaskSource
from connectors.waiting import fair_seconds
from mappings.due import TASKS
from mappings.store import Transaction
from sync.months import Asked
from sync.pull_one import FEW, Interrupted
from sync.sources import CannotConnect, opened_tasks
from sync.task_names import Wanted, note_unmatched, wanted
from sync.worker import Run, Worker

WATCHED = "tasks"
"""The kind of the watermark up to which changes beside what entries name were listed."""
BEFORE = timedelta(days=31)
"""How long before the first month with work that is not settled a change still matters."""
FEW_PROJECTS = 10
"""In so many projects changes are listed with every pull; in more once in a while, and never with the first."""
WHILE = timedelta(hours=20)
LISTED = 500
"""How many tasks that nobody names are listed at most, and kept to choose from."""

FIELD = 500
"""How much of a custom field is kept."""


@dataclass(slots=True)
class TaskReport:
    """What came of one task tracker. `problem` says why it stopped, `retry_after` in how many seconds it may go on."""

    connector: str
    account: SourceAccount | None = None
    projects: int = 0
    asked: int = 0
    """How many names were asked for."""
    found: int = 0
    missing: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """Names that led to no task, because there is none, or because the tracker does not say whether there is one."""
    listed: int = 0
    """Tasks that changed beside them."""
    changed: int = 0
    """Entries that must be matched again."""
    unread: list[str] = field(default_factory=list)
    requests: int = 0
    pause: int = 0
    """For how many seconds from its beginning nothing else brings about another like it, for the vendor's quota."""
    problem: str = ""
    retry_after: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether everything was asked."""
        return not self.problem


def pull_tasks(worker: Worker, run: Run, asked: Asked) -> list[TaskReport]:
    """Asks the task trackers for all that is named and not settled; their reports, in the order of tieout.yaml."""
    trackers = [name for name in worker.configuration.task_trackers if not asked.connectors or name in asked.connectors]
    if not trackers:
        return []
    note_unmatched(worker)
    with worker.store.read() as tx:
        names = tx.tasks.named_in(go_live=worker.configuration.main.go_live)

    def all_of(tracker: Tracker) -> None:
        listed = tracker.list_changes(names)
        tracker.ask_for(names, fewer=asked.fewer)
        if not listed:
            tracker.list_changes(names, first=True)

    return ask_trackers(worker, run, trackers, all_of, sign_in=True)


def ask_trackers(
    worker: Worker, run: Run, names: Sequence[str], step: Callable[[Tracker], None], *, sign_in: bool = False
) -> list[TaskReport]:
    """Reads the projects of some trackers, then takes a step with each. One that fails does not stop the others."""
    reports = [TaskReport(name) for name in names]
    with ExitStack() as opened:
        trackers: list[Tracker] = []
        for report in reports:
            with _told(report):
                source = opened.enter_context(opened_tasks(worker.outside, report.connector))
                trackers.append(Tracker(worker, run, source, report))
                trackers[-1].begin(sign_in=sign_in)
        for tracker in trackers:
            if tracker.report.is_done:
                with _told(tracker.report):
                    step(tracker)
            tracker.end()
    return reports


@contextmanager
def _told(report: TaskReport) -> Iterator[None]:
    """Turns what a tracker cannot do into its report."""
    try:
        yield
    except (ConnectorError, CannotConnect) as problem:
        report.problem = str(problem)
        report.retry_after = problem.retry_after if isinstance(problem, Retry) else None
        log = structlog.get_logger().bind(connector=report.connector)
        log.warning("connector_failed", why=report.problem, kind=type(problem).__name__)


@dataclass(frozen=True, slots=True)
class Tracker:
    """One task tracker that is being asked. Its methods raise ConnectorError; what was read until then is stored."""

    worker: Worker
    run: Run
    source: TaskSource
    report: TaskReport
    projects: dict[str, KnownProject] = field(default_factory=dict)
    """The visible ones, by the vendor's ids."""
    told: set[str] = field(default_factory=set)
    """The refs of the tasks that were read this time."""
    marked: set[str] = field(default_factory=set)
    """The entries to be matched again."""

    @property
    def name(self) -> str:
        """The connector's."""
        return self.report.connector

    def begin(self, *, sign_in: bool) -> None:
        """Learns who we are there, if that is asked, and which projects are visible."""
        if sign_in:
            self.report.account = self.source.account()
        listed = (known_project(self.name, each) for each in self.source.projects())
        self.projects.update((each.ref.partition(":")[2], each) for each in listed)
        self.report.projects = len(self.projects)
        with self.worker.store.write() as tx:
            first = not tx.tasks.projects(self.name)
            changed = tx.tasks.keep_projects(self.name, self.projects.values())
            self._mark(tx, tx.tasks.named_in() if first and changed else tx.tasks.named_like(changed))

    def ask_for(self, names: Sequence[str], *, fewer: bool = False) -> None:
        """Asks for what is named, and for what milestones wait for.

        Raises NoLongerShown if most of what was there before has gone at once, unless that is meant.
        """
        with self.worker.store.read() as tx:
            asked = wanted(self.worker, tx, self.name, names)
            within = self._projects_of(tx, asked)
        told = {key for key, task in asked.known.items() if task.ref in self.told}
        left = [key for key in asked.keys if key not in told]
        self.report.asked = len(asked.keys)
        why: dict[str, str] = {}
        for page in self._pages(self.source.named(left, within) if left else iter(())):
            self._keep(page)
            why |= dict.fromkeys(page.missing, MISSING) | dict.fromkeys(page.hidden, HIDDEN)
            self.report.found += len(page.tasks)
            self.worker.progress(f"{self.name}: tasks", self.report.found + len(why), len(left))
        self.report.found += len(told)
        self._without(asked, why, fewer=fewer)

    def list_changes(self, names: Sequence[str], *, first: bool = False) -> bool:
        """Reads what changed in the projects of what is named, beside it too, for people to choose from.

        It is never very much. Without `first`, nothing happens before what is named was asked for once; whether that is
        so.
        """
        with self.worker.store.read() as tx:
            since = tx.pulled.watermark(self.name, WATCHED)
            if (since is None) != first:
                return False
            projects, now = self._watched(tx, names), self.source.told_at()
            earliest = self._earliest(tx)
        if now is None:
            return False
        if len(projects) > FEW_PROJECTS:
            if since is None:
                projects, now = [], earliest
            elif now - since < WHILE:
                return True
        self._list(since or earliest, projects, names)
        with self.worker.store.write() as tx:
            tx.pulled.set_watermark(self.name, WATCHED, now, self.run.id)
        return True

    def end(self) -> None:
        """Counts what was sent."""
        report = self.report
        report.requests = self.source.sent()
        report.pause = fair_seconds(self.source.limits(), report.requests)
        counts = {"asked": report.asked, "found": report.found, "changed": report.changed}
        structlog.get_logger().info("tasks_pulled", connector=self.name, requests=report.requests, **counts)

    # ---- what is named ----

    def _keep(self, page: TaskPage) -> None:
        """Stores a page, and marks what it concerns."""
        found = [known_task(self.name, record, self.projects) for record in page.tasks]
        with self.worker.store.write() as tx:
            self._mark(tx, tx.tasks.keep(found, self.run.id, self.worker.clock()))
        self.told.update(task.ref for task in found)
        self.report.unread += page.rejected

    def _without(self, asked: Wanted, why: Mapping[str, str], *, fewer: bool) -> None:
        """Stores what was asked for in vain."""
        gone = [key for key in asked.known if key in why]
        if len(gone) >= FEW and len(gone) * 2 > len(asked.known) and not fewer:
            raise NoLongerShown(self.source.title, len(gone), len(asked.known))
        names = {name: reason for key, reason in why.items() for name in asked.keys.get(key, (key,))}
        self.report.missing = sorted(key for key, reason in why.items() if reason == MISSING)
        self.report.hidden = sorted(key for key, reason in why.items() if reason == HIDDEN)
        with self.worker.store.write() as tx:
            self._mark(tx, tx.tasks.not_found(self.name, names, self.worker.clock()))

    def _mark(self, tx: Transaction, names: Iterable[str]) -> None:
        entries = tx.tasks.to_match_again(sorted(names))
        tx.due.mark(TASKS, [(key, "") for key in entries])
        self.marked.update(entries)
        self.report.changed = len(self.marked)

    def _projects_of(self, tx: Transaction, asked: Wanted) -> list[str]:
        """The projects that probably hold what is asked for: those of known tasks, or all while nothing is known."""
        refs = {task.project for task in asked.known.values()}
        seen = sorted(own for own, each in self.projects.items() if each.ref in refs)
        return seen if len(asked.known) * 2 >= len(asked.keys) else sorted(self._open())

    def _open(self) -> list[str]:
        return [own for own, each in self.projects.items() if not each.archived]

    # ---- what changed beside it ----

    def _earliest(self, tx: Transaction) -> datetime:
        """From when on changes matter at all."""
        first = tx.tasks.first_day(self.worker.configuration.main.go_live) or self.worker.today
        return datetime.combine(first.replace(day=1), time(), UTC) - BEFORE

    def _watched(self, tx: Transaction, names: Sequence[str]) -> list[str]:
        """The projects in which changes are listed: the configured ones, else those that are named or owned."""
        configuration = self.worker.configuration
        configured = set(configuration.task_trackers[self.name].projects)
        owned = {project for contract in configuration.contracts.values() for project in contract.task_projects}
        refs = {task.project for tasks in tx.tasks.called(names).values() for task in tasks}
        return sorted(
            own
            for own in self._open()
            if (each := self.projects[own])
            and (
                bool(configured & {own, each.key, each.name})
                if configured
                else each.ref in refs | owned or f"{self.name}:{each.key}" in owned
            )
        )

    def _list(self, since: datetime, projects: Sequence[str], names: Sequence[str]) -> None:
        with self.worker.store.read() as tx:
            named = {task.ref for tasks in tx.tasks.called(names).values() for task in tasks}
        for page in self._pages(self.source.changed(since, projects) if projects else iter(())):
            page = replace(page, tasks=tuple(self._newer(page.tasks)))
            self._keep(page)
            self.report.listed += sum(f"{self.name}:{each.id}" not in named for each in page.tasks)
            self.worker.progress(f"{self.name}: changed tasks", self.report.listed, max(LISTED, self.report.listed))
            if self.report.listed >= LISTED:
                structlog.get_logger().info("changes_cut", connector=self.name, listed=self.report.listed)
                return

    def _newer(self, tasks: Sequence[TaskRecord]) -> list[TaskRecord]:
        """Of tasks that changed those that are not known as of later: lists lag behind."""
        refs = {each.id: f"{self.name}:{each.id}" for each in tasks}
        with self.worker.store.read() as tx:
            known = tx.tasks.of(list(refs.values()))

        def lags(each: TaskRecord) -> bool:
            before = known.get(refs[each.id])
            return bool(before and before.changed_at and each.changed_at and each.changed_at < before.changed_at)

        return [each for each in tasks if refs[each.id] not in self.told and not lags(each)]

    def _pages(self, pages: Iterator[TaskPage]) -> Iterator[TaskPage]:
        for page in pages:
            if self.worker.stop.is_set():
                raise Interrupted("interrupted; the next pull goes on from here")
            yield page
            gc.collect(0)  # nothing else does while a run is under way, and every request leaves a little behind


class NoLongerShown(ConnectorError):
    """Most tasks of a tracker have gone at once, which is taken for lost rights; nothing of it is stored."""

    def __init__(self, title: str, gone: int, known: int) -> None:
        super().__init__(
            f"{title} no longer shows {gone} of the {known} tasks that entries name; check the rights of the token's "
            "owner, or run `tieout pull --fewer` if it is meant"
        )


# ---- records ----


def known_project(connector: str, project: TaskProject) -> KnownProject:
    """A project as it is stored."""
    ref = f"{connector}:{project.id}"
    return KnownProject(ref, project.key, clean(project.name), project.archived, project.code.strip(), project.url)


def known_task(connector: str, task: TaskRecord, projects: Mapping[str, KnownProject]) -> KnownTask:
    """A task as it is stored; `projects` are those of its tracker, by the vendor's ids."""
    project = projects.get(task.project)
    return KnownTask(
        ref=f"{connector}:{task.id}",
        key=task.key,
        title=clean(task.title),
        url=task.url,
        status=clean(task.status),
        stage=task.stage,
        project=f"{connector}:{task.project}" if task.project else "",
        project_key=project.key if project else "",
        kind=clean(task.kind),
        parent=task.parent,
        parent_title=clean(task.parent_title),
        group=clean(task.group),
        assignee=clean(task.assignee),
        approval=task.approval,
        code=task.code.strip() or (project.code if project else ""),
        created_on=task.created_on,
        closed_at=task.closed_at,
        changed_at=task.changed_at,
        estimate_seconds=task.estimate_seconds,
        fields={clean(name): clean(text, FIELD) for name, text in task.fields.items()},
        old_keys=task.old_keys,
    )
