"""Approved drafts become invoices: each once, numbered, dated, closing its month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from billing.records import State
from tests.agencies import Yaml
from tests.laws.house import House
from tests.laws.oracle import check_once
from tests.sync.pushing import (
    AGENCY,
    BOOKS,
    OCTOBER,
    ROWS,
    books,
    bring,
    contract,
    documents,
    draft_of,
    main,
    pushing_house,
    record,
    refusals,
    row,
    states,
    statuses,
    units,
)


@pytest.fixture
def house() -> Iterator[House]:
    with pushing_house() as made:
        yield made


# ---- invoices ----


def test_approved_drafts_become_invoices_with_consecutive_numbers(house: House) -> None:
    house.push()
    results = house.bill()
    assert [each.number for each in results] == ["INV-1001", "INV-1002", "INV-1003"]
    assert sorted(documents(house)) == [f"{OCTOBER}/INV-1001 a", f"{OCTOBER}/INV-1002 a", f"{OCTOBER}/INV-1003 b"]
    assert set(statuses(house).values()) == {"posted"}
    assert states(house) == {"billed": 12600}
    assert house.rows("SELECT next FROM numbering") == [(1004,)]
    check_once(house)


def test_an_invoice_is_posted_once(house: House) -> None:
    house.bill()
    before = documents(house)
    assert house.push() == []
    found = refusals(house.push(draft_of(house, "b")))
    assert found == {draft_of(house, "b"): "it is in the books as an invoice already; there is nothing left to push"}
    assert documents(house) == before


def test_an_invoice_that_was_archived_is_not_written_again(house: House) -> None:
    house.bill()
    (house.folder / "documents").rename(house.folder / "archive")
    house.push()
    house.run()
    assert documents(house) == {}


@pytest.mark.parametrize(
    ("invoice", "terms", "issued", "due"),
    [
        ({}, {}, "2026-11-03", "2026-11-03"),
        ({}, {"terms": "net 30"}, "2026-11-03", "2026-12-03"),
        ({"date": "last day of period"}, {"terms": "net 30"}, "2026-10-31", "2026-11-30"),
        ({"date": "last day of period"}, {"terms": "day 15 of next month"}, "2026-10-31", "2026-11-15"),
    ],
)
def test_an_invoice_bears_the_dates_that_its_contract_says(
    house: House, invoice: Yaml, terms: Yaml, issued: str, due: str
) -> None:
    house.configure(
        replace(AGENCY, contracts=(AGENCY.contracts[0], contract("b", "BBB-ONE", invoice=invoice, **terms)))
    )
    house.run([OCTOBER])
    house.move("approve", draft_of(house, "b"))
    house.push()
    said = record(house, f"{OCTOBER}/INV-1001 b")
    assert (said["issued"], said["due"], said["status"], said["number"]) == (issued, due, "posted", "INV-1001")


def test_the_first_invoice_closes_the_month_and_its_other_drafts_can_still_be_pushed(house: House) -> None:
    house.move("approve", draft_of(house, "a", "ONE"))
    house.push(draft_of(house, "a", "ONE"))
    assert house.rows("SELECT contract, closed_by, why FROM closing") == [("a", "tieout", "INV-1001 was posted")]
    bring(house, row(1), row(2, 60, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    assert statuses(house)["a workstream AAA-TWO"] == "draft", "its time is settled"
    house.move("approve", draft_of(house, "a", "TWO"))
    (second,) = house.push(draft_of(house, "a", "TWO"))
    assert (second.number, second.refused) == ("INV-1002", "")
    assert record(house, f"{OCTOBER}/INV-1002 a")["total"] == "200.00"
    assert len(house.rows("SELECT * FROM closing")) == 1
    assert house.statement(OCTOBER).difference_seconds == 0


def test_a_supplement_after_reopening_is_an_invoice_of_its_own(house: House) -> None:
    posted = draft_of(house, "b")
    house.bill()
    before = documents(house)
    house.reopen("b", OCTOBER)
    bring(house, *ROWS, row(5, 3600, "BBB-ONE"))
    (supplement,) = [item for item in house.drafts() if item.draft.contract == "b" and item.status == "draft"]
    assert (supplement.draft.id != posted, supplement.draft.part) == (True, "all, supplement 1")
    house.move("approve", supplement.draft.id)
    assert [each.number for each in house.push()] == ["INV-1004"]
    after = documents(house)
    assert record(house, f"{OCTOBER}/INV-1004 b")["total"] == "100.00"
    assert {place: after[place] for place in before} == before, "what was issued keeps its bytes"
    check_once(house)


def test_the_invoice_of_a_draft_that_was_shown_stands_in_its_place_alone(house: House) -> None:
    house.push()
    house.move("approve", draft_of(house, "b"))
    house.push()
    assert [place for place in documents(house) if " b" in place] == [f"{OCTOBER}/INV-1001 b"]


def test_statement_and_trace_tell_that_time_is_billed_and_by_which_number(house: House) -> None:
    house.bill()
    (entry,) = record(house, f"{OCTOBER}/INV-1003 b")["lines"][0]["entries"]
    with house.store.read() as tx:
        last = tx.placements.steps(entry["id"])[-1]
    assert (last.state, last.reason, last.seconds, last.minor) == ("billed", "INV-1003 in books", 1800, 5000)
    found = house.statement(OCTOBER)
    assert (found.states[State.BILLED], found.difference_seconds) == (12600, 0)
    (money,) = found.money
    assert (str(money.net.decimal), str(money.portions.decimal), money.documents) == ("350.00", "350.00", 3)
    assert money.billed is not None and str(money.billed.decimal) == "350.00"
    assert [row.unbilled_minor for row in units(house)] == [0, 0]


# ---- numbers ----


def test_numbers_go_on_when_the_books_get_another_name(house: House) -> None:
    house.bill()
    house.reopen("b", OCTOBER)
    house.configure(replace(house.agency, main=main(ledger=BOOKS)))
    bring(house, *ROWS, row(5, 3600, "BBB-ONE"))
    assert [each.number for each in house.bill()] == ["INV-1004"]


def test_a_new_series_passes_over_numbers_that_another_prefix_has_made(house: House) -> None:
    house.move("approve", draft_of(house, "b"))
    house.push(draft_of(house, "b"))
    books(house, numbering={"prefix": "INV-1", "digits": 3, "next": 1})
    house.move("approve", draft_of(house, "a", "ONE"))
    assert [each.number for each in house.push(draft_of(house, "a", "ONE"))] == ["INV-1002"]


def test_a_number_with_slashes_is_one_folder(house: House) -> None:
    books(house, numbering={"prefix": "R/../../", "next": 7})
    house.move("approve", draft_of(house, "b"))
    house.push(draft_of(house, "b"))
    assert list(documents(house)) == [f"{OCTOBER}/R-..-..-0007 b"]
    assert record(house, f"{OCTOBER}/R-..-..-0007 b")["number"] == "R/../../0007"


def test_an_invoice_that_this_database_does_not_know_is_not_overwritten(house: House) -> None:
    """As after a backup was restored: the folder knows more than the database."""
    known = house.folder / "documents" / OCTOBER / "INV-1001 b" / "document.json"
    known.parent.mkdir(parents=True)
    known.write_text("issued before the backup was restored")
    house.move("approve", draft_of(house, "b"))
    (why,) = refusals(house.push(draft_of(house, "b"))).values()
    assert f"{known.parent} is there already and this database knows nothing of it" in why
    assert "let numbering begin at the first free number" in why
    assert known.read_text() == "issued before the backup was restored"
    books(house, numbering={"prefix": "INV-", "next": 1002})
    assert [each.number for each in house.push(draft_of(house, "b"))] == ["INV-1002"]
