"""What tests of connectors share: the vendors on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.seeds import VENDORS
from sandbox.server import Serving, services
from tests.connectors.vendors import FakeTime, Vendors, world_for

SHARED = ("contract", "trouble", "source_tests", "task_contract", "ledger_contract")
pytest.register_assert_rewrite(*(f"tests.connectors.{name}" for name in SHARED))


@pytest.fixture
def vendors(request: pytest.FixtureRequest) -> Iterator[Vendors]:
    """The vendors on loopback with the demo agency in them; a test class that names its `vendor` gets that one only."""
    time = FakeTime()
    world = world_for(time)
    named = getattr(request.cls, "vendor", "") or getattr(request.module, "VENDOR", "")
    with Serving(world, 0, services(world, (named,) if named else VENDORS)) as serving:
        yield Vendors(serving.base, world, time)
