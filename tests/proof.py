"""What `make test` leaves to `make proof`, so that it says no within minutes.

Everything runs on SQLite. On PostgreSQL, `make test` runs every test of the store and of the runs that need no vendor;
of those that play vendors it runs those that are marked `everywhere`, and of the scenarios one in four.
"""

from __future__ import annotations

import os
from zlib import crc32

import pytest

ALL = bool(os.environ.get("TIEOUT_PROOF"))
ONE_IN = 4
WITH_VENDORS = {
    "test_access",
    "test_allocating",
    "test_classing",
    "test_clock_jumps",
    "test_evidence",
    "test_follow_ledgers",
    "test_ledger_check",
    "test_ledger_promises",
    "test_lost_answers",
    "test_marking",
    "test_pull",
    "test_pull_again",
    "test_push_ledgers",
    "test_rehearsing",
    "test_restoring",
    "test_same_cents",
    "test_serving",
    "test_tasks",
    "test_waking",
}
"""Modules of `tests/sync` that take seconds a test."""


def is_left(item: pytest.Item) -> bool:
    """Whether `make test` does without it."""
    if ALL or item.get_closest_marker("everywhere") is not None:
        return False
    return item.get_closest_marker("proof") is not None or (_is_on_postgresql(item) and _is_long(item))


def _is_on_postgresql(item: pytest.Item) -> bool:
    kind = getattr(item, "callspec", None)
    return kind is not None and kind.params.get("each_database") == "postgresql"


def _is_long(item: pytest.Item) -> bool:
    folder = item.path.parent.name
    if folder == "scenarios":
        return crc32(item.name.encode()) % ONE_IN != 0
    return folder == "sync" and item.path.stem in WITH_VENDORS
