"""The kinds of exception about documents in the books."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

DIFFERS, EDITED, DELETED = "document_differs", "document_edited", "document_deleted"
NOT_ALLOCATED, CREDITED = "credit_not_applied", "credited_by_hand"
APPROVED_OUTDATED, NOT_TAKEN_OFF = "approved_outdated", "document_gone"
ESTIMATE_OPEN, INVOICED_AGAIN = "estimate_open_again", "estimate_invoiced_again"
STANDS = "void_here_only"
NOT_NAMED = "books_not_named"

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
        "Void it in {books} and push the draft that stands now (in Xero, `tieout release` it first), or correct the "
        "difference there by hand.",
    ),
    Kind(
        NOT_TAKEN_OFF,
        BLOCKS,
        "{document} is gone from {books}, and cannot be taken off here: {why}.",
        "Do what it says, then `tieout void {document}`. Where that is not possible any more, its time still counts as "
        "billed here: write the invoice anew in {books} by hand, and accept it.",
        acceptable=True,
    ),
    Kind(
        STANDS,
        WARNS,
        "{document} is void here, and stands in {books} with {total} before tax.",
        "Void it there, too, or the client is asked for it and for what is billed again; `tieout follow` takes note.",
    ),
    Kind(
        ESTIMATE_OPEN,
        WARNS,
        "Estimate {document} in {books} is open again, since its invoice is void.",
        "Reject or delete it there, so that nobody makes another invoice of it; `tieout follow` takes note of that.",
    ),
    Kind(
        INVOICED_AGAIN,
        WARNS,
        "{document} in {books} comes to {total} before tax and was made of an estimate whose invoice is void; it "
        "counts nowhere here.",
        "Void it there, and what is to be billed is billed from here. If it shall stand, decide about its time here "
        "(`billed-elsewhere`), and accept this.",
    ),
    Kind(
        NOT_NAMED,
        WARNS,
        "{documents} of ours {are} open in {books}, and no ledger in tieout.yaml has that name.",
        "What becomes of them there is not seen: put {books} back into `connectors`, under that name. If you have left "
        "it for good, look after them there, and accept this.",
    ),
]
"""In the order of the report."""
