"""The benchmarks of the daemon: both servers become ready, and what is told of them is theirs."""

from __future__ import annotations

from pathlib import Path

from tests.bench.small import report


def test_the_daemon_and_the_server_without_work_become_ready(place: Path) -> None:
    floor, ours = (report(place, "start", part) for part in ("floor", "measured"))
    assert floor["done"] == ours["done"] == {"ready": 1}
    assert isinstance(floor["seconds"], float) and isinstance(ours["seconds"], float)
    assert 0 < floor["seconds"] < ours["seconds"]
    assert isinstance(floor["peak_mb"], float) and isinstance(ours["peak_mb"], float)
    assert 0 < floor["peak_mb"] < ours["peak_mb"]
