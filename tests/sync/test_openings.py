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
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, MAIN, NOVEMBER, OCTOBER, contract, entry_of, worked
from tests.laws.small import bring as in_files
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


def capped(go_live: str, **opening: object) -> Agency:
    """A contract with a cap and a budget of 10 hours and a retainer, all older than go-live."""
    said = contract("a", "AAA-ONE", "AAA-CARE", **{"from": "2026-09-01"})
    one, care = said["workstreams"]
    one |= {"cap": {"hours": 10, "beyond": "hold"}, "budget": {"hours": 10, "of": "logged"}}
    care |= {"billing": "retainer", "fee": 1000, "bill": "in arrears", "from": "2026-09-01"}
    care |= {"includes_hours": 10, "rollover": {"for_months": 3}}
    said["opening"] = {"as_of": go_live, **opening}
    return replace(AGENCY, main={**MAIN, "go_live": go_live}, contracts=(said,))


def test_hours_that_tieout_billed_are_on_no_cap_twice_after_go_live_moved() -> None:
    nothing = {"cap_hours": {"AAA-ONE": 0}, "budget_hours": {"AAA-ONE": 0}, "retainers": {"AAA-CARE": {"hours": 10}}}
    with house_of(capped("2026-10-01", **nothing)) as house:
        care = worked("10-06", 2 * 3600, "AAA-CARE", note="care")
        in_files(house, worked("09-20", note="sep"), worked("10-05", 4 * 3600), care, worked("10-07", note="elsewhere"))
        house.decide("billed-elsewhere", entry_of(house, "elsewhere"))
        house.run([OCTOBER])
        house.bill()
        in_files(house, worked("11-02", 8 * 3600, note="nov"))
        (found,) = openings(moved(house, date(2026, 11, 1)), Wish()).contracts
        figures = {each.key: (each.worth or 0) // 3600 for each in found.proposals}
        assert figures == {"cap_hours": 2, "budget_hours": 2, "retainers": 18}
        told = "4:00 h of before were billed by Tieout, which counts them itself"
        assert [each.key for each in found.proposals if told in each.why] == ["cap_hours", "budget_hours"]
        stated = {"cap_hours": {"AAA-ONE": 2}, "budget_hours": {"AAA-ONE": 2}, "retainers": {"AAA-CARE": {"hours": 18}}}
        house.configure(capped("2026-11-01", **stated))
        house.run([OCTOBER, NOVEMBER])
        (beyond,) = [issue.sentence for issue in house.issues()]
        assert "4:00 h of 10:00 h are left" in beyond


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
