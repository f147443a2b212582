"""Requests to ledgers of which nobody knows what became of them: nothing is made twice, or written over a person's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.errors import Refused
from connectors.quickbooks.ledger import Ledger as QuickBooks
from connectors.xero.ledger import Ledger as Xero
from review.closing import CannotClose
from review.deposit_words import KEEP
from sandbox.faults import Fault
from sandbox.quickbooks_admin import act
from sync.pipeline import follow_ledgers
from tests.crash.ledgers import writings
from tests.laws.house import House
from tests.sync.ledgers import Twin, sign_in, writes
from tests.sync.pushing import NETS, OCTOBER, begin_only, bring, refusals, row

NOVEMBER = "2026-11"

LEDGERS: dict[str, Any] = {"xero": Xero, "quickbooks": QuickBooks}


def draft_over(house: House, net: int) -> str:
    (found,) = [each.draft.id for each in house.drafts() if each.draft.total.decimal == Decimal(net)]
    return found


def lost(house: House, twin: Twin, draft: str, fault: str = "before reply") -> None:
    """An invoice is made, its answer is lost, and nothing can be asked for a while."""
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault(twin.kind, "500", "", times=0)

    writes(twin, fault)
    vendors.world.when_struck = silent
    house.move("approve", draft)
    assert refusals(house.push(draft))
    vendors.world.faults.clear()
    vendors.world.when_struck = None
    assert house.rows("SELECT count(*) FROM push WHERE status = 'intended'") == [(1,)]


# ---- refused after nobody knew ----

REFUSALS = {"429 seconds": {"times": 0, "seconds": 900}, "revoked": {}}


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("action", ["draft", "post"])
def test_a_second_try_that_is_refused_does_not_say_that_the_first_was_not_carried_out(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch, action: str, refusal: str
) -> None:
    house, twin = ledger
    draft = draft_over(house, 200)
    if action == "post":
        house.move("approve", draft)
    writes(twin, "before reply", action)
    writes(twin, refusal, action, after=1, **REFUSALS[refusal])
    with monkeypatch.context() as patch:
        patch.setattr(LEDGERS[twin.kind], "seek", lambda *_: None)  # its lists do not show it yet
        (why,) = refusals(house.push(draft)).values()
    assert "did not say whether it arrived" in why
    assert "nothing was made" not in why
    assert house.rows("SELECT status FROM push") == [("intended",)]
    twin.vendors.world.faults.clear()
    if refusal == "revoked":
        sign_in(house)
    assert refusals(house.push(draft)) == {}
    assert [each.net for each in twin.there()] == [Decimal(200)]
    assert house.rows("SELECT status FROM push") == [("confirmed",)]


@pytest.mark.parametrize("hours", [0, 2])
def test_what_is_refused_as_it_is_ends_once_the_ledger_shows_all_that_was_made_before(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    house, twin = ledger
    draft = draft_over(house, 200)
    house.move("approve", draft)
    begin_only(house, monkeypatch, draft)
    twin.vendors.time.timer.sleep(hours * 3600)

    def refuses(*_: Any) -> None:
        raise Refused("the account is archived", 400)

    with monkeypatch.context() as patch:
        patch.setattr(LEDGERS[twin.kind], "send", refuses)
        (why,) = refusals(house.push(draft)).values()
    assert "the account is archived" in why
    assert house.rows("SELECT status FROM push") == [("given up" if hours else "intended",)]
    assert refusals(house.push(draft)) == {}
    assert [each.net for each in twin.there()] == [Decimal(200)]


def test_what_was_not_carried_out_after_all_is_planned_again_where_its_month_is_due_by_then(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, twin = ledger
    a, b = house.agency.contracts
    paid = {"opening": {"as_of": "2026-10-01", "deposits": "500"}, "use_deposits": "50 %"}
    house.configure(replace(house.agency, contracts=(a, {**b, **paid})))
    house.run([OCTOBER])
    draft = draft_over(house, 25)
    house.move("approve", draft)
    begin_only(house, monkeypatch, draft)
    house.end_deposit("b", KEEP, "", "agreed")
    assert {item.status.value for item in house.drafts()} == {"draft", "approved"}
    twin.vendors.time.timer.sleep(2 * 3600)

    def refuses(*_: Any) -> None:
        raise Refused("the account is archived", 400)

    with monkeypatch.context() as patch:
        patch.setattr(LEDGERS[twin.kind], "send", refuses)
        house.push(draft)
    assert {item.status.value for item in house.drafts()} == {"draft", "outdated"}
    house.run([OCTOBER])
    assert {item.status.value for item in house.drafts()} == {"draft"}


# ---- while nobody knows ----


def test_a_month_is_not_opened_again_while_an_invoice_of_it_may_be_there(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    first, draft = draft_over(house, 100), draft_over(house, 200)
    house.move("approve", first)
    house.push(first)
    lost(house, twin, draft)
    with pytest.raises(CannotClose, match=f"{draft} is being written to the books; finish that first: tieout push"):
        house.reopen("a", OCTOBER)
    bring(house, row(1), row(2, 9000, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    assert refusals(house.push(draft)) == {}
    house.reopen("a", OCTOBER)
    house.run([OCTOBER])
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", Decimal(100)), ("posted", Decimal(200))]
    assert [item.status.value for item in house.drafts() if item.draft.contract == "a"] == ["posted", "posted"]
    assert [issue.code for issue in house.issues()] == ["edited_after_billing"]


def test_another_draw_on_its_purchase_order_leaves_a_draft_alone_that_may_be_there(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, twin = ledger
    a, b = house.agency.contracts
    order = {"purchase_orders": [{"number": "PO-1", "limit": "5000"}]}
    opening = {"opening": {"as_of": "2026-10-01", "orders": {"PO-1": "0"}}}
    house.configure(replace(house.agency, contracts=(a, {**b, **order, **opening})))
    november = replace(row(4, 7200, "BBB-ONE"), day=date(2026, 11, 2))
    bring(house, row(3, 1800, "BBB-ONE"), november)
    house.run([NOVEMBER])
    draft = draft_over(house, 200)
    house.move("approve", draft)
    begin_only(house, monkeypatch, draft)
    bring(house, row(3, 3600, "BBB-ONE"), november)
    house.run([NOVEMBER])
    assert refusals(house.push(draft)) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", Decimal(200))]
    assert {str(item.draft.total.decimal): item.status.value for item in house.drafts()} == {
        "100.00": "draft",
        "200.00": "posted",
    }


# ---- what stands there stays known ----


def test_a_draft_that_was_held_and_released_is_one_draft_though_its_next_push_is_refused(
    ledger: tuple[House, Twin],
) -> None:
    house, twin = ledger
    house.push()
    held = draft_over(house, 200)
    house.move("hold", held, why="the client asks")
    house.move("release", held)
    for _ in range(2):
        writes(twin, "429 seconds", "draft", times=0, seconds=900)
        assert list(refusals(house.push())) == [held]
        twin.vendors.world.faults.clear()
    assert house.rows("SELECT status, count(*) FROM push GROUP BY status ORDER BY status") == [
        ("confirmed", 3),
        ("given up", 2),
    ]
    assert refusals(house.push()) == {}
    assert [each.net for each in twin.there()] == NETS
    for each in twin.there():
        twin.approve(each.id)
    follow_ledgers(house.worker)
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert {item.status.value for item in house.drafts()} == {"posted"}
    assert house.issues() == []


@pytest.mark.parametrize("approved", [True, False])
def test_what_was_begun_and_not_sent_is_never_written_over_what_a_person_did_meanwhile(
    ledger: tuple[House, Twin], monkeypatch: pytest.MonkeyPatch, approved: bool
) -> None:
    house, twin = ledger
    house.push()
    draft = draft_over(house, 200)
    house.move("approve", draft)
    begin_only(house, monkeypatch, draft)
    own = twin.there()[-1]
    if twin.kind == "xero":
        twin.change_price(own.id, Decimal(80))
    twin.edit(own.id)
    if approved:
        twin.approve(own.id)
    before = twin.there()
    (why,) = refusals(house.push()).values()
    assert "by a person" in why
    assert twin.there() == before
    assert house.rows("SELECT status, count(*) FROM push WHERE action = 'post' GROUP BY status") == [("given up", 1)]


# ---- looked for wherever it is ----


@pytest.mark.parametrize("what", ["day", "customer"])
def test_an_invoice_whose_day_or_customer_a_person_changed_is_found_though_its_key_is_forgotten(
    ledger: tuple[House, Twin], what: str
) -> None:
    house, twin = ledger
    draft = draft_over(house, 200)
    lost(house, twin, draft, "after write")
    (made,) = twin.there()
    if twin.kind == "xero":
        paper = twin.vendors.world.xero.paper("Invoice", made.id)
        if what == "day":
            paper.day += timedelta(days=1)
        else:
            paper.contact = twin.vendors.world.xero.contact("Bluefin Logistics").id
    else:
        books = twin.vendors.world.quickbooks
        others = [each for each in books.rows["Customer"].values() if each["DisplayName"] == "Bluefin Logistics"]
        customer = {"CustomerRef": {"value": others[0]["Id"], "name": "Bluefin Logistics"}}
        fields = {"TxnDate": "2026-11-01"} if what == "day" else customer
        act(books, "edit", {"entity": "Invoice", "id": made.id, "fields": fields})
    assert refusals(house.push(draft)) == {}
    assert [(each.id, each.stage, each.net) for each in twin.there()] == [(made.id, "posted", Decimal(200))]
    assert house.rows("SELECT status FROM push") == [("confirmed",)]


# ---- gone before it was known that it was there ----


@pytest.mark.parametrize("how", ["voided", "deleted"])
def test_an_invoice_that_is_gone_before_it_was_known_here_counts_no_more_and_waits(
    ledger: tuple[House, Twin], how: str
) -> None:
    house, twin = ledger
    first, draft = draft_over(house, 50), draft_over(house, 200)
    house.move("approve", first)
    house.push(first)  # from here on the ledger is followed
    known = {each.id for each in twin.there()}
    lost(house, twin, draft)
    (made,) = [each for each in twin.there() if each.id not in known]
    if how == "voided":
        twin.void(made.id)
    elif twin.kind == "quickbooks":
        act(twin.vendors.world.quickbooks, "delete", {"entity": "Invoice", "id": made.id})
    else:
        pytest.skip("Xero voids what was approved")
    twin.vendors.time.timer.sleep(3600)
    follow_ledgers(house.worker)
    (why,) = refusals(house.push()).values()
    assert "was voided or deleted there by a person; what was on it waits for a decision" in why
    assert Decimal(200) not in [each.net for each in twin.there()]
    twin.vendors.time.timer.sleep(3600)
    follow_ledgers(house.worker)
    house.run([OCTOBER])
    assert "document_voided" in {issue.code for issue in house.issues()}
    assert house.statement(OCTOBER).difference_seconds == 0
    assert refusals(house.push()) == {}
    assert Decimal(200) not in [each.net for each in twin.there()]


@pytest.mark.parametrize("shown", [True, False])
def test_a_statement_whose_upload_arrives_twice_is_at_the_invoice_once(ledger: tuple[House, Twin], shown: bool) -> None:
    house, twin = ledger
    if shown:
        house.push()
    house.move("approve", *(item.draft.id for item in house.drafts()))
    upload = writings(twin)["post"][1]
    twin.vendors.fault(twin.kind, "twice", upload.path, method=upload.method)
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net, each.files) for each in twin.there() if each.stage == "posted"] == [
        ("posted", net, 1) for net in NETS
    ]
