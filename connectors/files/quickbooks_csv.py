"""Invoices in the CSV layout that QuickBooks Online's import of invoices reads (docs/connectors/files.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.files.records import LedgerDocument, LedgerLine, batches, day, printed, text, to_bytes, unfit, unposted

MOST_DOCUMENTS = 100
MOST_ROWS = 1_000
LONGEST_NUMBER = 21
NEEDED = ("item",)
"""What the posting of every line must state; a tax code too, as soon as one line has one."""
WHY = "QuickBooks Online's import needs"
WHY_TAX = "QuickBooks Online needs on every line as soon as one has it"
CLASS = "class"

ALWAYS = (
    "*InvoiceNo",
    "*Customer",
    "*InvoiceDate",
    "*DueDate",
    "Terms",
    "Location",
    "Memo",
    "Item(Product/Service)",
    "ItemDescription",
    "ItemQuantity",
    "ItemRate",
    "*ItemAmount",
    "Service Date",
)
IF_USED = ("ItemTaxCode", "Class", "Currency")
"""Columns that a file has only where one of its documents fills them: not every company has the feature."""


def files(documents: Sequence[LedgerDocument], dates: str) -> list[bytes]:
    """The import files of some documents, each small enough for one import. They must lack nothing (`missing`)."""
    return [to_csv(group, dates) for group in batches(documents, MOST_DOCUMENTS, MOST_ROWS)]


def to_csv(documents: Sequence[LedgerDocument], dates: str) -> bytes:
    """One import file; `dates` is the order that is chosen when it is imported: dmy, mdy or ymd."""
    cells = [row for document in documents for row in _cells(document, dates)]
    foreign = any(document.currency != document.home_currency for document in documents)
    used = [column for column in IF_USED if any(row[column] for row in cells) and (column != "Currency" or foreign)]
    return to_bytes((*ALWAYS, *used), [[row[column] for column in (*ALWAYS, *used)] for row in cells])


def rows(document: LedgerDocument, dates: str) -> list[list[str]]:
    """A document's rows with all columns, one for each line; what belongs to the document stands on each of them."""
    return [[cells[column] for column in (*ALWAYS, *IF_USED)] for cells in _cells(document, dates)]


def missing(document: LedgerDocument) -> list[str]:
    """Why QuickBooks Online would not import a document, a sentence each; empty when it would."""
    found = list(unfit(document, "QuickBooks Online"))
    if len(document.lines) > MOST_ROWS:
        found.append(
            f"{document.contract}: invoice {document.number} has {len(document.lines)} lines, and QuickBooks Online "
            f"imports {MOST_ROWS} at a time; choose a coarser lines_by in its contract"
        )
    if not document.customer:
        found.append(f"{document.contract}: {no_customer()}")
    if len(document.number) > LONGEST_NUMBER:
        found.append(f"{document.contract}: invoice number {document.number} {too_long()}")
    found += [sentence for key in NEEDED for sentence in unposted(document, key, WHY)]
    if any(line.posting.tax for line in document.lines):
        found += unposted(document, "tax", WHY_TAX)
    found += [f"{document.contract}: {sentence}" for sentence in sorted(set(_unknown_tracking(document)))]
    return found


def no_customer() -> str:
    """That the customer is missing, and where to write it."""
    return (
        "has no customer; write bill_to: {customer: …} in its contract, exactly as QuickBooks Online names the customer"
    )


def too_long() -> str:
    """That a number does not fit."""
    return f"has more than {LONGEST_NUMBER} characters, and QuickBooks Online keeps no longer one; shorten the prefix"


def only_class(category: str) -> str:
    """That a tracking category has no column."""
    return f"has the tracking category {category}, and QuickBooks Online's import has only Class; remove it"


def _unknown_tracking(document: LedgerDocument) -> Iterator[str]:
    for line in document.lines:
        yield from (only_class(name) for name, _ in line.posting.tracking if name.casefold() != CLASS)


def _cells(document: LedgerDocument, dates: str) -> Iterator[dict[str, str]]:
    head = {
        "*InvoiceNo": document.number,
        "*Customer": document.customer,
        "*InvoiceDate": day(document.issued, dates),
        "*DueDate": day(document.due, dates),
        "Memo": text(document.order),
        "Currency": document.currency,
    }
    empty = dict.fromkeys((*ALWAYS, *IF_USED), "")
    for line in document.lines:
        yield empty | head | _line(line, dates)


def _line(line: LedgerLine, dates: str) -> dict[str, str]:
    said = printed(line)
    return {
        "Item(Product/Service)": line.posting.item,
        "ItemDescription": said.description,
        "ItemQuantity": said.quantity,
        "ItemRate": said.unit_price,
        "*ItemAmount": said.amount,
        "Service Date": day(line.service_to, dates),
        "ItemTaxCode": line.posting.tax,
        "Class": next((option for name, option in line.posting.tracking if name.casefold() == CLASS), ""),
    }
