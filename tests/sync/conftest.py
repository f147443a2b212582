"""Every test here runs on each kind of database; which of them `make test` leaves out is said in `tests/proof.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.conftest import vendors
from tests.laws.house import House
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import ROWS, bring

__all__ = ["vendors"]


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
