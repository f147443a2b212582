"""Writes the dumps in `schemas/` of the newest schema version: see README.md beside this file."""

from __future__ import annotations

import io
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Table

import mappings.migrations
from billing.calendar import month
from billing.catalogue import AcceptedPerson, AcceptedProject
from config.loader import load
from mappings.database import HEAD
from mappings.decided import Signature
from mappings.schema_books import metadata
from mappings.store import Store
from mappings.types import UtcTime
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period
from sync.worker import Worker

SCHEMAS = Path(__file__).parent / "schemas"
HOUSE = SCHEMAS / "house"
TODAY = datetime(2026, 11, 3, 12, tzinfo=UTC)
PERIODS = ("2026-10", "2026-11")


def worker_on(store: Store) -> Worker:
    """A worker with the configuration of the dumped house, on its fixed day."""
    return Worker(load(HOUSE, {}), store, lambda: TODAY)


def write_dumps() -> list[Path]:
    """The dumps of the newest version. Raises FileExistsError: what was released is never written again."""
    targets = [SCHEMAS / f"{HEAD}.{name}.sql" for name in ("sqlite", "postgresql")]
    for target in targets:
        if target.exists():
            raise FileExistsError(target)
    folder = Path(tempfile.mkdtemp(prefix="tieout-"))
    try:
        _live_through_october(f"sqlite:///{folder}/tieout.db")
        connection = sqlite3.connect(folder / "tieout.db")
        texts = ("\n".join(connection.iterdump()) + "\n", _tables() + "".join(_rows(connection)))
        for target, text in zip(targets, texts, strict=True):
            target.write_text(text.replace(str(HOUSE), "/srv/tieout"), encoding="utf-8")
        connection.close()
    finally:
        shutil.rmtree(folder)
    return targets


def _live_through_october(url: str) -> None:
    """Two imports, an edit, a deletion, two mappings by a person, and a run after each."""
    store = Store.open(url)
    worker = worker_on(store)
    _bring_in(worker, "toggl", "toggl.csv")
    _bring_in(worker, "harvest", "harvest-1.csv")
    _run(worker)
    with store.write() as tx:
        signed = Signature("ops@northwind.test", TODAY, "asked the team")
        tx.decided.accept_project(AcceptedProject("harvest", "Acme Corp / Prototype", "ACME-IMPL"), signed)
        tx.decided.accept_person(AcceptedPerson("harvest", "A. N.", "Ada Ng"), signed)
    _bring_in(worker, "harvest", "harvest-2.csv", complete="2026-10")
    _run(worker)
    store.close()


def _bring_in(worker: Worker, connector: str, name: str, complete: str = "") -> None:
    options = ImportOptions(connector, "", month(complete) if complete else None)
    _, refused = import_files(worker, [HOUSE / "exports" / name], options)
    assert not refused, refused


def _run(worker: Worker) -> None:
    for name in PERIODS:
        run_period(worker, month(name))


# ---- PostgreSQL, without its own tools ----


def _tables() -> str:
    """What the migrations would tell an empty PostgreSQL."""
    config = Config()
    config.set_main_option("script_location", str(Path(mappings.migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    said = io.StringIO()
    steps: dict[str, Any] = {"as_sql": True, "starting_rev": None, "destination_rev": HEAD}
    with EnvironmentContext(config, script, fn=lambda rev, _: script._upgrade_revs(HEAD, rev), **steps) as environment:
        environment.configure(dialect_name="postgresql", output_buffer=said, target_metadata=metadata)
        with environment.begin_transaction():
            environment.run_migrations()
    return said.getvalue()


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    yield "BEGIN;\n\n"
    for table in metadata.sorted_tables:
        names = ", ".join(f'"{column.name}"' for column in table.c)
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
        for row in connection.execute(f'SELECT {names} FROM "{table.name}" ORDER BY {keys}'):  # noqa: S608
            values = ", ".join(_literal(value, column) for value, column in zip(row, table.c, strict=True))
            yield f'INSERT INTO "{table.name}" ({names}) VALUES ({values});\n'  # noqa: S608
        yield from _next_number(table)
    yield "\nCOMMIT;\n"


def _literal(value: Any, column: Column[Any]) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(column.type, Boolean):
        return str(bool(value)).lower()
    if isinstance(column.type, UtcTime):
        return f"'{value}+00'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _next_number(table: Table) -> Iterator[str]:
    key = table.autoincrement_column
    if key is not None:
        last = f'(SELECT coalesce(max("{key.name}"), 0) + 1 FROM "{table.name}")'  # noqa: S608
        yield f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{key.name}'), {last}, false);\n"


if __name__ == "__main__":
    for written in write_dumps():
        sys.stdout.write(f"{written}\n")
