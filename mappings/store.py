"""The mapping store: one place for what is known, read and written in transactions.

`with store.write() as tx:` commits everything done through `tx`, or nothing. A part of `tx` is one area of the store,
and each of its methods answers one question or makes one change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine

from mappings.database import in_words, open_engines, sqlite_path
from mappings.decided import Decided
from mappings.drafts import Drafts
from mappings.entries import Entries
from mappings.issues import Issues
from mappings.matches import Matches
from mappings.placements import Placements
from mappings.runs import Runs


class Transaction:
    """One transaction and the areas of the store it reaches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def runs(self) -> Runs:
        """Runs, imported files and configuration snapshots."""
        return Runs(self._connection)

    @cached_property
    def entries(self) -> Entries:
        """Entries, their history and how sources call them."""
        return Entries(self._connection)

    @cached_property
    def decided(self) -> Decided:
        """What people decided: mappings of projects and identities."""
        return Decided(self._connection)

    @cached_property
    def matches(self) -> Matches:
        """Where each entry belongs, with reasons."""
        return Matches(self._connection)

    @cached_property
    def placements(self) -> Placements:
        """Where each portion stands, and every step that brought it there."""
        return Placements(self._connection)

    @cached_property
    def drafts(self) -> Drafts:
        """Plans, drafts and their lines."""
        return Drafts(self._connection)

    @cached_property
    def issues(self) -> Issues:
        """The rows of the exception report."""
        return Issues(self._connection)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database on the newest schema."""

    url: str
    reader: Engine
    writer: Engine

    @classmethod
    def open(cls, url: str) -> Store:
        """The store at an address, created or upgraded where needed. Raises StoreUnavailable."""
        return cls(url, *open_engines(url))

    @property
    def path(self) -> Path:
        """The database's file."""
        return sqlite_path(self.url)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; writing through it is refused by the database."""
        with in_words(self.url), self.reader.connect() as connection, connection.begin():
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A short writing transaction: committed at the end of the block, rolled back when it raises."""
        with in_words(self.url), self.writer.begin() as connection:
            yield Transaction(connection)

    def close(self) -> None:
        """Gives the database's files back."""
        self.reader.dispose()
        self.writer.dispose()
