"""Reading pages of Clockify's answers: all rows at once, and one by one only where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Raw, ValidationError, json

from connectors.clockify.payloads import Expenses, Report, Row, Spent, Sum, Timer
from connectors.errors import Changed
from connectors.http import Reply
from connectors.sources import BadRecord

T = TypeVar("T")

_FEW = 3
"""From so many rows on, the same path wrong in each of them is no accident."""


def read_report(reply: Reply) -> tuple[list[Row], list[BadRecord], Sum | None]:
    """The entries of a page of the detailed report, those that cannot be read, and its totals. Raises Changed."""
    try:
        page = reply.decode(Report[Row])
        return page.timeentries, [], page.total
    except Changed:
        rough = reply.decode(Report[Raw])
        return *_one_by_one(rough.timeentries, Row, reply), rough.total


def read_timers(reply: Reply) -> tuple[list[Timer], list[BadRecord]]:
    """The running timers of a page, and those that cannot be read. Raises Changed."""
    try:
        return reply.decode(list[Timer]), []
    except Changed:
        return _one_by_one(reply.decode(list[Raw]), Timer, reply)


def read_spent(reply: Reply) -> tuple[list[Spent], list[BadRecord]]:
    """The expenses of a page, and those that cannot be read. Raises Changed."""
    try:
        return reply.decode(Expenses[Spent]).expenses.expenses, []
    except Changed:
        return _one_by_one(reply.decode(Expenses[Raw]).expenses.expenses, Spent, reply)


def _one_by_one(rows: Sequence[Raw], kind: type[T], reply: Reply) -> tuple[list[T], list[BadRecord]]:
    good: list[T] = []
    bad: list[BadRecord] = []
    for row in rows:
        try:
            good.append(json.decode(row, type=kind))
        except ValidationError as problem:
            bad.append(_bad(json.decode(row), str(problem)))
    paths = {each.reason.rpartition(" - at ")[2] for each in bad}
    if not good and len(bad) >= _FEW and len(paths) == 1:
        raise Changed(f"no row of the answer to {reply.what} fits: {bad[0].reason}")
    return good, bad


def _bad(row: Any, reason: str) -> BadRecord:
    """What can still be said of a row that does not fit."""
    said = row if isinstance(row, Mapping) else {}
    interval = said.get("timeInterval")
    interval = interval if isinstance(interval, Mapping) else {}
    said_seconds = interval.get("duration")
    seconds = said_seconds if isinstance(said_seconds, int) and not isinstance(said_seconds, bool) else 0
    key = next((each for each in (said.get("_id"), said.get("id")) if isinstance(each, str)), "")
    return BadRecord(key, reason, _day(interval.get("start") or said.get("date")), max(seconds, 0))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
