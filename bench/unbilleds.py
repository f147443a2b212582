"""unbilled: what each client has not been billed, of ten billed months; floor: every portion read and summed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from bench.bills import BILLABLE, BILLED
from bench.steps import Benchmark, SetUp, Step, raw_database, worker_in
from review.unbilled import NO_CONTRACT, unbilled

_COPIES = 9
_OF_COPY = {
    "entry": {"id": "id || :copy", "day": "date(day, :later)"},
    "source_ref": {"external_id": "external_id || :copy", "entry": "entry || :copy"},
    "match": {
        "entry": "entry || :copy",
        "day": "date(day, :later)",
        "bill_in": "substr(date(bill_in || '-01', :later), 1, 7)",
    },
    "plan": {"id": "id || :copy", "period": "substr(date(period || '-01', :later), 1, 7)"},
    "draft": {"id": "id || :copy", "plan": "plan || :copy", "period": "substr(date(period || '-01', :later), 1, 7)"},
    "line": {
        "id": "id || :copy",
        "draft": "draft || :copy",
        "entries": """replace(replace(entries, '",', :copy || '",'), '"]', :copy || '"]')""",
    },
    "allocation": {
        "entry": "entry || :copy",
        "line": "line || substr(:copy, 1, length(line))",
        "plan": "plan || :copy",
    },
    "placement": {"entry": "entry || :copy", "line": "line || substr(:copy, 1, length(line))", "plan": "plan || :copy"},
    "unit": {"period": "substr(date(period || '-01', :later), 1, 7)", "plan": "plan || substr(:copy, 1, length(plan))"},
}
"""What of a billed month's rows is another in its copies, a year later each; all the rest is the same."""


def _copy(folder: Path, rows: int) -> None:
    (folder / BILLED).replace(folder / "tieout.db")
    with raw_database(folder) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for name, other in _OF_COPY.items():
            connection.execute(f"CREATE TEMP TABLE first_{name} AS SELECT * FROM {name}")  # noqa: S608  # our own names
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            values = ", ".join(other.get(column, f'"{column}"') for column in columns)
            for number in range(1, _COPIES + 1):
                connection.execute(
                    f"INSERT INTO {name} SELECT {values} FROM first_{name}",  # noqa: S608  # our own names
                    {"copy": str(number), "later": f"+{number} years"},
                )
        connection.execute("COMMIT")
        assert _one(connection, "SELECT count(*) FROM entry") == rows * (_COPIES + 1)


def _measured(folder: Path, step: Step) -> None:
    with worker_in(folder) as worker, worker.store.read() as tx, step.timed():
        found = unbilled(tx)
    step.done |= _nothing([NO_CONTRACT])
    for row in found:
        step.done[row.client] = row.value.minor if row.value else 0
        step.done[_unpriced(row.client)] = row.unpriced_seconds


def _floor(folder: Path, step: Step) -> None:
    with raw_database(folder) as connection:
        clients = dict(connection.execute("SELECT DISTINCT contract, client FROM unit").fetchall()) | {"": NO_CONTRACT}
        with step.timed():
            step.done |= _folded(connection, clients)
        step.done["entries"] = _one(connection, "SELECT count(*) FROM entry")


def _folded(connection: sqlite3.Connection, clients: dict[str, str]) -> dict[str, int]:
    sums = _nothing(clients.values())
    query = "SELECT contract, state, minor, seconds FROM placement JOIN match USING (entry)"
    for contract, state, minor, seconds in connection.execute(query):
        client = clients[contract]
        if state == "drafted":
            sums[client] += minor
        elif state == "held":
            assert not contract, "only what has no contract is held here"
            sums[_unpriced(client)] += seconds
    return sums


def _nothing(clients: Iterable[str]) -> dict[str, int]:
    return {name: 0 for client in clients for name in (client, _unpriced(client))}


def _unpriced(client: str) -> str:
    return f"{client}, without a price"


def _one(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


BENCHMARKS = (Benchmark("unbilled", SetUp("ten months", _copy, BILLABLE), 100_000, _floor, _measured),)
