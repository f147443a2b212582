"""The chain of a document: what it credits, what credits it, and which decisions corrected work on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from billing.decisions import DecisionKind
from billing.lifecycle import Status
from billing.money import Money
from mappings.drafts import StoredDraft
from mappings.store import Transaction


@dataclass(frozen=True, slots=True)
class Linked:
    """One link: its kind (credits, credited by, corrected by, void), the draft or entry, its number, amount, words."""

    kind: str
    id: str
    number: str
    amount: Money | None
    words: str


def chain_of(tx: Transaction, stored: StoredDraft) -> tuple[Linked, ...]:
    """Everything that corrects a document, or the document that a credit note corrects."""
    draft = stored.draft
    if draft.is_credit:
        number = _number(tx, draft.credits)
        words = f"credits invoice {number} (draft {draft.credits}){_signed(tx, draft.id)}"
        return (Linked("credits", draft.credits, number, None, words),)
    found = []
    for note in tx.drafts.notes_of(draft.id):
        if note.status is not Status.SUPERSEDED:
            number = _number(tx, note.draft.id)
            words = (
                f"credited by {number or note.draft.id} ({note.status}): {note.draft.total}{_signed(tx, note.draft.id)}"
            )
            found.append(Linked("credited by", note.draft.id, number, note.draft.total, words))
    for said, detail in tx.decisions.of_kind(DecisionKind.CORRECT):
        if detail["draft"] == draft.id:
            amount = Money(detail["minor"], detail["currency"])
            words = f"{said.subject} was corrected by {detail['by']}: {amount} (decision {said.id}, {said.signed})"
            found.append(Linked("corrected by", said.subject, str(said.id), amount, words))
    void = tx.decisions.standing([draft.id]).get(draft.id, ()) if stored.status is Status.VOIDED else ()
    found += [Linked("void", draft.id, "", None, f"void ({said.signed})") for said in void if said.kind == "void"]
    return tuple(found)


def to_json(chain: Iterable[Linked]) -> list[dict[str, Any]]:
    """The chain with stable keys."""
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "number": each.number or None,
            "amount": str(each.amount.decimal) if each.amount else None,
            "what": each.words,
        }
        for each in chain
    ]


def _signed(tx: Transaction, note_id: str) -> str:
    """Who decided on a credit note, when and why, as the end of a sentence."""
    words = [said for said in tx.decisions.standing([note_id]).get(note_id, ()) if said.kind == DecisionKind.CREDIT]
    return f"; decision {words[-1].id}, {words[-1].signed}" if words else ""


def _number(tx: Transaction, draft_id: str) -> str:
    push = tx.pushes.of_drafts([draft_id]).get(draft_id)
    return push.number if push else ""
