"""help: `tieout --help`, the whole process; floor: a Python that does nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.steps import Benchmark, SetUp, Step

_WATCH = """
import json, resource, subprocess, sys, time
began = time.perf_counter_ns()
ended = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True)
took = time.perf_counter_ns() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([took, peak if sys.platform == "darwin" else peak * 1024, ended.stdout]))
"""
"""A small process between: a program's peak of memory includes that of the process which started it."""


def _nothing(folder: Path, rows: int) -> None:
    folder.mkdir()


def _measured(folder: Path, step: Step) -> None:
    shown = whole_process(step, [str(Path(sys.executable).with_name("tieout")), "--help"])
    assert "import" in shown and "trace" in shown


def _floor(folder: Path, step: Step) -> None:
    whole_process(step, [sys.executable, "-c", "pass"])


def whole_process(step: Step, command: list[str], environment: Mapping[str, str] = os.environ) -> str:
    """Runs a program, and says what it showed; the step gets its time and its memory."""
    plain = {**environment, "NO_COLOR": "1", "COLUMNS": "100"}
    watched = [sys.executable, "-c", _WATCH, *command]
    report = subprocess.run(watched, check=True, stdout=subprocess.PIPE, text=True, env=plain).stdout
    step.nanoseconds, step.peak_bytes, shown = json.loads(report)
    return str(shown)


BENCHMARKS = (Benchmark("help", SetUp("empty", _nothing), 0, _floor, _measured),)
