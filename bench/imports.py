"""import: a month's export into an empty store; floor: csv and executemany of the same columns."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.agency import EXPORT, HEADER, HOURS, Size, write_export, write_folder
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database, raw_insert, worker_in
from mappings.schema import entry, source_ref
from sync.importing import ImportOptions
from sync.pipeline import import_files

_CELLS = {
    "day": "Date",
    "seconds": "Hours",
    "person": "First Name",
    "client": "Client",
    "project": "Project",
    "project_code": "Project Code",
    "activity": "Task",
    "note": "Notes",
    "tags": "Labels",
    "billable": "Billable?",
    "approved": "Approved?",
    "invoiced": "Invoiced?",
    "rate": "Billable Rate",
    "currency": "Currency",
    "task_url": "External Reference URL",
}
"""The cell that the floor writes, as it stands, into each column."""
_FIXED = {"version": 1, "connector": "harvest", "present": 1, "running": 0, "how": "first seen", "run": 1}
_BATCH = 5000


def _make(folder: Path, rows: int) -> None:
    write_folder(folder, Size(rows))
    write_export(folder / EXPORT, Size(rows))
    with worker_in(folder) as worker, worker.store.write() as tx:
        tx.runs.start("set-up", NOW)


def _measured(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker:
        with step.timed():
            reports, refused = import_files(worker, [folder / EXPORT], ImportOptions())
        assert not refused and not reports[0].rejected, "every row is readable"
        with raw_database(folder) as connection:
            step.done |= _written(connection.execute("SELECT count(*), sum(seconds) FROM entry").fetchone())
        assert step.done["hundredths"] == _hundredths(folder), "the hours are those of the file"
        assert reports[0].new == step.done["rows"]


def _written(row: tuple[int, int]) -> dict[str, int]:
    return {"rows": row[0], "hundredths": row[1] // 36}


def _hundredths(folder: Path) -> int:
    with (folder / EXPORT).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return sum(round(float(row[HOURS]) * 100) for row in rows)


def _floor(folder: Path, step: Step) -> None:
    columns = [column.name for column in entry.columns]
    cells = [(HEADER.index(_CELLS[name]) if name in _CELLS else None, _fixed(name)) for name in columns]
    at = columns.index("id")
    heads, refs = raw_insert("entry", columns), raw_insert("source_ref", [c.name for c in source_ref.columns])
    with raw_database(folder) as connection:
        with step.timed(), (folder / EXPORT).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            connection.execute("BEGIN IMMEDIATE")
            entries, names = [], []
            for number, row in enumerate(rows):
                made = [fixed if place is None else row[place] for place, fixed in cells]
                made[at] = f"e{number:012}"
                entries.append(made)
                names.append(("harvest", f"row:{number}", made[at]))
                if len(entries) == _BATCH:
                    connection.executemany(heads, entries)
                    connection.executemany(refs, names)
                    entries, names = [], []
            connection.executemany(heads, entries)
            connection.executemany(refs, names)
            connection.execute("COMMIT")
        step.done["rows"] = connection.execute("SELECT count(*) FROM entry").fetchone()[0]


def _fixed(name: str) -> object:
    return _FIXED.get(name, None if entry.c[name].nullable else "")


EXPORTED = SetUp("exported", _make)
BENCHMARKS = (Benchmark("import", EXPORTED, 100_000, _floor, _measured, per_second="rows"),)
