"""The duty that bills a month is done when all of it is: also shown in books, and no contract left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sync.duties import NotDone, bill
from tests.sync.ledgers import BOOKS, TWINS, ledger_house
from tests.sync.pushing import NETS, bring, main, row

DUE = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(TWINS))
def test_books_that_do_not_answer_are_shown_the_month_when_they_do(kind: str) -> None:
    with ledger_house(kind) as (house, twin):
        books = {BOOKS: {**twin.config(), "push": "automatic"}}
        house.configure(replace(house.agency, main={**main(**books), "database": "${DATABASE:-sqlite:///tieout.db}"}))
        bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
        twin.vendors.fault(kind, "500", "", times=0, method="")
        with pytest.raises(NotDone, match="could not be asked"):
            bill(house.worker, DUE)
        twin.vendors.world.faults.clear()
        bill(house.worker, DUE)
        assert [each.net for each in twin.there()] == [Decimal(net) for net in NETS]


def test_a_month_is_not_billed_while_a_contract_is_stopped() -> None:
    with ledger_house("xero") as (house, _):
        bring(house, row(1), row(3, 1800, "BBB-ONE"))
        with pytest.raises(NotDone, match="a: it is left as it is until its files can be used"):
            bill(replace(house.worker, stopped=frozenset({"a"})), DUE)
        bill(house.worker, DUE)
