"""How far a month's time is before it is billed: submitted, approved, pending and missing, by person and client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from billing.records import Period
from billing.timesheets import Ready
from review.tables import Cell, Hours, Section, flat_table, section, sentences

_HEADERS = ("person", "client", ">submitted", ">approved", ">pending", ">no approval there", "missing days")


def to_json(rows: Sequence[Ready], period: Period) -> dict[str, Any]:
    """With stable keys: seconds, and days as text."""
    return {
        "month": period.name,
        "rows": [
            {
                "person": row.person,
                "client": row.client or None,
                "submitted_seconds": row.submitted,
                "approved_seconds": row.approved,
                "pending_seconds": row.pending,
                "without_approval_seconds": row.unknown,
                "missing_days": [day.isoformat() for day in row.missing],
            }
            for row in rows
        ],
    }


def to_table(rows: Sequence[Ready]) -> Section:
    """One flat table: a row for each person and client."""
    headers = ("person", "client", ">submitted", ">approved", ">pending", ">without_approval", "missing_days")
    return flat_table(headers, [(*_cells(row)[:6], " ".join(map(str, row.missing))) for row in rows])


def to_sections(rows: Sequence[Ready], period: Period) -> list[Section]:
    """For people."""
    if not rows:
        return [sentences(f"Nobody has tracked anything in {period.name}, and no time is expected of anybody.")]
    sums = [Hours(sum(getattr(row, name) for row in rows)) for name in _TIMES]
    total: tuple[Cell, ...] = ("", "", *sums, "")
    after = "Missing are business days without any time, of people with a weekly_capacity; days off do not count."
    return [section(f"How ready {period.name} is", _HEADERS, map(_cells, rows), [after], total)]


_TIMES = ("submitted", "approved", "pending", "unknown")


def _cells(row: Ready) -> tuple[Cell, ...]:
    times = (Hours(getattr(row, name)) for name in _TIMES)
    return (row.person, row.client, *times, ", ".join(map(str, row.missing)))
