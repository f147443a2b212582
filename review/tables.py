"""What every report is made of, whoever shows it: titled tables of typed cells, with sentences after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.issues import hours as in_words
from billing.money import Money, exact, plain
from billing.texts import clean

MAX_CELL = 400
MAX_SENTENCE = 4 * MAX_CELL


@dataclass(frozen=True, slots=True)
class Hours:
    """A duration in a cell, read as hours."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred in a cell, read with the decimals that it has."""

    value: Decimal


Cell = str | int | Decimal | date | Money | Hours | Percent
"""Text, a count, a price or quantity, a day, an amount, a duration, a percentage; empty text is no value."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table and the sentences after it. Headers that begin with > are of numbers, which stand to the right."""

    title: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    after: tuple[str, ...] = ()
    total: tuple[Cell, ...] = ()
    """The last row, which adds up the others; not to be counted among them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section as one sheet of a workbook, with its title above its table and its sentences below."""

    name: str
    section: Section


def one_line(text: str) -> str:
    """A sentence with everything in it made printable."""
    return clean(text, MAX_SENTENCE)


def section(
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    after: Iterable[str] = (),
    total: Sequence[Cell] = (),
) -> Section:
    """A section whose cells and sentences are single printable lines."""
    printable = tuple(_cleaned(row, MAX_CELL) for row in rows)
    sentences_after = tuple(clean(text, 2 * MAX_CELL) for text in after if text)
    return Section(clean(title), tuple(headers), printable, sentences_after, _cleaned(total, MAX_CELL))


def sentences(*texts: str) -> Section:
    """A section without a table."""
    return section("", (), (), texts)


def flat_table(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Section:
    """A table for sorting and summing elsewhere: nothing but its header and rows, whole sentences in its cells."""
    return Section("", tuple(headers), tuple(_cleaned(row, MAX_SENTENCE) for row in rows))


def answers_table(columns: Sequence[str], answers: Iterable[Mapping[str, Any]]) -> Section:
    """What programs are answered, as a flat table: a column for each key, and hours before seconds.

    Columns that begin with > are numbers; those of an answer within an answer bear both keys. Lists are one cell.
    """
    headers = [each for name in columns for each in _with_hours(name)]
    return flat_table(headers, [[_answered(flat, header) for header in headers] for flat in map(_flat, answers)])


_TIME = "seconds"


def _with_hours(name: str) -> tuple[str, ...]:
    return (name.replace(_TIME, "hours"), name) if _TIME in name else (name,)


def _flat(answer: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in answer.items():
        found |= {f"{key}_{name}": each for name, each in value.items()} if isinstance(value, Mapping) else {key: value}
    return found


def _answered(answer: Mapping[str, Any], header: str) -> Cell:
    name = name_of(header)
    if name not in answer:
        seconds = answer[name.replace("hours", _TIME)]
        return "" if seconds is None else Hours(seconds)
    value = answer[name]
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    if is_number(header) and isinstance(value, str):
        money = exact(Decimal(value), answer["currency"])
        assert money is not None, "an amount has no more decimals than its currency"
        return money
    return value if isinstance(value, int) else str(value)


def shown(cell: Cell) -> str:
    """A cell as people read it: days as 2026-10-31, durations as 12:30, amounts with their currency's decimals."""
    if isinstance(cell, Hours):
        return clock(cell.seconds)
    if isinstance(cell, Money):
        return str(cell.decimal)
    if isinstance(cell, Decimal):
        return plain(cell)
    return str(cell.value if isinstance(cell, Percent) else cell)


def name_of(header: str) -> str:
    """A header without its mark."""
    return header.removeprefix(">")


def is_number(header: str) -> bool:
    """Whether a column is of numbers."""
    return header.startswith(">")


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 draft, 2 drafts."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clock(seconds: int) -> str:
    """Seconds as hours and minutes for a cell: 12:30, and with seconds where there are any."""
    return in_words(seconds).removesuffix(" h")


def _cleaned(row: Sequence[Cell], limit: int) -> tuple[Cell, ...]:
    return tuple(clean(cell, limit) if isinstance(cell, str) else cell for cell in row)
