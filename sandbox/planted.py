"""The known truth about the demo month as the vendors on loopback show it: with whole rows, expenses and milestones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sandbox.northwind.month import FIRST, LAST
from sandbox.northwind.records import IN_FILES, Due, Manifest, Planted, Total
from sandbox.world import World

EXPENSES = (
    Planted(
        "missing_project_code", "Acme Corp", "Will Carter", date(2026, 10, 13), 0, "only time has a tag with its code"
    ),
    Planted("missing_project_code", "Cobalt Insurance", "Theo Laurent", date(2026, 10, 19), 0, "the same"),
    Planted("missing_project_code", "Cobalt Insurance", "Theo Laurent", date(2026, 10, 20), 0, "the same"),
    Planted("not_approved", "Iris Biotech", "Hannah Weiss", date(2026, 10, 26), 0, "an expense nobody approved"),
    Planted("receipt_missing", "Juniper Bank", "Daniel Cho", date(2026, 10, 16), 0, "a taxi without a receipt"),
)


MILESTONES = (
    Due("acme", "M2", Decimal("4800.00"), date(2026, 10, 29), "the client set Client Approved on ACME-95 that day"),
    Due("granite", "M1", Decimal("6500.00"), None, "the client rejected GRAN-54: it is completed, and not approved"),
)


def over_api(manifest: Manifest, world: World) -> Manifest:
    """What the exception report must show after a pull, and what each tracker's month adds up to by its plan."""
    issues = [planted for planted in manifest.issues if planted.where != IN_FILES]
    sums = {vendor: tracker.totals(FIRST, LAST) for vendor, tracker in world.trackers.items()}
    totals = [Total(vendor, found.entries, found.entries, found.seconds, 0) for vendor, found in sums.items()]
    return Manifest((*issues, *EXPENSES), tuple(totals), MILESTONES)
