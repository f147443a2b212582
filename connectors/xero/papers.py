"""Xero's documents with their lines, whoever made them, as they are read to be compared with ours."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.money import Money, minor_digits
from connectors.errors import Changed
from connectors.ledgers import CREDIT_NOTE, INVOICE
from connectors.papers import Paper, PaperLine, Unread, whole
from connectors.xero import payloads
from connectors.xero.reading import to_document

INCLUSIVE = "Inclusive"
"""Line amounts with tax in them (LineAmountTypes in the published description)."""


def dated(first: date, last: date) -> str:
    """The condition for documents of some days; Date is one of the fields that Xero searches fast."""
    return f"Date>={_day(first)} AND Date<={_day(last)}"


def to_paper(paper: payloads.Paper, shortcode: str = "") -> Paper | Unread:
    """A document with its lines; one that cannot be counted in says why."""
    contact = paper.contact.name if paper.contact else None
    try:
        document = to_document(paper, shortcode)
    except Changed as problem:
        kind = CREDIT_NOTE if paper.credit_note_id else INVOICE
        number = paper.invoice_number or paper.credit_note_number or ""
        return Unread(kind, paper.credit_note_id or paper.invoice_id or "", number, contact or "", str(problem))
    taxed = paper.line_amount_types == INCLUSIVE
    lines = [_line(each, document.net.currency, taxed=taxed) for each in paper.line_items or () if _says_amount(each)]
    return Paper(
        document=document,
        customer=(paper.contact.id if paper.contact else None) or "",
        customer_name=contact or "",
        reference=paper.reference or "",
        lines=whole(lines, document.net),
    )


def _says_amount(line: payloads.Line) -> bool:
    """Whether it is more than a description, which has no numbers."""
    return line.line_amount is not None


def _line(line: payloads.Line, currency: str, *, taxed: bool) -> PaperLine:
    stated = line.line_amount or Decimal(0)
    net = stated - (line.tax_amount or Decimal(0)) if taxed else stated
    digits = minor_digits(currency)
    minor = net.scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return PaperLine(
        description=line.description or "",
        quantity=line.quantity,
        price=None if taxed else line.unit_amount,
        amount=Money(int(minor), currency),
        item=line.item_code or "",
        account=line.account_code or "",
        tax=line.tax_type or "",
    )


def _day(day: date) -> str:
    return f"DateTime({day.year},{day.month:02d},{day.day:02d})"
