"""Column types that mean the same on every database: integers for money and prices, and times that know their zone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text, TypeDecorator

from billing.ids import canonical
from billing.money import ten_thousandths


class Price(TypeDecorator[Decimal]):
    """A price or a quantity with at most four decimals, kept as an integer of ten-thousandths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Ten-thousandths."""
        return None if value is None else ten_thousandths(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The decimal."""
        return None if value is None else _decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment. Times without a zone are refused; every reading is in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same moment in UTC."""
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment without a zone cannot be stored"
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """The same, without detours where the database keeps text."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Lists and objects of text and integers as canonical JSON text, the same bytes for the same value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Canonical text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value. Lists that are read may be shared; nobody changes them."""
        return None if value is None else _read(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """The same, without detours: it is done many times for every entry."""
        return lambda value: None if value is None else _read(value)


_KEPT = 8192
"""How many values are kept as they were read: the same tags, tasks and rates come again and again."""
_read = lru_cache(_KEPT)(json.JSONDecoder().decode)


@lru_cache(_KEPT)
def _decimal(value: int) -> Decimal:
    return Decimal(value).scaleb(-4)
