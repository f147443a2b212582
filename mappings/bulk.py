"""What both databases understand alike: many rows at a time, rows that may be there already, and prefixes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    collate,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from billing.ids import canonical_each

ROWS = 5000
KEYS = 500
LAST_LETTER = "\U0010ffff"
T = TypeVar("T")
Converter = Callable[[Any], Any]
Columns = list[Sequence[Any]]
NOTHING: Mapping[str, Converter] = {}
MONTH: BindParameter[str] = bindparam("month", type_=Text)
"""A month's name in a statement that is made once, to be said when it is executed."""
_INSERT: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def execute_many(connection: Connection, statement: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
    """Executes a statement for each row; nothing happens for no rows."""
    for chunk in chunks(rows, ROWS):
        connection.execute(statement, list(chunk))


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Adds rows whose values stand in the order of `names`; the quick way for rows by the ten thousand."""
    statement, converters = _insertion(connection, table, names)
    for chunk in chunks(rows, ROWS):
        connection.exec_driver_sql(statement, _converted(chunk, converters))


def replace_rows(
    connection: Connection, table: Table, key: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Overwrites columns of rows that are there: each row has the values in the order of `names`, then its key."""
    place, converters = _converters(connection, table, (*names, key))
    quote = connection.dialect.identifier_preparer.quote
    values = ", ".join(f"{quote(name)} = {place}" for name in names)
    statement = f"UPDATE {quote(table.name)} SET {values} WHERE {quote(key)} = {place}"  # noqa: S608
    for chunk in chunks(rows, ROWS):
        connection.exec_driver_sql(statement, _converted(chunk, converters))


def upsert(
    connection: Connection, table: Table, keys: Sequence[str], changing: Sequence[str] | Mapping[str, Any]
) -> Executable:
    """A statement that adds a row; where one with these keys is there, it changes that one instead.

    `changing` names columns that get the new row's values, or says what each of them gets.
    """
    if isinstance(changing, Mapping):
        return _upsert(connection.dialect.name, table, keys, changing)
    return _usual_upsert(connection.dialect.name, table, tuple(keys), tuple(changing))


def insert_new(connection: Connection, table: Table, keys: Sequence[str]) -> Executable:
    """A statement that adds a row, or nothing where one with these keys is there."""
    return _usual_insert(connection.dialect.name, table, tuple(keys))


def among(connection: Connection, column: ColumnElement[str], keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether a text is one of very many: they travel as one value, so that the statement stays the same."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(keys))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, list(keys), type_=ARRAY(Text), unique=True))


def begins_with(column: ColumnElement[str], prefix: str | BindParameter[str]) -> ColumnElement[bool]:
    """Whether a text begins with another one, letter by letter; an index on the column answers it."""
    return (column >= prefix) & (column < prefix + LAST_LETTER)


def by_letters(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The order of a column letter by letter, whatever the language of the database."""
    return collate(column, "C") if connection.dialect.name == "postgresql" and isinstance(column.type, Text) else column


def chunks(items: Iterable[T], size: int = KEYS) -> Iterator[Sequence[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def read_columns(
    connection: Connection,
    query: Select[Any],
    making: Mapping[str, Converter] = NOTHING,
    said: Mapping[str, Any] = NOTHING,
) -> Columns:
    """The answer to a query, a column at a time; the quick way to rows by the ten thousand.

    `making` says for some columns, by their names, what becomes of a value that was read, unless it is None. Equal
    values of a column are read once, and shared. `said` are the query's parameters.
    """
    result = connection.execute(query, said)
    assert result.cursor is not None, "only questions have columns"
    names = list(query.selected_columns)
    columns: Columns = list(zip(*result.cursor.fetchall(), strict=True)) or [() for _ in names]
    result.close()
    for place, column in enumerate(names):
        of_type = column.type.dialect_impl(connection.dialect).result_processor(connection.dialect, None)
        steps = [step for step in (of_type, making.get(column.name)) if step is not None]
        if steps:
            columns[place] = list(map(_Read(steps).__getitem__, columns[place]))
    return columns


class _Read(dict[Any, Any]):
    """What each value of a column becomes by some steps, found out when it is first seen."""

    def __init__(self, steps: Sequence[Converter]) -> None:
        self._steps = steps

    def __missing__(self, value: Any) -> Any:
        made = value
        for step in self._steps:
            made = None if made is None else step(made)
        self[value] = made
        return made


@lru_cache
def _usual_insert(dialect: str, table: Table, keys: tuple[str, ...]) -> Executable:
    result: Executable = _INSERT[dialect](table).on_conflict_do_nothing(index_elements=list(keys))
    return result


@lru_cache
def _usual_upsert(dialect: str, table: Table, keys: tuple[str, ...], changing: tuple[str, ...]) -> Executable:
    return _upsert(dialect, table, keys, changing)


def _upsert(dialect: str, table: Table, keys: Sequence[str], changing: Sequence[str] | Mapping[str, Any]) -> Executable:
    statement = _INSERT[dialect](table)
    replaced = changing if isinstance(changing, Mapping) else {name: statement.excluded[name] for name in changing}
    result: Executable = statement.on_conflict_do_update(index_elements=list(keys), set_=dict(replaced))
    return result


def _insertion(connection: Connection, table: Table, names: Sequence[str]) -> tuple[str, list[tuple[int, Converter]]]:
    """The bare statement, and what turns which values into those of the database."""
    place, converters = _converters(connection, table, names)
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    values = ", ".join(place for _ in names)
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({values})", converters  # noqa: S608


def _converters(connection: Connection, table: Table, names: Sequence[str]) -> tuple[str, list[tuple[int, Converter]]]:
    """How a value's place is written, and what turns which values into those of the database."""
    dialect = connection.dialect
    found: list[Converter | None] = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    converters = [(number, converter) for number, converter in enumerate(found) if converter is not None]
    return "?" if dialect.paramstyle == "qmark" else "%s", converters


def _converted(rows: Sequence[tuple[Any, ...]], converters: list[tuple[int, Converter]]) -> list[tuple[Any, ...]]:
    """A column at a time."""
    if not converters:
        return list(rows)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for number, convert in converters:
        columns[number] = _converted_column(columns[number], convert)
    return list(zip(*columns, strict=True))


def _converted_column(column: Sequence[Any], convert: Converter) -> list[Any]:
    """Most columns have few values: each is converted once, unless it is a list, say; tuples are written as JSON."""
    if set(map(type, column)) == {tuple}:
        return canonical_each(column)
    try:
        return list(map(lru_cache(ROWS)(convert), column))
    except TypeError:
        return list(map(convert, column))
