"""Pushes to the books: the intent with its exact bytes before anything is written there, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from mappings.bulk import chunks, upsert
from mappings.push_steps import CONFIRMED, GIVEN_UP, INTENDED, NEXT, Step
from mappings.schema import run
from mappings.schema_books import draft, numbering, push

__all__ = [
    "ALLOCATE",
    "CONFIRMED",
    "DRAFT",
    "GIVEN_UP",
    "INTENDED",
    "POST",
    "VOID",
    "WITHDRAW",
    "Push",
    "Pushes",
]

DRAFT, POST, WITHDRAW, VOID, ALLOCATE = "draft", "post", "withdraw", "void", "allocate"
EXPORTED = "exported"
"""The key of a run's detail that names the books of which the import files are written."""

MARKED = "marked"
"""The key that names the connectors in which what a run posted is marked as invoiced."""


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
_ALL = select(*(push.c[name] for name in _NAMES)).order_by(push.c.id)


class Pushes:
    """Questions about pushes, and each step of one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def intended(self) -> list[Push]:
        """Pushes that began and of which nobody knows yet how they ended, oldest first."""
        return self._select(push.c.status == INTENDED)

    def of_drafts(self, drafts: Iterable[str]) -> dict[str, Push]:
        """What is in the books of some drafts: the newest confirmed push of each, unless it was withdrawn or voided."""
        found: dict[str, Push] = {}
        for chunk in chunks(drafts):
            done = (push.c.status == CONFIRMED) & (push.c.action != ALLOCATE)
            for item in self._select(push.c.draft.in_(chunk) & done):
                found[item.draft] = item
        return {key: item for key, item in found.items() if item.action not in (WITHDRAW, VOID)}

    def voided_places(self, draft_id: str) -> set[str]:
        """Where the documents of a draft stood whose invoice is void: that invoice, and what it was made of."""
        done = self._select((push.c.draft == draft_id) & (push.c.status == CONFIRMED))
        last = max((at for at, each in enumerate(done) if each.action == VOID), default=0)
        return {each.place for each in done[:last]}

    def shown(self) -> list[Push]:
        """The drafts that are in any books now, to be looked at: neither posted nor withdrawn since."""
        later = push.alias()
        newer = (later.c.draft == push.c.draft) & (later.c.id > push.c.id) & (later.c.status == CONFIRMED)
        shown = (push.c.action == DRAFT) & (push.c.status == CONFIRMED)
        return self._select(shown & ~select(later.c.id).where(newer).exists())

    def allocated(self, notes: Iterable[str]) -> set[str]:
        """Which of some credit notes were taken off their invoice, or are about to be."""
        done = (push.c.action == ALLOCATE) & push.c.status.in_([INTENDED, CONFIRMED])
        return {item.draft for chunk in chunks(notes) for item in self._select(push.c.draft.in_(chunk) & done)}

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

    def to_mark(self, connector: str) -> dict[int, list[Push]]:
        """What was posted or became void in runs after which a connector's entries were not marked yet, by run."""
        ended = push.c.action.in_([POST, VOID]) & (push.c.status == CONFIRMED)
        rows = self._connection.execute(
            select(run.c.id, run.c.detail).where(run.c.id.in_(select(push.c.confirmed_run).where(ended)))
        )
        runs = sorted(row.id for row in rows if connector not in (row.detail or {}).get(MARKED, ()))
        return {each: self._select(ended & (push.c.confirmed_run == each)) for each in runs}

    def marked(self, connector: str, run_id: int) -> None:
        """Notes that all entries of what a run posted or found void are marked in a connector as they should be."""
        known = self._connection.execute(select(run.c.detail).where(run.c.id == run_id)).scalar() or {}
        detail = {**known, MARKED: sorted({*known.get(MARKED, ()), connector})}
        self._connection.execute(update(run).where(run.c.id == run_id).values(detail=detail))

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
        self._connection.execute(insert(push).values(values | {"status": INTENDED, "intended_run": run_id}))

    def intend_again(self, key: str) -> None:
        """Writes down that a document that is there no more is about to be written once more."""
        self._step(key, Step.INTEND_AGAIN)

    def confirm(self, item: Push, run_id: int) -> None:
        """Notes that it is done, with its fingerprint, its place and the number that it bears."""
        values = {"fingerprint": item.fingerprint, "place": item.place, "number": item.number}
        self._step(item.key, Step.CONFIRM, **values, confirmed_run=run_id)

    def give_up(self, key: str) -> None:
        """Notes that an intent was certainly not carried out, and will not be."""
        self._step(key, Step.GIVE_UP)

    def _step(self, key: str, step: Step, **more: object) -> None:
        """One step of an intent, from where the table lets it be taken."""
        may = [status for status, taken in NEXT if taken is step]
        (status,) = {to for (_, taken), to in NEXT.items() if taken is step}
        own = (push.c.key == key) & push.c.status.in_(may)
        changed = self._connection.execute(update(push).where(own).values(status=status, **more)).rowcount
        assert changed == 1, f"{step.value}: {key} is not {' or '.join(may)}"

    def given_up(self, draft: str) -> int:
        """How many intents of a draft were given up."""
        gone = (push.c.draft == draft) & (push.c.status == GIVEN_UP)
        return int(self._connection.execute(select(func.count()).where(gone)).scalar_one())

    _UNDER_WAY = (
        select(draft.c.contract, draft.c.period)
        .join(push, (push.c.draft == draft.c.id) & (push.c.revision == draft.c.revision))
        .where(push.c.status == INTENDED, push.c.action != ALLOCATE)
    )

    def under_way(self) -> set[tuple[str, str]]:
        """The contracts and periods of which a document's intent has no end yet; taking a credit off is none."""
        rows = self._connection.execute(self._UNDER_WAY)
        return {(contract, period) for contract, period in rows}

    def void(self, item: Push, run_id: int) -> None:
        """Notes that an invoice is in the books no more; its own row, with number and bytes, stays as it is."""
        values = {name: getattr(item, name) for name in _NAMES} | {"body": b"", "action": VOID}
        own = {"key": f"{item.key}-{VOID}", "intended_run": run_id, "confirmed_run": run_id}
        self._connection.execute(insert(push).values(values | own))

    def numbered(self, number: str) -> list[Push]:
        """The invoices and credit notes that bear a number."""
        return self._select((push.c.number == number) & (push.c.action == POST) & (push.c.status == CONFIRMED))

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

    def in_books(self, books: str) -> list[Push]:
        """All that was ever intended for some books, oldest first."""
        return self._select(push.c.books == books)

    def numbered_books(self) -> set[str]:
        """All books that ever gave a number."""
        return set(self._connection.execute(select(numbering.c.books).distinct()).scalars())

    def has_number(self, number: str, books: Iterable[str]) -> bool:
        """Whether an invoice of some books bears a number."""
        which = (push.c.number == number) & push.c.books.in_(list(books))
        return self._connection.execute(select(push.c.id).where(which)).first() is not None

    def _select(self, which: Any) -> list[Push]:
        rows = self._connection.execute(_ALL.where(which))
        return [Push(*row) for row in rows]


def _exported(detail: Any) -> list[str]:
    return list((detail or {}).get(EXPORTED, ()))
