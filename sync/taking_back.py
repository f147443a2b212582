"""Runs by which people take billed work back: corrections, credit notes, documents that are void.

What they choose takes effect in the months that they touch, which are to be run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing.periods import month_of_period
from mappings.decided import Signature
from sync.before_go_live import check_comes_again
from sync.classing import Classed, classify
from sync.correcting import Corrected, correct, undo
from sync.creditable import BILL_AGAIN
from sync.crediting import Credited, credit
from sync.drift import drifts, in_turn
from sync.push import settle_intents
from sync.voiding import void
from sync.worker import Worker, running

__all__ = [
    "Corrected",
    "Credited",
    "correct_entries",
    "credit_documents",
    "drifts",
    "in_turn",
    "undo_correction",
    "void_document",
]


@dataclass(frozen=True, slots=True)
class Voided:
    """A document that is void: its number, and whose it was."""

    number: str
    client: str
    contract: str
    period: str


def correct_entries(worker: Worker, chosen: Sequence[str], by: str, signature: Signature) -> list[Corrected]:
    """Chooses a correction for billed entries that changed. Raises CannotDecide or CannotClose."""
    with running(worker, "correct") as run:
        settle_intents(worker, run)
        with worker.store.write() as tx:
            return correct(worker, tx, run, chosen, (by, signature))


def undo_correction(worker: Worker, number: int, signature: Signature) -> str:
    """Takes a correction or a credit note back that is not billed yet. Raises CannotDecide."""
    with running(worker, "correct") as run:
        settle_intents(worker, run)
        with worker.store.write() as tx:
            return undo(tx, run, number, signature)


def credit_documents(
    worker: Worker, wanted: tuple[Sequence[str], Sequence[str]], then: str, signature: Signature
) -> list[Credited]:
    """Writes the draft of a credit note for each of some documents, or for some of their lines. Raises CannotDecide."""
    with running(worker, "credit") as run:
        settle_intents(worker, run)
        with worker.store.write() as tx:
            credited = credit(tx, run, wanted, then, signature)
            for each in credited if then == BILL_AGAIN else ():
                check_comes_again(worker, tx, each.note, each.number)
            return credited


def void_document(worker: Worker, wanted: str, signature: Signature) -> Voided:
    """Notes that a document is void; ledgers that tell so call the same. Raises CannotDecide."""
    with running(worker, "void") as run:
        settle_intents(worker, run)
        with worker.store.write() as tx:
            item, number = void(tx, run, wanted, signature)
    return Voided(number, item.draft.client, item.draft.contract, item.draft.period)


def classify_document(worker: Worker, wanted: str, what: str, signature: Signature) -> Classed:
    """Notes what was taken off an invoice in its ledger by hand. Raises CannotDecide."""
    with running(worker, "classify") as run:
        settle_intents(worker, run)
        with worker.store.write() as tx:
            return classify(tx, run, wanted, what, signature)


def months_of(worker: Worker) -> list[str]:
    """All months that were run before: what is taken back may be billed in any that is open."""
    with worker.store.read() as tx:
        return sorted({month_of_period(row.period) for row in tx.units.of()} - {""})
