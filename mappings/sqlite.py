"""A SQLite file: its engines, its locks, the copy before an upgrade, and its refusals in words."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import LRUCache
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

from mappings.trouble import StoreUnavailable, Taken

AT_HAND_KB = 24_000
"""How much of a file each of its connections keeps in memory while a month is billed."""
_FULL = "the disk with {path} is full; free some space and try again. Nothing was half written"
_LEAST = 1 << 20
"""With so few bytes left a disk is full, though SQLite says of a file beside its own that the disk failed."""
_WORDS = {
    "locked": "another program is writing to {path}; wait until it is done and try again",
    "readonly": "{path} is read-only; make the file and its folder writable",
    "disk is full": _FULL,
    "disk I/O": "the disk with {path} failed, or lets nobody write more; check it and its limits, and try again",
    "unable to open": "{path} cannot be opened; check the folder's permissions",
    "not a database": "{path} is not a Tieout database; change `database:` or restore a backup",
    "malformed": "{path} is damaged; restore a backup",
}


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLite's own. One is as good as another, so that a statement is compiled once and not once for each engine."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.shared", __name__, SqliteDialect.__name__)
_STATEMENTS = LRUCache[Any, Any](1000)
"""Compiled statements of all files that this process has open or had."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A database in one file, for programs on the same machine."""

    path: Path

    @property
    def place(self) -> str:
        """The file's path, as people are told of it."""
        return str(self.path)

    def engines(self) -> tuple[Engine, Engine]:
        """For reading, and for writing: one writer at a time, from the first statement of its transaction on."""
        if not self.path.parent.is_dir():
            raise StoreUnavailable(f"the folder {self.path.parent} does not exist; create it or change `database:`")
        return _engine(self.path, "BEGIN", read_only=True), _engine(self.path, "BEGIN IMMEDIATE", read_only=False)

    def words(self, problem: DBAPIError) -> str | None:
        """What a refusal means and what to do, or nothing where it is our own mistake."""
        said = str(problem.orig)
        if "disk I/O" in said and self._room() < _LEAST:
            return _FULL.format(path=self.path)
        return next((words.format(path=self.path) for part, words in _WORDS.items() if part in said), None)

    def _room(self) -> int:
        """How many bytes are left beside the file."""
        try:
            found = os.statvfs(self.path.parent)
        except OSError:
            return _LEAST
        return found.f_bavail * found.f_frsize

    def refusal(self, connection: Connection) -> str | None:
        """Why this database cannot hold the store, whatever stands in it: a file always can."""
        return None

    def at_hand(self, engines: Sequence[Engine]) -> None:
        """A month's rows are in no order of their keys: with 2 MB, as usual, most pages are read and written often."""
        for engine in engines:
            connection = engine.raw_connection()
            try:
                connection.cursor().execute(f"PRAGMA cache_size=-{AT_HAND_KB}")
            finally:
                connection.close()

    @contextmanager
    def alone(self, reader: Engine) -> Iterator[None]:
        """A lock on a file beside the database, which the system lets go when the process dies."""
        path = self.path.with_name(f"{self.path.name}.lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as problem:
            words = f"{path} cannot be written ({problem.strerror}); make its folder writable"
            raise StoreUnavailable(words) from problem
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as problem:
            raise Taken(f"another tieout is working on {self.place}; wait until it is done") from problem
        finally:
            os.close(handle)

    @contextmanager
    def turn(self, reader: Engine, name: str) -> Iterator[bool]:
        """Whether a lock of that name could be had, on a file beside the database."""
        path = self.path.with_name(f"{self.path.name}.{name}.lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as problem:
            words = f"{path} cannot be written ({problem.strerror}); make its folder writable"
            raise StoreUnavailable(words) from problem
        try:
            yield _is_locked_now(handle)
        finally:
            os.close(handle)

    def copy_into(self, writer: Engine, target: Path) -> None:
        """Everything as it is at one moment, in a file that is not there yet. Raises OSError."""
        connection = writer.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(target),))
        except sqlite3.OperationalError as problem:
            raise OSError(errno.EIO, str(problem), str(target)) from problem
        finally:
            connection.close()

    def keep_a_copy(self, writer: Engine, version: str) -> None:
        """A copy beside the file, named after the version it has."""
        target = self.path.with_name(f"{self.path.name}.schema-{version}")
        target.unlink(missing_ok=True)
        connection = writer.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error:
            target.unlink(missing_ok=True)
            raise
        finally:
            connection.close()

    @contextmanager
    def upgrading(self, writer: Engine) -> Iterator[Connection]:
        """One transaction in which tables may be made anew; that every key still leads somewhere is checked at its end.

        A table that others point to can only be replaced while SQLite does not watch the keys.
        """
        with writer.connect() as connection:
            bare = connection.connection.cursor()
            bare.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    assert lost is None, f"an upgrade lost what a key leads to: {lost}"
            finally:
                bare.execute("PRAGMA foreign_keys=ON")
                bare.close()


def _is_locked_now(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@retry(
    retry=retry_if_exception_message(match=".*locked"),
    stop=stop_after_delay(5),
    wait=wait_random(timedelta(milliseconds=10), timedelta(milliseconds=50)),
    reraise=True,
)
def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Readers beside the writer. A new file is changed to it alone, and SQLite does not wait for its turn to do so.

    Two that open a new file at once would wait for each other, so one of them is refused whatever its `busy_timeout`.
    """
    connection.execute("PRAGMA journal_mode=WAL")


def _engine(path: Path, begin: str, *, read_only: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite+shared", database=str(path)),
        connect_args={"timeout": 5},
        execution_options={"compiled_cache": _STATEMENTS},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        else:
            _keep_a_log(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
