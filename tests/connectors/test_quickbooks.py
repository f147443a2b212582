"""QuickBooks Online over its API, against its twin on loopback: documents made once, read and followed; trouble."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import Money
from billing.records import Task
from billing.wishes import Posting
from connectors.errors import Reconnect, Refused, Retry, Unknown
from connectors.ledgers import (
    CREDIT_NOTE,
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    ITEM,
    TAX,
    TERMS,
    TRACKING,
    Act,
    Document,
    Name,
    Names,
    Stage,
    Unfit,
    Wanted,
)
from connectors.papers import REST, Paper, Unread
from connectors.quickbooks.config import Config
from connectors.quickbooks.documents import ENTITIES, Settings, prepare
from connectors.quickbooks.errors import Refusal
from connectors.quickbooks.ledger import Ledger
from connectors.quickbooks.papers import to_paper
from connectors.quickbooks.payloads import Sales
from connectors.quickbooks.reading import Known
from connectors.quickbooks.words import LONGEST_TEXT, described
from connectors.registry import open_ledger
from sandbox import quickbooks as twin
from sandbox.faults import Fault
from sandbox.quickbooks_books import QuickBooksBooks
from sandbox.quickbooks_seed import demo_books
from sandbox.routes import Answer, Asked, Route
from sandbox.server import Serving
from tests.connectors.books import ISSUED, StaticAccess, document, line
from tests.connectors.ledger_contract import LedgerContract
from tests.connectors.vendors import FakeTime, Vendors, world_for

VENDOR = "quickbooks"
USD = "USD"


def config(vendors: Vendors, **more: Any) -> Config:
    own = {"client_id": "${QB_ID}", "client_secret": "${QB_SECRET}", "base_url": f"{vendors.base}/quickbooks/v3"}
    return Config(kind="quickbooks", **(own | more))


def opened(vendors: Vendors, access: StaticAccess | None = None, **more: Any) -> Ledger:
    books = vendors.world.quickbooks
    held = access or StaticAccess(books.token(), lambda: renewed(books))
    return Ledger(config(vendors, **more), held, vendors.time.timer, books.realm)


def renewed(books: QuickBooksBooks) -> str:
    """Another token, unless the connection was ended."""
    if not books.access:
        raise Reconnect("the connection has ended; connect again")
    return books.token()


@pytest.fixture
def books(vendors: Vendors) -> QuickBooksBooks:
    return vendors.world.quickbooks


@pytest.fixture
def quickbooks(vendors: Vendors) -> Iterator[Ledger]:
    found = opened(vendors)
    yield found
    found.close()


def wanted(act: Act, kind: str = INVOICE, token: str = "k-1", **more: Any) -> Wanted:
    stands, credits = more.pop("stands", None), more.pop("credits", "")
    lines = more.pop("lines", ())
    return Wanted(act, kind, document(*lines, **more), token, stands, credits)


def names(found: Ledger) -> Names:
    return Names.of(list(found.names()))


def made(found: Ledger, what: Wanted, key: str = "") -> Document:
    return found.send(found.prepare(what, names(found)), key or what.token)


def act(vendors: Vendors, name: str, **body: Any) -> Any:
    """What the bookkeeper does there."""
    answer = httpx.post(f"{vendors.base}/_admin/quickbooks/{name}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(books: QuickBooksBooks, entity: str = "Invoice") -> list[dict[str, Any]]:
    return list(books.rows[entity].values())


@dataclass
class Books:
    """What people do in the twin's books, in the words of every ledger."""

    vendors: Vendors

    @property
    def books(self) -> QuickBooksBooks:
        return self.vendors.world.quickbooks

    def fault(self, kind: str, **more: int | str) -> Fault:
        return self.vendors.fault(VENDOR, kind, f"/company/{self.books.realm}", **{"method": "POST", **more})

    def calm(self) -> None:
        self.vendors.world.faults.clear()

    def documents(self, kind: str) -> int:
        there = rows(self.books, ENTITIES[kind])
        return sum(not row.get("PrivateNote", "").startswith("Voided") for row in there)

    def pay(self, document: Document, paid: Money) -> None:
        act(self.vendors, "pay", invoice=document.id, amount=str(paid.decimal))

    def void(self, document: Document) -> None:
        act(self.vendors, "void", entity=ENTITIES[document.kind], id=document.id)

    def delete(self, document: Document) -> None:
        act(self.vendors, "delete", entity=ENTITIES[document.kind], id=document.id)

    def edit(self, document: Document) -> None:
        there = self.books.rows[ENTITIES[document.kind]][document.id]
        lines = [{**line, "Description": "Other words"} for line in there["Line"] if "Description" in line]
        lines = json.loads(json.dumps(lines, default=float))
        act(self.vendors, "edit", entity=ENTITIES[document.kind], id=document.id, fields={"Line": lines})

    def lock(self, until: date) -> None:
        act(self.vendors, "close", until=str(until))

    def make(self, like: Document) -> None:
        there = self.books.rows[ENTITIES[like.kind]][like.id]
        by_hand = {name: there[name] for name in ("CustomerRef", "TxnDate", "CurrencyRef", "Line", "TotalAmt")}
        self.books.add(ENTITIES[like.kind], {**by_hand, "Balance": there["TotalAmt"], "DocNumber": "by hand"})

    def refused(self) -> int:
        return sum(each.status == 429 for each in self.vendors.asked(VENDOR))

    def later(self) -> None:
        self.vendors.time.passed += 60


