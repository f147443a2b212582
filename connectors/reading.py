"""Reading a vendor's page: all rows in one go, and one by one only where that fails, so that one bad row stays one.

`page_of` reads the rows, `fitting` makes records of them, `refuse_if_alike` says when that is no accident any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from connectors.errors import Changed
from connectors.http import Reply
from connectors.sources import BadRecord

T = TypeVar("T")
V = TypeVar("V")
Glimpse = Callable[[Mapping[str, Any], str], BadRecord]
"""What can still be made of a row that does not fit, and why it does not."""

MANY = 3
"""From so many rows on, the same misfit in each of them is a change of the API and no accident of one row."""

_PATH = re.compile(r"`?(\$[^`\s]*)`?|required field `([^`]+)`")


class Unfit(Exception):
    """A row of the right types that still cannot be a record; the message names the path and says why."""


def page_of(
    reply: Reply, page: Any, kind: type[T], rows: Callable[[Any], Iterable[Any]], glimpse: Glimpse
) -> tuple[Any, list[T], list[BadRecord]]:
    """A page (a type that is generic in its rows), its rows of a kind, and what is left of others.

    Raises Changed for what is no such page.
    """
    try:
        whole = msgspec.json.decode(reply.content, type=page[kind])
    except (msgspec.DecodeError, UnicodeDecodeError):
        rough = reply.decode(page[Raw])
        return rough, *one_by_one(rows(rough), kind, glimpse)
    return whole, list(rows(whole)), []


def fitting(
    rows: Iterable[T], record: Callable[[T], V], spoilt: Callable[[T, str], BadRecord]
) -> tuple[list[V], list[BadRecord]]:
    """What rows become, and those that are Unfit to become anything."""
    good: list[V] = []
    bad: list[BadRecord] = []
    for row in rows:
        try:
            good.append(record(row))
        except Unfit as problem:
            bad.append(spoilt(row, str(problem)))
    return good, bad


def one_by_one(
    rows: Iterable[Raw], kind: type[T], glimpse: Glimpse, under: str = "$"
) -> tuple[list[T], list[BadRecord]]:
    """The rows that are of a kind, and what is left of the others. `under` is where the rows stand in their record."""
    good: list[T] = []
    bad: list[BadRecord] = []
    for row in rows:
        try:
            good.append(msgspec.json.decode(row, type=kind))
        except (msgspec.ValidationError, UnicodeDecodeError) as problem:
            bad.append(glimpse(row_said(row), str(problem).replace("`$", f"`{under}")))
    return good, bad


def refuse_if_alike(what: str, good: int, bad: Sequence[BadRecord]) -> None:
    """Raises Changed where no row of an answer fits, and all for the same path."""
    if not good and len(bad) >= MANY and len({path_of(each.reason) for each in bad}) == 1:
        raise Changed(f"no row of the answer to {what} fits: {bad[0].reason}")


def path_of(reason: str) -> str:
    """The path or the field that a reason names, else the reason itself."""
    found = _PATH.search(reason)
    return re.sub(r"\[\d+\]", "[]", found[1] or found[2]) if found else reason


def day_in(value: object) -> date | None:
    """The day that a text begins with, if it does."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def seconds_in(value: object) -> int:
    """A number of whole seconds, 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def key_in(value: object) -> str:
    """An id, nothing for anything else."""
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def row_said(row: Raw) -> Mapping[str, Any]:
    """What a row that does not fit says nevertheless; nothing where it is no object."""
    try:
        said = msgspec.json.decode(row)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return said if isinstance(said, dict) else {}
