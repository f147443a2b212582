"""Detailed time exports: which vendor wrote a file, what its columns mean, and each row as a record or a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from billing.ids import digest
from billing.money import TEN_THOUSANDTH
from billing.records import SourceRecord
from billing.texts import nearest
from connectors.base import BadFile, Export, Layout, Reading, Rejected
from connectors.tables import Table
from connectors.values import (
    LONGEST_SECONDS,
    BadCell,
    Span,
    prove_dates,
    prove_decimal_mark,
    to_clock,
    to_date,
    to_flag,
    to_number,
    to_span,
)

FIELDS = (
    "date start_date start_time end_date end_time duration hours person first_name last_name email client project "
    "project_code activity note tags billable approved invoiced rate currency task_url"
).split()
"""What a column may mean; the words of a connector's `columns:` mapping."""

INSTEAD_OF = {
    "hours": ("duration",),
    "duration": ("hours",),
    "person": ("first_name", "last_name"),
    "date": ("start_date",),
    "start_date": ("date",),
}
"""Fields that say the same: one that the operator names takes the place of a layout's other."""

_CLOCK_TOLERANCE = 60
_DECIMAL_TOLERANCE = 36
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a file's rows, the currency a header names, and operator's names it does not have."""

    places: Mapping[str, int]
    currency: str = ""
    absent: tuple[str, ...] = ()

    def missing(self, layout: Layout) -> list[str]:
        """Required groups of fields of which no column is there, nor one that says the same."""
        there = {*self.places, *(other for field in self.places for other in INSTEAD_OF.get(field, ()))}
        return [" or ".join(group) for group in layout.required if not there & set(group)]


def find_columns(header: Sequence[str], layout: Layout, renamed: Mapping[str, str]) -> Columns:
    """The columns of a header by the names a layout knows, where the operator's own names come first."""
    places: dict[str, int] = {}
    currency = ""
    folded = [name.casefold() for name in header]
    replaced = {other for field in renamed for other in INSTEAD_OF.get(field, ()) if other not in renamed}
    for field in FIELDS:
        usual = () if field in replaced else layout.columns.get(field, ())
        names = [_folded(renamed[field])] if field in renamed else usual
        for place, name in _fitting(folded, names):
            places.setdefault(field, place)
            currency = currency or name
    return Columns(places, currency, tuple(name for field, name in renamed.items() if field not in places))


def signature_hits(header: Sequence[str], layout: Layout) -> int:
    """How many of a header's names only this vendor writes."""
    folded = [name.casefold() for name in header]
    return sum(1 for name in layout.signature if next(_fitting(folded, [name]), None))


Known = Sequence[tuple[Layout, Mapping[str, str]]]
"""Layouts, each with the operator's own names for its columns."""


def recognise_layout(header: Sequence[str], configured: Known, others: Known) -> Layout:
    """The layout that wrote a header: the vendor's whose own names it has, or a configured CSV whose columns it has.

    A vendor that nobody configured comes last. Raises BadFile naming what is missing when none fits, or when two do.
    """
    vendor = _vendor_of(header, [*configured, *others])
    if vendor in [layout for layout, _ in configured]:
        return vendor
    mapped = [pair for pair in configured if not pair[0].signature and _fits(header, *pair)]
    if mapped:
        return mapped[0][0]
    if vendor:
        return vendor
    raise BadFile(_nearly(header, [*configured, *others]))


def _vendor_of(header: Sequence[str], known: Known) -> Layout | None:
    scored = [
        (signature_hits(header, layout), layout)
        for layout, renamed in known
        if layout.signature and _fits(header, layout, renamed)
    ]
    best = max((hits for hits, _ in scored), default=-1)
    fitting = list({layout.kind: layout for hits, layout in scored if hits == best}.values())
    if len(fitting) > 1:
        kinds = " and ".join(layout.title for layout in fitting)
        raise BadFile(f"its header fits {kinds}; say which with --connector")
    return fitting[0] if fitting else None


def _fits(header: Sequence[str], layout: Layout, renamed: Mapping[str, str]) -> bool:
    columns = find_columns(header, layout, renamed)
    return not columns.absent and not columns.missing(layout)


