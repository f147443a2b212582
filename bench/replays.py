"""replay: a closed year of all shapes of contract from its snapshots; floor: planning the same units, in memory."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.agency import EXPORT, HEADER, configure, time_of, write_folder
from bench.bills import counted
from bench.contracts import check_shapes
from bench.shapes import Shaped, write_shapes
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database, worker_in
from billing.calendar import month
from billing.plan import plan
from billing.unit import unit_of
from mappings.decided import Signature
from mappings.store import Transaction
from review.closing import close, periods_to_close
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period
from sync.planning import replay
from sync.worker import Worker

YEAR = (*(f"2025-{number}" for number in range(10, 13)), *(f"2026-{number:02}" for number in range(1, 10)))
_SIGNATURE = Signature("bench@northwind.test", NOW, "the month is over")


def _make(folder: Path, rows: int) -> None:
    """A year of time, each of whose months was billed and closed before the next."""
    size = Shaped(rows // len(YEAR), YEAR)
    write_folder(folder, size)
    write_shapes(folder, size)
    configure(folder, go_live=size.first.isoformat())
    with (folder / EXPORT).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        for name in YEAR:
            writer.writerows(time_of(size, name))
    with worker_in(folder) as worker:
        reports, refused = import_files(worker, [folder / EXPORT], ImportOptions())
        assert not refused and reports[0].new == size.rows * len(YEAR)
        for name in YEAR:
            _close(worker, name)
    with raw_database(folder) as connection:
        counted(connection)
        check_shapes(connection)


def _close(worker: Worker, name: str) -> None:
    run_period(worker, month(name))
    with worker.store.write() as tx:
        for contract, period in periods_to_close(tx, name):
            close(tx, contract, period, _SIGNATURE)


def _measured(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker:
        with worker.store.read() as tx:
            plans = _last_plans(tx)
        with step.timed():
            found = [each for plan_id in plans for each in replay(worker, plan_id)]
        with worker.store.read() as tx:
            drafts = {item.draft.id: item.draft for name in YEAR for item in tx.drafts.current(name)}
    assert all(each.same for each in found), "every draft comes out as it is stored"
    assert {each.draft: each.recomputed for each in found} == {key: draft.total for key, draft in drafts.items()}
    step.done |= {"plans": len(plans), "minor": sum(each.recomputed.minor for each in found if each.recomputed)}


def _floor(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker, worker.store.read() as tx:
        plans = _last_plans(tx)
        step.done |= {"plans": len(plans), "minor": 0}
        for plan_id in plans:
            unit = unit_of(tx.plans.get(plan_id).inputs)
            with step.timed():
                drafts = plan(unit).drafts
            step.done["minor"] += sum(draft.total.minor for draft in drafts)


def _last_plans(tx: Transaction) -> list[str]:
    """The plans by which the units of the year were closed."""
    return [row.plan for name in YEAR for row in tx.units.of(name) if row.plan and row.closed]


BENCHMARKS = (Benchmark("replay", SetUp("closed year", _make), 120_000, _floor, _measured),)
