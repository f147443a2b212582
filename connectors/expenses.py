"""Expenses from a CSV: a tracker's own report of expenses, or any file through a `columns:` mapping.

Export: in Harvest Reports → Detailed expense → Export → CSV; elsewhere any table with a date, a person and an amount.
The usual names are Harvest's; other ones are mapped. An amount is in the major unit and exact to the minor one. A file
says its currency in a column, in the amount's header, or on the connector. An `id` column, where one is mapped, decides
alone which expense a row is. Known gaps: see docs/connectors/expenses.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from billing.ids import digest
from billing.money import exact, minor_digits
from billing.records import EXPENSE, SourceRecord
from connectors.base import BadFile, ConnectorConfig, Export, Layout, Reading, Rejected
from connectors.exports import EXPENSE_FIELDS, distinct, needed_columns
from connectors.rows import BadRow, Row
from connectors.tables import Table
from connectors.values import BadCell, prove_dates, prove_decimal_mark, to_date, to_flag, to_number

LARGEST = Decimal(10**12)
"""No single expense is larger than this, in any currency's major unit."""

_MINUS = ("-", "−")


def _currency(text: str) -> str:
    try:
        minor_digits(text)
    except ValueError as problem:
        raise PydanticCustomError("currency", "is not a currency; write an ISO 4217 code such as EUR") from problem
    return text


class Config(ConnectorConfig):
    """Files of expenses. `columns` names the header of each field; `currency` is that of files that do not say it."""

    kind: Literal["expenses"]
    currency: Annotated[str, AfterValidator(_currency)] = ""


EXPORT = Layout(
    kind="expenses",
    title="a file of expenses",
    columns={
        "date": ("date",),
        "person": ("person",),
        "first_name": ("first name",),
        "last_name": ("last name",),
        "email": ("email",),
        "client": ("client",),
        "project": ("project",),
        "project_code": ("project code",),
        "category": ("category",),
        "note": ("notes", "note"),
        "amount": ("amount", "amount (*)", "total cost"),
        "currency": ("currency",),
        "receipt": ("receipt",),
        "billable": ("billable?", "billable"),
        "approved": ("approved?", "approved"),
        "invoiced": ("invoiced?", "invoiced"),
    },
    required=(("date",), ("person", "first_name", "email"), ("amount",)),
)
"""The usual names are those of Harvest's detailed expense report. An id is read only where one is mapped."""


def read_expenses(table: Table, reading: Reading) -> Export:
    """Every row of a table as an expense, or refused with its line and reason; one bad row never stops the file.

    Raises BadFile when a needed column or the currency is missing, or dates or numbers can be read two ways.
    """
    columns = needed_columns(table.header, reading)
    dates, amounts = distinct(table, columns.of(("date",)), columns.of(("amount",)))
    usual_currency = columns.currency or reading.currency
    if not usual_currency and "currency" not in columns.places:
        raise BadFile(
            "it does not say its currency; export it with that column, name the column on the connector "
            "(columns: {currency: …}), or write currency: there"
        )
    reader = _Reader(
        places={field: columns.places.get(field, -1) for field in EXPENSE_FIELDS},
        width=len(table.header),
        currency=usual_currency,
        order=prove_dates(dates, reading.dates),
        mark=prove_decimal_mark(map(_without_sign, amounts), reading.decimal_mark),
    )
    return _export(reader, table.rows())


def _export(reader: _Reader, rows: Iterable[tuple[int, list[str] | str]]) -> Export:
    records: list[SourceRecord] = []
    lines: list[int] = []
    rejected: list[Rejected] = []
    ids: dict[str, int] = {}
    for line, cells in rows:
        read = reader.read(line, cells, ids)
        if isinstance(read, Rejected):
            rejected.append(read)
        else:
            records.append(read)
            lines.append(line)
    return Export(tuple(records), tuple(lines), tuple(rejected), tuple(ids))


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a file writes its rows: where each field stands (-1: nowhere), its usual currency, its dates and numbers."""

    places: dict[str, int]
    width: int
    currency: str
    order: str
    mark: str

    def read(self, line: int, cells: Sequence[str] | str, ids: dict[str, int]) -> SourceRecord | Rejected:
        """The expense in a row's cells, whose id joins those of the file; or why there is none."""
        if isinstance(cells, str):
            return Rejected(line, cells, content=digest([cells]))
        row = Row(cells, self.places, self.width)
        try:
            if any(map(str.strip, cells[self.width :])):
                raise BadRow("this row has more cells than the header has columns")
            record = self._record(row)
            if row.has("id"):
                _take_id(row, line, ids)
            return record
        except BadRow as problem:
            day = row.if_readable(("date",), self._date)
            return Rejected(line, str(problem), day, content=digest(list(cells)))

    def _record(self, row: Row) -> SourceRecord:
        said = row.said
        person = said["person"] or f"{said['first_name']} {said['last_name']}".strip()
        if not (person or said["email"]):
            raise BadRow("it names no person")
        day = row.required("date", self._date)
        currency = self._currency(row)
        return SourceRecord(
            day=day,
            seconds=0,
            person=person,
            email=said["email"],
            client=said["client"],
            project=said["project"],
            project_code=said["project_code"],
            activity=said["category"],
            note=said["note"],
            billable=row.optional("billable", to_flag),
            approved=row.optional("approved", to_flag),
            invoiced=row.optional("invoiced", to_flag),
            currency=currency,
            kind=EXPENSE,
            cost_minor=row.required("amount", lambda cell: to_minor(cell, self.mark, currency)),
            receipt=said["receipt"],
        )

    def _date(self, cell: str) -> date:
        return to_date(cell, self.order)

    def _currency(self, row: Row) -> str:
        code = row.optional("currency", to_currency) or self.currency
        if not code:
            raise BadRow("its currency is empty")
        return code


def to_minor(cell: str, mark: str, currency: str) -> int:
    """An amount, which may be negative, in the minor unit of its currency; nothing is rounded. Raises BadCell."""
    text = _without_sign(cell)
    number = to_number(text, mark)
    if number >= LARGEST:
        raise BadCell("which is more than any expense")
    amount = exact(number, currency)
    if amount is None:
        raise BadCell(f"which has more decimals than {currency} has ({minor_digits(currency)})")
    return amount.minor if text == cell.strip() else -amount.minor


def to_currency(cell: str) -> str:
    """The code in a cell such as `EUR` or Harvest's `Euro - EUR`. Raises BadCell."""
    code = cell[-3:].upper()
    if not _known(code) or (len(cell) > 3 and cell[-4].isalnum()):
        raise BadCell("which is no currency; an ISO 4217 code such as EUR is")
    return code


@cache
def _known(code: str) -> bool:
    try:
        minor_digits(code)
    except ValueError:
        return False
    return True


def _without_sign(cell: str) -> str:
    text = cell.strip()
    return text[1:].lstrip() if text.startswith(_MINUS) else text


def _take_id(row: Row, line: int, ids: dict[str, int]) -> None:
    own = row.required("id", str)
    first = ids.setdefault(own, line)
    if first != line:
        raise BadRow(f"its id {own[:40]!r} is that of line {first} already")
