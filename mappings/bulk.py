"""Many rows at a time: lists of dictionaries, five thousand to a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.sql.base import Executable

ROWS = 5000
KEYS = 500
T = TypeVar("T")


def execute_many(connection: Connection, statement: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
    """Executes a statement for each row; nothing happens for no rows."""
    for chunk in chunks(rows, ROWS):
        connection.execute(statement, list(chunk))


def chunks(items: Iterable[T], size: int = KEYS) -> Iterator[Sequence[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
