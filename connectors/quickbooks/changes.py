"""Documents of QuickBooks that changed, or that are known by their ids, each with what its payments say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.ledgers import CREDIT_NOTE, ESTIMATE, INVOICE, Document
from connectors.quickbooks.documents import ENTITIES
from connectors.quickbooks.payloads import Found, Payment, Sales
from connectors.quickbooks.reading import Known, gone, to_document, with_payments
from connectors.quickbooks.transport import PAGE, Api, quoted

KINDS = tuple(ENTITIES.values())
PAYMENT = "Payment"
MOST_IDS = 200
"""Ids in one condition, so that the address of the request stays short."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is asked of a company about documents that are there already."""

    api: Api
    known: Known

    def captured(self, since: datetime, ids: Collection[str]) -> Iterator[Document]:
        """By change data capture: all kinds in one request, and each alone where there are too many for that.

        Of one kind more than 1000 are asked for by query, which tells no deletions: then those with ids are read, too.
        """
        kinds = (*KINDS, PAYMENT)
        found, whole = self.api.changes(kinds, since.astimezone(UTC)), True
        if _full(found):
            alone = {kind: self.api.changes((kind,), since.astimezone(UTC)) for kind in kinds}
            cut = [kind for kind, told in alone.items() if _full(told)]
            found = [each for told in alone.values() for each in told]
            found += [page for kind in cut for page in self.api.query(kind, changed_after(since))]
            whole = not cut
        rows = [document for each in found for document in self._documents(each)]
        seen = {document.id for document in rows}
        yield from self.paid(rows)
        payments = [payment for each in found for payment in each.payment]
        yield from self._paid_by(payments, seen)
        if not whole:
            yield from self.with_ids([own for own in ids if own not in seen])

    def since(self, since: datetime) -> Iterator[Document]:
        """By the moment of the last change, which tells no deletions."""
        pages = {entity: list(self.api.query(entity, changed_after(since))) for entity in (*KINDS, PAYMENT)}
        rows = [document for entity in KINDS for page in pages[entity] for document in self._documents(page)]
        yield from self.paid(rows)
        payments = [payment for page in pages[PAYMENT] for payment in page.payment]
        yield from self._paid_by(payments, {document.id for document in rows})

    def with_ids(self, ids: Collection[str]) -> Iterator[Document]:
        """The documents with some ids, as they are now; transactions of all kinds share their ids."""
        asked = list(dict.fromkeys(ids))
        for start in range(0, len(asked), MOST_IDS):
            portion = asked[start : start + MOST_IDS]
            where = f"Id in ({', '.join(map(quoted, portion))})"
            found = list(self.api.queries([(entity, where) for entity in KINDS]))
            rows = [document for each in found for document in self._documents(each)]
            yield from self.paid(rows)
            missing = set(portion) - {document.id for document in rows}
            yield from (gone("", own, self.known) for own in portion if own in missing)

    def _paid_by(self, payments: Iterable[Payment], seen: Collection[str]) -> Iterator[Document]:
        """The documents that some payments concern and that were not told themselves."""
        linked = [each.txn_id for p in payments for line in p.line for each in line.linked_txn]
        wanted = [own for own in dict.fromkeys(linked) if own not in seen]
        for start in range(0, len(wanted), MOST_IDS):
            where = f"Id in ({', '.join(map(quoted, wanted[start : start + MOST_IDS]))})"
            found = list(self.api.queries([(ENTITIES[kind], where) for kind in (INVOICE, CREDIT_NOTE)]))
            yield from self.paid([document for each in found for document in self._documents(each)])

    def paid(self, rows: Sequence[Document]) -> list[Document]:
        """Documents with what their payments say; those of which nothing is paid need none."""
        wanted = list(dict.fromkeys(own for each in rows if each.paid.minor and each.linked for own in each.linked))
        payments: dict[str, Payment] = {}
        for start in range(0, len(wanted), MOST_IDS):
            where = f"Id in ({', '.join(map(quoted, wanted[start : start + MOST_IDS]))})"
            for page in self.api.query(PAYMENT, where):
                payments |= {payment.id: payment for payment in page.payment}
        return [with_payments(each, payments) for each in rows]

    def _documents(self, found: Found) -> Iterator[Document]:
        return documents_of(found, self.known)


def documents_of(found: Found, known: Known) -> Iterator[Document]:
    """The documents in an answer; of one that was deleted its id alone."""
    of = {INVOICE: found.invoice, ESTIMATE: found.estimate, CREDIT_NOTE: found.credit_memo}
    for kind, rows in of.items():
        yield from (document_of(kind, row, known) for row in rows)


def document_of(kind: str, row: Sales, known: Known) -> Document:
    """A row as a document."""
    return gone(kind, row.id, known) if row.status == "Deleted" else to_document(kind, row, known)


def _full(found: Iterable[Found]) -> bool:
    """Whether an answer has as many rows as one can have, so that others may be missing."""
    return sum(each.rows for each in found) >= PAGE


def changed_after(since: datetime) -> str:
    """The condition of a query for what changed since a moment."""
    return f"MetaData.LastUpdatedTime >= {quoted(f'{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00')}"
