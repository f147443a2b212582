"""One page of a Harvest list, decoded in one go; only if that fails, row by row, so that one bad row stays one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from connectors.harvest.payloads import Listed
from connectors.harvest.records import to_seconds
from connectors.http import Reply
from connectors.reading import Unfit, day_in, fitting, key_in, page_of, refuse_if_alike
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
    page, rows, bad = page_of(reply, listed, row, _rows, _bad)
    values, unfit = fitting(rows, convert, _unfit)
    rejected = [*bad, *unfit]
    refuse_if_alike(reply.what, len(values), rejected)
    return Rows(values, rejected, page.total_entries, page.links.next or "")


def _rows(page: Listed[R]) -> list[R]:
    return page.rows


def _unfit(row: Any, reason: str) -> BadRecord:
    return BadRecord(key_in(getattr(row, "id", "")), reason, getattr(row, "spent_date", None))


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    return BadRecord(key_in(said.get("id")), reason, day_in(said.get("spent_date")), _seconds(said.get("hours")))


def _seconds(value: Any) -> int:
    try:
        return to_seconds(msgspec.convert(value, Decimal, strict=False))
    except (msgspec.ValidationError, Unfit):
        return 0
