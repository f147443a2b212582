"""Import files for ledgers: what each run posted, in files of its own, written once and never again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Posted:
    push: Push
    client: str
    document: LedgerDocument
    missing: list[str]


def write_import_files(worker: Worker) -> tuple[list[str], list[Unfit]]:
    """The names of the files that were written, for this run and those that died before, and what is not in them.

    Raises CannotWrite.
    """
    written: list[str] = []
    unfit: list[Unfit] = []
    for books, config in worker.configuration.books.items():
        if not isinstance(config, Config):
            continue
        with worker.store.read() as tx:
            by_run = {number: _posted(worker, tx, config, books, number) for number in tx.pushes.runs_to_export(books)}
        for number, posted in by_run.items():
            unfit += [(each.push, each.client, _not_in_them(each.missing)) for each in posted if each.missing]
            written += _write(worker, config, number, [each.document for each in posted if not each.missing])
            with worker.store.write() as tx:
                tx.pushes.exported(books, number)
    return written, unfit


def _posted(worker: Worker, tx: Transaction, config: Config, books: str, run: int) -> list[_Posted]:
    found = []
    for each in tx.pushes.posted_by(books, run):
        item = next(item for item in tx.drafts.revisions(each.draft) if item.revision == each.revision)
        document = papers_of(worker, tx, item).for_ledger(each)
        found.append(_Posted(each, item.draft.client, document, lacking(document, config)))
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
