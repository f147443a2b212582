"""start, idle: `tieout serve` until it is ready, and what it costs while nothing happens; floor: a server without work.

The folder is the example of `tieout init`, whose trackers are for files only: what a pull costs is measured elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns, sleep
from urllib.error import HTTPError, URLError

from bench.steps import Benchmark, SetUp, Step
from config.starter import write_example

IDLE_SECONDS = 20
PATIENCE_NANOSECONDS = 60 * 10**9
_NOTHING = """
import asyncio, socket, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
bound = socket.create_server(("127.0.0.1", 0))
print("at http://127.0.0.1:%d;" % bound.getsockname()[1], flush=True)
async def ready(_):
    return PlainTextResponse("ok")
app = Starlette(routes=[Route("/readyz", ready)])
asyncio.run(uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off")).serve(sockets=[bound]))
"""
"""The same server with nothing behind it."""


def _example(folder: Path, rows: int) -> None:
    write_example(folder)


@contextmanager
def _running(command: list[str], step: Step) -> Iterator[subprocess.Popen[str]]:
    """A server that has answered that it is ready; the step gets how long that took."""
    began = perf_counter_ns()
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split("at ", 1)[1].split(";", 1)[0].strip()
        while not _is_ready(address):
            assert perf_counter_ns() - began < PATIENCE_NANOSECONDS, "it never was ready"
        step.nanoseconds = perf_counter_ns() - began
        yield process
    finally:
        process.terminate()
        process.communicate()


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz") as answer:
            return bool(answer.status == 200)
    except (HTTPError, URLError, ConnectionError):
        return False


def _spent(process: subprocess.Popen[str]) -> tuple[int, int]:
    """The nanoseconds of processor that a process has used, and its memory in bytes."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{process.pid}/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    return ticks * 10**9 // os.sysconf("SC_CLK_TCK"), peak


def _started(command: list[str], step: Step) -> None:
    with _running(command, step) as process:
        step.peak_bytes = _spent(process)[1]
        step.done["ready"] = 1


def _idled(command: list[str], step: Step) -> None:
    with _running(command, step) as process:
        sleep(2)
        before, _ = _spent(process)
        sleep(IDLE_SECONDS)
        after, step.peak_bytes = _spent(process)
        step.nanoseconds = after - before
        step.more["percent"] = 100 * (after - before) / (IDLE_SECONDS * 10**9)


def _serve(folder: Path) -> list[str]:
    tieout = str(Path(sys.executable).with_name("tieout"))
    return [tieout, "serve", "--port", "0", "--config", str(folder)]


_FLOOR = [sys.executable, "-c", _NOTHING]
EXAMPLE = SetUp("example", _example)


def _benchmark(name: str, part: Callable[[list[str], Step], None]) -> Benchmark:
    return Benchmark(
        name, EXAMPLE, 0, lambda _, step: part(_FLOOR, step), lambda folder, step: part(_serve(folder), step)
    )


BENCHMARKS = (_benchmark("start", _started), _benchmark("idle", _idled))
