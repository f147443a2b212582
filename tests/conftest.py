"""Options of the test run, and the databases that tests are run on."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests import databases, programs, proof, ready_made
from tests.databases import KINDS, stores_on

settings.register_profile("usual", deadline=None, derandomize=not os.environ.get("TIEOUT_PROOF"), database=None)
settings.load_profile("usual")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate` writes golden texts anew instead of comparing them."""
    parser.addoption("--regenerate", action="store_true", help="write golden texts anew, to be reviewed like code")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what takes long to the proof; of the rest what takes longest begins first, so that nobody waits for it."""
    later = {item for item in items if proof.is_left(item)}
    if later:
        config.hook.pytest_deselected(items=list(later))
    items[:] = sorted((item for item in items if item not in later), key=proof.takes_its_time, reverse=True)


def pytest_collection_finish() -> None:
    """What is there for the whole run is not looked through for garbage again and again: a fifth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionstart() -> None:
    """What each test would build anew from the same source is built once: a third of the time of all commands."""
    ready_made.install()


def pytest_sessionfinish() -> None:
    """Nothing that tests opened is left behind."""
    databases.stop()
    programs.stop()


_LOGS = structlog.get_config() | {"wrapper_class": structlog.make_filtering_bound_logger(logging.INFO)}
"""How logs are set up before any test: without the traces of defects, which take longer to draw than a vendor waits."""


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
