"""Xero as a ledger: an organisation's names, and documents that are made there exactly once.

What is created is always PUT, which never writes over anything: Xero refuses a number that is taken. What is written
over is our own draft alone, by POST to its id, and right before it is read whether somebody changed it: Xero has no
version to compare.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeVar

from billing.money import Money
from connectors.access import Access
from connectors.errors import Changed, Refused, Unknown
from connectors.http import Http, Reply
from connectors.ledgers import (
    CREDIT_NOTE,
    CUSTOMER,
    INVOICE,
    KINDS_OF_NAME,
    Company,
    Document,
    Name,
    Names,
    NewName,
    Prepared,
    Stage,
    Touched,
    Wanted,
)
from connectors.papers import Paper, Unread
from connectors.waiting import Timer, Window
from connectors.xero import created, documents, payloads, reading
from connectors.xero import names as named
from connectors.xero.config import Config
from connectors.xero.errors import judge, refused
from connectors.xero.listing import Listing
from connectors.xero.papers import dated, to_paper
from connectors.xero.payloads import Connection, Files, Organisation, Organisations, Papers, day
from connectors.xero.transport import Api

LIMITS = (Window(60, 60), Window(5000, 24 * 3600))
"""Of each organisation; the Starter tier of apps has 1,000 a day. Five may be open at once: one is, here."""
OVERLAP = timedelta(minutes=5)
MOST_FILES, LARGEST_FILE = 10, 3_500_000
_ONE = {INVOICE: "get_invoice", CREDIT_NOTE: "get_credit_note"}
_WRITES = {
    "PUT /Invoices": "create_invoices",
    "PUT /CreditNotes": "create_credit_notes",
    "POST /Invoices/": "update_invoice",
    "POST /CreditNotes/": "update_credit_note",
    "PUT /CreditNotes/": "create_credit_note_allocation",
}
_TAKEN = re.compile("must be unique", re.IGNORECASE)
T = TypeVar("T")


class Ledger:
    """One organisation in Xero, over the connection that `access` holds."""

    title: ClassVar[str] = "Xero"
    creates: ClassVar[tuple[str, ...]] = (CUSTOMER,)
    """Making items takes a scope that opens all settings, which is not asked for."""

    def __init__(
        self,
        config: Config,
        access: Access,
        timer: Timer,
        tenant: str = "",
        limits: tuple[Window, ...] = LIMITS,
    ) -> None:
        """`tenant` is the id of the organisation that was chosen when signing in; without it, it is found by name."""
        self._config, self._limits = config, limits
        self._http = Http(config.base_url, {"Accept": "application/json"}, limits, timer, judge=judge, access=access)
        self._api = Api(self._http, config.base_url)
        self._api.tenant = tenant
        self._company: Company | None = None
        self._list = Listing(self._api, self._document)

    # ---- whose books ----

    def company(self) -> Company:
        """Whose books these are. Raises Refused where another one is configured, or none of several."""
        self._choose()
        found = next(iter(self._api.ask("get_organisations").decode(Organisations).organisations), None)
        if found is None or not found.base_currency:
            raise Changed("Xero tells nothing about the organisation")
        wanted = self._config.organisation
        if wanted and found.name != wanted:
            raise Refused(f"this connection opens {found.name}, not {wanted}; correct organisation: or connect again")
        locks = [each for each in map(day, (found.period_lock_date, found.end_of_year_lock_date)) if each]
        self._company = Company(
            id=found.id or self._api.tenant,
            name=found.name or "",
            currency=found.base_currency,
            locked_until=max(locks, default=None),
            shortcut=found.short_code or "",
            problems=tuple(_problems(found)),
        )
        return self._company

    def names(self, kinds: Collection[str] = KINDS_OF_NAME) -> Iterator[Name]:
        """All names of some kinds, archived and merged ones too."""
        self._choose()
        return named.names(self._api, kinds)

    def create(self, wanted: NewName, names: Names, key: str) -> Name:
        """A new contact: PUT, which Xero refuses where an active one has the name. Raises Unfit, Unknown."""
        self._choose()
        return created.contact(self._api, wanted, names, key)

    def _choose(self) -> None:
        """Finds the organisation among those that the app is connected to; a custom connection has only one."""
        if self._api.tenant or self._config.connect == "custom":
            return
        reply = self._http.get("/connections")
        found = [each for each in reply.decode(list[Connection]) if each.tenant_type in ("ORGANISATION", None)]
        wanted = self._config.organisation
        fitting = [each for each in found if wanted is None or each.tenant_name == wanted]
        if len(fitting) != 1:
            raise Refused(_which(wanted, [each.tenant_name or each.tenant_id for each in found]))
        self._api.tenant = fitting[0].tenant_id

    # ---- writing ----

    def prepare(self, wanted: Wanted, names: Names) -> Prepared:
        """The request that makes a document so; nothing is sent. Raises Unfit."""
        return documents.prepare(wanted, names)

    def prepare_allocation(self, note: Document, invoice: Document, amount: Money, on: date) -> Prepared:
        """The request that takes an amount of an approved credit note off an approved invoice; sent like any other."""
        return documents.allocation(note, invoice.id, amount, on, "")

    def send(self, prepared: Prepared, key: str) -> Document:
        """Sends it under an idempotency key, and what then stands there. Raises Unknown where nobody knows that.

        A number that is taken by what this very request made before, under a key that is forgotten, is no refusal.
        Raises Touched where a person changed or approved what it would write over.
        """
        self._choose()
        method, path = prepared.where.split(" ")
        _, collection, *rest = path.split("/")
        name = _WRITES[f"{method} /{collection}{'/' if rest else ''}"]
        more = {"summarize_errors": "false"} if method == "PUT" else {}
        if not prepared.where.endswith("/Allocations"):
            more["unitdp"] = "4"
        if prepared.ours and (there := self._written_over(prepared, path.split("/"))) is not None:
            return there
        try:
            reply = self._api.ask(name, *rest[:1], prepared.body, idempotency_key=key, **more)
            if prepared.where.endswith("/Allocations"):
                return self._there(CREDIT_NOTE, rest[0])
            return self._made(reply)
        except Refused as problem:
            made = self.seek(prepared) if _TAKEN.search(str(problem)) else None
            if made is None:
                raise
            return made

    def _written_over(self, prepared: Prepared, path: Sequence[str]) -> Document | None:
        """What stands there if it was written over already; nothing if it is as we left it. Raises Touched."""
        there = self.read(prepared.kind, path[2])
        if there is None:
            raise Refused("the draft that it is written over is not in Xero any more")
        if documents.arrived(prepared, there, path):
            return there
        if there.stage is not Stage.DRAFT or there.ours != prepared.ours:
            what = "changed" if there.stage is Stage.DRAFT else "approved, voided or deleted"
            raise Touched(f"somebody {what} it in Xero; look at it there: {there.url}", there)
        return None

    def _made(self, reply: Reply) -> Document:
        """The document in an answer to writing. Raises Refused, or Unknown where it cannot be read: it may be there."""
        try:
            papers = reply.decode(Papers).all
            if len(papers) != 1:
                raise Changed(f"the answer to {reply.what} has {len(papers)} documents instead of one")
            problem = refused(papers[0])
            if problem is not None:
                raise problem
            return self._document(papers[0])
        except Changed as problem:
            raise Unknown(f"{reply.what} was answered, but not as documented: {problem}") from problem

    def seek(self, prepared: Prepared) -> Document | None:
        """What a request made, if it arrived: by its id where it changes something, else by our token alone."""
        self._choose()
        path = prepared.where.split(" ")[1].split("/")
        if len(path) > 2:
            there = self.read(prepared.kind, path[2])
            return there if there is not None and documents.arrived(prepared, there, path) else None
        same = (each for each in self._dated(prepared) if each.token == prepared.token)
        return next(same, None)

    def _dated(self, prepared: Prepared) -> Iterator[Document]:
        """The documents of a day, whoever they are for; the one with our number; all that changed since the intent."""
        on = prepared.issued
        condition = f"Date==DateTime({on.year},{on.month:02d},{on.day:02d})"
        yield from self._pages(prepared.kind, condition)
        number = documents.number_of(prepared)
        if number and prepared.kind == INVOICE:
            yield from self._listed(INVOICE, invoice_numbers=[number])
        elif number:
            yield from self._pages(CREDIT_NOTE, f'CreditNoteNumber=="{number}"')
        if prepared.since is not None:
            yield from self._pages(prepared.kind, "", prepared.since)

    # ---- reading ----

    def read(self, kind: str, document_id: str) -> Document | None:
        """A document as it is now; None where there is none, not even a deleted one."""
        self._choose()
        try:
            reply = self._api.ask(_ONE[kind], document_id, unitdp="4")
        except Refused as problem:
            if problem.status == 404:
                return None
            raise
        found = next(iter(reply.decode(Papers).all), None)
        return self._document(found) if found else None

    def changed(
        self, since: datetime | None, ids: Collection[str] = (), still_open: Collection[str] = ()
    ) -> Iterator[Document]:
        """The documents that changed since a moment, paid, voided and deleted ones too; without one, those with ids.

        They come in the order of their ids, to which a change that happens meanwhile can add but from which it takes
        nothing, so that no page misses one; one may come twice. Two things are not documented. That a payment dates its
        invoice anew: payments are asked for besides. That what is voided or deleted is in the list: what is still open
        is read by its id, too, forty in one request and each credit note alone, and told if it is gone.
        """
        self._choose()
        if since is None:
            yield from self._with_ids(list(dict.fromkeys(ids)))
            return
        seen = set[str]()
        for kind in (INVOICE, CREDIT_NOTE):
            for found in self._list.dated(kind, "", since):
                seen.add(found.id)
                yield found
        for found in self._list.by_ids([own for own in self._list.paid_since(since) if own not in seen]):
            seen.add(found.id)
            yield found
        left = [own for own in still_open if own not in seen]
        yield from (each for each in self._with_ids(left) if each.stage in (Stage.VOIDED, Stage.DELETED))

    def papers(self, first: date, last: date) -> Iterator[Paper | Unread]:
        """All invoices and credit notes of some days with their lines, in the order of their ids."""
        self._choose()
        for kind in (INVOICE, CREDIT_NOTE):
            for found in self._list.papers(kind, dated(first, last)):
                yield to_paper(found, self._company.shortcut if self._company else "")

    def _with_ids(self, ids: Sequence[str]) -> Iterator[Document]:
        found = set()
        for each in self._list.by_ids(ids):
            found.add(each.id)
            yield each
        for own in ids:
            note = self.read(CREDIT_NOTE, own) if own not in found else None
            if note is not None:
                yield note

    def _pages(self, kind: str, condition: str, since: datetime | None = None) -> Iterator[Document]:
        return self._list.dated(kind, condition, since)

    def _listed(self, kind: str, **asked: str | Sequence[str]) -> Iterator[Document]:
        return self._list.documents(kind, **asked)

    def _there(self, kind: str, own: str) -> Document:
        found = self.read(kind, own)
        if found is None:
            raise Unknown(f"{own} was written to, and is not found any more; look for it in Xero")
        return found

    def _document(self, paper: payloads.Paper) -> Document:
        return reading.to_document(paper, self._company.shortcut if self._company else "")

    # ---- files ----

    def attached(self, kind: str, document_id: str) -> Mapping[str, int]:
        """The files at a document: their names, and sizes in bytes."""
        self._choose()
        found = self._api.ask(f"{_ONE[kind]}_attachments", document_id).decode(Files)
        return {each.file_name: each.content_length or 0 for each in found.attachments or () if each.file_name}

    def attach(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file there, in place of one of that name; one that is there in full is left alone.

        Raises Refused for what is larger or more than Xero keeps.
        """
        there = self.attached(kind, document_id)
        if there.get(name) == len(content):
            return
        if name not in there and len(there) >= MOST_FILES:
            raise Refused(f"the document has {len(there)} files, and Xero keeps {MOST_FILES}; remove one there")
        self.attach_first(kind, document_id, name, content, key)

    def attach_first(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file at a document that was made a moment ago; one of its name would be replaced. Raises Refused."""
        self._choose()
        if len(content) > LARGEST_FILE:
            raise Refused(f"{name} has {len(content):,} bytes, and Xero takes 3.5 MB; leave it out of what is attached")
        request = {INVOICE: "invoice", CREDIT_NOTE: "credit_note"}[kind]
        self._api.ask(f"create_{request}_attachment_by_file_name", document_id, name, content, idempotency_key=key)

    # ---- about the connection ----

    def told_at(self) -> datetime | None:
        """Some minutes before Xero's clock at its first answer to this object: its lists may lag behind."""
        return self._http.told - OVERLAP if self._http.told else None

    def limits(self) -> tuple[Window, ...]:
        """The limits of each organisation."""
        return self._limits

    def sent(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()


def _which(wanted: str | None, known: Sequence[str]) -> str:
    names = ", ".join(sorted(known))
    if not known:
        return "this connection opens no organisation in Xero; connect again and choose one: tieout connect"
    if wanted is None:
        return f"this connection opens several organisations; write organisation: and one of {names}"
    return f"this connection does not open the organisation {wanted}; write one of {names}, or connect again"


def _problems(found: Organisation) -> Iterator[str]:
    """Settings of an organisation that are in our way."""
    if found.organisation_status not in ("ACTIVE", None):
        yield f"the organisation is {found.organisation_status.lower()} in Xero; nothing can be written to it"
    if found.is_demo_company:
        yield "it is Xero's demo company, which Xero empties every few weeks"
    if (found.plan or "").upper() == "STARTER":
        yield "its Xero plan (Starter) approves only some invoices a month; others stay drafts there"
