"""Credit notes in ledgers: each is taken off the invoice that it corrects, once; what cannot be is told.

The request takes off as much as both have left, so that a second one like it would be more than is left and refused:
it cannot be carried out twice, whatever becomes of its key.
"""

from __future__ import annotations

from dataclasses import dataclass

from billing.issues import Issue, facts
from billing.ledger_kinds import NOT_ALLOCATED
from billing.periods import month_of_period
from connectors.ledgers import CREDIT_NOTE
from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.pushes import ALLOCATE, POST, Push
from mappings.store import Transaction
from sync.documents import intent
from sync.open_books import OpenBooks
from sync.worker import Run, Worker

BY_HAND = "the bookkeeper applies it there"


@dataclass(frozen=True, slots=True)
class Unused:
    """A credit note that is open in its ledger, the invoice that it corrects, and whether anything was applied."""

    item: StoredDraft
    note: Push
    invoice: Push | None
    seen: Standing
    applied: bool


def unused(tx: Transaction) -> list[Unused]:
    """The credit notes of which something is left, as they were last seen in their ledgers."""
    opened = {each.draft: each for each in tx.documents.open_of(CREDIT_NOTE)}
    posted = {key: each for key, each in tx.pushes.of_drafts(opened).items() if each.action == POST}
    items = {key: item for key in posted if (item := tx.drafts.get(key)) is not None and item.draft.is_credit}
    invoices = tx.pushes.of_drafts({item.draft.credits for item in items.values()})
    done = tx.pushes.allocated(items)
    return [
        Unused(item, posted[key], invoices.get(item.draft.credits), opened[key], key in done)
        for key, item in items.items()
    ]


def begin_allocation(worker: Worker, run: Run, opened: OpenBooks, found: Unused) -> Push | None:
    """Writes down that a credit note is about to be taken off its invoice; None where nothing is left to do by us.

    Both are noted as they were found. Raises LeftAlone where the ledger cannot be asked.
    """
    invoice = found.invoice
    if found.applied or invoice is None or invoice.action != POST or invoice.books != found.note.books:
        return None
    with worker.store.read() as tx:
        tries = tx.pushes.given_up(found.note.draft)
        debit = tx.documents.of_drafts([invoice.draft]).get(invoice.draft)
    if debit is None or not debit.owed.minor:
        return None
    books = opened.ledger(found.note.books)
    wanted = intent(found.item, ALLOCATE, found.note.books, tries)
    begun = books.allocation(wanted, found.note, invoice)
    with worker.store.write() as tx:
        tx.documents.keep(books.standings([found.note.draft, invoice.draft]), run.id)
        if begun is not None:
            tx.pushes.intend(begun, run.id)
    return begun


def tell_what_is_left(worker: Worker, run: Run, found: Unused) -> None:
    """Tells of what is left of a credit note after all that could be done, or that nothing is any more."""
    with worker.store.write() as tx:
        seen = tx.documents.get(found.seen.books, found.seen.kind, found.seen.id) or found.seen
        tell(tx, run, found.item, seen)


def was_told(tx: Transaction, item: StoredDraft) -> bool:
    """Whether the rest of a credit note is or was told."""
    scope = _scope(item)
    return scope in tx.issues.scopes(scope)


def tell(tx: Transaction, run: Run, item: StoredDraft, seen: Standing) -> None:
    """Replaces what is told about the rest of a credit note; where nothing is or was told, nothing is written."""
    left = seen.owed if seen.stage == "open" else None
    problems = [_issue(tx, item, seen)] if left is not None and left.minor > 0 else []
    if problems or was_told(tx, item):
        tx.issues.replace(_scope(item), problems, run.id, month_of_period(item.draft.period))


def _scope(item: StoredDraft) -> str:
    return f"applied:{item.draft.id}"


def _issue(tx: Transaction, item: StoredDraft, seen: Standing) -> Issue:
    invoice = tx.pushes.of_drafts([item.draft.credits]).get(item.draft.credits)
    debit = tx.documents.of_drafts([item.draft.credits]).get(item.draft.credits)
    if debit is not None and not debit.owed.minor:
        why = "nothing is left to be paid of that"
    elif seen.credited.minor or seen.paid.minor:
        why = "only a part of it is applied"
    else:
        why = BY_HAND
    named = invoice.number if invoice is not None and invoice.number else "the invoice that it corrects"
    said = facts(document=seen.number or seen.id, books=seen.books, left=str(seen.owed), invoice=named, why=why)
    return Issue(NOT_ALLOCATED, client=item.draft.client, subject=item.draft.id, facts=said)
