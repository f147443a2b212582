"""contracts: a month of contracts of mixed shapes, as of `bill`; floor: the same month of contracts by time alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench.agency import EXPORT, MONTH, write_export, write_folder
from bench.bills import counted
from bench.shapes import Shaped, write_shapes
from bench.steps import Benchmark, SetUp, Step, raw_database, worker_in
from billing.calendar import month
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period

_PLAIN = "by time alone"
_KINDS = frozenset({"time", "fee", "milestone", "deposit", "deposit used", "discount", "minimum"})
"""The kinds of line that contracts of all shapes together bring about."""
_STATES = frozenset({"drafted", "covered", "written_off", "held"})


def _make(folder: Path, rows: int) -> None:
    size = Shaped(rows)
    write_folder(folder, size)
    write_export(folder / EXPORT, size)
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / EXPORT], ImportOptions())
    assert not refused and reports[0].new == rows
    (folder / "contracts").rename(folder / _PLAIN)
    (folder / "contracts").mkdir()
    write_shapes(folder, size)


def _measured(folder: Path, step: Step) -> None:
    _bill(folder, step)
    with raw_database(folder) as connection:
        check_shapes(connection)


def _floor(folder: Path, step: Step) -> None:
    (folder / "contracts").rename(folder / "of all shapes")
    (folder / _PLAIN).rename(folder / "contracts")
    _bill(folder, step)


def _bill(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker, step.timed():
        run_period(worker, month(MONTH))
    with raw_database(folder) as connection:
        step.done["match"] = counted(connection)["match"]


def check_shapes(connection: sqlite3.Connection) -> None:
    """Fails where a shape of contract had nothing to do."""
    kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM line")}
    assert kinds >= _KINDS, f"no line of {', '.join(_KINDS - kinds)}"
    states = {state for (state,) in connection.execute("SELECT DISTINCT state FROM placement")}
    assert states >= _STATES, f"nothing is {', '.join(_STATES - states)}"
    orders = {order for (order,) in connection.execute("SELECT DISTINCT purchase_order FROM draft")}
    assert orders >= {"PO-1", "PO-2", "PO-3", "PO-H"}, "limited orders are used up"
    cut = connection.execute("SELECT count(*) FROM placement WHERE portion > 1 AND line <> ''").fetchone()[0]
    assert cut, "entries are cut where an order ends"


BENCHMARKS = (Benchmark("contracts", SetUp("mixed", _make), 100_000, _floor, _measured),)
