"""Kinds of parameter: each turns what was sent into a value, or raises ValueError with what it should have been."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

Kind = Callable[[Any], Any]


# ---- of an address: from text ----


def text(value: Any) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise ValueError("must be one text")  # all kinds refuse alike
    return value


def number(low: int = 0, high: int = 2**63 - 1) -> Kind:
    """A whole number written in digits."""

    def kind(value: Any) -> int:
        if not re.fullmatch(r"-?\d{1,19}", text(value), re.ASCII) or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return kind


def flag(value: Any) -> bool:
    """true or false."""
    if value not in ("true", "false"):
        raise ValueError("must be true or false")
    return bool(value == "true")


def day(value: Any) -> date:
    """A date such as 2026-10-31."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text(value), re.ASCII):
        raise ValueError("must be a date such as 2026-10-31")
    return date.fromisoformat(value)


def compact_day(value: Any) -> date:
    """A date such as 20261031 or 2026-10-31."""
    return day(re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", text(value)))


def moment(value: Any) -> datetime:
    """A moment with its offset, such as 2026-10-31T23:59:59Z, in UTC."""
    if not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)",
        text(value),
    ):
        raise ValueError("must be a moment such as 2026-10-31T23:59:59Z")
    return datetime.fromisoformat(value).astimezone(UTC)


def wall(value: Any) -> datetime:
    """A moment on the wall, without a zone; one that is sent has no effect."""
    if not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?",
        text(value),
    ):
        raise ValueError("must be a moment such as 2026-10-31T23:59:59")
    return datetime.fromisoformat(value).replace(tzinfo=None)


def one_of(*words: str) -> Kind:
    """One of some words."""

    def kind(value: Any) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return str(value)

    return kind


class Repeated:
    """A parameter that may stand several times: a list."""

    repeated = True

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def __call__(self, value: Any) -> list[Any]:
        return [self._kind(each) for each in value]


# ---- of a body: from JSON ----


def whole(low: int = -(2**63), high: int = 2**63 - 1) -> Kind:
    """A whole number of JSON."""

    def kind(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return kind


def boolean(value: Any) -> bool:
    """true or false of JSON."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # all kinds refuse alike
    return value


def anything(value: Any) -> Any:
    """Whatever is sent."""
    return value


def optional(kind: Kind) -> Kind:
    """null, or something."""
    return lambda value: None if value is None else kind(value)


def list_of(kind: Kind) -> Kind:
    """A list of JSON."""

    def each(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError("must be a list")  # all kinds refuse alike
        return [kind(one) for one in value]

    return each


def object_of(kinds: Mapping[str, Kind], needs: tuple[str, ...] = ()) -> Kind:
    """An object of JSON with these keys and no others; `needs` must be there."""

    def kind(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("must be an object")  # all kinds refuse alike
        unknown = sorted(set(value) - set(kinds))
        missing = [name for name in needs if name not in value]
        if unknown or missing:
            raise ValueError(f"does not know {unknown[0]}" if unknown else f"needs {missing[0]}")
        return {name: _inner(kinds[name], one, name) for name, one in value.items()}

    return kind


def _inner(kind: Kind, value: Any, name: str) -> Any:
    try:
        return kind(value)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from problem
