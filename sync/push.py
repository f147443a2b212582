"""The push stage: approved drafts become documents in the books, each exactly once; drafts may be shown there before.

The intent, with the exact bytes, is committed before anything is written; what it became is committed before the next.
An intent whose end nobody knows is settled first: the same bytes are written again, in the same place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from billing.lifecycle import Event, Status, after, why_not
from billing.records import State
from connectors.files import Config
from connectors.files.folder import fingerprint, fingerprint_there, remove, write, write_file
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.pushes import DRAFT, POST, WITHDRAW, Push
from mappings.store import Transaction
from review.closing import close
from sync.documents import Papers, dates_of, import_files, intent, lacking, papers_of
from sync.worker import Run, Worker

IMPORT_FOLDER = "import"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one draft: the document's place if it was written, or why it was left alone."""

    draft: str
    client: str
    action: str
    number: str = ""
    place: str = ""
    refused: str = ""


def push(worker: Worker, run: Run, chosen: Sequence[StoredDraft]) -> list[Pushed]:
    """Settles what was begun, takes away what was withdrawn, and writes the chosen drafts into their books.

    Raises CannotWrite when a folder cannot be written; what was finished before stays.
    """
    settle_intents(worker, run)
    results = [*_withdraw(worker, run)]
    for done, item in enumerate(chosen):
        results.append(_push_one(worker, run, item))
        worker.progress("pushing", done + 1, len(chosen))
    run.detail["import_files"] = _write_import_files(worker, run)
    return results


def settle_intents(worker: Worker, run: Run) -> int:
    """Ends what an earlier run began and nobody knows the end of; returns how many there were."""
    with worker.store.read() as tx:
        begun = tx.pushes.intended()
    for item in begun:
        _carry_out(worker, run, item)
    return len(begun)


# ---- one draft ----


def _push_one(worker: Worker, run: Run, item: StoredDraft) -> Pushed:
    action = POST if item.status is Status.APPROVED else DRAFT
    result = Pushed(item.draft.id, item.draft.client, action)
    if after(item.status, Event.PUSH) is None:
        return replace(result, refused=why_not(item.status, Event.PUSH))
    with worker.store.read() as tx:
        papers = papers_of(worker, tx, item)
        standing = tx.pushes.of_drafts([item.draft.id]).get(item.draft.id)
    config = _config(worker, papers.unit.books)
    if config is None:
        return replace(result, refused=_no_books(papers.unit.books))
    wanted = intent(item, action, papers.unit.books, _place(item, action))
    missing = lacking(papers.for_ledger(replace(wanted, number="?")), config) if action == POST else []
    if missing:
        return replace(result, refused="; ".join(missing))
    touched = standing is not None and _touched(worker, standing)
    if standing is not None and touched:
        return replace(result, refused=_left_alone(worker, standing))
    if standing is not None and standing.key == wanted.key and _is_there(worker, standing):
        return replace(result, place=standing.place)
    begun = _begin(worker, run, papers, wanted, config)
    _carry_out(worker, run, begun)
    return replace(result, number=begun.number, place=str(_folder(worker, begun)))


def _begin(worker: Worker, run: Run, papers: Papers, wanted: Push, config: Config) -> Push:
    """Fixes number, dates and bytes, and writes the intent down."""
    with worker.store.write() as tx:
        known = tx.pushes.known(wanted.key)
        if known is not None:
            return known
        if wanted.action == POST:
            numbering = config.numbering
            number = numbering.number(tx.pushes.next_number(wanted.books, numbering.prefix, numbering.next))
            issued, due = dates_of(papers.stored, worker.today)
            place = f"{papers.stored.draft.period}/{number} {papers.stored.draft.contract}"
            wanted = replace(wanted, number=number, issued=issued, due=due, place=place)
        wanted = replace(wanted, body=papers.record(wanted))
        tx.pushes.intend(wanted, run.id)
    return wanted


def _carry_out(worker: Worker, run: Run, begun: Push) -> None:
    """Writes the files and notes that they are there. Doing it twice is doing it once."""
    with worker.store.read() as tx:
        earlier = tx.pushes.of_drafts([begun.draft]).get(begun.draft)
    if begun.action == WITHDRAW:
        remove(_folder(worker, begun))
        with worker.store.write() as tx:
            tx.pushes.confirm(begun.key, "", run.id)
        return
    with worker.store.read() as tx:
        item = next(each for each in tx.drafts.revisions(begun.draft) if each.revision == begun.revision)
        files = papers_of(worker, tx, item).files(begun)
    write(_folder(worker, begun), files)
    if earlier is not None and earlier.place != begun.place and not _touched(worker, earlier):
        remove(_folder(worker, earlier))
    with worker.store.write() as tx:
        tx.pushes.confirm(begun.key, fingerprint(files), run.id)
        _now_there(worker, tx, run, begun, item)


