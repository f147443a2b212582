"""Credit notes for the same work, which is billed again as a whole: none of them goes without the others."""

from __future__ import annotations

from typing import Any

import pytest

from review.decide import CannotDecide
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.laws.small import NOVEMBER, OCTOBER, bring, codes, entry_of, states, totals, worked
from tests.sync.test_on_two_invoices import FIRST, SECOND, agency, billed

THIRD = "INV-1003"
SIX = 6 * 3600


def undo(house: House, note: str) -> str:
    """Takes a credit note back, by the decision that wrote it."""
    ((number,),) = house.rows(f"SELECT id FROM decision WHERE subject = '{note}' AND kind = 'credit'")  # noqa: S608
    return house.undo_correction(number)


def test_of_two_credit_notes_the_second_is_not_taken_back_once_the_first_is_in_the_books() -> None:
    """Half of the entry would be billed and half of it be credited, and nobody would miss that."""
    with house_of(agency()) as house:
        billed(house)
        notes = [each.note.id for each in house.credit_together("bill-again", FIRST, SECOND)]
        house.move("approve", *notes)
        house.push(notes[0])
        with pytest.raises(CannotDecide, match=r"push it, too, and then write off what shall not be billed again"):
            undo(house, notes[1])
        house.push(notes[1])
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"drafted": 10})


@pytest.mark.parametrize("which", [0, 1], ids=["the first", "the second"])
def test_credit_notes_that_bill_the_same_work_again_are_taken_back_together(which: int) -> None:
    """One of them alone would credit a part that no run bills again."""
    with house_of(agency()) as house:
        billed(house)
        notes = [each.note.id for each in house.credit_together("bill-again", FIRST, SECOND)]
        assert undo(house, notes[which]) == f"credit notes {notes[which]} and {notes[1 - which]}"
        with pytest.raises(CannotDecide, match="was undone already"):
            undo(house, notes[1 - which])
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"billed": 10})
        assert totals(house) == {"a 2026-10 order PO-1": "400.00", "a 2026-10 order PO-2": "600.00"}
        house.credit_together("bill-again", FIRST, SECOND)
        house.bill()
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"drafted": 10})


def test_a_credit_note_that_leaves_its_part_takes_what_bills_the_rest_again_with_it() -> None:
    with house_of(agency()) as house:
        billed(house)
        left, again = house.credit(FIRST, "leave").note.id, house.credit(SECOND, "bill-again").note.id
        assert undo(house, left) == f"credit notes {left} and {again}"


def test_what_is_left_as_credited_stays_when_the_rest_is_not_billed_again_after_all() -> None:
    with house_of(agency()) as house:
        billed(house)
        left, again = house.credit(FIRST, "leave").note.id, house.credit(SECOND, "bill-again").note.id
        assert undo(house, again) == f"credit note {again}"
        house.move("approve", left)
        house.push(left)
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"billed": 6, "credited": 4})


@pytest.mark.parametrize("kind", ["write-off", "defer", "bill-again"])
def test_what_a_credit_note_is_to_take_back_is_not_decided_before_that_is_in_the_books(kind: str) -> None:
    """The note says last what becomes of the work: a write-off that was signed before it would be lost."""
    with house_of(agency()) as house:
        billed(house)
        notes = [each.note.id for each in house.credit_together("bill-again", FIRST, SECOND)]
        house.move("approve", *notes)
        house.push(notes[0])
        house.run([OCTOBER, NOVEMBER])
        with pytest.raises(CannotDecide, match=f"credit note {notes[1]} .* not in the books yet; approve and push it"):
            house.decide(kind, entry_of(house), to=NOVEMBER if kind == "defer" else "")
        house.push(notes[1])
        house.decide("write-off", entry_of(house))
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"written_off": 10})


def test_what_is_said_of_a_void_part_waits_for_the_credit_note_of_the_other_or_for_its_end() -> None:
    with house_of(agency()) as house:
        billed(house)
        house.void(house.document(FIRST))
        note = house.credit(SECOND, "bill-again").note.id
        with pytest.raises(CannotDecide, match=f"credit note {note} .* not in the books yet"):
            house.decide("write-off", entry_of(house))
        undo(house, note)
        house.decide("write-off", entry_of(house))
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"billed": 6, "written_off": 4})


def three_in_a_row(**more: Any) -> Agency:
    """A contract whose three orders pay one after the other: two entries of six hours stand on three invoices."""
    limits = {"PO-1": "400", "PO-2": "400", "PO-3": "4000"}
    orders = [{"number": number, "limit": limit, "priority": number[-1]} for number, limit in limits.items()]
    return agency(**more, purchase_orders=orders)


def test_what_is_credited_together_is_named_to_the_last_invoice_that_shares_anything() -> None:
    with house_of(three_in_a_row()) as house:
        bring(house, worked("10-05", SIX), worked("10-06", SIX, note="other"))
        house.run([OCTOBER])
        house.bill()
        with pytest.raises(CannotDecide, match=f"tieout credit {FIRST} {SECOND} {THIRD} --then bill-again"):
            house.credit(FIRST, "bill-again")
        with pytest.raises(CannotDecide, match=f"tieout credit {FIRST} {SECOND} {THIRD} --then bill-again"):
            house.credit_together("bill-again", FIRST, SECOND)
        notes = [each.note for each in house.credit_together("bill-again", FIRST, SECOND, THIRD)]
        assert [str(note.total.decimal) for note in notes] == ["-400.00", "-400.00", "-400.00"]
        assert undo(house, notes[2].id).startswith(f"credit notes {notes[2].id} and {notes[1].id} and ")


def test_of_invoices_in_a_row_only_the_lines_that_share_an_entry_are_named_where_lines_are_chosen() -> None:
    with house_of(three_in_a_row(invoice={"lines_by": "entry"})) as house:
        bring(house, worked("10-05", SIX), worked("10-06", SIX, note="other"))
        house.run([OCTOBER])
        house.bill()
        items = {item.draft.order: item.draft for item in house.drafts()}
        (first,) = items["PO-1"].lines
        second = next(line for line in items["PO-2"].lines if line.entries == first.entries)
        words = f"tieout credit {FIRST} {SECOND} --lines {first.id} --lines {second.id} --then bill-again"
        with pytest.raises(CannotDecide, match=words):
            house.credit(FIRST, "bill-again", first.id)


def test_what_is_left_as_credited_is_no_way_to_a_further_invoice() -> None:
    with house_of(three_in_a_row(invoice={"lines_by": "entry"})) as house:
        bring(house, worked("10-05", SIX), worked("10-06", SIX, note="other"))
        house.run([OCTOBER])
        house.bill()
        items = {item.draft.order: item.draft for item in house.drafts()}
        (first,) = items["PO-1"].lines
        other = next(line for line in items["PO-2"].lines if line.entries != first.entries)
        house.credit(SECOND, "leave", other.id)
        with pytest.raises(CannotDecide, match=f"tieout credit {FIRST} {SECOND} --then bill-again"):
            house.credit(FIRST, "bill-again")
        assert len(house.credit_together("bill-again", FIRST, SECOND)) == 2
