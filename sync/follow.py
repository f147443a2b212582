"""Following: what became of our documents in ledgers elsewhere, read by change and noted here; what people did counts.

Somebody who approves a draft there has approved it. What is void or deleted there is taken off and waits for a person.
What was edited there is told, and never written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from billing.issues import Issue, facts
from billing.ledger_kinds import APPROVED_OUTDATED, DELETED, DIFFERS, EDITED, NOT_TAKEN_OFF
from billing.lifecycle import Event, Status, after
from billing.money import Money
from billing.periods import month_of_period
from connectors.errors import ConnectorError
from connectors.ledgers import ESTIMATE, INVOICE, Document, Stage
from connectors.waiting import fair_seconds
from mappings.decided import Signature
from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.pushes import CONFIRMED, DRAFT, POST, WITHDRAW, Push
from mappings.store import Transaction
from review.approvals import write_down
from review.decide import CannotDecide
from sync.allocating import tell, was_told
from sync.books import LeftAlone
from sync.classing import tell_of_credits
from sync.documents import intent
from sync.ledger_books import GONE, LedgerBooks, comes_to, standing
from sync.left_documents import tell_left
from sync.open_books import OpenBooks
from sync.posted import now_there, tell_audit
from sync.voiding import void
from sync.worker import Run, Worker


@dataclass(frozen=True, slots=True)
class Followed:
    """What following one ledger brought: how many documents of ours it told of, what was done, and why not all."""

    books: str
    seen: int = 0
    acts: tuple[str, ...] = ()
    """What people did there that counts here, each as a sentence."""
    problem: str = ""
    pause: int = 0
    """For how many seconds from its beginning nothing else brings about another like it, for the ledger's quota."""


def follow(worker: Worker, run: Run) -> list[Followed]:
    """Reads what changed in every ledger since the last time; one that does not answer does not stop the others."""
    with OpenBooks(worker) as opened:
        return [_paced(_follow_one(worker, run, opened, name), opened) for name in opened.ledgers()]


def end_deleted(worker: Worker, run: Run) -> None:
    """Tells no more of a draft that somebody deleted in a ledger once no plan proposes it: nothing is to release."""
    with worker.store.read() as tx:
        deleted = [issue.subject for issue in tx.issues.standing(codes=[DELETED])]
        left = [draft_id for draft_id in deleted if tx.drafts.get(draft_id) is None]
    if left:
        with worker.store.write() as tx:
            for draft_id in left:
                tx.issues.replace(f"followed:{draft_id}", [], run.id)


def _paced(found: Followed, opened: OpenBooks) -> Followed:
    try:
        ledger = opened.ledger(found.books).ledger
    except LeftAlone:
        return found
    return replace(found, pause=fair_seconds(ledger.limits(), ledger.sent()))


def _follow_one(worker: Worker, run: Run, opened: OpenBooks, name: str) -> Followed:
    acts, seen, touched = list[str](), 0, set[str]()
    try:
        books = opened.ledger(name)
        with worker.store.read() as tx:
            since = tx.documents.followed_until(name)
            known = tx.documents.of_books(name)
        ours = [each.id for each in known]
        still_open = [each.id for each in known if each.stage in (Stage.DRAFT, Stage.OPEN)]
        for found in _with_what_belongs(books, known, books.ledger.changed(since, ours, still_open)):
            with worker.store.write() as tx:
                one = _Seen(worker, tx, run, books, _as_known(tx, name, found))
                seen += one.is_another
                acts += [each for each in one.acts() if each not in acts]
                touched |= one.invoices()
        with worker.store.write() as tx:
            for item in (each for key in sorted(touched) if (each := tx.drafts.get(key)) is not None):
                tell_of_credits(tx, run, item)
        told = books.ledger.told_at()
        if told is not None:
            with worker.store.write() as tx:
                tx.documents.follow_from(name, told)
    except LeftAlone as problem:
        return Followed(name, seen, tuple(acts), str(problem))
    except ConnectorError as problem:
        return Followed(name, seen, tuple(acts), books.why(problem))
    return Followed(name, seen, tuple(acts))


def _with_what_belongs(
    books: LedgerBooks, known: Sequence[Standing], changed: Iterable[Document]
) -> Iterator[Document]:
    """The documents; after an estimate that became an invoice that invoice, after one that is gone its estimates."""
    drafts = {each.id: each.draft for each in known}
    for found in changed:
        yield found
        others = list[tuple[str, str]]()
        if found.kind == ESTIMATE and found.stage is Stage.CONVERTED:
            others = [(INVOICE, each) for each in found.linked]
        elif found.stage in GONE and (draft_id := drafts.get(found.id)):
            others = [(ESTIMATE, each.id) for each in known if (each.kind, each.draft) == (ESTIMATE, draft_id)]
        asked = (books.ledger.read(*each) for each in others if each != (ESTIMATE, found.id))
        yield from (each for each in asked if each is not None)


