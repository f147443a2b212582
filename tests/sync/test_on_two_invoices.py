"""An entry that two orders pay for stands on two invoices: each is corrected, credited or void by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from billing.money import Money
from billing.wishes import LineKind
from review.decide import CannotDecide
from review.drift import to_json
from review.unbilled import unbilled
from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    MAIN,
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

FILES: Yaml = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}
FIRST, SECOND = "INV-1001", "INV-1002"
TEN = 36000


def agency(first: str = "400", second: str = "5000", **more: Any) -> Agency:
    """A contract with an order that pays for the first four hours, and one for the rest."""
    orders = [{"number": "PO-1", "limit": first, "until": "2026-12-31"}, {"number": "PO-2", "limit": second}]
    more = {"from": "2026-10-01", "purchase_orders": orders} | more
    own = contract("a", "AAA-ONE", **more)
    return replace(AGENCY, main={**MAIN, "connectors": {**MAIN["connectors"], "books": FILES}}, contracts=(own,))


def billed(house: House, seconds: int = TEN) -> None:
    """Ten hours are on two invoices: four on one order, six on the other."""
    bring(house, worked("10-05", TEN))
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10 order PO-1": "400.00", "a 2026-10 order PO-2": "600.00"}
    house.bill()
    if seconds != TEN:
        bring(house, worked("10-05", seconds))
        house.run([OCTOBER])


def drawn(house: House) -> dict[str, int]:
    """Hours that are drawn on each order."""
    found: dict[str, int] = {}
    with house.store.read() as tx:
        for each in tx.drafts.drawn():
            found[each.order] = found.get(each.order, 0) + each.seconds // 3600
    return found


def not_billed(house: House) -> list[tuple[Money | None, int, tuple[str, ...]]]:
    """What is not billed yet: its value, its hours without a price, and of which months."""
    with house.store.read() as tx:
        return [(row.value, row.unpriced_seconds // 3600, row.months) for row in unbilled(tx)]


@pytest.mark.parametrize(("hours", "comes_to"), [(8, "-200.00"), (12, "200.00")])
def test_what_changed_is_corrected_where_it_changed(hours: int, comes_to: str) -> None:
    with house_of(agency()) as house:
        billed(house, hours * 3600)
        (found,) = house.drift()
        assert (found.number, found.draft.draft.order) == (SECOND, "PO-2")
        assert found.difference is not None and str(found.difference.decimal) == comes_to
        house.correct("adjustment", entry_of(house))
        house.run([NOVEMBER])
        assert totals(house) == {
            "a 2026-10 order PO-1": "400.00",
            "a 2026-10 order PO-2": "600.00",
            "a 2026-11 order PO-2": comes_to,
        }
        assert drawn(house) == {"PO-1": 4, "PO-2": hours - 4}


def test_a_credit_note_takes_back_no_more_than_its_invoice_has_of_the_entry() -> None:
    with house_of(agency()) as house:
        billed(house, 8 * 3600)
        house.correct("credit-note", entry_of(house))
        (note,) = [item.draft for item in house.drafts() if item.draft.is_credit]
        assert (note.credits, note.order, str(note.total.decimal)) == (house.document(SECOND), "PO-2", "-200.00")
        house.bill()
        house.run([OCTOBER])
        assert drawn(house) == {"PO-1": 4, "PO-2": 4}


@pytest.mark.parametrize("rows", [(worked("10-05", 7200),), ()], ids=["two hours are left", "deleted"])
def test_what_changed_on_two_orders_is_no_single_line(rows: tuple[Row, ...]) -> None:
    with house_of(agency()) as house:
        billed(house)
        bring(house, *(rows or (worked("10-06", 0, note="other"),)), complete=OCTOBER)
        house.run([OCTOBER])
        (found,) = [each for each in house.drift() if each.entry.id == entry_of(house)]
        assert [each.by for each in found.proposals] == ["leave"]
        assert "PO-1 and PO-2" in to_json([found])[0]["why"]
        for by in ("adjustment", "credit-note"):
            with pytest.raises(CannotDecide, match="PO-1 and PO-2"):
                house.correct(by, entry_of(house))


@pytest.mark.parametrize(("before", "after", "order"), [(4, 6, "PO-2"), (3, 6, None), (3, 2, "PO-1")])
def test_what_comes_to_an_entry_counts_on_the_order_that_has_room_for_it(
    before: int, after: int, order: str | None
) -> None:
    with house_of(agency()) as house:
        bring(house, worked("10-05", before * 3600))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("10-05", after * 3600))
        house.run([OCTOBER])
        (found,) = house.drift()
        ways = [each.by for each in found.proposals]
        if order is None:
            assert ways == ["leave"]
            return
        assert (found.order, "adjustment" in ways, "credit-note" in ways) == (order, True, order == "PO-1")
        house.correct("adjustment", entry_of(house))
        house.run([NOVEMBER])
        assert drawn(house) == {"PO-1": min(after, 4), **({"PO-2": after - 4} if after > 4 else {})}


def test_growth_that_leaves_other_work_no_room_is_no_refund_of_that() -> None:
    with house_of(agency("400", "400")) as house:
        bring(house, worked("10-05", 3600), worked("10-06", 7 * 3600, note="other"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("10-05", 7200), worked("10-06", 7 * 3600, note="other"))
        house.run([OCTOBER])
        (found,) = house.drift()
        assert (found.difference, [each.by for each in found.proposals]) == (None, ["leave"])
        with pytest.raises(CannotDecide, match=r"other work would wait .* is used up"):
            house.correct("adjustment", entry_of(house))


def test_growth_that_takes_the_room_of_other_work_counts_where_that_would_go() -> None:
    """The first order is full: the hour that came to its first work would move its last one to the second order."""
    with house_of(agency()) as house:
        bring(house, worked("10-05", 3600), worked("10-06", 3 * 3600, note="other"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("10-05", 7200), worked("10-06", 3 * 3600, note="other"))
        house.run([OCTOBER])
        house.correct("adjustment", entry_of(house))
        house.run([OCTOBER, NOVEMBER])
        assert totals(house) == {"a 2026-10 order PO-1": "400.00", "a 2026-11 order PO-2": "100.00"}
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 1}, [])


def test_while_one_part_is_no_invoice_yet_neither_is_corrected() -> None:
    with house_of(agency()) as house:
        bring(house, worked("10-05", TEN))
        house.run([OCTOBER])
        (first,) = [item.draft.id for item in house.drafts() if item.draft.order == "PO-1"]
        house.move("approve", first)
        house.push(first)
        bring(house, worked("10-05", 8 * 3600))
        house.run([OCTOBER])
        (found,) = house.drift()
        assert [each.by for each in found.proposals] == ["leave"]
        with pytest.raises(CannotDecide, match="approve and push that first"):
            house.correct("replace", entry_of(house))


@pytest.mark.parametrize("by", ["credit-note", "adjustment"])
def test_what_a_credit_note_takes_back_is_not_corrected_besides(by: str) -> None:
    with house_of(agency()) as house:
        bring(house, worked("10-05", 4 * 3600))
        house.run([OCTOBER])
        house.bill()
        house.credit(FIRST, "bill-again")
        bring(house, worked("10-05", 3 * 3600))
        house.run([OCTOBER])
        with pytest.raises(CannotDecide, match="a credit note takes it back"):
            house.correct(by, entry_of(house))
        house.bill()
        for month in (OCTOBER, NOVEMBER):
            house.run([month])
        assert sum(item.draft.total.minor for item in house.drafts()) == 30000
        assert drawn(house) == {"PO-1": 3}


def test_an_invoice_is_neither_void_nor_credited_while_a_correction_of_its_work_waits() -> None:
    with house_of(agency()) as house:
        billed(house, 8 * 3600)
        house.correct("adjustment", entry_of(house))
        with pytest.raises(CannotDecide, match="was corrected already"):
            house.void(house.document(FIRST))
        with pytest.raises(CannotDecide, match="was corrected already"):
            house.credit(FIRST, "leave")
        house.run([NOVEMBER])
        house.bill()
        house.void(house.document(FIRST))
        house.run([OCTOBER])
        assert not_billed(house) == [(Money(0, "USD"), 4, (OCTOBER,))]
        house.decide("write-off", entry_of(house))
        house.run([OCTOBER])
        assert states(house) == {"billed": 4, "written_off": 4}


def test_credit_notes_take_back_no_more_than_their_invoice_has() -> None:
    with house_of(agency()) as house:
        billed(house, 8 * 3600)
        house.correct("credit-note", entry_of(house))
        house.bill()
        for hours, by in ((12, "adjustment"), (7, "")):
            bring(house, worked("10-05", hours * 3600))
            house.run([OCTOBER])
            if by:
                house.correct(by, entry_of(house))
                house.run([NOVEMBER])
                house.bill()
        (found,) = house.drift()
        assert [each.by for each in found.proposals] == ["adjustment", "leave"]


def test_both_invoices_credited_give_all_of_it_back_to_be_billed_again() -> None:
    with house_of(agency()) as house:
        billed(house, 7200)
        house.credit(FIRST, "leave")
        house.bill()
        house.credit(SECOND, "bill-again")
        house.bill()
        house.run([OCTOBER])
        house.run([NOVEMBER])
        invoices = {name: total for name, total in totals(house).items() if "credit" not in name}
        assert invoices.pop("a 2026-11 order PO-1") == "200.00"
        assert list(invoices.values()) == ["400.00", "600.00"]
        assert drawn(house) == {"PO-1": 2, "PO-2": 0}


def test_the_part_of_a_void_invoice_is_not_billed_until_that_is_decided() -> None:
    with house_of(agency()) as house:
        billed(house)
        assert not_billed(house) == []
        house.void(house.document(SECOND))
        for month in (OCTOBER, NOVEMBER):
            house.run([month])
            assert not_billed(house) == [(Money(0, "USD"), 6, (OCTOBER,))]
        assert codes(house) == ["document_voided"]
        house.decide("write-off", entry_of(house))
        house.run([OCTOBER])
        assert not_billed(house) == []


def test_what_a_deposit_paid_of_a_void_invoice_is_shared_by_what_was_on_it() -> None:
    """Of 600 for a part and 200 for a whole entry a deposit paid 400: half of the 200 is still to be billed."""
    opening = {"as_of": "2026-10-01", "deposits": "800", "orders": {"PO-1": "0", "PO-2": "0"}}
    with house_of(agency(opening=opening, **{"from": "2026-09-01"})) as house:
        bring(house, worked("10-05", TEN), worked("10-06", 7200, note="other"))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10 order PO-1": "0.00", "a 2026-10 order PO-2": "400.00"}
        house.bill()
        house.void(SECOND)
        assert not_billed(house) == [(Money(10000, "USD"), 0, (OCTOBER,))]


def test_time_that_came_to_a_billed_entry_is_not_billed_until_that_is_decided() -> None:
    with house_of(agency()) as house:
        billed(house, 12 * 3600)
        assert not_billed(house) == [(Money(0, "USD"), 2, (OCTOBER,))]
        house.correct("adjustment", entry_of(house))
        house.run([NOVEMBER])
        assert not_billed(house) == [(Money(20000, "USD"), 0, (NOVEMBER,))]


def test_what_else_is_on_the_void_invoice_has_its_value() -> None:
    with house_of(agency()) as house:
        bring(house, worked("10-05", TEN), worked("10-06", 7200, note="other"))
        house.run([OCTOBER])
        house.bill()
        house.void(house.document(SECOND))
        assert not_billed(house) == [(Money(20000, "USD"), 0, (OCTOBER,))]
        house.run([OCTOBER])
        assert not_billed(house) == [(Money(20000, "USD"), 6, (OCTOBER,))]


def test_the_part_of_a_void_invoice_with_a_discount_is_worth_nothing_yet_and_no_less() -> None:
    with house_of(agency(discounts=[{"name": "Autumn", "percent": "10 %"}])) as house:
        bring(house, worked("10-05", TEN), worked("10-06", 7200, note="other"))
        house.run([OCTOBER])
        house.bill()
        house.void(house.document(SECOND))
        assert not_billed(house) == [(Money(18000, "USD"), 0, (OCTOBER,))]


def test_the_part_of_a_void_invoice_is_not_deferred_by_itself() -> None:
    with house_of(agency()) as house:
        billed(house)
        house.void(house.document(SECOND))
        house.run([OCTOBER])
        for kind in ("bill-again", "defer"):
            with pytest.raises(CannotDecide, match="as a whole only"):
                house.decide(kind, entry_of(house), to=NOVEMBER if kind == "defer" else "")
        assert codes(house) == ["document_voided"]


@pytest.mark.parametrize("backwards", [False, True], ids=["as they were written", "the other way round"])
def test_what_was_said_last_of_two_credit_notes_counts_whichever_is_posted_first(backwards: bool) -> None:
    with house_of(agency()) as house:
        billed(house)
        notes = [house.credit(FIRST, "leave").note.id, house.credit(SECOND, "bill-again").note.id]
        house.move("approve", *notes)
        for note in reversed(notes) if backwards else notes:
            house.push(note)
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"drafted": 10})


@pytest.mark.parametrize("backwards", [False, True], ids=["as they were written", "the other way round"])
def test_both_invoices_are_credited_together_and_all_of_their_work_is_billed_again(backwards: bool) -> None:
    with house_of(agency()) as house:
        bring(house, worked("10-05", TEN), worked("10-06", 7200, note="other"))
        house.run([OCTOBER])
        house.bill()
        notes = [each.note.id for each in house.credit_together("bill-again", FIRST, SECOND)]
        house.move("approve", *notes)
        for note in reversed(notes) if backwards else notes:
            house.push(note)
        house.run([OCTOBER, NOVEMBER])
        assert (codes(house), states(house)) == ([], {"drafted": 12})
        assert totals(house)["a 2026-11 order PO-1"] == "400.00"
        assert totals(house)["a 2026-11 order PO-2"] == "800.00"


def test_lines_that_share_an_entry_are_credited_together_and_what_else_is_billed_stays() -> None:
    with house_of(agency(invoice={"lines_by": "entry"})) as house:
        bring(house, worked("10-05", TEN), worked("10-06", 7200, note="other"))
        house.run([OCTOBER])
        house.bill()
        items = {item.draft.order: item.draft for item in house.drafts()}
        (first,) = items["PO-1"].lines
        second = next(line for line in items["PO-2"].lines if line.entries == first.entries)
        with pytest.raises(
            CannotDecide, match=f"tieout credit {SECOND} {FIRST} --lines {second.id} --lines {first.id} "
        ):
            house.credit(SECOND, "bill-again", second.id)
        with pytest.raises(CannotDecide, match=f"names no line of {SECOND}"):
            house.credit_together("bill-again", FIRST, SECOND, lines=(first.id,))
        with pytest.raises(CannotDecide, match="lnowhere is no line of"):
            house.credit_together("bill-again", FIRST, SECOND, lines=("lnowhere",))
        notes = house.credit_together("bill-again", FIRST, SECOND, lines=(first.id, second.id))
        assert [str(each.note.total.decimal) for each in notes] == ["-400.00", "-600.00"]


def test_an_invoice_that_shares_an_entry_says_with_which_it_is_credited() -> None:
    with house_of(agency()) as house:
        billed(house)
        with pytest.raises(CannotDecide, match=f"of {SECOND}; credit them together: tieout credit {FIRST} {SECOND} "):
            house.credit(FIRST, "bill-again")


def test_a_correction_of_another_invoice_says_how_the_rest_is_billed_again() -> None:
    with house_of(agency()) as house:
        billed(house, 12 * 3600)
        house.correct("adjustment", entry_of(house))
        bring(house, worked("10-05", 12 * 3600), worked("11-01", 7200, note="november"))
        house.run([NOVEMBER])
        house.bill()
        (item,) = [each for each in house.drafts() if each.draft.period == NOVEMBER]
        correction, work = sorted(item.draft.lines, key=lambda line: line.kind is not LineKind.CORRECTION)
        with pytest.raises(CannotDecide, match=f"line {correction.id} with --then leave"):
            house.credit(item.draft.id, "bill-again")
        house.credit(item.draft.id, "bill-again", work.id)
        house.credit(item.draft.id, "leave", correction.id)
        house.bill()
        house.run([NOVEMBER, DECEMBER])
        assert totals(house)["a 2026-12 order PO-2"] == "200.00"
