"""The known truth about the demo month as the vendors on loopback show it: whole rows, and expenses beside the time."""

from __future__ import annotations

from datetime import date

from sandbox.northwind.month import FIRST, LAST
from sandbox.northwind.records import Manifest, Planted, Total
from sandbox.world import World

ONLY_IN_FILES = frozenset({"bad_row"})
"""What a torn row of an export is; the tracker itself has it whole."""

EXPENSES = (
    Planted(
        "missing_project_code", "Acme Corp", "Will Carter", date(2026, 10, 13), 0, "only time has a tag with its code"
    ),
    Planted("missing_project_code", "Cobalt Insurance", "Theo Laurent", date(2026, 10, 19), 0, "the same"),
    Planted("missing_project_code", "Cobalt Insurance", "Theo Laurent", date(2026, 10, 20), 0, "the same"),
    Planted("not_approved", "Iris Biotech", "Hannah Weiss", date(2026, 10, 26), 0, "an expense nobody approved"),
    Planted("receipt_missing", "Juniper Bank", "Daniel Cho", date(2026, 10, 16), 0, "a taxi without a receipt"),
)


def over_api(manifest: Manifest, world: World) -> Manifest:
    """What the exception report must show after a pull, and what each tracker's month adds up to by its plan."""
    issues = [planted for planted in manifest.issues if planted.code not in ONLY_IN_FILES]
    sums = {vendor: tracker.totals(FIRST, LAST) for vendor, tracker in world.trackers.items()}
    totals = [Total(vendor, found.entries, found.entries, found.seconds, 0) for vendor, found in sums.items()]
    return Manifest((*issues, *EXPENSES), tuple(totals))
