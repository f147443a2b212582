"""What QuickBooks Online answers, as documents and names of ours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from billing.money import Money, amount
from connectors.ledgers import (
    ACCOUNT,
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    ITEM,
    TAX,
    TERMS,
    TRACKING,
    Document,
    Name,
    Stage,
)
from connectors.quickbooks.documents import CLASS, UNITED_STATES, US_CODES
from connectors.quickbooks.payloads import Account, Found, Item, Line, Payment, Sales, Term

PAGES = {INVOICE: "invoice", ESTIMATE: "estimate", CREDIT_NOTE: "creditmemo"}
VOIDED = "Voided"
SENT = "EmailSent"
OPEN_ESTIMATES = ("Pending", "Accepted")
REFUSED_ESTIMATES = ("Closed", "Rejected")
INCOME = ("Income", "Other Income")
_RETIRED = re.compile(r" \(deleted(?: \d+)?\)$")
_TOKEN = re.compile(r"by Tieout \[([^\]\s]+)\]")


@dataclass(frozen=True, slots=True)
class Known:
    """What rows do not say themselves: the home currency, and where links lead."""

    home: str
    page: str


def to_document(kind: str, row: Sales, known: Known) -> Document:
    """A row as a document; who paid what of it, and when, is not in it (`with_payments`)."""
    currency = row.currency_ref.value if row.currency_ref else known.home
    tax = (row.txn_tax_detail.total_tax if row.txn_tax_detail else None) or Decimal(0)
    total, left = row.total_amt, _left(kind, row)
    note = _TOKEN.search(row.private_note or "")
    nothing = Money(0, currency)
    return Document(
        kind=kind,
        id=row.id,
        number=row.doc_number or "",
        stage=stage(kind, row),
        version=row.sync_token,
        net=_money(total - tax, currency),
        tax=_money(tax, currency),
        total=_money(total, currency),
        paid=_money(total - left, currency),
        credited=nothing,
        issued=row.txn_date,
        due=row.due_date,
        token=note[1] if note else "",
        ours=fingerprint(row),
        url=f"{known.page}/{PAGES[kind]}?txnId={row.id}",
        sent=row.email_status == SENT,
        linked=tuple(each.txn_id for each in row.linked_txn),
        changed_at=_changed(row),
    )


def gone(kind: str, own: str, known: Known) -> Document:
    """A document that was deleted, of which nothing more is said."""
    nothing = Money(0, known.home)
    return Document(kind, own, "", Stage.DELETED, "", nothing, nothing, nothing, nothing, nothing, None, None)


def stage(kind: str, row: Sales) -> Stage:
    """How far a document is. A balance of nothing is paid only where there was something to pay."""
    if row.status == "Deleted":
        return Stage.DELETED
    if row.total_amt == 0 and (row.private_note or "").startswith(VOIDED):
        return Stage.VOIDED
    if kind == ESTIMATE:
        converted = any(each.txn_type == "Invoice" for each in row.linked_txn)
        refused = row.txn_status in REFUSED_ESTIMATES
        return Stage.CONVERTED if converted else Stage.REFUSED if refused else Stage.DRAFT
    return Stage.PAID if row.total_amt > 0 and _left(kind, row) == 0 else Stage.OPEN


def _left(kind: str, row: Sales) -> Decimal:
    left = row.remaining_credit if kind == CREDIT_NOTE and row.remaining_credit is not None else row.balance
    return left if left is not None and kind != ESTIMATE else row.total_amt


def _money(value: Decimal, currency: str) -> Money:
    return amount(value, Decimal(1), currency)


def _changed(row: Sales) -> datetime | None:
    at = row.meta_data.last_updated_time if row.meta_data else None
    return at.astimezone(UTC) if at and at.tzinfo else None


def fingerprint(row: Sales) -> str:
    """The hash of what we write, as it reads back. Payments, mailing and conversion do not touch it.

    An estimate that a person closed or rejected reads otherwise: it is not to be written over either.
    """
    refs = (row.customer_ref, row.currency_ref, row.sales_term_ref, row.class_ref)
    told = [
        *(each.value if each else "" for each in refs),
        row.doc_number or "",
        str(row.txn_date or ""),
        str(row.due_date or ""),
        row.private_note or "",
        row.customer_memo.value if row.customer_memo else "",
        row.bill_email.address if row.bill_email else "",
        [_line(line) for line in row.line if line.detail_type != "SubTotalLineDetail"],
    ]
    refused = row.txn_status or ""
    if refused not in ("", *OPEN_ESTIMATES) and not row.linked_txn:
        told.append(refused)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _line(line: Line) -> list[str]:
    detail = line.sales_item_line_detail
    found = [line.detail_type, line.description or "", _number(line.amount)]
    if detail is None:
        return found
    refs = (detail.item_ref, detail.tax_code_ref, detail.class_ref)
    return [
        *found,
        _number(detail.qty),
        _number(detail.unit_price),
        detail.service_date or "",
        *(each.value if each else "" for each in refs),
    ]


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


# ---- payments ----


def with_payments(document: Document, payments: Mapping[str, Payment]) -> Document:
    """A document with the day of its last payment, and with what credit memos paid of it told apart."""
    mine = [payments[own] for own in document.linked if own in payments]
    credited = sum((_credited(each, document.id) for each in mine), Decimal(0))
    days = [each.txn_date for each in mine if each.txn_date]
    credit = _money(credited, document.total.currency)
    paid_on: date | None = max(days) if days and document.stage is Stage.PAID else None
    return replace(
        document, paid=Money(document.paid.minor - credit.minor, credit.currency), credited=credit, paid_on=paid_on
    )


def _credited(payment: Payment, own: str) -> Decimal:
    """What of a payment's part for an invoice comes from credit memos: they pay the invoices in the order of lines."""
    left = sum((_of(line) for line in payment.line if _is(line, "CreditMemo")), Decimal(0))
    for line in payment.line:
        if not _is(line, "Invoice"):
            continue
        used = min(left, _of(line))
        if any(each.txn_id == own for each in line.linked_txn):
            return used
        left -= used
    return Decimal(0)


