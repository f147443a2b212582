"""Opening the database: engines for reading and writing, its schema brought up to date, trouble put into words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

HEAD = "0002"
"""The newest schema version; the name of the last file in migrations/versions."""


class StoreUnavailable(Exception):
    """The database cannot be used now; the message says why and what to do."""


def sqlite_path(url: str) -> Path:
    """The file of a SQLite address."""
    return Path(url.removeprefix("sqlite:///"))


def open_engines(url: str) -> tuple[Engine, Engine]:
    """A reading and a writing engine on an up-to-date schema. Raises StoreUnavailable.

    A database of an older version is copied beside itself (`VACUUM INTO`) before its upgrade; a newer one is refused.
    """
    path = sqlite_path(url)
    if not path.parent.is_dir():
        raise StoreUnavailable(f"the folder {path.parent} does not exist; create it or change `database:`")
    reader, writer = _engine(url, "BEGIN", read_only=True), _engine(url, "BEGIN IMMEDIATE", read_only=False)
    with in_words(url):
        _bring_up_to_date(reader, writer, path)
    return reader, writer


@contextmanager
def in_words(url: str) -> Iterator[None]:
    """Turns what the database refuses into StoreUnavailable with a sentence; a programming error stays what it is."""
    try:
        yield
    except (OperationalError, DatabaseError) as problem:
        words = _words(str(problem.orig), sqlite_path(url))
        if words is None:
            raise
        raise StoreUnavailable(words) from problem


def _words(problem: str, path: Path) -> str | None:
    known = {
        "locked": f"another program is writing to {path}; wait until it is done and try again",
        "readonly": f"{path} is read-only; make the file and its folder writable",
        "disk is full": f"the disk with {path} is full; free some space and try again. Nothing was half written",
        "disk I/O": f"the disk with {path} failed; check it, restore a backup if need be, and try again",
        "unable to open": f"{path} cannot be opened; check the folder's permissions",
        "not a database": f"{path} is not a Tieout database; change `database:` or restore a backup",
        "malformed": f"{path} is damaged; restore a backup",
    }
    return next((words for part, words in known.items() if part in problem), None)


def _engine(url: str, begin: str, *, read_only: bool) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(sqlite_path(url))), connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            if not (read_only and pragma.startswith("journal")):
                connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _bring_up_to_date(reader: Engine, writer: Engine, path: Path) -> None:
    version = _version(reader)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreUnavailable(
            f"{path} was written by a newer Tieout (schema {version}, this one knows {HEAD}); upgrade Tieout"
        )
    if version is not None:
        _copy(writer, path, version)
    from mappings.migrations import upgrade

    upgrade(writer)


def _version(reader: Engine) -> str | None:
    with reader.connect() as connection:
        known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first()
        if known is None:
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None


def _copy(writer: Engine, path: Path, version: str) -> None:
    target = path.with_name(f"{path.name}.schema-{version}")
    target.unlink(missing_ok=True)
    connection = writer.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
