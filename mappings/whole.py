"""Every row of a table, a few at a time, for those who take everything with them; and what its columns hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    Text,
    func,
    select,
    true,
)

from mappings.bulk import by_letters
from mappings.schema_books import metadata
from mappings.types import Json, Price, UtcTime

AT_A_TIME, LARGE_AT_A_TIME = 100, 10
"""How many rows are held at once; fewer where a row has a whole document or configuration."""

LARGE = ("configuration", "plan", "push", "closing")

TEXT, COUNT, PRICE, DAY, MOMENT, ANSWER, JSON, CONTENT = (
    "text",
    "integer",
    "decimal",
    "day",
    "moment",
    "yes or no",
    "JSON",
    "content",
)
"""What a column may hold."""

_KINDS: tuple[tuple[type[Any], str], ...] = (
    (Price, PRICE),
    (UtcTime, MOMENT),
    (Json, JSON),
    (Boolean, ANSWER),
    (Date, DAY),
    (LargeBinary, CONTENT),
    (BigInteger, COUNT),
    (Integer, COUNT),
    (Text, TEXT),
)


@dataclass(frozen=True, slots=True)
class Only:
    """The rows whose column has a value, or, where `equal` is false, those whose has another."""

    column: str
    value: str
    equal: bool = True


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """Every table of the store: what each of its columns holds."""
    return MappingProxyType({table.name: _columns(table) for table in metadata.sorted_tables})


class Whole:
    """All that a table has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, table: str, only: Only | None = None) -> int:
        """How many rows there are."""
        found = metadata.tables[table]
        query = select(func.count()).select_from(found).where(_which(found, only))
        return int(self._connection.execute(query).scalar_one())

    @contextmanager
    def rows(self, table: str, columns: Sequence[str], only: Only | None = None) -> Iterator[Iterable[Sequence[Any]]]:
        """The rows by their key, letter by letter, with these columns; only a few of them are held at a time."""
        found = metadata.tables[table]
        order = [by_letters(self._connection, column) for column in found.primary_key]
        query = select(*(found.c[name] for name in columns)).where(_which(found, only)).order_by(*order)
        size = LARGE_AT_A_TIME if table in LARGE else AT_A_TIME
        with self._connection.execute(query, execution_options={"yield_per": size}) as found_rows:
            yield found_rows


def _which(table: Table, only: Only | None) -> ColumnElement[bool]:
    if only is None:
        return true()
    column = table.c[only.column]
    return column == only.value if only.equal else column != only.value


def _columns(table: Table) -> Mapping[str, str]:
    return MappingProxyType({column.name: _kind(column.type) for column in table.c})


def _kind(of: Any) -> str:
    return next(kind for known, kind in _KINDS if isinstance(of, known))
