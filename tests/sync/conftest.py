"""Stores that the tests of this folder leave open are closed at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.laws.house import close_all


@pytest.fixture(scope="session", autouse=True)
def _stores() -> Iterator[None]:
    yield
    close_all()
