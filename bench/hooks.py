"""webhook: deliveries at a fixed rate, whatever the answers; floor: the same server whose handler does nothing.

The server has a process and one processor of its own, where there are several; who delivers has another one. Requests
begin when they are due, not when the one before was answered (an open loop), and are timed from then on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.hook_server import SECRET, WORD, prepare
from bench.steps import Benchmark, SetUp, Step

A_SECOND = 1000
"""Deliveries."""
ROWS = 10_000
FLOOD_SHARE = 5
"""A flood of forged and unknown ones comes besides, for memory alone: as many as a fifth of the deliveries, at once."""
ROOT = Path(__file__).parent.parent


@dataclass(slots=True)
class _Server:
    base: str
    process: subprocess.Popen[str]

    def told(self, question: str) -> int:
        """What the server says of itself."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        return int(json.loads(self.process.stdout.readline()))


@contextmanager
def _serving(folder: Path, part: str) -> Iterator[_Server]:
    """The server of a part, on the first of our processors."""
    command = [sys.executable, "-m", "bench.hook_server", str(folder), part, str(_processors()[0])]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield _Server(json.loads(process.stdout.readline()), process)
    finally:
        process.communicate()


def _processors() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def _make(folder: Path, rows: int) -> None:
    prepare(folder)
    (folder / "deliveries.txt").write_text(str(rows), encoding="utf-8")


def _run(folder: Path, step: Step, part: str) -> None:
    rows = int((folder / "deliveries.txt").read_text(encoding="utf-8"))
    with _serving(folder, part) as server:
        _deliver(server.base, rows // 10, A_SECOND // 2, "warm")
        before = server.told("processor")
        taken, statuses = _deliver(server.base, rows, A_SECOND, "timed")
        step.more["processor_ms_each"] = round((server.told("processor") - before) / rows / 1e6, 3)
        assert statuses == {"200": rows}, f"not everything was answered well: {statuses}"
        step.nanoseconds = sorted(taken)[len(taken) * 99 // 100]
        step.done = {"deliveries": rows}
        if part == "measured":
            step.done["noted"] = server.told("noted") - rows // 10
            assert step.done["noted"] == rows, "every delivery is noted once, and before it is answered"
            step.more["quiet_mb"] = round(server.told("peak") / 1e6, 1)
            _flood(server.base, max(rows // FLOOD_SHARE, 100))
        step.peak_bytes = server.told("peak")


def _deliver(base: str, rows: int, a_second: int, name: str) -> tuple[list[int], dict[str, int]]:
    """How many nanoseconds each took from when it was due, and how often each status was answered."""
    command = [sys.executable, "-m", "bench.hook_client", base, WORD, SECRET, str(rows), str(a_second), name]
    processors = _processors()
    found = json.loads(_other(command, processors[-1]))
    return found["taken"], found["statuses"]


def _flood(base: str, rows: int) -> None:
    """As many as can be sent, of strangers, forgers, and bodies that are too large; all are sent away."""
    command = [sys.executable, "-m", "bench.hook_client", base, WORD, "forged", str(rows), "0", "flood"]
    found = json.loads(_other(command, _processors()[-1]))["statuses"]
    assert set(found) <= {"401", "404", "413", "503"}, found


def _other(command: list[str], processor: int) -> str:
    environment = {**os.environ, "BENCH_PROCESSOR": str(processor)}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment).stdout


BENCHMARKS = (
    Benchmark("webhook", SetUp("places", _make), ROWS, partial(_run, part="floor"), partial(_run, part="measured")),
)
