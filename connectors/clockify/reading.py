"""Pages of Clockify's answers: the report, running timers, expenses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.clockify.payloads import Expenses, Report, Row, Spent, Sum, Timer
from connectors.http import Reply
from connectors.reading import day_in, key_in, page_of, refuse_if_alike, seconds_in
from connectors.sources import BadRecord


def read_report(reply: Reply) -> tuple[list[Row], list[BadRecord], Sum | None]:
    """The entries of a page of the detailed report, those that cannot be read, and its totals. Raises Changed."""
    page, good, bad = page_of(reply, Report, Row, lambda report: report.timeentries, _bad)
    refuse_if_alike(reply.what, len(good), bad)
    return good, bad, page.total


def read_timers(reply: Reply) -> tuple[list[Timer], list[BadRecord]]:
    """The running timers of a page, and those that cannot be read. Raises Changed."""
    _, good, bad = page_of(reply, list, Timer, lambda timers: timers, _bad)
    refuse_if_alike(reply.what, len(good), bad)
    return good, bad


def read_spent(reply: Reply) -> tuple[list[Spent], list[BadRecord]]:
    """The expenses of a page, and those that cannot be read. Raises Changed."""
    _, good, bad = page_of(reply, Expenses, Spent, lambda page: page.expenses.expenses, _bad)
    refuse_if_alike(reply.what, len(good), bad)
    return good, bad


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    interval = said.get("timeInterval")
    interval = interval if isinstance(interval, Mapping) else {}
    key = key_in(said.get("_id")) or key_in(said.get("id"))
    day = day_in(interval.get("start") or said.get("date"))
    return BadRecord(key, reason, day, seconds_in(interval.get("duration")))
