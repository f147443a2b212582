"""bill: a month from reconcile to commit; floor: load, sum in a dictionary, and write the same rows by the driver."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from bench.agency import EXPORT, MONTH
from bench.imports import EXPORTED
from bench.steps import Benchmark, SetUp, Step, raw_database, raw_insert, worker_in
from billing.calendar import month
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period

BILLED = "billed.db"
_WRITTEN = ("match", "line", "allocation", "placement")
_BEHIND = ("configuration", "run", "plan", "draft")
"""The few rows that the written ones refer to; the floor is given them."""

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def _import(folder: Path, rows: int) -> None:
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / EXPORT], ImportOptions())
    assert not refused and reports[0].new == rows


def _bill_beside(folder: Path, rows: int) -> None:
    """The billed database beside the imported one: the floor writes the very rows that it has."""
    imported, database = folder / "imported.db", folder / "tieout.db"
    copy_database(folder, imported)
    _measured(folder, Step())
    assert not database.with_name("tieout.db-wal").exists(), "a closed store is one file"
    database.rename(folder / BILLED)
    imported.rename(database)


def copy_database(folder: Path, to: Path) -> None:
    """A copy of the folder's database as it is."""
    with raw_database(folder) as connection:
        connection.execute("VACUUM INTO ?", (str(to),))


def _measured(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker, step.timed():
        run_period(worker, month(MONTH))
    with raw_database(folder) as connection:
        step.done |= counted(connection)


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """The rows of each table that billing writes. Fails when time was lost, or counted twice, on the way."""
    placed, tracked = (_one(connection, f"SELECT sum(seconds) FROM {name}") for name in ("placement", "entry"))  # noqa: S608  # our own names
    assert placed == tracked, "every second has its place"
    charged = _one(connection, "SELECT sum(minor) FROM placement") + _one(connection, _ADJUSTED)
    drafted = _one(connection, "SELECT sum(total_minor) FROM draft WHERE status <> 'superseded'")
    assert charged == drafted > 0, "every cent is on a draft"
    return {name: _one(connection, f"SELECT count(*) FROM {name}") for name in _WRITTEN}  # noqa: S608  # our own names


_ADJUSTED = """
    SELECT coalesce(sum(line.amount_minor), 0)
    FROM line JOIN draft ON draft.id = line.draft AND draft.revision = line.revision
    WHERE draft.status <> 'superseded' AND line.kind IN ('minimum', 'discount', 'write-down', 'goodwill')
"""
"""What stands on documents for no work of its own."""


def _one(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def _floor(folder: Path, step: Step) -> None:
    billed = tables_of(folder / BILLED, (*_BEHIND, *_WRITTEN))
    with raw_database(folder) as connection:
        for name in _BEHIND:
            write_rows(connection, name, billed, "INSERT OR IGNORE")
        with step.timed():
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute("SELECT * FROM entry WHERE day BETWEEN '2026-10-01' AND '2026-10-31'").fetchall()
            _summed(rows)
            for name in _WRITTEN:
                write_rows(connection, name, billed)
            connection.execute("COMMIT")
        step.done |= counted(connection)


def tables_of(path: Path, names: tuple[str, ...]) -> Tables:
    """All rows of some tables of a database."""
    connection, tables = sqlite3.connect(path), Tables()
    for name in names:
        rows = connection.execute(f"SELECT * FROM {name}")  # noqa: S608  # our own names
        tables[name] = [column[0] for column in rows.description], rows.fetchall()
    connection.close()
    return tables


def write_rows(connection: sqlite3.Connection, name: str, tables: Tables, how: str = "INSERT") -> None:
    """Writes rows of a table as they were read."""
    columns, rows = tables[name]
    connection.executemany(raw_insert(name, columns).replace("INSERT", how, 1), rows)


def _summed(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row[8], row[9])
        sums[key] = sums.get(key, 0) + row[5]
    return sums


IMPORTED = SetUp("imported", _import, EXPORTED)
BILLABLE = SetUp("billable", _bill_beside, IMPORTED)
BENCHMARKS = (Benchmark("bill", BILLABLE, 100_000, _floor, _measured),)
