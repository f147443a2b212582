"""What the guide promises of ledgers beside making documents once: who is asked, who is told, and by which number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from review import receivables, trace, trace_text
from sync.pipeline import follow_ledgers
from tests.laws.house import House
from tests.sync.ledgers import BOOKS, QuickBooksTwin, Twin, ledger_house
from tests.sync.pushing import BOOKS as FOLDER
from tests.sync.pushing import OCTOBER, ROWS, begin_only, bring, refusals, row


def draft_of(house: House, net: int) -> str:
    (found,) = [each.draft.id for each in house.drafts() if each.draft.total.decimal == net]
    return found


def configure(house: House, **main: Any) -> None:
    """Writes other things into tieout.yaml."""
    house.configure(replace(house.agency, main={**house.agency.main, **main}))


def test_an_intent_in_books_that_are_named_no_more_stops_nobody_else(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, twin = ledger
    own = draft_of(house, 50)
    begin_only(house, monkeypatch, own)
    contracts = tuple({**each, "bill_to": {**each["bill_to"], "books": "folder"}} for each in house.agency.contracts)
    others = {name: each for name, each in house.agency.main["connectors"].items() if name != BOOKS}
    main = {**house.agency.main, "connectors": {**others, "folder": FOLDER}}
    house.configure(replace(house.agency, main=main, contracts=contracts))
    house.run([OCTOBER])
    results = house.push()
    refused = refusals(results)
    assert "put them back under connectors" in refused.pop(own)
    assert refused == {}
    assert len(results) == 3
    assert twin.there() == []


def test_an_offline_run_asks_no_ledger_and_posts_nothing(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, twin = ledger
    own = draft_of(house, 200)
    house.move("approve", own)
    begin_only(house, monkeypatch, own)
    before = len(twin.vendors.world.requests)
    house.run([OCTOBER])
    bring(house, *ROWS, row(4, 900, "BBB-ONE"))
    assert len(twin.vendors.world.requests) == before
    assert twin.there() == []
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there() if each.stage != "draft"] == [("posted", Decimal(200))]


def test_tax_that_a_ledger_makes_otherwise_is_told(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    configure(house, taxes={twin.posting["tax"]: {"rate": "20 %"}})
    house.run([OCTOBER])
    house.bill()
    sentences = [issue.sentence for issue in house.issues() if issue.code == "document_differs"]
    assert len(sentences) == 3
    assert all("tax" in each for each in sentences)
    follow_ledgers(house.worker)
    assert [issue.sentence for issue in house.issues() if issue.code == "document_differs"] == sentences


@pytest.mark.parametrize(("books", "rate"), [("xero", "8.25 %"), ("quickbooks", "0 %")])
def test_tax_that_a_ledger_makes_as_expected_is_not_told_of_a_credit_note_either(books: str, rate: str) -> None:
    with ledger_house(books) as (house, twin):
        bring(house, *ROWS)
        configure(house, taxes={twin.posting["tax"]: {"rate": rate}})
        house.run([OCTOBER])
        house.bill()
        house.move("approve", house.credit(draft_of(house, 200), "leave").note.id)
        assert refusals(house.push()) == {}
        assert [issue.sentence for issue in house.issues() if issue.code == "document_differs"] == []


def test_numbers_that_are_ours_are_used_and_none_twice() -> None:
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        twin.books.preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = True
        own = house.agency.main["connectors"]
        configure(house, connectors={**own, BOOKS: {**own[BOOKS], "numbering": {"prefix": "NW-", "next": 7001}}})
        bring(house, *ROWS)
        assert refusals(house.bill()) == {}
        numbers = sorted(str(each.get("DocNumber")) for each in twin.books.rows["Invoice"].values())
        assert numbers == ["NW-7001", "NW-7002", "NW-7003"]
        note = house.credit(draft_of(house, 200), "leave").note.id
        house.move("approve", note)
        assert refusals(house.push()) == {}
        assert [each["DocNumber"] for each in twin.books.rows["CreditMemo"].values()] == ["CN-0001"]


def test_a_draft_that_is_shown_or_deleted_there_is_no_invoice(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    twin.delete(next(each.id for each in twin.there() if each.net == 50))
    house.move("approve", draft_of(house, 200))
    house.push()
    follow_ledgers(house.worker)
    with house.store.read() as tx:
        (found,) = receivables.receivables(tx, house.worker.today).measures
    assert (found.invoices, found.accurate) == (1, Decimal(1))


def test_days_to_the_invoice_are_counted_from_the_last_service_that_is_on_it(ledger: tuple[House, Twin]) -> None:
    house, _ = ledger
    bring(house, *ROWS, row(30, 900))
    house.bill()
    follow_ledgers(house.worker)
    with house.store.read() as tx:
        (found,) = receivables.receivables(tx, house.worker.today).measures
    days = [(date(2026, 11, 3) - date(2026, 10, last)).days for last in (30, 2, 3)]
    assert (found.invoices, found.days_to_invoice) == (3, round(Decimal(sum(days)) / 3, 1))


def test_a_trace_says_where_a_document_stands_and_what_is_paid(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    own = draft_of(house, 200)
    house.move("approve", own)
    house.push()
    twin.pay(next(each.id for each in twin.there() if each.stage == "posted"))
    follow_ledgers(house.worker)
    with house.store.read() as tx:
        found = trace.trace(tx, own)
        there = tx.documents.of_drafts([own])[own]
        (head, *_) = trace_text.to_sections(found)
    said = str(head)
    assert there.url and there.url in said
    assert f"invoice {there.number} of 2026-11-03, due " in said
    assert ", paid on 20" in said
    assert "None" not in said


def test_following_again_finds_nothing_new(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    own = draft_of(house, 200)
    house.move("approve", own)
    house.push()
    follow_ledgers(house.worker)
    assert [each.seen for each in follow_ledgers(house.worker)] == [0]
    twin.pay(next(each.id for each in twin.there() if each.stage == "posted"))
    assert [each.seen for each in follow_ledgers(house.worker)] == [1]
    assert [each.seen for each in follow_ledgers(house.worker)] == [0]
