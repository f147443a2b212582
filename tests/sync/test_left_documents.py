"""What stands in a ledger though its draft is void here: the invoice, its estimate, another invoice made of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from billing.issues import Issue
from connectors.ledgers import Document
from connectors.quickbooks.ledger import Ledger
from mappings.decided import Signature
from review.exceptions import exceptions
from sandbox.clock import START
from sandbox.quickbooks_admin import act
from sandbox.quickbooks_books import Row
from sandbox.quickbooks_rows import written
from sync.connecting import connecting
from sync.pipeline import follow_ledgers
from sync.sources import CannotConnect
from sync.taking_back import classify_document
from tests.laws.house import House
from tests.sync.ledgers import BOOKS, QuickBooksTwin, ledger_house, sign_in
from tests.sync.pushing import OCTOBER, ROWS, bring, refusals, row

NOVEMBER = "2026-11"
OPEN, AGAIN, STANDS = "estimate_open_again", "estimate_invoiced_again", "void_here_only"
DEAREST = 20000
"""Cents of the dearest invoice, which is the one that is voided here."""


@pytest.fixture
def billed() -> Iterator[tuple[House, QuickBooksTwin]]:
    """A house whose drafts were estimates and are invoices."""
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, *ROWS)
        house.push()
        house.bill()
        yield house, twin


def told(house: House, *codes: str) -> list[Issue]:
    """What stands of some kinds."""
    return [issue for issue in house.issues() if issue.code in (codes or (OPEN, AGAIN, STANDS))]


def voided(twin: QuickBooksTwin) -> tuple[str, str]:
    """Somebody voids the dearest invoice; its id, and that of the estimate that it was made of."""
    invoice = [each for each in twin.there() if each.stage == "posted"][-1].id
    (estimate,) = [each["TxnId"] for each in twin.books.rows["Invoice"][invoice]["LinkedTxn"]]
    twin.void(invoice)
    return invoice, estimate


def invoiced(twin: QuickBooksTwin, estimate: str) -> str:
    """Somebody makes an invoice of an estimate; its id."""
    before = {each.id for each in twin.there()}
    twin.approve(estimate)
    (made,) = [each.id for each in twin.there() if each.id not in before]
    return made


def rejected(twin: QuickBooksTwin, estimate: str) -> None:
    act(twin.books, "edit", {"entity": "Estimate", "id": estimate, "fields": {"TxnStatus": "Rejected"}})


def closed(twin: QuickBooksTwin, estimate: str) -> None:
    act(twin.books, "edit", {"entity": "Estimate", "id": estimate, "fields": {"TxnStatus": "Closed"}})


@pytest.mark.parametrize("end", [rejected, closed, QuickBooksTwin.delete])
def test_an_estimate_that_is_open_again_is_told_until_nobody_can_invoice_it(
    billed: tuple[House, QuickBooksTwin], end: Callable[[QuickBooksTwin, str], None]
) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    for _ in range(2):
        follow_ledgers(house.worker)
        (issue,) = told(house)
        number = twin.books.rows["Estimate"][estimate]["DocNumber"]
        assert issue.sentence == f"Estimate {number} in ledger is open again, since its invoice is void."
    end(twin, estimate)
    follow_ledgers(house.worker)
    assert told(house) == []
    house.run([OCTOBER])
    assert house.statement(OCTOBER).difference_seconds == 0


def test_it_is_told_also_where_a_person_said_first_that_the_invoice_is_void(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    voided(twin)
    house.void(dearest(house))
    assert [issue.code for issue in told(house)] == [STANDS], "as it was seen last"
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_it_is_told_where_the_list_of_changes_leaves_the_estimate_out(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    twin.vendors.time.timer.sleep(3600)
    follow_ledgers(house.worker)
    before = {key: dict(row["MetaData"]) for key, row in twin.books.rows["Estimate"].items()}
    _, estimate = voided(twin)
    twin.books.rows["Estimate"][estimate]["MetaData"] = before[estimate]
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_nothing_is_told_where_the_estimate_stays_closed(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    invoice, estimate = voided(twin)
    made_of: Row = twin.books.rows["Estimate"][estimate]
    made_of |= {"LinkedTxn": [{"TxnId": invoice, "TxnType": "Invoice"}], "TxnStatus": "Closed"}
    (followed,) = follow_ledgers(house.worker)
    assert any("waits for a decision" in each for each in followed.acts)
    assert told(house) == []


def test_an_invoice_that_somebody_makes_of_it_is_told_until_it_is_void(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    follow_ledgers(house.worker)
    again = invoiced(twin, estimate)
    follow_ledgers(house.worker)
    (issue,) = told(house)
    number = twin.books.rows["Invoice"][again]["DocNumber"]
    assert issue.sentence == (
        f"{number} in ledger comes to 200.00 USD before tax and was made of an estimate whose invoice is void; it "
        "counts nowhere here."
    )
    twin.pay(again)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [AGAIN]
    twin.void(again)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_an_invoice_made_of_it_approves_nothing_that_is_shown_since(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    follow_ledgers(house.worker)
    house.run([OCTOBER])
    house.decide("bill-again", *(issue.entry_id for issue in house.issues() if issue.code == "document_voided"))
    house.run([NOVEMBER])
    assert refusals(house.push()) == {}
    shown = [each for each in twin.there() if each.stage == "draft" and each.id != estimate]
    assert [each.net for each in shown] == [Decimal(200)]
    again = invoiced(twin, estimate)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [AGAIN]
    assert statuses(house) == ["pushed"], "what is shown now was not approved by it"
    act(twin.books, "delete", {"entity": "Invoice", "id": again})
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]
    assert statuses(house) == ["pushed"]


def statuses(house: House) -> list[str]:
    """How November's drafts stand."""
    return [item.status.value for item in house.drafts() if item.draft.period.startswith(NOVEMBER)]


