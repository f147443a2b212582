"""The push stage: approved drafts become documents in the books, each exactly once; drafts may be shown there before.

The intent, with the exact bytes, is committed before anything is written; what it became is committed before the next.
An intent whose end nobody knows is settled first: the same bytes are written again, in the same place.
What a person has changed there is never overwritten, and what this database does not know of neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from billing.ids import NOTE
from billing.issues import Issue, facts
from billing.ledger_kinds import DIFFERS
from billing.lifecycle import Event, Status, after, why_not
from billing.periods import month_of_period
from billing.records import State
from connectors.errors import Reconnect, Retry
from connectors.files.folder import CannotWrite
from mappings.drafts import StoredDraft
from mappings.due import ENTRY, UNIT
from mappings.pushes import ALLOCATE, CONFIRMED, DRAFT, INTENDED, POST, WITHDRAW, Push
from mappings.store import Transaction
from review.approvals import lost_time, refusal
from review.client import DoesNotAddUp
from review.deposit_room import uses_too_much
from sync.allocating import begin_allocation, tell_what_is_left, unused
from sync.books import Books, Done, LeftAlone, NotMade, Pending, Seen
from sync.documents import intent, papers_of
from sync.import_files import BY_HAND, write_import_files
from sync.kept_requests import is_for_a_ledger
from sync.left_documents import made_of
from sync.open_books import OpenBooks
from sync.posted import GONE_SINCE, gone_since, now_there, tell_audit
from sync.push_checks import check_can_be_posted, check_may_go_out
from sync.sources import CannotConnect
from sync.standing_still import check_may_push, why_nothing_is_pushed
from sync.worker import Run, Worker


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one draft: the document's place if it is there, or why it was left alone."""

    draft: str
    client: str
    action: str
    number: str = ""
    place: str = ""
    refused: str = ""
    is_for_later: bool = False
    """Whether it was refused because the books could not be asked, or nobody knows what they did."""
    by_hand: str = ""
    """What is left to do by hand of what is in the books."""
    stands: bool = False
    """Whether it stands in the books as it was, so that nothing was written."""

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note."""
        return self.draft.startswith(NOTE)


@dataclass(frozen=True, slots=True)
class _Pushing:
    """A push under way: whose, in which run, and the books that it has opened."""

    worker: Worker
    run: Run
    opened: OpenBooks

    def books(self, name: str) -> Books:
        """The books of a name. Raises LeftAlone where tieout.yaml has none."""
        found = self.opened.of(name)
        if found is None:
            raise LeftAlone(_no_books(name))
        return found


def push(worker: Worker, run: Run, chosen: Sequence[StoredDraft]) -> list[Pushed]:
    """Settles what was begun, takes away what was withdrawn, and writes the chosen drafts into their books.

    Raises CannotWrite when a folder cannot be written, and while nothing may be pushed; what was finished stays.
    """
    check_may_push(worker.store)
    with OpenBooks(worker) as opened:
        at = _Pushing(worker, run, opened)
        results = [*_settle(at), *_withdraw(at)]
        ended = {each.draft for each in results}
        left = [item for item in chosen if item.draft.id not in ended]
        for done, item in enumerate(left):
            results.append(_push_one(at, item))
            worker.progress("pushing", done + 1, len(left))
        results += _allocate(at)
    files = write_import_files(worker)
    run.detail["import_files"] = files.names
    results = [replace(each, by_hand=BY_HAND) if each.draft in files.credits else each for each in results]
    return [
        *results,
        *(Pushed(each.draft, client, POST, each.number, refused=why) for each, client, why in files.unfit),
    ]


def show(worker: Worker, run: Run, chosen: Sequence[StoredDraft], named: Collection[str]) -> list[Pushed]:
    """Shows drafts in some books without posting anything, and takes away what is planned there no more.

    Raises CannotWrite.
    """
    why = why_nothing_is_pushed(worker.store)
    if why:
        return [Pushed(each.draft.id, each.draft.client, DRAFT, refused=why) for each in chosen]
    with OpenBooks(worker) as opened:
        at = _Pushing(worker, run, opened)
        withdrawn = list(_withdraw(at, named))
        with worker.store.read() as tx:
            begun = {each.draft for each in tx.pushes.intended()}
        return [*withdrawn, *(_push_one(at, item, posts=False) for item in chosen if item.draft.id not in begun)]


def settle_intents(worker: Worker, run: Run, *, offline: bool = False) -> list[Pushed]:
    """Ends what an earlier run began and nobody knows the end of; `offline`: in folders alone. Raises CannotWrite.

    While nothing may be pushed they wait.
    """
    if why_nothing_is_pushed(worker.store):
        return []
    with OpenBooks(worker) as opened:
        return _settle(_Pushing(worker, run, opened), offline=offline)


def _settle(at: _Pushing, *, offline: bool = False) -> list[Pushed]:
    with at.worker.store.read() as tx:
        begun = tx.pushes.intended()
    return [_carry_out(at, item, again=True) for item in begun if not (offline and is_for_a_ledger(item))]


# ---- one draft ----


def _push_one(at: _Pushing, chosen: StoredDraft, *, posts: bool = True) -> Pushed:
    """Pushes a draft as it stands now, whatever it was when it was chosen; `posts` says whether anything may post."""
    with at.worker.store.read() as tx:
        item = tx.drafts.get(chosen.draft.id)
    action = POST if item is not None and item.status is Status.APPROVED else DRAFT
    result = Pushed(chosen.draft.id, chosen.draft.client, action)
    if item is None:
        return replace(result, refused=why_not(Status.SUPERSEDED, Event.PUSH))
    if action == POST and not posts:
        return replace(result, refused="it was approved meanwhile; `tieout push` makes an invoice of it")
    try:
        shown = _shown_already(at, item, action)
        if shown is not None:
            return replace(result, number=shown.number, place=at.books(shown.books).where(shown), stands=True)
        begun = _begin(at, item, action)
    except LeftAlone as why:
        return _refused(result, why)
    except DoesNotAddUp as why:
        return replace(result, refused=f"{why}, which is a defect of Tieout; keep it back: tieout hold {item.draft.id}")
    return _carry_out(at, begun)


def _shown_already(at: _Pushing, item: StoredDraft, action: str) -> Push | None:
    """The very draft in the books, untouched, so that nothing needs to be done. Raises LeftAlone."""
    lines = [line.id for line in item.draft.lines]
    with at.worker.store.read() as tx:
        if after(item.status, Event.PUSH) is None:
            raise LeftAlone(refusal(tx, item, Event.PUSH))
        standing = tx.pushes.of_drafts([item.draft.id]).get(item.draft.id)
        lost = lost_time(tx, item)
        behind = any(portion.state is State.DRAFTED for portion in tx.placements.on_lines(lines))
    if lost:
        with at.worker.store.write() as tx:
            status = tx.drafts.move(item.draft.id, Event.TIME_CHANGED)
            why = refusal(tx, replace(item, status=status), Event.PUSH)
        raise LeftAlone(why)
    books = at.opened.of(standing.books) if standing else None
    if standing is None or books is None:
        return None
    seen = books.seen(standing)
    if seen is Seen.TOUCHED:
        raise LeftAlone(books.changed_by_hand(standing))
    same = (standing.revision, standing.action) == (item.revision, action)
    return standing if same and seen is Seen.OURS and item.status is Status.PUSHED and not behind else None


def _begin(at: _Pushing, item: StoredDraft, action: str) -> Push:
    """Asks what must be known, then fixes number, dates and bytes, and writes the intent down. Raises LeftAlone."""
    with at.worker.store.read() as tx:
        papers = papers_of(at.worker, tx, item)
    books = at.books(papers.unit.books)
    books.check(item, action)
    with at.worker.store.write() as tx:
        standing = tx.drafts.get(item.draft.id)
        if standing is None or (standing.revision, standing.status) != (item.revision, item.status):
            raise LeftAlone("it was held, released or planned anew while this push was under way; push again")
        check_may_go_out(at.worker, tx, item)
        wanted = _with_its_key(tx, item, action, papers.unit.books, same_again=books.same_again)
        if wanted.status == CONFIRMED:
            tx.pushes.intend_again(wanted.key)
            return replace(wanted, status=INTENDED)
        if action == POST:
            check_can_be_posted(tx, item)
        wanted = books.fix(tx, papers, wanted)
        tx.pushes.intend(wanted, at.run.id)
        if action == POST:
            tx.placements.settle([line.id for line in item.draft.lines], settled=True)
    return wanted


def _with_its_key(tx: Transaction, item: StoredDraft, action: str, books: str, *, same_again: bool) -> Push:
    """An intent under a key that is free; or the one that made the same before, where it is to be written once more.

    What was made before stays confirmed until the new intent is: until then that is what is in the books.
    """
    tries = tx.pushes.given_up(item.draft.id)
    while (known := tx.pushes.known((wanted := intent(item, action, books, tries)).key)) is not None:
        assert known.status != INTENDED and action == DRAFT, "intents are settled, and invoices are posted once"
        if same_again and known.status == CONFIRMED:
            return known
        tries += 1
    return wanted


# ---- carrying out ----


def _carry_out(at: _Pushing, begun: Push, *, again: bool = False) -> Pushed:
    """Brings a document into its books and notes that it is there. Doing it twice is doing it once.

    `again` says that it may have been begun before. Raises CannotWrite.
    """
    with at.worker.store.read() as tx:
        earlier = tx.pushes.of_drafts([begun.draft]).get(begun.draft)
        item = next(each for each in tx.drafts.revisions(begun.draft) if each.revision == begun.revision)
        papers = papers_of(at.worker, tx, item) if begun.action in (DRAFT, POST) else None
    result = Pushed(begun.draft, item.draft.client, begun.action, begun.number)
    try:
        books = at.opened.of(begun.books) or at.opened.of(begun.books, begun if begun.fingerprint else None)
        if books is None:
            lost = LeftAlone if is_for_a_ledger(begun) else CannotWrite
            raise lost(_began_in_lost_books(begun))
        done = books.carry_out(begun, papers, earlier, again=again)
    except NotMade as why:
        with at.worker.store.write() as tx:
            _give_up(tx, begun, item)
        return _refused(result, why)
    except LeftAlone as why:
        return _refused(result, why)
    ended = replace(begun, fingerprint=done.fingerprint, place=done.place, number=done.number)
    with at.worker.store.write() as tx:
        tx.pushes.confirm(ended, at.run.id)
        tell_audit(at.worker, tx, ended)
        _follow_from_now(tx, at.run, done)
        if begun.action != ALLOCATE:
            _tell(tx, at.run, item, _problems(item, ended, done))
        if papers is not None:
            now_there(at.worker, tx, at.run, ended, item)
        if done.is_gone and begun.action == POST:
            gone_since(at.worker, tx, at.run, ended, item)
            return replace(result, number=done.number, refused=f"{books.where(ended)} {GONE_SINCE}")
    return replace(result, number=done.number, place=books.where(ended))


def _refused(result: Pushed, why: LeftAlone) -> Pushed:
    later = isinstance(why, Pending) or isinstance(why.__cause__, Retry | Reconnect | CannotConnect)
    return replace(result, refused=str(why), is_for_later=later)


def _give_up(tx: Transaction, begun: Push, item: StoredDraft) -> None:
    """Ends an intent that was not carried out: what was to be billed may change again, unless its period is closed.

    From the intent on it is settled: whatever comes meanwhile must not move what may be on an invoice by then. It is
    out of date where its unit is due by now, or was last run by other rules, or nobody knows by which; if that is
    closed, where it uses more of a deposit than there is.
    """
    tx.pushes.give_up(begun.key)
    if begun.action != POST:
        return
    lines = [line.id for line in item.draft.lines]
    unit = tx.units.get(item.draft.contract, item.draft.period)
    if unit is not None and unit.closed:
        if uses_too_much(tx, item):
            tx.drafts.outdate(lines)
        return
    tx.placements.settle(lines, settled=False)
    by_others = unit is not None and (unit.was_run_by_others or not unit.rules)
    if by_others or item.draft.contract in tx.due.of(UNIT, item.draft.period):
        tx.drafts.outdate(lines)
    entries = {portion.entry_id for portion in tx.placements.on_lines(lines)}
    tx.due.mark(ENTRY, {(key, "") for key in entries if tx.entries.get(key) is not None})
    tx.due.mark(UNIT, {(item.draft.contract, item.draft.period)})


def _follow_from_now(tx: Transaction, run: Run, done: Done) -> None:
    """Notes a document as its ledger has it; what happens to it from now on is a change."""
    if done.standing is None:
        return
    tx.documents.keep([done.standing, *made_of(tx, done.standing)], run.id)
    if done.told_at is not None and tx.documents.followed_until(done.standing.books) is None:
        tx.documents.follow_from(done.standing.books, done.told_at)


def _tell(tx: Transaction, run: Run, item: StoredDraft, problems: list[Issue]) -> None:
    """Replaces what is told about a document that is there; where nothing is or was told, nothing is written."""
    scope = f"books:{item.draft.id}"
    if problems or scope in tx.issues.scopes(scope):
        tx.issues.replace(scope, problems, run.id, month_of_period(item.draft.period))


def _problems(item: StoredDraft, ended: Push, done: Done) -> list[Issue]:
    named = ended.number or item.draft.id
    if not done.problems:
        return []
    said = facts(document=named, books=ended.books, problem="; ".join(done.problems))
    return [Issue(DIFFERS, client=item.draft.client, subject=item.draft.id, facts=said)]


# ---- credit notes ----


def _allocate(at: _Pushing) -> Iterable[Pushed]:
    """Takes posted credit notes off the invoices that they correct, each once; what cannot be is told."""
    with at.worker.store.read() as tx:
        found = unused(tx)
    for each in found:
        result = Pushed(each.note.draft, each.item.draft.client, ALLOCATE, each.note.number)
        try:
            begun = begin_allocation(at.worker, at.run, at.opened, each)
        except LeftAlone as why:
            yield replace(result, refused=str(why))
            continue
        if begun is not None:
            yield _carry_out(at, begun)
        tell_what_is_left(at.worker, at.run, each)


# ---- drafts that are no longer planned ----


def _withdraw(at: _Pushing, named: Collection[str] = ()) -> Iterable[Pushed]:
    """Takes our untouched drafts out of all books, or some, that no plan proposes any more."""
    with at.worker.store.read() as tx:
        shown = [each for each in tx.pushes.shown() if not named or each.books in named]
        gone = [each for each in shown if tx.drafts.get(each.draft) is None]
        items = {each.draft: tx.drafts.revisions(each.draft) for each in gone}
    for each in gone:
        item = next(item for item in items[each.draft] if item.revision == each.revision)
        result = Pushed(each.draft, items[each.draft][0].draft.client, WITHDRAW, place=each.place)
        try:
            begun = _begin_withdrawal(at, each, item)
        except LeftAlone as why:
            yield replace(result, refused=str(why))
        else:
            yield _carry_out(at, begun)


def _begin_withdrawal(at: _Pushing, shown: Push, item: StoredDraft) -> Push:
    """Writes down that a draft is about to be taken away. Raises LeftAlone."""
    books = at.opened.of(shown.books, shown)
    if books is None:
        raise LeftAlone(_stands_in_lost_books(shown))
    if books.seen(shown) is Seen.TOUCHED:
        raise LeftAlone(books.changed_by_hand(shown))
    with at.worker.store.read() as tx:
        papers = papers_of(at.worker, tx, item)
    begun = books.withdrawal(shown, papers)
    with at.worker.store.write() as tx:
        tries = tx.pushes.given_up(shown.draft)
        begun = replace(begun, key=f"{begun.key}-{tries}") if tries else begun
        tx.pushes.intend(begun, at.run.id)
    return begun


def _no_books(books: str) -> str:
    return f"there are no books named {books} in tieout.yaml; name them in connectors, or run the month again"


def _stands_in_lost_books(item: Push) -> str:
    return (
        f"no plan proposes it any more, but {item.place} is in the books {item.books}, which tieout.yaml no longer "
        "names; put them back under connectors and push, so that it is taken away"
    )


def _began_in_lost_books(item: Push) -> str:
    return (
        f"tieout.yaml names no books {item.books} any more, and {item.place} is being written there; "
        "put them back under connectors and push, so that this comes to its end"
    )
