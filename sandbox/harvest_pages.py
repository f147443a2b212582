"""How Harvest pages its lists: cursors for most of them, page numbers for reports, absolute links for both."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from sandbox.harvest_rows import Json, stamp
from sandbox.routes import Answer, Asked, Problem

T = TypeVar("T")

LARGEST_PAGE = 2000
NEXT, PREVIOUS = "next_cursor", "previous_cursor"


class Place(NamedTuple):
    """Where a page stands: the collection's name, its number from 1, and how many rows there are in all."""

    name: str
    page: int
    total: int


def administrators(asked: Asked) -> None:
    """Refuses everybody else. Raises Problem."""
    if asked.only is not None:
        raise Problem("forbidden")


def by_cursor(
    asked: Asked, name: str, everything: Sequence[T], shown: Callable[[T], Json], key: Callable[[T], tuple[Any, ...]]
) -> Answer:
    """A page of rows in falling order of their key: where the cursor or the number says, else the first.

    A cursor names a row, so what changes in front of it moves nothing; it outdoes a page number.
    """
    size = _size(asked)
    start = _start(asked, everything, key)
    page = everything[start : start + size]
    links: Json = {
        "first": _link(asked, page=1),
        "next": _link(asked, cursor=_cursor(key(page[-1])), ref=NEXT) if start + size < len(everything) else None,
        "previous": _link(asked, cursor=_cursor(key(page[0])), ref=PREVIOUS) if start and page else None,
        "last": _link(asked, page=_pages(asked, len(everything))),
    }
    place = Place(name, -(-start // size) + 1, len(everything))
    return _envelope(asked, [shown(each) for each in page], place, links)


def by_number(asked: Asked, name: str, everything: Sequence[Json]) -> Answer:
    """A page of a list that has page numbers and no cursors."""
    size, page = _size(asked), asked.query.get("page", 1)
    last = _pages(asked, len(everything))
    links = {
        "first": _link(asked, page=1),
        "next": _link(asked, page=page + 1) if page < last else None,
        "previous": _link(asked, page=page - 1) if page > 1 else None,
        "last": _link(asked, page=last),
    }
    found = list(everything[(page - 1) * size : page * size])
    return _envelope(asked, found, Place(name, page, len(everything)), links)


def _start(asked: Asked, everything: Sequence[T], key: Callable[[T], tuple[Any, ...]]) -> int:
    size = _size(asked)
    if "cursor" not in asked.query:
        return int((asked.query.get("page", 1) - 1) * size)
    named, places = _named(asked.query["cursor"]), range(len(everything))
    if asked.query.get("ref") == PREVIOUS:
        return max(bisect_left(places, True, key=lambda place: _text(key(everything[place])) <= named) - size, 0)
    return bisect_left(places, True, key=lambda place: _text(key(everything[place])) < named)


def _envelope(asked: Asked, found: list[Json], place: Place, links: Json) -> Answer:
    """A page as Harvest wraps it. Between the first and the last one that a cursor led to, the numbers are null."""
    last = _pages(asked, place.total)
    between = "cursor" in asked.query and 1 < place.page < last
    numbers = {
        "per_page": _size(asked),
        "total_pages": last,
        "total_entries": place.total,
        "next_page": None if between or place.page >= last else place.page + 1,
        "previous_page": None if between or place.page <= 1 else place.page - 1,
        "page": None if between else place.page,
    }
    return Answer({place.name: found, **numbers, "links": links})


def _pages(asked: Asked, total: int) -> int:
    return max(-(-total // _size(asked)), 1)


def _size(asked: Asked) -> int:
    return int(asked.query.get("per_page", LARGEST_PAGE))


def _link(asked: Asked, **more: Any) -> str:
    """The address of another page: absolute, with the filters that were sent."""
    kept = {name: _written(value) for name, value in asked.query.items() if name not in ("cursor", "page", "ref")}
    kept["per_page"] = str(_size(asked))
    return f"{asked.base}{asked.path}?{urlencode(sorted({**more, **kept}.items()))}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _cursor(key: tuple[Any, ...]) -> str:
    return urlsafe_b64encode(_text(key).encode()).decode()


def _named(cursor: str) -> str:
    try:
        return b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except ValueError as problem:
        raise Problem("wrong type", "Cursor is not valid", "cursor") from problem


def _text(key: tuple[Any, ...]) -> str:
    """A key as text that has the same order."""
    return "|".join(f"{part:020d}" if isinstance(part, int) else _moment(part) for part in key)


def _moment(part: date | datetime) -> str:
    return f"{part.timestamp():020.6f}" if isinstance(part, datetime) else part.isoformat()
