"""The kinds of issue about locked rates, and about what people take off a month."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

RATE_LOCKED, REDUCTION_NOT_USED, REDUCTION_ALONE = "rate_locked", "reduction_not_used", "reduction_without_contract"

ADJUST_KINDS = [
    Kind(
        RATE_LOCKED,
        BLOCKS,
        "{person} worked {hours} on {date} for {workstream}: {month} was billed at {locked} an hour, contract "
        "{contract} now says {now}, and rates of days before {before} are locked.",
        "Write the old rate into the contract again, with a `from:` date on the new one; or move `locked_before`. "
        "Accepted time is billed at the rate of the contract as it is now.",
        acceptable=True,
    ),
    Kind(
        REDUCTION_NOT_USED,
        WARNS,
        "Of {what} ({wanted}) on {period} of {client}, {used} are taken off: there is nothing more to take it off.",
        "If {period} is closed, `tieout reopen {period} --contract {contract} --why …`, and run it again. Take it back "
        "with `tieout write-down {contract} {period} --undo {number} --why …` and decide anew. Once it is on an "
        "invoice, take the rest off a later month, and accept this row.",
    ),
    Kind(
        REDUCTION_ALONE,
        WARNS,
        "Of {what} ({wanted}) on {period} of contract {contract}, {used} are taken off: there is no contract "
        "{contract} any more.",
        "Give the contract its id {contract} again: an id is for good, and what was decided belongs to it. If another "
        "contract bills its work now, take the same off there: `tieout write-down CONTRACT {period} --amount AMOUNT "
        "--why …`, then accept this row. If nothing is to be taken off, accept it.",
    ),
]
"""In the order of the report."""
