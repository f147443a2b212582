"""What a person or a pipe sees: plain tables, JSON, sentences on standard error. Nothing in them is markup."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cli.interrupts import raise_if_asked
from review.tables import Section, is_number, name_of, one_line, shown

PIPE_WIDTH = 120
_WORD, _BETWEEN = 24, 3
"""How long a word may be and is never broken; what is between two columns."""


def say(*sentences: str) -> None:
    """Sentences for a person, on standard output."""
    for sentence in sentences:
        sys.stdout.write(f"{sentence}\n")


def complain(*sentences: str) -> None:
    """Sentences about what went wrong, on standard error."""
    for sentence in sentences:
        sys.stderr.write(f"{one_line(sentence)}\n")


def print_json(value: Any) -> None:
    """The answer for programs, in UTF-8; nothing else is written to standard output beside it."""
    print_bytes(json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """An answer for programs as a file: indented, in UTF-8, with a line break at its end."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode(errors="backslashreplace")


def print_bytes(content: bytes) -> None:
    """A file's content on standard output as it is, whatever alphabet the terminal has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def print_sections(sections: Iterable[Section]) -> None:
    """Tables as wide as the terminal ($COLUMNS or 120 in a pipe), each followed by its sentences."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _pipe_width()
    console = Console(width=width, highlight=False, emoji=False, markup=False)
    for text in _texts(console, sections):
        sys.stdout.write(text)


def sections_text(sections: Iterable[Section]) -> str:
    """The same tables as plain text for a file, 120 columns wide."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(), width=PIPE_WIDTH, force_terminal=False, highlight=False, emoji=False, markup=False
    )
    return "".join(_texts(console, sections))


def _texts(console: Any, sections: Iterable[Section]) -> Iterator[str]:
    """The text of each section, with an empty line between two."""
    before = ""
    for section in sections:
        text = _as_text(console, section)
        yield text if before.endswith("\n\n") or not before else f"\n{text}"
        before = text


def _pipe_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and 20 <= int(columns) <= 1000 else PIPE_WIDTH


def _as_text(console: Any, section: Section) -> str:
    table = f"{_table_text(console, section)}\n" if section.headers else ""
    after = "".join(f"{sentence}\n" for sentence in section.after)
    return f"{table}{after}\n" if after else table


def _table_text(console: Any, section: Section) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for header in section.headers:
        number = is_number(header)
        table.add_column(Text(name_of(header)), justify="right" if number else "left", no_wrap=number, overflow="fold")
    rows = [[shown(cell) for cell in row] for row in (*section.rows, section.total) if row]
    for row in rows:
        table.add_row(*map(Text, row))
    _fit(console, table, rows)
    with console.capture() as printed:
        if section.title:
            console.print(Text(section.title, style="bold"), soft_wrap=True)
        console.print(table, crop=False)
    lines = [line.rstrip() for line in printed.get().split("\n")]
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(lines).rstrip()


def _fit(console: Any, table: Any, rows: Sequence[Sequence[str]]) -> None:
    """Lets figures, ids and other short words stay whole, so that they can be read and copied.

    A table whose words do not fit beside each other becomes wider than the terminal; only very long ones are broken.
    """
    least = [_least(column, [row[at] for row in rows]) for at, column in enumerate(table.columns)]
    if sum(width for width, _ in least) + _BETWEEN * len(least) <= console.width:
        return
    for column, (_, width) in zip(table.columns, least, strict=True):
        column.width = width
    table.width = sum(width for _, width in least) + _BETWEEN * len(least)


def _least(column: Any, texts: Sequence[str]) -> tuple[int, int]:
    """How wide a column must be for its words, and how wide it is where there is no room for all columns anyway."""
    from rich.cells import cell_len

    column.no_wrap = column.no_wrap or all(len(text) <= _WORD and " " not in text for text in texts)
    every = [column.header.plain, *texts]
    words = every if column.no_wrap else [word for text in every for word in text.split() if len(word) <= _WORD]
    least = max(map(cell_len, words), default=_WORD)
    return least, max(least, min(_WORD, max(map(cell_len, every))))


class Progress:
    """Progress on standard error while a person watches; silence in pipes."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._shown = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Shows how far a step has come, a hundred times at most. Raises KeyboardInterrupt if one was lost."""
        raise_if_asked()
        if not self._watched or (done != of and done % max(1, of // 100)):
            return
        text = f"{what} {done} of {of}"
        sys.stderr.write("\r" + text.ljust(len(self._shown)) + ("\n" if done == of else ""))
        sys.stderr.flush()
        self._shown = text
