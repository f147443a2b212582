"""One runner at a time, by a lock that dies with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mappings.database import database_at, in_words
from mappings.store import Store


@contextmanager
def only_runner(store: Store) -> Iterator[None]:
    """Holds the lock for the time of the block. Raises StoreUnavailable when another process has it."""
    with in_words(store.url), database_at(store.url).alone(store.reader):
        yield
