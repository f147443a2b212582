"""What every report is made of, whoever shows it: titled tables with sentences after them, in plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.issues import hours as in_words
from billing.texts import clean

MAX_CELL = 400


@dataclass(frozen=True, slots=True)
class Section:
    """A table and the sentences after it. Headers that begin with > are of numbers, which stand to the right."""

    title: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """A sentence with everything in it made printable."""
    return clean(text, 4 * MAX_CELL)


def section(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], after: Iterable[str] = ()) -> Section:
    """A section whose cells and sentences are single printable lines."""
    plain = tuple(tuple(clean(cell, MAX_CELL) for cell in row) for row in rows)
    return Section(clean(title), tuple(headers), plain, tuple(clean(text, 2 * MAX_CELL) for text in after if text))


def sentences(*texts: str) -> Section:
    """A section without a table."""
    return section("", (), (), texts)


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 draft, 2 drafts."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clock(seconds: int) -> str:
    """Seconds as hours and minutes for a cell: 12:30, and with seconds where there are any."""
    return in_words(seconds).removesuffix(" h")
