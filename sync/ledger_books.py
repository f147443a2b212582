"""Books that are a ledger elsewhere: each document is made there exactly once, and then it is what reads back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from billing.money import Money
from billing.tax import expected_tax
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.ledgers import (
    CREDIT_NOTE,
    INVOICE,
    Act,
    Company,
    Document,
    Ledger,
    Names,
    Prepared,
    Stage,
    Touched,
    Unfit,
    Wanted,
)
from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.pushes import DRAFT, INTENDED, POST, WITHDRAW, Push
from mappings.store import Transaction
from sync.books import Done, LeftAlone, NotMade, Pending, Seen
from sync.documents import STATEMENT, Papers, dates_of
from sync.kept_requests import kept, prepared_of
from sync.numbering import next_free
from sync.worker import Worker

_ACTS = {DRAFT: Act.DRAFT, POST: Act.POST, WITHDRAW: Act.WITHDRAW}
GONE = (Stage.DELETED, Stage.VOIDED)
TRIES = 2
LAG = timedelta(hours=1)
"""How long the lists of a ledger may not show yet what it made."""
Attach = Callable[[str, str, str, bytes, str], None]
"""A ledger's way to attach a file: `attach`, or `attach_first` where nothing can be there yet."""


@dataclass(slots=True)
class LedgerBooks:
    """The books of a name in a ledger; what was asked once is not asked again in the same push."""

    worker: Worker
    name: str
    ledger: Ledger
    _company: Company | None = None
    _names: Names | None = None
    _there: dict[str, Document | None] = field(default_factory=dict)

    @property
    def same_again(self) -> bool:
        """A ledger answers an idempotency key that it knows with what it made then, though that is gone."""
        return False

    def where(self, item: Push) -> str:
        """The ledger, and what the document is called or known by there."""
        found = self._there.get(item.draft)
        return (found.url if found else "") or f"{self.ledger.title}, {item.number or item.place}"

    def seen(self, item: Push) -> Seen:
        """What has become of a document. Raises LeftAlone where it is gone, or the ledger does not answer."""
        found = self._read(item)
        if found is None or found.stage in GONE:
            raise LeftAlone(f"{self.where(item)} was deleted there by a person; `tieout follow` takes note of that")
        converted = item.action == DRAFT and found.stage is Stage.CONVERTED
        return Seen.OURS if found.ours == item.fingerprint and not converted else Seen.TOUCHED

    def check(self, item: StoredDraft, action: str) -> None:
        """Asks for company and names, once. Raises LeftAlone where the ledger cannot have the draft."""
        try:
            self._company = self._company or self.ledger.company()
            self._names = self._names or Names.of(list(self.ledger.names()))
        except ConnectorError as problem:
            raise LeftAlone(self.why(problem)) from problem
        if action == DRAFT and not self._kind_of_draft(item):
            raise LeftAlone(
                f"{self.ledger.title} has no drafts of this kind: what is made there is posted at once; look at it "
                "here, then approve and push it"
            )
        issued, _ = dates_of(item, self.worker.today)
        locked = self._company.locked_until
        if locked is not None and issued <= locked:
            raise LeftAlone(
                f"the books of {self._company.name} are closed up to {locked}, and it would be dated {issued}; open "
                "them there, or state another invoice date in the contract"
            )

    def fix(self, tx: Transaction, papers: Papers, wanted: Push) -> Push:
        """The intent with its days and the request in full. Raises LeftAlone with what is missing."""
        assert self._names is not None, "names are asked for before"
        issued, due = dates_of(papers.stored, self.worker.today)
        draft, act = papers.stored.draft, _ACTS[wanted.action]
        series = self.worker.configuration.books[self.name].series(credit=draft.is_credit)
        if wanted.action == POST and series is not None:
            wanted = replace(wanted, number=next_free(tx, self.worker, self.name, series))
        document = papers.for_ledger(replace(wanted, issued=issued, due=due))
        kind = self._kind_of_draft(papers.stored) if wanted.action == DRAFT else INVOICE
        if draft.is_credit:
            kind = CREDIT_NOTE
        credited = tx.pushes.of_drafts([draft.credits]).get(draft.credits) if draft.is_credit else None
        stands = self._there.get(draft.id)
        try:
            prepared = self.ledger.prepare(
                Wanted(act, kind, document, wanted.key, stands, credited.place.partition("/")[2] if credited else ""),
                self._names,
            )
        except Unfit as problem:
            raise LeftAlone("; ".join(problem.sentences)) from problem
        fixed = replace(wanted, place=prepared.where, body=kept(prepared, papers.seller, self.ledger.told_at()))
        return replace(fixed, issued=issued, due=due) if wanted.action == POST else fixed

    def withdrawal(self, standing: Push, papers: Papers) -> Push:
        """The intent to take a draft away that was read a moment ago. Raises LeftAlone."""
        found = self._there.get(standing.draft)
        assert found is not None, "it stands there as we wrote it"
        own = replace(standing, key=f"{standing.key}-{WITHDRAW}", action=WITHDRAW, status=INTENDED)
        issued = found.issued or self.worker.today
        document = papers.without_lines(replace(own, issued=issued, due=found.due or issued))
        try:
            prepared = self.ledger.prepare(Wanted(Act.WITHDRAW, found.kind, document, own.key, found), Names())
        except Unfit as problem:
            raise LeftAlone("; ".join(problem.sentences)) from problem
        except ConnectorError as problem:
            raise LeftAlone(self.why(problem)) from problem
        return replace(own, body=kept(prepared, papers.seller, self.ledger.told_at()))

    def allocation(self, wanted: Push, note: Push, invoice: Push) -> Push | None:
        """The intent to take a credit note off its invoice, as much of it as both have left; None where nothing is.

        Both are read first: what a person has applied already is left as it is, and so is all of it where the ledger
        leaves that to people. Raises LeftAlone.
        """
        credit, debit = self._read(note), self._read(invoice)
        if credit is None or debit is None or credit.stage is not Stage.OPEN or debit.stage is not Stage.OPEN:
            return None
        if debit.id in credit.linked:
            return None
        amount = min(left_of(credit), left_of(debit), key=lambda each: each.minor)
        on = max(self.worker.today, credit.issued or date.min, debit.issued or date.min)
        prepared = self.ledger.prepare_allocation(credit, debit, amount, on)
        if prepared is None:
            return None
        seller = self.worker.configuration.main.company.name
        placed = replace(wanted, place=note.place, number=note.number, fingerprint=note.fingerprint)
        return replace(placed, body=kept(prepared, seller, self.ledger.told_at()))

    def carry_out(self, begun: Push, papers: Papers | None, earlier: Push | None, *, again: bool) -> Done:
        """Has the document made, unless it was made already, and its statement attached.

        Raises NotMade where it certainly was not, and Pending where nobody knows, or the rest is still to be done.
        """
        prepared = prepared_of(begun)
        if begun.action == WITHDRAW:
            self._taken_away(begun, prepared)
            return Done("", begun.place, begun.number)
        found, at_once = self._made(begun, prepared, again=again)
        self._there[begun.draft] = found
        if papers is None:
            seen = standing(self.name, begun.draft, found)
            return Done(found.ours, begun.place, begun.number, (), seen, self.ledger.told_at())
        if found.stage in GONE and begun.action == DRAFT:
            raise NotMade(
                f"{self.ledger.title}: it was made, and a person deleted it there; push again to show it again"
            )
        attach = self.ledger.attach_first if at_once and not prepared.ours else self.ledger.attach
        problems = [*_differing(papers, found), *self._attached(begun, papers, found, attach)]
        return Done(
            fingerprint=found.ours,
            place=f"{found.kind}/{found.id}",
            number=found.number or begun.number,
            problems=tuple(problems),
            standing=standing(self.name, begun.draft, found),
            told_at=self.ledger.told_at(),
        )

    def standings(self, drafts: Iterable[str]) -> list[Standing]:
        """Some documents as they were read last."""
        there = {draft: found for draft in drafts if (found := self._there.get(draft)) is not None}
        return [standing(self.name, draft, found) for draft, found in there.items()]

    def changed_by_hand(self, item: Push) -> str:
        """That somebody changed a document in the ledger, and what to do."""
        found = self._there.get(item.draft)
        if found is not None and found.stage in GONE:
            return f"{self.where(item)} was deleted there by a person; `tieout follow` takes note of that"
        if found is not None and found.stage in (Stage.OPEN, Stage.PAID, Stage.CONVERTED):
            return f"{self.where(item)} was approved there by a person; `tieout follow` takes note of that"
        return f"{self.where(item)} was changed there by a person and is left alone; delete it there, then push again"

    def why(self, problem: ConnectorError) -> str:
        """What a ledger's refusal or silence means for a person, as a sentence."""
        if isinstance(problem, Reconnect):
            remedy = "" if "tieout connect" in str(problem) else f"; sign in again: tieout connect {self.name}"
            return f"{self.ledger.title} does not let us in any more: {problem}{remedy}"
        if isinstance(problem, Retry):
            return f"{self.ledger.title} could not be asked ({problem}); nothing was made there; try again later"
        return str(problem)

    # ---- asking ----

    def _kind_of_draft(self, item: StoredDraft) -> str:
        """What shows a draft there without posting it; nothing where nothing does."""
        assert self._company is not None, "the company is asked for before"
        kinds = self._company.kinds_of_draft
        return kinds.get(CREDIT_NOTE if item.draft.is_credit else INVOICE, "")

    def _read(self, item: Push) -> Document | None:
        """A document of ours as it is now. Raises LeftAlone where the ledger does not answer."""
        kind, _, document_id = item.place.partition("/")
        try:
            found = self.ledger.read(kind, document_id)
        except ConnectorError as problem:
            raise LeftAlone(self.why(problem)) from problem
        self._there[item.draft] = found
        return found

    # ---- writing ----

    def _made(self, begun: Push, prepared: Prepared, *, again: bool) -> tuple[Document, bool]:
        """What a request made; it is sent once more, the same, where it certainly did not arrive.

        With it, whether it was made the first time that it was sent, so that nothing else was done to it yet.
        """
        if again and (found := self._sought(prepared)) is not None:
            return found, False
        for number in range(TRIES):
            try:
                made = self.ledger.send(prepared, begun.key)
                return (self._as_it_is(made), False) if again or number else (made, True)
            except (Unknown, Changed):
                if (found := self._sought(prepared)) is not None:
                    return found, False
            except Touched as problem:
                self._there[begun.draft] = problem.there
                raise NotMade(self.changed_by_hand(begun)) from problem
            except ConnectorError as problem:
                if number or (again and self._says_nothing(prepared, problem)):
                    raise self._unsure(problem) from problem
                raise NotMade(self.why(problem)) from problem
        raise self._unsure()

    def _as_it_is(self, made: Document) -> Document:
        """What a request made that may have been carried out before: then its key is answered as it was at that time.

        Of what is gone only that is known: its amounts are those that it had.
        """
        if made.stage in GONE:
            return made
        try:
            found = self.ledger.read(made.kind, made.id)
        except ConnectorError as problem:
            raise self._unsure(problem) from problem
        if found is None or found.stage in GONE:
            return replace(made, stage=found.stage if found else Stage.DELETED)
        return found

    def _says_nothing(self, prepared: Prepared, problem: ConnectorError) -> bool:
        """Whether a refusal leaves open what became of the same request before, which was looked for in vain.

        One that names the content proves that it was not carried out once the lists show all that was made till then.
        """
        now = self.ledger.told_at()
        shown = prepared.since is None or now is None or now - prepared.since > LAG
        return not (isinstance(problem, Refused) and shown)

    def _unsure(self, problem: ConnectorError | None = None) -> Pending:
        why = "" if problem is None else self.why(problem) if isinstance(problem, Reconnect) else str(problem)
        return Pending(_nobody_knows(self.ledger.title, why))

    def _sought(self, prepared: Prepared) -> Document | None:
        try:
            return self.ledger.seek(prepared)
        except ConnectorError as problem:
            raise self._unsure(problem) from problem

    def _taken_away(self, begun: Push, prepared: Prepared) -> None:
        """Takes a draft away; one that is gone, or was approved meanwhile, is left alone."""
        for number in range(TRIES):
            found = self._read(begun)
            if found is None or found.stage in GONE:
                return
            if found.ours != begun.fingerprint:
                raise NotMade(self.changed_by_hand(begun))
            try:
                self.ledger.send(prepared, begun.key)
            except (Unknown, Changed):
                continue
            except Touched as problem:
                self._there[begun.draft] = problem.there
                raise NotMade(self.changed_by_hand(begun)) from problem
            except ConnectorError as problem:
                raise self._unsure(problem) if number else NotMade(self.why(problem)) from problem
        raise self._unsure()

    def _attached(self, begun: Push, papers: Papers, found: Document, attach: Attach) -> list[str]:
        """Attaches the statement, once. What the ledger refuses is told, and no reason to make anything again."""
        if found.stage in GONE:
            return []
        name = f"{found.number or papers.stored.draft.id} {STATEMENT}".replace("/", "-")
        content = papers.files(replace(begun, number=found.number or begun.number))[STATEMENT]
        try:
            attach(found.kind, found.id, name, content, f"{begun.key}-a")
            if begun.action == POST:  # an upload may arrive twice, and has no key everywhere: a client gets one
                self.ledger.attach(found.kind, found.id, name, content, f"{begun.key}-a")
        except Refused as problem:
            return [f"its statement could not be attached: {problem}"]
        except ConnectorError as problem:
            raise Pending(f"it is there, and its statement is not attached yet ({problem}); push again") from problem
        return []


