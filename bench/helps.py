"""help: `tieout --help`, the whole process; floor: a Python that does nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from bench.steps import Benchmark, SetUp, Step, own_peak


def _nothing(folder: Path, rows: int) -> None:
    folder.mkdir()


def _measured(folder: Path, step: Step) -> None:
    shown = _whole_process(step, [str(Path(sys.executable).with_name("tieout")), "--help"])
    assert "import" in shown and "trace" in shown
    step.peak_bytes = own_peak(resource.RUSAGE_CHILDREN)


def _floor(folder: Path, step: Step) -> None:
    _whole_process(step, [sys.executable, "-c", "pass"])


def _whole_process(step: Step, command: list[str]) -> str:
    quiet = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    with step.timed():
        ended = subprocess.run(command, check=True, capture_output=True, text=True, env=quiet)
    return ended.stdout


BENCHMARK = Benchmark("help", SetUp("empty", _nothing), 0, _floor, _measured)
