"""Puts everything together: configuration, store, clock and progress, for the stages to work with."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from billing.catalogue import Catalogue
from config.loader import Configuration, load
from connectors.waiting import Timer
from mappings.audit import ITSELF
from mappings.database import StoreUnavailable
from mappings.lock import only_runner
from mappings.store import Store, Transaction
from mappings.trouble import Taken
from sync.sources import Outside

__all__ = ["ITSELF", "Run", "StoreUnavailable", "Worker", "open_worker", "running", "system_clock"]

Clock = Callable[[], datetime]
Loading = Callable[[Path, Mapping[str, str]], Configuration]
"""How a configuration is read from a folder."""
Progress = Callable[[str, int, int], None]
PATIENCE_SECONDS = 30
"""How long a run waits for another one to end."""


def no_progress(what: str, done: int, of: int) -> None:
    """Says nothing; for pipes and tests."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a stage needs: the checked configuration, the open store, the business clock, and someone to tell."""

    configuration: Configuration
    store: Store
    clock: Clock
    progress: Progress = no_progress
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where tokens stand; read when one is needed."""
    stop: Event = field(default_factory=Event)
    """Set when a person interrupts: stages stop between two pages."""
    timer: Timer = field(default_factory=lambda: machine_timer(Event()))
    """How connectors wait: by the machine's clock, whatever the business clock says."""
    stopped: frozenset[str] = frozenset()
    """Contracts that are left as they are, because their files cannot be used now."""

    @property
    def outside(self) -> Outside:
        """What is needed to ask a tracker."""
        return Outside(self.configuration, self.environment, self.timer)

    @property
    def today(self) -> date:
        """The business day, in the company's zone."""
        return self.today_at(self.clock())

    def today_at(self, moment: datetime) -> date:
        """The business day of a moment, in the company's zone."""
        return moment.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The company's zone."""
        return ZoneInfo(self.configuration.main.company.timezone)

    def catalogue(self, tx: Transaction) -> Catalogue:
        """The rules of the configuration together with what people have decided since."""
        decided = tx.decided
        return replace(self.configuration.catalogue, projects=decided.projects(), users=decided.people())


@dataclass(slots=True)
class Run:
    """A piece of work under way; what it puts into `detail` is kept with its outcome."""

    id: int
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def running(worker: Worker, kind: str) -> Iterator[Run]:
    """One run, alone on the database: recorded when it starts, and how it ended. Raises StoreUnavailable.

    It waits for another one for a while: what is asked by schedule each minute takes seconds.
    """
    log, by = structlog.get_logger(), worker.configuration.hash
    with ExitStack() as lock:
        _take(worker, lock)
        with worker.store.write() as tx:
            run = Run(tx.runs.start(kind, worker.clock()))
            tx.runs.keep_configuration(by, worker.configuration.snapshot, run.id)
        with structlog.contextvars.bound_contextvars(run=run.id, configuration=by[:8]):
            log.info("run_started", kind=kind)
            try:
                with without_collection():
                    yield run
            except BaseException:
                _finish(worker, run, "failed")
                log.info("run_failed", kind=kind)
                raise
            _finish(worker, run, "done")
            log.info("run_finished", kind=kind, **run.detail)


def _take(worker: Worker, lock: ExitStack) -> None:
    """Takes the place of the only runner, as soon as it is free. Raises Taken where that takes too long."""
    until = worker.timer.now() + PATIENCE_SECONDS
    while True:
        try:
            lock.enter_context(only_runner(worker.store))
        except Taken:
            if worker.stop.is_set() or worker.timer.now() >= until:
                raise
            worker.progress("waiting for another tieout", 0, 1)
            worker.timer.sleep(1)
        else:
            return


@contextmanager
def without_collection() -> Iterator[None]:
    """Spares the search for cycles among very many records that have none: an eighth of the time of a large month."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def open_worker(
    folder: Path,
    environment: Mapping[str, str],
    clock: Clock,
    progress: Progress = no_progress,
    loading: Loading | None = None,
) -> Worker:
    """A worker for a folder. Raises BadConfiguration or StoreUnavailable."""
    configuration = (loading or load)(folder, environment)
    stop = Event()
    store = Store.open(configuration.database)
    return Worker(configuration, store, clock, progress, environment, stop, machine_timer(stop))


def machine_timer(stop: Event) -> Timer:
    """Waits by the machine's clock; whoever sets `stop` ends every sleep."""

    def sleep(seconds: float) -> None:
        stop.wait(seconds)

    return Timer(time.monotonic, sleep, time.time)


def system_clock() -> datetime:
    """The time now; the only place that asks the machine for it."""
    return datetime.now(UTC)


def _finish(worker: Worker, run: Run, outcome: str) -> None:
    with worker.store.write() as tx:
        tx.runs.finish(run.id, worker.clock(), outcome, run.detail)
