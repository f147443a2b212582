"""What arrived in a ledger, beside the drafts that were to go there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.trace import DraftTrace, trace

_INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Landed:
    """Drafts, and the documents that some books have, as they were seen last."""

    drafts: tuple[StoredDraft, ...]
    documents: tuple[Standing, ...]

    @property
    def invoices(self) -> list[Standing]:
        """The documents that are invoices."""
        return [each for each in self.documents if each.kind == _INVOICE]

    @property
    def differences(self) -> list[str]:
        """Drafts that are no invoice there, or several, or of another amount; empty if each is one, to the cent."""
        planned = Counter((item.draft.id, str(item.draft.total)) for item in self.drafts)
        found = Counter((each.draft, str(each.net)) for each in self.invoices)
        lost, more = sorted((planned - found).elements()), sorted((found - planned).elements())
        return [
            *(f"not in the ledger: draft {draft}, {total}" for draft, total in lost),
            *(f"in the ledger, not planned: draft {draft}, {total}" for draft, total in more),
        ]


def landed(tx: Transaction, books: str, drafts: Sequence[StoredDraft]) -> Landed:
    """What some books have now, beside drafts."""
    return Landed(tuple(drafts), tuple(tx.documents.of_books(books)))


def shortest_line(tx: Transaction, invoices: Sequence[Standing]) -> tuple[str, DraftTrace]:
    """A document's number and its trace with one line alone: of all that name tasks, the one with the fewest entries.

    The document is found by the id that it has in its ledger.
    """
    drafts = [(each, item.draft) for each in invoices if (item := tx.drafts.get(each.draft)) is not None]
    lines = [(each, line) for each, draft in drafts for line in draft.lines if line.tasks]
    document, wanted = min(lines, key=lambda each: (len(each[1].entries), each[0].number))
    found = trace(tx, document.id)
    assert isinstance(found, DraftTrace), "an invoice in a ledger is a document"
    return document.number, replace(found, lines=tuple(each for each in found.lines if each.line.id == wanted.id))
