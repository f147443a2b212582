"""Drafts of periods that are not over: what comes after their invoices is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.calendar import last_day
from billing.lifecycle import Status
from mappings.drafts import StoredDraft


def not_over(items: Iterable[StoredDraft], today: date) -> list[str]:
    """A sentence for each period of drafts that are no invoices yet whose last day is not past."""
    names = {item.draft.period for item in items if item.status is not Status.POSTED and not item.draft.is_credit}
    return [
        f"{name} is not over: its last day is {last_day(name)}. An invoice closes it, and what comes later is late."
        for name in sorted(names)
        if today <= last_day(name)
    ]
