"""Closing a month: what is on its drafts stays, what comes later is late, and the contract says what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mappings.due import UNIT
from review.closing import CannotClose, periods_to_close
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    draft_of,
    entry_of,
    states,
    statuses,
    totals,
    worked,
)


@pytest.fixture
def house() -> Iterator[House]:
    """An hour of October on a draft."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"))
        made.run([OCTOBER])
        yield made


def late_time(rule: str) -> Agency:
    """The same agency, where contract a says what becomes of late time."""
    return replace(AGENCY, contracts=(contract("a", "AAA-ONE", invoice={"late_time": rule}), AGENCY.contracts[1]))


# ---- late time ----


def test_time_that_comes_after_closing_is_on_the_next_invoice_with_its_month_and_a_note(house: House) -> None:
    house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", 7200, note="y"))
    house.run([OCTOBER, NOVEMBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "200.00"}
    (line,) = house.drafts()[1].draft.lines
    assert (line.late, line.service_from.isoformat(), line.service_to.isoformat()) == (
        "2026-10",
        "2026-10-06",
        "2026-10-06",
    )
    (late,) = house.issues()
    assert late.sentence.endswith("came after 2026-10 had closed; they are billed in 2026-11.")


def test_late_time_never_shares_a_line_with_time_of_the_month_itself(house: House) -> None:
    house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", note="y"), worked("11-02", note="z"))
    house.run([OCTOBER, NOVEMBER])
    lines = {line.late: line.entries for line in house.drafts()[1].draft.lines}
    assert lines == {"": (entry_of(house, "z"),), "2026-10": (entry_of(house, "y"),)}


def test_late_time_is_held_where_the_contract_says_so_until_it_is_accepted(house: House) -> None:
    house.configure(late_time("hold"))
    house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER])
    assert (totals(house), codes(house)) == ({"a 2026-10": "100.00"}, ["late_held"])
    assert states(house) == {"drafted": 1, "held": 1}
    house.decide("accept", entry_of(house, "y"))
    house.run([OCTOBER, NOVEMBER])
    assert (totals(house), codes(house)) == ({"a 2026-10": "100.00", "a 2026-11": "100.00"}, ["late"])


def test_late_time_is_written_off_where_the_contract_says_so(house: House) -> None:
    house.configure(late_time("write off"))
    house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER])
    assert (totals(house), codes(house)) == ({"a 2026-10": "100.00"}, [])
    assert states(house) == {"drafted": 1, "written_off": 1}


def test_late_time_passes_over_every_closed_month(house: House) -> None:
    bring(house, worked("11-02", note="z"))
    house.run([NOVEMBER])
    house.close("a", OCTOBER)
    house.close("a", NOVEMBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER, DECEMBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "100.00", "a 2026-12": "100.00"}


def test_an_edit_after_closing_is_held_as_a_difference_and_the_draft_stays(house: House) -> None:
    before = house.drafts()
    house.close("a", OCTOBER)
    bring(house, worked("10-05", 10800))
    house.run([OCTOBER, NOVEMBER])
    assert house.drafts() == before
    assert (states(house), codes(house)) == ({"drafted": 1, "held": 2}, ["edited_after_billing"])
    check_once(house)


def test_a_contract_edit_after_closing_leaves_the_closed_drafts_alone(house: House) -> None:
    before = house.drafts()
    house.close("a", OCTOBER)
    house.configure(replace(AGENCY, contracts=(contract("a", "AAA-ONE", rate="250"), AGENCY.contracts[1])))
    house.run([OCTOBER, NOVEMBER])
    assert house.drafts() == before
    assert house.bill()[0].refused == ""
    assert totals(house) == {"a 2026-10": "100.00"}


def test_a_month_closes_with_its_first_posted_document(house: House) -> None:
    house.bill()
    with pytest.raises(CannotClose, match="2026-10 of a is closed already"):
        house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "100.00"}


# ---- opening again ----


def test_a_reopened_month_takes_its_late_time_back(house: House) -> None:
    house.close("a", OCTOBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER])
    house.reopen("a", OCTOBER)
    house.run([OCTOBER, NOVEMBER])
    assert (totals(house), codes(house)) == ({"a 2026-10": "200.00"}, [])


def test_a_reopened_month_takes_an_edit_onto_its_draft(house: House) -> None:
    house.close("a", OCTOBER)
    bring(house, worked("10-05", 10800))
    house.run([OCTOBER])
    house.reopen("a", OCTOBER)
    house.run([OCTOBER])
    assert (totals(house), codes(house)) == ({"a 2026-10": "300.00"}, [])
    check_once(house)


