"""Books that change or cannot be written, pushes that were under way, and import files for ledgers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cli.tables import pushed_section
from connectors.files.folder import CannotWrite
from review.approvals import CannotMove
from sync import push as stage
from tests.agencies import Yaml
from tests.laws.house import House
from tests.sync.pushing import (
    AGENCY,
    BOOKS,
    OCTOBER,
    begin_only,
    bring,
    cents,
    contract,
    documents,
    draft_of,
    main,
    place_of,
    pushing_house,
    record,
    refusals,
    row,
    statuses,
)


@pytest.fixture
def house() -> Iterator[House]:
    with pushing_house() as made:
        yield made


# ---- books that change ----


def test_drafts_in_books_that_got_another_name_are_taken_away_by_it(house: House) -> None:
    house.push()
    house.configure(replace(house.agency, main=main(ledger=BOOKS)))
    house.run([OCTOBER])
    results = house.push()
    assert refusals(results) == {}
    assert sorted(each.action for each in results) == ["draft"] * 3 + ["withdraw"] * 3
    assert len(documents(house)) == 3


def test_drafts_in_books_that_are_gone_are_spoken_of_until_the_books_are_back(house: House) -> None:
    house.push()
    old = documents(house)
    elsewhere = {**BOOKS, "folder": "elsewhere"}
    house.configure(replace(house.agency, main=main(ledger=elsewhere)))
    assert set(refusals(house.push()).values()) == {
        "there are no books named books in tieout.yaml; name them in connectors, or run the month again"
    }
    house.run([OCTOBER])
    for _ in range(2):
        whys = refusals(house.push())
        assert len(whys) == 3
        assert all("is in the books books, which tieout.yaml no longer names" in why for why in whys.values())
    assert documents(house) == old
    both = main(ledger=elsewhere, books=BOOKS)
    stay = tuple({**each, "bill_to": {"books": "ledger"}} for each in house.agency.contracts)
    house.configure(replace(house.agency, main=both, contracts=stay))
    assert refusals(house.push()) == {}
    assert documents(house) == {}


def test_a_ledger_that_nobody_signed_in_to_is_told_in_a_sentence_and_nothing_is_written(house: House) -> None:
    xero = {"kind": "xero", "client_id": "A1B2C3D4E5F6", "connect": "pkce"}
    house.configure(replace(house.agency, main=main(ledger=xero)))
    house.run([OCTOBER])
    whys = refusals(house.push())
    assert len(whys) == 3
    assert set(whys.values()) == {"nobody has signed in yet; type: tieout connect ledger"}
    assert documents(house) == {}


def test_a_push_under_way_in_books_that_are_gone_asks_for_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_only(house, monkeypatch, draft_of(house, "b"))
    house.configure(replace(house.agency, main=main(ledger=BOOKS)))
    with pytest.raises(CannotWrite, match=r"tieout\.yaml names no books books any more.*put them back"):
        house.run([OCTOBER])
    house.configure(AGENCY)
    house.run([OCTOBER])
    assert list(documents(house)) == [place_of(house, "b")]


# ---- folders that cannot be written ----


def test_a_folder_that_cannot_be_written_is_told_and_the_push_ends_when_it_can(house: House) -> None:
    house.move("approve", draft_of(house, "b"))
    (house.folder / "documents").write_text("a file in the way")
    for _ in range(2):
        with pytest.raises(CannotWrite, match=r"documents.* cannot be .*; mend that and push again"):
            house.push()
    assert (house.folder / "documents").read_text() == "a file in the way"
    (house.folder / "documents").unlink()
    house.push()
    assert f"{OCTOBER}/INV-1001 b" in documents(house)
    assert house.rows("SELECT number FROM push WHERE action = 'post'") == [("INV-1001",)]


def test_a_file_in_the_place_of_a_document_is_not_overwritten(house: House) -> None:
    path = house.folder / "documents" / place_of(house, "b")
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    (why,) = refusals(house.push(draft_of(house, "b"))).values()
    assert f"{path} is there already and this database knows nothing of it" in why
    assert path.read_text() == "mine"


# ---- what was under way ----


def test_an_intent_is_carried_out_with_the_bytes_and_dates_that_were_written_down(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.move("approve", draft_of(house, "b"))
    begin_only(house, monkeypatch, draft_of(house, "b"))
    ((body,),) = house.rows("SELECT body FROM push")
    clock = house.worker.clock
    house.configure(replace(AGENCY, main={**main(), "company": {**main()["company"], "name": "South"}}))
    house.worker = replace(house.worker, clock=lambda: clock().replace(day=20))
    house.run([OCTOBER])
    assert documents(house)[f"{OCTOBER}/INV-1001 b"]["document.json"] == bytes(body)
    assert record(house, f"{OCTOBER}/INV-1001 b")["issued"] == "2026-11-03"
    assert b"South" not in bytes(body)


def test_what_a_push_settles_is_told_once_and_not_as_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.move("approve", draft_of(house, "b"))
    begin_only(house, monkeypatch, draft_of(house, "b"))
    results = house.push(draft_of(house, "b"))
    assert [(each.client, each.action, each.number, each.refused) for each in results] == [
        ("Client b", "post", "INV-1001", "")
    ]


def test_a_draft_that_is_being_written_cannot_be_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_only(house, monkeypatch, draft_of(house, "b"))
    with pytest.raises(CannotMove, match="finish that first: tieout push"):
        house.move("hold", draft_of(house, "b"))


def test_what_somebody_puts_there_before_an_intent_is_carried_out_is_not_overwritten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_only(house, monkeypatch, draft_of(house, "b"))
    path = house.folder / "documents" / place_of(house, "b") / "mine.txt"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(CannotWrite, match="was changed by hand and is left alone; move it away, then push again"):
        house.push()
    assert path.read_text() == "mine"
    path.parent.rename(house.folder / "mine")
    assert refusals(house.push()) == {}


# ---- import files ----

POSTED = {"items": {"time": "Consulting"}, "accounts": "200", "tax": "Tax Exempt", "import_csv": ["xero", "quickbooks"]}


def importing(house: House, *contracts: Yaml, **more: Any) -> None:
    """Books that want import files, and contracts with the customer that those need."""
    named = tuple({**each, "bill_to": {"customer": each["client"]}} for each in contracts or AGENCY.contracts)
    house.configure(replace(AGENCY, main=main(books={**BOOKS, **POSTED, "dates": "mdy", **more}), contracts=named))
    house.run([OCTOBER])


def imports(house: House) -> dict[str, list[dict[str, str]]]:
    files = documents(house).get("import", {})
    return {name: list(csv.DictReader(io.StringIO(content.decode()))) for name, content in files.items()}


def test_import_files_hold_what_one_run_posted_and_are_written_once(house: House) -> None:
    importing(house)
    house.bill()
    xero, quickbooks = sorted(imports(house).items(), reverse=True)
    assert [row["*InvoiceNumber"] for row in xero[1]] == ["INV-1001", "INV-1002", "INV-1003"]
    assert [row["*InvoiceNo"] for row in quickbooks[1]] == ["INV-1001", "INV-1002", "INV-1003"]
    assert (xero[0].startswith("xero run "), quickbooks[0].startswith("quickbooks run ")) == (True, True)
    assert cents(row["*ItemAmount"] for row in quickbooks[1]) == 35000
    for path in (house.folder / "documents" / "import").iterdir():
        path.unlink()
    house.push()
    house.run([OCTOBER])
    assert imports(house) == {}, "what a person took away stays away"


CALL = replace(row(3, code="BBB-ONE"), note="ACME-14 Call of Kim Allen with Sam Ortiz")
REVIEW = replace(row(4, code="BBB-ONE"), note="Review by Sam Ortiz", person="Sam Ortiz")

NOTES: Yaml = {"lines_by": "entry", "texts": {"line": "{note}"}}


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"lines_by": "task"}, {"ACME-14 Call of with", "Work BBB-ONE: work without a task"}),
        (
            NOTES | {"show": [{"people": "roles"}, "hours", "tasks", "notes"]},
            {"ACME-14 Call of senior with junior", "Review by junior"},
        ),
        (NOTES | {"show": [{"people": "names"}, "hours", "tasks", "notes"]}, {CALL.note, REVIEW.note}),
    ],
)
def test_import_files_say_of_a_line_what_its_document_says(house: House, wishes: Yaml, said: set[str]) -> None:
    bring(house, CALL, REVIEW)
    importing(house, contract("b", "BBB-ONE", invoice=wishes))
    house.bill()
    files = imports(house)
    assert len(files) == 2
    for rows in files.values():
        assert {row[key] for row in rows for key in row if key.endswith("Description")} == said
    entries = documents(house)[f"{OCTOBER}/INV-1001 b"]["entries.csv"]
    assert {row["description"] for row in csv.DictReader(io.StringIO(entries.decode("utf-8-sig")))} == said


def test_drafts_that_are_only_shown_are_not_in_import_files(house: House) -> None:
    importing(house)
    house.push()
    assert imports(house) == {}


def test_import_files_that_are_wanted_later_do_not_hold_what_was_posted_before(house: House) -> None:
    house.move("approve", draft_of(house, "b"))
    house.push()
    importing(house)
    house.bill()
    numbers = {row["*InvoiceNumber"] for name, rows in imports(house).items() if "xero" in name for row in rows}
    assert numbers == {"INV-1002", "INV-1003"}


def test_credit_notes_are_in_no_import_file_and_are_to_be_entered_by_hand(house: House) -> None:
    """Nothing of them is refused: they are in the books."""
    importing(house)
    house.bill()
    before = imports(house)
    house.credit("INV-1001", "bill-again")
    results = house.bill()
    (note,) = [each for each in results if each.is_credit]
    assert (note.number, note.refused, refusals(results)) == ("CN-0001", "", {})
    assert {name: rows for name, rows in imports(house).items() if name in before} == before
    assert not [row for rows in imports(house).values() for row in rows if note.number in row.values()]
    (said,) = pushed_section(results).after
    assert said == (
        f"credit note {note.number} of {note.client}: import files hold no credit notes; enter it in the ledger by hand"
    )


def test_a_run_that_died_before_its_import_files_has_them_written_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = {**BOOKS, **POSTED, "dates": "ymd", "folder": "second"}
    importing(house)
    contracts = tuple(
        {**each, "bill_to": {**each["bill_to"], "books": "books" if each["id"] == "a" else "second"}}
        for each in house.agency.contracts
    )
    both = {**house.agency.main["connectors"], "second": second}
    house.configure(replace(house.agency, main={**house.agency.main, "connectors": both}, contracts=contracts))
    house.run([OCTOBER])

    def dies(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(stage, "write_import_files", dies)
        with pytest.raises(RuntimeError):
            house.bill()
    assert imports(house) == {}
    house.push()
    assert len(imports(house)) == 2
    assert len(list((house.folder / "second" / "import").iterdir())) == 2, "in all books that the run posted to"


def test_a_document_without_its_posting_keys_is_refused_and_the_others_go_through(house: House) -> None:
    """The charge is of a kind that the books name no product for."""
    importing(house)
    charge = {"id": "hosting", "contract": "b", "workstream": "BBB-ONE", "description": "Hosting", "amount": 20}
    (house.folder / "charges.yaml").write_text(json.dumps({"charges": [{**charge, "on": "2026-10-31"}]}))
    house.configure(house.agency)
    house.run([OCTOBER])
    results = house.bill()
    assert [each.number for each in results if not each.refused] == ["INV-1001", "INV-1002"]
    (why,) = refusals(results).values()
    assert why.startswith("b: ") and "BBB-ONE" in why and "(new)" not in why
    assert statuses(house)["b all"] == "approved"
    assert house.rows("SELECT next FROM numbering") == [(1003,)], "what is refused takes no number"
