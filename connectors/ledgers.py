"""The role of a ledger over its API: a company, the names it knows, and documents that are made there exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from billing.money import Money
from connectors.errors import Refused
from connectors.files.records import LedgerDocument
from connectors.waiting import Window

if TYPE_CHECKING:
    from connectors.papers import Paper, Unread

CUSTOMER, ITEM, ACCOUNT, TAX, TERMS = "customer", "item", "account", "tax", "terms"
TRACKING, CURRENCY, BRANDING = "tracking", "currency", "branding"
KINDS_OF_NAME = (CUSTOMER, ITEM, ACCOUNT, TAX, TERMS, TRACKING, CURRENCY, BRANDING)
"""What a document refers to by name. A class is tracking: `Class: Consulting`, as an option is: `Region: North`."""

INVOICE, ESTIMATE, CREDIT_NOTE = "invoice", "estimate", "credit note"
"""Kinds of document. An estimate posts nothing; neither does an invoice that is a draft."""


class Stage(StrEnum):
    """How far a document is in its ledger."""

    DRAFT = "draft"
    """It posts nothing yet."""
    OPEN = "open"
    """It is posted, and not all of it is paid."""
    PAID = "paid"
    VOIDED = "voided"
    DELETED = "deleted"
    CONVERTED = "converted"
    """An estimate that an invoice was made of."""
    REFUSED = "refused"
    """An estimate that a person closed or rejected, and of which no invoice was made."""


class Act(StrEnum):
    """What is asked of a ledger about one document."""

    DRAFT = "draft"
    """Show it there without posting it, in place of what stands there of it."""
    POST = "post"
    """Post it; a draft of ours that stands there becomes it."""
    WITHDRAW = "withdraw"
    """Take away a draft that is not planned any more."""


@dataclass(frozen=True, slots=True)
class Company:
    """Whose books a connection opens. `problems` are settings that hinder or endanger us, each as a sentence."""

    id: str
    name: str
    currency: str
    zone: str = ""
    locked_until: date | None = None
    """The books are closed up to this day."""
    kinds_of_draft: Mapping[str, str] = field(default_factory=lambda: {INVOICE: INVOICE, CREDIT_NOTE: CREDIT_NOTE})
    """As what it shows an invoice or a credit note that it does not post; nothing stands for what it cannot show."""
    numbers: bool = True
    """Whether it numbers invoices itself."""
    shortcut: str = ""
    """What its links need."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """Something of a ledger that documents refer to; `code` is what a ledger writes instead of its name, if it does."""

    kind: str
    id: str
    name: str
    code: str = ""
    active: bool = True
    fits: bool = True
    """Whether sales documents may use it: an expense account does not fit."""
    currency: str = ""
    email: str = ""
    parent: str = ""
    """The id of what it is part of: a sub-customer's customer, an option's category."""
    merged_into: str = ""
    """The id of what took its place."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a ledger, found by kind and by id, code or exact name."""

    known: Mapping[tuple[str, str], Name] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[Name]) -> Names:
        """By id first, then by code and name; of two equal names an active one that fits wins."""
        ranked = sorted(names, key=lambda each: (each.active, each.fits))
        by_name = {(each.kind, each.name): each for each in ranked}
        by_code = {(each.kind, each.code): each for each in ranked if each.code}
        return cls(by_name | by_code | {(each.kind, each.id): each for each in names})

    def find(self, kind: str, wanted: str) -> Name | None:
        """What is called so; what was merged is followed to what took its place."""
        found, seen = self.known.get((kind, wanted)), set[str]()
        while found is not None and found.merged_into and found.id not in seen:
            seen.add(found.id)
            found = self.known.get((kind, found.merged_into))
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its ledger has it. `token` is ours, read from where we left it; empty where a person made it.

    `ours` is the hash of all fields that we wrote, as they read back: another one means that a person changed it.
    """

    kind: str
    id: str
    number: str
    stage: Stage
    version: str
    """What the ledger counts or dates its changes by."""
    net: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    issued: date | None
    due: date | None
    token: str = ""
    ours: str = ""
    url: str = ""
    sent: bool = False
    """Whether the client was sent it."""
    linked: tuple[str, ...] = ()
    """The ids of documents that it was made of, or that were made of it."""
    paid_on: date | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ledger is to have: a document of ours, with our token, in place of or made of what stands there."""

    act: Act
    kind: str
    document: LedgerDocument
    token: str
    stands: Document | None = None
    """Our draft of it that is there now."""
    credits: str = ""
    """The id of the invoice that a credit note takes something back of."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One writing request, in full: sent again it is the same bytes. `where` names its method and path."""

    where: str
    body: bytes
    token: str
    kind: str
    customer: str
    """The id of the customer and the day of issue, by which it is looked for when nobody knows whether it arrived."""
    issued: date
    ours: str = ""
    """The `ours` of what stands there and is written over or taken away: what reads otherwise then is left alone."""
    since: datetime | None = None
    """A moment of the ledger's clock before it was intended: what it made changed after that."""


