"""Detailed time exports: which vendor wrote a file, what its columns mean, and each row as a record or a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from billing.texts import nearest
from connectors.base import BadFile, Export, Layout, Reading, Rejected
from connectors.rows import RowReader, Writing
from connectors.tables import Table
from connectors.values import prove_dates, prove_decimal_mark

FIELDS = (
    "date start_date start_time end_date end_time duration hours person first_name last_name email client project "
    "project_code activity note tags billable approved invoiced rate currency task_url"
).split()
"""What a column may mean; the words of a connector's `columns:` mapping."""

EXPENSE_FIELDS = (
    "date person first_name last_name email client project project_code category note amount currency receipt "
    "billable approved invoiced id"
).split()
"""The same for a connector of expenses."""

INSTEAD_OF = {
    "hours": ("duration",),
    "duration": ("hours",),
    "person": ("first_name", "last_name"),
    "date": ("start_date",),
    "start_date": ("date",),
}
"""Fields that say the same: one that the operator names takes the place of a layout's other."""

_DATES = ("date", "start_date", "end_date")
_NUMBERS = ("duration", "hours", "rate")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a file's rows, the currency a header names, and operator's names it does not have."""

    places: Mapping[str, int]
    currency: str = ""
    absent: tuple[str, ...] = ()

    def of(self, fields: Sequence[str]) -> list[int]:
        """Where those of some fields stand that the file has."""
        return [self.places[field] for field in fields if field in self.places]

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
    for field in dict.fromkeys((*FIELDS, *EXPENSE_FIELDS)):
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


def written_by_another(header: Sequence[str], layout: Layout, known: Known) -> Layout | None:
    """The vendor that plainly wrote a header, by names that only it writes, where that is not the layout's; else None.

    One such name proves nothing where the layout fits as well: people choose and rename columns. What operators map on
    a CSV is theirs, whoever wrote it.
    """
    if not layout.signature:
        return None
    least = signature_hits(header, layout) + (2 if _fits(header, layout, {}) else 1)
    fitting = [(each, renamed) for each, renamed in known if signature_hits(header, each) >= least]
    return next((each for each, renamed in fitting if _fits(header, each, renamed)), None)


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
    columns = needed_columns(table.header, reading)
    dates, numbers = distinct(table, columns.of(_DATES), columns.of(_NUMBERS))
    writing = Writing(
        places={field: columns.places.get(field, -1) for field in FIELDS},
        width=len(table.header),
        currency=columns.currency,
        order=prove_dates(dates, reading.dates),
        mark=prove_decimal_mark(numbers, reading.decimal_mark),
        zone=ZoneInfo(reading.zone),
    )
    reader = RowReader(writing)
    records, lines, rejected = [], [], []
    for line, cells in table.rows():
        read = reader.read(line, cells)
        if isinstance(read, Rejected):
            rejected.append(read)
        else:
            records.append(read)
            lines.append(line)
    return Export(tuple(records), tuple(lines), tuple(rejected))


def needed_columns(header: Sequence[str], reading: Reading) -> Columns:
    """The columns of a header to read a file by. Raises BadFile when one that is needed is missing or there twice."""
    columns = find_columns(header, reading.layout, reading.columns)
    if columns.absent:
        raise BadFile(_not_as_mapped(header, columns.absent))
    missing = columns.missing(reading.layout)
    if missing:
        raise BadFile(_lacks(header, reading.layout, missing))
    _refuse_repeated(header, columns)
    return columns


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def distinct(table: Table, *kinds: Sequence[int]) -> list[list[str]]:
    """For each kind of columns their cells that are not empty, each once, in the order in which they come."""
    found: list[dict[str, None]] = [{} for _ in kinds]
    for _, cells in table.rows():
        if isinstance(cells, str):
            continue
        for seen, places in zip(found, kinds, strict=True):
            for place in places:
                if place < len(cells):
                    seen[cells[place]] = None
    return [list(filter(str.strip, seen)) for seen in found]


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
