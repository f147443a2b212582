"""The role of a notifier: what takes a letter to people or to another program, and how its letters read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from billing.alert_records import Body, Grid
from billing.texts import clean
from connectors.waiting import Timer

MAX_ADDRESS = 254
MAX_WIDTH = 40


class NotifierConfig(BaseModel):
    """What the operator may say about any way to tell somebody something. It is no time source and no books."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str

    @property
    def needs_address(self) -> bool:
        """Whether it reaches people by e-mail address; else everything goes to one place."""
        return False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: `id` is the same at every try, so that whoever gets it twice can know it again.

    `to` is an e-mail address where the notifier needs one, else the name of whom it is for.
    """

    id: str
    kind: str
    to: str
    subject: str
    body: Body
    at: datetime
    company: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a notifier is opened with: its secrets by the names of their keys, and how to wait."""

    secrets: dict[str, str] = field(repr=False)
    timer: Timer


class Notifier(Protocol):
    """What takes letters away."""

    def sign_in(self) -> str:
        """Who we are there, in a sentence; nothing is sent. Raises ConnectorError."""

    def send(self, letter: Letter) -> None:
        """Hands a letter over. Raises ConnectorError; Refused if this one letter will never be taken."""

    def close(self) -> None:
        """Lets go of the connection."""


# ---- how a letter reads ----


def subject_of(letter: Letter) -> str:
    """The subject as one printable line: nothing in it begins another header."""
    return clean(letter.subject, 200) or "Tieout"


def to_plain(letter: Letter) -> str:
    """The letter as plain text."""
    parts = ["\n".join(_lines(each)) if isinstance(each, Grid) else each for each in letter.body.parts]
    links = [f"{each.title}: {each.address}" for each in letter.body.links]
    return "\n\n".join([*parts, *(["\n".join(links)] if links else []), _foot(letter)]) + "\n"


def to_html(letter: Letter) -> str:
    """The letter as simple HTML, in which every text is escaped."""
    parts = [_table(each) if isinstance(each, Grid) else f"<p>{escape(each)}</p>" for each in letter.body.parts]
    links = [f'<li><a href="{escape(each.address)}">{escape(each.title)}</a></li>' for each in letter.body.links]
    listed = f"<ul>{''.join(links)}</ul>" if links else ""
    content = "\n".join([*parts, listed, f"<p><small>{escape(_foot(letter))}</small></p>"])
    title = escape(subject_of(letter))
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<!doctype html>\n<html>{head}\n<body>\n{content}\n</body></html>\n"


def to_json(letter: Letter) -> dict[str, Any]:
    """The letter for programs, with keys that stay: texts as they are, tables as headers and rows."""
    tables = [each for each in letter.body.parts if isinstance(each, Grid)]
    return {
        "id": letter.id,
        "kind": letter.kind,
        "for": letter.to,
        "company": letter.company,
        "raised_at": letter.at.isoformat(),
        "subject": subject_of(letter),
        "paragraphs": [each for each in letter.body.parts if isinstance(each, str)],
        "tables": [{"headers": [_name(name) for name in each.headers], "rows": list(each.rows)} for each in tables],
        "links": [{"title": each.title, "address": each.address} for each in letter.body.links],
        "text": to_plain(letter),
    }


def lines_of(found: Grid) -> Iterator[str]:
    """A table as lines of equal columns, for where nothing else is understood."""
    return _lines(found)


def _foot(letter: Letter) -> str:
    return f"Tieout · {letter.company}" if letter.company else "Tieout"


def _name(header: str) -> str:
    return header.removeprefix(">")


def _lines(found: Grid) -> Iterator[str]:
    rows: Sequence[Sequence[str]] = [[_name(each) for each in found.headers], *found.rows]
    widths = [min(max(len(row[place]) for row in rows), MAX_WIDTH) for place in range(len(found.headers))]
    right = [each.startswith(">") for each in found.headers]
    for row in rows:
        cells = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def _table(found: Grid) -> str:
    align = ['align="right"' if each.startswith(">") else 'align="left"' for each in found.headers]
    head = "".join(f"<th {how}>{escape(_name(name))}</th>" for how, name in zip(align, found.headers, strict=True))
    rows = [
        "".join(f"<td {how}>{escape(cell)}</td>" for how, cell in zip(align, row, strict=True)) for row in found.rows
    ]
    body = "".join(f"<tr>{each}</tr>\n" for each in rows)
    return f'<table cellpadding="4">\n<tr>{head}</tr>\n{body}</table>'
