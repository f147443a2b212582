"""Runs the benchmarks: a line of JSON for each, and on the standard error what is being done.

This process imports nothing of the product: what a child starts from counts towards the child's peak of memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

TIMES = {
    **dict.fromkeys(("import", "bill", "contracts", "replay", "rerun", "unbilled", "help"), 5),
    **dict.fromkeys(("pull-sqlite", "pull-postgres"), 5),
    "pull-million": 1,
    **dict.fromkeys(("pull-changes", "pull-cold"), 5),
    "link-tasks": 5,
    **dict.fromkeys(("requests-harvest", "requests-toggl", "requests-clockify"), 1),
    **dict.fromkeys(("requests-jira", "requests-asana", "requests-jira-large", "requests-asana-large"), 1),
    **dict.fromkeys(("push-xero", "push-quickbooks"), 1),
    "webhook": 3,
    "webhook-to-store": 3,
    "start": 5,
    "idle": 3,
}
"""How often each benchmark is run."""
NAMES = tuple(TIMES)
ROOT = Path(__file__).parent.parent

Figures = dict[str, str | int | float]


def main(names: list[str]) -> int:
    """Measures the named benchmarks, or all."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        _say(f"there is no benchmark {unknown[0]}; there are {', '.join(NAMES)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="tieout-bench-") as place:
        for name in names or NAMES:
            sys.stdout.write(json.dumps(measure(name, Path(place))) + "\n")
            sys.stdout.flush()
    return 0


def measure(name: str, place: Path, times: int = 0, rows: int = 0) -> Figures:
    """A benchmark's figures: medians, and the highest peak of the measured runs. Times and rows are its own if 0."""
    times = times or TIMES[name]
    _say(f"{name}: making what it starts from")
    _child("make", name, rows, place)
    floors: list[Any] = []
    ours: list[Any] = []
    for number in range(1, times + 1):
        for part, runs in (("floor", floors), ("measured", ours)):
            runs.append(json.loads(_child(part, name, rows, place)))
            _say(f"{name}: {part} {number} of {times}: {runs[-1]['seconds']:.3f} s, {runs[-1]['peak_mb']:.0f} MB")
    return _figures(name, floors, ours)


def _figures(name: str, floors: list[Any], ours: list[Any]) -> Figures:
    done = floors[0]["done"]
    for run in (*floors, *ours):
        shared = done.keys() & run["done"].keys()
        assert all(done[what] == run["done"][what] for what in shared), f"{name}: not the same work was done"
    value, floor = (median(_value(run) for run in runs) for runs in (ours, floors))
    return {
        "name": name,
        "value": round(value, 4),
        "unit": ours[0]["unit"],
        "floor": round(floor, 4),
        "ratio": round(value / floor, 4),
        "peak_mb": round(max(run["peak_mb"] for run in ours), 1),
        **ours[0]["more"],
    }


def _value(run: Any) -> float:
    """The seconds; how many in a second, where something was counted; how many, where nothing was timed."""
    if not run["seconds"]:
        return float(run["count"])
    return float(run["count"] / run["seconds"] if run["count"] else run["seconds"])


def _child(part: str, name: str, rows: int, place: Path) -> str:
    command = [sys.executable, "-m", "bench.child", part, name, str(rows), str(place)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
