"""Opening the database: engines for reading and writing, its schema brought up to date, trouble put into words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from mappings.postgres import PostgresDatabase
from mappings.sqlite import SqliteFile
from mappings.trouble import StoreUnavailable

__all__ = ["HEAD", "Database", "StoreUnavailable", "database_at", "in_words", "open_engines"]

HEAD = "0007"
"""The newest schema version; the name of the last file in migrations/versions."""


class Database(Protocol):
    """What is different from one kind of database to the other, and nothing else is."""

    @property
    def place(self) -> str:
        """How people are told of it."""

    def engines(self) -> tuple[Engine, Engine]:
        """An engine whose transactions see one moment and cannot write, and one whose transactions come one by one."""

    def words(self, problem: DBAPIError) -> str | None:
        """What a refusal means and what to do, or nothing where it is our own mistake."""

    def refusal(self, connection: Connection) -> str | None:
        """Why this database cannot hold the store, whatever stands in it."""

    def alone(self, reader: Engine) -> AbstractContextManager[None]:
        """The runner's lock, which dies with its process. Raises StoreUnavailable when another process has it."""

    def turn(self, reader: Engine, name: str) -> AbstractContextManager[bool]:
        """Whether a lock of that name could be had for the time of the block; it dies with its process."""

    def copy_into(self, writer: Engine, target: Path) -> None:
        """Everything as it is at one moment, in a file that is not there yet, while others go on working.

        Raises OSError where it could not be written, CannotCopy where another program has to do it.
        """

    def keep_a_copy(self, writer: Engine, version: str) -> None:
        """A copy of what stands there, where the database can make one."""

    def upgrading(self, writer: Engine) -> AbstractContextManager[Connection]:
        """The one transaction of an upgrade."""

    def at_hand(self, engines: Sequence[Engine]) -> None:
        """Lets engines keep as much at hand as work on a whole month asks for."""


def database_at(url: str) -> Database:
    """The database of an address."""
    if url.startswith("postgresql"):
        return PostgresDatabase.at(url)
    return SqliteFile(Path(url.removeprefix("sqlite:///")))


def open_engines(url: str) -> tuple[Engine, Engine]:
    """A reading and a writing engine on an up-to-date schema. Raises StoreUnavailable.

    What is there is an older schema, ours: it is upgraded, with a copy first where the database can make one. A newer
    schema is refused, and so is what holds the tables of another program.
    """
    database = database_at(url)
    reader, writer = database.engines()
    try:
        with in_words(url):
            _bring_up_to_date(database, reader, writer)
    except BaseException:
        reader.dispose()
        writer.dispose()
        raise
    return reader, writer


@contextmanager
def in_words(url: str) -> Iterator[None]:
    """Turns what the database refuses into StoreUnavailable with a sentence; a programming error stays what it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as problem:  # some of SQLite's own statements go past SQLAlchemy
        known = problem if isinstance(problem, DBAPIError) else DBAPIError(None, None, problem)
        words = database_at(url).words(known)
        if words is None:
            raise
        raise StoreUnavailable(words) from problem
    except NoneFree as problem:
        words = f"{database_at(url).place} keeps all connections of this process waiting; see what it is busy with"
        raise StoreUnavailable(words) from problem


def _bring_up_to_date(database: Database, reader: Engine, writer: Engine) -> None:
    version = _version(database, reader)
    if version == HEAD:
        return
    if version > HEAD:
        raise StoreUnavailable(
            f"{database.place} was written by a newer Tieout (schema {version}, this one knows {HEAD}); upgrade Tieout"
        )
    if not version:
        _upgrade(database, writer)
        return
    with database.alone(reader):
        database.keep_a_copy(writer, version)
        _upgrade(database, writer)


def _upgrade(database: Database, writer: Engine) -> None:
    from mappings.migrations import upgrade

    with database.upgrading(writer) as connection:
        upgrade(connection)


def _version(database: Database, reader: Engine) -> str:
    """The schema's version, or nothing where there are no tables yet. Raises StoreUnavailable."""
    with reader.connect() as connection:
        words = database.refusal(connection)
        if words is not None:
            raise StoreUnavailable(words)
        tables = inspect(connection).get_table_names()
        known = "alembic_version" in tables
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first() if known else None
    version = str(row[0]) if row else ""
    if re.fullmatch(r"\d{4}", version) or not tables:
        return version
    raise StoreUnavailable(
        f"{database.place} holds tables of another program ({', '.join(sorted(tables)[:3])}), which Tieout leaves "
        "alone; name an empty database in `database:`"
    )