# ---- in whatever order it happens, and is told ----


def dearest(house: House) -> str:
    """The draft of the dearest document that stands."""
    return max(house.drafts(), key=lambda item: item.draft.total.minor).draft.id


def later(house: House, twin: QuickBooksTwin) -> None:
    """Two hours later all is followed, so that nothing is told twice by the ledger."""
    for _ in range(2):
        twin.vendors.time.timer.sleep(7200)
        follow_ledgers(house.worker)


def test_an_invoice_that_is_void_here_alone_is_told_until_it_is_void_there(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    house.void(dearest(house))
    (issue,) = told(house)
    (invoice,) = [each for each in twin.there() if each.net == 200]
    number = twin.books.rows["Invoice"][invoice.id]["DocNumber"]
    assert issue.sentence == f"{number} is void here, and stands in ledger with 200.00 USD before tax."
    twin.pay(invoice.id)
    later(house, twin)
    assert [issue.code for issue in told(house)] == [STANDS]
    twin.void(invoice.id)
    later(house, twin)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_an_invoice_made_before_the_void_counts_here_is_told_as_soon_as_it_does(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    credited, estimate = voided_while_credited(house, twin)
    invoiced(twin, estimate)
    later(house, twin)
    void_instead(house, credited)
    assert [issue.code for issue in told(house, "document_gone", OPEN, AGAIN, STANDS)] == [AGAIN]


def test_an_estimate_that_was_open_before_the_void_counts_here_is_told_as_soon_as_it_does(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    credited, _ = voided_while_credited(house, twin)
    void_instead(house, credited)
    assert [issue.code for issue in told(house)] == [OPEN]


def voided_while_credited(house: House, twin: QuickBooksTwin) -> tuple[str, str]:
    """An invoice is voided there while a credit note of it waits here, so that it cannot count; draft, estimate."""
    credited = dearest(house)
    house.credit(credited, "leave")
    _, estimate = voided(twin)
    later(house, twin)
    assert [issue.code for issue in told(house, "document_gone")] == ["document_gone"]
    return credited, estimate


def void_instead(house: House, credited: str) -> None:
    """The credit note is taken back, and the void said."""
    ((number,),) = house.rows("SELECT id FROM decision WHERE kind = 'credit'")
    house.undo_correction(number)
    house.void(credited)


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_in_which_a_ledger_tells_of_changes_means_nothing(
    billed: tuple[House, QuickBooksTwin], monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    invoiced(twin, estimate)
    told_by_it = Ledger.changed

    def changed(*asked: Any, **more: Any) -> Iterator[Document]:
        found = list(told_by_it(*asked, **more))
        return iter(found[::-1] if turned else found)

    monkeypatch.setattr(Ledger, "changed", changed)
    later(house, twin)
    assert [issue.code for issue in told(house)] == [AGAIN]


def test_the_other_part_of_an_estimate_is_told_once_the_part_that_counted_is_void() -> None:
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, *ROWS)
        house.push()
        estimate = twin.there()[-1].id
        made_of: Row = twin.books.rows["Estimate"][estimate]
        parts = []
        for _ in range(2):
            made_of["TxnStatus"] = "Accepted"
            parts.append(invoiced(twin, estimate))
            twin.change_price(parts[-1], Decimal(50))
        made_of["LinkedTxn"] = [{"TxnId": each, "TxnType": "Invoice"} for each in parts]
        later(house, twin)
        before = dict(made_of["MetaData"])
        twin.void(parts[0])
        made_of |= {
            "MetaData": before,
            "LinkedTxn": [{"TxnId": parts[1], "TxnType": "Invoice"}],
            "TxnStatus": "Accepted",
        }
        later(house, twin)
        assert [issue.code for issue in told(house)] == [AGAIN]


@pytest.mark.parametrize("first", ["push", "follow"])
def test_an_estimate_that_became_an_invoice_is_not_taken_away_when_its_time_goes(first: str) -> None:
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, *ROWS)
        house.push()
        estimate = twin.there()[-1].id
        made = invoiced(twin, estimate)
        bring(house, row(1), row(2, 7200, "BBB-ONE"), row(3, 1800, "BBB-ONE"))
        if first == "follow":
            later(house, twin)
        refused = refusals(house.push())
        assert any("was approved there by a person" in why for why in refused.values()), refused
        assert estimate in twin.books.rows["Estimate"]
        later(house, twin)
        assert [issue.code for issue in told(house, "approved_outdated")] == ["approved_outdated"]
        twin.void(made)
        later(house, twin)
        assert told(house, "approved_outdated") == []
        assert refusals(house.push()) == {}
        assert estimate not in twin.books.rows["Estimate"]


# ---- what people took off ----


def taken_off(twin: QuickBooksTwin, invoice: str, amount: str) -> None:
    """Somebody writes a credit memo and takes a part of it off an invoice."""
    of = twin.books.rows["Invoice"][invoice]
    lines = [{k: v for k, v in line.items() if k != "Id"} for line in of["Line"]]
    body = {name: of[name] for name in ("CustomerRef", "CurrencyRef", "TxnDate")}
    memo = written(
        twin.books, "CreditMemo", {**body, "Line": [each for each in lines if "SalesItemLineDetail" in each]}
    )
    act(twin.books, "pay", {"invoice": invoice, "credit": memo["Id"], "amount": amount})


def test_what_was_taken_off_an_invoice_is_told_no_more_once_it_is_void(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    (invoice,) = [each.id for each in twin.there() if each.net == 200]
    taken_off(twin, invoice, "50")
    later(house, twin)
    assert [issue.code for issue in told(house, "credited_by_hand")] == ["credited_by_hand"]
    twin.void(invoice)
    later(house, twin)
    assert told(house, "credited_by_hand") == []


@pytest.mark.parametrize("classed", [False, True])
def test_what_is_taken_off_the_invoice_of_a_month_billed_anew_is_told_whatever_the_void_one_had(
    billed: tuple[House, QuickBooksTwin], classed: bool
) -> None:
    house, twin = billed
    rows = twin.books.rows["Invoice"]
    for number, each in zip(("9997", "9998", "9999"), twin.there(), strict=True):
        rows[each.id]["DocNumber"] = number
    later(house, twin)
    (invoice,) = [each.id for each in twin.there() if each.net == 200]
    if classed:
        taken_off(twin, invoice, "50")
        later(house, twin)
        classify_document(house.worker, dearest(house), "goodwill", Signature("kim", START, "agreed"))
    twin.void(invoice)
    later(house, twin)
    house.run([OCTOBER])
    waiting = [issue.entry_id for issue in house.issues() if issue.code == "document_voided"]
    house.reopen("a", OCTOBER)
    house.decide("bill-again", *waiting)
    house.run([OCTOBER, NOVEMBER])
    assert refusals(house.bill()) == {}
    (anew,) = [each.id for each in twin.there() if each.net == 200 and each.stage == "posted"]
    taken_off(twin, anew, "50")
    later(house, twin)
    assert [issue.code for issue in told(house, "credited_by_hand")] == ["credited_by_hand"]
    with house.store.read() as tx:
        assert tx.documents.of_drafts([dearest(house)])[dearest(house)].id == anew


def test_a_document_that_is_gone_and_cannot_be_taken_off_can_be_accepted(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    note = house.credit(dearest(house), "leave").note.id
    house.move("approve", note)
    house.push()
    (memo,) = twin.books.rows["CreditMemo"].values()
    act(twin.books, "void", {"entity": "CreditMemo", "id": memo["Id"]})
    voided(twin)
    later(house, twin)
    gone = told(house, "document_gone")
    assert len(gone) == 2
    house.decide("accept", *(issue.id for issue in gone))
    later(house, twin)
    with house.store.read() as tx:
        assert "document_gone" not in {issue.code for issue in exceptions(tx, None)}


# ---- another company ----


def test_books_whose_documents_stand_in_one_company_are_not_connected_to_another(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    realm = twin.books.realm
    connecting(house.worker.outside, house.store, BOOKS).disconnect()
    twin.books.realm = "9999999999"
    with pytest.raises(CannotConnect, match=f"the books of {realm}, where 6 documents of ours are, and this is"):
        sign_in(house)
    twin.books.realm = realm
    sign_in(house)
    later(house, twin)
    assert statuses_of(house) == {"posted"}


def statuses_of(house: House) -> set[str]:
    """How all drafts stand."""
    return {item.status.value for item in house.drafts()}
