"""The invoices that Xero and QuickBooks Online import: exact products, exact names, and words that do no harm."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from billing.draft_records import Draft, Line
from billing.money import Money, amount
from billing.wishes import BillTo, LineKind, Posting, Show, Wishes
from connectors.files import quickbooks_csv, xero_csv
from connectors.files.records import (
    Issued,
    LedgerDocument,
    LedgerLine,
    Told,
    batches,
    ledger_document,
    printed,
)

POSTING = Posting("Consulting", "200", "Tax Exempt", (("Region", "North"),))
LINE = LedgerLine(
    description="ACME-14 Prompt revision",
    quantity=Decimal("3.5"),
    unit_price=Decimal("180"),
    amount=Money(63000, "USD"),
    kind=LineKind.TIME,
    workstream="ACME-IMPL",
    posting=POSTING,
    service_to=date(2026, 10, 20),
)
DOCUMENT = LedgerDocument(
    draft_id="d4n742c4q2su3",
    contract="acme",
    number="INV-1001",
    issued=date(2026, 11, 3),
    due=date(2026, 12, 3),
    customer="Acme Corporation",
    email="ap@acme.test",
    branding="Modern",
    currency="USD",
    home_currency="USD",
    order="PO-7781",
    terms="net 30",
    total=Money(63000, "USD"),
    lines=(LINE,),
)
CLASSED = replace(DOCUMENT, lines=(replace(LINE, posting=replace(POSTING, tracking=())),))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def of(quantity: str, price: str, currency: str = "USD", kind: LineKind = LineKind.TIME) -> LedgerLine:
    whole = amount(Decimal(quantity), Decimal(price), currency)
    return replace(LINE, quantity=Decimal(quantity), unit_price=Decimal(price), amount=whole, kind=kind)


# ---- the layouts ----


def test_the_file_for_xero_has_the_columns_of_its_template() -> None:
    content = xero_csv.to_csv([DOCUMENT], "mdy")
    assert content.split(b"\r\n")[0].decode() == (
        "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,"
        "POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,*Description,"
        "*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TrackingName1,TrackingOption1,TrackingName2,"
        "TrackingOption2,Currency,BrandingTheme"
    )
    assert {name: value for name, value in read(content)[0].items() if value} == {
        "*ContactName": "Acme Corporation",
        "EmailAddress": "ap@acme.test",
        "*InvoiceNumber": "INV-1001",
        "Reference": "PO-7781",
        "*InvoiceDate": "11/03/2026",
        "*DueDate": "12/03/2026",
        "InventoryItemCode": "Consulting",
        "*Description": "ACME-14 Prompt revision",
        "*Quantity": "3.50",
        "*UnitAmount": "180.00",
        "*AccountCode": "200",
        "*TaxType": "Tax Exempt",
        "TrackingName1": "Region",
        "TrackingOption1": "North",
        "Currency": "USD",
        "BrandingTheme": "Modern",
    }


def test_the_file_for_quickbooks_has_the_columns_that_it_recognises() -> None:
    content = quickbooks_csv.to_csv([CLASSED], "mdy")
    assert content.split(b"\r\n")[0].decode() == (
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
        "ItemQuantity,ItemRate,*ItemAmount,Service Date,ItemTaxCode"
    )
    assert {name: value for name, value in read(content)[0].items() if value} == {
        "*InvoiceNo": "INV-1001",
        "*Customer": "Acme Corporation",
        "*InvoiceDate": "11/03/2026",
        "*DueDate": "12/03/2026",
        "Memo": "PO-7781",
        "Item(Product/Service)": "Consulting",
        "ItemDescription": "ACME-14 Prompt revision",
        "ItemQuantity": "3.50",
        "ItemRate": "180.00",
        "*ItemAmount": "630.00",
        "Service Date": "10/20/2026",
        "ItemTaxCode": "Tax Exempt",
    }


def test_quickbooks_gets_columns_of_features_only_where_they_are_used() -> None:
    bare = replace(CLASSED, lines=(replace(LINE, posting=Posting("Consulting")),))
    full = replace(
        DOCUMENT, home_currency="EUR", lines=(replace(LINE, posting=Posting("A", "", "NON", (("Class", "North"),))),)
    )
    assert quickbooks_csv.to_csv([bare], "ymd").split(b"\r\n")[0].endswith(b"*ItemAmount,Service Date")
    rows = read(quickbooks_csv.to_csv([bare, full], "ymd"))
    assert [(row["ItemTaxCode"], row["Class"], row["Currency"]) for row in rows] == [
        ("", "", "USD"),
        ("NON", "North", "USD"),
    ]


@pytest.mark.parametrize(("dates", "shown"), [("dmy", "03/11/2026"), ("mdy", "11/03/2026"), ("ymd", "2026-11-03")])
def test_dates_are_written_in_the_order_that_the_ledger_reads(dates: str, shown: str) -> None:
    assert read(xero_csv.to_csv([DOCUMENT], dates))[0]["*InvoiceDate"] == shown
    assert read(quickbooks_csv.to_csv([DOCUMENT], dates))[0]["*InvoiceDate"] == shown


def test_lines_of_a_document_share_its_number_and_stay_in_order() -> None:
    two = replace(DOCUMENT, lines=(LINE, replace(LINE, description="Second")))
    for content, number, words in (
        (xero_csv.to_csv([two, DOCUMENT], "mdy"), "*InvoiceNumber", "*Description"),
        (quickbooks_csv.to_csv([two, DOCUMENT], "mdy"), "*InvoiceNo", "ItemDescription"),
    ):
        assert [(row[number], row[words]) for row in read(content)] == [
            ("INV-1001", "ACME-14 Prompt revision"),
            ("INV-1001", "Second"),
            ("INV-1001", "ACME-14 Prompt revision"),
        ]


# ---- amounts ----


@pytest.mark.parametrize(
    ("line", "quantity", "price", "total"),
    [
        (of("0.2778", "97.5"), "0.2778", "97.50", "27.09"),
        (of("12.1", "150"), "12.10", "150.00", "1815.00"),
        (of("2.5", "97.125"), "2.50", "97.125", "242.81"),
        (of("1", "12000", "JPY"), "1.00", "12000.00", "12000.00"),
        (of("2.5", "0"), "2.50", "0.00", "0.00"),
        (of("1", "-49.99", kind=LineKind.EXPENSE), "1.00", "-49.99", "-49.99"),
    ],
)
def test_quantity_times_price_is_the_amount(line: LedgerLine, quantity: str, price: str, total: str) -> None:
    said = printed(line)
    assert (said.quantity, said.unit_price, said.amount) == (quantity, price, total)
    assert said.description == "ACME-14 Prompt revision"


@pytest.mark.parametrize(
    ("line", "price", "words"),
    [
        (of("0.2778", "12000", "JPY"), "3334.00", " (0.2778 h × 12000.00 JPY)"),
        (replace(of("3", "100"), amount=Money(29999, "USD")), "299.99", " (3.00 h × 100.00 USD)"),
        (of("5", "0.5", "JPY", LineKind.CHARGE), "3.00", " (5.00 × 0.50 JPY)"),
    ],
)
def test_where_the_product_is_another_the_line_is_one_times_its_amount(
    line: LedgerLine, price: str, words: str
) -> None:
    said = printed(line)
    assert (said.quantity, said.unit_price, said.amount) == ("1", price, price)
    assert said.description == f"ACME-14 Prompt revision{words}"


@pytest.mark.parametrize("currency", ["USD", "JPY", "EUR"])
def test_every_printed_product_is_the_printed_amount_in_cents(currency: str) -> None:
    for seconds in range(0, 40_000, 977):
        hours = (Decimal(seconds) / 3600).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        line = of(str(hours), "97.35", currency)
        said = printed(line)
        product = (Decimal(said.quantity) * Decimal(said.unit_price)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert product == Decimal(said.amount) == line.amount.decimal


def test_dinars_with_three_decimals_are_refused_not_rounded() -> None:
    dinars = replace(DOCUMENT, currency="BHD", total=Money(1255, "BHD"), lines=(of("1", "1.255", "BHD"),))
    assert xero_csv.missing(dinars) == [
        "acme: amounts in BHD have three decimals, and Xero keeps two. Enter the invoice there by hand, and leave this "
        "ledger out of import_csv"
    ]
    even = replace(dinars, lines=(of("1", "1.25", "BHD"),), total=Money(1250, "BHD"))
    assert xero_csv.missing(even) == []


def test_what_the_client_may_not_see_is_not_itemised() -> None:
    line = Line(
        id="l1",
        workstream="ACME-IMPL",
        description="Work",
        quantity=Decimal("3.5"),
        unit_price=Decimal(180),
        amount=Money(63000, "USD"),
        seconds=12600,
        rounded_seconds=12600,
        service_from=date(2026, 10, 5),
        service_to=date(2026, 10, 20),
        tasks=(),
        entries=("e1",),
        rate_rule="",
        posting=POSTING,
    )
    expense = replace(line, kind=LineKind.EXPENSE, quantity=Decimal(2))
    draft = Draft(
        "d1", "acme", "Acme", "2026-10", "all", Money(126000, "USD"), "", "", "", line.service_from, line.service_to,
        (line, expense), BillTo("books", "Acme Corporation"),
    )  # fmt: skip
    issued = Issued("INV-1", date(2026, 11, 3), date(2026, 12, 3), "USD")
    told = {line.id: Told("Work of a month")}
    seen = ledger_document(draft, Wishes(), told, issued)
    hidden = ledger_document(draft, Wishes(show=Show(hours=True, rates=False)), told, issued)
    assert (seen.number, seen.customer, seen.total) == ("INV-1", "Acme Corporation", Money(126000, "USD"))
    assert [each.itemised for each in seen.lines] == [True, True]
    assert [each.itemised for each in hidden.lines] == [False, True]
    assert (printed(hidden.lines[0]).quantity, printed(hidden.lines[0]).description) == ("1", "Work of a month")


# ---- words of strangers ----


@pytest.mark.parametrize(
    "words", ["=1+1", "+49 30 1234", "-5 %", "@SUM(A1)", "＝cmd|' /C calc'!A0", "\t=1+1", "\r\n=1"]
)
def test_a_description_is_never_a_formula(words: str) -> None:
    hostile = replace(DOCUMENT, order=words, lines=(replace(LINE, description=words),))
    xero = read(xero_csv.to_csv([hostile], "mdy"))[0]
    quickbooks = read(quickbooks_csv.to_csv([hostile], "mdy"))[0]
    plain = " ".join(words.split())
    assert xero["*Description"] == xero["Reference"] == f"· {plain}"
    assert quickbooks["ItemDescription"] == quickbooks["Memo"] == f"· {plain}"


def test_quotes_commas_and_line_breaks_stay_in_their_cell() -> None:
    words = 'He said "3, not 4"\r\nINV-9999,Evil,,\x00\u202e'
    hostile = replace(DOCUMENT, lines=(replace(LINE, description=words),))
    for content, column in (
        (xero_csv.to_csv([hostile], "mdy"), "*Description"),
        (quickbooks_csv.to_csv([hostile], "mdy"), "ItemDescription"),
    ):
        rows = read(content)
        assert [row[column] for row in rows] == ['He said "3, not 4" INV-9999,Evil,,']
        assert content.count(b"\r\n") == 2


def test_a_description_keeps_within_what_the_ledgers_hold_with_its_factors() -> None:
    long = replace(of("0.2778", "12000", "JPY"), description="x" * 9000)
    assert len(printed(long).description) <= 4000
    assert printed(long).description.endswith(" (0.2778 h × 12000.00 JPY)")


def test_names_of_the_ledger_are_never_altered() -> None:
    named = replace(DOCUMENT, customer="@Home, Ltd. =", lines=(replace(LINE, posting=Posting("+Plus", "-1", "=T")),))
    row = read(xero_csv.to_csv([named], "mdy"))[0]
    assert (row["*ContactName"], row["InventoryItemCode"], row["*AccountCode"], row["*TaxType"]) == (
        "@Home, Ltd. =",
        "+Plus",
        "-1",
        "=T",
    )


# ---- what is refused ----


def test_a_complete_document_lacks_nothing() -> None:
    assert xero_csv.missing(DOCUMENT) == []
    assert quickbooks_csv.missing(CLASSED) == []


def test_what_xero_requires_is_named_once_for_each_kind_and_workstream() -> None:
    bare = replace(LINE, posting=Posting("Consulting", "", "NON"))
    care = replace(bare, workstream="ACME-CARE", kind=LineKind.EXPENSE)
    found = xero_csv.missing(replace(DOCUMENT, customer="", lines=(bare, bare, care)))
    where = "in the contract, or accounts: on the books in tieout.yaml, exactly as it is called there"
    assert found == [
        "acme: has no customer; write bill_to: {customer: …} in its contract, exactly as Xero names the contact",
        "acme: time lines of ACME-IMPL have no account, which Xero's import needs; write account: under posting: "
        + where,
        "acme: expense lines of ACME-CARE have no account, which Xero's import needs; write account: under posting: "
        + where,
    ]


def test_quickbooks_needs_a_tax_code_on_all_lines_or_none() -> None:
    untaxed = replace(LINE, posting=Posting("Consulting"))
    taxed = replace(LINE, posting=Posting("Consulting", tax="NON"), kind=LineKind.DISBURSEMENT)
    assert quickbooks_csv.missing(replace(DOCUMENT, lines=(untaxed, untaxed))) == []
    assert quickbooks_csv.missing(replace(DOCUMENT, lines=(untaxed, taxed))) == [
        "acme: time lines of ACME-IMPL have no tax, which QuickBooks Online needs on every line as soon as one has it; "
        "write tax: under posting: in the contract, or tax: on the books in tieout.yaml, exactly as it is called there"
    ]


def test_what_quickbooks_has_no_room_for_is_refused() -> None:
    crowded = replace(CLASSED, number="INVOICE-OF-TWENTY-TWO!", lines=CLASSED.lines * 1001)
    assert [each.partition(";")[0] for each in quickbooks_csv.missing(crowded)] == [
        "acme: invoice INVOICE-OF-TWENTY-TWO! has 1001 lines, and QuickBooks Online imports 1000 at a time",
        "acme: invoice number INVOICE-OF-TWENTY-TWO! has more than 21 characters, and QuickBooks Online keeps no "
        "longer one",
    ]
    assert quickbooks_csv.missing(DOCUMENT) == [
        "acme: has the tracking category Region, and QuickBooks Online's import has only Class; remove it"
    ]


def test_a_third_tracking_category_is_refused_by_xero() -> None:
    three = replace(POSTING, tracking=(("A", "1"), ("B", "2"), ("C", "3")))
    assert xero_csv.missing(replace(DOCUMENT, lines=(replace(LINE, posting=three),))) == [
        "acme: has more than two tracking categories on a line; Xero keeps two, so remove the others from tracking:"
    ]


def test_an_invoice_of_less_than_nothing_is_refused() -> None:
    refund = replace(CLASSED, total=Money(-100, "USD"))
    for found in (xero_csv.missing(replace(DOCUMENT, total=refund.total)), quickbooks_csv.missing(refund)):
        assert len(found) == 1
        assert "imports no negative invoice" in found[0]


# ---- sizes ----


def test_files_hold_what_one_import_takes_and_no_document_is_cut() -> None:
    documents = [replace(CLASSED, number=f"INV-{place}", lines=CLASSED.lines * 400) for place in range(5)]
    assert [[each.number for each in group] for group in batches(documents, 100, 1000)] == [
        ["INV-0", "INV-1"],
        ["INV-2", "INV-3"],
        ["INV-4"],
    ]
    assert len(quickbooks_csv.files([CLASSED] * 250, "mdy")) == 3
    assert len(xero_csv.files([DOCUMENT] * 501, "mdy")) == 2
    assert quickbooks_csv.files([], "mdy") == xero_csv.files([], "mdy") == []
