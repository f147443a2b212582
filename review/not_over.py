"""Periods that are not over, and are billed or closed all the same: what comes after that is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.calendar import last_day
from billing.lifecycle import Status
from mappings.drafts import StoredDraft


def not_over(items: Iterable[StoredDraft], today: date) -> list[str]:
    """A sentence for each period of drafts that are no invoices yet whose last day is not past."""
    names = {item.draft.period for item in items if item.status is not Status.POSTED and not item.draft.is_credit}
    return [f"{words}. An invoice closes it, and what comes later is late." for words in _not_over(names, today)]


def closed_early(names: Iterable[str], today: date) -> list[str]:
    """A sentence for each period that was closed and whose last day is not past."""
    return [f"{words}. It is closed by now, and what comes later is late." for words in _not_over(names, today)]


def _not_over(names: Iterable[str], today: date) -> list[str]:
    early = [name for name in sorted(set(names)) if today <= last_day(name)]
    return [f"{name} is not over: its last day is {last_day(name)}" for name in early]
