"""One process of a benchmark: makes its set-up, or runs its floor or what it measures once and reports that as JSON."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bench.registry import BENCHMARKS, set_ups
from bench.steps import Benchmark, Step, own_peak


def make(benchmark: Benchmark, rows: int, place: Path) -> None:
    """The set-ups of a benchmark, in `place` by their names; those that are there are not made again."""
    for step in set_ups(benchmark):
        folder = place / step.name
        if folder.exists():
            continue
        if step.base:
            shutil.copytree(place / step.base.name, folder, symlinks=True)
        step.make(folder, rows)


def run(benchmark: Benchmark, part: str, place: Path) -> dict[str, object]:
    """What one run on a fresh copy of the set-up took and did."""
    step = Step()
    with TemporaryDirectory(dir=place) as folder:
        copy = Path(shutil.copytree(place / benchmark.set_up.name, Path(folder) / "copy", symlinks=True))
        (benchmark.measured if part == "measured" else benchmark.floor)(copy, step)
    return {
        "seconds": step.nanoseconds / 1e9,
        "peak_mb": (step.peak_bytes or own_peak()) / 1e6,
        "done": step.done,
        "more": step.more,
        "unit": benchmark.unit,
        "count": step.done[benchmark.per_second] if benchmark.per_second else step.counted,
    }


def main(part: str, name: str, rows: int, place: Path) -> None:
    """Does one part; `rows` 0 is the benchmark's own size."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    benchmark = BENCHMARKS[name]
    if part == "make":
        make(benchmark, rows or benchmark.rows, place)
    else:
        sys.stdout.write(json.dumps(run(benchmark, part, place)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
