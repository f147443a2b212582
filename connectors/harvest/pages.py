"""One page of a Harvest list, decoded in one go; only if that fails, row by row, so that one bad row stays one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw

from connectors.harvest.payloads import Listed
from connectors.harvest.records import BadValue, to_seconds
from connectors.http import Reply
from connectors.reading import day_in, key_in, one_by_one, refuse_if_alike
from connectors.sources import BadRecord

R = TypeVar("R")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Rows(Generic[V]):
    """What a page holds, what could not be read of it, how many rows all pages have, and the address of the next."""

    values: list[V]
    rejected: list[BadRecord]
    of: int
    next: str


def read_page(reply: Reply, listed: type[Listed[Any]], row: type[R], convert: Callable[[R], V]) -> Rows[V]:
    """The rows of a page as values of ours. Raises Changed when the page, or one path in all its rows, does not fit."""
    page, rejected = _decoded(reply, listed, row)
    values = []
    for each in page.rows:
        try:
            values.append(convert(each))
        except BadValue as problem:
            rejected.append(BadRecord(key_in(getattr(each, "id", "")), str(problem), getattr(each, "spent_date", None)))
    refuse_if_alike(reply.what, len(values), rejected)
    return Rows(values, rejected, page.total_entries, page.links.next or "")


def _decoded(reply: Reply, listed: type[Listed[Any]], row: type[R]) -> tuple[Listed[R], list[BadRecord]]:
    generic: Any = listed
    try:
        whole: Listed[R] = msgspec.json.decode(reply.content, type=generic[row])
        return whole, []
    except (msgspec.DecodeError, UnicodeDecodeError):
        raw: Listed[Raw] = reply.decode(generic[Raw])
    rows, rejected = one_by_one(raw.rows, row, _bad)
    return Listed(rows, raw.total_entries, raw.links), rejected


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    return BadRecord(key_in(said.get("id")), reason, day_in(said.get("spent_date")), _seconds(said.get("hours")))


def _seconds(value: Any) -> int:
    try:
        return to_seconds(msgspec.convert(value, Decimal, strict=False))
    except (msgspec.ValidationError, BadValue):
        return 0
