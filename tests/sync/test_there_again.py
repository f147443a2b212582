"""What was billed and credited or corrected, and is another afterwards: nothing of it is lost without a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.records import State
from review.decide import CannotDecide
from tests.agencies import Row
from tests.laws.house import House, house_of
from tests.laws.small import DECEMBER, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, states, totals, worked
from tests.sync.test_on_two_invoices import FIRST, SECOND, agency

KEPT = worked("10-06", note="kept")
HOUR = 3600


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(agency(first="4000")) as made:
        yield made


def now(house: House, *rows: Row) -> None:
    """The tracker has just these rows of October, and both months are run."""
    bring(house, *rows, KEPT, complete=OCTOBER)
    house.run([OCTOBER, NOVEMBER])


def billed(house: House) -> str:
    """Two hours of two entries are on an invoice; returns the one that will be another."""
    now(house, worked("10-05"))
    house.bill()
    return entry_of(house)


def ways(house: House) -> list[tuple[str, str | None, list[str]]]:
    """What drifted: the document, what it comes to, and what can be done about it."""
    found = house.drift()
    return [
        (each.number, str(each.difference.decimal) if each.difference else None, [one.by for one in each.proposals])
        for each in found
    ]


def test_deleted_corrected_and_there_again_is_asked_about_and_billed(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("adjustment", key)
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 1})
    now(house, worked("10-05"))
    assert codes(house) == ["edited_after_billing"]
    assert "is there again" in str(house.issues()[0].facts)
    assert ways(house) == [(FIRST, "100.00", ["adjustment", "leave"])]
    house.correct("adjustment", key)
    house.run([DECEMBER])
    house.bill()
    house.run([OCTOBER])
    assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 2})
    assert sum(Decimal(total) for total in totals(house).values()) == 200
    now(house)
    assert (codes(house), ways(house)) == (
        ["deleted_after_billing"],
        [(FIRST, "-100.00", ["adjustment", "leave"])],
    )


def test_what_is_left_when_it_is_there_again_is_written_off(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("adjustment", key)
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    now(house, worked("10-05"))
    house.correct("leave", key)
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), states(house)) == ([], {"billed": 1, "written_off": 1})


def test_what_a_person_left_as_it_was_billed_is_not_listed_any_more_and_can_still_be_corrected(house: House) -> None:
    key = billed(house)
    for _ in range(2):
        now(house)
        if codes(house):
            house.correct("leave", key)
            house.run([OCTOBER])
        assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 2, "written_off": -1})
        now(house, worked("10-05"))
        assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 2})
    now(house)
    assert [str(each.difference) for each in house.drift(key)] == ["-100.00 USD"]
    house.correct("adjustment", key)
    house.run([OCTOBER, NOVEMBER])
    assert totals(house)["a 2026-11 order PO-1"] == "-100.00"


def test_credited_because_it_was_deleted_and_there_again_is_asked_about(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("credit-note", key)
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), states(house)) == ([], {"billed": 1})
    now(house, worked("10-05"))
    assert (codes(house), states(house)) == (["changed_since_decision"], {"billed": 1, "credited": 1})
    house.decide("bill-again", key)
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    assert (codes(house), states(house)) == ([], {"billed": 2})


def test_a_credit_note_that_waits_is_told_of_when_what_was_deleted_is_there_again(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("credit-note", key)
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == []
    now(house, worked("10-05"))
    assert (codes(house), ways(house)) == (["edited_after_billing"], [(FIRST, None, ["leave"])])
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), states(house)) == (["changed_since_decision"], {"billed": 1, "credited": 1})


def test_a_credit_note_that_waits_is_taken_back_when_what_was_deleted_is_there_again(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("credit-note", key)
    now(house, worked("10-05"))
    with house.store.read() as tx:
        ((said, _),) = tx.decisions.of_kind("correct")
    house.undo_correction(said.id)
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 2})


@pytest.mark.parametrize("then", ["leave", "write-off"])
def test_what_was_decided_when_it_was_credited_is_not_said_of_what_it_became_meanwhile(house: House, then: str) -> None:
    billed(house)
    house.credit(FIRST, then)
    now(house, worked("10-05", 4 * HOUR))
    assert codes(house) == ["edited_after_billing"]
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == ["changed_since_decision"]


def test_what_was_to_be_billed_again_is_billed_as_it_is_by_then(house: House) -> None:
    billed(house)
    house.credit(FIRST, "bill-again")
    now(house, worked("10-05", 4 * HOUR))
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), states(house)) == ([], {"drafted": 5})


@pytest.mark.parametrize(("seconds", "comes_to"), [(2 * HOUR, "100.00"), (HOUR // 2, "-50.00"), (0, "-100.00")])
def test_what_was_credited_and_billed_again_is_corrected_where_it_is_billed_now(
    house: House, seconds: int, comes_to: str
) -> None:
    key = billed(house)
    house.credit(FIRST, "bill-again")
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    assert (codes(house), ways(house), states(house)) == ([], [], {"billed": 2})
    now(house, *([worked("10-05", seconds)] if seconds else []))
    usual = ["adjustment", "leave"] if seconds > HOUR else ["adjustment", "credit-note", "leave"]
    assert ways(house) == [(SECOND, comes_to, usual)]
    held = house.statement(OCTOBER).states[State.HELD]
    assert (held, house.statement(OCTOBER).states[State.CREDITED]) == (seconds - HOUR, 0)
    house.correct("adjustment", key)
    house.run([DECEMBER])
    house.bill()
    house.run([OCTOBER])
    assert (codes(house), ways(house), totals(house)["a 2026-12 order PO-1"]) == ([], [], comes_to)


# ---- what was left, and what came after ----


def left(house: House, seconds: int) -> str:
    """Three hours were billed, became fewer, and a person left it so."""
    now(house, worked("10-05", 3 * HOUR))
    house.bill()
    now(house, worked("10-05", seconds))
    house.correct("leave", entry_of(house))
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), ways(house)) == ([], [])
    return entry_of(house)


def test_what_was_left_and_is_deleted_afterwards_is_asked_about(house: House) -> None:
    left(house, 2 * HOUR)
    now(house)
    assert codes(house) == ["deleted_after_billing"]
    assert [each[:2] for each in ways(house)] == [(FIRST, "-300.00")]
    assert house.statement(OCTOBER).states[State.HELD] == -3 * HOUR


def test_what_was_left_once_is_asked_about_after_a_correction(house: House) -> None:
    key = left(house, 2 * HOUR)
    now(house, worked("10-05", 5 * HOUR))
    house.correct("adjustment", key)
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    now(house, worked("10-05", 2 * HOUR))
    assert codes(house) == ["edited_after_billing"]
    assert [each[:2] for each in ways(house)] == [(FIRST, "-300.00")]


def test_what_was_left_and_is_another_contracts_work_now_is_listed(house: House) -> None:
    house.configure(replace(house.agency, contracts=(*house.agency.contracts, contract("b", "BBB-ONE"))))
    left(house, 2 * HOUR)
    now(house, worked("10-05", 2 * HOUR, on="BBB-ONE"))
    assert [each[:2] for each in ways(house)] == [(FIRST, "-300.00")]


@pytest.mark.parametrize("back", [False, True], ids=["adjusted down", "and up again"])
def test_what_was_corrected_on_a_later_invoice_is_not_taken_back_by_a_credit_note(house: House, back: bool) -> None:
    now(house, worked("10-05", 3 * HOUR))
    house.bill()
    key = entry_of(house)
    for seconds, name in [(2 * HOUR, NOVEMBER), *([(3 * HOUR, DECEMBER)] if back else [])]:
        now(house, worked("10-05", seconds))
        house.correct("adjustment", key)
        house.run([name])
        house.bill()
    now(house)
    comes_to = "-300.00" if back else "-200.00"
    assert ways(house) == [(FIRST, comes_to, ["adjustment", "leave"])]
    with pytest.raises(CannotDecide, match="choose adjustment or leave"):
        house.correct("credit-note", key)


def test_a_credit_note_that_waits_hides_no_deletion_because_of_an_earlier_one(house: House) -> None:
    key = billed(house)
    now(house)
    house.correct("credit-note", key)
    house.bill()
    now(house, worked("10-05"))
    house.decide("bill-again", key)
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    house.credit(SECOND, "leave")
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == []
    now(house)
    assert codes(house) == ["deleted_after_billing"]
