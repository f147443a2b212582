"""Every test of this folder runs on each kind of database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _each(each_database: str) -> None:
    """Comes before the stores that tests open."""
