"""What a document's being in the books means for its draft, its time and its period."""

from __future__ import annotations

from billing.issues import Issue, facts
from billing.ledger_kinds import NOT_TAKEN_OFF
from billing.lifecycle import Event, after
from billing.periods import month_of_period
from billing.records import State
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.pushes import DRAFT, Push
from mappings.store import Transaction
from review.closing import close, hindrance, look_again_at_told
from review.decide import CannotDecide
from sync.bill import in_books
from sync.crediting import credit_is_there
from sync.deposit_draws import deposit_is_there
from sync.voiding import void
from sync.worker import Run, Worker

GONE_SINCE = "was voided or deleted there by a person; what was on it waits for a decision"


def now_there(worker: Worker, tx: Transaction, run: Run, begun: Push, item: StoredDraft) -> None:
    """Everything that a document's being in the books means for its draft, its time and its period.

    Time that it shows at no charge stays what it is: not billable.
    """
    lines = [line.id for line in item.draft.lines if line.kind is not LineKind.NO_CHARGE]
    if after(item.status, Event.PUSH) is not None:
        tx.drafts.move(begun.draft, Event.PUSH)
    if begun.action == DRAFT:
        tx.placements.advance(lines, State.PUSHED, in_books(begun.books), run.id)
        return
    tx.placements.advance(lines, State.BILLED, f"{begun.number} in {begun.books}", run.id)
    tx.placements.settle([line.id for line in item.draft.lines], settled=True)
    if item.draft.is_credit:
        credit_is_there(tx, run, item)
        return
    look_again_at_told(tx, [item])
    tx.units.bill(item.draft.contract, item.draft.period, item.draft.total.minor)
    deposit_is_there(tx, item.draft)
    if not hindrance(tx, item.draft.contract, item.draft.period):
        why = f"{begun.number} was posted"
        close(tx, item.draft.contract, item.draft.period, Signature("tieout", worker.clock(), why))


def tell_audit(worker: Worker, tx: Transaction, ended: Push) -> None:
    """Writes into the audit log that a document is in its books, by its number, or out of them."""
    said = {"draft": ended.draft, "revision": ended.revision, "books": ended.books, "place": ended.place}
    tx.audit.add(f"push: {ended.action}", ended.number or ended.draft, worker.clock(), said)


def gone_since(worker: Worker, tx: Transaction, run: Run, ended: Push, item: StoredDraft) -> None:
    """An invoice that a person voided or deleted before it was known here that it had been made: it counts no more."""
    named = ended.number or item.draft.id
    signature = Signature("tieout", worker.clock(), f"{named} was voided or deleted in {ended.books}")
    try:
        void(tx, run, ended.draft, signature)
    except CannotDecide as why:
        said = facts(document=named, books=ended.books, why=str(why))
        problem = Issue(NOT_TAKEN_OFF, client=item.draft.client, subject=item.draft.id, facts=said)
        tx.issues.replace(f"followed:{item.draft.id}", [problem], run.id, month_of_period(item.draft.period))
