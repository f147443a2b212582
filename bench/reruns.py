"""rerun: a billed month after 50 rows of two clients changed; floor: a raw read of those clients' entries."""

from __future__ import annotations

from pathlib import Path

from bench.agency import EXPORT, MONTH, client, write_changes
from bench.bills import BILLABLE, BILLED, counted
from bench.steps import Benchmark, SetUp, Step, raw_database, worker_in
from billing.calendar import month
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period

_CLIENTS = (client(1), client(2))
_CHANGES = 50


def _change(folder: Path, rows: int) -> None:
    (folder / BILLED).replace(folder / "tieout.db")
    write_changes(folder / "changed.csv", folder / EXPORT, _CLIENTS, _CHANGES)
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / "changed.csv"], ImportOptions())
    assert not refused and (reports[0].changed, reports[0].new) == (_CHANGES, 0)


def _measured(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker, step.timed():
        report = run_period(worker, month(MONTH))
    assert report.reconciled.matched == _CHANGES
    step.done["planned"] = report.changed
    assert 0 < step.done["planned"] <= len(_CLIENTS)
    with raw_database(folder) as connection:
        step.done |= counted(connection)


def _floor(folder: Path, step: Step) -> None:
    query = "SELECT * FROM entry WHERE client IN (?, ?) AND day BETWEEN '2026-10-01' AND '2026-10-31'"
    with raw_database(folder) as connection, step.timed():
        found = connection.execute(query, _CLIENTS).fetchall()
    assert len(found) >= _CHANGES


CHANGED = SetUp("changed", _change, BILLABLE)
BENCHMARKS = (Benchmark("rerun", CHANGED, 100_000, _floor, _measured),)
