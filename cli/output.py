"""What a person or a pipe sees: plain tables, JSON, sentences on standard error. Strangers' text is never markup."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 120


def console() -> Console:
    """Standard output; as wide as the terminal, or $COLUMNS or 120 in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS") or PIPE_WIDTH)
    return Console(width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


def say(*sentences: str) -> None:
    """Sentences for a person, on standard output."""
    for sentence in sentences:
        sys.stdout.write(f"{sentence}\n")


def complain(*sentences: str) -> None:
    """Sentences about what went wrong, on standard error."""
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")


def print_json(value: Any) -> None:
    """The answer for programs; nothing else is written to standard output beside it."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; headers that begin with > are for numbers and stand to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from billing.texts import clean

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for header in headers:
        number = header.startswith(">")
        table.add_column(
            Text(header.lstrip(">")), justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(clean(cell, 400)) for cell in row))
    console().print(table)


class Progress:
    """Progress on standard error while a person watches; silence in pipes."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._shown = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Shows how far a step has come, a hundred times at most."""
        if not self._watched or (done != of and done % max(1, of // 100)):
            return
        text = f"{what} {done} of {of}"
        sys.stderr.write("\r" + text.ljust(len(self._shown)) + ("\n" if done == of else ""))
        sys.stderr.flush()
        self._shown = text


def hours(seconds: int) -> str:
    """Seconds as hours and minutes for a table: 12:30, and with seconds where there are any."""
    from billing.issues import hours as in_words

    return in_words(seconds).removesuffix(" h")
