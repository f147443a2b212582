"""Credit notes in ledgers are taken off the invoice that they correct, once; what cannot be is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from sandbox.faults import Fault
from sandbox.quickbooks_admin import act
from sandbox.xero_books import CREDIT_NOTE, INVOICE
from sync.pipeline import follow_ledgers
from tests.laws.house import House
from tests.sync.ledgers import QuickBooksTwin, XeroTwin, ledger_house, sign_in
from tests.sync.pushing import OCTOBER, bring, refusals, row

NOTES = "/api.xro/2.0/CreditNotes"
LOST = ("before write", "after write", "before reply", "500 after write", "twice", "revoked")


@pytest.fixture
def xero() -> Iterator[tuple[House, XeroTwin]]:
    with ledger_house("xero") as (house, twin):
        assert isinstance(twin, XeroTwin)
        bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
        assert refusals(house.bill()) == {}
        yield house, twin


def draft_of(house: House, net: int) -> str:
    (found,) = [each.draft.id for each in house.drafts() if each.draft.total.decimal == net]
    return found


def credit(house: House, net: int) -> str:
    """A credit note for the whole invoice of an amount, approved."""
    note = house.credit(draft_of(house, net), "leave").note.id
    house.move("approve", note)
    return note


def invoice(twin: XeroTwin, net: int) -> str:
    (found,) = [each.id for each in twin.there() if each.kind == INVOICE and each.net == net]
    return found


def credits(twin: XeroTwin) -> list[tuple[Decimal, Decimal, int]]:
    """Each credit note: its total, what is left of it, and how often it was applied."""
    found = [each for each in twin.books.papers.values() if each.kind == CREDIT_NOTE]
    return [(each.total, each.left, len(each.payments)) for each in found]


def told(house: House) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == "credit_not_applied"]


def test_a_credit_note_is_taken_off_its_invoice_when_it_is_pushed(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    credit(house, 200)
    results = house.push()
    assert refusals(results) == {}
    assert [each.action for each in results] == ["post", "allocate"]
    ((total, left, times),) = credits(twin)
    assert (total > 0, left, times) == (True, Decimal(0), 1)
    assert twin.books.papers[invoice(twin, 200)].left == 0
    assert house.push() == []
    assert house.issues() == [], "it comes to the same there, though it is positive"
    assert house.statement(OCTOBER).difference_seconds == 0


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("after", [0, 2])
def test_whatever_is_lost_on_the_way_it_is_taken_off_once(xero: tuple[House, XeroTwin], fault: str, after: int) -> None:
    house, twin = xero
    credit(house, 200)
    twin.vendors.fault("xero", fault, NOTES, method="PUT", after=after)
    house.push()
    if fault == "revoked":
        sign_in(house)
    house.push()
    assert refusals(house.push()) == {}
    ((_, left, times),) = credits(twin)
    assert (left, times) == (Decimal(0), 1)
    assert house.rows("SELECT count(*) FROM push WHERE status = 'intended'") == [(0,)]
    assert house.rows("SELECT count(*) FROM push WHERE status = 'confirmed' AND action = 'allocate'") == [(1,)]
    assert told(house) == []


def test_while_nobody_knows_whether_it_was_taken_off_the_month_goes_on(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    note = credit(house, 200)
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault("xero", "500", "", times=0)

    vendors.fault("xero", "after write", NOTES, method="PUT", after=2)
    vendors.world.when_struck = silent
    assert refusals(house.push()), "it does not say whether it arrived"
    assert house.rows("SELECT action FROM push WHERE status = 'intended'") == [("allocate",)]
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"), row(9, 3600))
    twin.vendors.world.faults.clear()
    assert [each.action for each in house.push() if each.draft == note] == ["allocate"]
    assert credits(twin)[0][1:] == (Decimal(0), 1)


def test_only_as_much_as_is_owed_is_taken_off_and_the_rest_is_told(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    owed = twin.books.papers[invoice(twin, 200)].left
    twin.books.pay(invoice(twin, 200), Decimal(150))
    credit(house, 200)
    assert refusals(house.push()) == {}
    ((total, left, times),) = credits(twin)
    assert (total, left, times) == (owed, Decimal(150), 1)
    (words,) = told(house)
    assert "150.00 USD is not taken off" in words and "only a part of it is applied" in words
    assert house.push() == [], "and it is done once"


def test_of_an_invoice_that_is_paid_nothing_is_taken_and_that_is_told(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    twin.pay(invoice(twin, 200))
    follow_ledgers(house.worker)
    credit(house, 200)
    assert refusals(house.push()) == {}
    assert credits(twin)[0][2] == 0
    (words,) = told(house)
    assert "nothing is left to be paid of that" in words


def test_what_a_person_applied_is_left_as_it_is(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    credit(house, 200)
    twin.vendors.fault("xero", "500", NOTES, method="PUT", times=0, after=2)
    assert any("did not say whether it arrived" in why for why in refusals(house.push()).values())
    twin.vendors.world.faults.clear()
    (note,) = [each for each in twin.books.papers.values() if each.kind == CREDIT_NOTE]
    twin.books.allocate(note, twin.books.papers[invoice(twin, 200)], Decimal(20), house.worker.today)
    house.push()
    assert [each.amount for each in note.payments] == [Decimal(20)]
    (words,) = told(house)
    assert "196.50 USD is not taken off" in words and "only a part of it is applied" in words


def test_quickbooks_leaves_it_to_the_bookkeeper_who_is_told_until_it_is_done() -> None:
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
        house.bill()
        credit(house, 200)
        results = house.push()
        assert refusals(results) == {}
        assert [each.action for each in results] == ["post"]
        (words,) = told(house)
        assert "200.00 USD is not taken off" in words and "the bookkeeper applies it there" in words
        (memo,) = twin.books.rows["CreditMemo"].values()
        (invoiced,) = [each.id for each in twin.there() if each.net == 200]
        act(twin.books, "pay", {"invoice": invoiced, "credit": memo["Id"]})
        follow_ledgers(house.worker)
        assert told(house) == []


# ---- credit notes that people work on ----


def test_a_credit_note_that_a_person_approves_there_is_posted_here_and_taken_off(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    house.credit(draft_of(house, 200), "leave")
    assert refusals(house.push()) == {}
    (note,) = [each for each in twin.books.papers.values() if each.kind == CREDIT_NOTE]
    assert note.status == "DRAFT"
    twin.books.approve(CREDIT_NOTE, note.id)
    (followed,) = follow_ledgers(house.worker)
    assert any("was approved" in act for act in followed.acts), followed
    assert {item.status.value for item in house.drafts()} == {"posted"}
    assert house.issues() == []
    assert [each.action for each in house.push()] == ["allocate"]
    assert credits(twin)[0][1:] == (Decimal(0), 1)


def test_a_credit_note_that_was_undone_is_taken_away_though_its_invoice_is_void(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    house.credit(draft_of(house, 200), "leave")
    house.push()
    ((number,),) = house.rows("SELECT id FROM decision WHERE kind = 'credit'")
    house.undo_correction(number)
    twin.void(invoice(twin, 200))
    follow_ledgers(house.worker)
    results = house.push()
    assert (refusals(results), [each.action for each in results]) == ({}, ["withdraw"])
    assert not [each for each in twin.there() if each.kind == CREDIT_NOTE]


def test_what_could_not_be_taken_off_is_told_no_more_once_a_person_has_said_that_it_is_void(
    xero: tuple[House, XeroTwin],
) -> None:
    house, twin = xero
    wanted = draft_of(house, 200)
    house.credit(wanted, "leave")
    twin.void(invoice(twin, 200))
    follow_ledgers(house.worker)
    assert "document_gone" in {issue.code for issue in house.issues()}
    ((number,),) = house.rows("SELECT id FROM decision WHERE kind = 'credit'")
    house.undo_correction(number)
    house.void(wanted)
    assert "document_gone" not in {issue.code for issue in house.issues()}


def test_a_copy_that_a_person_made_is_none_of_ours(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    own = twin.books.papers[invoice(twin, 200)]
    twin.books.edit(INVOICE, own.id, "Other words")
    follow_ledgers(house.worker)
    assert "document_edited" in {issue.code for issue in house.issues()}
    copy = replace(own, id=str(uuid4()), number="INV-9999", updated=own.updated + timedelta(minutes=1))
    twin.books.papers[copy.id] = copy
    follow_ledgers(house.worker)
    assert "document_edited" in {issue.code for issue in house.issues()}, "the copy says nothing about the original"
    assert house.rows("SELECT count(*) FROM document") == [(3,)]
