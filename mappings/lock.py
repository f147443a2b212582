"""One runner at a time, and one renewal of a connection, by locks that die with their process."""

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


@contextmanager
def turn(store: Store, name: str) -> Iterator[bool]:
    """Whether it is this block's turn at what has that name; it waits for nobody."""
    with in_words(store.url), database_at(store.url).turn(store.reader, name) as mine:
        yield mine
