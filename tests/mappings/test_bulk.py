"""Rows by the many, rows that may be there already, and prefixes: the same on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, Date, Integer, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.exc import IntegrityError

from mappings.bulk import begins_with, execute_many, insert_rows, upsert
from mappings.schema import mapping
from mappings.schema_books import placement
from mappings.types import Json, Price, UtcTime
from tests.databases import empty_store

NOW = datetime(2026, 11, 3, 12, 0, 0, 250, tzinfo=UTC)
DECIDED = {"decided_by": "ops", "decided_at": NOW, "why": "asked"}
EVERYTHING = Table(
    "user",
    MetaData(),
    Column("order", Integer, primary_key=True),
    Column("price", Price),
    Column("at", UtcTime),
    Column("day", Date),
    Column("data", Json),
    Column("body", LargeBinary),
    Column("open", Boolean),
    Column("note", Text),
)


@pytest.fixture
def connection(each_database: str) -> Iterator[Connection]:
    with empty_store() as store, store.writer.connect() as made, made.begin() as transaction:
        yield made
        transaction.rollback()


def projects(connection: Connection, *names: str) -> None:
    rows = [{"connector": "harvest", "project": name, "code": "A", "since": date(2026, 10, 1)} for name in names]
    execute_many(connection, mapping.insert(), [row | DECIDED for row in rows])


def found(connection: Connection, query: Any) -> list[Any]:
    return list(connection.execute(query).scalars())


def test_rows_by_place_are_read_back_as_they_were_said(connection: Connection) -> None:
    EVERYTHING.create(connection)
    names = ("order", "note", "price", "at", "day", "data", "body", "open")
    rows: list[tuple[Any, ...]] = [
        (1, "100 % of \\ and 'quotes' 🛠", Decimal("33.3333"), NOW, date(2026, 10, 1), ["é", 1], b"\x00\xff", True),
        (2, None, None, None, None, None, None, None),
    ]
    insert_rows(connection, EVERYTHING, names, iter(rows))
    read = connection.execute(select(*(EVERYTHING.c[name] for name in names)).order_by(EVERYTHING.c.order)).all()
    assert [tuple(row) for row in read] == rows


def test_more_rows_than_go_into_one_statement_all_arrive(connection: Connection) -> None:
    EVERYTHING.create(connection)
    insert_rows(connection, EVERYTHING, ("order", "note"), ((number, "x") for number in range(10_001)))
    assert len(found(connection, select(EVERYTHING.c.order))) == 10_001


def test_rows_by_place_break_the_keys_of_the_database_as_any_others_do(connection: Connection) -> None:
    names = tuple(column.name for column in placement.c if column.name != "settled")
    row = ("e1", 1, 1, 1, "held", "", None, 60, 60, 0, "", "because")
    with pytest.raises(IntegrityError):
        insert_rows(connection, placement, names, [row, row])


def test_no_rows_are_no_statement(connection: Connection) -> None:
    insert_rows(connection, EVERYTHING, ("order",), [])
    execute_many(connection, EVERYTHING.insert(), [])


def test_a_row_that_is_there_is_changed_where_it_is_told_and_nowhere_else(connection: Connection) -> None:
    EVERYTHING.create(connection)
    first, second = {"order": 1, "note": "old", "open": True}, {"order": 1, "note": "new", "open": False}
    execute_many(connection, upsert(connection, EVERYTHING, ("order",), ("note",)), [first, second])
    assert connection.execute(select(EVERYTHING.c.note, EVERYTHING.c.open)).all() == [("new", True)]
    longer = {"note": EVERYTHING.c.note + "er"}
    execute_many(connection, upsert(connection, EVERYTHING, ("order",), longer), [second, second])
    assert found(connection, select(EVERYTHING.c.note)) == ["newerer"]


ODD = ("ada", "Ada", "Zoe", "_a", "a%", "a_b", "axb", "ä", "éa", "🛠", "")


def test_texts_are_ordered_and_compared_by_their_letters_as_python_does(connection: Connection) -> None:
    projects(connection, *ODD)
    assert found(connection, select(mapping.c.project).order_by(mapping.c.project)) == sorted(ODD)
    later = select(mapping.c.project).where(mapping.c.project > "a").order_by(mapping.c.id)
    assert found(connection, later) == [name for name in ODD if name > "a"]


@pytest.mark.parametrize("prefix", ["a", "A", "a%", "a_", "_", "", "ä", "🛠"])
def test_a_prefix_is_taken_letter_by_letter(connection: Connection, prefix: str) -> None:
    projects(connection, *ODD)
    beginning = select(mapping.c.project).where(begins_with(mapping.c.project, prefix)).order_by(mapping.c.id)
    assert found(connection, beginning) == [name for name in ODD if name.startswith(prefix)]
