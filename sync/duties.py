"""What the daemon does by itself: each duty is a name in `schedule:`, and the stages that it goes through.

A duty reads what is due from the store and leaves the rest to the pipeline, as a person's command would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from billing.calendar import month, month_before, month_name
from billing.periods import month_of_period
from billing.records import Period
from connectors.base import LedgerApiConfig
from sync.alerting import Occasion
from sync.pipeline import PeriodReport, follow_ledgers, pull_sources, pull_task_trackers, run_period
from sync.pull import Asked
from sync.worker import Worker


class NotDone(Exception):
    """What was due could not be done, or not all of it; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that comes due. `insists`: each moment counts, and one that failed is tried again until it is done.

    `tells` is what people are told of once it is done; a duty that does nothing else has no `do`.
    `pings`: when it is done and proven, the operator's watchman is told.
    """

    name: str
    do: Callable[[Worker, datetime], None] | None = None
    insists: bool = False
    tells: Occasion | None = None
    pings: bool = False


def pull_everything(worker: Worker, _: datetime) -> None:
    """All trackers are asked for what is new, and open months are brought up to it. Raises NotDone."""
    _pull(worker, ())


def poll(worker: Worker, _: datetime) -> None:
    """Trackers that send no webhooks are asked for what is new. Raises NotDone."""
    names = [name for name, each in worker.configuration.connectors.items() if each.kind in WITHOUT_WEBHOOKS]
    if names:
        _pull(worker, tuple(names))


def read_again(worker: Worker, connectors: Collection[str]) -> None:
    """What webhooks wake: those that delivered are asked for what is new, whatever they are. Raises NotDone."""
    configuration = worker.configuration
    sources = tuple(name for name in configuration.connectors if name in connectors)
    if sources:
        _pull(worker, sources)
    trackers = tuple(name for name in configuration.task_trackers if name in connectors)
    if trackers:
        problems = _pull_tasks(worker, Asked(trackers))
        refresh(worker)
        _all_done(problems)
    if any(name in connectors for name in configuration.books):
        follow(worker, worker.clock())


def woken(worker: Worker) -> list[str]:
    """Who delivered something since they were last asked; who could not be asked then is left to the schedule."""
    with worker.store.read() as tx:
        waiting = {name: tx.deliveries.waiting(name)[-1].received_at for name in tx.deliveries.connectors()}
        if not waiting:
            return []
        asked: dict[str, datetime] = {}
        for kind in ("pull", "tasks", "follow"):
            for began, detail in tx.runs.ended(kind, RUNS_LOOKED_AT):
                for name in detail.get("connectors", {}):
                    asked.setdefault(name, began)
    now = worker.clock()
    return [name for name, came in waiting.items() if name not in asked or _is_new(came, asked[name], now)]


RUNS_LOOKED_AT = 100


def _is_new(came: datetime, asked: datetime, now: datetime) -> bool:
    """Whether something came since it was asked for; what lies ahead is from before the clock went back."""
    return asked > now or asked <= came <= now


WITHOUT_WEBHOOKS = ("harvest",)
"""Kinds of tracker that tell nothing by themselves."""


def follow(worker: Worker, _: datetime) -> None:
    """Ledgers are asked what became of documents. Raises NotDone."""
    if not any(isinstance(each, LedgerApiConfig) for each in worker.configuration.books.values()):
        return
    began = worker.clock()
    problems = {each.books: each.problem for each in follow_ledgers(worker)}
    _read(worker, problems, began)
    _all_done(problems)


def bill(worker: Worker, due_at: datetime) -> None:
    """The month before the day is pulled whole, proven and drafted as far as it can be. Raises NotDone."""
    period = month_billed(worker, due_at)
    problems = _asked_again(worker, Asked(periods=(period,)))
    report = run_period(worker, period)
    problems |= {each.connector: each.problem or "not done" for each in report.not_refreshed}
    _all_done(problems)


def month_told(worker: Worker, duty: Duty, due_at: datetime) -> str:
    """The month that people are told of; of readiness its own."""
    if duty.tells is Occasion.READINESS:
        return month_name(due_at.astimezone(ZoneInfo(worker.configuration.main.company.timezone)).date())
    return month_billed(worker, due_at).name


def month_billed(worker: Worker, due_at: datetime) -> Period:
    """The month that is billed by what comes due at a moment."""
    return month_before(due_at.astimezone(ZoneInfo(worker.configuration.main.company.timezone)).date())


DUTIES: Mapping[str, Duty] = {
    duty.name: duty
    for duty in (
        Duty("pull", pull_everything, tells=Occasion.AFTER_PULL, pings=True),
        Duty("poll", poll, tells=Occasion.AFTER_PULL),
        Duty("follow", follow),
        Duty("reminders", tells=Occasion.DAILY),
        Duty("weekly", tells=Occasion.WEEKLY),
        Duty("readiness", tells=Occasion.READINESS),
        Duty("approvals_close", tells=Occasion.APPROVALS_CLOSE),
        Duty("bill", bill, insists=True, tells=Occasion.BILLED, pings=True),
        Duty("metrics", tells=Occasion.MONTHLY),
    )
}
"""In the order in which they are done where several are due."""


def _pull(worker: Worker, connectors: tuple[str, ...]) -> None:
    problems = _asked_again(worker, Asked(connectors))
    refresh(worker)
    _all_done(problems)


def _asked_again(worker: Worker, asked: Asked) -> dict[str, str]:
    """Why each connector could not be asked, or could not prove what it has; nothing for those that did."""
    began = worker.clock()
    reports = pull_sources(worker, asked)
    problems = {each.connector: "" if each.is_done else each.problem or "a month is not proven" for each in reports}
    _read(worker, problems, began)
    if worker.configuration.task_trackers and not asked.connectors:
        problems |= _pull_tasks(worker, Asked())
    return problems


def _pull_tasks(worker: Worker, asked: Asked) -> dict[str, str]:
    began = worker.clock()
    reports = pull_task_trackers(worker, asked)
    problems = {each.connector: "" if each.is_done else each.problem or "not done" for each in reports}
    _read(worker, problems, began)
    return problems


def _read(worker: Worker, problems: Mapping[str, str], began: datetime) -> None:
    """What was delivered before a reading that went well is read."""
    with worker.store.read() as tx:
        waiting = [name for name in tx.deliveries.connectors() if problems.get(name) == ""]
    if waiting:
        with worker.store.write() as tx:
            for name in waiting:
                tx.deliveries.done_before(name, began, worker.clock())


def refresh(worker: Worker) -> list[PeriodReport]:
    """Brings the current month and those that were planned before up to what is known now, where they are due.

    Neither trackers nor ledgers are asked, and nothing is shown in books. What one month leaves to another has that one
    looked at, too; each of them once.
    """
    reports: dict[str, PeriodReport] = {}
    while left := sorted(_months_due(worker) - reports.keys()):
        reports[left[0]] = run_period(worker, month(left[0]), offline=True)
    return list(reports.values())


def _months_due(worker: Worker) -> set[str]:
    """The months of which anything is due, and open ones that were planned by another configuration."""
    now = month_name(worker.today)
    with worker.store.read() as tx:
        rows = tx.units.of()
        known = {month_of_period(row.period) for row in rows} | {now}
        open_ = {month_of_period(row.period) for row in rows if not row.closed} | {now}
        otherwise = {name for name in open_ if not _planned_by(tx.runs.last_configuration(name), worker)}
        return (tx.due.months() & known) | otherwise


def _planned_by(configuration: str | None, worker: Worker) -> bool:
    return configuration == worker.configuration.hash


def _all_done(problems: Mapping[str, str]) -> None:
    failed = {name: words for name, words in problems.items() if words}
    if failed:
        raise NotDone("; ".join(f"{name}: {words}" for name, words in sorted(failed.items())))
