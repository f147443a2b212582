"""The schema's versions, shipped with the program and applied by its commands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from mappings.schema_books import metadata


def upgrade(connection: Connection) -> None:
    """Brings a database to the newest version, in the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        _compare_letter_by_letter(connection)


def _compare_letter_by_letter(connection: Connection) -> None:
    """Makes PostgreSQL order and compare our texts by their letters' numbers, as SQLite and Python do.

    Else the order of everything people read would be that of the language the server was installed in.
    """
    query = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name, ordinal_position"
    )
    changes: dict[str, list[str]] = {}
    for table, column in connection.execute(query):
        changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE text COLLATE "C"')
    for table in changes.keys() & metadata.tables.keys():
        connection.execute(text(f'ALTER TABLE "{table}" {", ".join(changes[table])}'))
