"""Drafts on their way into the books while their neighbours change: nothing is stuck, forgotten or billed twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.deposit_words import KEEP
from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.oracle import check_books, check_once, check_states_follow_drafts
from tests.laws.small import (
    AGENCY,
    NOVEMBER,
    OCTOBER,
    TWO_DRAFTS,
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
from tests.sync.pushing import begin_only

ONE, TWO = "workstream AAA-ONE", "workstream AAA-TWO"


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


@pytest.fixture
def beside() -> Iterator[House]:
    """Two drafts of one contract and month."""
    with house_of(TWO_DRAFTS) as made:
        bring(made, worked("10-05"), worked("10-06", on="AAA-TWO", note="y"))
        made.run([OCTOBER])
        yield made


def test_posting_a_draft_beside_an_outdated_one_never_blocks_the_runs_after_it(beside: House) -> None:
    beside.move("approve", draft_of(beside, ONE))
    bring(beside, worked("10-05"), worked("10-06", 7200, on="AAA-TWO", note="y"))
    beside.push(draft_of(beside, ONE))
    beside.run([OCTOBER])
    beside.bill()
    assert {item.draft.part: (str(item.draft.total.decimal), item.status.value) for item in beside.drafts()} == {
        ONE: ("100.00", "posted"),
        TWO: ("200.00", "posted"),
    }
    check_books(beside)


def test_a_draft_in_the_books_stays_pushed_when_its_neighbour_is_planned_anew(beside: House) -> None:
    beside.push()
    bring(beside, worked("10-05"), worked("10-06", 7200, on="AAA-TWO", note="y"))
    beside.run([OCTOBER])
    assert states(beside) == {"pushed": 1, "drafted": 2}
    check_states_follow_drafts(beside)
    beside.push()
    assert states(beside) == {"pushed": 3}


@pytest.mark.parametrize("first", ["hold", "approve"])
def test_a_draft_in_the_books_that_was_released_is_pushed_again(house: House, first: str) -> None:
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.push()
    house.move(first, draft_of(house))
    house.move("release", draft_of(house))
    house.push()
    assert statuses(house) == {"a 2026-10": "pushed"}


def test_deferred_time_that_stood_on_a_draft_is_deferred_and_not_merely_open(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER])
    house.decide("defer", entry_of(house), to="2026-12")
    house.run([OCTOBER])
    assert states(house) == {"drafted": 1, "deferred": 1}


def test_an_exception_of_a_closed_month_is_resolved_when_the_next_month_bills_the_time(house: House) -> None:
    for_ada = tuple(each | {"rates": [{"rate": "1", "person": "Ada Ng"}]} for each in AGENCY.contracts)
    house.configure(replace(AGENCY, contracts=for_ada))
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.close("a", OCTOBER)
    assert codes(house) == ["no_rate"]
    house.configure(AGENCY)
    house.run([OCTOBER, NOVEMBER])
    assert totals(house) == {"a 2026-11": "100.00"}
    assert codes(house) == []


def test_time_is_not_lost_when_the_entry_that_it_duplicates_is_deleted(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER])
    house.decide("duplicate-of", entry_of(house), of=entry_of(house, "y"))
    house.run([OCTOBER])
    bring(house, worked("10-05"), complete=OCTOBER)
    house.run([OCTOBER])
    assert totals(house) or codes(house), "nothing bills the hour, and nobody is told"
    check_once(house)


def test_a_draft_of_a_closed_month_that_is_released_can_go_out(house: House) -> None:
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    (first,) = [item.draft.id for item in house.drafts()]
    house.move("hold", first)
    house.close("a", OCTOBER)
    house.move("release", first)
    house.run([OCTOBER])
    assert statuses(house) == {"a 2026-10": "draft"}
    house.bill()
    assert statuses(house) == {"a 2026-10": "posted"}


def test_what_is_said_of_a_deposit_leaves_a_draft_alone_that_may_be_an_invoice_by_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paid: Yaml = {"opening": {"as_of": "2026-10-01", "deposits": "500"}, "use_deposits": "50 %"}
    with house_of(replace(AGENCY, contracts=(contract("a", "AAA-ONE") | paid,))) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.move("approve", draft_of(house))
        begin_only(house, monkeypatch, draft_of(house))
        house.end_deposit("a", KEEP, "", "agreed")
        house.run([OCTOBER])
        assert (totals(house), statuses(house)) == ({"a 2026-10": "100.00"}, {"a 2026-10": "posted"})
        check_books(house)


@pytest.mark.parametrize("posted", [True, False], ids=["posted", "closed"])
def test_what_a_contract_ends_before_a_document_goes_out_is_no_question_about_what_stands_on_it(posted: bool) -> None:
    with house_of(replace(AGENCY, contracts=(contract("a", "AAA-ONE", "AAA-TWO"),))) as house:
        bring(house, worked("10-05"), worked("10-06", on="AAA-TWO", note="y"))
        house.run([OCTOBER])
        house.move("approve", draft_of(house))
        house.configure(replace(AGENCY, contracts=(contract("a", "AAA-ONE"),)))
        house.run([NOVEMBER])
        assert codes(house) == ["missing_project_code"]
        if posted:
            house.push()
        else:
            house.close("a", OCTOBER)
        house.run([NOVEMBER, OCTOBER])
        assert (codes(house), totals(house)) == ([], {"a 2026-10": "200.00"})


def test_a_draft_whose_entries_do_not_add_up_goes_out_nowhere_and_stops_no_other(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    wrong, right = (item.draft.id for item in house.drafts())
    with house.store.write() as tx:
        tx._connection.exec_driver_sql(f"UPDATE line SET seconds = 60 WHERE draft = '{wrong}'")  # noqa: S608
    pushed = {each.draft: each.refused for each in house.bill()}
    assert "another time than it" in pushed[wrong]
    assert f"tieout hold {wrong}" in pushed[wrong]
    assert pushed[right] == ""
    assert statuses(house) == {"a 2026-10": "approved", "b 2026-10": "posted"}
