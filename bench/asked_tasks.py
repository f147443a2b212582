"""requests-jira, requests-asana: what a first pull of the tasks that 10,000 entries name asks of a vendor.

Floor: as few requests as could bring these tasks. Jira takes a hundred keys in one; Asana shows a page of a project, or
one task.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.steps import NOW, Benchmark, SetUp, Step, unhurried, worker_in
from bench.workspace import PROJECTS, TOKEN, Tasked, connect, tracker_of, write_agency

VENDORS = ("jira", "asana")
LARGEST_PAGE = 100
"""The most tasks at once, of either."""
SPREAD = 67
"""In the larger workspace, so many tasks for each that is named."""
_SIZE = "entries.txt"


def _make(folder: Path, rows: int, vendor: str, spread: int) -> None:
    write_agency(folder, vendor, Tasked(rows, spread))
    (folder / _SIZE).write_text(str(rows), encoding="utf-8")


def pull_all(folder: Path, vendor: str, size: Tasked) -> int:
    """A first pull of tasks that finds every one; how many requests it takes."""
    from sandbox.clock import Clock
    from sandbox.server import Serving, services
    from sandbox.world import World
    from sync.pipeline import pull_task_trackers
    from sync.pull import Asked

    timer = unhurried()
    world = World(Clock(NOW, timer.now))
    tracker = world.tasks[vendor] = tracker_of(vendor, size, world.clock)
    with Serving(world, mounted=services(world, (vendor,))) as serving:
        connect(folder, vendor, f"{serving.base}/{_PATH[vendor]}")
        with worker_in(folder, {TOKEN: tracker.token()}) as worker:
            (report,) = pull_task_trackers(replace(worker, timer=timer), Asked((vendor,)))
    connect(folder, vendor)
    assert not report.problem, report.problem
    assert (report.found, report.missing, report.hidden, report.unread) == (size.named, [], [], [])
    assert report.requests == len(world.requests)
    return report.requests


def _measured(folder: Path, step: Step, vendor: str, spread: int) -> None:
    step.counted = pull_all(folder, vendor, Tasked(_rows(folder), spread))


def _floor(folder: Path, step: Step, vendor: str, spread: int) -> None:
    size = Tasked(_rows(folder), spread)
    everything, named = -(-size.named * spread // PROJECTS), size.named
    pages = -(-everything // LARGEST_PAGE) * PROJECTS
    step.counted = -(-named // LARGEST_PAGE) if vendor == "jira" else min(named, pages)


def _rows(folder: Path) -> int:
    return int((folder / _SIZE).read_text(encoding="utf-8"))


def _of(vendor: str, spread: int, name: str) -> Benchmark:
    set_up = SetUp(name, partial(_make, vendor=vendor, spread=spread))
    floor, measured = (partial(part, vendor=vendor, spread=spread) for part in (_floor, _measured))
    return Benchmark(f"requests-{name}", set_up, 10_000, floor, measured, counted="requests")


_PATH = {"jira": "jira", "asana": "asana/api/1.0"}
BENCHMARKS = tuple(
    _of(vendor, spread, f"{vendor}{size}") for spread, size in ((1, ""), (SPREAD, "-large")) for vendor in VENDORS
)
