"""Credits and write-offs that people made in a ledger: a person says what they are.

What was taken off an invoice there, apart from credit notes of ours, has a class as far as somebody has said so.
"""

from __future__ import annotations

from dataclasses import dataclass

from billing.decisions import DecisionKind
from billing.issues import Issue, facts
from billing.ledger_kinds import CREDITED
from billing.lifecycle import Status
from billing.money import Money
from billing.periods import month_of_period
from mappings.decided import Signature
from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.decide import CannotDecide, explained
from review.receivables import CLASSED, CLASSES
from sync.crediting import document_named
from sync.worker import Run


@dataclass(frozen=True, slots=True)
class Classed:
    """An invoice, what was taken off it by hand, and what that was."""

    number: str
    amount: Money
    what: str


def classify(tx: Transaction, run: Run, wanted: str, what: str, signature: Signature) -> Classed:
    """Notes what was taken off an invoice by hand, all of it, in place of what was said before. Raises CannotDecide."""
    explained(signature)
    if what not in CLASSES:
        raise CannotDecide(f"say what it was with --as: {', '.join(CLASSES)}")
    item, number = document_named(tx, wanted)
    seen = tx.documents.of_drafts([item.draft.id]).get(item.draft.id)
    taken = _by_hand(tx, item, seen) if seen is not None else None
    if taken is None or taken.minor <= 0:
        raise CannotDecide(f"nothing was taken off {number} by hand, as it was last seen; `tieout follow` looks again")
    before = [said.id for said, _ in tx.decisions.about(CLASSED, [item.draft.id]).get(item.draft.id, [])]
    tx.decisions.undo(before, signature)
    detail = {"class": what, "minor": taken.minor, "currency": taken.currency, "other": number}
    tx.decisions.add(CLASSED, {item.draft.id: detail}, signature)
    tell_of_credits(tx, run, item)
    return Classed(number, taken, what)


def tell_of_credits(tx: Transaction, run: Run, item: StoredDraft) -> None:
    """Tells what was taken off an invoice and has no class yet; where nothing is or was told, nothing is written."""
    seen = tx.documents.of_drafts([item.draft.id]).get(item.draft.id)
    scope, problems = f"credited:{item.draft.id}", list[Issue]()
    if seen is not None and item.status is Status.POSTED:
        left = _by_hand(tx, item, seen).minor - _classed(tx, item)
        if left > 0:
            named, amount = seen.number or seen.id, str(Money(left, seen.net.currency))
            said = facts(document=named, books=seen.books, amount=amount)
            problems = [Issue(CREDITED, client=item.draft.client, subject=item.draft.id, facts=said)]
    if problems or scope in tx.issues.scopes(scope):
        tx.issues.replace(scope, problems, run.id, month_of_period(item.draft.period))


def _by_hand(tx: Transaction, item: StoredDraft, seen: Standing) -> Money:
    """What is credited on an invoice, apart from what was used of the credit notes that we made for it."""
    notes = [each.draft.id for each in tx.drafts.notes_of(item.draft.id) if each.status is Status.POSTED]
    ours = sum(each.credited.minor + each.paid.minor for each in tx.documents.of_drafts(notes).values())
    return Money(seen.credited.minor - ours, seen.credited.currency)


def _classed(tx: Transaction, item: StoredDraft) -> int:
    said = tx.decisions.about(CLASSED, [item.draft.id]).get(item.draft.id, [])
    voided = tx.decisions.about(DecisionKind.VOID, [item.draft.id]).get(item.draft.id, [])
    since = max((decision.id for decision, _ in voided), default=0)  # what was said of an invoice ends with it
    return sum(int(detail["minor"]) for decision, detail in said if decision.id > since)
