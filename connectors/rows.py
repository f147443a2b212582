"""One row of a detailed time export as a record, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from billing.ids import digest
from billing.money import TEN_THOUSANDTH
from billing.records import SourceRecord
from connectors.base import Rejected
from connectors.values import (
    CLOCK_TOLERANCE,
    LONGEST_SECONDS,
    BadCell,
    Span,
    to_clock,
    to_date,
    to_flag,
    to_number,
    to_span,
)

_DECIMAL_TOLERANCE = 36
_UTC = ZoneInfo("UTC")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes its rows: where each field stands (-1: nowhere), and how to read dates, numbers and clocks."""

    places: Mapping[str, int]
    width: int
    currency: str
    order: str
    mark: str
    zone: ZoneInfo


class RowReader:
    """Reads the rows of one file. What a cell means is found out once for all rows that have the same."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        order, mark = writing.order, writing.mark
        self._date: Callable[[str], date] = cache(lambda cell: to_date(cell, order))
        self._span: Callable[[str], Span] = cache(lambda cell: to_span(cell, mark))
        self._clock: Callable[[str], time] = cache(to_clock)
        self._flag: Callable[[str], bool | None] = cache(to_flag)
        self._rate: Callable[[str], Decimal | None] = cache(lambda cell: _rate(cell, mark))
        self._tags: Callable[[str], tuple[str, ...]] = cache(_tags)
        self._moments: Callable[[date, time], list[datetime]] = cache(lambda day, at: _moments(day, at, writing.zone))
        self._same = _Kept().__getitem__

    def read(self, line: int, cells: Sequence[str] | str) -> SourceRecord | Rejected:
        """The record in a row's cells, or why there is none; a text instead of cells is the reason already."""
        if isinstance(cells, str):
            return Rejected(line, cells, content=digest([cells]))
        row = Row(cells, self._writing.places, self._writing.width)
        if len(cells) > self._writing.width and any(map(str.strip, cells[self._writing.width :])):
            return self._rejected(line, row, "this row has more cells than the header has columns")
        try:
            return self._record(row)
        except BadRow as problem:
            return self._rejected(line, row, str(problem))

    def _record(self, row: Row) -> SourceRecord:
        said, same = row.said, self._same
        day = row.required("date" if row.has("date") else "start_date", self._date)
        span = row.optional("duration", self._span) or row.optional("hours", self._span)
        started, ended = (
            self._started_and_ended(row, day, span) if said["start_time"] or said["end_time"] else _NO_TIMES
        )
        running = started is not None and ended is None and row.has("end_time")
        timed = _elapsed(started, ended) if started is not None and ended is not None else None
        seconds = _seconds(span, timed, running)
        differs = timed is not None and abs(timed - seconds) > CLOCK_TOLERANCE
        person = said["person"] or f"{said['first_name']} {said['last_name']}".strip()
        if not (person or said["email"]):
            raise BadRow("it names no person")
        return SourceRecord(
            day=day,
            seconds=seconds,
            person=same(person),
            email=same(said["email"]),
            client=same(said["client"]),
            project=same(said["project"]),
            project_code=same(said["project_code"]),
            activity=same(said["activity"]),
            tags=self._tags(said["tags"]),
            note=said["note"],
            started=started,
            ended=ended,
            running=running,
            billable=row.optional("billable", self._flag),
            approved=row.optional("approved", self._flag),
            invoiced=row.optional("invoiced", self._flag),
            rate=self._rate(said["rate"]),
            currency=same(said["currency"][-3:].upper()) or self._writing.currency,
            task_url=said["task_url"],
            clock_seconds=timed if differs else None,
        )

    def _started_and_ended(self, row: Row, day: date, span: Span | None) -> _Times:
        start = row.optional("start_time", self._clock)
        end = row.optional("end_time", self._clock)
        if start is None:
            return _NO_TIMES
        starts = self._moments(day, start)
        if end is None:
            return starts[0], None
        last = row.optional("end_date", self._date)
        for end_day in [last] if last else [day, day + timedelta(days=1)]:
            ends = self._moments(end_day, end)
            pairs = [(started, ended) for started in starts for ended in ends if started <= ended]
            if pairs:
                return next((pair for pair in pairs if span and _agrees(pair, span)), pairs[0])
        raise BadRow("it ends before it starts")

    def _rejected(self, line: int, row: Row, reason: str) -> Rejected:
        day = row.if_readable(("date", "start_date"), self._date)
        span = row.if_readable(("duration", "hours"), self._span)
        return Rejected(line, reason, day, span.seconds if span else 0, digest(list(row.cells)))


