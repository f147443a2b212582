"""What a benchmark is made of: a set-up that is made once, a floor, what is measured, and what both report."""

from __future__ import annotations

import resource
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter_ns, sleep, time

from connectors.waiting import Timer
from sync.worker import Worker, open_worker

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass(slots=True)
class Step:
    """One run of a floor or of what is measured: how long the timed part took, and what was done in all."""

    nanoseconds: int = 0
    """0 where it is not time that is measured."""
    done: dict[str, int] = field(default_factory=dict)
    """Counts and sums. Where floor and measured run name the same one, it must be the same number."""
    counted: int = 0
    """What was counted, where that is the figure."""
    more: dict[str, float] = field(default_factory=dict)
    """What is printed besides."""
    peak_bytes: int = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Adds the time of the block."""
        began = perf_counter_ns()
        yield
        self.nanoseconds += perf_counter_ns() - began


@dataclass(frozen=True, slots=True)
class SetUp:
    """A folder that benchmarks start from: what is added to a copy of the one it is based on."""

    name: str
    make: Callable[[Path, int], None]
    base: SetUp | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One figure: a time, or as many in a second of what `per_second` names.

    Where nothing is timed, what `counted` names is the figure.
    """

    name: str
    set_up: SetUp
    rows: int
    floor: Callable[[Path, Step], None]
    measured: Callable[[Path, Step], None]
    per_second: str = ""
    counted: str = ""

    @property
    def unit(self) -> str:
        """What the figure is one of."""
        return self.counted or (f"{self.per_second}/s" if self.per_second else "s")


def own_peak() -> int:
    """The most memory, in bytes, that this program ever had; what started it is not counted where that can be told."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@contextmanager
def worker_in(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Worker]:
    """The product at work in a folder, at a fixed moment."""
    worker = open_worker(folder, environment or {}, lambda: NOW)
    yield worker
    worker.store.close()


def unhurried() -> Timer:
    """A machine's clock that jumps instead of waiting: the pace that vendors ask for is not what is measured."""
    return Timer(monotonic, sleep, time).jumping()


@contextmanager
def raw_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The folder's database through the bare driver, opened as the product opens it."""
    connection = sqlite3.connect(folder / "tieout.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    yield connection
    connection.close()


def raw_insert(table: str, columns: Iterable[str]) -> str:
    """The statement that writes a row of a table by place."""
    names = list(columns)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608  # our own names
