"""After a restore: the books are read for documents of ours that the database does not know, and these are adopted.

What was made after the backup bears our mark: a token in a ledger, a record in a folder. It is noted as confirmed, and
so never made again. What cannot be placed is told, and pushing stays locked until it can be, or a person leaves it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from billing.lifecycle import Event, Status
from billing.money import Money, exact
from connectors.errors import ConnectorError
from connectors.files import Config
from connectors.files.folder import fingerprint_there
from connectors.ledgers import ESTIMATE, INVOICE, Document, Prepared, Stage
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.pushes import DRAFT, INTENDED, POST, Push
from mappings.standstills import PUSH
from mappings.store import Transaction
from review.approvals import write_down
from sync.books import LeftAlone
from sync.documents import RECORD, intent
from sync.follow import follow
from sync.kept_requests import kept
from sync.ledger_books import LedgerBooks, comes_to, standing
from sync.open_books import OpenBooks
from sync.places import root_of
from sync.posted import now_there, tell_audit
from sync.worker import Run, Worker, running

EARLIER = timedelta(days=1)
"""So much further back than the backup a ledger is read: its clock may be another one."""
REVISIONS, TRIES = 30, 6
"""How many revisions of a draft, and tries of each, may have been pushed that the database does not know."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan of some books brought: what was adopted, what could not be placed and why, why it is not whole."""

    books: str
    adopted: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A document of ours that the database does not know: the key of its intent, or its draft, and how it is there."""

    books: str
    named: str
    number: str
    action: str
    net: Money
    issued: date | None
    due: date | None
    place: str
    fingerprint: str
    body: bytes
    key: str = ""
    draft: str = ""
    document: Document | None = None


def scan(worker: Worker, leave: Collection[str], why: str) -> tuple[list[Scanned], bool]:
    """Reads all books, adopts what is ours, and lets pushing go on if nothing is open; whether it does.

    `leave` are documents that a person has looked at, and that are not to be adopted. Raises StoreUnavailable.
    """
    with running(worker, "scan") as run, OpenBooks(worker) as opened:
        with worker.store.read() as tx:
            locked = tx.standstills.of(PUSH)
        if locked is None:
            return [], True
        scanning = _Scanning(worker, run, opened, frozenset(leave))
        found = [scanning.ledger(name, locked.since) for name in opened.ledgers()]
        found += [scanning.folder(name, each) for name, each in _folders(worker)]
        followed = {each.books: each.problem for each in follow(worker, run) if each.problem}
        found = [replace(each, problem=each.problem or followed.get(each.books, "")) for each in found]
        done = all(not each.problem and not each.left for each in found)
        with worker.store.write() as tx:
            if done:
                tx.standstills.end(PUSH)
            more = {"left": sorted(leave), "why": why} if leave else {}
            adopted = sum(len(each.adopted) for each in found)
            tx.audit.add(
                "scan", "pushing goes on" if done else "not done", worker.clock(), {"adopted": adopted, **more}
            )
        run.detail.update(adopted=adopted, left=sum(len(each.left) for each in found), done=done)
    return found, done


def _folders(worker: Worker) -> list[tuple[str, Config]]:
    return [(name, each) for name, each in worker.configuration.books.items() if isinstance(each, Config)]


@dataclass(slots=True)
class _Scanning:
    """A scan under way."""

    worker: Worker
    run: Run
    opened: OpenBooks
    leave: frozenset[str]

    def ledger(self, name: str, since: datetime) -> Scanned:
        """Reads all that changed in a ledger since before the backup."""
        try:
            books = self.opened.ledger(name)
        except LeftAlone as problem:
            return Scanned(name, problem=str(problem))
        try:
            documents = list(books.ledger.changed(since - EARLIER))
        except ConnectorError as problem:
            return Scanned(name, problem=books.why(problem))
        with self.worker.store.read() as tx:
            latest = list(_latest(documents))
            invoices = {each.id for each in latest if each.kind == INVOICE and each.token}
            unknown = [
                each
                for each in latest
                if _is_unknown(tx, name, each) and (each.kind != ESTIMATE or invoices.isdisjoint(each.linked))
            ]
        found = self._adopt_all(name, [_in_ledger(self.worker, books, each) for each in unknown])
        self._note_estimates(name, latest)
        return found

    def _note_estimates(self, books: str, found: Iterable[Document]) -> None:
        """Estimates of which invoices of ours were made: should those be void, they may be open again."""
        for each in (one for one in found if one.stage is Stage.CONVERTED and one.token):
            with self.worker.store.write() as tx:
                known = (tx.documents.get(books, INVOICE, own) for own in each.linked)
                draft_id = next((invoice.draft for invoice in known if invoice is not None), "")
                if draft_id and tx.documents.get(books, ESTIMATE, each.id) is None:
                    tx.documents.keep([standing(books, draft_id, each)], self.run.id)

    def folder(self, name: str, config: Config) -> Scanned:
        """Reads the records of all documents in a folder."""
        with self.worker.store.read() as tx:
            known = {each.place for each in tx.pushes.in_books(name)}
        root = root_of(self.worker, config)
        try:
            records = [path for path in sorted(root.rglob(RECORD)) if path.is_file()]
            found = [_in_folder(name, path.parent.relative_to(root).as_posix(), path.read_bytes()) for path in records]
            found = [replace(each, fingerprint=fingerprint_there(root / each.place)) for each in found]
        except (OSError, ValueError, KeyError, TypeError) as problem:
            return Scanned(name, problem=f"{root} cannot be read ({problem}); mend that, then scan again")
        return self._adopt_all(name, [each for each in found if each.place not in known])

    def _adopt_all(self, books: str, found: Iterable[_Found]) -> Scanned:
        """Adopts all of some books or none: an invoice closes its month, in which the next may have to change."""
        ranked = sorted(found, key=lambda each: (each.action != POST, each.number, each.place))
        wanted = [each for each in ranked if not self.leave & {each.named, each.number, each.place} - {""}]
        with self.worker.store.read() as tx:
            drafts = _by_key(tx, books) if wanted else {}
            named = [drafts.get(each.key, each.draft) for each in wanted]
            items = {each: tx.drafts.get(each) for each in {*named} - {""}}
        pairs = [(each, items.get(draft)) for each, draft in zip(wanted, named, strict=True)]
        twice = {draft for draft in named if draft and named.count(draft) > 1}
        left = [f"{each.named}: {why}" for each, item in pairs if (why := _why_not(each, item, twice))]
        if left:
            return Scanned(books, (), tuple(left))
        for each, item in pairs:
            assert item is not None, "what has no draft is left"
            self._adopt(each, item)
        return Scanned(books, tuple(f"{each.named} ({each.net})" for each in wanted))

    def _adopt(self, found: _Found, item: StoredDraft) -> None:
        """Notes a document as confirmed, with all that its being there means."""
        with self.worker.store.write() as tx:
            if found.action == POST and item.status is not Status.APPROVED:
                tx.drafts.move(item.draft.id, Event.APPROVE)
                words = f"{found.named} stood in {found.books} when it was scanned after a restore"
                write_down(tx, [item], Event.APPROVE, Signature("tieout", self.worker.clock(), words))
                item = replace(item, status=Status.APPROVED)
            push = _as_pushed(tx, found, item)
            tx.pushes.intend(push, self.run.id)
            tx.pushes.confirm(push, self.run.id)
            tell_audit(self.worker, tx, push)
            if found.document is not None:
                tx.documents.keep([standing(found.books, item.draft.id, found.document)], self.run.id)
            if found.action == POST:
                tx.placements.settle([line.id for line in item.draft.lines], settled=True)
            now_there(self.worker, tx, self.run, push, item)


def _why_not(found: _Found, item: StoredDraft | None, twice: Collection[str]) -> str:
    """Why a document is not what stands here as its draft, as a sentence."""
    if item is None:
        return "no draft here is what it was made of; pull and run its month, then scan again"
    if item.draft.id in twice:
        return "two documents there are of one draft; delete there what a person copied, then scan again"
    may = (Status.DRAFT, Status.PUSHED, Status.APPROVED) if found.action == POST else (Status.DRAFT, Status.PUSHED)
    if item.status not in may:
        return f"its draft {item.draft.id} is {item.status.value} here; run its month or release it, then scan again"
    planned = item.draft.total
    same = comes_to(found.document, planned) if found.document is not None else found.net == planned
    if not same:
        return (
            f"it comes to {found.net} there, and its draft {item.draft.id} to {planned}; pull and run its month, then "
            "scan again, or delete it there if it is wrong"
        )
    return ""


def _as_pushed(tx: Transaction, found: _Found, item: StoredDraft) -> Push:
    tries = 0
    while tx.pushes.known((wanted := intent(item, found.action, found.books, tries)).key) is not None:
        tries += 1
    posted = {"issued": found.issued, "due": found.due} if found.action == POST else {}
    own = {"number": found.number, "place": found.place, "fingerprint": found.fingerprint, "body": found.body}
    return replace(wanted, key=found.key or wanted.key, status=INTENDED, **own, **posted)  # type: ignore[arg-type]


# ---- what is found ----


def _latest(documents: Iterable[Document]) -> Iterator[Document]:
    """Each document once, as it was told last."""
    yield from {(each.kind, each.id): each for each in documents}.values()


def _is_unknown(tx: Transaction, books: str, found: Document) -> bool:
    """Whether it is ours, stands there, and nothing here knows of it; what is known by its id is followed."""
    if not found.token or found.stage in (Stage.DELETED, Stage.VOIDED):
        return False
    ids = [(found.kind, found.id), *((ESTIMATE, each) for each in found.linked)]
    followed = any(tx.documents.get(books, *each) is not None for each in ids)
    return not followed and tx.pushes.known(found.token) is None


def _in_ledger(worker: Worker, books: LedgerBooks, found: Document) -> _Found:
    shows = found.stage is Stage.DRAFT or found.kind == ESTIMATE
    place, issued = f"{found.kind}/{found.id}", found.issued or worker.today
    request = Prepared(place, b"", found.token, found.kind, "", issued, found.ours)
    return _Found(
        books=books.name,
        named=found.number or found.id,
        number=found.number,
        action=DRAFT if shows else POST,
        net=found.net,
        issued=found.issued,
        due=found.due,
        place=place,
        fingerprint=found.ours,
        body=kept(request, worker.configuration.main.company.name, None),
        key=found.token,
        document=found,
    )


def _in_folder(books: str, place: str, record: bytes) -> _Found:
    said = json.loads(record)
    net = exact(Decimal(said["total"]), said["currency"])
    if net is None:
        raise ValueError(f"the total of {place} is {said['total']}")
    issued, due = (date.fromisoformat(said[each]) if said[each] else None for each in ("issued", "due"))
    return _Found(
        books=books,
        named=place,
        number=said["number"] or "",
        action=POST if said["status"] == "posted" else DRAFT,
        net=net,
        issued=issued,
        due=due,
        place=place,
        fingerprint="",
        body=record,
        draft=said["draft"],
    )


def _by_key(tx: Transaction, books: str) -> dict[str, str]:
    """The drafts that stand, by the key of every intent that may have been made of them."""
    found = {}
    for item in tx.drafts.current():
        for revision in range(1, item.revision + REVISIONS):
            for action in (DRAFT, POST):
                for tries in range(TRIES):
                    found[intent(replace(item, revision=revision), action, books, tries).key] = item.draft.id
    return found
