"""Pushes to the books: the intent with its exact bytes before anything is written there, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from mappings.bulk import chunks, upsert
from mappings.schema import run
from mappings.schema_books import numbering, push

DRAFT, POST, WITHDRAW = "draft", "post", "withdraw"
INTENDED, CONFIRMED = "intended", "confirmed"
EXPORTED = "exported"
"""The key of a run's detail that names the books of which the import files are written."""


@dataclass(frozen=True, slots=True)
class Push:
    """One document on its way into the books, or there.

    `key` is derived from draft, revision and action, so that one intent is at most one document. `body` are the exact
    bytes; `place` says where they go; `fingerprint` is the hash of all that was written there.
    """

    key: str
    draft: str
    revision: int
    action: str
    status: str
    books: str
    number: str
    issued: date | None
    due: date | None
    place: str
    body: bytes
    fingerprint: str = ""


_NAMES = tuple(Push.__slots__)


class Pushes:
    """Questions about pushes, and each step of one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def intended(self) -> list[Push]:
        """Pushes that began and of which nobody knows yet how they ended, oldest first."""
        return self._select(push.c.status == INTENDED)

    def of_drafts(self, drafts: Iterable[str]) -> dict[str, Push]:
        """What is in the books of some drafts: the newest confirmed push of each, unless it was withdrawn."""
        found: dict[str, Push] = {}
        for chunk in chunks(drafts):
            for item in self._select(push.c.draft.in_(chunk) & (push.c.status == CONFIRMED)):
                found[item.draft] = item
        return {key: item for key, item in found.items() if item.action != WITHDRAW}

    def shown(self) -> list[Push]:
        """The drafts that are in any books now, to be looked at: neither posted nor withdrawn since."""
        later = push.alias()
        newer = (later.c.draft == push.c.draft) & (later.c.id > push.c.id) & (later.c.status == CONFIRMED)
        shown = (push.c.action == DRAFT) & (push.c.status == CONFIRMED)
        return self._select(shown & ~select(later.c.id).where(newer).exists())

    def posted_by(self, books: str, run: int) -> list[Push]:
        """The invoices that a run posted."""
        return self._select((push.c.books == books) & (push.c.action == POST) & (push.c.confirmed_run == run))

    def runs_to_export(self, books: str) -> list[int]:
        """The runs that posted something, and of which no import files have been written for these books."""
        posted = (push.c.books == books) & (push.c.action == POST) & (push.c.status == CONFIRMED)
        rows = self._connection.execute(
            select(run.c.id, run.c.detail).where(run.c.id.in_(select(push.c.confirmed_run).where(posted)))
        )
        return sorted(row.id for row in rows if books not in _exported(row.detail))

    def exported(self, books: str, run_id: int) -> None:
        """Notes that what a run posted to some books needs no import file any more."""
        known = self._connection.execute(select(run.c.detail).where(run.c.id == run_id)).scalar()
        detail = {**(known or {}), EXPORTED: sorted({*_exported(known), books})}
        self._connection.execute(update(run).where(run.c.id == run_id).values(detail=detail))

    def known(self, key: str) -> Push | None:
        """The push of a key."""
        return next(iter(self._select(push.c.key == key)), None)

    def intend(self, item: Push, run_id: int) -> None:
        """Writes down what is about to be done."""
        values = {name: getattr(item, name) for name in _NAMES}
        self._connection.execute(insert(push).values(values | {"intended_run": run_id}))

    def intend_again(self, key: str) -> None:
        """Writes down that a document that is there no more is about to be written once more."""
        self._connection.execute(update(push).where(push.c.key == key).values(status=INTENDED))

    def confirm(self, key: str, fingerprint: str, run_id: int) -> None:
        """Notes that it is done."""
        values = {"status": CONFIRMED, "fingerprint": fingerprint, "confirmed_run": run_id}
        self._connection.execute(update(push).where(push.c.key == key).values(values))

    def next_number(self, books: str, prefix: str, first: int, also: Iterable[str] = ()) -> int:
        """Takes the next number of our own series; a number is never given twice.

        The series of the books in `also` is gone on with: those that are called otherwise now.
        """
        series = numbering.c.books.in_([books, *also]) & (numbering.c.prefix == prefix)
        taken = self._connection.execute(select(func.max(numbering.c.next)).where(series)).scalar()
        number = max(first, int(taken or 0))
        values = {"books": books, "prefix": prefix, "next": number + 1}
        self._connection.execute(upsert(self._connection, numbering, ("books", "prefix"), ("next",)), [values])
        return number

    def numbered_books(self) -> set[str]:
        """All books that ever gave a number."""
        return set(self._connection.execute(select(numbering.c.books).distinct()).scalars())

    def has_number(self, number: str, books: Iterable[str]) -> bool:
        """Whether an invoice of some books bears a number."""
        which = (push.c.number == number) & push.c.books.in_(list(books))
        return self._connection.execute(select(push.c.id).where(which)).first() is not None

    def _select(self, which: Any) -> list[Push]:
        rows = self._connection.execute(select(*(push.c[name] for name in _NAMES)).where(which).order_by(push.c.id))
        return [Push(*row) for row in rows]


def _exported(detail: Any) -> list[str]:
    return list((detail or {}).get(EXPORTED, ()))
