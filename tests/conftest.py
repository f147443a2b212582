"""Options of the test run, and the databases that tests are run on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from tests import databases, programs
from tests.databases import KINDS, stores_on


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate` writes golden texts anew instead of comparing them."""
    parser.addoption("--regenerate", action="store_true", help="write golden texts anew, to be reviewed like code")


def pytest_sessionfinish() -> None:
    """Nothing that tests opened is left behind."""
    databases.stop()
    programs.stop()


_LOGS = structlog.get_config()
"""How logs are set up before any test."""


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Commands set logs up for their own process; what they write to is closed when their test ends."""
    structlog.configure(**_LOGS)
    yield
    structlog.configure(**_LOGS)


@pytest.fixture(params=KINDS)
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of database that stores are opened on: the test runs once on each."""
    kind: str = request.param
    with stores_on(kind):
        yield kind