class TestQuickBooks(LedgerContract):
    """What every ledger keeps."""

    posting = Posting(item="Consulting", tax="NON", tracking=(("Class", "Consulting"),))
    draft_kind = ESTIMATE
    merged = ""
    """QuickBooks does not tell into which customer another was merged: it is inactive, and refused by name."""

    @pytest.fixture
    def access(self, books: QuickBooksBooks) -> StaticAccess:
        books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
        return StaticAccess(books.token(), lambda: renewed(books))

    @pytest.fixture
    def ledger(self, vendors: Vendors, access: StaticAccess) -> Iterator[Ledger]:
        found = opened(vendors, access)
        yield found
        found.close()

    @pytest.fixture
    def twin(self, vendors: Vendors) -> Books:
        return Books(vendors)

    @pytest.fixture
    def secrets(self, access: StaticAccess) -> list[str]:
        return [access.good]

    def test_it_keeps_within_the_limits_by_itself(self, ledger: Any, twin: Any) -> None:
        """All names take one request, so it is shown where the limit is small: in a company for trying things out."""
        twin.books.sandbox = True
        found = opened(twin.vendors, environment="sandbox")
        for _ in range(45):
            found.read(INVOICE, "1")
        assert (found.sent(), twin.refused()) == (45, 0)
        assert 4 <= sum(twin.vendors.time.slept) <= 6
        assert [(each.requests, each.seconds) for each in ledger.limits()] == [(500, 60)]
        found.close()


# ---- the company and its names ----


def test_the_company_says_what_it_is(quickbooks: Ledger) -> None:
    company = quickbooks.company()
    assert (company.name, company.currency, company.kinds_of_draft, company.numbers) == (
        "Northwind AI",
        USD,
        {INVOICE: ESTIMATE},
        True,
    )
    assert company.problems == ()
    assert quickbooks.sent() == 2
    quickbooks.company()
    assert quickbooks.sent() == 2, "it is asked once"


def test_settings_that_are_in_the_way_are_told_as_sentences(vendors: Vendors, books: QuickBooksBooks) -> None:
    books.prefer("SalesFormsPrefs", AllowEstimates=False, AutoApplyCredit=True, UsingProgressInvoicing=True)
    books.prefer("SalesFormsPrefs", AllowServiceDate=False)
    books.prefer("CurrencyPrefs", MultiCurrencyEnabled=False)
    books.prefer("TaxPrefs", PartnerTaxEnabled=True)
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-09-30")
    found = opened(vendors, po_number="Order", numbering={"prefix": "INV-", "next": "1"})
    company = found.company()
    text = "\n".join(company.problems)
    for words in (
        "Estimates are off",
        "applies credits",
        "Progress invoicing",
        "Service dates are off",
        "Custom trans",
    ):
        assert words in text
    for words in ("no custom field Order", "Multicurrency is off", "works out sales tax itself"):
        assert words in text
    assert (company.locked_until, company.kinds_of_draft) == (date(2026, 9, 30), {})
    found.close()


def test_another_company_than_the_one_named_is_refused(vendors: Vendors) -> None:
    found = opened(vendors, company="Southwind")
    with pytest.raises(Refused, match="opens Northwind AI, and company: names Southwind"):
        found.company()
    found.close()


def test_without_any_company_it_says_so(vendors: Vendors) -> None:
    with pytest.raises(Refused, match="which company is not known"):
        Ledger(config(vendors, company="Northwind AI"), StaticAccess("t"), vendors.time.timer)


def test_the_connection_says_which_company_it_opens(vendors: Vendors, books: QuickBooksBooks) -> None:
    access = StaticAccess(books.token(), account=books.realm)
    found = open_ledger(config(vendors), access, books.realm, vendors.time.timer)
    assert found.company().id == books.realm
    found.close()


def test_names_come_with_ids_parents_and_what_they_are_good_for(vendors: Vendors, quickbooks: Ledger) -> None:
    books = vendors.world.quickbooks
    before = quickbooks.sent()
    found = names(quickbooks)
    assert quickbooks.sent() - before == 3, "the company's two requests, and all lists in one"
    sub = found.find(CUSTOMER, "Acme Corp:Support desk")
    parent = found.find(CUSTOMER, "Acme Corp")
    assert sub and parent and sub.parent == parent.id
    ember = found.find(CUSTOMER, "Ember Retail Group")
    assert ember and ember.currency == "EUR"
    item = found.find(ITEM, "Consulting")
    assert item and item.fits and item.parent
    assert found.find(TAX, "NON") and found.find(TAX, "TAX")
    state = found.find(TAX, "New York")
    assert state and not state.fits
    assert [found.find(TERMS, each) is not None for each in ("net 30", "due on receipt", "day 15 of next month")] == [
        True
    ] * 3
    assert found.find(TRACKING, "Class: Support")
    act(vendors, "retire", entity="Customer", id=parent.id)
    again = names(quickbooks).find(CUSTOMER, parent.id)
    assert again and not again.active
    assert len(books.rows["Customer"]) == sum(each.kind == CUSTOMER for each in quickbooks.names([CUSTOMER]))


