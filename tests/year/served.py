"""Processes that serve, for a test: their clock is a file, and each says what its looks at the schedule have brought.

`python -m tests.year.served FOLDER CLOCK` reads the program's modules once. Each line of JSON that it is told is a new
process, forked: its name and its environment. Back come lines of JSON of all of them. They end with their parent.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any, NoReturn

import structlog

from connectors.waiting import Timer
from mappings.database import StoreUnavailable
from sync.serving import Serving, serving

READ_BEFOREHAND = (
    "babel.dates",
    "connectors.asana.source",
    "connectors.clockify.source",
    "connectors.harvest.source",
    "connectors.jira.source",
    "connectors.quickbooks.ledger",
    "connectors.toggl.source",
    "connectors.xero.ledger",
    "mappings.postgres",
    "psycopg",
    "quickbooks.client",
    "review.client_pdf",
    "xero_python.accounting",
)
NOTHING_NEW, ELSEWHERE = 1 / 50, 1 / 4
"""Seconds until a process looks again: whether it is asked to, and whether it is its turn now."""
LONGEST = 300
"""A line is written at once, so that those of several processes do not mix."""

Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class ClockFile:
    """The business clock: a moment in a file, which the test writes, and how often all were asked to look."""

    path: Path

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text().split()[0])

    def asked(self) -> int:
        """How often all were asked to look at the schedule."""
        return int(self.path.read_text().split()[1])

    def timer(self, say: Say) -> Timer:
        """How connectors wait by it: they say so, and the test lets that time pass."""

        def wait(seconds: float) -> None:
            until = self() + timedelta(seconds=seconds)
            say(sleep=seconds + 1 / 1000)
            while self() < until:
                sleep(1 / 1000)

        return Timer(lambda: self().timestamp(), wait, lambda: self().timestamp())


def serve(folder: Path, clock: ClockFile, environment: dict[str, str], say: Say) -> None:
    """Serves until it is killed, or its parent is gone."""
    parent = os.getppid()
    with started(folder, environment, clock) as served:
        served.worker = replace(served.worker, timer=clock.timer(say))
        say(began=clock().isoformat())
        while os.getppid() == parent:
            look(served, clock, say)


@contextmanager
def started(folder: Path, environment: dict[str, str], clock: ClockFile) -> Iterator[Serving]:
    """Who loses the database while it starts ends with a sentence; whoever keeps it running starts it again."""
    with ExitStack() as ends:
        while True:
            try:
                served = ends.enter_context(serving(folder, environment, clock))
                break
            except StoreUnavailable as problem:
                structlog.get_logger().warning("not_started", why=str(problem))
                sleep(NOTHING_NEW)
        yield served


def look(served: Serving, clock: ClockFile, say: Say) -> None:
    """Looks once, says so, and waits until it is asked to look again, or until it may be its turn."""
    number = clock.asked()
    say(looking=number)
    ticked = served.ticked()
    say(
        looked=number,
        elsewhere=ticked.elsewhere,
        trouble=served.trouble,
        done=[name for name, _ in ticked.done],
        failed=[[name, words[:LONGEST]] for name, _, words in ticked.failed],
    )
    if ticked.elsewhere:
        sleep(ELSEWHERE)
        return
    while clock.asked() == number:
        sleep(NOTHING_NEW)


def child(folder: Path, clock: ClockFile, order: dict[str, Any], out: int) -> NoReturn:
    """A process of its own, which ends here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    structlog.contextvars.bind_contextvars(name=order["name"])
    code = 1
    try:
        serve(folder, clock, order["environment"], saying(order["name"], out))
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(code)


def saying(name: str, out: int) -> Say:
    """Says something in one line, whole."""

    def say(**said: Any) -> None:
        os.write(out, f"{json.dumps({'name': name, **said})}\n".encode())

    return say


def main(folder: Path, clock: ClockFile) -> None:
    """Forks a process for each order, and says how each ended."""
    out = os.dup(1)
    os.dup2(2, 1)
    for module in READ_BEFOREHAND:
        importlib.import_module(module)
    gc.freeze()
    names: dict[int, str] = {}

    def ended(_: int, __: FrameType | None) -> None:
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                saying(names.pop(found[0], "?"), out)(ended=os.waitstatus_to_exitcode(found[1]))

    signal.signal(signal.SIGCHLD, ended)
    for line in sys.stdin:
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))
        process = os.fork()
        names[process] = order["name"]
        if process:
            saying(order["name"], out)(process=process)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))
        if process == 0:
            child(folder, clock, order, out)
    for process in list(names):
        os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), ClockFile(Path(sys.argv[2])))
