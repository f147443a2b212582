"""The kinds of issue about what is left when a contract's final invoice is made."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

HOURS_LEFT = "final_hours_left"

FINAL_KINDS = [
    Kind(
        HOURS_LEFT,
        WARNS,
        "{left} of the included hours of {workstream} are left with the final invoice of {contract} ({period}).",
        "Agree with {client} what becomes of them; without that they expire. `tieout retainers` shows them.",
    ),
]
"""In the order of the report."""
