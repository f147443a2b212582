"""How an export writes rows: each file's fields, records for JSON lines, cells for CSV, and what they add up to."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from billing.lifecycle import GONE
from billing.money import Money, plain
from billing.records import TIME
from billing.texts import clean
from mappings.whole import COUNT, Only, tables
from review.sheets import neutral

MAX_CELL = 32_000
"""What a spreadsheet takes in one cell."""

IN_BASE64 = "base64:"
"""What stands before content that is no text."""

MINOR, CURRENCY, AMOUNT = "minor", "currency", "amount"
DECIMAL, OF_JSON = "decimal", "text of JSON"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Some rows of a table: NAME.jsonl with everything, NAME.csv for a spreadsheet. `columns` says what each means.

    What is `unflat` is too long for a cell and stands in the JSON lines alone.
    """

    name: str
    table: str
    what: str
    columns: Mapping[str, str]
    only: Only | None = None
    unflat: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """Each field in its order: its name, what it holds, what it means. An amount follows its minor units."""
        kinds = tables()[self.table]
        found: list[tuple[str, str, str]] = []
        for name, words in self.columns.items():
            found.append((name, OF_JSON if name in self.unflat else kinds[name], words))
            if _is_money(name, kinds[name]):
                found.append((_amount_of(name), DECIMAL, f"the same in {CURRENCY}, with its decimals"))
        return tuple(found)

    @property
    def flat(self) -> tuple[str, ...]:
        """The header of the CSV."""
        return tuple(name for name, _, _ in self.fields if name not in self.unflat)

    def records(self, rows: Iterable[Sequence[Any]]) -> Iterator[Record]:
        """A record for each row, as it stands in the JSON lines."""
        names, kinds = tuple(self.columns), tables()[self.table]
        money = [(name, _amount_of(name)) for name in names if _is_money(name, kinds[name])]
        fields = [name for name, _, _ in self.fields]
        for row in rows:
            found = dict(zip(names, map(_value, row), strict=True))
            for minor, amount in money:
                found[amount] = _decimal(found[minor], found[CURRENCY])
            yield {name: found[name] for name in fields} if money else found

    def cells(self, record: Record) -> list[str]:
        """A record as a row of the CSV: each cell one printable line that no spreadsheet takes for a formula."""
        return [_cell(record[name]) for name in self.flat]


class Totals:
    """What the rows of an export come to, added up while they are written."""

    def __init__(self) -> None:
        self._months: dict[str, int] = {}
        self._drafts: dict[tuple[str, str], int] = {}

    def add(self, name: str, record: Record) -> None:
        """Counts a row of a file: entries that are there, and drafts that stand."""
        if name == "entries" and record["present"]:
            month = record["day"][:7]
            self._months[month] = self._months.get(month, 0) + record["seconds"]
        if name == "drafts" and record["status"] not in GONE:
            key = (record["period"], record["currency"])
            self._drafts[key] = self._drafts.get(key, 0) + record["total_minor"]

    def to_json(self) -> Record:
        """Seconds of present entries by month; money on drafts that stand by currency, and by period and currency."""
        currencies: dict[str, int] = {}
        periods: dict[str, Record] = {}
        for (period, currency), minor in sorted(self._drafts.items()):
            currencies[currency] = currencies.get(currency, 0) + minor
            periods.setdefault(period, {})[currency] = _amount(minor, currency)
        return {
            "seconds": sum(self._months.values()),
            "seconds_by_month": dict(sorted(self._months.items())),
            "drafts": {currency: _amount(minor, currency) for currency, minor in sorted(currencies.items())},
            "drafts_by_period": periods,
        }


def line_of(record: Record) -> str:
    """A record as a line of JSON, with the break at its end."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


TIME_ONLY, NO_TIME = Only("kind", TIME), Only("kind", TIME, equal=False)


def _amount(minor: int, currency: str) -> Record:
    return {MINOR: minor, AMOUNT: _decimal(minor, currency)}


def _decimal(minor: int | None, currency: str) -> str | None:
    """The amount in the major unit, where there is one and its currency is known."""
    if minor is None or not currency:
        return None
    try:
        return str(Money(minor, currency).decimal)
    except ValueError:
        return None


def _is_money(name: str, kind: str) -> bool:
    return kind == COUNT and (name == MINOR or name.endswith(f"_{MINOR}"))


def _amount_of(name: str) -> str:
    """What the decimal of an amount is called: total_minor is beside total, and minor beside amount."""
    return name.removesuffix(MINOR).removesuffix("_") or AMOUNT


def _value(value: Any) -> Any:
    """A value of the store as JSON has it."""
    return _WRITTEN[type(value)](value) if type(value) in _WRITTEN else value


def _content(value: bytes) -> str:
    """Content as text: unpacked where the store packs it, and in base64 where it is none."""
    try:
        return zlib.decompress(value).decode()
    except (zlib.error, UnicodeDecodeError):
        pass
    try:
        return value.decode()
    except UnicodeDecodeError:
        return IN_BASE64 + base64.b64encode(value).decode()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


_WRITTEN: Mapping[type[Any], Callable[[Any], Any]] = {
    Decimal: plain,
    datetime: _moment,
    date: date.isoformat,
    bytes: _content,
    memoryview: lambda value: _content(bytes(value)),
}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if _is_number(text) else neutral(clean(text, MAX_CELL))


def _is_number(text: str) -> bool:
    """Whether a text is an amount below zero, which is a number and no formula."""
    return text.startswith("-") and text[1:].replace(".", "", 1).isdecimal() and text.isascii()
