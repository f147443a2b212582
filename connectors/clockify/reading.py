"""Pages of Clockify's answers: the report, running timers, expenses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Raw

from connectors.clockify.payloads import Expenses, Report, Row, Spent, Sum, Timer
from connectors.errors import Changed
from connectors.http import Reply
from connectors.reading import day_in, key_in, one_by_one, refuse_if_alike, seconds_in
from connectors.sources import BadRecord

T = TypeVar("T")


def read_report(reply: Reply) -> tuple[list[Row], list[BadRecord], Sum | None]:
    """The entries of a page of the detailed report, those that cannot be read, and its totals. Raises Changed."""
    try:
        page = reply.decode(Report[Row])
        return page.timeentries, [], page.total
    except Changed:
        rough = reply.decode(Report[Raw])
        return *_apart(rough.timeentries, Row, reply), rough.total


def read_timers(reply: Reply) -> tuple[list[Timer], list[BadRecord]]:
    """The running timers of a page, and those that cannot be read. Raises Changed."""
    try:
        return reply.decode(list[Timer]), []
    except Changed:
        return _apart(reply.decode(list[Raw]), Timer, reply)


def read_spent(reply: Reply) -> tuple[list[Spent], list[BadRecord]]:
    """The expenses of a page, and those that cannot be read. Raises Changed."""
    try:
        return reply.decode(Expenses[Spent]).expenses.expenses, []
    except Changed:
        return _apart(reply.decode(Expenses[Raw]).expenses.expenses, Spent, reply)


def _apart(rows: Sequence[Raw], kind: type[T], reply: Reply) -> tuple[list[T], list[BadRecord]]:
    good, bad = one_by_one(rows, kind, _bad)
    refuse_if_alike(reply.what, len(good), bad)
    return good, bad


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    interval = said.get("timeInterval")
    interval = interval if isinstance(interval, Mapping) else {}
    key = key_in(said.get("_id")) or key_in(said.get("id"))
    day = day_in(interval.get("start") or said.get("date"))
    return BadRecord(key, reason, day, seconds_in(interval.get("duration")))