def test_time_that_passed_over_a_month_comes_back_when_that_is_reopened(house: House) -> None:
    bring(house, worked("11-02", note="z"))
    house.run([NOVEMBER])
    house.close("a", OCTOBER)
    house.close("a", NOVEMBER)
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER, NOVEMBER, DECEMBER])
    house.reopen("a", NOVEMBER)
    house.run([OCTOBER, NOVEMBER, DECEMBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "200.00"}


def test_time_of_a_reopened_month_that_moved_to_another_contract_is_billed_there(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y", on="BBB-ONE"))
    house.run([OCTOBER])
    house.close("a", OCTOBER)
    bring(house, worked("10-05", on="BBB-ONE"), worked("10-06", note="y", on="BBB-ONE"))
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "100.00"}
    house.reopen("a", OCTOBER)
    house.run([OCTOBER])
    assert totals(house) == {"b 2026-10": "200.00"}


def test_an_invoice_stays_when_its_month_is_reopened_and_more_time_stands_on_a_supplement(house: House) -> None:
    house.bill()
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.reopen("a", OCTOBER)
    house.run([OCTOBER, NOVEMBER])
    assert [(item.draft.part, str(item.draft.total.decimal), item.status) for item in house.drafts()] == [
        ("all", "100.00", "posted"),
        ("all, supplement 1", "100.00", "draft"),
    ]
    assert [each.number for each in house.bill()] == ["INV-0002"]


# ---- what makes no sense ----


def refusal(house: House, contract_id: str, name: str) -> str:
    """The sentence that a closing is refused with; nothing was written."""
    before = house.rows("SELECT * FROM unit ORDER BY 1, 2"), house.rows("SELECT * FROM closing")
    with pytest.raises(CannotClose) as refused:
        house.close(contract_id, name)
    assert (house.rows("SELECT * FROM unit ORDER BY 1, 2"), house.rows("SELECT * FROM closing")) == before
    return str(refused.value)


def test_a_month_is_closed_once(house: House) -> None:
    house.close("a", OCTOBER)
    assert refusal(house, "a", OCTOBER) == "2026-10 of a is closed already"


def test_a_month_that_was_never_run_cannot_be_closed(house: House) -> None:
    assert refusal(house, "a", NOVEMBER) == "a was never run for 2026-11: tieout run --period 2026-11"


def test_a_month_that_was_run_and_has_nothing_of_a_contract_need_not_be_closed(house: House) -> None:
    why = "2026-10 was run and had nothing of b, so there is nothing to close; what came since is billed by: "
    assert refusal(house, "b", OCTOBER) == f"{why}tieout run --period 2026-10"
    bring(house, worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    assert house.close("b", OCTOBER).drafts == 1


def test_a_month_with_outdated_drafts_cannot_be_closed(house: House) -> None:
    bring(house, worked("10-05", 7200))
    assert refusal(house, "a", OCTOBER) == "drafts of a for 2026-10 are out of date: tieout run --period 2026-10"


def test_a_month_with_a_held_draft_that_lost_time_cannot_be_closed_either(house: House) -> None:
    house.move("hold", draft_of(house))
    bring(house, worked("10-05", 7200))
    assert refusal(house, "a", OCTOBER) == "drafts of a for 2026-10 are out of date: tieout run --period 2026-10"
    house.run([OCTOBER])
    house.close("a", OCTOBER)
    assert (statuses(house), totals(house)) == ({"a 2026-10": "held"}, {"a 2026-10": "200.00"})


def test_only_a_closed_month_is_reopened_and_only_with_a_reason(house: House) -> None:
    with pytest.raises(CannotClose, match="2026-10 of a is not closed"):
        house.reopen("a", OCTOBER)
    with pytest.raises(CannotClose, match="2026-11 of a is not closed"):
        house.reopen("a", NOVEMBER)
    house.close("a", OCTOBER)
    with pytest.raises(CannotClose, match="say why with --why; reopening a closed period must be explained"):
        house.reopen("a", OCTOBER, why="")
    assert house.rows("SELECT closed FROM unit WHERE contract = 'a'") == [(1,)]


def test_what_a_closing_leaves_behind_is_due_in_the_first_month_that_is_open(house: House) -> None:
    bring(house, worked("10-05"), worked("11-02", note="z"))
    house.run([OCTOBER, NOVEMBER])
    house.close("a", NOVEMBER)
    with house.store.write() as tx:
        tx.due.done(UNIT, tx.due.of(UNIT, DECEMBER), DECEMBER)
    house.close("a", OCTOBER)
    with house.store.read() as tx:
        assert "a" in tx.due.of(UNIT, DECEMBER)


def test_a_closing_says_what_is_left_and_keeps_the_statement_of_its_moment(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"))
    closed = house.close("a", OCTOBER)
    assert (closed.drafts, closed.left) == (1, 0), "time that no run has seen is not known to be the contract's"
    with house.store.read() as tx:
        ((kept),) = tx.units.closings(OCTOBER)
        assert (kept.by, kept.why, kept.statement) == ("kim", "the month is done", {"toggl": {"drafted": 3600}})
        assert periods_to_close(tx, OCTOBER) == []
