"""Everything that Tieout knows, written into a folder as JSON lines and CSV, as it was at one moment."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.loader import Configuration, files_of
from mappings.database import HEAD
from mappings.existing import existing_store
from mappings.store import Store, Transaction
from review.export_files import ExportFile, Totals, line_of
from review.export_text import CONFIGURATION, FILES, README, readme
from sync.export_folder import CannotExport, Folder, writing
from sync.worker import Clock, Progress

__all__ = ["CannotExport", "Exported", "export"]

FOLDER = "export"
"""Where an export goes unless it is said, beside the configuration."""

FORM = 1
"""The form of the files: another one has another number."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What makes a spreadsheet read UTF-8."""

AT_ONCE = 50
"""How many rows are written at once."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export: where it is, the rows of each file, and what they add up to."""

    place: Path
    rows: Mapping[str, int]
    totals: Mapping[str, Any]


def export(configuration: Configuration, place: Path | None, clock: Clock, progress: Progress) -> Exported:
    """Writes everything into a folder, whole or not at all.

    Raises CannotExport if there is nothing yet, or something else is there; StoreUnavailable; CannotWrite.
    """
    where = place or configuration.folder / FOLDER
    store = existing_store(configuration.database)
    if store is None:
        raise CannotExport("there is nothing to export yet; begin with `tieout pull` or `tieout import FILE`")
    try:
        return _export(configuration, store, where, (clock, progress))
    finally:
        store.close()


def _export(configuration: Configuration, store: Store, where: Path, by: tuple[Clock, Progress]) -> Exported:
    clock, progress = by
    totals = Totals()
    with writing(where) as folder:
        with store.read() as tx:
            at = clock()
            rows = {file.name: _write(folder, tx, file, _Watching(totals, progress)) for file in FILES}
        _copy(folder, configuration.folder)
        with folder.file(README) as text:
            text.write(readme().encode())
        known = {"form": FORM, "schema": HEAD, "company": configuration.main.company.name}
        folder.finish({**known, "exported_at": at.isoformat(), "totals": totals.to_json()})
    return Exported(where, rows, totals.to_json())


@dataclass(frozen=True, slots=True)
class _Watching:
    """Who is told of each row."""

    totals: Totals
    progress: Progress


def _write(folder: Folder, tx: Transaction, file: ExportFile, watching: _Watching) -> int:
    """Both files of some rows, which are read once; how many there were."""
    of = tx.whole.count(file.table, file.only)
    done = 0
    with ExitStack() as stack:
        lines, flat = (stack.enter_context(folder.file(f"{file.name}.{end}")) for end in ("jsonl", "csv"))
        flat.write(BYTE_ORDER_MARK)
        written, table = _Kept(lines.write), _Kept(flat.write)
        writer = csv.writer(table, lineterminator="\r\n")
        writer.writerow(file.flat)
        rows = stack.enter_context(tx.whole.rows(file.table, tuple(file.columns), file.only))
        for record in file.records(rows):
            written.write(line_of(record))
            writer.writerow(file.cells(record))
            watching.totals.add(file.name, record)
            done += 1
            watching.progress(file.name, done, of)
        written.flush()
        table.flush()
        lines.rows = flat.rows = done
    return done


class _Kept:
    """Text on its way into a file, a few rows at a time."""

    def __init__(self, to: Callable[[bytes], None]) -> None:
        self._to, self._text, self._parts = to, io.StringIO(), 0

    def write(self, text: str) -> None:
        """Adds a row."""
        self._text.write(text)
        self._parts += 1
        if self._parts >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Hands on what is kept; what is no letter is spelled out."""
        self._to(self._text.getvalue().encode(errors="backslashreplace"))
        self._text, self._parts = io.StringIO(), 0


def _copy(folder: Folder, configuration: Path) -> None:
    """The files that the configuration is read from, and nothing beside them: neither keys nor variables."""
    for name in files_of(configuration):
        with folder.file(f"{CONFIGURATION}/{name}") as file:
            file.write((configuration / name).read_bytes())
