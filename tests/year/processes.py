"""A time in which four processes serve, and are killed, stopped or cut off from their database at random moments.

The processes are real (tests/year/served.py); the vendors, the people and the clock are the test's. Time goes on when
one of the processes has had its turn at a moment to the end, whatever became of the others meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Condition, Lock, Thread
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from mappings.database import StoreUnavailable
from mappings.store import Store
from sandbox.folder import BOOKS
from sync.ticking import Ticked
from tests.connectors.vendors import FakeTime, Vendors
from tests.databases import empty_database
from tests.laws.house import House
from tests.sync.ledgers import TWINS
from tests.year.life import BEGIN, Year, folder_of_its_own, house_in, stated, variables_of, vendors_of
from tests.year.witness import watch

FOUR = 4
SEED = int(os.environ.get("TIEOUT_SEED", "0"))
"""What people do, where it is to be otherwise than usual."""
PATIENCE = 600
"""Real seconds that a moment may take."""
FIRST = FakeTime().passed
KILL, STOP, CUT, BOTH = "killed", "stopped", "cut off", "stopped and cut off"
BEFALLS = (KILL, KILL, BOTH, KILL, KILL, STOP, KILL, KILL, CUT, KILL)
"""What befalls processes, in turns: one dies; stands still for a while; the server ends its connections; both."""
AT_WORK = 0.8
"""How often it befalls the one that works, if one does; else any."""


@dataclass
class SharedTime(FakeTime):
    """A time that only the test lets pass, and that other processes read from a file."""

    path: Path = field(kw_only=True)
    asked: int = 0
    """How often all were asked to look at the schedule."""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._tell()

    @property
    def moment(self) -> datetime:
        """The business moment."""
        return BEGIN + timedelta(seconds=self.passed - FIRST)

    def sleep(self, seconds: float) -> None:
        """Passes at once, for all."""
        with self._lock:
            self.passed += seconds
            self._tell()

    def ask(self) -> int:
        """Has all look at the schedule now; the number by which they tell that they have."""
        with self._lock:
            self.asked += 1
            self._tell()
            return self.asked

    def wall(self) -> float:
        """The business moment in seconds since 1970: all processes share what is in the vault."""
        return self.moment.timestamp()

    async def pause(self, seconds: float) -> None:
        """How a slow vendor takes its time."""
        self.sleep(seconds)

    def _tell(self) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(f"{self.moment.isoformat()} {self.asked}")
        new.replace(self.path)


@dataclass(frozen=True, slots=True)
class Look:
    """What was done, and not done, at somebody's turn."""

    done: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


