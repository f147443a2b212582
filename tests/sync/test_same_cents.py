"""One month by two ways, over the APIs and from the exports: every line of time the same, to the cent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from billing.wishes import LineKind
from config.loader import load
from sandbox.folder import environment, write_folder
from sandbox.northwind.agency import northwind
from sandbox.northwind.exports import WRITERS
from sandbox.northwind.folder import write_demo
from sandbox.seeds import FIRST_ID
from sandbox.server import Serving
from sandbox.world import World
from sync.importing import ImportOptions
from sync.pipeline import import_files, pull_sources, pull_task_trackers, run_period
from sync.pull import Asked
from sync.worker import Worker
from tests.connectors.vendors import FakeTime, Vendors, world_for
from tests.databases import empty_store
from tests.sync.pulling import OCTOBER, pulling

Lines = Counter[tuple[str, ...]]


def time_lines(worker: Worker) -> Lines:
    """Every line of time on October's drafts: contract, workstream, words, hours, price and amount."""
    with worker.store.read() as tx:
        drafts = [item.draft for item in tx.drafts.current("2026-10")]
    return Counter(
        (draft.contract, line.workstream, line.description, str(line.quantity), str(line.unit_price), str(line.amount))
        for draft in drafts
        for line in draft.lines
        if line.kind is LineKind.TIME
    )


def without_torn_rows(world: World) -> World:
    """The vendors without what is torn in their exports."""
    for connector, entries in northwind().entries.items():
        for entry in entries:
            if entry.broken:
                world.trackers[connector].delete(FIRST_ID[connector] + entry.number)
    return world


def by_exports(worker: Worker, folder: Path) -> Lines:
    """October from the three trackers' exports, without the rows that are torn in them."""
    exports = folder / "whole"
    exports.mkdir()
    for connector, entries in northwind().entries.items():
        path = exports / f"{connector}.csv"
        path.write_bytes(WRITERS[connector](entry for entry in entries if not entry.broken))
        reports, refused = import_files(worker, [path], ImportOptions(connector, complete=OCTOBER))
        assert not refused and not reports[0].rejected
    run_period(worker, OCTOBER)
    return time_lines(worker)


def test_a_month_over_the_apis_and_from_its_exports_bills_to_the_same_cents(vendors: Vendors, tmp_path: Path) -> None:
    without_torn_rows(vendors.world)
    with pulling(vendors, tmp_path / "pulled", "harvest", "toggl", "clockify") as house:
        assert all(report.is_done for report in house.pull())
        run_period(house.worker, OCTOBER)
        pulled = time_lines(house.worker)
        assert sum(pulled.values()) > 100
    write_demo(tmp_path / "imported")
    with empty_store() as store:
        imported = by_exports(Worker(load(tmp_path / "imported", {}), store, vendors.world.clock.now), tmp_path)
    assert pulled - imported == Counter()
    assert imported - pulled == Counter()


def told(worker: Worker) -> Counter[tuple[str, ...]]:
    """The exceptions about entries of time, by what they say of whom."""
    with worker.store.read() as tx:
        return Counter((issue.code, issue.person, str(issue.day), str(issue.seconds)) for issue in tx.issues.standing())


@pytest.mark.proof
def test_with_tasks_a_month_bills_to_the_same_cents_and_has_the_same_trouble(tmp_path: Path) -> None:
    time = FakeTime()
    world = without_torn_rows(world_for(time))
    with Serving(world) as serving, empty_store() as pulled, empty_store() as imported:
        write_folder(tmp_path, world, serving.base)
        configuration, tokens = load(tmp_path, environment(world)), environment(world)
        one = Worker(configuration, pulled, world.clock.now, environment=tokens, timer=time.timer)
        assert all(report.is_done for report in pull_sources(one, Asked()))
        assert all(report.is_done for report in pull_task_trackers(one, Asked()))
        run_period(one, OCTOBER)
        other = Worker(configuration, imported, world.clock.now, environment=tokens, timer=time.timer)
        by_exports(other, tmp_path)
        assert {report.problem for report in pull_task_trackers(other, Asked())} == {""}
        run_period(other, OCTOBER)
        assert time_lines(one) == time_lines(other)
        expenses = {row for row in told(one) if row[3] == "0" and row[0] != "zero_duration"}
        about = {row: times for row, times in told(one).items() if row not in expenses}
        assert about == {row: times for row, times in told(other).items() if row not in expenses}
