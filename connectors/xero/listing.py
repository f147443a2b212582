"""Lists of Xero's documents: all pages of them, by a condition, since a moment, or by ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.errors import Changed
from connectors.ledgers import CREDIT_NOTE, INVOICE, Document
from connectors.xero import payloads, reading
from connectors.xero.payloads import Papers, Payments, goes_on
from connectors.xero.transport import Api

PAGE_SIZE = 1000
MOST_PAGES = 10_000
MOST_IDS = 40
"""Ids in one address: 40 of them are 1,500 characters."""
_LISTS = {
    INVOICE: ("get_invoices", "ACCREC", "InvoiceID"),
    CREDIT_NOTE: ("get_credit_notes", "ACCRECCREDIT", "CreditNoteID"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The lists of one organisation; `to_document` reads a row."""

    api: Api
    to_document: Callable[[payloads.Paper], Document]

    def by_ids(self, ids: Sequence[str]) -> Iterator[Document]:
        """The invoices with some ids."""
        for start in range(0, len(ids), MOST_IDS):
            yield from self.documents(INVOICE, i_ds=ids[start : start + MOST_IDS])

    def paid_since(self, since: datetime) -> list[str]:
        """The ids of the invoices with payments that changed."""
        found: dict[str, None] = {}
        for page in range(1, MOST_PAGES):
            reply = self.api.ask("get_payments", if_modified_since=_told(since), page=page, page_size=PAGE_SIZE)
            told = Payments([]) if reply.status == 304 else reply.decode(Payments)
            payments = told.payments
            found |= {each.invoice.invoice_id: None for each in payments if each.invoice and each.invoice.invoice_id}
            if not goes_on(told.pagination, page, full=len(payments) >= PAGE_SIZE):
                return list(found)
        raise Changed(f"the list of payments has more than {MOST_PAGES} pages")

    def dated(self, kind: str, condition: str, since: datetime | None = None) -> Iterator[Document]:
        """Our side's documents of a kind for which a condition holds and that changed since a moment."""
        asked = {"if_modified_since": _told(since)} if since else {}
        return self.documents(kind, **self._asked(kind, condition), **asked)

    def papers(self, kind: str, condition: str) -> Iterator[payloads.Paper]:
        """The same with all that Xero says of them."""
        return self._raw(kind, **self._asked(kind, condition))

    def _asked(self, kind: str, condition: str) -> dict[str, str]:
        _, sort, order = _LISTS[kind]
        return {"where": " AND ".join(filter(None, (f'Type=="{sort}"', condition))), "order": f"{order} ASC"}

    def documents(self, kind: str, **asked: str | Sequence[str]) -> Iterator[Document]:
        """All pages of a list: with a page, documents come with their lines. What is not ours may be odd."""
        return self._readable(self._raw(kind, **asked))

    def _raw(self, kind: str, **asked: str | Sequence[str]) -> Iterator[payloads.Paper]:
        for page in range(1, MOST_PAGES):
            reply = self.api.ask(_LISTS[kind][0], page=page, page_size=PAGE_SIZE, unitdp="4", **asked)
            told = Papers() if reply.status == 304 else reply.decode(Papers)
            yield from filter(reading.is_sales, told.all)
            if not goes_on(told.pagination, page, full=len(told.all) >= PAGE_SIZE):
                return
        raise Changed(f"a list of documents has more than {MOST_PAGES} pages")

    def _readable(self, papers: Iterable[payloads.Paper]) -> Iterator[Document]:
        for paper in papers:
            try:
                yield self.to_document(paper)
            except Changed:
                if reading.token_of(paper.line_items or ()):
                    raise


def _told(since: datetime) -> str:
    """A moment for If-Modified-Since, which Xero reads in UTC."""
    return since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
