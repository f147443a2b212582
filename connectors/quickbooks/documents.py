"""A document of ours as the bytes that QuickBooks Online receives: names become ids, or sentences on what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from billing.texts import clean, nearest
from connectors.files.records import LedgerDocument, LedgerLine, no_credit
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
    Act,
    Name,
    Names,
    Prepared,
    Stage,
    Unfit,
    Wanted,
)
from connectors.quickbooks.words import LONGEST_TEXT, described, extended, factors_of

ENTITIES = {INVOICE: "Invoice", ESTIMATE: "Estimate", CREDIT_NOTE: "CreditMemo"}
LONGEST_NUMBER, LONGEST_MEMO, LONGEST_FIELD = 21, 1000, 31
AUTO = "AUTO_GENERATE"
DELETE = "?operation=delete"
CLASS = "Class"
CENT = Decimal("0.01")
UNITED_STATES = "US"
US_CODES = ("TAX", "NON")
"""What lines of a company in the United States have as their tax code; which tax it is, the document says."""
_ENCODER = msgspec.json.Encoder(decimal_format="number")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a company's own settings its documents depend on. `po_field` is the id of the field for order numbers."""

    country: str = UNITED_STATES
    home: str = "USD"
    multi_currency: bool = False
    custom_numbers: bool = False
    class_per_line: bool = False
    class_per_document: bool = False
    estimates: bool = True
    service_dates: bool = True
    draft_as: str = ESTIMATE
    closed_until: date | None = None
    po_name: str = ""
    po_field: str = ""


def prepare(wanted: Wanted, names: Names, settings: Settings) -> Prepared:
    """The request that makes a document so, by the settings of its company. Raises Unfit with all that is missing."""
    if wanted.act is Act.WITHDRAW:
        return _withdrawal(wanted)
    kind = ESTIMATE if wanted.act is Act.DRAFT else wanted.kind
    made = _Made(wanted.document, names, settings, kind)
    problems = [*_hindrances(wanted, settings, kind)]
    body = made.body(wanted)
    problems += made.problems
    if problems:
        raise Unfit([f"{wanted.document.contract}: {each}" for each in dict.fromkeys(problems)])
    over = wanted.stands if kind != CREDIT_NOTE else None
    return Prepared(
        where=f"POST /{ENTITIES[kind].lower()}",
        body=_ENCODER.encode(body),
        token=wanted.token,
        kind=kind,
        customer=made.customer.id if made.customer else "",
        issued=wanted.document.issued,
        ours=over.ours if over else "",
    )


def _withdrawal(wanted: Wanted) -> Prepared:
    """The deletion of an estimate of ours; nothing else is ever deleted."""
    stands = wanted.stands
    if stands is None or stands.kind != ESTIMATE:
        raise Unfit(["only an estimate can be taken away; void what is posted in QuickBooks, or credit it"])
    if stands.stage is Stage.CONVERTED:
        raise Unfit(["somebody made an invoice of its estimate in QuickBooks; the estimate stays with it"])
    body = msgspec.json.encode({"Id": stands.id, "SyncToken": stands.version})
    where = f"POST /{ENTITIES[ESTIMATE].lower()}{DELETE}"
    return Prepared(where, body, wanted.token, ESTIMATE, "", wanted.document.issued, stands.ours)


def _hindrances(wanted: Wanted, settings: Settings, kind: str) -> Iterator[str]:
    """Why the company cannot have such a document, whatever names it has."""
    document = wanted.document
    yield from _of_what_stands(wanted)
    if kind == ESTIMATE and (settings.draft_as != ESTIMATE or wanted.kind == CREDIT_NOTE):
        yield (
            "QuickBooks shows no draft of this: it would post at once; approve it, then push"
            + ("" if wanted.kind == CREDIT_NOTE else ", or write draft_as: estimate")
        )
    elif kind == ESTIMATE and not settings.estimates:
        yield (
            "estimates are off in this company; turn them on under Account and settings, Sales, or write "
            "draft_as: invoice and approve before you push"
        )
    if wanted.kind == INVOICE and document.total.minor < 0:
        yield f"it comes to {document.total}, and QuickBooks has no negative invoice; bill it together with more work"
    if wanted.kind == CREDIT_NOTE:
        yield from no_credit(document)
    if document.branding:
        yield "bill_to has branding, which QuickBooks Online takes from nobody; remove it"
    closed = settings.closed_until
    if kind != ESTIMATE and closed and document.issued <= closed:
        yield (
            f"it is dated {document.issued}, and the books are closed up to {closed}; issue it later, or open them in "
            "QuickBooks"
        )
    if kind != ESTIMATE and document.number:
        yield from _number_problems(document.number, settings)


