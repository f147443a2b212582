"""What `make test` leaves to `make proof`, so that it says no within minutes.

It runs the rest on SQLite. On PostgreSQL it runs every test of the store; of the stages, the laws and the scenarios
those that are marked `everywhere`, and one in thirty-two of the others. What is marked `proof` it does not run at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from zlib import crc32

import pytest

ALL = any(os.environ.get(name) for name in ("TIEOUT_PROOF", "TIEOUT_CRASH", "TIEOUT_YEAR"))
ONE_IN = 32
WITH_BOTH = {"sync", "scenarios", "laws"}
"""Folders whose tests all run on both databases in the proof."""


def short_of(cases: Iterable[str], *kept: str) -> list[object]:
    """Cases of a test of which `make test` runs those that are kept."""
    return [case if case in kept else pytest.param(case, marks=pytest.mark.proof) for case in cases]


LONG = {"year", "chaos", "crash", "test_tour.py", "test_demo.py"}
"""Folders and files whose single tests take many times as long as others."""


def takes_its_time(item: pytest.Item) -> bool:
    """Whether a test is one of those that take long."""
    return not LONG.isdisjoint((item.path.parent.name, item.path.name))


def is_left(item: pytest.Item) -> bool:
    """Whether `make test` does without it."""
    if ALL or item.get_closest_marker("everywhere") is not None:
        return False
    return item.get_closest_marker("proof") is not None or _is_done_on_sqlite(item)


def _is_done_on_sqlite(item: pytest.Item) -> bool:
    kind = getattr(item, "callspec", None)
    on_postgresql = kind is not None and kind.params.get("each_database") == "postgresql"
    return on_postgresql and item.path.parent.name in WITH_BOTH and crc32(item.nodeid.encode()) % ONE_IN != 0
