"""Ledgers that tieout.yaml names no more, told while documents of ours are open there: nobody follows these."""

from __future__ import annotations

from billing.issues import Issue, facts
from billing.ledger_kinds import NOT_NAMED
from connectors.registry import LEDGER_APIS
from mappings.store import Transaction
from sync.worker import Run, Worker

_SCOPE = "unnamed:"


def tell_unnamed(worker: Worker, run: Run, tx: Transaction) -> None:
    """An issue for all books with an open document or draft, as they were seen last, that no ledger is named after."""
    named = [name for name, config in worker.configuration.books.items() if config.kind in LEDGER_APIS]
    pending = {books: count for books, count in tx.documents.pending().items() if books not in named}
    told = {scope.removeprefix(_SCOPE) for scope in tx.issues.scopes(_SCOPE)}
    for books in sorted(pending.keys() | told):
        tx.issues.replace(f"{_SCOPE}{books}", [_issue(books, pending[books])] if books in pending else [], run.id)


def _issue(books: str, count: int) -> Issue:
    documents, are = ("1 document", "is") if count == 1 else (f"{count} documents", "are")
    return Issue(NOT_NAMED, subject=books, facts=facts(documents=documents, are=are, books=books))