def _now_there(worker: Worker, tx: Transaction, run: Run, begun: Push, item: StoredDraft) -> None:
    """Everything that a document's being in the books means for its draft, its time and its period."""
    lines = [line.id for line in item.draft.lines]
    if item.status is Status.SUPERSEDED:
        return
    if after(item.status, Event.PUSH) is not None:
        tx.drafts.move(begun.draft, Event.PUSH)
    if begun.action == DRAFT:
        tx.placements.advance(lines, State.PUSHED, f"in {begun.books} as a draft", run.id)
        return
    tx.placements.advance(lines, State.BILLED, f"{begun.number} in {begun.books}", run.id)
    tx.placements.settle(lines, settled=True)
    tx.units.bill(item.draft.contract, item.draft.period, item.draft.total.minor)
    unit = tx.units.get(item.draft.contract, item.draft.period)
    if unit is not None and not unit.closed:
        why = f"{begun.number} was posted"
        close(tx, item.draft.contract, item.draft.period, Signature("tieout", worker.clock(), why))


# ---- drafts that are no longer planned ----


def _withdraw(worker: Worker, run: Run) -> Iterable[Pushed]:
    """Takes our untouched drafts out of the books that no plan proposes any more."""
    with worker.store.read() as tx:
        shown = [push for books in worker.configuration.books for push in tx.pushes.in_books(books).values()]
        gone = [each for each in shown if each.action == DRAFT and tx.drafts.get(each.draft) is None]
    for each in gone:
        result = Pushed(each.draft, "", WITHDRAW, place=each.place)
        if _touched(worker, each):
            yield replace(result, refused=_left_alone(worker, each))
            continue
        key = intent_key(each)
        with worker.store.write() as tx:
            begun = replace(each, key=key, action=WITHDRAW, status="intended", body=b"", fingerprint="")
            tx.pushes.intend(begun, run.id)
        _carry_out(worker, run, begun)
        yield result


def intent_key(shown: Push) -> str:
    """The key of taking a document away again: one for each time that it was written."""
    return f"{shown.key}-{WITHDRAW}"


# ---- import files ----


def _write_import_files(worker: Worker, run: Run) -> list[str]:
    """One import file for each ledger, run and books: what this run posted, and what a run that died had posted."""
    written: list[str] = []
    for books in worker.configuration.books:
        config = _config(worker, books)
        if config is None or not config.import_csv:
            continue
        with worker.store.read() as tx:
            by_run = {number: tx.pushes.posted_by(books, number) for number in tx.pushes.runs_to_export(books, run.id)}
            documents = {
                number: [papers_of(worker, tx, _of(tx, each)).for_ledger(each) for each in posted]
                for number, posted in by_run.items()
            }
        for number, some in documents.items():
            for layout, files in import_files(some, config).items():
                for part, content in enumerate(files, 1):
                    name = f"{layout} run {number}{f' part {part}' if len(files) > 1 else ''}.csv"
                    write_file(_root(worker, config) / IMPORT_FOLDER / name, content)
                    written.append(name)
            with worker.store.write() as tx:
                tx.runs.note(number, {"exported": True})
    return written


def _of(tx: Transaction, each: Push) -> StoredDraft:
    return next(item for item in tx.drafts.revisions(each.draft) if item.revision == each.revision)


# ---- places ----


def _config(worker: Worker, books: str) -> Config | None:
    config = worker.configuration.books.get(books)
    return config if isinstance(config, Config) else None


def _root(worker: Worker, config: Config) -> Path:
    return worker.configuration.folder / config.folder


def _folder(worker: Worker, item: Push) -> Path:
    config = _config(worker, item.books)
    assert config is not None, "books that hold documents stay configured"
    return _root(worker, config) / item.place


def _place(item: StoredDraft, action: str) -> str:
    return f"{item.draft.period}/{action} {item.draft.contract} {item.draft.id}"


def _is_there(worker: Worker, item: Push) -> bool:
    return fingerprint_there(_folder(worker, item)) == item.fingerprint


def _touched(worker: Worker, item: Push) -> bool:
    """Whether a person has changed a document of ours; one that was taken away can be written again."""
    return fingerprint_there(_folder(worker, item)) not in ("", item.fingerprint)


def _left_alone(worker: Worker, item: Push) -> str:
    return f"{_folder(worker, item)} was changed by hand and is left alone; move it away, then push again"


def _no_books(books: str) -> str:
    return f"there are no books named {books} in tieout.yaml; name them in connectors, or run the month again"
