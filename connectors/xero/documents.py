"""The requests that make documents in Xero, to the byte: pure, from a document of ours and the names that Xero has.

Its arithmetic (developer.xero.com: rounding in Xero): a line is quantity × unit amount, of four decimals each, rounded
half away from zero to two; tax is rounded line by line. A line that would come to other cents is 1 × its amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from billing.money import Money, plain
from billing.texts import clean
from billing.wishes import LineKind
from connectors.files.records import LedgerDocument, LedgerLine, no_credit, no_key, task_notes
from connectors.ledgers import (
    ACCOUNT,
    BRANDING,
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    ITEM,
    TAX,
    TRACKING,
    Act,
    Document,
    Name,
    Names,
    Prepared,
    Stage,
    Unfit,
    Wanted,
)
from connectors.xero.payloads import Papers

MARK = "Tieout: "
"""What the last line begins with; our token follows."""
LONGEST_TEXT, LONGEST_NUMBER, LONGEST_REFERENCE = 4000, 255, 255
MOST_CATEGORIES = 2
CENT, FOUR = Decimal("0.01"), Decimal("0.0001")
WORD = {INVOICE: "Invoice", CREDIT_NOTE: "CreditNote"}
"""The word before ID and Number in the fields of a kind; its plural is the name of the list."""
WHY = "Xero needs"
Json = dict[str, Any]
_encoder = msgspec.json.Encoder(decimal_format="number")


def prepare(wanted: Wanted, names: Names) -> Prepared:
    """The request that makes a document so. Raises Unfit with a sentence for everything that is missing."""
    if wanted.kind == ESTIMATE:
        raise Unfit([f"{wanted.document.contract}: Xero keeps drafts of invoices, so nothing is made an estimate"])
    if wanted.act is Act.WITHDRAW:
        return _withdrawn(wanted, names)
    writer = _Writer(wanted, names)
    body = writer.body()
    if writer.problems:
        raise Unfit([f"{wanted.document.contract}: {each}" for each in dict.fromkeys(writer.problems)])
    return _prepared(wanted, body, writer.customer)


def allocation(note: Document, invoice: str, amount: Money, day: date, customer: str) -> Prepared:
    """The request that takes an amount of an approved credit note off an approved invoice."""
    body = {"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": amount.decimal, "Date": day.isoformat()}]}
    where = f"PUT /CreditNotes/{note.id}/Allocations"
    return Prepared(where, _encoder.encode(body), note.token, CREDIT_NOTE, customer, day)


def _withdrawn(wanted: Wanted, names: Names) -> Prepared:
    stands = _draft_there(wanted)
    if stands is None:
        raise Unfit([f"{wanted.document.contract}: there is no draft in Xero to take away"])
    customer = names.find(CUSTOMER, wanted.document.customer)
    body = {f"{WORD[wanted.kind]}ID": stands.id, "Status": "DELETED"}
    return _prepared(wanted, body, customer.id if customer else "")


def _prepared(wanted: Wanted, body: Json, customer: str) -> Prepared:
    word = WORD[wanted.kind]
    where = f"POST /{word}s/{wanted.stands.id}" if wanted.stands else f"PUT /{word}s"
    content = _encoder.encode({f"{word}s": [body]})
    ours = wanted.stands.ours if wanted.stands else ""
    return Prepared(where, content, wanted.token, wanted.kind, customer, wanted.document.issued, ours)


def _draft_there(wanted: Wanted) -> Document | None:
    """Our draft that is there. Raises Unfit where it is none any more: what a person made of it stays."""
    stands = wanted.stands
    if stands is not None and stands.stage is not Stage.DRAFT:
        words = f"{stands.number or 'it'} is {stands.stage.value} in Xero by now, so it stays as it is there"
        raise Unfit([f"{wanted.document.contract}: {words}"])
    return stands


@dataclass(slots=True)
class _Writer:
    """One document on its way, with everything that is wrong with it."""

    wanted: Wanted
    names: Names
    problems: list[str] = field(default_factory=list)
    customer: str = ""

    @property
    def document(self) -> LedgerDocument:
        return self.wanted.document

    @property
    def sign(self) -> int:
        """What a credit note takes back is positive in Xero, and negative with us, whatever it comes to."""
        return -1 if self.wanted.kind == CREDIT_NOTE else 1

    def body(self) -> Json:
        """The document with all fields that are ours, so that what stands there is written over whole."""
        stands, document, word = _draft_there(self.wanted), self.document, WORD[self.wanted.kind]
        self._check()
        made: Json = {"Type": "ACCREC" if word == "Invoice" else "ACCRECCREDIT"}
        if stands is not None:
            made[f"{word}ID"] = stands.id
        made |= {
            "Status": "AUTHORISED" if self.wanted.act is Act.POST else "DRAFT",
            "Contact": {"ContactID": self._customer()},
            "Date": document.issued.isoformat(),
        }
        if word == "Invoice":
            made["DueDate"] = document.due.isoformat()
        if document.number:
            made[f"{word}Number"] = document.number
        made |= {
            "Reference": clean(document.order, LONGEST_REFERENCE),
            "LineAmountTypes": "Exclusive",
            "CurrencyCode": document.currency,
        }
        theme = self._find(BRANDING, document.branding, "bill_to: branding", "a branding theme")
        if theme is not None:
            made["BrandingThemeID"] = theme.id
        made["LineItems"] = [*(self._line(line) for line in document.lines), *self._texts()]
        return made

    def _check(self) -> None:
        document = self.document
        if self.wanted.kind == CREDIT_NOTE:
            self.problems += no_credit(document)
        elif document.total.minor < 0:
            self.problems.append(
                f"invoice {document.number} comes to {document.total}; Xero takes no negative invoice. Bill it "
                "together with more work, or credit it"
            )
        if any(_inexact(line.amount) for line in document.lines):
            self.problems.append(f"amounts in {document.currency} have three decimals, and Xero keeps two")
        if len(document.number) > LONGEST_NUMBER:
            self.problems.append(f"the number {document.number} is longer than {LONGEST_NUMBER} characters")
        if not document.lines:
            self.problems.append("it has no lines, and Xero takes no empty document")
        currency = self.names.find(CURRENCY, document.currency)
        if currency is None:
            self.problems.append(
                f"Xero does not use {document.currency} yet; add the currency there (Settings > Currencies)"
            )

    def _texts(self) -> Iterator[Json]:
        """The lines that are words alone; our token is the last."""
        for note in (*self.document.notes, *task_notes(self.document.lines)):
            yield {"Description": clean(note, LONGEST_TEXT)}
        yield {"Description": f"{MARK}{self.wanted.token}"}

    # ---- what it refers to ----

    def _customer(self) -> str:
        wanted = self.document.customer
        if not wanted:
            self.problems.append("has no customer; write bill_to: {customer: …} in its contract, as Xero names it")
            return ""
        found = self._find(CUSTOMER, wanted, "bill_to: customer", "a contact")
        self.customer = found.id if found else ""
        return self.customer

    def _find(self, kind: str, wanted: str, key: str, what: str) -> Name | None:
        """What Xero has under a name, or nothing and a problem; nothing is looked for where nothing is stated."""
        if not wanted:
            return None
        found = self.names.find(kind, wanted)
        if found is None:
            self.problems.append(f"Xero has no {what.split(' ', 1)[1]} {wanted!r}; correct {key}: or add it in Xero")
        elif not found.active:
            self.problems.append(
                f"{what.split(' ', 1)[1]} {wanted!r} is archived in Xero; restore it there, or write another in {key}:"
            )
        elif not found.fits:
            self.problems.append(f"{wanted!r} is {what} that Xero does not take on sales; write another in {key}:")
        else:
            return found
        return None

    # ---- lines ----

    def _line(self, line: LedgerLine) -> Json:
        posting = line.posting
        item = self._find(ITEM, posting.item, "posting: item", "an item")
        account = self._find(ACCOUNT, posting.account, "posting: account", "an account")
        tax = self._find(TAX, posting.tax, "posting: tax", "a tax rate")
        if not posting.account and not posting.item:
            self.problems.append(no_key(line.kind.value, line.workstream, "account", WHY))
        if not posting.tax:
            self.problems.append(no_key(line.kind.value, line.workstream, "tax", WHY))
        made = _numbers(line, self.sign)
        if item is not None:
            made["ItemCode"] = item.code
        if account is not None:
            made["AccountCode"] = account.code
        if tax is not None:
            made["TaxType"] = tax.id
        if posting.tracking:
            made["Tracking"] = self._tracking(line)
        return made

    def _tracking(self, line: LedgerLine) -> list[Json]:
        if len(line.posting.tracking) > MOST_CATEGORIES:
            self.problems.append(
                "has more than two tracking categories on a line; Xero keeps two, so remove the others from tracking:"
            )
        found = (
            self._find(TRACKING, f"{category}: {option}", "posting: tracking", "a tracking option")
            for category, option in line.posting.tracking
        )
        return [{"TrackingCategoryID": each.parent, "TrackingOptionID": each.id} for each in found if each]


def _numbers(line: LedgerLine, sign: int) -> Json:
    """Description, quantity and unit amount by which Xero comes to our cents."""
    amount, quantity, price = line.amount.decimal * sign, line.quantity * sign, line.unit_price
    if quantity < 0 and price < 0:
        quantity, price = -quantity, -price
    exact = quantity == quantity.quantize(FOUR) and price == price.quantize(FOUR)
    if line.itemised and exact and (quantity * price).quantize(CENT, rounding=ROUND_HALF_UP) == amount:
        return _item(clean(line.description, LONGEST_TEXT), quantity, price)
    unit = " h" if line.kind in (LineKind.TIME, LineKind.NO_CHARGE) else ""
    factors = f" ({plain(quantity)}{unit} × {plain(price)} {line.amount.currency})" if line.itemised else ""
    return _item(clean(line.description, LONGEST_TEXT - len(factors)) + factors, Decimal(1), amount)


def _item(words: str, quantity: Decimal, price: Decimal) -> Json:
    return {"Description": words, "Quantity": _plain(quantity), "UnitAmount": _plain(price)}


def _plain(value: Decimal) -> Decimal:
    """A number without an exponent and without zeros at its end."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def _inexact(amount: Money) -> bool:
    return amount.decimal != amount.decimal.quantize(CENT)


def number_of(prepared: Prepared) -> str:
    """The number that a request gives its document."""
    papers = msgspec.json.decode(prepared.body, type=Papers).all
    return next((each.invoice_number or each.credit_note_number or "" for each in papers), "")


def arrived(prepared: Prepared, there: Document, path: Sequence[str]) -> bool:
    """Whether a request that changes a document was carried out, by what stands there."""
    if path[-1] == "Allocations":
        body = msgspec.json.decode(prepared.body, type=dict[str, list[dict[str, object]]])
        invoices = [each["Invoice"] for each in body["Allocations"]]
        return all(isinstance(each, dict) and each.get("InvoiceID") in there.linked for each in invoices)
    wanted = msgspec.json.decode(prepared.body, type=Papers).all[0].status
    if wanted == "DELETED":
        return there.stage is Stage.DELETED
    if wanted == "AUTHORISED" and there.stage in (Stage.DRAFT, Stage.DELETED):
        return False
    return there.token == prepared.token