def read_export(table: Table, reading: Reading) -> Export:
    """Every row of a table as a record, or refused with its line and reason; one bad row never stops the file.

    Raises BadFile when a required column is missing or the file leaves open how to read its dates or numbers.
    """
    columns = find_columns(table.header, reading.layout, reading.columns)
    if columns.absent:
        raise BadFile(_not_as_mapped(table.header, columns.absent))
    missing = columns.missing(reading.layout)
    if missing:
        raise BadFile(_lacks(table.header, reading.layout, missing))
    _refuse_repeated(table.header, columns)
    order = prove_dates(_cells(table, columns, ("date", "start_date", "end_date")), reading.dates)
    numeric = ("duration", "hours", "rate")
    mark = prove_decimal_mark(_cells(table, columns, numeric), reading.decimal_mark)
    reader = _RowReader(columns, order, mark, ZoneInfo(reading.zone), len(table.header))
    records, lines, rejected = [], [], []
    for line, cells in table.rows():
        read = reader.read(line, cells)
        if isinstance(read, Rejected):
            rejected.append(read)
        else:
            records.append(read)
            lines.append(line)
    return Export(tuple(records), tuple(lines), tuple(rejected))


@dataclass(frozen=True, slots=True)
class _RowReader:
    columns: Columns
    order: str
    mark: str
    zone: ZoneInfo
    width: int

    def read(self, line: int, cells: list[str] | str) -> SourceRecord | Rejected:
        if isinstance(cells, str):
            return Rejected(line, cells, content=digest([cells]))
        row = _Row(cells, self.columns.places)
        if any(cell.strip() for cell in cells[self.width :]):
            return self._rejected(line, row, "this row has more cells than the header has columns")
        try:
            return self._record(row)
        except _BadRow as problem:
            return self._rejected(line, row, str(problem))

    def _record(self, row: _Row) -> SourceRecord:
        day = row.required("date" if "date" in row.places else "start_date", lambda cell: to_date(cell, self.order))
        span = row.optional("duration", self._span) or row.optional("hours", self._span)
        started, ended = self._clock(row, day, span)
        running = started is not None and ended is None and row.has("end_time")
        timed = _elapsed(started, ended) if started is not None and ended is not None else None
        seconds = self._seconds(span, timed, running)
        differs = timed is not None and abs(timed - seconds) > _CLOCK_TOLERANCE
        person = row["person"] or f"{row['first_name']} {row['last_name']}".strip()
        if not (person or row["email"]):
            raise _BadRow("it names no person")
        return SourceRecord(
            day=day,
            seconds=seconds,
            person=person,
            email=row["email"],
            client=row["client"],
            project=row["project"],
            project_code=row["project_code"],
            activity=row["activity"],
            tags=tuple(tag.strip() for tag in row["tags"].split(",") if tag.strip()),
            note=row["note"],
            started=started,
            ended=ended,
            running=running,
            billable=row.optional("billable", to_flag),
            approved=row.optional("approved", to_flag),
            invoiced=row.optional("invoiced", to_flag),
            rate=self._rate(row),
            currency=row["currency"][-3:].upper() or self.columns.currency,
            task_url=row["task_url"],
            clock_seconds=timed if differs else None,
        )

    def _clock(self, row: _Row, day: date, span: Span | None) -> tuple[datetime | None, datetime | None]:
        start = row.optional("start_time", to_clock)
        end = row.optional("end_time", to_clock)
        if start is None:
            return None, None
        starts = self._moments(day, start)
        if end is None:
            return starts[0], None
        last = row.optional("end_date", lambda cell: to_date(cell, self.order))
        for end_day in [last] if last else [day, day + timedelta(days=1)]:
            ends = self._moments(end_day, end)
            pairs = [(started, ended) for started in starts for ended in ends if started <= ended]
            if pairs:
                return next((pair for pair in pairs if span and _agrees(pair, span)), pairs[0])
        raise _BadRow("it ends before it starts")

    def _moments(self, day: date, clock: time) -> list[datetime]:
        """The moments a clock shows this: two in the hour that is repeated when summer time ends."""
        first = datetime.combine(day, clock, self.zone)
        second = first.replace(fold=1)
        repeated = first.astimezone(_UTC) < second.astimezone(_UTC)
        return [moment.astimezone(_UTC) for moment in ([first, second] if repeated else [first])]

    def _seconds(self, span: Span | None, timed: int | None, running: bool) -> int:
        if span is None:
            if timed is None and not running:
                raise _BadRow("it has no duration")
            if timed is not None and timed > LONGEST_SECONDS:
                raise _BadRow("it is longer than a month")
            return timed or 0
        if timed is None or span.shows == "seconds":
            return span.seconds
        tolerance = _CLOCK_TOLERANCE if span.shows == "minutes" else _DECIMAL_TOLERANCE
        return timed if abs(timed - span.seconds) < tolerance else span.seconds

    def _span(self, cell: str) -> Span:
        return to_span(cell, self.mark)

    def _rate(self, row: _Row) -> Decimal | None:
        try:
            rate = to_number(row["rate"], self.mark) if row["rate"] else None
        except BadCell:
            return None
        return rate.quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_UP) if rate else None

    def _rejected(self, line: int, row: _Row, reason: str) -> Rejected:
        day, seconds = self._day_if_readable(row), self._seconds_if_readable(row)
        return Rejected(line, reason, day, seconds, digest(row.cells))

    def _day_if_readable(self, row: _Row) -> date | None:
        try:
            return to_date(row["date"] or row["start_date"], self.order)
        except BadCell:
            return None

    def _seconds_if_readable(self, row: _Row) -> int:
        try:
            return self._span(row["duration"] or row["hours"]).seconds
        except BadCell:
            return 0


