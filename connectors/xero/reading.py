"""Xero's answers as documents of ours: the stage, the money, our token, and the hash of the fields that are ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from billing.money import Money, minor_digits
from connectors.errors import Changed
from connectors.ledgers import CREDIT_NOTE, INVOICE, Document, Stage
from connectors.xero.documents import MARK
from connectors.xero.payloads import Line, Paper, day, moment

LINK = "https://go.xero.com/organisationlogin/default.aspx?shortcode={}&redirecturl={}"
"""A link that opens the organisation first (developer.xero.com: deep link to Xero)."""
_PLACES = {
    INVOICE: "/AccountsReceivable/View.aspx?InvoiceID={}",
    CREDIT_NOTE: "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={}",
}
_STAGES = {
    "DRAFT": Stage.DRAFT,
    "SUBMITTED": Stage.DRAFT,
    "AUTHORISED": Stage.OPEN,
    "PAID": Stage.PAID,
    "VOIDED": Stage.VOIDED,
    "DELETED": Stage.DELETED,
}
_OURS = ("ACCREC", "ACCRECCREDIT")


def is_sales(paper: Paper) -> bool:
    """Whether it is an invoice or credit note to a client: those of suppliers are none of ours."""
    return paper.type in (None, *_OURS)


def to_document(paper: Paper, shortcode: str = "") -> Document:
    """A document as Xero has it. Raises Changed where it has no id or no currency that can be counted in.

    A status that is not known yet counts as open, so that nothing is written over it.
    """
    kind = CREDIT_NOTE if paper.credit_note_id else INVOICE
    own, currency = paper.credit_note_id or paper.invoice_id, paper.currency_code or ""
    number = paper.credit_note_number if kind == CREDIT_NOTE else paper.invoice_number
    if not own:
        raise Changed("a document of Xero has no id")
    total, paid, credited = _settled(paper, kind)
    return Document(
        kind=kind,
        id=own,
        number=number or "",
        stage=_STAGES.get(paper.status or "", Stage.OPEN),
        version=paper.updated or "",
        net=_money(paper.sub_total, currency),
        tax=_money(paper.total_tax, currency),
        total=_money(total, currency),
        paid=_money(paid, currency),
        credited=_money(credited, currency),
        issued=day(paper.date),
        due=day(paper.due_date) if kind == INVOICE else None,
        token=token_of(paper.line_items or ()),
        ours=ours_of(paper),
        url=link(kind, own, shortcode),
        sent=bool(paper.sent_to_contact),
        linked=_linked(paper),
        paid_on=day(paper.fully_paid_on_date),
        changed_at=moment(paper.updated),
    )


def token_of(lines: Sequence[Line]) -> str:
    """Our token, from the last line that bears one; empty where a person took it away."""
    texts = (line.description or "" for line in reversed(lines))
    return next((text.removeprefix(MARK).strip() for text in texts if text.startswith(MARK)), "")


def ours_of(paper: Paper) -> str:
    """The hash of the fields that we wrote, as they read back: the same however many zeros a number ends with."""
    lines = [
        [
            (line.description or "").strip(),
            *map(_digits, (line.quantity, line.unit_amount, line.discount_rate)),
            line.account_code or "",
            line.item_code or "",
            line.tax_type or "",
            sorted([each.name or "", each.option or ""] for each in line.tracking or ()),
        ]
        for line in paper.line_items or ()
    ]
    head = [
        paper.contact.id if paper.contact else "",
        paper.invoice_number or paper.credit_note_number or "",
        str(day(paper.date) or ""),
        "" if paper.credit_note_id else str(day(paper.due_date) or ""),
        (paper.reference or "").strip(),
        paper.currency_code or "",
        paper.line_amount_types or "",
        paper.branding_theme or "",
    ]
    return hashlib.sha256(msgspec.json.encode([head, lines])).hexdigest()


def link(kind: str, own: str, shortcode: str) -> str:
    """Where a person sees a document."""
    place = _PLACES[kind].format(own)
    return LINK.format(shortcode, place) if shortcode else f"https://go.xero.com{place}"


def _settled(paper: Paper, kind: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Total, paid and credited; a credit note is credited by as much as was allocated or paid back of it."""
    if kind == INVOICE:
        return paper.total, paper.amount_paid, paper.amount_credited
    left = paper.remaining_credit if paper.remaining_credit is not None else paper.total
    return paper.total, None, (paper.total or Decimal(0)) - (left or Decimal(0))


def _linked(paper: Paper) -> tuple[str, ...]:
    notes = [each.credit_note_id for each in paper.credit_notes or ()]
    invoices = [each.invoice.invoice_id for each in paper.allocations or () if each.invoice and not each.is_deleted]
    return tuple(dict.fromkeys(each for each in (*notes, *invoices) if each))


def _money(value: Decimal | None, currency: str) -> Money:
    """An amount, rounded to the currency's minor unit: Xero keeps two decimals of each, of yen too."""
    try:
        digits = minor_digits(currency)
    except ValueError as problem:
        raise Changed(f"a document of Xero is in {currency or 'no currency'}, which cannot be counted in") from problem
    scaled = (value or Decimal(0)).scaleb(digits)
    return Money(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)


def _digits(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}" if value else "0"
