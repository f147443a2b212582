"""Import files for ledgers: what each run posted, in files of its own, written once and never again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.files import Config
from connectors.files.folder import write_file
from connectors.files.records import LedgerDocument
from mappings.pushes import Push
from mappings.store import Transaction
from sync.documents import import_files, lacking, papers_of
from sync.places import root_of
from sync.worker import Worker

IMPORT_FOLDER = "import"
Unfit = tuple[Push, str, str]
"""An invoice that an import file cannot hold, its client, and why."""
BY_HAND = "import files hold no credit notes; enter it in the ledger by hand"


@dataclass(slots=True)
class Written:
    """The names of the files that were written, what is not in them though it should, and which drafts are credits."""

    names: list[str] = field(default_factory=list)
    unfit: list[Unfit] = field(default_factory=list)
    credits: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Posted:
    push: Push
    client: str
    document: LedgerDocument
    missing: list[str]
    is_credit: bool


def write_import_files(worker: Worker) -> Written:
    """Writes the files for this run and those that died before; credit notes are in none. Raises CannotWrite."""
    written = Written()
    for books, config in worker.configuration.books.items():
        if not isinstance(config, Config):
            continue
        with worker.store.read() as tx:
            by_run = {number: _posted(worker, tx, config, books, number) for number in tx.pushes.runs_to_export(books)}
        for number, posted in by_run.items():
            invoices = [each for each in posted if not each.is_credit]
            written.unfit += [(each.push, each.client, _not_in_them(each.missing)) for each in invoices if each.missing]
            written.names += _write(worker, config, number, [each.document for each in invoices if not each.missing])
            if config.import_csv:
                written.credits |= {each.push.draft for each in posted if each.is_credit}
            with worker.store.write() as tx:
                tx.pushes.exported(books, number)
    return written


def _posted(worker: Worker, tx: Transaction, config: Config, books: str, run: int) -> list[_Posted]:
    found = []
    for each in tx.pushes.posted_by(books, run):
        item = next(item for item in tx.drafts.revisions(each.draft) if item.revision == each.revision)
        document = papers_of(worker, tx, item).for_ledger(each)
        found.append(_Posted(each, item.draft.client, document, lacking(document, config), item.draft.is_credit))
    return found


def _write(worker: Worker, config: Config, run: int, documents: Sequence[LedgerDocument]) -> list[str]:
    names: list[str] = []
    for layout, files in import_files(list(documents), config).items() if documents else ():
        for part, content in enumerate(files, 1):
            names.append(f"{layout} run {run}{f' part {part}' if len(files) > 1 else ''}.csv")
            write_file(root_of(worker, config) / IMPORT_FOLDER / names[-1], content)
    return names


def _not_in_them(why: Sequence[str]) -> str:
    return f"it is in the books, but not in the import files: {'; '.join(why)}; enter it there by hand"
