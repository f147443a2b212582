"""Pages of Toggl's answers: the detailed report, whose entries stand in groups, and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from billing.records import SourceRecord
from connectors.http import Reply
from connectors.reading import day_in, fitting, key_in, one_by_one, refuse_if_alike, row_said, seconds_in
from connectors.sources import BadRecord
from connectors.toggl.payloads import Entry, Group, Heading, Row, Task, Tasks, Timesheet, Timesheets

T = TypeVar("T")


class _Apart(Heading, kw_only=True):
    time_entries: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of a page, each with what its group says, and those that could not be read."""

    good: tuple[Row, ...]
    bad: tuple[BadRecord, ...] = ()
    what: str = ""
    """Which request they answer."""

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the entries that could be read."""
        return frozenset(entry.id for _, entry in self.good)


def read_rows(reply: Reply) -> Rows:
    """The entries of a page. Raises Changed where all rows fail alike, or it is no list at all."""
    try:
        groups = msgspec.json.decode(reply.content, type=list[Group] | None) or []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _one_by_one(reply)
    return Rows(tuple((group, entry) for group in groups for entry in group.time_entries), what=reply.what)


def read_records(
    rows: Rows, record: Callable[[Row], SourceRecord]
) -> tuple[list[tuple[Entry, SourceRecord]], tuple[BadRecord, ...]]:
    """Entries as records, and those that are none. Raises Changed where all are none alike."""
    found, unfit = fitting(rows.good, lambda row: (row[1], record(row)), _unfit)
    refuse_if_alike(rows.what, len(found), unfit)
    return found, (*rows.bad, *unfit)


def _unfit(row: Row, reason: str) -> BadRecord:
    entry = row[1]
    return BadRecord(str(entry.id), reason, entry.start.date(), max(entry.seconds, 0))


def _one_by_one(reply: Reply) -> Rows:
    good: list[Row] = []
    bad: list[BadRecord] = []
    for raw in reply.decode(list[msgspec.Raw]):
        groups, _ = one_by_one([raw], _Apart, _bad)
        if not groups:
            bad += _bad_group(raw)
        for group in groups:
            entries, others = one_by_one(group.time_entries, Entry, _bad, "$.time_entries[]")
            good += [(group, entry) for entry in entries]
            bad += others
    refuse_if_alike(reply.what, len(good), bad)
    return Rows(tuple(good), tuple(bad), reply.what)


def _bad_group(raw: msgspec.Raw) -> list[BadRecord]:
    """A group that does not fit spoils all its entries."""
    _, (problem,) = one_by_one([raw], _Apart, _bad)
    inner = row_said(raw).get("time_entries")
    entries = [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
    return [_bad(entry, problem.reason) for entry in entries] or [problem]


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    return BadRecord(key_in(said.get("id")), reason, day_in(said.get("start")), seconds_in(said.get("seconds")))


# ---- lists ----

Read = Callable[[Reply], tuple[list[T], int | None]]
"""The rows of a page of a list, and how many there are on all pages, if it says so."""


def rows_of(reply: Reply, kind: type[list[T]]) -> list[T]:
    """A list; Toggl writes null for an empty one."""
    return [] if reply.content.strip() == b"null" else reply.decode(kind)


def list_of(kind: type[list[T]]) -> Read[T]:
    """How a list is read that does not say how long it is."""
    return lambda reply: (rows_of(reply, kind), None)


def tasks_of(reply: Reply) -> tuple[list[Task], int | None]:
    """Tasks, with how many there are."""
    page = reply.decode(Tasks)
    return page.data or [], page.total_count


def timesheets_of(reply: Reply) -> tuple[list[Timesheet], int | None]:
    """The specification shows the envelope in a list, the documentation alone."""
    if not reply.content.lstrip().startswith(b"["):
        page = reply.decode(Timesheets)
        return page.data or [], page.total_count
    pages = reply.decode(list[Timesheets])
    return [sheet for page in pages for sheet in page.data or ()], pages[0].total_count if pages else 0
