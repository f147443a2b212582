"""What Tieout billed itself is no opening balance, and proposing one leaves no trace in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.opening_records import Certainty
from review.openings import Standing
from sandbox.by_hand import Bill, Line, into_quickbooks
from sync.opening_time import time_before
from sync.openings import Wish, openings
from sync.worker import Worker
from tests.laws.house import House
from tests.sync.ledgers import Twin, ledger_house
from tests.sync.pushing import ROWS, bring
from tests.sync.test_rehearsing import rows_of_all

ORDER = {"from": "2026-01-01", "purchase_orders": [{"number": "PO-1"}]}


def moved(house: House, go_live: date) -> Worker:
    """The same, had go-live been another day; nobody has written new openings yet."""
    said = house.worker.configuration
    main = said.main.model_copy(update={"go_live": go_live})
    contracts = tuple(replace(each, opening=None) for each in said.catalogue.contracts)
    catalogue = replace(said.catalogue, go_live=go_live, contracts=contracts)
    return replace(house.worker, configuration=replace(said, main=main, catalogue=catalogue))


def billed(house: House) -> None:
    """October is billed on an order that is older than go-live."""
    acme, blue = house.agency.contracts
    opened = {**acme, **ORDER, "opening": {"as_of": "2026-10-01", "orders": {"PO-1": "0"}}}
    house.configure(replace(house.agency, contracts=(opened, blue)))
    bring(house, *ROWS)
    house.bill()


def by_hand(twin: Twin) -> None:
    """Somebody bills something on the same order in September."""
    said = (Line("Work", Decimal(2), Decimal("33.33")),)
    bill = Bill("H-1", "Acme Corp", "USD", said, dated="2026-09-30", reference="PO-1")
    into_quickbooks(twin.vendors.world.quickbooks, [bill])


@pytest.mark.everywhere
def test_documents_of_ours_are_not_counted_again_after_go_live_moved() -> None:
    with ledger_house("quickbooks") as (house, twin):
        billed(house)
        by_hand(twin)
        before = rows_of_all(house)
        found = openings(moved(house, date(2026, 11, 1)), Wish())
        (acme,) = found.contracts
        (order,) = acme.proposals
        assert (order.certainty, order.worth) == (Certainty.PROVEN, 6666)
        assert [each.what for each in order.evidence] == ["H-1"]
        ours = [each.why for each in found.not_counted]
        assert ours == ["made by Tieout, which counts it itself"] * 3
        assert acme.standing is Standing.DIFFERS, "its file is of another day"
        assert rows_of_all(house) == before


@pytest.mark.everywhere
def test_work_before_go_live_is_found_and_nothing_is_kept() -> None:
    with ledger_house("quickbooks") as (house, _):
        bring(house, *ROWS)
        before = rows_of_all(house)
        worker = moved(house, date(2026, 10, 3))
        contract = worker.configuration.contracts["a"]
        found = time_before(worker, [contract])["a"]
        assert [(each.day.day, each.seconds, each.workstream) for each in sorted(found.works, key=lambda x: x.day)] == [
            (1, 3600, "AAA-ONE"),
            (2, 7200, "AAA-TWO"),
        ]
        assert found.months == {"2026-10"}
        assert rows_of_all(house) == before
