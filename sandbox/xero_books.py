"""The books that Xero on loopback keeps: an organisation, what its documents refer to, the documents, and its people.

Amounts are Decimals as Xero keeps them: quantities of four decimals, unit amounts of two or four, all others of two.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sandbox.clock import Clock
from sandbox.tracker import Unknown
from sandbox.xero_apps import Identity

CENT, FOUR = Decimal("0.01"), Decimal("0.0001")
DRAFT, SUBMITTED, AUTHORISED, PAID, VOIDED, DELETED = "DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"
ACTIVE, ARCHIVED = "ACTIVE", "ARCHIVED"
INVOICE, CREDIT_NOTE = "Invoice", "CreditNote"


def id_for(*names: object) -> str:
    """The UUID that follows from names."""
    return str(uuid.UUID(bytes=hashlib.sha256("/".join(map(str, names)).encode()).digest()[:16]))


def rounded(value: Decimal, unit: Decimal = CENT) -> Decimal:
    """A number as Xero rounds it: half away from zero."""
    return value.quantize(unit, rounding=ROUND_HALF_UP)


@dataclass(slots=True)
class Contact:
    """A client or a supplier."""

    name: str
    email: str
    updated: datetime
    status: str = ACTIVE
    merged_to: str = ""
    id: str = ""
    currency: str = ""
    """The one that its documents have unless they say otherwise."""

    def __post_init__(self) -> None:
        self.id = self.id or id_for("contact", self.name)


@dataclass(slots=True)
class Account:
    """An account of the chart. `tax` is the type that lines have which state none."""

    code: str
    name: str
    type: str
    group: str
    tax: str
    status: str = ACTIVE

    @property
    def id(self) -> str:
        """Its id, which follows from its code."""
        return id_for("account", self.code)


@dataclass(slots=True)
class Item:
    """A product or service, with the account and the tax of its sales."""

    code: str
    name: str
    account: str
    tax: str
    sold: bool = True

    @property
    def id(self) -> str:
        """Its id, which follows from its code."""
        return id_for("item", self.code)


@dataclass(slots=True)
class TaxRate:
    """A rate in percent, by the type that lines state."""

    type: str
    name: str
    percent: Decimal
    revenue: bool = True
    status: str = ACTIVE


@dataclass(slots=True)
class Tracking:
    """A tracking category with its options and which of them are archived."""

    name: str
    options: tuple[str, ...]
    archived: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id, which follows from its name."""
        return id_for("tracking", self.name)

    def option_id(self, option: str) -> str:
        """The id of one of its options."""
        return id_for("option", self.name, option)


@dataclass(slots=True)
class Line:
    """A line of a document; one that is a description alone has no quantity."""

    id: str
    description: str | None
    quantity: Decimal | None = None
    unit: Decimal = Decimal(0)
    item: str = ""
    account: str = ""
    tax: str = ""
    percent: Decimal = Decimal(0)
    tracking: tuple[tuple[str, str], ...] = ()

    @property
    def amount(self) -> Decimal:
        """Quantity times unit amount, rounded (developer.xero.com: rounding in Xero)."""
        return rounded((self.quantity or Decimal(0)) * self.unit)

    @property
    def tax_amount(self) -> Decimal:
        """Its own tax, rounded by itself."""
        return rounded(self.amount * self.percent / 100)


