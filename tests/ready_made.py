"""What thousands of tests would each build anew, built once.

The command line, the tables of a new SQLite file, and whom clients of HTTP trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import httpx
import typer.main
import typer.testing
from sqlalchemy import Connection, inspect, text

import mappings.migrations

_MADE: list[Sequence[str]] = []
"""The statements that make the tables of a new SQLite file, once they are known."""

migrated = mappings.migrations.upgrade
"""The upgrade itself, step by step."""


def install() -> None:
    """From now on this process takes all of it from here."""
    command = cache(typer.main.get_command)
    for module, name in ((typer.main, "get_command"), (typer.testing, "_get_command")):
        assert hasattr(module, name)
        setattr(module, name, command)
    mappings.migrations.upgrade = upgraded
    trusting = vars(httpx._transports.default)
    assert trusting["create_ssl_context"] is httpx.create_ssl_context
    trusting["create_ssl_context"] = cache(httpx.create_ssl_context)


def upgraded(connection: Connection) -> None:
    """As the upgrade leaves it: step by step the first time, and wherever there are tables already."""
    if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
        migrated(connection)
        return
    if _MADE:
        for statement in _MADE[0]:
            connection.exec_driver_sql(statement)
        return
    migrated(connection)
    _MADE.append(_statements(connection))


def _statements(connection: Connection) -> Sequence[str]:
    """Tables first, then what is on them, then the number of the schema."""
    made = text(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table'"
    )
    numbers = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
    return [
        *connection.execute(made).scalars(),
        *(f"INSERT INTO alembic_version VALUES ('{number}')" for number in numbers),  # noqa: S608
    ]
