"""One page of a Harvest list, decoded in one go; only if that fails, row by row, so that one bad row stays one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from connectors.errors import Changed
from connectors.harvest.payloads import Listed
from connectors.harvest.records import BadValue, to_seconds
from connectors.http import Reply
from connectors.sources import BadRecord

R = TypeVar("R")
V = TypeVar("V")

MANY = 3
"""From so many rows on, the same misfit in each of them is a change of the API and no accident of one row."""

_PATH = re.compile(r"`?(\$[^`\s]*)`?|required field `([^`]+)`")


@dataclass(frozen=True, slots=True)
class Rows(Generic[V]):
    """What a page holds, what could not be read of it, how many rows all pages have, and the address of the next."""

    values: list[V]
    rejected: list[BadRecord]
    of: int
    next: str


class _Glimpse(Struct):
    """What can still be made of a row that does not fit."""

    id: Any = None
    spent_date: Any = None
    hours: Any = None


def read_page(reply: Reply, listed: type[Listed[Any]], row: type[R], convert: Callable[[R], V]) -> Rows[V]:
    """The rows of a page as values of ours. Raises Changed when the page, or one path in all its rows, does not fit."""
    page, rejected = _decoded(reply, listed, row)
    values = []
    for each in page.rows:
        try:
            values.append(convert(each))
        except BadValue as problem:
            rejected.append(BadRecord(str(getattr(each, "id", "")), str(problem), getattr(each, "spent_date", None)))
    if len(rejected) >= MANY and not values and len({_path(bad.reason) for bad in rejected}) == 1:
        raise Changed(f"no row in the answer to {reply.what} fits: {rejected[0].reason}")
    return Rows(values, rejected, page.total_entries, page.links.next or "")


def _decoded(reply: Reply, listed: type[Listed[Any]], row: type[R]) -> tuple[Listed[R], list[BadRecord]]:
    generic: Any = listed
    try:
        whole: Listed[R] = msgspec.json.decode(reply.content, type=generic[row])
        return whole, []
    except (msgspec.DecodeError, UnicodeDecodeError):
        raw: Listed[Raw] = reply.decode(generic[Raw])
    rows: list[R] = []
    rejected: list[BadRecord] = []
    for each in raw.rows:
        try:
            rows.append(msgspec.json.decode(each, type=row))
        except (msgspec.ValidationError, UnicodeDecodeError) as problem:
            rejected.append(_bad(each, str(problem)))
    return Listed(rows, raw.total_entries, raw.links), rejected


def _bad(row: Raw, reason: str) -> BadRecord:
    try:
        seen = msgspec.json.decode(row, type=_Glimpse)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return BadRecord("", reason)
    own = str(seen.id) if isinstance(seen.id, int | str) else ""
    return BadRecord(own, reason, _day(seen.spent_date), _seconds(seen.hours))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _seconds(value: Any) -> int:
    try:
        return to_seconds(msgspec.convert(value, Decimal, strict=False))
    except (msgspec.ValidationError, BadValue):
        return 0


def _path(reason: str) -> str:
    found = _PATH.search(reason)
    return (found[1] or found[2]) if found else reason
