"""What people take off invoices in a ledger by hand is told until somebody says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from mappings.decided import Signature
from review.decide import CannotDecide
from review.receivables import receivables, to_json
from sandbox.quickbooks_admin import act
from sandbox.xero_books import CREDIT_NOTE, INVOICE
from sync.pipeline import follow_ledgers
from sync.taking_back import classify_document
from tests.guide.typed import Folder, at_work
from tests.laws.house import House
from tests.sync.ledgers import QuickBooksTwin, XeroTwin, ledger_house
from tests.sync.pushing import ROWS, bring, refusals


@pytest.fixture
def xero() -> Iterator[tuple[House, XeroTwin]]:
    with ledger_house("xero") as (house, twin):
        assert isinstance(twin, XeroTwin)
        bring(house, *ROWS)
        assert refusals(house.bill()) == {}
        yield house, twin


def draft_of(house: House, net: int) -> str:
    (found,) = [each.draft.id for each in house.drafts() if each.draft.total.decimal == net]
    return found


def signed(house: House, why: str = "agreed") -> Signature:
    return Signature("kim", house.worker.clock(), why)


def told(house: House) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == "credited_by_hand"]


def write_off(twin: XeroTwin, net: int, amount: str) -> None:
    """Somebody makes a credit note of their own in Xero, and takes it off our invoice."""
    (invoice,) = [each for each in twin.books.papers.values() if each.kind == INVOICE and each.net == net]
    own = twin.books.new_id("note")
    lines = invoice.lines[:1]
    note = replace(
        invoice, kind=CREDIT_NOTE, id=own, number=f"X-{own[:4]}", due=None, lines=lines, payments=[], files={}
    )
    twin.books.papers[own] = note
    twin.books.allocate(note, invoice, Decimal(amount), invoice.day)


def by_hand(house: House) -> object:
    with house.store.read() as tx:
        return to_json(receivables(tx, house.worker.today))["by_hand"]


def test_a_write_off_there_is_told_until_somebody_says_what_it_is(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    write_off(twin, 200, "30")
    follow_ledgers(house.worker)
    (words,) = told(house)
    assert words.startswith("30.00 USD of INV-")
    wanted = draft_of(house, 200)
    with pytest.raises(CannotDecide, match="say what it was with --as: goodwill, correction, bad-debt, other"):
        classify_document(house.worker, wanted, "gift", signed(house))
    with pytest.raises(CannotDecide, match="--why"):
        classify_document(house.worker, wanted, "goodwill", signed(house, ""))
    done = classify_document(house.worker, wanted, "goodwill", signed(house))
    assert (done.amount.decimal, done.what) == (Decimal(30), "goodwill")
    assert told(house) == []
    assert by_hand(house) == [{"class": "goodwill", "currency": "USD", "amount": "30.00"}]
    write_off(twin, 200, "5")
    follow_ledgers(house.worker)
    (words,) = told(house)
    assert words.startswith("5.00 USD of INV-"), "only what is new is asked about"
    classify_document(house.worker, wanted, "bad-debt", signed(house))
    assert by_hand(house) == [{"class": "bad-debt", "currency": "USD", "amount": "35.00"}]


def test_it_is_said_by_the_number_of_the_invoice_as_a_person_types_it(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    write_off(twin, 200, "30")
    follow_ledgers(house.worker)
    number = dict(next(issue for issue in house.issues() if issue.code == "credited_by_hand").facts)["document"]
    with at_work(), pytest.MonkeyPatch.context() as patch:
        for name, value in {**house.worker.environment, "DATABASE": house.store.url}.items():
            patch.setenv(name, value)
        typed = Folder(house.folder)
        assert "--as" in typed.ends(f"tieout classify {number} --as gift --why agreed").printed
        done = typed.type(f"tieout classify {number} --as goodwill --why agreed")
    assert "30.00 USD" in done.printed and "goodwill" in done.printed
    assert told(house) == []


def test_credit_notes_of_ours_are_no_secret(xero: tuple[House, XeroTwin]) -> None:
    house, twin = xero
    note = house.credit(draft_of(house, 200), "leave").note.id
    house.move("approve", note)
    house.push()
    follow_ledgers(house.worker)
    assert told(house) == []
    write_off(twin, 100, "7")
    follow_ledgers(house.worker)
    (words,) = told(house)
    assert words.startswith("7.00 USD")


def test_what_was_never_taken_off_has_no_class(xero: tuple[House, XeroTwin]) -> None:
    house, _ = xero
    with pytest.raises(CannotDecide, match="nothing was taken off INV-"):
        classify_document(house.worker, draft_of(house, 200), "goodwill", signed(house))


def test_in_quickbooks_the_bookkeeper_applies_our_credit_memo_and_that_is_no_write_off() -> None:
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, *ROWS)
        house.bill()
        note = house.credit(draft_of(house, 200), "leave").note.id
        house.move("approve", note)
        house.push()
        (memo,) = twin.books.rows["CreditMemo"].values()
        (invoiced,) = [each.id for each in twin.there() if each.net == 200]
        act(twin.books, "pay", {"invoice": invoiced, "credit": memo["Id"]})
        follow_ledgers(house.worker)
        assert told(house) == []
