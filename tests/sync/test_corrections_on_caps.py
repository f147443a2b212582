"""What is corrected of billed work draws on its caps as the work itself did, before the work of the month it is on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    entry_of,
    states,
    totals,
    worked,
)
from tests.sync.test_linking import BOARD, JIRA, PROJECTS, REPORT


def under(cap: Yaml, **more: Any) -> Agency:
    """A contract with a cap."""
    more |= {"from": "2026-10-01", "cap": cap}
    return replace(AGENCY, contracts=(contract("a", "AAA-ONE", **more),))


def corrected(house: House, before: int, after: int, note: str = "x") -> None:
    """Hours are billed in October, become others, and the next invoice corrects them."""
    bring(house, worked("10-05", before * 3600, note=note))
    house.run([OCTOBER])
    house.bill()
    bring(house, worked("10-05", after * 3600, note=note), complete=OCTOBER)
    house.run([OCTOBER])
    house.correct("adjustment", entry_of(house, note))


@pytest.mark.parametrize("cap", [{"amount": "500"}, {"hours": "5"}], ids=["in money", "in hours"])
@pytest.mark.parametrize(("beyond", "told"), [("hold", "beyond_cap"), ("write off", "cap_written_off")])
def test_a_correction_takes_its_room_before_its_months_own_work(cap: Yaml, beyond: str, told: str) -> None:
    with house_of(under({**cap, "beyond": beyond})) as house:
        corrected(house, 1, 4)
        bring(house, worked("11-02", note="fits"), worked("11-03", note="does not"))
        house.run([OCTOBER, NOVEMBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "100.00", "a 2026-11": "400.00"}, [told])
        house.bill()
        house.run([NOVEMBER, DECEMBER])
        assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "400.00"}


def test_what_a_correction_gives_back_is_there_for_its_months_own_work() -> None:
    with house_of(under({"hours": "5"})) as house:
        corrected(house, 4, 1)
        bring(house, worked("11-02", 3 * 3600, note="fits"), worked("11-03", 2 * 3600, note="does not"))
        house.run([OCTOBER, NOVEMBER])
        assert totals(house) == {"a 2026-10": "400.00", "a 2026-11": "0.00"}
        assert (codes(house), states(house, NOVEMBER)) == (["beyond_cap"], {"drafted": 3, "held": 2})


def test_a_correction_counts_in_the_month_that_was_worked() -> None:
    with house_of(under({"hours": "3", "per": "month"})) as house:
        corrected(house, 1, 2)
        bring(house, worked("10-06", note="fits"), worked("10-07", note="does not"), worked("11-02", 3 * 3600))
        house.run([OCTOBER, NOVEMBER])
        assert (totals(house)["a 2026-11"], codes(house)) == ("500.00", ["beyond_cap", "late", "late"])


def test_a_correction_of_time_under_the_other_order_gives_no_cap_its_room_back() -> None:
    cap = {"hours": "2", "beyond": "order PO-9"}
    with house_of(under(cap, purchase_orders=[{"number": "PO-9"}])) as house:
        corrected(house, 4, 3)
        bring(house, worked("11-02", note="beyond"))
        house.run([OCTOBER, NOVEMBER])
        in_october = {"a 2026-10": "200.00", "a 2026-10 order PO-9": "200.00"}
        assert (totals(house), codes(house)) == ({**in_october, "a 2026-11 order PO-9": "0.00"}, [])


@pytest.mark.parametrize("billed", [False, True], ids=["on a draft", "billed"])
def test_a_correction_counts_for_the_task_that_was_billed(billed: bool) -> None:
    agency = under({"hours": "3", "per": "task"}, invoice={"lines_by": "task"})
    main = {**agency.main, "connectors": {**agency.main["connectors"], "jira": JIRA}}
    with house_of(replace(agency, main=main)) as house:
        house.learn([BOARD, REPORT], PROJECTS)
        corrected(house, 1, 3, note="ACME-12")
        if billed:
            house.run([NOVEMBER])
            house.bill()
        bring(house, worked("11-02", note="ACME-12 next"), worked("11-03", 3 * 3600, note="ACME-14"))
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        assert "beyond_cap" in codes(house)
        assert sum(each.draft.total.minor for each in house.drafts()) == 60000
        (correction,) = [line for each in house.drafts() for line in each.draft.lines if line.kind == "correction"]
        assert [task.key for task in correction.tasks] == ["ACME-12"]