def test_more_than_a_page_of_names_is_read_whole(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    for place in range(2100):
        books.add("Class", {"Name": f"c{place}", "FullyQualifiedName": f"c{place}", "Active": True})
    assert len(list(quickbooks.names([TRACKING]))) == 2102


# ---- documents, made once ----


def test_a_draft_is_an_estimate_which_posts_nothing(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    found = made(quickbooks, wanted(Act.DRAFT))
    assert (found.kind, found.stage, found.total, found.token) == (ESTIMATE, Stage.DRAFT, Money(81200, USD), "k-1")
    assert rows(books) == []
    [row] = rows(books, "Estimate")
    assert row["CustomerMemo"] == {"value": "PO-7781"}
    assert (row["TxnDate"], row["DueDate"], row["SalesTermRef"]["name"]) == ("2026-11-03", "2026-12-03", "Net 30")
    detail = row["Line"][0]["SalesItemLineDetail"]
    assert (detail["Qty"], detail["UnitPrice"], detail["ServiceDate"]) == (Decimal("7.25"), 112, "2026-10-30")
    assert detail["ClassRef"]["name"] == "Consulting"
    assert row["Line"][0]["Description"].endswith("\nhttps://northwind.atlassian.net/browse/ACME-12")
    assert found.url == f"https://app.qbo.intuit.com/app/estimate?txnId={found.id}"
    assert quickbooks.read(ESTIMATE, found.id) == found


def test_a_draft_that_is_planned_anew_is_written_over_it(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    first = made(quickbooks, wanted(Act.DRAFT))
    books.rows["Estimate"][first.id]["ShipAddr"] = {"Line1": "a person wrote this"}
    again = made(quickbooks, wanted(Act.DRAFT, token="k-2", stands=first, lines=(line(), line("1", "10", "10.00"))))
    assert (again.id, again.total, again.token) == (first.id, Money(82200, USD), "k-2")
    [row] = rows(books, "Estimate")
    assert len(row["Line"]) == 3
    assert row["ShipAddr"], "what is not ours stays"


def test_an_estimate_becomes_the_invoice_that_is_posted(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    invoice = made(quickbooks, wanted(Act.POST, token="k-2", stands=draft))
    assert (invoice.kind, invoice.stage, invoice.linked) == (INVOICE, Stage.OPEN, (draft.id,))
    after = quickbooks.read(ESTIMATE, draft.id)
    assert after and (after.stage, after.linked) == (Stage.CONVERTED, (invoice.id,))
    assert after.ours == draft.ours, "conversion is no change of a person's"
    assert rows(books)[0]["DocNumber"] == "1001"


def test_an_estimate_that_is_not_planned_any_more_is_taken_away(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    prepared = quickbooks.prepare(wanted(Act.WITHDRAW, stands=draft), names(quickbooks))
    assert quickbooks.seek(prepared) is None
    gone = quickbooks.send(prepared, "k-w")
    assert (gone.id, gone.stage) == (draft.id, Stage.DELETED)
    assert rows(books, "Estimate") == []
    assert quickbooks.read(ESTIMATE, draft.id) is None
    assert quickbooks.send(prepared, "k-other").stage is Stage.DELETED, "what is gone is gone"
    assert quickbooks.seek(prepared) == gone


def test_a_credit_note_is_a_credit_memo_of_positive_amounts(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    taken = line("7.25", "-112", "-812.00")
    found = made(quickbooks, wanted(Act.POST, CREDIT_NOTE, lines=(taken,)))
    assert (found.kind, found.stage, found.total) == (CREDIT_NOTE, Stage.OPEN, Money(81200, USD))
    [row] = rows(books, "CreditMemo")
    assert (row["Line"][0]["Amount"], row["RemainingCredit"]) == (812, 812)


def test_a_document_in_another_currency_leaves_the_rate_to_quickbooks(
    quickbooks: Ledger, books: QuickBooksBooks
) -> None:
    euros = line("3", "130", "390.00", currency="EUR")
    found = made(quickbooks, wanted(Act.POST, customer="Ember Retail Group", lines=(euros,), terms="net 14"))
    assert found.total == Money(39000, "EUR")
    assert rows(books)[0]["HomeTotalAmt"] == Decimal("424.09")


def test_yen_have_no_cents(quickbooks: Ledger) -> None:
    yen = line("2", "21000", "42000", currency="JPY")
    found = made(quickbooks, wanted(Act.POST, customer="Hanami Foods K.K.", lines=(yen,)))
    assert found.total == Money(42000, "JPY")


def test_the_order_stands_in_its_custom_field_too(vendors: Vendors, books: QuickBooksBooks) -> None:
    found = opened(vendors, po_number="P.O. Number")
    made(found, wanted(Act.POST))
    [field] = rows(books)[0]["CustomField"]
    assert (field["DefinitionId"], field["StringValue"]) == ("1", "PO-7781")
    found.close()


@pytest.mark.parametrize("custom", [False, True])
def test_quickbooks_numbers_documents_unless_we_do(vendors: Vendors, books: QuickBooksBooks, custom: bool) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=custom)
    found = opened(vendors)
    assert made(found, wanted(Act.POST)).number == "1001"
    if custom:
        assert made(found, wanted(Act.POST, token="k-2", number="INV-7")).number == "INV-7"
    else:
        with pytest.raises(Unfit, match="numbering: ledger"):
            made(found, wanted(Act.POST, token="k-2", number="INV-7"))
    found.close()


def test_a_class_for_the_whole_document(vendors: Vendors, books: QuickBooksBooks) -> None:
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxnLine=False, ClassTrackingPerTxn=True)
    found = opened(vendors)
    made(found, wanted(Act.POST))
    [row] = rows(books)
    assert row["ClassRef"]["name"] == "Consulting"
    assert "ClassRef" not in row["Line"][0]["SalesItemLineDetail"]
    other = line(posting=Posting(item="Consulting", tracking=(("Class", "Support"),)))
    with pytest.raises(Unfit, match="several classes"):
        made(found, wanted(Act.POST, token="k-2", lines=(line(), other)))
    found.close()


def test_tax_is_the_ledgers(vendors: Vendors, books: QuickBooksBooks) -> None:
    vendors.world.quickbooks = abroad = demo_books(vendors.world.clock, "GB")
    found = opened(vendors)
    pounds = line("2", "100", "200.00", currency="GBP", posting=Posting(item="Consulting", tax="20.0% S"))
    invoice = made(found, wanted(Act.POST, customer="Granite Legal LLP", lines=(pounds,), terms="net 21"))
    assert (invoice.net, invoice.tax, invoice.total) == (Money(20000, "GBP"), Money(4000, "GBP"), Money(24000, "GBP"))
    assert abroad.rows["Invoice"][invoice.id]["GlobalTaxCalculation"] == "TaxExcluded", "our amounts are without tax"
    bare = replace(pounds, posting=Posting(item="Consulting"))
    with pytest.raises(Unfit, match="have no tax code, which QuickBooks needs on every line"):
        made(found, wanted(Act.POST, token="k-2", customer="Granite Legal LLP", lines=(bare,), terms="net 21"))
    assert len(abroad.rows["Invoice"]) == 1
    found.close()


# ---- what cannot be made, in sentences ----


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"customer": ""}, "has no customer; write bill_to"),
        ({"customer": "Acme Crop"}, "no customer Acme Crop; did you mean Acme Corp?"),
        ({"customer": "Ember Retail Group"}, "kept in EUR there, and the document is in USD"),
        ({"terms": "net 29"}, "there are no terms net 29"),
        ({"branding": "Blue"}, "bill_to has branding"),
        ({"lines": (line(posting=Posting()),)}, "have no item, and QuickBooks posts by items"),
        ({"lines": (line(posting=Posting(item="Consultancy")),)}, "no item Consultancy; did you mean Consulting?"),
        ({"lines": (line(posting=Posting(item="Consulting", tax="New York")),)}, "tax New York is not for sales"),
        ({"lines": (line(posting=Posting(item="Consulting", account="Discounts given")),)}, "posts to another account"),
        ({"lines": (line(posting=Posting(item="Consulting", tracking=(("Region", "N"),))),)}, "tracking Region"),
        ({"lines": (line("1", "-5", "-5.00"),)}, "QuickBooks has no negative invoice"),
        ({"lines": (line("1", "1.005", "1.005", currency="BHD"),)}, "have three decimals"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(quickbooks: Ledger, stated: dict[str, Any], words: str) -> None:
    with pytest.raises(Unfit) as caught:
        quickbooks.prepare(wanted(Act.POST, **stated), names(quickbooks))
    assert words in str(caught.value)
    assert all(each.startswith("acme: ") for each in caught.value.sentences)


def test_everything_that_is_missing_is_told_at_once(quickbooks: Ledger) -> None:
    with pytest.raises(Unfit) as caught:
        quickbooks.prepare(wanted(Act.POST, customer="X", terms="net 1", lines=(line(posting=Posting()),)), Names())
    assert len(caught.value.sentences) == 4


def test_without_drafts_nothing_is_shown_before_it_is_approved(vendors: Vendors) -> None:
    found = opened(vendors, draft_as="invoice")
    assert not found.company().kinds_of_draft
    with pytest.raises(Unfit, match="it would post at once; approve it"):
        found.prepare(wanted(Act.DRAFT), names(found))
    assert found.prepare(wanted(Act.POST), names(found)).kind == INVOICE
    found.close()


def test_closed_books_are_told_before_anything_is_sent(vendors: Vendors) -> None:
    act(vendors, "close", until="2026-11-03")
    found = opened(vendors)
    with pytest.raises(Unfit, match="the books are closed up to 2026-11-03"):
        found.prepare(wanted(Act.POST), names(found))
    assert found.prepare(wanted(Act.DRAFT), names(found)).kind == ESTIMATE, "an estimate posts nothing"
    found.close()


def test_an_inactive_customer_is_told(vendors: Vendors, quickbooks: Ledger) -> None:
    act(vendors, "merge", customer="1", into="2")
    with pytest.raises(Unfit, match="is inactive there, or was merged into another"):
        made(quickbooks, wanted(Act.POST, customer="1"))


# ---- exact numbers ----

HOURS = st.integers(0, 10_000_000).map(lambda each: Decimal(each) / 10_000)
PRICES = st.integers(0, 10_000_000).map(lambda each: Decimal(each) / 10_000)


@given(HOURS, PRICES)
def test_what_is_sent_is_exact_and_its_product_is_the_amount(hours: Decimal, price: Decimal) -> None:
    cents = (hours * price).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    item = replace(line(), quantity=hours, unit_price=price, amount=Money(int(cents * 100), USD))
    prepared = prepare(Wanted(Act.POST, INVOICE, document(item, terms=""), "k"), KNOWN, Settings(class_per_line=True))
    sent = msgspec.json.decode(prepared.body, type=dict[str, Any], strict=True)
    assert sent["TxnDate"] == "2026-11-03"
    row = msgspec.json.decode(prepared.body.replace(b'"CustomerRef"', b'"Id":"1","CustomerRef"', 1), type=Sales)
    detail = row.line[0].sales_item_line_detail
    assert detail and detail.qty is not None and detail.unit_price is not None
    assert row.line[0].amount == cents
    assert detail.qty * detail.unit_price == cents, "6070 cannot happen"
    assert b"E" not in prepared.body.split(b'"Amount":')[1].split(b",")[0]


CLASSES = Settings(class_per_line=True)
KNOWN = Names.of(
    [
        Name(CUSTOMER, "1", "Acme Corp", currency=USD),
        Name(ITEM, "1", "Consulting"),
        Name(TAX, "NON", "NON"),
        Name(TRACKING, "5", "Class: Consulting"),
    ]
)


def test_hours_and_rate_stand_in_the_text_where_their_product_is_rounded() -> None:
    rounded = line("0.3333", "112", "37.33")
    body = prepare(Wanted(Act.POST, INVOICE, document(rounded, terms=""), "k"), KNOWN, CLASSES).body
    assert b"(0.3333 h \xc3\x97 112.00 USD)" in body
    assert b'"Qty":1,"UnitPrice":37.33' in body
    hidden = replace(rounded, itemised=False)
    assert b"0.3333" not in prepare(Wanted(Act.POST, INVOICE, document(hidden, terms=""), "k"), KNOWN, CLASSES).body


def test_neither_a_rate_nor_an_empty_date_is_ever_sent() -> None:
    body = prepare(Wanted(Act.POST, INVOICE, document(terms="", email="", order=""), "k"), KNOWN, CLASSES).body
    for never in (b"ExchangeRate", b'""', b"null", b"GlobalTaxCalculation", b"TotalAmt"):
        assert never not in body


@given(
    st.text(max_size=5000),
    st.lists(st.builds(Task, st.text(max_size=30), url=st.text(max_size=300)), max_size=200),
)
def test_keys_come_before_links_and_all_of_it_within_the_limit(words: str, tasks: list[Task]) -> None:
    text = described(replace(line(), description=words, tasks=tuple(tasks)), " (1.00 h × 2.00 USD)")
    assert len(text) <= LONGEST_TEXT
    assert "(1.00 h × 2.00 USD)" in text


def test_more_keys_than_there_is_room_for_are_counted() -> None:
    tasks = tuple(Task(f"PROJECT-{each}", url="https://x.test/" + "y" * 50) for each in range(500))
    text = described(replace(line(), tasks=tasks))
    assert text.partition("\n")[2].startswith("PROJECT-0, PROJECT-1")
    assert ", +" in text and len(text) <= LONGEST_TEXT


# ---- exactly once ----


def test_the_same_key_makes_one_document(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    first = quickbooks.send(prepared, "k-1")
    assert quickbooks.send(prepared, "k-1") == first
    assert len(rows(books)) == 1


def test_a_key_that_is_too_long_is_shortened_to_the_same_each_time(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    for _ in range(2):
        quickbooks.send(prepared, "k" * 80)
    assert len(rows(books)) == 1
    assert len(next(iter(books.replies))) == 50


LOST = ("before write", "after write", "before reply", "500 after write")


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("what", ["draft", "over", "post", "credit", "withdraw"])
def test_a_request_whose_end_nobody_knows_is_found_or_sent_again(
    vendors: Vendors, quickbooks: Ledger, books: QuickBooksBooks, kind: str, what: str
) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT)) if what in ("over", "post", "withdraw") else None
    asked = {
        "draft": wanted(Act.DRAFT, token="k-9"),
        "over": wanted(Act.DRAFT, token="k-9", stands=draft),
        "post": wanted(Act.POST, token="k-9", stands=draft),
        "credit": wanted(Act.POST, CREDIT_NOTE, token="k-9", lines=(line("-1", "100", "-100.00"),)),
        "withdraw": wanted(Act.WITHDRAW, token="k-9", stands=draft),
    }[what]
    prepared = quickbooks.prepare(asked, names(quickbooks))
    vendors.fault(VENDOR, kind, "/company", method="POST")
    with pytest.raises(Unknown):
        quickbooks.send(prepared, "k-9")
    assert (quickbooks.seek(prepared) is None) == (kind == "before write")
    quickbooks.seek(prepared) or quickbooks.send(prepared, "k-9")
    found = quickbooks.seek(prepared)
    assert found is not None
    expected = {"draft": (1, 0, 0), "over": (1, 0, 0), "post": (1, 1, 0), "credit": (0, 0, 1), "withdraw": (0, 0, 0)}
    assert tuple(len(rows(books, each)) for each in ("Estimate", "Invoice", "CreditMemo")) == expected[what]
    assert found.stage is Stage.DELETED if what == "withdraw" else found.token == "k-9"


def test_a_request_that_is_delivered_twice_is_carried_out_once(
    vendors: Vendors, quickbooks: Ledger, books: QuickBooksBooks
) -> None:
    vendors.fault(VENDOR, "twice", "/company", method="POST", after=1)
    made(quickbooks, wanted(Act.POST))
    assert len(rows(books)) == 1


def test_only_our_token_counts_when_it_is_sought(vendors: Vendors, quickbooks: Ledger) -> None:
    mine = made(quickbooks, wanted(Act.POST))
    made(quickbooks, wanted(Act.POST, token="k-2"))
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    found = quickbooks.seek(prepared)
    assert found and found.id == mine.id
    assert quickbooks.seek(replace(prepared, token="k-3")) is None
    assert quickbooks.seek(replace(prepared, issued=ISSUED + timedelta(1))) is None


def test_a_number_that_is_taken_is_ours_only_by_our_token(vendors: Vendors, books: QuickBooksBooks) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    found = opened(vendors)
    first = made(found, wanted(Act.POST, number="INV-1"))
    books.replies.clear()
    assert made(found, wanted(Act.POST, number="INV-1"), "k-other") == first
    with pytest.raises(Refusal, match="nother document has this number") as caught:
        made(found, wanted(Act.POST, token="k-2", number="INV-1"))
    assert caught.value.taken_by == ("Invoice", first.id)
    assert len(rows(books)) == 1
    found.close()


def test_over_what_a_person_changed_nothing_is_written(vendors: Vendors, quickbooks: Ledger) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    over = quickbooks.prepare(wanted(Act.DRAFT, token="k-2", stands=draft), names(quickbooks))
    away = quickbooks.prepare(wanted(Act.WITHDRAW, token="k-3", stands=draft), names(quickbooks))
    act(vendors, "edit", entity="Estimate", id=draft.id, fields={"CustomerMemo": {"value": "our own words"}})
    for prepared in (over, away):
        with pytest.raises(Refusal, match="omebody changed it in QuickBooks"):
            quickbooks.send(prepared, prepared.token)
    there = quickbooks.read(ESTIMATE, draft.id)
    assert there and there.ours != draft.ours and there.token == "k-1"


def test_a_change_that_is_none_of_ours_is_no_hindrance(vendors: Vendors, quickbooks: Ledger) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    over = quickbooks.prepare(wanted(Act.DRAFT, token="k-2", stands=draft, order="PO-2"), names(quickbooks))
    act(vendors, "send", entity="Estimate", id=draft.id)
    found = quickbooks.send(over, "k-2")
    assert (found.id, found.token, found.sent) == (draft.id, "k-2", False)
    assert quickbooks.send(over, "k-4").token == "k-2", "the same bytes again find what they made"
    act(vendors, "send", entity="Estimate", id=draft.id)
    away = quickbooks.prepare(wanted(Act.WITHDRAW, token="k-3", stands=found), names(quickbooks))
    assert quickbooks.send(away, "k-3").stage is Stage.DELETED


def test_of_an_estimate_that_a_person_converted_no_second_invoice_is_made(
    vendors: Vendors, quickbooks: Ledger, books: QuickBooksBooks
) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    prepared = quickbooks.prepare(wanted(Act.POST, token="k-2", stands=draft), names(quickbooks))
    act(vendors, "convert", estimate=draft.id)
    with pytest.raises(Refused, match="somebody made an invoice of its estimate"):
        quickbooks.send(prepared, "k-2")
    after = quickbooks.read(ESTIMATE, draft.id)
    with pytest.raises(Unfit, match="that invoice is the document now"):
        quickbooks.prepare(wanted(Act.POST, token="k-2", stands=after), names(quickbooks))
    assert len(rows(books)) == 1


@pytest.mark.parametrize("what", ["edit", "reject", "delete"])
def test_of_an_estimate_that_a_person_changed_no_invoice_is_made(
    vendors: Vendors, quickbooks: Ledger, books: QuickBooksBooks, what: str
) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    prepared = quickbooks.prepare(wanted(Act.POST, token="k-2", stands=draft), names(quickbooks))
    fields = {"TxnStatus": "Rejected"} if what == "reject" else {"CustomerMemo": {"value": "other"}}
    if what == "delete":
        act(vendors, "delete", entity="Estimate", id=draft.id)
    else:
        act(vendors, "edit", entity="Estimate", id=draft.id, fields=fields)
    with pytest.raises(Refused, match="somebody changed its estimate|was deleted in QuickBooks"):  # noqa: RUF043
        quickbooks.send(prepared, "k-2")
    assert rows(books) == []


def test_an_accepted_estimate_is_invoiced(vendors: Vendors, quickbooks: Ledger) -> None:
    draft = made(quickbooks, wanted(Act.DRAFT))
    act(vendors, "edit", entity="Estimate", id=draft.id, fields={"TxnStatus": "Accepted"})
    invoice = made(quickbooks, wanted(Act.POST, token="k-2", stands=draft))
    assert invoice.linked == (draft.id,)
    prepared = quickbooks.prepare(wanted(Act.POST, token="k-2", stands=draft), names(quickbooks))
    assert quickbooks.send(prepared, "k-another").id == invoice.id, "it was made of the estimate already"


# ---- what became of it ----


def test_a_payment_is_followed_to_the_cent_and_the_day(vendors: Vendors, quickbooks: Ledger) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    act(vendors, "pay", invoice=invoice.id, amount="12.34", on="2026-11-10")
    part = quickbooks.read(INVOICE, invoice.id)
    assert part and (part.stage, part.paid, part.paid_on) == (Stage.OPEN, Money(1234, USD), None)
    act(vendors, "pay", invoice=invoice.id, on="2026-11-20")
    paid = quickbooks.read(INVOICE, invoice.id)
    assert paid and (paid.stage, paid.paid, paid.paid_on) == (Stage.PAID, Money(81200, USD), date(2026, 11, 20))
    assert paid.ours == invoice.ours


def test_what_a_credit_memo_pays_is_told_apart(vendors: Vendors, quickbooks: Ledger) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    credit = made(quickbooks, wanted(Act.POST, CREDIT_NOTE, token="k-2", lines=(line("-1", "100", "-100.00"),)))
    act(vendors, "pay", invoice=invoice.id, amount="100.00", credit=credit.id)
    found = quickbooks.read(INVOICE, invoice.id)
    assert found and (found.credited, found.paid, found.stage) == (Money(10000, USD), Money(0, USD), Stage.OPEN)
    used = quickbooks.read(CREDIT_NOTE, credit.id)
    assert used and used.stage is Stage.PAID


def test_voided_is_not_paid(vendors: Vendors, quickbooks: Ledger) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    act(vendors, "void", entity="Invoice", id=invoice.id)
    found = quickbooks.read(INVOICE, invoice.id)
    assert found and (found.stage, found.total, found.token) == (Stage.VOIDED, Money(0, USD), "k-1")


def test_changes_are_told_deletions_too(vendors: Vendors, quickbooks: Ledger) -> None:
    made_of = [made(quickbooks, wanted(Act.POST, token=f"k-{each}")) for each in range(4)]
    draft = made(quickbooks, wanted(Act.DRAFT, token="k-d"))
    vendors.world.clock.advance(3600)
    since = vendors.world.clock.now()
    vendors.world.clock.advance(600)
    assert list(quickbooks.changed(since)) == []
    act(vendors, "pay", invoice=made_of[0].id)
    act(vendors, "void", entity="Invoice", id=made_of[1].id)
    act(vendors, "delete", entity="Invoice", id=made_of[2].id)
    converted = act(vendors, "convert", estimate=draft.id)
    found = {each.id: each for each in quickbooks.changed(since)}
    stages = {own: each.stage for own, each in found.items()}
    assert stages == {
        made_of[0].id: Stage.PAID,
        made_of[1].id: Stage.VOIDED,
        made_of[2].id: Stage.DELETED,
        draft.id: Stage.CONVERTED,
        converted["Id"]: Stage.OPEN,
    }
    assert found[draft.id].linked == (converted["Id"],)
    assert found[made_of[0].id].paid == Money(81200, USD)


def test_after_thirty_days_the_documents_with_ids_are_asked_for(vendors: Vendors, quickbooks: Ledger) -> None:
    kept, deleted, paid = (made(quickbooks, wanted(Act.POST, token=f"k-{each}")) for each in range(3))
    since = vendors.world.clock.now() + timedelta(hours=1)
    vendors.world.clock.advance(86_400 * 40)
    quickbooks.close()
    later = opened(vendors)
    act(vendors, "delete", entity="Invoice", id=deleted.id)
    act(vendors, "pay", invoice=paid.id)
    found = {each.id: each.stage for each in later.changed(since, [kept.id, deleted.id])}
    assert found == {kept.id: Stage.OPEN, deleted.id: Stage.DELETED, paid.id: Stage.PAID}
    assert not vendors.asked(VENDOR, f"/company/{vendors.world.quickbooks.realm}/cdc")
    later.close()


def test_without_a_moment_the_documents_with_ids_are_read(quickbooks: Ledger) -> None:
    first, second = (made(quickbooks, wanted(Act.POST, token=f"k-{each}")) for each in range(2))
    before = quickbooks.sent()
    assert list(quickbooks.changed(None, [first.id, second.id])) == [first, second]
    assert quickbooks.sent() - before == 1
    assert list(quickbooks.changed(None)) == []


def test_more_changes_than_one_answer_holds_are_all_told(vendors: Vendors, quickbooks: Ledger) -> None:
    first = made(quickbooks, wanted(Act.POST))
    books, since = vendors.world.quickbooks, vendors.world.clock.now()
    for _ in range(1500):
        row = {k: v for k, v in books.rows["Invoice"][first.id].items() if k != "Id"}
        books.add("Invoice", row)
    assert len({each.id for each in quickbooks.changed(since)}) == 1501


def test_a_deletion_behind_the_thousandth_change_is_told(vendors: Vendors, quickbooks: Ledger) -> None:
    kept, deleted = (made(quickbooks, wanted(Act.POST, token=f"k-{each}")) for each in range(2))
    vendors.world.clock.advance(3600)
    books, since = vendors.world.quickbooks, vendors.world.clock.now()
    row = {k: v for k, v in books.rows["Invoice"][kept.id].items() if k != "Id"}
    for _ in range(1000):
        books.add("Invoice", dict(row))
    act(vendors, "delete", entity="Invoice", id=deleted.id)
    found = {each.id: each.stage for each in quickbooks.changed(since, [kept.id, deleted.id])}
    assert (found[kept.id], found[deleted.id]) == (Stage.OPEN, Stage.DELETED)
    assert len(found) == 1002


# ---- files ----


def test_a_file_is_attached_once(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    content = b"%PDF-1.7\r\n\x00\xff\n\r--tieout\r\n" * 50
    for _ in range(2):
        quickbooks.attach(INVOICE, invoice.id, "statement — ö.pdf", content, "k-a")
    assert quickbooks.attached(INVOICE, invoice.id) == {"statement — ö.pdf": len(content)}
    assert list(books.files.values()) == [content]


def test_another_file_of_its_name_takes_its_place(quickbooks: Ledger, books: QuickBooksBooks) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    quickbooks.attach(INVOICE, invoice.id, "a.pdf", b"first", "k-a")
    quickbooks.attach(INVOICE, invoice.id, "b.csv", b"other", "k-b")
    quickbooks.attach(INVOICE, invoice.id, "a.pdf", b"second", "k-c")
    assert quickbooks.attached(INVOICE, invoice.id) == {"a.pdf": 6, "b.csv": 5}
    assert sorted(books.files.values()) == [b"other", b"second"]


@pytest.mark.parametrize("kind", LOST)
def test_a_file_whose_arrival_nobody_knows_is_looked_for(vendors: Vendors, quickbooks: Ledger, kind: str) -> None:
    invoice = made(quickbooks, wanted(Act.POST))
    vendors.fault(VENDOR, kind, f"/company/{vendors.world.quickbooks.realm}/upload")
    with pytest.raises(Unknown):
        quickbooks.attach(INVOICE, invoice.id, "a.pdf", b"first", "k-a")
    quickbooks.attach(INVOICE, invoice.id, "a.pdf", b"first", "k-a")
    assert list(vendors.world.quickbooks.files.values()) == [b"first"]


def test_a_file_at_nothing_is_refused(quickbooks: Ledger) -> None:
    with pytest.raises(Refused, match="was not attached"):
        quickbooks.attach(INVOICE, "999", "a.pdf", b"first", "k-a")


# ---- trouble ----


def test_a_token_that_has_ended_is_renewed_once(vendors: Vendors, books: QuickBooksBooks) -> None:
    access = StaticAccess("ended", books.token)
    found = opened(vendors, access)
    assert found.company().name == "Northwind AI"
    assert access.good != "ended"
    found.close()


def test_a_revoked_connection_says_to_connect_again(vendors: Vendors, quickbooks: Ledger) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    vendors.fault(VENDOR, "revoked", "/company", method="POST")
    with pytest.raises(Reconnect):
        quickbooks.send(prepared, "k-1")
    assert not rows(vendors.world.quickbooks)


def test_the_wrong_company_says_to_connect_again(vendors: Vendors, books: QuickBooksBooks) -> None:
    token = books.token()
    found = Ledger(config(vendors), StaticAccess(token), vendors.time.timer, "999")
    with pytest.raises(Reconnect, match="may not open this company") as caught:
        found.company()
    assert token not in f"{caught.value!r} {found!r}"
    found.close()


@pytest.mark.parametrize(("kind", "waits"), [("429 seconds", 7), ("429", 60)])
def test_a_limit_is_waited_for(vendors: Vendors, quickbooks: Ledger, kind: str, waits: int) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    vendors.fault(VENDOR, kind, "/company", seconds=7)
    quickbooks.send(prepared, "k-1")
    assert waits in vendors.time.slept
    assert len(rows(vendors.world.quickbooks)) == 1


def test_reading_goes_on_after_trouble_that_passes(vendors: Vendors) -> None:
    for kind in ("500", "html", "cut"):
        vendors.fault(VENDOR, kind, "/company", method="GET")
        found = opened(vendors)
        assert found.company().name == "Northwind AI"
        found.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ({"Active": False}, "omething it names was made inactive"),
        (None, "is not there any more; correct its name"),
    ],
)
def test_what_went_away_in_between_is_told(
    vendors: Vendors, quickbooks: Ledger, spoil: dict[str, Any] | None, words: str
) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    items = vendors.world.quickbooks.rows["Item"]
    if spoil:
        items["1"].update(spoil)
    else:
        del items["1"]
    with pytest.raises(Refusal, match=words):
        quickbooks.send(prepared, "k-1")


def test_books_that_were_closed_in_between_are_told(vendors: Vendors, quickbooks: Ledger) -> None:
    prepared = quickbooks.prepare(wanted(Act.POST), names(quickbooks))
    act(vendors, "close", until="2026-11-30")
    with pytest.raises(Refusal, match="reopen them there") as caught:
        quickbooks.send(prepared, "k-1")
    assert caught.value.code == 6210
    assert not rows(vendors.world.quickbooks)


@contextmanager
def answering(path: str, content: bytes) -> Iterator[Vendors]:
    """The twin with another answer at one path, after it did what it was asked."""

    def changed(route: Route) -> Route:
        def handle(asked: Asked) -> Answer:
            route.handle(asked)
            return Answer(content)

        return replace(route, handle=handle) if route.path.endswith(path) and route.method == "POST" else route

    time = FakeTime()
    world = world_for(time)
    mounted = [replace(each, routes=tuple(map(changed, each.routes))) for each in twin.services(world)]
    with Serving(world, 0, mounted) as served:
        yield Vendors(served.base, world, time)


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"<html>", b'{"Invoice": {"Id": 7}}', b'{"Estimate": {}}'])
def test_an_answer_to_writing_that_cannot_be_read_is_an_unknown_outcome(content: bytes) -> None:
    with answering("/invoice", content) as vendors:
        found = opened(vendors)
        prepared = found.prepare(wanted(Act.POST), names(found))
        with pytest.raises(Unknown):
            found.send(prepared, "k-1")
        document = found.seek(prepared)
        assert document and document.token == "k-1"
        found.close()


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"AttachableResponse": 1}'])
def test_an_answer_to_a_file_that_cannot_be_read_is_an_unknown_outcome(content: bytes) -> None:
    with answering("/upload", content) as vendors:
        found = opened(vendors)
        invoice = made(found, wanted(Act.POST))
        with pytest.raises(Unknown):
            found.attach(INVOICE, invoice.id, "a.pdf", b"first", "k-a")
        found.attach(INVOICE, invoice.id, "a.pdf", b"first", "k-a")
        assert list(vendors.world.quickbooks.files.values()) == [b"first"]
        found.close()


