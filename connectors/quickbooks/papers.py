"""QuickBooks Online's documents with their lines, whoever made them, as they are read to be compared with ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from billing.money import amount
from connectors.papers import Paper, PaperLine, Unread, whole
from connectors.quickbooks.payloads import Detail, Line, Sales
from connectors.quickbooks.reading import Known, to_document

DISCOUNT, SUBTOTAL, WORDS = "DiscountLineDetail", "SubTotalLineDetail", "DescriptionOnly"
"""Kinds of line that sell no single item; the amount of a discount is what it takes off."""


def dated(first: date, last: date) -> str:
    """The condition for documents of some days."""
    return f"TxnDate >= '{first.isoformat()}' and TxnDate <= '{last.isoformat()}'"


def to_paper(kind: str, row: Sales, known: Known) -> Paper | Unread:
    """A document with its lines; one that cannot be counted in says why."""
    name = (row.customer_ref.name if row.customer_ref else None) or ""
    try:
        document = to_document(kind, row, known)
    except ValueError as problem:
        return Unread(kind, row.id, row.doc_number or "", name, str(problem))
    return Paper(
        document=document,
        customer=row.customer_ref.value if row.customer_ref else "",
        customer_name=name,
        reference=" ".join(filter(None, (_order(row), row.customer_memo.value if row.customer_memo else ""))),
        lines=whole(list(_lines(row, document.net.currency)), document.net),
    )


def _lines(row: Sales, currency: str) -> Iterator[PaperLine]:
    for line in row.line:
        if line.amount is None or line.detail_type in (SUBTOTAL, WORDS):
            continue
        stated = -line.amount if line.detail_type == DISCOUNT else line.amount
        words = line.description or ("Discount" if line.detail_type == DISCOUNT else "")
        yield _line(words, stated, line, currency)


def _line(words: str, stated: Decimal, line: Line, currency: str) -> PaperLine:
    detail = line.sales_item_line_detail or Detail()
    item, tax = detail.item_ref, detail.tax_code_ref
    return PaperLine(
        description=words or (item.name if item else None) or "",
        quantity=detail.qty,
        price=detail.unit_price,
        amount=amount(stated, Decimal(1), currency),
        item=item.value if item else "",
        tax=tax.value if tax else "",
        service=_day(detail.service_date),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _order(row: Sales) -> str:
    return " ".join(each.string_value for each in row.custom_field if each.string_value)