class _BadRow(ValueError):
    """A row that cannot become a record; the message completes a sentence about it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells by field; a row shorter than the header has empty cells at its end, as spreadsheets write it."""

    cells: list[str]
    places: Mapping[str, int]

    def has(self, field: str) -> bool:
        return field in self.places

    def __getitem__(self, field: str) -> str:
        place = self.places.get(field)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def required(self, field: str, to_value: Callable[[str], T]) -> T:
        if not self[field]:
            raise _BadRow(f"its {field.replace('_', ' ')} is empty")
        return self._converted(field, to_value)

    def optional(self, field: str, to_value: Callable[[str], T]) -> T | None:
        return self._converted(field, to_value) if self[field] else None

    def _converted(self, field: str, to_value: Callable[[str], T]) -> T:
        try:
            return to_value(self[field])
        except BadCell as problem:
            shown = self[field] if len(self[field]) <= 40 else self[field][:39] + "…"
            raise _BadRow(f"its {field.replace('_', ' ')} is {shown!r}, {problem}") from problem


_UTC = ZoneInfo("UTC")


def _elapsed(started: datetime, ended: datetime) -> int:
    return int((ended - started).total_seconds())


def _agrees(pair: tuple[datetime, datetime], span: Span) -> bool:
    return abs(_elapsed(*pair) - span.seconds) <= _CLOCK_TOLERANCE


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _cells(table: Table, columns: Columns, fields: Sequence[str]) -> Iterator[str]:
    places = [columns.places[field] for field in fields if field in columns.places]
    for _, cells in table.rows():
        if not isinstance(cells, str):
            yield from (cells[place] for place in places if place < len(cells) and cells[place].strip())


def _fitting(folded: Sequence[str], names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Places of the names in a lower-case header, best name first, each with the currency in it if the name asks."""
    for name in names:
        pattern = re.escape(name).replace(r"\(\*\)", r"\((\w{3})?\)")
        for place, written in enumerate(folded):
            found = re.fullmatch(pattern, written)
            if found:
                yield place, ((found[1] or "") if found.re.groups else "").upper()


def _refuse_repeated(header: Sequence[str], columns: Columns) -> None:
    used = [header[place].casefold() for place in columns.places.values()]
    folded = [name.casefold() for name in header]
    repeated = next((header[folded.index(name)] for name in used if folded.count(name) > 1), None)
    if repeated:
        raise BadFile(f"two of its columns are called {repeated!r}; rename one of them in the tracker and export again")


def _nearly(header: Sequence[str], known: Known) -> str:
    scored = [(signature_hits(header, layout), layout, renamed) for layout, renamed in known]
    hits, layout, renamed = max(scored, key=lambda item: item[0])
    if hits >= 2:
        return _lacks(header, layout, find_columns(header, layout, renamed).missing(layout))
    absent = next((columns.absent for columns in (find_columns(header, *each) for each in known) if columns.absent), ())
    if absent:
        return _not_as_mapped(header, absent)
    titles = ", ".join(layout.title for layout, _ in known if layout.signature)
    return (
        f"its header ({', '.join(header[:6])}, …) is none of {titles}; "
        "export the detailed report in English, or map its columns on a connector of kind csv"
    )


def _not_as_mapped(header: Sequence[str], absent: Sequence[str]) -> str:
    return (
        f"it has no column {', '.join(absent)}{_guesses(header, absent)}, which a connector's `columns:` names; "
        "correct the name there, or export with that column"
    )


def _guesses(header: Sequence[str], words: Iterable[str]) -> str:
    guesses = [nearest(word, header) for word in words]
    return "".join(f" (is it {guess!r}?)" for guess in guesses if guess)


def _lacks(header: Sequence[str], layout: Layout, missing: Sequence[str]) -> str:
    asked = [_asked_for(layout, group) for group in missing]
    words = [" or ".join(names) for names in asked]
    hint = _guesses(header, [name for names in asked for name in names])
    example = f"columns: {{{missing[0].split(' or ')[0]}: …}}"
    return (
        f"it looks like {layout.title} but has no column {', '.join(words)}{hint}; "
        f"export it with that column, or name the column on the connector: {example}"
    )


def _asked_for(layout: Layout, group: str) -> list[str]:
    return [layout.columns.get(field, (field,))[0] for field in group.split(" or ")]
