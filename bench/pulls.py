"""pull: months of time from Harvest into an empty store; floor: httpx, orjson and the bare driver, page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.agency import DATABASE, MONTH, Size
from bench.harvest import EMPTY, connect, first_requests, whole_months, write_account
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database, raw_insert, unhurried, worker_in
from bench.vendor import Request, Vendor
from mappings.pulled import PROVEN
from mappings.schema import entry, source_ref
from sync.pipeline import pull_sources
from sync.pull import Asked, ConnectorReport
from sync.worker import Worker

TEN_MONTHS = tuple(f"2026-{number:02}" for number in range(1, 11))
COLUMNS = [column.name for column in entry.columns]
NAMES = [column.name for column in source_ref.columns]
_HASH = "0" * 32
"""As long as what tells two versions of an entry apart; the floor does not work it out."""

Row = tuple[Any, ...]


def _make(folder: Path, rows: int, months: Sequence[str]) -> None:
    write_account(folder, folder.with_name(f"{folder.name} answers"), Size(rows // len(months)), months)
    with worker_in(folder) as worker, worker.store.write() as tx:
        tx.runs.start("set-up", NOW)


@contextmanager
def pulling(folder: Path, base: str, database: str = DATABASE) -> Iterator[Worker]:
    """The product in a folder, connected to a vendor. It waits for nobody's pace: only its own work is measured."""
    environment = connect(folder, base, database)
    with worker_in(folder, environment) as worker:
        yield replace(worker, timer=unhurried())


def pull_all(worker: Worker, connector: str = "harvest") -> ConnectorReport:
    """A pull that has read and proven everything; anything else is an error."""
    (report,) = pull_sources(worker, Asked((connector,)))
    assert not report.problem, report.problem
    assert {each.state for each in report.months} <= {PROVEN}, [each.reason for each in report.months]
    return report


def _measured(folder: Path, step: Step) -> None:
    with Vendor(folder / "answers") as vendor:
        with pulling(folder, vendor.base) as worker:
            with step.timed():
                report = pull_all(worker)
            assert report.counts.new == sum(each.entries for each in report.months)
        step.done["requests"] = vendor.requests
    with raw_database(folder) as connection:
        step.done |= written(connection.execute(WRITTEN).fetchone())


WRITTEN = "SELECT count(*), count(DISTINCT external_id), sum(seconds) FROM entry JOIN source_ref ON entry = entry.id"


def written(row: tuple[int, int, int]) -> dict[str, int]:
    """What stands in the store after a pull."""
    assert row[0] == row[1], "every record is one entry"
    return {"rows": row[0], "seconds": int(row[2])}


# ---- the floor ----


def _floor(folder: Path, step: Step, months: Sequence[str]) -> None:
    requests = [*first_requests(), *whole_months([*months, EMPTY])]
    with Vendor(folder / "answers") as vendor, raw_database(folder) as connection:
        with step.timed():
            for rows in pages_of(vendor.base, requests):
                upsert(connection, rows, map(name_of, rows))
        step.done["requests"] = vendor.requests
        step.done |= written(connection.execute(WRITTEN).fetchone())


def pages_of(base: str, requests: Sequence[Request]) -> Iterator[list[Row]]:
    """What the answers to some requests say of time entries, in the order of COLUMNS, page by page."""
    import httpx
    import orjson

    emails: dict[int, str] = {}
    with httpx.Client() as client:
        for path, params in requests:
            address, more = base + path, params
            while address:
                page = orjson.loads(client.get(address, params=dict(more) or None).content)
                emails.update((user["id"], user["email"]) for user in page.get("users", ()))
                if page.get("time_entries"):
                    yield [cells(row, emails) for row in page["time_entries"]]
                address, more = page.get("links", {}).get("next"), ()


def cells(row: dict[str, Any], emails: dict[int, str]) -> Row:
    """What the floor writes of an entry, in the order of COLUMNS."""
    user, project, rate, link = row["user"], row["project"], row["billable_rate"], row["external_reference"]
    day, hours, client = row["spent_date"], round(row["hours"] * 3600), row["client"]
    names = user["name"], emails[user["id"]], client["name"], project["name"], project["code"] or ""
    flags = row["is_running"], row["billable"], row["is_closed"], row["is_billed"]
    price = None if rate is None else round(rate * 10_000), client["currency"], link["permalink"] if link else ""
    ids = str(project["id"]), str(user["id"])
    said = (*names, row["task"]["name"], row["notes"] or "", "[]", None, None, *flags, *price, None, "time", None, "")
    own = f"e{row['id']:012}"
    return own, 1, "harvest", True, day, hours, *said, *ids, "first seen", None, None, 1, _HASH


def upsert(connection: sqlite3.Connection, rows: list[Row], names: Iterable[Row]) -> None:
    """Writes a page in one transaction: new entries, and new contents of those that are there."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_UPSERT, rows)
    connection.executemany(_NAME, names)
    connection.execute("COMMIT")


def name_of(row: Row) -> Row:
    """What the floor writes of an entry's name at its source."""
    return "harvest", f"id:{int(row[0][1:])}", row[0]


_ANEW = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
_UPSERT = f"{raw_insert('entry', COLUMNS)} ON CONFLICT (id) DO UPDATE SET {_ANEW}"
_NAME = f"{raw_insert('source_ref', NAMES)} ON CONFLICT DO NOTHING"


def _of(name: str, months: Sequence[str], rows: int) -> Benchmark:
    set_up = SetUp(f"{name} account", partial(_make, months=months))
    return Benchmark(name, set_up, rows, partial(_floor, months=months), _measured, "rows")


MONTH_PULLED = _of("pull-sqlite", (MONTH,), 100_000)
BENCHMARKS = (MONTH_PULLED, _of("pull-million", TEN_MONTHS, 1_000_000))
