"""The kinds of issue about what changed after it was billed, and about documents that are void."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

AGREED_IS_LOST, VOIDED, DOCUMENT_VOIDED = "agreed_for_month", "charge_voided", "document_voided"
WAITS, CLOSED_OUTDATED, AGAIN_GONE = "correction_waits", "closed_draft_outdated", "bill_again_gone"

_ON_NO_LINE = (
    "It is on no line, since included hours, a fixed price or a cap took all of it, so there is nothing to correct. "
    "`tieout reopen {period} --contract {contract} --why …`, and run the month: then it is planned anew as it is now. "
    "Or accept that it stays as it was."
)

CORRECTION_KINDS = [
    Kind(
        "edited_after_billing",
        WARNS,
        "{person}'s {hours} on {date} on {project} were changed in {connector} after they were billed: {change}.",
        "`tieout drift` shows what it comes to; choose with `tieout correct {entry} --by … --why …`. "
        "The billed amount stays as it is until then.",
        on_no_line=_ON_NO_LINE,
    ),
    Kind(
        "deleted_after_billing",
        WARNS,
        "{person}'s {hours} on {date} on {project} were deleted in {connector} after they were billed.",
        "`tieout drift` shows what it comes to; choose with `tieout correct {entry} --by … --why …`. "
        "The billed amount stays as it is until then.",
        on_no_line=_ON_NO_LINE,
    ),
    Kind(
        WAITS,
        BLOCKS,
        "The correction of {amount} for work of {date} on {document} is on no invoice: {why}.",
        "Take it back with `tieout correct --undo {decision} --why …`; `tieout drift` says what else can be done.",
    ),
    Kind(
        DOCUMENT_VOIDED,
        BLOCKS,
        "{person}'s {hours} on {date} on {project} were billed on {document}, which is void.",
        "Say what becomes of it: `tieout decide bill-again {entry} --why …`, or write-off, billed-elsewhere, defer.",
    ),
    Kind(
        VOIDED,
        BLOCKS,
        "{what} of {date} was billed on {document}, which is void.",
        "Say what becomes of it: `tieout decide bill-again {charge} --why …`, or write-off, billed-elsewhere.",
    ),
    Kind(
        AGAIN_GONE,
        BLOCKS,
        "{what} of {client} ({amount}, by contract {contract}) is to be billed again ({said}), and nothing bills it "
        "under its code any more: it is on no invoice.",
        "Write it back with the code and the days that it had, and not as billed before Tieout: a code is for good. "
        "If something else bills it now, or nothing is owed for it any more, accept it.",
        acceptable=True,
    ),
    Kind(
        AGREED_IS_LOST,
        WARNS,
        "{document} is taken back with what was agreed for {period} as a whole ({what}), and {period} of {contract} is "
        "closed: what is billed again later comes without that.",
        "`tieout reopen {period} --contract {contract} --why …`, and run the month: then it is planned anew with it. "
        "If it shall be billed without, or not again, accept this.",
    ),
    Kind(
        CLOSED_OUTDATED,
        BLOCKS,
        "Draft {draft} of {client} ({total}) is out of date, and {period} of {contract} is closed: no run plans it "
        "anew, and it cannot be pushed.",
        "`tieout reopen {period} --contract {contract} --why …`, then `tieout run --period {month}`; look at it, and "
        "approve it again.",
    ),
]
"""In the order of the report."""
