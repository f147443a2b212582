"""The kind of issue about deposits."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

DEPOSIT_LEFT = "deposit_left"

DEPOSIT_KINDS = [
    Kind(
        DEPOSIT_LEFT,
        WARNS,
        "{left} of the deposit {what} of {client} are left, and contract {contract} ended on {until}.",
        "Pay it back or keep it in the ledger, and say which: `tieout deposits pay-back {contract} {deposit} --why …`, "
        "`tieout deposits keep {contract} {deposit} --why …`. An invoice that is still to come uses it by itself.",
    ),
]
"""In the order of the report."""
