"""QuickBooks Online over its accounting API v3.

API: developer.intuit.com/app/developer/qbo/docs, JSON. Sign-in: OAuth 2, by whoever holds the connection. Limits: 500
requests a minute, ten at once for each company; we ask one after another. Writing: an estimate posts nothing, an
invoice and a credit memo post at once; each request bears a key (requestid), an update names the version it is over.
Our token stands in the private note, which cannot be asked for: a document is sought by customer and day, then among
all that changed since it was intended. Changes: change data capture, which looks back 30 days and tells of deletions;
before that, by the moment of the last change, and by id.
Known gaps: see docs/connectors/quickbooks.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from billing.money import Money
from connectors.access import Access
from connectors.errors import Refused
from connectors.ledgers import (
    ACCOUNT,
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    ITEM,
    KINDS_OF_NAME,
    TAX,
    TERMS,
    TRACKING,
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
from connectors.quickbooks import created, documents
from connectors.quickbooks.changes import Changes, changed_after, document_of, documents_of
from connectors.quickbooks.config import Config
from connectors.quickbooks.documents import DELETE, ENTITIES, Settings, again, body_of
from connectors.quickbooks.errors import DUPLICATE_NUMBER, NOT_FOUND, STALE, Refusal
from connectors.quickbooks.papers import dated, to_paper
from connectors.quickbooks.payloads import Attachable, CompanyInfo, Found, Preferences, Sales
from connectors.quickbooks.reading import Known, gone, tax_names, to_names
from connectors.quickbooks.settings import problems_of, settings_of
from connectors.quickbooks.transport import LIMITS, LONGEST_KEY, SANDBOX_LIMITS, Api, quoted
from connectors.waiting import Timer, Window

KINDS = {entity: kind for kind, entity in ENTITIES.items()}
LOOK_BACK = timedelta(days=29)
"""How far back change data capture is asked; it knows 30 days."""
OVERLAP = timedelta(minutes=5)
LISTS = {
    CUSTOMER: "Customer",
    ITEM: "Item",
    ACCOUNT: "Account",
    TERMS: "Term",
    TRACKING: "Class",
    TAX: "TaxCode",
}
EVERY = "Active in (true, false)"
"""Without this, a list leaves out what is inactive."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is asked of a company once."""

    info: CompanyInfo
    preferences: Preferences
    settings: Settings
    known: Known