@dataclass
class Processes:
    """The processes that serve, what they have said, and what can befall them."""

    program: subprocess.Popen[str]
    time: SharedTime
    url: str
    variables: dict[str, str]
    engine: Engine
    alive: dict[str, int] = field(default_factory=dict)
    """The ids of those that live, by name."""
    did: Counter[str] = field(default_factory=Counter)
    looks: list[Look] = field(default_factory=list)
    """What they have said and nobody has asked for yet."""
    had_its_turn: int = 0
    """When one was last asked that has had its turn to the end."""
    ended: dict[str, int] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _pids: dict[str, int] = field(default_factory=dict)
    _looking: set[str] = field(default_factory=set)
    _hurt: set[str] = field(default_factory=set)
    """Who was stopped or cut off at this moment."""
    _again: dict[str, float] = field(default_factory=dict)
    """When those that stand still may go on."""
    _news: Condition = field(default_factory=Condition)

    def __post_init__(self) -> None:
        Thread(target=self._listen, name="processes", daemon=True).start()

    # ---- what they say ----

    def _listen(self) -> None:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            said = json.loads(line)
            if "sleep" in said:
                self.time.sleep(said["sleep"])
                continue
            with self._news:
                self._note(said["name"], said)
                self._news.notify_all()

    def _note(self, name: str, said: dict[str, Any]) -> None:
        if "process" in said:
            self._pids[name] = said["process"]
        elif "began" in said:
            self._begun.add(name)
        elif "ended" in said:
            self.ended[name] = said["ended"]
        elif "looking" in said:
            self._looking.add(name)
        else:
            self._looking.discard(name)
            self._note_look(said)

    def _note_look(self, said: dict[str, Any]) -> None:
        if said["elsewhere"] or said["trouble"]:
            return
        self.had_its_turn = max(self.had_its_turn, said["looked"])
        self.looks.append(Look(tuple(said["done"]), tuple((duty, words) for duty, words in said["failed"])))

    def until(self, true: Callable[[], Any], seconds: float = PATIENCE) -> bool:
        """Waits until something is true, at most so long; whether it is."""
        with self._news:
            found = self._news.wait_for(lambda: self._unbidden() or true(), seconds)
        assert not self._unbidden(), f"ended by themselves: {self._unbidden()}"
        return bool(found)

    def _unbidden(self) -> dict[str, int]:
        return {name: code for name, code in self.ended.items() if name in self.alive}

    # ---- their lives ----

    def begin(self) -> str:
        """A new process, that may not serve yet; its name."""
        name = f"served-{os.getpid()}-{self.did['began']}"
        self.did["began"] += 1
        url = make_url(self.url).update_query_dict({"application_name": name})
        environment = {**self.variables, "DATABASE": url.render_as_string(hide_password=False)}
        assert self.program.stdin is not None
        self.program.stdin.write(f"{json.dumps({'name': name, 'environment': environment})}\n")
        self.program.stdin.flush()
        assert self.until(lambda: name in self._pids), name
        self.alive[name] = self._pids[name]
        return name

    def begin_all(self, count: int) -> list[str]:
        """So many that serve."""
        names = [self.begin() for _ in range(count)]
        assert self.until(lambda: self._begun.issuperset(names))
        return names

    def at_work(self) -> str:
        """Whose turn it is now, if it is anybody's."""
        with self.engine.connect() as connection:
            found = connection.execute(text(_AT_WORK), {"names": list(self.alive)}).scalar()
        return str(found or "")

    def befall(self, what: str, name: str, seconds: float = 0) -> None:
        """Lets something befall a process; one that stands still may go on after so many real seconds."""
        pid = self.alive[name]
        self.did[what] += 1
        if what == KILL:
            del self.alive[name]
            self._again.pop(name, None)
            os.kill(pid, signal.SIGKILL)
            self.begin()
            return
        self._hurt.add(name)
        if what != CUT:
            os.kill(pid, signal.SIGSTOP)
            self._again[name] = monotonic() + seconds
        if what != STOP:
            with self.engine.connect() as connection:
                connection.execute(text(_CUT), {"name": name})

    def strike(self, chance: Random) -> bool:
        """Something befalls somebody, rather who works; whether it did."""
        working = self.at_work()
        if not working and chance.random() < AT_WORK:
            return False
        named = working if chance.random() < AT_WORK else chance.choice(sorted(self.alive))
        what = BEFALLS[self.did["struck"] % len(BEFALLS)]
        if named not in self.alive or (named in self._again and what != KILL):
            return False
        self.did["struck"] += 1
        self.did["struck at work"] += named == working
        self.befall(what, named, chance.uniform(0.1, 1.5))
        return True

    def go_on(self, *, all_: bool = False) -> None:
        """Those that have stood still for long enough go on."""
        for name, when in list(self._again.items()):
            if all_:
                sleep(max(when - monotonic(), 0))
            if monotonic() >= when:
                del self._again[name]
                os.kill(self.alive[name], signal.SIGCONT)

    def come_to_rest(self) -> None:
        """Everybody goes on; who was stopped or cut off in the middle of something has ended that, or given it up."""
        self.go_on(all_=True)
        assert self.until(lambda: not self._hurt & self._looking & self.alive.keys()), self._hurt & self._looking
        self._hurt.clear()


