"""requests-…: what a first pull of 10,000 entries asks of a vendor; floor: the least that its paging allows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.agency import Size, configure, write_folder
from bench.pulls import pull_all
from bench.steps import NOW, Benchmark, SetUp, Step, unhurried, worker_in

LARGEST_PAGE = {"harvest": 2000, "toggl": 1000, "clockify": 1000}
"""The most entries at once: Harvest's documentation, what Toggl's report is asked for, Clockify's report."""
_SIZE = "entries.txt"


def _make(folder: Path, rows: int) -> None:
    write_folder(folder, Size(rows))
    (folder / _SIZE).write_text(str(rows), encoding="utf-8")


def _measured(folder: Path, step: Step, vendor: str) -> None:
    from sandbox.clock import Clock
    from sandbox.folder import keys_of
    from sandbox.server import Serving, services
    from sandbox.world import World

    timer, size = unhurried(), _size(folder)
    world = World(Clock(NOW, timer.now), size)
    tracker = world.trackers[vendor]
    with Serving(world, mounted=services(world, (vendor,))) as serving:
        keys = {"kind": vendor, "token": "${TOKEN}", **keys_of(world, serving.base)[vendor]}
        began = f"{tracker.everything()[0].day:%Y-%m}-01"
        configure(folder, go_live=began, connectors={vendor: keys}, ignore=[])
        with worker_in(folder, {"TOKEN": tracker.token()}) as worker:
            report = pull_all(replace(worker, timer=timer), vendor)
    assert report.counts.new == size, "every entry was read"
    assert report.requests == len(world.requests)
    step.counted = report.requests


def _floor(folder: Path, step: Step, vendor: str) -> None:
    step.counted = -(-_size(folder) // LARGEST_PAGE[vendor])


def _size(folder: Path) -> int:
    return int((folder / _SIZE).read_text(encoding="utf-8"))


def _of(vendor: str) -> Benchmark:
    floor, measured = partial(_floor, vendor=vendor), partial(_measured, vendor=vendor)
    return Benchmark(f"requests-{vendor}", _ASKED, 10_000, floor, measured, counted="requests")


_ASKED = SetUp("asked", _make)
BENCHMARKS = tuple(_of(vendor) for vendor in LARGEST_PAGE)
