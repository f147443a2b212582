"""rerun: a billed month after 50 rows of two clients changed; floor: a raw read of those clients' entries.

Beside it, how much the database grows for each entry of the two, and how much of that is left once it is tidied.
"""

from __future__ import annotations

from pathlib import Path

from bench.agency import EXPORT, MONTH, client, write_changes
from bench.bills import BILLABLE, BILLED, counted
from bench.steps import Benchmark, SetUp, Step, raw_database, worker_in
from billing.calendar import month
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period
from sync.tidying import REVISIONS_KEPT, tidy

_CLIENTS = (client(1), client(2))
_CHANGES = 50
_OF_CLIENTS = "SELECT * FROM entry WHERE client IN (?, ?) AND day BETWEEN '2026-10-01' AND '2026-10-31'"
_USED = (
    "SELECT (page_count - freelist_count) * page_size "
    "FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)


def _change(folder: Path, rows: int) -> None:
    (folder / BILLED).replace(folder / "tieout.db")
    write_changes(folder / "changed.csv", folder / EXPORT, _CLIENTS, _CHANGES)
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / "changed.csv"], ImportOptions())
    assert not refused and (reports[0].changed, reports[0].new) == (_CHANGES, 0)


def _measured(folder: Path, step: Step) -> None:
    before = _bytes(folder)
    with worker_in(folder) as worker, step.timed():
        report = run_period(worker, month(MONTH))
    assert report.reconciled.matched == _CHANGES
    step.done["planned"] = report.changed
    assert 0 < step.done["planned"] <= len(_CLIENTS)
    with raw_database(folder) as connection:
        step.done |= counted(connection)
    entries, grown = _entries(folder), _bytes(folder) - before
    with worker_in(folder) as worker:
        tidy(worker, worker.clock() + 2 * REVISIONS_KEPT)
    left = _bytes(folder) - before
    step.more |= {"bytes_each": round(grown / entries), "bytes_each_tidied": round(left / entries)}


def _bytes(folder: Path) -> int:
    """What the database takes, without the pages that are free."""
    with raw_database(folder) as connection:
        return int(connection.execute(_USED).fetchone()[0])


def _entries(folder: Path) -> int:
    with raw_database(folder) as connection:
        return len(connection.execute(_OF_CLIENTS, _CLIENTS).fetchall())


def _floor(folder: Path, step: Step) -> None:
    with raw_database(folder) as connection, step.timed():
        found = connection.execute(_OF_CLIENTS, _CLIENTS).fetchall()
    assert len(found) >= _CHANGES


CHANGED = SetUp("changed", _change, BILLABLE)
BENCHMARKS = (Benchmark("rerun", CHANGED, 100_000, _floor, _measured),)
