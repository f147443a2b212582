"""What somebody is told: an alert under a key that is the same each time, and what its message says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from billing.texts import clean

OPERATIONS, LEAD, APPROVER, PERSON = "operations", "lead", "approver", "person"
SECOND = "second approver"
AUDIENCES = (OPERATIONS, LEAD, APPROVER, SECOND, PERSON)
"""Whom alerts are for. `about` of an alert says whose: the name or address of a lead or an approver, a person's key."""

MAX_SUBJECT = 160
MAX_TEXT = 2000
MAX_CELL = 300
MAX_ROWS = 60
"""More rows than this are counted and left out: a message is read on a telephone, the report has all of them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table in a message: all texts, the headers of numbers begin with >."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where more stands: what to call it, and its address."""

    title: str
    address: str


Part = str | Grid


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says, as plain structure: paragraphs and tables in order, then links. Nothing in it is markup."""

    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that somebody must be told, once. The same store gives the same `key`.

    `about` says whose it is within its audience, and is empty for operations.
    """

    key: str
    kind: str
    audience: str
    about: str
    subject: str
    body: Body = field(default=Body(), compare=False)


def body(*parts: Part, links: Sequence[Link] = ()) -> Body:
    """A body whose texts are single printable lines; empty parts are left out."""
    said = (clean(each, MAX_TEXT) if isinstance(each, str) else each for each in parts)
    return Body(tuple(each for each in said if not is_empty(each)), tuple(links))


def is_empty(part: Part) -> bool:
    """Whether a part says nothing."""
    return not part if isinstance(part, str) else not part.rows


def grid(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Grid:
    """A table of printable cells; the last row says how many are left out, if there are very many."""
    shown = [tuple(clean(str(cell), MAX_CELL) for cell in row) for row in rows[:MAX_ROWS]]
    if len(rows) > MAX_ROWS:
        shown.append((f"… and {len(rows) - MAX_ROWS} more", *("" for _ in headers[1:])))
    return Grid(tuple(headers), tuple(shown))


def to_tree(said: Body) -> dict[str, Any]:
    """A body as it is stored: lists and objects of text."""
    parts = [
        each if isinstance(each, str) else {"headers": list(each.headers), "rows": [list(row) for row in each.rows]}
        for each in said.parts
    ]
    return {"parts": parts, "links": [[each.title, each.address] for each in said.links]}


def of_tree(tree: Mapping[str, Any]) -> Body:
    """The body of what was stored."""
    parts = tuple(
        each if isinstance(each, str) else Grid(tuple(each["headers"]), tuple(tuple(row) for row in each["rows"]))
        for each in tree["parts"]
    )
    return Body(parts, tuple(Link(title, address) for title, address in tree["links"]))
