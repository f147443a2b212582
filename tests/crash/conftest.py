"""The server that commands are forked from, one for each test worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.places import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that runs commands, and kills them."""
    with serving() as started:
        yield started