def left_of(found: Document) -> Money:
    """What of an invoice is not paid yet, or of a credit note not used yet."""
    return Money(found.total.minor - found.paid.minor - found.credited.minor, found.total.currency)


def standing(books: str, draft_id: str, found: Document) -> Standing:
    """A document as it is kept here."""
    return Standing(
        books=books,
        kind=found.kind,
        id=found.id,
        draft=draft_id,
        number=found.number,
        stage=found.stage.value,
        net=found.net,
        tax=found.tax,
        paid=found.paid,
        credited=found.credited,
        issued=found.issued,
        due=found.due,
        paid_on=found.paid_on,
        sent=found.sent,
        url=found.url,
        version=found.version,
        ours=found.ours,
        changed_at=found.changed_at,
    )


def comes_to(found: Document, planned: Money) -> bool:
    """Whether a document is of the amount that was planned; a credit note is negative here, and positive there."""
    return found.net == (Money(-planned.minor, planned.currency) if found.kind == CREDIT_NOTE else planned)


def _differing(papers: Papers, found: Document) -> list[str]:
    """That the ledger made other amounts of a document than it was sent, or other tax than its statement shows."""
    if found.stage in GONE:
        return []
    wanted, expected = papers.stored.draft.total, expected_tax(papers.stored.draft, papers.unit.contract.taxation)
    taxes = expected.tax if expected is not None else None
    if not comes_to(found, wanted):
        return [
            f"it comes to {found.net} there before tax, and to {wanted} here; find out why before it is sent to anybody"
        ]
    if taxes is None or found.tax.minor == (-taxes.minor if found.kind == CREDIT_NOTE else taxes.minor):
        return []
    return [
        f"its tax is {found.tax} there, and {taxes} by `taxes:`, as its statement shows; correct the one or the other "
        "before it is sent to anybody"
    ]


def _nobody_knows(title: str, why: str = "") -> str:
    words = f"{title} did not say whether it arrived{f' ({why})' if why else ''}"
    return f"{words}; nothing else of this month is planned until the next push has found out"
