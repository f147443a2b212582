"""The kinds of issue about deposits."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

DEPOSIT_LEFT, DEPOSIT_OVERDRAWN = "deposit_left", "deposit_overdrawn"
DEPOSIT_UNUSED = "deposit_in_another_currency"

DEPOSIT_KINDS = [
    Kind(
        DEPOSIT_LEFT,
        WARNS,
        "{left} of {client}'s deposit {what} are left, and contract {contract} ended on {until}.",
        "Pay it back or keep it in the ledger, and say which: `tieout deposits pay-back {contract} {deposit} --why …`, "
        "`tieout deposits keep {contract} {deposit} --why …`. An invoice that is still to come uses it by itself.",
    ),
    Kind(
        DEPOSIT_UNUSED,
        WARNS,
        "{left} of {client}'s deposit {what} are left, and contract {contract} is billed in {currency} now, so that no "
        "invoice uses them.",
        "Pay it back or keep it in the ledger, and say which: `tieout deposits pay-back {contract} {deposit} --why …`, "
        "`tieout deposits keep {contract} {deposit} --why …`. Or write the contract's old currency back, and bill "
        "in the other one under a contract of its own.",
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
