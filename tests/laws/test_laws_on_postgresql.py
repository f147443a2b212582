"""The laws again on PostgreSQL, with fewer examples: what differs between the databases differs in any of them."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.databases import stores_on

USUAL = "proof" if os.environ.get("TIEOUT_PROOF") else "test"
settings.register_profile(
    "few", settings.get_profile(USUAL), max_examples=settings.get_profile(USUAL).max_examples // 4
)


@pytest.fixture(scope="module", autouse=True)
def _on_postgresql() -> Iterator[None]:
    with stores_on("postgresql"):
        yield


def _laws(name: str) -> dict[str, Any]:
    """The tests of a module beside this one, each with the examples of the profile that is loaded now."""
    spec = importlib.util.spec_from_file_location(f"{__name__}_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        key: value for key, value in vars(module).items() if key.startswith("test_") and hasattr(value, "hypothesis")
    }


settings.load_profile("few")
globals().update(_laws("test_laws") | _laws("test_sequences"))
settings.load_profile(USUAL)
