"""The store that is there already, for those who only ask: nothing is created."""

from __future__ import annotations

from sqlalchemy import inspect

from mappings.audit import ITSELF
from mappings.database import database_at, in_words
from mappings.sqlite import SqliteFile
from mappings.store import Store


def existing_store(url: str, by: str = ITSELF) -> Store | None:
    """The store at an address, or None where there is none yet. Raises StoreUnavailable."""
    database = database_at(url)
    if isinstance(database, SqliteFile):
        return Store.open(url, by) if database.path.exists() else None
    reader, writer = database.engines()
    try:
        with in_words(url), reader.connect() as connection:
            there = inspect(connection).has_table("alembic_version")
    finally:
        reader.dispose()
        writer.dispose()
    return Store.open(url, by) if there else None
