"""Column types that mean the same on every database: integers for money and prices, and times that know their zone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text, TypeDecorator

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
        return None if value is None else Decimal(value).scaleb(-4)


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
        return None if value is None else _ENCODER.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value."""
        if value == "[]":
            return []
        return None if value is None else _loads(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_loads = json.JSONDecoder().decode