def _is(line: Line, kind: str) -> bool:
    return any(each.txn_type == kind for each in line.linked_txn)


def _of(line: Line) -> Decimal:
    return line.amount if line.amount is not None else Decimal(0)


# ---- names ----


def to_names(found: Found) -> Iterator[Name]:
    """The names in an answer."""
    for row in found.customer:
        yield Name(
            CUSTOMER,
            row.id,
            _name(row.fully_qualified_name or row.display_name, row.active),
            active=row.active,
            currency=row.currency_ref.value if row.currency_ref else "",
            email=row.primary_email_addr.address if row.primary_email_addr else "",
            parent=row.parent_ref.value if row.parent_ref else "",
        )
    yield from (_item(each) for each in found.item)
    yield from (_account(each) for each in found.account)
    yield from (Name(TERMS, each.id, each.name, terms(each), each.active) for each in found.term)
    for each in found.klass:
        yield Name(TRACKING, each.id, f"{CLASS}: {each.fully_qualified_name or each.name}", active=each.active)
    for each in found.company_currency:
        yield Name(CURRENCY, each.code, each.name, each.code, each.active, currency=each.code)


def tax_names(found: Iterable[Found], country: str) -> Iterator[Name]:
    """The tax codes that lines may have: in the United States two that are in no list, elsewhere those of the list."""
    abroad = country != UNITED_STATES
    for each in (code for answer in found for code in answer.tax_code):
        if abroad or each.name not in US_CODES:
            yield Name(TAX, each.id, each.name, active=each.active, fits=abroad)
    if not abroad:
        yield from (Name(TAX, code, code) for code in US_CODES)


def _name(text: str, active: bool) -> str:
    """A name without what QuickBooks writes behind it once it is inactive."""
    return text if active else _RETIRED.sub("", text)


def _item(row: Item) -> Name:
    """An item; `parent` is the account that it posts to."""
    account = row.income_account_ref.value if row.income_account_ref else ""
    fits = row.type != "Category" and bool(account)
    name = _name(row.fully_qualified_name or row.name, row.active)
    return Name(ITEM, row.id, name, active=row.active, fits=fits, parent=account)


def _account(row: Account) -> Name:
    name = _name(row.fully_qualified_name or row.name, row.active)
    return Name(ACCOUNT, row.id, name, row.acct_num or "", row.active, fits=row.account_type in INCOME)


def terms(row: Term) -> str:
    """Terms in our words, where they have some."""
    if row.type == "DATE_DRIVEN" and row.day_of_month_due is not None:
        return f"day {row.day_of_month_due:f} of next month"
    if row.due_days is None:
        return ""
    return f"net {row.due_days:f}" if row.due_days else "due on receipt"
