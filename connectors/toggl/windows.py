"""Which days a request asks for, and which its answer is about: a report covers at most a year, and may cover less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from billing.records import Period
from connectors.errors import Refused
from connectors.http import Reply

DAYS_A_REQUEST = 365


def days(window: Period) -> dict[str, str]:
    """Days as a report is asked for them, both ends included."""
    return {"start_date": window.first.isoformat(), "end_date": window.last.isoformat()}


def joined(windows: Sequence[Period]) -> list[Period]:
    """Windows that touch each other are asked for together: that takes fewer requests."""
    joined: list[Period] = []
    for window in sorted(windows, key=lambda each: each.first):
        if joined and window.first <= joined[-1].end:
            end = max(joined[-1].end, window.end)
            joined[-1] = Period(joined[-1].first, end, joined[-1].name)
        else:
            joined.append(window)
    return joined


def check_range(reply: Reply, first: date, last: date) -> None:
    """Refuses an answer about fewer days than asked for: a plan that keeps less is no proof that nothing was there."""
    begun = _date_in(reply.headers.get("x-range-start", ""))
    ended = _date_in(reply.headers.get("x-range-end", ""))
    today = reply.told
    if begun is not None and begun > first:
        raise Refused(f"Toggl shows nothing before {begun} (its plan may keep no more); ask from that day on")
    if ended is not None and ended < last and (today is None or ended < today.date() - timedelta(days=1)):
        raise Refused(f"Toggl answered up to {ended} only instead of {last}; ask for fewer days")


def _date_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
