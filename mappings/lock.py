"""One runner at a time, and one renewal of a connection, by locks that die with their process.

A lock of PostgreSQL dies with its connection, too, while its process goes on; who has lost one can write no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mappings.database import database_at, in_words
from mappings.postgres import HELD
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


@contextmanager
def whoever_runs() -> Iterator[None]:
    """Writes of this block count whoever runs by then: they see by themselves whether somebody else was faster."""
    before = HELD.set(())
    try:
        yield
    finally:
        HELD.reset(before)