def test_trouble_that_lasts_is_left_for_later(vendors: Vendors, quickbooks: Ledger) -> None:
    vendors.fault(VENDOR, "500", "/company", times=0)
    with pytest.raises(Retry):
        quickbooks.company()


# ---- documents that anybody made ----


def read(**more: object) -> Paper | Unread:
    """A row of QuickBooks with its lines."""
    lines = [
        {"DetailType": "SalesItemLineDetail", "Amount": 200, "Description": "Work", "SalesItemLineDetail": SOLD},
        {"DetailType": "DescriptionOnly", "Description": "Thank you"},
        {"DetailType": "DiscountLineDetail", "Amount": 20},
        {"DetailType": "SubTotalLineDetail", "Amount": 200},
    ]
    stated = {"Id": "7", "DocNumber": "1042", "TxnDate": "2026-10-31", "TotalAmt": 195, "Line": lines}
    customer = {"value": "3", "name": "Acme Corp"}
    row = {**stated, "CustomerRef": customer, "CurrencyRef": {"value": "USD"}, **more}
    return to_paper(INVOICE, msgspec.json.decode(json.dumps(row), type=Sales), Known("USD", "https://x"))


SOLD = {"Qty": 2, "UnitPrice": 100, "ServiceDate": "2026-10-14", "ItemRef": {"value": "1", "name": "Consulting"}}