class _Kept(dict[str, str]):
    """Each text as it was first seen: names that thousands of rows share are kept once."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


class Row:
    """A row's cells by field; a row shorter than the header has empty cells at its end, as spreadsheets write it."""

    __slots__ = ("cells", "places", "said")

    def __init__(self, cells: Sequence[str], places: Mapping[str, int], width: int) -> None:
        self.cells = cells
        self.places = places
        padded = [*cells, *[""] * (width - len(cells)), ""]
        self.said = dict(zip(places, map(str.strip, map(padded.__getitem__, places.values())), strict=True))

    def has(self, field: str) -> bool:
        """Whether the file has such a column."""
        return self.places[field] >= 0

    def required(self, field: str, to_value: Callable[[str], T]) -> T:
        """The value of a cell. Raises BadRow when it is empty or unreadable."""
        if not self.said[field]:
            raise BadRow(f"its {field.replace('_', ' ')} is empty")
        value = self.optional(field, to_value)
        assert value is not None, "what is written means something"
        return value

    def optional(self, field: str, to_value: Callable[[str], T]) -> T | None:
        """The value of a cell, None for an empty one. Raises BadRow when it is unreadable."""
        cell = self.said[field]
        if not cell:
            return None
        try:
            return to_value(cell)
        except BadCell as problem:
            raise _unreadable(field, cell, problem) from problem

    def if_readable(self, fields: Sequence[str], to_value: Callable[[str], T]) -> T | None:
        """The value of the first of some cells that is not empty, if it has one."""
        try:
            return to_value(next((self.said[field] for field in fields if self.said[field]), ""))
        except BadCell:
            return None


class BadRow(ValueError):
    """A row that cannot become a record; the message completes a sentence about it."""


def _unreadable(field: str, cell: str, problem: BadCell) -> BadRow:
    shown = cell if len(cell) <= 40 else cell[:39] + "…"
    return BadRow(f"its {field.replace('_', ' ')} is {shown!r}, {problem}")


_Times = tuple[datetime | None, datetime | None]
_NO_TIMES: _Times = (None, None)


def _seconds(span: Span | None, timed: int | None, running: bool) -> int:
    if span is None:
        if timed is None and not running:
            raise BadRow("it has no duration")
        if timed is not None and timed > LONGEST_SECONDS:
            raise BadRow("it is longer than a month")
        return timed or 0
    if timed is None or span.shows == "seconds":
        return span.seconds
    tolerance = CLOCK_TOLERANCE if span.shows == "minutes" else _DECIMAL_TOLERANCE
    return timed if abs(timed - span.seconds) < tolerance else span.seconds


def _moments(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """The moments a clock shows this: two in the hour that is repeated when summer time ends."""
    first = datetime.combine(day, clock, zone)
    second = first.replace(fold=1)
    repeated = first.astimezone(_UTC) < second.astimezone(_UTC)
    return [moment.astimezone(_UTC) for moment in ([first, second] if repeated else [first])]


def _rate(cell: str, mark: str) -> Decimal | None:
    try:
        rate = to_number(cell, mark) if cell else None
    except BadCell:
        return None
    return rate.quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_UP) if rate else None


def _tags(cell: str) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in cell.split(",") if tag.strip())


def _elapsed(started: datetime, ended: datetime) -> int:
    return int((ended - started).total_seconds())


def _agrees(pair: tuple[datetime, datetime], span: Span) -> bool:
    return abs(_elapsed(*pair) - span.seconds) <= CLOCK_TOLERANCE
