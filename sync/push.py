"""The push stage: approved drafts become documents in the books, each exactly once; drafts may be shown there before.

The intent, with the exact bytes, is committed before anything is written; what it became is committed before the next.
An intent whose end nobody knows is settled first: the same bytes are written again, in the same place.
What a person has changed there is never overwritten, and what this database does not know of neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from billing.lifecycle import Event, Status, after, why_not
from billing.records import State
from billing.wishes import LineKind
from connectors.files import Config
from connectors.files.folder import CannotWrite, fingerprint, fingerprint_there, remove, write
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.pushes import CONFIRMED, DRAFT, INTENDED, POST, WITHDRAW, Push
from mappings.store import Transaction
from review.approvals import lost_time
from review.closing import close, hindrance
from sync.bill import in_books
from sync.deposit_draws import deposit_is_there
from sync.documents import dates_of, intent, lacking, papers_of
from sync.import_files import write_import_files
from sync.places import config_of, draft_place, folder_of, invoice_place
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


class _LeftAlone(Exception):
    """Why a draft is not pushed now, as a sentence. Nothing was written."""


def push(worker: Worker, run: Run, chosen: Sequence[StoredDraft]) -> list[Pushed]:
    """Settles what was begun, takes away what was withdrawn, and writes the chosen drafts into their books.

    Raises CannotWrite when a folder cannot be written; what was finished before stays.
    """
    results = [*settle_intents(worker, run), *_withdraw(worker, run)]
    ended = {each.draft for each in results}
    left = [item for item in chosen if item.draft.id not in ended]
    for done, item in enumerate(left):
        results.append(_push_one(worker, run, item))
        worker.progress("pushing", done + 1, len(left))
    files, unfit = write_import_files(worker)
    run.detail["import_files"] = files
    return [*results, *(Pushed(each.draft, client, POST, each.number, refused=why) for each, client, why in unfit)]


def settle_intents(worker: Worker, run: Run) -> list[Pushed]:
    """Ends what an earlier run began and nobody knows the end of. Raises CannotWrite."""
    with worker.store.read() as tx:
        begun = tx.pushes.intended()
    return [_carry_out(worker, run, item) for item in begun]


# ---- one draft ----


def _push_one(worker: Worker, run: Run, chosen: StoredDraft) -> Pushed:
    """Pushes a draft as it stands now, whatever it was when it was chosen."""
    with worker.store.read() as tx:
        item = tx.drafts.get(chosen.draft.id)
    action = POST if item is not None and item.status is Status.APPROVED else DRAFT
    result = Pushed(chosen.draft.id, chosen.draft.client, action)
    if item is None:
        return replace(result, refused=why_not(Status.SUPERSEDED, Event.PUSH))
    try:
        shown = _shown_already(worker, item, action)
        begun = shown or _begin(worker, run, item, action)
    except _LeftAlone as why:
        return replace(result, refused=str(why))
    if shown is not None:
        return replace(result, place=str(folder_of(worker, shown)))
    return _carry_out(worker, run, begun)


def _shown_already(worker: Worker, item: StoredDraft, action: str) -> Push | None:
    """The very draft in the books, untouched, so that nothing needs to be done. Raises _LeftAlone."""
    if after(item.status, Event.PUSH) is None:
        raise _LeftAlone(why_not(item.status, Event.PUSH))
    lines = [line.id for line in item.draft.lines]
    with worker.store.read() as tx:
        standing = tx.pushes.of_drafts([item.draft.id]).get(item.draft.id)
        lost = lost_time(tx, item)
        behind = any(portion.state is State.DRAFTED for portion in tx.placements.on_lines(lines))
    if lost:
        with worker.store.write() as tx:
            tx.drafts.move(item.draft.id, Event.TIME_CHANGED)
        raise _LeftAlone(why_not(Status.OUTDATED, Event.PUSH))
    if standing is None or config_of(worker, standing.books) is None:
        return None
    there = fingerprint_there(folder_of(worker, standing))
    if there not in ("", standing.fingerprint):
        raise _LeftAlone(_changed_by_hand(worker, standing))
    same = standing.key == intent(item, action, standing.books, "").key
    return standing if same and there and item.status is Status.PUSHED and not behind else None


def _begin(worker: Worker, run: Run, item: StoredDraft, action: str) -> Push:
    """Fixes number, dates and bytes, and writes the intent down. Raises _LeftAlone."""
    with worker.store.write() as tx:
        standing = tx.drafts.get(item.draft.id)
        if standing is None or (standing.revision, standing.status) != (item.revision, item.status):
            raise _LeftAlone("it was held, released or planned anew while this push was under way; push again")
        _check_is_proven(tx, item, worker.today)
        papers = papers_of(worker, tx, item)
        books = papers.unit.books
        config = config_of(worker, books)
        if config is None:
            raise _LeftAlone(_no_books(books))
        wanted = intent(item, action, books, draft_place(item))
        known = tx.pushes.known(wanted.key)
        if known is not None:
            assert known.status == CONFIRMED and action == DRAFT, "intents are settled, and invoices are posted once"
            tx.pushes.intend_again(known.key)
            return replace(known, status=INTENDED)
        if action == POST:
            _check_can_be_posted(tx, item, lacking(papers.for_ledger(replace(wanted, number="(new)")), config))
            number = _number(worker, tx, books, config)
            issued, due = dates_of(item, worker.today)
            place = invoice_place(item, number)
            wanted = replace(wanted, number=number, issued=issued, due=due, place=place)
        _check_place_is_free(worker, tx, wanted)
        wanted = replace(wanted, body=papers.record(wanted))
        tx.pushes.intend(wanted, run.id)
    return wanted


def _check_is_proven(tx: Transaction, item: StoredDraft, today: date) -> None:
    unproven = tx.pulled.unproven_on([line.id for line in item.draft.lines], today)
    if unproven:
        named = ", ".join(f"{period} of {connector}" for connector, period in sorted(unproven))
        raise _LeftAlone(f"{named} is not proven any more; pull, run, and look at it again before you push it")


def _check_can_be_posted(tx: Transaction, item: StoredDraft, missing: Sequence[str]) -> None:
    """Posting closes the period, which is not possible while another draft of it must be planned again."""
    if missing:
        raise _LeftAlone("; ".join(missing))
    unit = tx.units.get(item.draft.contract, item.draft.period)
    problem = "" if unit and unit.closed else hindrance(tx, item.draft.contract, item.draft.period)
    if problem:
        raise _LeftAlone(f"posting it closes its month, and {problem}, then push again")


def _check_place_is_free(worker: Worker, tx: Transaction, wanted: Push) -> None:
    standing = tx.pushes.of_drafts([wanted.draft]).get(wanted.draft)
    own = standing is not None and standing.place == wanted.place
    if own or not fingerprint_there(folder_of(worker, wanted)):
        return
    more = " or, if a backup was restored, let numbering begin at the first free number" if wanted.number else ""
    raise _LeftAlone(
        f"{folder_of(worker, wanted)} is there already and this database knows nothing of it; move it away{more}, "
        "then push again"
    )


def _number(worker: Worker, tx: Transaction, books: str, config: Config) -> str:
    """The next number that no invoice bears, also none of books that are called otherwise now."""
    series = config.numbering
    gone = tx.pushes.numbered_books() - set(worker.configuration.books)
    while True:
        number = series.number(tx.pushes.next_number(books, series.prefix, series.next, gone))
        if not tx.pushes.has_number(number, [books, *gone]):
            return number


# ---- carrying out ----


def _carry_out(worker: Worker, run: Run, begun: Push) -> Pushed:
    """Writes the files and notes that they are there. Doing it twice is doing it once. Raises CannotWrite."""
    place = folder_of(worker, begun)
    with worker.store.read() as tx:
        earlier = tx.pushes.of_drafts([begun.draft]).get(begun.draft)
        item = next(each for each in tx.drafts.revisions(begun.draft) if each.revision == begun.revision)
        files = papers_of(worker, tx, item).files(begun) if begun.action != WITHDRAW else {}
    ours = ["", fingerprint(files), earlier.fingerprint if earlier and earlier.place == begun.place else ""]
    if fingerprint_there(place) not in ours:
        raise CannotWrite(_changed_by_hand(worker, begun))
    result = Pushed(begun.draft, item.draft.client, begun.action, begun.number, str(place))
    if begun.action == WITHDRAW:
        remove(place)
        with worker.store.write() as tx:
            tx.pushes.confirm(begun.key, "", run.id)
        return result
    write(place, files)
    if earlier is not None and earlier.place != begun.place and not _touched(worker, earlier):
        remove(folder_of(worker, earlier))
    with worker.store.write() as tx:
        tx.pushes.confirm(begun.key, fingerprint(files), run.id)
        _now_there(worker, tx, run, begun, item)
    return result


def _now_there(worker: Worker, tx: Transaction, run: Run, begun: Push, item: StoredDraft) -> None:
    """Everything that a document's being in the books means for its draft, its time and its period.

    Time that it shows at no charge stays what it is: not billable.
    """
    lines = [line.id for line in item.draft.lines if line.kind is not LineKind.NO_CHARGE]
    if after(item.status, Event.PUSH) is not None:
        tx.drafts.move(begun.draft, Event.PUSH)
    if begun.action == DRAFT:
        tx.placements.advance(lines, State.PUSHED, in_books(begun.books), run.id)
        return
    tx.placements.advance(lines, State.BILLED, f"{begun.number} in {begun.books}", run.id)
    tx.placements.settle([line.id for line in item.draft.lines], settled=True)
    tx.units.bill(item.draft.contract, item.draft.period, item.draft.total.minor)
    deposit_is_there(tx, item.draft)
    if not hindrance(tx, item.draft.contract, item.draft.period):
        why = f"{begun.number} was posted"
        close(tx, item.draft.contract, item.draft.period, Signature("tieout", worker.clock(), why))


# ---- drafts that are no longer planned ----


def _withdraw(worker: Worker, run: Run) -> Iterable[Pushed]:
    """Takes our untouched drafts out of the books that no plan proposes any more."""
    with worker.store.read() as tx:
        gone = [each for each in tx.pushes.shown() if tx.drafts.get(each.draft) is None]
        clients = {each.draft: tx.drafts.revisions(each.draft)[0].draft.client for each in gone}
    for each in gone:
        result = Pushed(each.draft, clients[each.draft], WITHDRAW, place=each.place)
        if config_of(worker, each.books, each) is None:
            yield replace(result, refused=_stands_in_lost_books(each))
        elif _touched(worker, each):
            yield replace(result, refused=_changed_by_hand(worker, each))
        else:
            begun = replace(each, key=f"{each.key}-{WITHDRAW}", action=WITHDRAW, status=INTENDED, body=b"")
            with worker.store.write() as tx:
                tx.pushes.intend(begun, run.id)
            yield _carry_out(worker, run, begun)


def _touched(worker: Worker, item: Push) -> bool:
    """Whether a person has changed a document of ours; one that was taken away can be written again."""
    return fingerprint_there(folder_of(worker, item)) not in ("", item.fingerprint)


def _changed_by_hand(worker: Worker, item: Push) -> str:
    return f"{folder_of(worker, item)} was changed by hand and is left alone; move it away, then push again"


def _no_books(books: str) -> str:
    return f"there are no books named {books} in tieout.yaml; name them in connectors, or run the month again"


def _stands_in_lost_books(item: Push) -> str:
    return (
        f"no plan proposes it any more, but {item.place} is in the books {item.books}, which tieout.yaml no longer "
        "names; put them back under connectors and push, so that it is taken away"
    )
