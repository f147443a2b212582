"""The kinds of issue about retainers."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

EXPIRED = "late_beyond_retainer"

RETAINER_KINDS = [
    Kind(
        EXPIRED,
        WARNS,
        "{late} of {workstream} worked in {worked_in} came late, and no included hours of that month are left: they "
        "were used or have expired. {client} is charged for them with {period}.",
        "If the client shall not pay for them, write them off: `tieout decide write-off`; `tieout retainers` shows "
        "what became of the hours.",
    ),
]
"""In the order of the report."""
