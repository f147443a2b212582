"""Running one part of a benchmark with a few rows."""

from __future__ import annotations

from pathlib import Path

from bench.child import make, run
from bench.registry import BENCHMARKS

ROWS = 600


def report(place: Path, name: str, part: str) -> dict[str, object]:
    """What one run of a benchmark reports."""
    make(BENCHMARKS[name], ROWS, place)
    return run(BENCHMARKS[name], part, place)


def done(place: Path, name: str, part: str) -> dict[str, int]:
    """What one run of a benchmark did."""
    told = report(place, name, part)
    assert told["seconds"] and told["peak_mb"]
    found = told["done"]
    assert isinstance(found, dict)
    return found
