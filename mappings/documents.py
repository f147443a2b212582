"""Documents of ours in ledgers elsewhere, as they were last seen there, and how far each ledger was followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from billing.money import Money
from mappings.bulk import upsert
from mappings.schema_vault import document, followed

KEY = ("books", "kind", "id")


@dataclass(frozen=True, slots=True)
class Standing:
    """A document in a ledger, and the draft it was made of. `stage` is the ledger's; `ours` the hash of our part."""

    books: str
    kind: str
    id: str
    draft: str
    number: str
    stage: str
    net: Money
    tax: Money
    paid: Money
    credited: Money
    issued: date | None
    due: date | None
    paid_on: date | None
    sent: bool
    url: str
    version: str
    ours: str
    changed_at: datetime | None

    @property
    def total(self) -> Money:
        """With tax."""
        return self.net + self.tax

    @property
    def owed(self) -> Money:
        """What is not paid or credited yet."""
        minor = self.total.minor - self.paid.minor - self.credited.minor
        return Money(minor, self.net.currency)


class Documents:
    """Questions about documents that stand in ledgers, and what was seen of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, found: Iterable[Standing], run: int) -> None:
        """Notes how documents are now."""
        rows = [_row(each, run) for each in found]
        if rows:
            changing = [name for name in rows[0] if name not in KEY]
            self._connection.execute(upsert(self._connection, document, KEY, changing), rows)

    def of_drafts(self, drafts: Iterable[str]) -> dict[str, Standing]:
        """What stands in ledgers of some drafts, by draft: an invoice before its estimate, what is gone only alone."""
        wanted = list(drafts)
        found = self._select(document.c.draft.in_(wanted)) if wanted else []
        return {each.draft: each for each in sorted(found, key=_counts_more)}

    def all_of(self, draft_id: str) -> list[Standing]:
        """All that was ever seen of a draft, in any books."""
        return self._select(document.c.draft == draft_id)

    def get(self, books: str, kind: str, document_id: str) -> Standing | None:
        """A document as it was last seen."""
        own = (document.c.books == books) & (document.c.kind == kind) & (document.c.id == document_id)
        return next(iter(self._select(own)), None)

    def of_id(self, books: str, kind: str, document_id: str) -> Standing | None:
        """A document by its id, where its ledger may not say of which kind it was."""
        if kind:
            return self.get(books, kind, document_id)
        return next(iter(self._select((document.c.books == books) & (document.c.id == document_id))), None)

    def named(self, name: str) -> list[str]:
        """The drafts of documents that bear a number, or else an id there, each once; an invoice before an estimate."""
        found = self._select(document.c.number == name) or self._select(document.c.id == name)
        invoices = [each for each in found if each.kind != "estimate"]
        return sorted({each.draft for each in invoices or found})

    def of_books(self, books: str = "") -> list[Standing]:
        """All that was ever seen in some books, or in all, by day of issue and number."""
        return self._select(document.c.books == books if books else document.c.books != "")

    def open_of(self, kind: str) -> list[Standing]:
        """The documents of a kind that were last seen open, by day of issue and number."""
        return self._select((document.c.kind == kind) & (document.c.stage == "open"))

    def pending(self) -> dict[str, int]:
        """How many documents were last seen as drafts or open, by books."""
        waits = document.c.stage.in_(("draft", "open"))
        counted = select(document.c.books, func.count()).where(waits).group_by(document.c.books)
        return {row[0]: row[1] for row in self._connection.execute(counted)}

    def followed_until(self, books: str) -> datetime | None:
        """Up to when the changes of a ledger are known, by its own clock."""
        return self._connection.execute(select(followed.c.until).where(followed.c.books == books)).scalar()

    def follow_from(self, books: str, until: datetime) -> None:
        """Notes up to when the changes of a ledger are known."""
        rows = [{"books": books, "until": until}]
        self._connection.execute(upsert(self._connection, followed, ("books",), ("until",)), rows)

    def _select(self, which: ColumnElement[bool]) -> list[Standing]:
        query = select(document).where(which).order_by(document.c.issued, document.c.number, document.c.id)
        return [_standing(row) for row in self._connection.execute(query)]


def _counts_more(seen: Standing) -> tuple[bool, bool]:
    return seen.kind == "invoice", seen.stage not in ("voided", "deleted")


def _row(found: Standing, run: int) -> dict[str, Any]:
    money = {"net_minor": found.net, "tax_minor": found.tax, "paid_minor": found.paid, "credited_minor": found.credited}
    same = ("books", "kind", "id", "draft", "number", "stage", "issued", "due", "paid_on", "sent", "url", "version")
    own = {name: getattr(found, name) for name in (*same, "ours", "changed_at")}
    return own | {name: each.minor for name, each in money.items()} | {"currency": found.net.currency, "seen_run": run}


def _standing(row: Any) -> Standing:
    net, tax, paid, credited = (
        Money(minor, row.currency) for minor in (row.net_minor, row.tax_minor, row.paid_minor, row.credited_minor)
    )
    return Standing(
        row.books,
        row.kind,
        row.id,
        row.draft,
        row.number,
        row.stage,
        net,
        tax,
        paid,
        credited,
        row.issued,
        row.due,
        row.paid_on,
        row.sent,
        row.url,
        row.version,
        row.ours,
        row.changed_at,
    )
