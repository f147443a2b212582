"""The laws again on PostgreSQL, with fewer examples; and that both kinds of database give the same answers."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.agencies import MONTHS, Agency, agencies
from tests.databases import stores_on
from tests.laws.house import House, house_of

USUAL = "proof" if os.environ.get("TIEOUT_PROOF") else "test"
FEW = settings.get_profile(USUAL).max_examples * 2 // 5
settings.register_profile("few", settings.get_profile(USUAL), max_examples=FEW)


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


@given(agencies())
def test_both_databases_give_the_same_answers_in_the_same_order(agency: Agency) -> None:
    with house_of(agency) as large, stores_on("sqlite"), house_of(agency) as small:
        assert large.store.url.startswith("postgresql") and small.store.url.startswith("sqlite")
        assert _read(large.go()) == _read(small.go())


def _read(house: House) -> tuple[object, ...]:
    placed = "SELECT entry, portion, number, state, line, plan, seconds, minor, reason FROM placement ORDER BY 1, 2"
    known = "SELECT id, version, connector, day, seconds, started, person, note, tags FROM entry ORDER BY id"
    statements = [house.statement(name) for name in MONTHS]
    return house.drafts(), house.issues(), statements, house.rows(placed), house.rows(known)


globals().update(_laws("test_laws") | _laws("test_sequences") | _laws("test_histories") | _laws("test_as_it_was"))
settings.load_profile(USUAL)
