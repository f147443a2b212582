"""Every test of this folder runs on each kind of database.

Those that play vendors take seconds each. In `make test` the ones with the mark `everywhere` run on both, those of
trackers of time all on SQLite; the rest is left to `make proof`.
"""

from __future__ import annotations

import os

import pytest

from tests.connectors.conftest import vendors

__all__ = ["vendors"]

WITH_VENDORS = ("test_pull", "test_pull_again", "test_same_cents")
WITH_TASKS = ("test_tasks", "test_evidence")


@pytest.fixture(autouse=True)
def _each(each_database: str) -> None:
    """Comes before the stores that tests open."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what takes long to the proof."""
    if os.environ.get("TIEOUT_PROOF"):
        return
    later = [item for item in items if _is_for_the_proof(item)]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


def _is_for_the_proof(item: pytest.Item) -> bool:
    if item.path.parent.name != "sync" or item.get_closest_marker("everywhere") is not None:
        return False
    kind = getattr(item, "callspec", None)
    on_postgresql = kind is not None and kind.params.get("each_database") == "postgresql"
    return item.path.stem in WITH_TASKS or (item.path.stem in WITH_VENDORS and on_postgresql)