def _of_what_stands(wanted: Wanted) -> Iterator[str]:
    """Only an estimate that nobody converted is written over, or invoiced."""
    stands = wanted.stands
    if stands is None or (stands.kind, stands.stage) == (ESTIMATE, Stage.DRAFT):
        return
    if stands.stage is Stage.CONVERTED:
        yield "somebody made an invoice of its estimate in QuickBooks already; that invoice is the document now"
    elif stands.stage is Stage.REFUSED:
        yield "somebody closed or rejected its estimate in QuickBooks; delete it there, then push it again"
    else:
        yield f"what stands there ({stands.kind} {stands.number}, {stands.stage}) is no draft and is left alone"


def _number_problems(number: str, settings: Settings) -> Iterator[str]:
    if not settings.custom_numbers:
        yield (
            "QuickBooks numbers this company's documents itself; write numbering: ledger, or turn on Custom "
            "transaction numbers under Account and settings, Sales"
        )
    if len(number) > LONGEST_NUMBER:
        yield f"the number {number} is longer than the {LONGEST_NUMBER} characters of QuickBooks; shorten the prefix"


class _Made:
    """One document on its way to bytes, and what was missing."""

    def __init__(self, document: LedgerDocument, names: Names, settings: Settings, kind: str) -> None:
        self.problems: list[str] = []
        self._document, self._names, self._settings, self._kind = document, names, settings, kind
        self.customer = self._customer()
        self._flipped = kind == CREDIT_NOTE

    def body(self, wanted: Wanted) -> Json:
        """The whole body. Fields that say nothing are left out; a sparse update leaves others' fields alone."""
        document = self._document
        body: Json = {}
        if self._kind == ESTIMATE and wanted.stands is not None:
            body |= {"Id": wanted.stands.id, "SyncToken": wanted.stands.version, "sparse": True}
        body |= {"CustomerRef": {"value": self.customer.id if self.customer else ""}}
        body |= {"TxnDate": document.issued.isoformat(), "PrivateNote": note(wanted)}
        body |= self._number() | self._money() | self._order() | self._email()
        if self._kind != CREDIT_NOTE:
            body |= {"DueDate": document.due.isoformat()} | self._terms()
        if self._kind == ESTIMATE:
            body |= {"TxnStatus": "Pending"}
        elif wanted.stands is not None and wanted.stands.kind == ESTIMATE and self._kind == INVOICE:
            body |= {"LinkedTxn": [{"TxnId": wanted.stands.id, "TxnType": "Estimate"}]}
        return body | self._basis() | self._class_of_all() | {"EmailStatus": "NotSet", "Line": self._lines()}

    # ---- the document ----

    def _customer(self) -> Name | None:
        document = self._document
        if not document.customer:
            self.problems.append("has no customer; write bill_to: {customer: …}, exactly as QuickBooks names it")
            return None
        found = self._found(CUSTOMER, document.customer, "bill_to: {customer: …}, a sub-customer as Parent:Child")
        if found and found.currency and found.currency != document.currency:
            self.problems.append(
                f"the customer {found.name} is kept in {found.currency} there, and the document is in "
                f"{document.currency}; name a customer in {document.currency}"
            )
        return found

    def _number(self) -> Json:
        if self._kind != ESTIMATE and self._document.number:
            return {"DocNumber": self._document.number}
        return {"DocNumber": AUTO} if self._settings.custom_numbers else {}

    def _money(self) -> Json:
        """The currency, and no rate: that is left to QuickBooks."""
        currency, settings = self._document.currency, self._settings
        if any(line.amount.decimal != line.amount.decimal.quantize(CENT) for line in self._document.lines):
            self.problems.append(f"amounts in {currency} have three decimals, and QuickBooks keeps two; bill it there")
        if settings.multi_currency:
            found = self._found(CURRENCY, currency, "the currency, or add it under Currencies in QuickBooks")
            return {"CurrencyRef": {"value": found.id}} if found else {}
        if currency != settings.home:
            self.problems.append(
                f"it is in {currency}, and the company keeps {settings.home} alone; turn on Multicurrency there (it "
                "cannot be turned off again), or bill it in other books"
            )
        return {}

    def _basis(self) -> Json:
        """That amounts are without tax: companies abroad may have them with it, in the United States nobody has."""
        return {} if self._settings.country == UNITED_STATES else {"GlobalTaxCalculation": "TaxExcluded"}

    def _order(self) -> Json:
        order = clean(self._document.order, LONGEST_MEMO)
        if not order:
            return {}
        memo: Json = {"CustomerMemo": {"value": order}}
        settings = self._settings
        if settings.po_name and not settings.po_field:
            self.problems.append(
                f"sales forms have no custom field {settings.po_name}; add it in QuickBooks, or correct po_number:"
            )
        if not settings.po_field or len(order) > LONGEST_FIELD:
            return memo
        field = {"DefinitionId": settings.po_field, "Name": settings.po_name, "Type": "StringType"}
        return memo | {"CustomField": [field | {"StringValue": order}]}

    def _email(self) -> Json:
        return {"BillEmail": {"Address": self._document.email}} if self._document.email else {}

    def _terms(self) -> Json:
        """The terms where QuickBooks has such; the due day is written in any case, and counts."""
        stated = self._document.terms
        found = self._names.find(TERMS, stated) if stated else None
        if found is None and stated and not stated.endswith("end of month"):
            self.problems.append(f"there are no terms {stated}; add them in QuickBooks under Terms, by due days")
        if found is not None and not found.active:
            self.problems.append(f"the terms {found.name} are inactive; make them active in QuickBooks")
        return {"SalesTermRef": {"value": found.id}} if found else {}

    def _class_of_all(self) -> Json:
        """The class where documents have one, and not lines."""
        if self._settings.class_per_line or not self._settings.class_per_document:
            return {}
        classes = {name for line in self._document.lines if (name := _class_of(line))}
        if len(classes) > 1:
            self.problems.append(
                "its lines have several classes, and this company has one for a document; turn on classes for each row "
                "under Account and settings, Advanced, Categories"
            )
        found = self._found(TRACKING, f"{CLASS}: {classes.pop()}", "tracking:") if len(classes) == 1 else None
        return {"ClassRef": {"value": found.id}} if found else {}

    # ---- lines ----

    def _lines(self) -> list[Json]:
        lines = [self._line(each) for each in self._document.lines]
        below = ""
        for each in self._document.notes:
            below = extended(below, "\n" if below else "", clean(each, LONGEST_TEXT))
        words = {"DetailType": "DescriptionOnly", "Description": below, "DescriptionLineDetail": {}}
        return [*lines, words] if below else lines

    def _line(self, line: LedgerLine) -> Json:
        amount, quantity, price = _arithmetic(line, self._flipped)
        exact = line.itemised and quantity * price == amount
        detail: Json = {"ItemRef": {"value": self._item(line)}}
        detail |= {"Qty": _digits(quantity if exact else Decimal(1)), "UnitPrice": _digits(price if exact else amount)}
        if self._settings.service_dates:
            detail |= {"ServiceDate": line.service_to.isoformat()}
        detail |= self._tax(line) | self._class(line)
        factors = "" if exact or not line.itemised else factors_of(line, quantity, price)
        return {
            "DetailType": "SalesItemLineDetail",
            "Amount": _digits(amount),
            "Description": described(line, factors),
            "SalesItemLineDetail": detail,
        }

    def _item(self, line: LedgerLine) -> str:
        posting = line.posting
        if not posting.item:
            self.problems.append(
                f"{line.kind} lines of {line.workstream} have no item, and QuickBooks posts by items; write item: "
                "under posting: in the contract, or items: on the books in tieout.yaml"
            )
            return ""
        found = self._found(ITEM, posting.item, "item: or items:, a category's as Category:Item")
        account = self._found(ACCOUNT, posting.account, "account: or accounts:") if posting.account else None
        if found and account and found.parent != account.id:
            self.problems.append(
                f"the item {found.name} posts to another account than {account.name}; remove account:, or change the "
                "item's income account in QuickBooks"
            )
        return found.id if found else ""

    def _tax(self, line: LedgerLine) -> Json:
        stated = line.posting.tax
        if stated:
            found = self._found(TAX, stated, f"tax: ({' or '.join(US_CODES)} in the United States)")
            return {"TaxCodeRef": {"value": found.id}} if found else {}
        if self._settings.country != UNITED_STATES:
            self.problems.append(
                f"{line.kind} lines of {line.workstream} have no tax code, which QuickBooks needs on every line; write "
                "tax: under posting: in the contract, or on the books"
            )
        return {}

    def _class(self, line: LedgerLine) -> Json:
        for category, _ in line.posting.tracking:
            if category.casefold() != CLASS.casefold():
                self.problems.append(f"tracking {category} is unknown to QuickBooks, which has Class alone; remove it")
        name = _class_of(line)
        if name and not (self._settings.class_per_line or self._settings.class_per_document):
            self.problems.append("class tracking is off in this company; turn it on, or remove tracking:")
        if not name or not self._settings.class_per_line:
            return {}
        found = self._found(TRACKING, f"{CLASS}: {name}", "tracking:")
        return {"ClassRef": {"value": found.id}} if found else {}

    def _found(self, kind: str, wanted: str, where: str) -> Name | None:
        """What is called so, if documents may use it; else a sentence says why not."""
        found = self._names.find(kind, wanted)
        if found is None:
            close = nearest(wanted, [each.name for (known, _), each in self._names.known.items() if known == kind])
            hint = f"; did you mean {close}?" if close else ""
            self.problems.append(f"QuickBooks has no {kind} {wanted}{hint}; correct {where}")
        elif not found.active:
            self.problems.append(
                f"the {kind} {found.name} is inactive there, or was merged into another; make it active, or correct "
                f"{where}"
            )
        elif not found.fits:
            self.problems.append(f"the {kind} {found.name} is not for sales documents; correct {where}")
        else:
            return found
        return None


