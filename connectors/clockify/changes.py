"""Which time entries were touched since a moment, as far as Clockify's experimental lists of entities tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from connectors.clockify.api import Api
from connectors.errors import Changed, Refused

OVERLAP = timedelta(minutes=10)
"""Deletions are told about a minute late, and nobody says how late the others are."""

_WINDOW = timedelta(days=30)
_MOST_WINDOWS = 4
_MOST_PAGES = 20
_PAGE = 50
_TYPES = tuple(("type", each) for each in ("TIME_ENTRY", "TIME_ENTRY_RATE", "TIME_ENTRY_CUSTOM_FIELD_VALUE"))


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of entries that were made or edited, and of deleted ones."""

    edited: frozenset[str]
    deleted: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.edited | self.deleted


class _TooMany(Exception):
    """More was touched than these lists are good for."""


def touched(api: Api, since: datetime, now: datetime) -> Touched | None:
    """What the lists tell, or None where they do not answer as expected, or there is too much to tell.

    All three are needed: what was made and edited in one window is told as made only.
    """
    begin = since - OVERLAP
    if now - begin > _WINDOW * _MOST_WINDOWS:
        return None
    try:
        made, edited, deleted = (frozenset(_ids(api, what, begin, now)) for what in ("created", "updated", "deleted"))
    except (Refused, Changed, _TooMany) as problem:
        structlog.get_logger().info("changes_not_told", why=str(problem))
        return None
    return Touched(made | edited, deleted)


def _ids(api: Api, what: str, begin: datetime, now: datetime) -> Iterator[str]:
    while begin <= now:
        end = begin + _WINDOW
        span = (("start", f"{begin:%Y-%m-%dT%H:%M:%SZ}"), ("end", f"{end:%Y-%m-%dT%H:%M:%SZ}"))
        for page in range(_MOST_PAGES + 1):
            if page == _MOST_PAGES:
                raise _TooMany("more entries were touched than are told one by one")
            reply = api.get(
                f"{api.place}/entities/{what}", (*_TYPES, *span, ("page", str(page)), ("limit", str(_PAGE)))
            )
            rows = _rows(reply.decode(Any))
            yield from filter(None, map(_id, rows))
            if len(rows) < _PAGE:
                break
        begin = end


def _rows(said: Any) -> list[Any]:
    """The rows of an answer: a list, or an object with `response`; which of them is not settled."""
    rows = said.get("response") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        raise Changed("the list of changed entities is neither a list nor has one as `response`")
    return rows


def _id(row: Any) -> str:
    """The id of the entry concerned: of the document where there is one, else of the row."""
    if not isinstance(row, dict):
        raise Changed("a changed entity is not an object")
    said = row.get("document")
    document = said if isinstance(said, dict) else {}
    found = (document.get("timeEntryId"), document.get("id"), document.get("_id"), row.get("id"))
    return next((each for each in found if isinstance(each, str)), "")
