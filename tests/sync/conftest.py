"""Every test of this folder runs on each kind of database.

Those that play vendors take seconds each: on PostgreSQL, `make test` runs the ones of them that are marked
`everywhere`, and leaves the others to `make proof`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.connectors.conftest import vendors
from tests.laws.house import House
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import ROWS, bring

__all__ = ["vendors"]

WITH_VENDORS = ("test_pull", "test_pull_again", "test_same_cents", "test_tasks", "test_evidence")


@pytest.fixture(autouse=True)
def _each(each_database: str) -> None:
    """Comes before the stores that tests open."""


@pytest.fixture(params=sorted(TWINS))
def kind(request: pytest.FixtureRequest) -> str:
    """A kind of ledger: what asks for it runs with each."""
    return str(request.param)


@pytest.fixture
def ledger(kind: str) -> Iterator[tuple[House, Twin]]:
    """A house whose books are in a ledger, with three drafts (`NETS`) that nobody has seen there."""
    with ledger_house(kind) as (house, twin):
        bring(house, *ROWS)
        yield house, twin


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what takes long to the proof."""
    if os.environ.get("TIEOUT_PROOF"):
        return
    later = [item for item in items if _is_for_the_proof(item)]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


def _is_for_the_proof(item: pytest.Item) -> bool:
    if item.path.parent.name != "sync" or item.get_closest_marker("everywhere") is not None:
        return False
    kind = getattr(item, "callspec", None)
    on_postgresql = kind is not None and kind.params.get("each_database") == "postgresql"
    return item.path.stem in WITH_VENDORS and on_postgresql