def note(wanted: Wanted) -> str:
    """What stands in the private note, which is not printed: whose document it is, and our token."""
    return f"{wanted.document.contract}, {wanted.document.draft_id}, by Tieout [{wanted.token}]"


def _arithmetic(line: LedgerLine, flipped: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Amount, quantity and price; what a credit note takes back is positive there."""
    amount, quantity, price = line.amount.decimal, line.quantity, line.unit_price
    if not flipped:
        return amount, quantity, price
    return (-amount, -quantity, price) if quantity < 0 else (-amount, quantity, -price)


def _class_of(line: LedgerLine) -> str:
    return next((option for name, option in line.posting.tracking if name.casefold() == CLASS.casefold()), "")


def _digits(value: Decimal) -> Decimal:
    """A number as JSON has it: all its digits, no exponent, no needless zeros."""
    return Decimal(f"{value.normalize():f}")


def body_of(prepared: Prepared) -> Mapping[str, Any]:
    """What a prepared request says, with the digits of its numbers."""
    found: Mapping[str, Any] = msgspec.json.decode(prepared.body, type=dict[str, Any])
    return found


def again(prepared: Prepared, version: str) -> bytes:
    """The same request over another version."""
    found: dict[str, msgspec.Raw] = msgspec.json.decode(prepared.body, type=dict[str, msgspec.Raw])
    return msgspec.json.encode(found | {"SyncToken": msgspec.Raw(msgspec.json.encode(version))})