def _as_known(tx: Transaction, books: str, found: Document) -> Document:
    """A document that was deleted, with what was known of it: some ledgers say nothing more, not even its kind."""
    if found.stage is not Stage.DELETED or found.net.minor:
        return found
    known = tx.documents.of_id(books, found.kind, found.id)
    if known is None:
        return found
    said = {"kind": known.kind, "number": found.number or known.number, "net": known.net, "tax": known.tax}
    dates = {"issued": found.issued or known.issued, "due": found.due or known.due}
    return replace(found, total=known.total, paid=known.paid, credited=known.credited, **said, **dates)  # type: ignore[arg-type]


# ---- one document ----


@dataclass(frozen=True, slots=True)
class _Seen:
    """One document as it is there now, and the transaction in which that is noted."""

    worker: Worker
    tx: Transaction
    run: Run
    books: LedgerBooks
    found: Document

    @property
    def named(self) -> str:
        """What it is called."""
        return self.found.number or self.found.id

    @property
    def is_another(self) -> bool:
        """Whether it is ours and not as it was seen last: what changed a while ago is read again."""
        draft_id = self._draft()
        known = self.tx.documents.get(self.books.name, self.found.kind, self.found.id)
        return bool(draft_id) and known != standing(self.books.name, draft_id, self.found)

    def invoices(self) -> set[str]:
        """The draft of the invoice that it is, or that it corrects: something may have been taken off that by hand."""
        draft_id = self._draft()
        item = self.tx.drafts.get(draft_id) if draft_id else None
        if item is None or self.found.kind == ESTIMATE:
            return set()
        return {item.draft.credits if item.draft.is_credit else draft_id}

    def acts(self) -> list[str]:
        """Notes how it is, and lets what people did to it count. What is not ours is none of our business."""
        draft_id = self._draft()
        if not draft_id:
            return []
        self.tx.documents.keep([standing(self.books.name, draft_id, self.found)], self.run.id)
        left = tell_left(self.tx, self.run, draft_id, self.found)
        if (own := f"{self.found.kind}/{self.found.id}") in left:
            return [left[own]] if left[own] else []
        shown = self.tx.pushes.of_drafts([draft_id]).get(draft_id)
        if shown is None or shown.books != self.books.name:
            return []
        item = next(each for each in self.tx.drafts.revisions(draft_id) if each.revision == shown.revision)
        return self._of_ours(shown, item)

    def _of_ours(self, shown: Push, item: StoredDraft) -> list[str]:
        own = f"{self.found.kind}/{self.found.id}" == shown.place
        seen = standing(self.books.name, item.draft.id, self.found)
        if own and item.draft.is_credit and (not seen.owed.minor or was_told(self.tx, item)):
            tell(self.tx, self.run, item, seen)
        if self.found.stage in GONE:
            return self._gone(shown, item) if own else self._made_there_and_gone(shown, item)
        if shown.action == DRAFT and self.found.kind != ESTIMATE and self.found.stage is not Stage.DRAFT:
            return self._approved(shown, item)
        if not own:
            return []
        if self.found.stage is Stage.CONVERTED or self.found.ours == shown.fingerprint:
            self._tell(item, self._differing(item) if shown.action == POST else [])
            return []
        planned, proposal = item.draft.total, self._proposal(shown, item)
        self._tell(
            item, [self._issue(EDITED, item, total=str(self.found.net), planned=str(planned), proposal=proposal)]
        )
        return [f"{self.named} was edited in {self.books.name}: {proposal}"]

    def _proposal(self, shown: Push, item: StoredDraft) -> str:
        """What can be done about a document that somebody changed; nothing is ever written over it."""
        if shown.action == DRAFT:
            return "agree on what is right, then delete it there and push it again"
        if comes_to(self.found, item.draft.total):
            return "it comes to the same before tax, so that nothing needs to be corrected"
        more = self.found.net.minor - abs(item.draft.total.minor)
        by = f"{Money(abs(more), self.found.net.currency)} {'more' if more > 0 else 'less'} than was planned"
        return f"it asks for {by}; put it back there, or void it there, and bill what was on it again"

    def _draft(self) -> str:
        """The draft that it was made of: known before, by our token, or as the invoice of an estimate of ours.

        A copy that a person made bears our token as well; it is theirs, and says nothing about the document of ours.
        """
        name, documents = self.books.name, self.tx.documents
        known = documents.get(name, self.found.kind, self.found.id)
        if known is not None:
            return known.draft
        made = self.tx.pushes.known(self.found.token) if self.found.token else None
        if made is not None and made.books == name:
            copied = made.status == CONFIRMED and made.place != f"{self.found.kind}/{self.found.id}"
            if not copied:
                return made.draft
        linked = self.found.linked if self.found.kind == INVOICE else ()
        estimates = (documents.get(name, ESTIMATE, each) for each in linked)
        return next((each.draft for each in estimates if each is not None), "")

    def _approved(self, shown: Push, item: StoredDraft) -> list[str]:
        """Somebody approved there what was shown: it is posted, if it is still what is planned here."""
        stands = self.tx.drafts.get(shown.draft)
        same = stands is not None and stands.revision == shown.revision
        if stands is None or not same or stands.status not in (Status.PUSHED, Status.APPROVED):
            self._tell(item, [self._issue(APPROVED_OUTDATED, item)])
            return [f"{self.named} was approved in {shown.books} after its time had changed here"]
        wanted = intent(item, POST, shown.books, self.tx.pushes.given_up(shown.draft))
        if self.tx.pushes.known(wanted.key) is not None:
            return [f"{self.named} is posted in {shown.books}, as it was approved here; the next push finds out"]
        if stands.status is Status.PUSHED:
            self.tx.drafts.move(shown.draft, Event.APPROVE)
            why = f"{self.named} was approved in {shown.books}"
            write_down(self.tx, [stands], Event.APPROVE, Signature("tieout", self.worker.clock(), why))
        posted = replace(
            wanted,
            number=self.found.number,
            issued=self.found.issued,
            due=self.found.due,
            place=f"{self.found.kind}/{self.found.id}",
            body=shown.body,
            fingerprint=self.found.ours,
        )
        self.tx.pushes.intend(posted, self.run.id)
        self.tx.pushes.confirm(posted, self.run.id)
        tell_audit(self.worker, self.tx, posted)
        now_there(self.worker, self.tx, self.run, posted, replace(item, status=Status.APPROVED))
        self._tell(item, self._differing(item))
        return [f"{self.named} was approved in {shown.books}"]

    def _gone(self, shown: Push, item: StoredDraft) -> list[str]:
        """Somebody voided or deleted it: an invoice counts no more; a draft waits until a person releases it."""
        if shown.action == DRAFT:
            return self._draft_deleted(shown, item)
        signature = Signature("tieout", self.worker.clock(), f"{self.named} was voided or deleted in {shown.books}")
        try:
            void(self.tx, self.run, shown.draft, signature)
        except CannotDecide as why:
            self._tell(item, [self._issue(NOT_TAKEN_OFF, item, why=str(why))])
            return [f"{self.named} is gone from {shown.books}, and cannot be taken off here: {why}"]
        self._tell(item, [])
        return [f"{self.named} was voided or deleted in {shown.books}; what was on it waits for a decision"]

    def _made_there_and_gone(self, shown: Push, item: StoredDraft) -> list[str]:
        """An invoice that somebody made of our estimate is gone again, before it counted here: the estimate is left."""
        if shown.action != DRAFT or self.found.kind != INVOICE or not shown.place.startswith(f"{ESTIMATE}/"):
            return []
        self._tell(item, [])
        return [f"{self.named}, which somebody made of an estimate, was voided or deleted in {shown.books}"]

    def _draft_deleted(self, shown: Push, item: StoredDraft) -> list[str]:
        gone = replace(shown, key=f"{shown.key}-{WITHDRAW}-{self.run.id}", action=WITHDRAW, body=b"")
        self.tx.pushes.intend(gone, self.run.id)
        self.tx.pushes.confirm(gone, self.run.id)
        stands = self.tx.drafts.get(shown.draft)
        if stands is None:
            self._tell(item, [])
            return [f"draft {self.named} was deleted in {shown.books}; no plan proposes it any more"]
        if after(stands.status, Event.HOLD) is not None:
            self.tx.drafts.move(shown.draft, Event.HOLD)
        self._tell(item, [self._issue(DELETED, item)])
        return [f"draft {self.named} was deleted in {shown.books}; it is held here until a person releases it"]

    # ---- telling ----

    def _differing(self, item: StoredDraft) -> list[Issue]:
        """That a posted document is of another amount than was planned, for as long as it is."""
        if comes_to(self.found, item.draft.total):
            return []
        words = f"it comes to {self.found.net} before tax there, and {item.draft.total} was planned"
        return [self._issue(DIFFERS, item, problem=words)]

    def _issue(self, code: str, item: StoredDraft, **more: str) -> Issue:
        said = facts(document=self.named, books=self.books.name, **more)
        return Issue(code, client=item.draft.client, subject=item.draft.id, facts=said)

    def _tell(self, item: StoredDraft, problems: list[Issue]) -> None:
        """Replaces what is told about it; where nothing is or was told, nothing is written."""
        scope = f"followed:{item.draft.id}"
        if problems or scope in self.tx.issues.scopes(scope):
            self.tx.issues.replace(scope, problems, self.run.id, month_of_period(item.draft.period))
