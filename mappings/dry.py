"""A store in which everything can be done and of which nothing is kept: for trying out what a run would do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from mappings.database import in_words
from mappings.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class _DryStore(Store):
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
            yield _DryStore(store.url, store.reader, store.writer, store.by, connection=connection)
        finally:
            whole.rollback()
