"""A process that serves: one store, the configuration as it is now, and a tick whenever something may be due."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Event, Lock, Thread

import structlog

from billing.alerts import configuration_broken
from config.keys import Keys, keys_of
from config.problems import Problem
from connectors.waiting import Timer
from mappings.lock import turn
from mappings.servers import Server
from mappings.store import Store
from sync.alerting import end, tell
from sync.outliving import Died, outlived
from sync.rereading import Reader
from sync.ticking import Ticked, tick
from sync.tidying import tidy
from sync.worker import Clock, StoreUnavailable, Worker, machine_timer

BY = "tieout serve"
"""Who signs what the daemon does."""
SERVE = "serve"
"""What the only serving process of a SQLite file holds."""
SEEN_EVERY = timedelta(minutes=1)
"""How often a process says that it is alive."""
TIDIED_EVERY = timedelta(days=1)
ELSEWHERE = Problem("tieout.yaml", 1, 1, "database", "is another one than this process serves; restart it")
SAID_WITHIN = 1
"""Seconds that are left to the last word of a process."""


@dataclass(slots=True)
class Pulse:
    """When a process last got on with anything, by a clock that never jumps."""

    timer: Timer
    at: float = 0

    def beat(self, *_: object) -> None:
        """It gets on now."""
        self.at = self.timer.now()

    def silent(self) -> timedelta:
        """For how long it has not."""
        return timedelta(seconds=self.timer.now() - self.at)


@dataclass(slots=True)
class Serving:
    """What a process that serves is made of. `ticked()` may be called by any thread, one at a time does the work."""

    reader: Reader
    store: Store
    clock: Clock
    stop: Event
    me: Server
    worker: Worker
    pulse: Pulse
    problems: tuple[Problem, ...] = ()
    takes_deliveries: Callable[[], bool] = lambda: True
    """Whether what is delivered is noted; the web says how to know."""
    trouble: str = ""
    """Why the last tick could not be made, in words."""
    _alone: Lock = field(default_factory=Lock)
    _again: Event = field(default_factory=Event)
    _seen: datetime | None = None
    _tidied: datetime | None = None

    def keys(self) -> Keys:
        """The keys of the vault as they are now. Raises BadKey."""
        return keys_of(self.reader.folder, self.reader.environment)

    def wake(self) -> None:
        """Something may be due; a tick that is under way looks once more."""
        self._again.set()

    def ticked(self) -> Ticked:
        """Does what is due now, and again for as long as somebody wakes it meanwhile."""
        done = Ticked(elsewhere=True)
        if not self._alone.acquire(blocking=False):
            self._again.set()
            return done
        try:
            while True:
                self._again.clear()
                ticked = outlived(self._tick_once, structlog.get_logger(), "tick_defect")
                if isinstance(ticked, Died):
                    self.trouble = ticked.words
                else:
                    done = ticked
                    self.pulse.beat()
                if not self._again.is_set() or self.stop.is_set():
                    return done
        finally:
            self._alone.release()

    def _tick_once(self) -> Ticked:
        try:
            self._say_that_i_am_alive()
            self.worker = self._worker_now()
            ticked = tick(self.worker)
            self._tidy()
        except StoreUnavailable as problem:
            self._note(str(problem))
            return Ticked(elsewhere=True)
        self._note("")
        return ticked

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            structlog.get_logger().error("store_unavailable", why=trouble)
        self.trouble = trouble

    def _worker_now(self) -> Worker:
        read = self.reader.read()
        if read.configuration.database != self.store.url:
            read = replace(read, stopped=frozenset(read.configuration.contracts), problems=(ELSEWHERE, *read.problems))
        if read.problems and read.problems != self.problems:
            log = structlog.get_logger()
            log.error("configuration_broken", problems=[str(each) for each in read.problems])
            found = [configuration_broken(self.worker.today, [str(each) for each in read.problems])]
            tell(self.worker, None, found, self.clock())
        if self.problems and not read.problems:
            end(self.worker, "configuration_broken", (), self.clock())
        self.problems = read.problems
        return replace(self.worker, configuration=read.configuration, stopped=read.stopped)

    def say_that_i_am_alive(self) -> None:
        """Notes it in the store, also while a tick takes long; a store that is away is the tick's to tell."""
        with suppress(StoreUnavailable):
            self._say_that_i_am_alive()

    def _say_that_i_am_alive(self) -> None:
        now = self.clock()
        if self._seen is None or abs(now - self._seen) >= SEEN_EVERY:
            with self.store.write() as tx:
                tx.servers.alive(self.me.id, now)
            self._seen = now

    def _tidy(self) -> None:
        now = self.clock()
        if self._tidied is None or abs(now - self._tidied) >= TIDIED_EVERY:
            self._tidied = now
            tidy(self.worker, now)


@contextmanager
def serving(folder: Path, environment: Mapping[str, str], clock: Clock) -> Iterator[Serving]:
    """A process that serves a folder, for the time of the block.

    Raises BadConfiguration, and StoreUnavailable, also where another process serves the same SQLite file.
    """
    reader = Reader(folder, environment)
    configuration = reader.read().configuration
    stop = Event()
    store = Store.open(configuration.database, BY)
    with ExitStack() as ends:
        ends.callback(store.close)
        if configuration.database.startswith("sqlite"):
            only_one(store, ends)
        me = _myself(clock())
        with store.write() as tx:
            tx.servers.begin(me)
        timer = machine_timer(stop)
        pulse = Pulse(timer, timer.now())
        worker = Worker(configuration, store, clock, pulse.beat, environment, stop, timer)
        structlog.get_logger().info("serving", process=me.process, version=me.version)
        try:
            yield Serving(reader, store, clock, stop, me, worker, pulse)
        finally:
            _say_that_it_ends(store, me, clock)


def _say_that_it_ends(store: Store, me: Server, clock: Clock) -> None:
    """If the store answers in time; if not, nobody has seen the process for five minutes soon."""

    def say() -> None:
        try:
            with store.write() as tx:
                tx.servers.end(me.id, clock())
        except StoreUnavailable as problem:
            structlog.get_logger().warning("end_not_noted", why=str(problem))

    saying = Thread(target=say, name="end", daemon=True)
    saying.start()
    saying.join(SAID_WITHIN)


def only_one(store: Store, ends: ExitStack) -> None:
    """Holds the place of the only process that serves a SQLite file. Raises StoreUnavailable where it is taken."""
    if not ends.enter_context(turn(store, SERVE)):
        raise StoreUnavailable(
            f"another `tieout serve` serves {store.url.removeprefix('sqlite:///')} already; a SQLite file has one. End "
            "it first, for only PostgreSQL takes several (docs/guide/database.md)"
        )


def _myself(now: datetime) -> Server:
    host, process = socket.gethostname(), os.getpid()
    return Server(f"{host}-{process}-{now:%Y%m%dT%H%M%S}", host, process, version("tieout"), now, now)
