"""The kinds of exception about documents in the books."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

DIFFERS, EDITED, DELETED = "document_differs", "document_edited", "document_deleted"
NOT_ALLOCATED, CREDITED = "credit_not_applied", "credited_by_hand"
APPROVED_OUTDATED, NOT_TAKEN_OFF = "approved_outdated", "document_gone"

LEDGER_KINDS = [
    Kind(
        DIFFERS,
        WARNS,
        "{document} in {books}: {problem}.",
        "Look at the document in the books, and mend it there or in the contract's posting.",
    ),
    Kind(
        EDITED,
        WARNS,
        "{document} was changed by somebody in {books}: it comes to {total} before tax, and {planned} was written; "
        "{proposal}.",
        "Nothing is written over it. What you do there, `tieout follow` takes note of.",
    ),
    Kind(
        DELETED,
        WARNS,
        "The draft {document} was deleted by somebody in {books}.",
        "It is held: `tieout release` shows it there again; decide about its entries if it must not be billed.",
    ),
    Kind(
        NOT_ALLOCATED,
        WARNS,
        "Of the credit note {document} in {books}, {left} is not taken off {invoice}: {why}.",
        "Apply it to an invoice of the client in {books}, or pay it back there; `tieout follow` takes note of that.",
    ),
    Kind(
        CREDITED,
        WARNS,
        "{amount} of {document} was taken off in {books} by somebody, and nobody has said what it is.",
        "Say it: `tieout classify {document} --as goodwill --why …`; else correction, bad-debt or other.",
    ),
    Kind(
        APPROVED_OUTDATED,
        BLOCKS,
        "{document} was approved in {books} as it was shown, and its time has changed here since.",
        "Void it in {books} and push the draft that stands now, or correct the difference there by hand.",
    ),
    Kind(
        NOT_TAKEN_OFF,
        BLOCKS,
        "{document} is gone from {books}, and cannot be taken off here: {why}.",
        "Do what it says, then `tieout void {document}`.",
    ),
]
"""In the order of the report."""
