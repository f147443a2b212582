"""Options of the test run, and the databases that tests are run on."""

from __future__ import annotations

import os
from binascii import crc32
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


EVERY = 4
"""One of so many tests runs on PostgreSQL, too."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long is left to `make proof`: most of what runs on each kind of database.

    `make test` runs on PostgreSQL what the store does by itself, what is marked `everywhere`, and every fourth of the
    others, chosen by its name.
    """
    if os.environ.get("TIEOUT_PROOF"):
        return
    later = [item for item in items if _is_for_the_proof(item)]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


def _is_for_the_proof(item: pytest.Item) -> bool:
    kind = getattr(item, "callspec", None)
    if kind is None or kind.params.get("each_database") != "postgresql" or item.path.parent.name == "mappings":
        return False
    return item.get_closest_marker("everywhere") is None and crc32(item.name.encode()) % EVERY != 0


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
