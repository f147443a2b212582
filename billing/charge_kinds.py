"""The kinds of issue about charges that are stated otherwise than they were billed."""

from __future__ import annotations

from billing.kinds import BLOCKS, Kind

CHANGED, GONE = "charge_changed_after_billing", "charge_gone"

CHARGE_KINDS = [
    Kind(
        CHANGED,
        BLOCKS,
        "Charge {charge} of {client} is billed, or closed, with {billed}, and charges.yaml says {amount} now.",
        "What is billed stays as it is; what begins in a month of which it is billed is not billed again, and all else "
        "is. Write the charge as it was billed. What is agreed now is a charge with an id of its own, from the first "
        "day that is not billed, where the old one ends with `until:`; so is what was used and not billed. If too much "
        "was billed, `tieout credit` its invoice; if its month is only closed, `tieout reopen` that and run again. If "
        "it is right as it is, accept it.",
        acceptable=True,
    ),
    Kind(
        GONE,
        BLOCKS,
        "Charge {charge} of {client} is billed, or closed, with {billed}, and charges.yaml has no charge with its id "
        "any more: under another id it is billed again.",
        "Write it back with the id that it had: an id is for good, what is billed stays as it is, and a charge that "
        "has ended says so with `until:`. If it was taken out because it is done, and is stated under no other id, "
        "accept it. If it should not have been billed, `tieout credit` its invoice; if its month is only closed, "
        "`tieout reopen` that and run again.",
        acceptable=True,
    ),
]
"""In the order of the report."""
