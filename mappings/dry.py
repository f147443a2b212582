"""Stores in which everything is one transaction: of one nothing is kept, of the other all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from mappings.database import in_words
from mappings.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class _OneTransaction(Store):
    """All transactions of a block on one connection: they see each other, and nobody else ever sees them."""

    connection: Connection = field(kw_only=True, repr=False)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A view of all that was done in the block so far."""
        with in_words(self.url):
            yield Transaction(self.connection, self.by)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Done for the rest of the block, or not at all when it raises."""
        with in_words(self.url), self.connection.begin_nested():
            yield Transaction(self.connection, self.by)

    def close(self) -> None:
        """Nothing: the store that it was made of is closed by whoever opened it."""


@contextmanager
def dry(store: Store) -> Iterator[Store]:
    """A store that begins as one is now; at the end of the block all is undone, whatever happened.

    Others who write wait meanwhile, as for any writer. Raises StoreUnavailable.
    """
    with in_words(store.url), store.writer.connect() as connection:
        whole = connection.begin()
        try:
            yield _within(store, connection)
        finally:
            whole.rollback()


@contextmanager
def together(store: Store) -> Iterator[Store]:
    """A store of which all is kept at the end of the block, or, when that raises, nothing.

    Others who write wait meanwhile, as for any writer. Raises StoreUnavailable.
    """
    with in_words(store.url), store.writer.begin() as connection:
        yield _within(store, connection)


def _within(store: Store, connection: Connection) -> Store:
    return _OneTransaction(store.url, store.reader, store.writer, store.by, connection=connection)
