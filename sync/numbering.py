"""Numbers of invoices and credit notes, where Tieout gives them."""

from __future__ import annotations

from connectors.files import Numbering
from mappings.store import Transaction
from sync.worker import Worker


def next_free(tx: Transaction, worker: Worker, books: str, series: Numbering) -> str:
    """The next number of a series that no document bears, also none of books that are called otherwise now.

    It is never given again, whatever becomes of what it was for.
    """
    gone = tx.pushes.numbered_books() - set(worker.configuration.books)
    while True:
        number = series.number(tx.pushes.next_number(books, series.prefix, series.next, gone))
        if not tx.pushes.has_number(number, [books, *gone]):
            return number