@dataclass(frozen=True, slots=True)
class NewName:
    """A customer or an item that a ledger is to have. What is not stated is the ledger's own default."""

    kind: str
    name: str
    currency: str = ""
    email: str = ""
    account: str = ""
    """The id of the account that an item posts to."""


class Unfit(Exception):
    """A document that the ledger cannot have as it is; `sentences` say what is missing and where to state it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = tuple(sentences)


class Touched(Refused):
    """What was to be written over is not as we left it, so that nothing was sent; `there` is how it reads now."""

    def __init__(self, message: str, there: Document) -> None:
        super().__init__(message)
        self.there = there


class Ledger(Protocol):
    """A ledger over its API. Every method that asks may raise a ConnectorError; a generator may between pages."""

    title: ClassVar[str]
    creates: ClassVar[tuple[str, ...]]
    """The kinds of name that can be made there: customers, and items where that takes no right of its own."""

    def company(self) -> Company:
        """Whose books these are, and which of their settings are in our way."""

    def names(self, kinds: Collection[str] = KINDS_OF_NAME) -> Iterator[Name]:
        """All names of some kinds, inactive and merged ones too."""

    def create(self, wanted: NewName, names: Names, key: str) -> Name:
        """Makes a customer or item that is not there, under an idempotency key.

        Raises Unfit where the ledger cannot have it so, and Unknown where nobody knows whether it was made.
        """

    def prepare(self, wanted: Wanted, names: Names) -> Prepared:
        """The request that makes a document so; nothing is sent. Raises Unfit."""

    def prepare_allocation(self, note: Document, invoice: Document, amount: Money, on: date) -> Prepared | None:
        """The request that takes an amount of a posted credit note off an invoice; None where people do that."""

    def send(self, prepared: Prepared, key: str) -> Document:
        """Sends it under an idempotency key, and what then stands there. Raises Unknown where nobody knows that.

        Raises Touched where it would write over what a person did.
        """

    def seek(self, prepared: Prepared) -> Document | None:
        """What a request made, if it arrived, known by our token alone.

        It is looked for by customer and day of issue, and among all that changed since it was intended.
        """

    def read(self, kind: str, document_id: str) -> Document | None:
        """A document as it is now; None where there is none, not even a deleted one."""

    def attached(self, kind: str, document_id: str) -> Mapping[str, int]:
        """The files at a document: their names, and sizes in bytes."""

    def attach(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file there, in place of one of that name; one that is there in full is left alone."""

    def attach_first(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file at a document that was made a moment ago and has none, so that nobody needs to look."""

    def changed(
        self, since: datetime | None, ids: Collection[str] = (), still_open: Collection[str] = ()
    ) -> Iterator[Document]:
        """The documents that changed since a moment, paid, voided and deleted ones too; without one, those with ids.

        `still_open` are those of the ids that were last seen as drafts or open: where a ledger's list of changes may
        leave something out, these are read besides.
        """

    def papers(self, first: date, last: date) -> Iterator[Paper | Unread]:
        """All invoices and credit notes dated from one day to another, whoever made them, with their lines.

        Drafts, and voided ones that the ledger still shows, are among them; estimates are not. Nothing is written.
        """

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer to this object, from which the next `changed` may start."""

    def limits(self) -> tuple[Window, ...]:
        """The limits that hold for this connection."""

    def sent(self) -> int:
        """Requests sent so far."""

    def close(self) -> None:
        """Lets go of connections."""