_AT_WORK = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 7468103 AND a.application_name = ANY(:names)
AND l.objid = (hashtext(current_schema() || '/schedule')::bigint & 4294967295)::oid
"""
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"


@dataclass(slots=True)
class Served(Year):
    """A year that processes of their own serve."""

    time: SharedTime
    processes: Processes = field(kw_only=True)
    strikes: Callable[[datetime], int] = field(kw_only=True)
    """How often something befalls somebody at a moment, if that takes so long."""
    longest: float = 1.0
    """Real seconds between two strikes at most."""

    def pass_to(self, moment: datetime) -> None:
        """Lets time pass; it may have passed already while somebody waited."""
        self.time.sleep(max((moment - self.now).total_seconds(), 0))

    def push(self) -> None:
        """Somebody pushes, again if a process is at work."""
        self._patiently(self.house.push)

    def tick(self) -> Ticked:
        """Waits until a process has had its turn now."""
        processes, until = self.processes, monotonic() + PATIENCE
        strikes, number = self._strikes(self.now), self.time.ask()
        while not processes.until(lambda: processes.had_its_turn >= number, self._next_strike(strikes)):
            assert monotonic() < until, f"nobody had a turn at {self.now}"
            processes.go_on()
            if strikes and monotonic() >= strikes[0] and processes.strike(self.chance):
                strikes.pop(0)
        processes.come_to_rest()
        return self._told()

    def _strikes(self, at: datetime) -> list[float]:
        found, moment = [], monotonic()
        for _ in range(self.strikes(at)):
            moment += self.chance.uniform(0, self.longest)
            found.append(moment)
        return found

    def _next_strike(self, strikes: list[float]) -> float:
        return min(max(strikes[0] - monotonic(), 0.02), 0.05) if strikes else 0.05

    def _told(self) -> Ticked:
        looks, self.processes.looks = self.processes.looks, []
        failed = [each for look in looks for each in look.failed]
        assert not any("defect" in words for _, words in failed), failed
        self.did.update(f"{name} done" for look in looks for name in look.done)
        self.did.update(f"{name} failed" for name, _ in failed)
        return Ticked()

    def _patiently(self, do: Callable[[], object]) -> None:
        until = monotonic() + PATIENCE
        while True:
            try:
                do()
            except StoreUnavailable:
                assert monotonic() < until
                sleep(0.05)
            else:
                return


@dataclass(frozen=True, slots=True)
class Size:
    """How large an agency is: with so many entries in each tracker (0: that of the demo), and other words."""

    entries: int = 0
    other: Mapping[str, str] = field(default_factory=dict)


WHOLE = Size()
SMALL = Size(90, {"pull: every 12 hours": "pull: every day"})
OTHER = {
    **stated("US", "America/New_York"),
    "database: sqlite:///tieout.db": "database: ${DATABASE}",
    f"  {BOOKS}:\n": f"  {BOOKS}:\n    push: automatic\n",
}
"""What the agency states in the place of other words."""


@contextmanager
def served(kind: str, strikes: Callable[[datetime], int], count: int = FOUR, size: Size = WHOLE) -> Iterator[Served]:
    """An agency on PostgreSQL that so many processes serve, before its first bill."""
    with folder_of_its_own() as beside, folder_of_its_own() as folder, empty_database("postgresql") as url:
        time = SharedTime(path=beside / "clock")
        store = Store.open(url)
        watch(store)
        try:
            with vendors_of(kind, time, size.entries) as vendors:
                house = house_in(folder, vendors, store, kind, {**OTHER, **size.other})
                with _program(folder, beside, (time, url, variables_of(vendors.world))) as processes:
                    processes.begin_all(count)
                    yield _year(house, vendors, time, kind, (processes, strikes))
        finally:
            store.close()


def _year(
    house: House,
    vendors: Vendors,
    time: SharedTime,
    kind: str,
    how: tuple[Processes, Callable[[datetime], int]],
) -> Served:
    processes, strikes = how
    twin, chance = TWINS[kind](vendors), Random(SEED or len(kind))
    made = Served(house, vendors.world, time, twin, chance, processes=processes, strikes=strikes)
    made.approved = ("draft", "pushed")
    return made


@contextmanager
def _program(folder: Path, beside: Path, how: tuple[SharedTime, str, dict[str, str]]) -> Iterator[Processes]:
    """The program that the processes are forked from, with what they log; nobody of them is left afterwards."""
    time, url, variables = how
    command = [sys.executable, "-m", "tests.year.served", str(folder), str(time.path)]
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    log = beside / "log"
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as program,
    ):
        processes = Processes(program, time, url, variables, engine)
        try:
            yield processes
            assert b"duty_defect" not in log.read_bytes(), _last(log)
        except BaseException:
            sys.stderr.write(_last(log))
            raise
        finally:
            assert program.stdin is not None
            program.stdin.close()
            program.wait(30)


def _last(log: Path) -> str:
    return log.read_text(errors="replace")[-20_000:]