def test_discounts_are_negative_lines_and_the_rest_stands_on_one_more() -> None:
    found = read(TxnTaxDetail={"TotalTax": 5})
    assert isinstance(found, Paper)
    assert [(each.description, each.amount.minor) for each in found.lines] == [
        ("Work", 20000),
        ("Discount", -2000),
        (REST, 1000),
    ]
    assert (found.lines[0].quantity, found.lines[0].price, found.lines[0].item) == (Decimal(2), Decimal(100), "1")
    assert found.lines[0].service == date(2026, 10, 14)
    assert (found.customer, found.customer_name, found.document.number) == ("3", "Acme Corp", "1042")


def test_a_currency_that_cannot_be_counted_in_is_named_and_never_a_crash() -> None:
    found = read(CurrencyRef={"value": "XXX"})
    assert isinstance(found, Unread)
    assert (found.number, found.customer_name) == ("1042", "Acme Corp")
    assert "XXX" in found.why


def test_documents_of_some_days_come_in_pages(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.quickbooks.transport.PAGE", 2)
    books, ledger = vendors.world.quickbooks, opened(vendors)
    customer = next(iter(books.rows["Customer"]))
    made = set()
    for day in range(1, 6):
        row = {"CustomerRef": {"value": customer}, "TxnDate": f"2026-10-0{day}", "Line": [], "TotalAmt": 0}
        made.add(books.add("Invoice", {**row, "CurrencyRef": {"value": "USD"}, "Balance": 0})["Id"])
    found = [each for each in ledger.papers(date(2026, 10, 1), date(2026, 10, 31)) if isinstance(each, Paper)]
    assert {each.document.id for each in found} == made
    ledger.close()
