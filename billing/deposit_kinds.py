"""The kinds of issue about deposits."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

DEPOSIT_LEFT, DEPOSIT_OVERDRAWN = "deposit_left", "deposit_overdrawn"

DEPOSIT_KINDS = [
    Kind(
        DEPOSIT_LEFT,
        WARNS,
        "{left} of {client}'s deposit {what} are left, and contract {contract} ended on {until}.",
        "Pay it back or keep it in the ledger, and say which: `tieout deposits pay-back {contract} {deposit} --why …`, "
        "`tieout deposits keep {contract} {deposit} --why …`. An invoice that is still to come uses it by itself.",
    ),
    Kind(
        DEPOSIT_OVERDRAWN,
        WARNS,
        "{used} of {client}'s deposit {what} are used, paid back or kept, {over} more than the {paid} that contract "
        "{contract} and its invoices say were paid.",
        "If the `opening:` of contract {contract} is wrong, correct it; its `deposits` are what was left without what "
        "Tieout's own invoices have used. Else {client} owes the difference: bill it as a charge in charges.yaml, and "
        "accept this row.",
    ),
]
"""In the order of the report."""