@dataclass(slots=True)
class Payment:
    """Money that came in for an invoice, or an allocation of a credit note to it (`credit` is the note's id)."""

    id: str
    amount: Decimal
    day: date
    updated: datetime
    credit: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Paper:
    """An invoice or a credit note; `kind` is the word before ID and Number in its fields."""

    kind: str
    id: str
    number: str
    contact: str
    status: str
    updated: datetime
    day: date
    due: date | None = None
    reference: str = ""
    url: str = ""
    currency: str = "USD"
    theme: str = ""
    types: str = "Exclusive"
    sent: bool = False
    lines: list[Line] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    """Of a credit note: where it was allocated, with the invoice's id in `credit`."""
    files: dict[str, bytes] = field(default_factory=dict)
    history: list[tuple[datetime, str, str]] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        """The sum of its lines, without tax."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes of its lines."""
        if self.types == "NoTax":
            return Decimal(0)
        return sum((line.tax_amount for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What it comes to."""
        return self.net + self.tax

    def settled(self, by_credit: bool) -> Decimal:
        """What was paid, or credited."""
        live = (each for each in self.payments if not each.deleted and bool(each.credit) == by_credit)
        return sum((each.amount for each in live), Decimal(0))

    @property
    def left(self) -> Decimal:
        """What is still due, or what is left of a credit."""
        return self.total - self.settled(True) - self.settled(False)


@dataclass(slots=True)
class Organisation:
    """The company itself, with its lock dates."""

    name: str
    currency: str = "USD"
    short_code: str = "!Nw4Ai"
    period_lock: date | None = None
    year_lock: date | None = None

    @property
    def id(self) -> str:
        """Its id, and that of the tenant."""
        return id_for("organisation", self.name)

    @property
    def locked_until(self) -> date:
        """The last day that is closed."""
        return max(self.period_lock or date.min, self.year_lock or date.min)


class XeroBooks:
    """Everything the organisation has, and what its people do there. `pace` makes limits that much shorter."""

    def __init__(self, organisation: Organisation, clock: Clock) -> None:
        self.organisation, self.clock, self.pace = organisation, clock, 1
        self.identity = Identity(clock)
        self.contacts: dict[str, Contact] = {}
        self.accounts: list[Account] = []
        self.items: list[Item] = []
        self.taxes: list[TaxRate] = []
        self.tracking: list[Tracking] = []
        self.currencies: list[str] = [organisation.currency]
        self.themes: list[str] = ["Standard"]
        self.papers: dict[str, Paper] = {}
        self.replies: dict[str, tuple[float, bytes, object]] = {}
        """By idempotency key: when, the hash of the request, and the answer."""
        self.connected: set[str] = {organisation.id}
        """The organisations that a person consented to."""
        self.next_number = {INVOICE: 1, CREDIT_NOTE: 1}
        self._made = 0

    # ---- what faults need ----

    def revoke(self) -> None:
        """Ends the connection: no token of it is good any more, until somebody consents again."""
        self.connected.clear()
        self.identity.end()

    def forget_reply(self) -> None:
        """Forgets the answer that was last kept for an idempotency key."""
        if self.replies:
            self.replies.popitem()

    # ---- looking up ----

    def now(self) -> datetime:
        """The moment of a change, in whole milliseconds as Xero dates it."""
        moment = self.clock.now()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000).astimezone(UTC)

    def new_id(self, kind: str) -> str:
        """The id of something new: the same in every run, and in no order."""
        self._made += 1
        return id_for("new", kind, self._made)

    def paper(self, kind: str, name: str) -> Paper:
        """A document by its id or number. Raises Unknown."""
        found = self.papers.get(name.lower()) or self.numbered(kind, name)
        if found is None or found.kind != kind:
            raise Unknown(f"there is no {kind} {name}")
        return found

    def numbered(self, kind: str, number: str) -> Paper | None:
        """The document that bears a number now; a deleted one gives its number back."""
        same = (each for each in self.papers.values() if each.kind == kind and each.number == number)
        return next((each for each in same if each.status != DELETED), None)

    def contact(self, name: str) -> Contact:
        """A contact by its id or name. Raises Unknown."""
        named = (each for each in self.contacts.values() if each.name == name)
        found = self.contacts.get(name.lower()) or next(named, None)
        if found is None:
            raise Unknown(f"there is no contact {name!r}")
        return found

    def account(self, code: str) -> Account | None:
        """An account by its code."""
        return next((each for each in self.accounts if each.code == code), None)

    def item(self, code: str) -> Item | None:
        """An item by its code."""
        return next((each for each in self.items if each.code == code), None)

    def tax(self, kind: str) -> TaxRate | None:
        """A rate by its type."""
        return next((each for each in self.taxes if each.type == kind), None)

    # ---- what people do there ----

    def pay(self, name: str, amount: Decimal | None = None, day: date | None = None) -> Payment:
        """Money comes in for an invoice: all that is due unless less is said. The invoice is dated anew."""
        paper = self.paper(INVOICE, name)
        if paper.status != AUTHORISED:
            raise ValueError("only an approved invoice can be paid")
        paid = Payment(self.new_id("payment"), amount or paper.left, day or self.clock.now().date(), self.now())
        paper.payments.append(paid)
        self._settle(paper, "Paid")
        return paid

    def allocate(self, note: Paper, invoice: Paper, amount: Decimal, day: date) -> None:
        """A part of a credit note is taken off an invoice."""
        now = self.now()
        invoice.payments.append(Payment(self.new_id("allocation"), amount, day, now, note.id))
        note.payments.append(Payment(invoice.payments[-1].id, amount, day, now, invoice.id))
        self._settle(invoice, "Credit applied")
        self._settle(note, "Allocated")

    def void(self, kind: str, name: str) -> Paper:
        """An approved document without payments stops to count."""
        paper = self.paper(kind, name)
        if paper.status != AUTHORISED or paper.left != paper.total:
            raise ValueError("only an approved document without payments can be voided")
        return self._become(paper, VOIDED, "Voided")

    def delete(self, kind: str, name: str) -> Paper:
        """A draft is deleted."""
        paper = self.paper(kind, name)
        if paper.status not in (DRAFT, SUBMITTED):
            raise ValueError("only a draft can be deleted")
        return self._become(paper, DELETED, "Deleted")

    def approve(self, kind: str, name: str) -> Paper:
        """A draft is approved: it is in the ledger now."""
        paper = self.paper(kind, name)
        if paper.status not in (DRAFT, SUBMITTED):
            raise ValueError("only a draft can be approved")
        return self._become(paper, AUTHORISED, "Approved")

    def edit(self, kind: str, name: str, words: str) -> Paper:
        """Somebody writes other words on the first line of a document, or another reference where it has none."""
        paper = self.paper(kind, name)
        if paper.lines:
            paper.lines[0].description = words
        else:
            paper.reference = words
        return self._become(paper, paper.status, "Edited")

    def archive(self, name: str) -> Contact:
        """A contact is archived."""
        found = self.contact(name)
        found.status, found.updated = ARCHIVED, self.now()
        return found

    def merge(self, name: str, into: str) -> Contact:
        """A contact is merged into another one, which gets its documents."""
        found, taker = self.contact(name), self.contact(into)
        found.status, found.merged_to, found.updated = ARCHIVED, taker.id, self.now()
        for paper in self.papers.values():
            if paper.contact == found.id:
                paper.contact = taker.id
        return found

    def mark(self, paper: Paper, done: str) -> None:
        """Dates a document by its last change and writes its history."""
        paper.updated = self.now()
        paper.history.append((paper.updated, done, ""))

    def _become(self, paper: Paper, status: str, done: str) -> Paper:
        paper.status = status
        self.mark(paper, done)
        return paper

    def _settle(self, paper: Paper, done: str) -> None:
        self._become(paper, PAID if not paper.left else AUTHORISED, done)
