"""Copies of a SQLite database: what one holds, whether it is whole, and putting one in the place of the database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mappings.database import HEAD, database_at, in_words
from mappings.schema_books import metadata
from mappings.sqlite import SqliteFile
from mappings.store import Store
from mappings.trouble import CannotCopy, StoreUnavailable

_KEPT, _LOGS = ("", "-wal"), ("-wal", "-shm")
"""The files of a SQLite database: those with content, and those beside it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a copy holds: the version of its schema, and how many rows of each table."""

    schema: str
    rows: Mapping[str, int]


def copy(store: Store, target: Path) -> Held:
    """Everything as it is at one moment, in a new file, checked; others go on working. Raises CannotCopy, OSError."""
    database_at(store.url).copy_into(store.writer, target)
    return held_in(target)


def held_in(path: Path) -> Held:
    """What a copy holds. Raises CannotCopy where it is damaged, or holds something else."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (problem,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if problem != "ok":
                raise CannotCopy(f"{path.name} is damaged ({problem}); take another backup")
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            names = [table.name for table in metadata.sorted_tables if table.name in there]
            rows = {each: connection.execute(f'SELECT count(*) FROM "{each}"').fetchone()[0] for each in names}  # noqa: S608
    except (sqlite3.DatabaseError, TypeError) as problem:
        raise CannotCopy(f"{path.name} is no database of Tieout, or damaged ({problem})") from problem
    return Held(str(schema), rows)


def is_newer(schema: str) -> bool:
    """Whether a copy was made by a newer Tieout than this one."""
    return schema > HEAD


@contextmanager
def nobody_else(url: str, *names: str) -> Iterator[None]:
    """Nobody runs or holds one of some names meanwhile, whatever state the database is in. Raises StoreUnavailable."""
    path = _file(url)
    database = SqliteFile(path)
    reader, _ = database.engines()  # its locks open no database, so that a damaged one can be replaced, too
    with ExitStack() as ends:
        ends.enter_context(database.alone(reader))
        for name in names:
            if not ends.enter_context(database.turn(reader, name)):
                raise StoreUnavailable(f"a `tieout {name}` uses {path}; end it first")
        yield


def put_in_place(prepared: Path, url: str, kept: Path) -> None:
    """Puts a database in the place of the one that is there, which is kept beside it; at no moment there is none.

    Raises StoreUnavailable where another program has it open in the middle of something.
    """
    path = _file(url)
    if path.exists():
        _fold_its_log_in(path)
        for end in _KEPT:
            there = path.with_name(f"{path.name}{end}")
            if there.exists() and there.stat().st_size:
                kept_there = kept.with_name(f"{kept.name}{end}")
                os.link(there, kept_there)
        for end in _LOGS:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    prepared.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fold_its_log_in(path: Path) -> None:
    """Writes what stands in the log of a database into its file; one that is damaged is left as it is."""
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError:
        return
    if busy:
        raise StoreUnavailable(f"another program has {path} open; end it, and try again")


def compact(store: Store) -> None:
    """Writes a SQLite file anew, so that nothing that was taken out is left in it; elsewhere the server does that."""
    if not isinstance(database_at(store.url), SqliteFile):
        return
    with in_words(store.url):
        connection = store.writer.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.close()
        finally:
            connection.close()


def fold_in(path: Path) -> None:
    """Makes one file of a database that nobody uses. Raises StoreUnavailable."""
    with in_words(f"sqlite:///{path}"), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _file(url: str) -> Path:
    database = database_at(url)
    if not isinstance(database, SqliteFile):
        raise CannotCopy(
            f"{database.place} is restored by its own tool while no tieout runs: pg_restore --clean --if-exists "
            "--dbname ADDRESS FILE; then lock pushing, with the moment of the dump: tieout restore --as-of MOMENT"
        )
    return database.path
