"""Every test of this folder runs on each kind of database."""

from __future__ import annotations

import pytest

from tests.connectors.conftest import vendors

__all__ = ["vendors"]


@pytest.fixture(autouse=True)
def _each(each_database: str) -> None:
    """Comes before the stores that tests open."""
