"""Every test of this folder runs on each kind of database.

Those that play vendors take seconds each: on PostgreSQL they run in `make proof`, and in `make test` only the few that
have the mark `everywhere`.
"""

from __future__ import annotations

import os

import pytest

from tests.connectors.conftest import vendors

__all__ = ["vendors"]

WITH_VENDORS = ("test_pull", "test_pull_again", "test_tasks", "test_evidence", "test_same_cents")


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
    if item.path.parent.name != "sync" or item.path.stem not in WITH_VENDORS:
        return False
    kind = getattr(item, "callspec", None)
    on_postgresql = kind is not None and kind.params.get("each_database") == "postgresql"
    return on_postgresql and item.get_closest_marker("everywhere") is None
