"""Money and moments in columns: exact, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from mappings.database import database_at
from mappings.types import Json, Price, UtcTime
from tests.databases import KINDS, empty_database

TABLE = Table("t", MetaData(), Column("price", Price), Column("at", UtcTime), Column("data", Json))


@pytest.fixture(params=KINDS)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with empty_database(request.param) as url:
        _, engine = database_at(url).engines()
        with engine.begin() as made:
            TABLE.create(made)
            yield made
        engine.dispose()


@pytest.mark.parametrize("price", ["0", "150", "97.5", "33.3333", "-0.0001", "999999999.9999"])
def test_prices_are_exact_integers_in_the_database(connection: Connection, price: str) -> None:
    connection.execute(insert(TABLE).values(price=Decimal(price)))
    assert connection.execute(select(TABLE.c.price)).scalar_one() == Decimal(price)
    kind = {"sqlite": "SELECT typeof(price) FROM t", "postgresql": "SELECT pg_typeof(price)::text FROM t"}
    assert connection.exec_driver_sql("SELECT price FROM t").scalar_one() == int(Decimal(price) * 10000)
    assert connection.exec_driver_sql(kind[connection.dialect.name]).scalar_one() in ("integer", "bigint")


def test_a_price_with_five_decimals_is_refused(connection: Connection) -> None:
    with pytest.raises((AssertionError, StatementError), match="more than 4 decimals"):
        connection.execute(insert(TABLE).values(price=Decimal("0.00001")))


def test_a_moment_without_a_zone_is_refused(connection: Connection) -> None:
    naive = datetime(2026, 10, 1, 9)  # noqa: DTZ001
    with pytest.raises((AssertionError, StatementError), match="without a zone"):
        connection.execute(insert(TABLE).values(at=naive))


def test_every_moment_is_read_back_in_utc(connection: Connection) -> None:
    berlin = datetime(2026, 10, 1, 9, tzinfo=timezone(timedelta(hours=2)))
    connection.execute(insert(TABLE).values(at=berlin))
    found = connection.execute(select(TABLE.c.at)).scalar_one()
    assert found == berlin and found.tzinfo == UTC and found.hour == 7


def test_equal_values_are_the_same_bytes(connection: Connection) -> None:
    connection.execute(insert(TABLE), [{"data": {"b": "é", "a": [1]}}, {"data": {"a": [1], "b": "é"}}])
    assert {row[0] for row in connection.exec_driver_sql("SELECT data FROM t")} == {'{"a":[1],"b":"é"}'}