class Ledger:
    """A company in QuickBooks Online, of which `realm` is the id. Its settings are looked up once."""

    title: ClassVar[str] = "QuickBooks Online"
    creates: ClassVar[tuple[str, ...]] = (CUSTOMER, ITEM)

    def __init__(self, config: Config, access: Access, timer: Timer, realm: str = "") -> None:
        """Raises Refused where neither `realm`, nor the connection, nor the configuration says which company it is."""
        held = realm or str(getattr(access, "account", ""))
        found = held or (config.company if config.company.isdigit() else "")
        if not found.isdigit():
            raise Refused("QuickBooks Online: which company is not known; connect it, or write its id as company:")
        self._config = config
        self._limits = SANDBOX_LIMITS if config.environment == "sandbox" else LIMITS
        self._api = Api(config.address, found, access, timer, self._limits)
        self._opened: _Opened | None = None

    # ---- the company and its names ----

    def company(self) -> Company:
        """Whose books these are: two requests, once. Raises Refused where it is another company than the one named."""
        opened = self._open()
        stated, name = self._config.company, opened.info.company_name
        if stated and not stated.isdigit() and stated != name:
            raise Refused(f"QuickBooks Online: the connection opens {name}, and company: names {stated}; connect again")
        settings = opened.settings
        return Company(
            id=self._api.realm,
            name=name,
            currency=settings.home,
            locked_until=settings.closed_until,
            kinds_of_draft={INVOICE: ESTIMATE} if settings.draft_as == ESTIMATE and settings.estimates else {},
            problems=tuple(problems_of(self._config, opened.preferences, opened.settings)),
        )

    def names(self, kinds: Collection[str] = KINDS_OF_NAME) -> Iterator[Name]:
        """All names of some kinds; lists of up to 1000 come in one request together."""
        settings = self._open().settings
        wanted = [(LISTS[kind], EVERY) for kind in kinds if kind in LISTS]
        if CURRENCY in kinds:
            yield Name(CURRENCY, settings.home, settings.home, settings.home, currency=settings.home)
            if settings.multi_currency:
                wanted.append(("CompanyCurrency", ""))
        found = list(self._api.queries(wanted))
        for each in found:
            yield from to_names(each)
        if TAX in kinds:
            yield from tax_names(found, settings.country)

    def create(self, wanted: NewName, names: Names, key: str) -> Name:
        """A new customer, below its own where the name has a colon, or a service. Raises Unfit, Unknown."""
        body = created.body_of(wanted, names, self._open().settings)
        return created.made(self._api.make(LISTS[wanted.kind], body, _short(key)), wanted.kind)

    # ---- writing ----

    def prepare(self, wanted: Wanted, names: Names) -> Prepared:
        """The request that makes a document so, by the company's settings; those are asked for, once."""
        return documents.prepare(wanted, names, self._open().settings)

    def prepare_allocation(self, note: Document, invoice: Document, amount: Money, on: date) -> Prepared | None:
        """Nothing: a credit memo is applied by a payment of nothing, which bears no token that it is found again by."""
        return None

    def send(self, prepared: Prepared, key: str) -> Document:
        """Sends it, once for each key. What has our number and our token already is that document.

        A document that changed since is written over only if nothing of ours in it did. Raises Refusal, Unknown.
        """
        made = self._made_of_its_estimate(prepared)
        if made is not None:
            return made
        try:
            return self._written(prepared, prepared.body, key)
        except Refusal as problem:
            if problem.code == DUPLICATE_NUMBER:
                return self._ours_by_number(prepared, problem)
            if problem.code == STALE:
                return self._over_a_change(prepared, key, problem)
            if problem.code == NOT_FOUND and DELETE in prepared.where and self._current(prepared) is None:
                return self._gone(prepared)
            raise

    def seek(self, prepared: Prepared) -> Document | None:
        """What a request made: by its id where it is written over, else by our token where a new one may be."""
        body = body_of(prepared)
        if "Id" in body:
            found = self._current(prepared)
            if DELETE in prepared.where:
                return self._gone(prepared) if found is None else None
            return found if found is not None and found.token == prepared.token else None
        wheres = [f"CustomerRef = {quoted(prepared.customer)} and TxnDate = {quoted(prepared.issued.isoformat())}"]
        wheres += (
            [changed_after(prepared.since)] if prepared.since else []
        )  # customers are merged, and days are changed
        pages = (page for where in wheres for page in self._api.query(ENTITIES[prepared.kind], where))
        return next((each for page in pages for each in self._documents(page) if each.token == prepared.token), None)

    def read(self, kind: str, document_id: str) -> Document | None:
        """A document as it is now, with who paid it; QuickBooks does not show deleted ones."""
        row = self._api.row(ENTITIES[kind], document_id)
        return None if row is None else self._paid([self._document(kind, row)])[0]

    def _written(self, prepared: Prepared, body: bytes, key: str) -> Document:
        operation = "delete" if DELETE in prepared.where else ""
        row = self._api.write(ENTITIES[prepared.kind], body, _short(key), operation)
        return self._gone(prepared) if operation else self._document(prepared.kind, row)

    def _made_of_its_estimate(self, prepared: Prepared) -> Document | None:
        """The invoice that was made of the estimate already, if it is this one; QuickBooks would make another.

        Raises Touched where a person made it or changed the estimate, Refused where it was deleted.
        """
        linked = body_of(prepared).get("LinkedTxn", ())
        own = str(linked[0]["TxnId"]) if linked else ""
        if not own:
            return None
        there = self.read(ESTIMATE, own)
        if there is None:
            raise Refused("its estimate was deleted in QuickBooks; look why, then push again")
        for each in there.linked:
            invoice = self.read(INVOICE, each)
            if invoice is not None and invoice.token == prepared.token:
                return invoice
        if there.stage is Stage.CONVERTED:
            raise Touched(f"somebody made an invoice of its estimate {there.number} in QuickBooks: {there.url}", there)
        if there.ours != prepared.ours:
            raise Touched(f"somebody changed its estimate {there.number} in QuickBooks: {there.url}", there)
        return None

    def _ours_by_number(self, prepared: Prepared, problem: Refusal) -> Document:
        """The document that has the number, if it is the very one that was to be made."""
        kind, own = problem.taken_by or ("", "")
        there = self._api.row(kind, own) if kind in KINDS else None
        found = self._document(KINDS[kind], there) if there is not None else None
        if found is None or found.token != prepared.token:
            raise problem
        return found

    def _over_a_change(self, prepared: Prepared, key: str, problem: Refusal) -> Document:
        """What becomes of a request over an old version: it was carried out, or what changed is none of ours."""
        there = self._current(prepared)
        if there is None:
            raise problem
        if there.token == prepared.token and there.ours != prepared.ours and DELETE not in prepared.where:
            return there
        if not prepared.ours or there.ours != prepared.ours:
            raise problem
        return self._written(prepared, again(prepared, there.version), f"{key} over {there.version}")

    def _current(self, prepared: Prepared) -> Document | None:
        row = self._api.row(ENTITIES[prepared.kind], str(body_of(prepared)["Id"]))
        return None if row is None else self._document(prepared.kind, row)

    def _gone(self, prepared: Prepared) -> Document:
        return gone(prepared.kind, str(body_of(prepared)["Id"]), self._open().known)

    # ---- files ----

    def attached(self, kind: str, document_id: str) -> Mapping[str, int]:
        """The files at a document; of two with one name the last counts."""
        return {each.file_name or "": int(each.size or 0) for each in self._files(kind, document_id)}

    def attach(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file there. An upload has no key, so it is looked for first; older ones of its name go afterwards."""
        same = [each for each in self._files(kind, document_id) if each.file_name == name]
        whole = [each for each in same if each.size == len(content)]
        if not whole:
            whole = [self._api.upload(ENTITIES[kind], document_id, name, content)]
        for each in same:
            if each.id != whole[0].id:
                self._api.detach(each, _short(f"{key} without {each.id}"))

    def attach_first(self, kind: str, document_id: str, name: str, content: bytes, key: str) -> None:
        """Puts a file at a document that was made a moment ago. It has no key: never where it may be there already."""
        self._api.upload(ENTITIES[kind], document_id, name, content)

    def _files(self, kind: str, own: str) -> list[Attachable]:
        of = f"AttachableRef.EntityRef.Type = {quoted(ENTITIES[kind].lower())}"
        where = f"{of} and AttachableRef.EntityRef.value = {quoted(own)}"
        return [each for page in self._api.query("Attachable", where) for each in page.attachable if each.file_name]

    # ---- changes ----

    def changed(
        self, since: datetime | None, ids: Collection[str] = (), still_open: Collection[str] = ()
    ) -> Iterator[Document]:
        """The documents that changed since a moment; a payment is a change of the invoices that it pays.

        Where that is longer ago than QuickBooks looks back, or more changed than it tells of, those with ids are asked
        for, too: of these, what is not there any more was deleted (`kind` is empty then, if QuickBooks does not say
        which it was).
        """
        if self._api.told is None:
            self._open()
        told = self._api.told
        changes = self._changes()
        if since is None:
            yield from changes.with_ids(ids)
        elif told is not None and told - since <= LOOK_BACK:
            yield from changes.captured(since, ids)
        else:
            seen = set[str]()
            for document in changes.since(since):
                seen.add(document.id)
                yield document
            yield from changes.with_ids([own for own in ids if own not in seen])

    def papers(self, first: date, last: date) -> Iterator[Paper | Unread]:
        """All invoices and credit memos of some days with their lines; QuickBooks does not show deleted ones."""
        known = self._open().known
        for kind in (INVOICE, CREDIT_NOTE):
            for found in self._api.query(ENTITIES[kind], dated(first, last)):
                yield from (to_paper(kind, row, known) for row in (*found.invoice, *found.credit_memo))

    def _changes(self) -> Changes:
        return Changes(self._api, self._open().known)

    def _paid(self, rows: Sequence[Document]) -> list[Document]:
        return self._changes().paid(rows)

    def _documents(self, found: Found) -> Iterator[Document]:
        return documents_of(found, self._open().known)

    def _document(self, kind: str, row: Sales) -> Document:
        return document_of(kind, row, self._open().known)

    # ---- the connection ----

    def told_at(self) -> datetime | None:
        """Some minutes before QuickBooks' clock at its first answer to this object: its lists may lag behind."""
        return self._api.told - OVERLAP if self._api.told else None

    def limits(self) -> tuple[Window, ...]:
        """The pace of all requests."""
        return self._limits

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    def _open(self) -> _Opened:
        if self._opened is None:
            info = self._api.one(f"companyinfo/{self._api.realm}").company_info or CompanyInfo()
            preferences = self._api.one("preferences").preferences or Preferences()
            settings = settings_of(self._config, info, preferences)
            self._opened = _Opened(info, preferences, settings, Known(settings.home, self._config.page))
        return self._opened


def _short(key: str) -> str:
    """A key that QuickBooks keeps: this one, or its hash where it is too long."""
    fits = len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() and " " not in key
    return key if fits else sha256(key.encode()).hexdigest()[:LONGEST_KEY]
