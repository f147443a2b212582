"""Invoices in the CSV layout that Xero imports as drafts (its SalesInvoiceTemplate.csv; docs/connectors/files.md)."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.files.records import LedgerDocument, LedgerLine, batches, day, printed, text, to_bytes, unfit, unposted

MOST_DOCUMENTS = 500
MOST_CATEGORIES = 2
NEEDED = ("account", "tax")
"""What the posting of every line must state."""
WHY = "Xero's import needs"

COLUMNS = (
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
)


def files(documents: Sequence[LedgerDocument], dates: str) -> list[bytes]:
    """The import files of some documents, each small enough for one import. They must lack nothing (`missing`)."""
    return [to_csv(group, dates) for group in batches(documents, MOST_DOCUMENTS)]


def to_csv(documents: Sequence[LedgerDocument], dates: str) -> bytes:
    """One import file; `dates` is the order in which the organisation writes them: dmy, mdy or ymd."""
    return to_bytes(COLUMNS, [row for document in documents for row in rows(document, dates)])


def rows(document: LedgerDocument, dates: str) -> list[list[str]]:
    """A document's rows, one for each line; what belongs to the document stands on each of them."""
    head = {
        "*ContactName": document.customer,
        "EmailAddress": document.email,
        "*InvoiceNumber": document.number,
        "Reference": text(document.order),
        "*InvoiceDate": day(document.issued, dates),
        "*DueDate": day(document.due, dates),
        "Currency": document.currency,
        "BrandingTheme": document.branding,
    }
    return [_row(head | _line(line)) for line in document.lines]


def missing(document: LedgerDocument) -> list[str]:
    """Why Xero would not import a document, a sentence each; empty when it would."""
    found = list(unfit(document, "Xero"))
    if not document.customer:
        found.append(f"{document.contract}: {no_customer()}")
    found += [sentence for key in NEEDED for sentence in unposted(document, key, WHY)]
    if any(len(line.posting.tracking) > MOST_CATEGORIES for line in document.lines):
        found.append(f"{document.contract}: {too_many_categories()}")
    return found


def no_customer() -> str:
    """That the contact is missing, and where to write it."""
    return "has no customer; write bill_to: {customer: …} in its contract, exactly as Xero names the contact"


def too_many_categories() -> str:
    """That a line has more tracking categories than Xero keeps."""
    return "has more than two tracking categories on a line; Xero keeps two, so remove the others from tracking:"


def _line(line: LedgerLine) -> dict[str, str]:
    said = printed(line)
    cells = {
        "InventoryItemCode": line.posting.item,
        "*Description": said.description,
        "*Quantity": said.quantity,
        "*UnitAmount": said.unit_price,
        "*AccountCode": line.posting.account,
        "*TaxType": line.posting.tax,
    }
    for place, (category, option) in enumerate(line.posting.tracking, start=1):
        cells |= {f"TrackingName{place}": category, f"TrackingOption{place}": option}
    return cells


def _row(cells: dict[str, str]) -> list[str]:
    return [cells.get(column, "") for column in COLUMNS]
