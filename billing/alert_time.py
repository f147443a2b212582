"""Alerts about time: what is missing, what nobody approved and for how long, how ready a month is before its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from billing.alert_records import APPROVER, OPERATIONS, PERSON, SECOND, Alert, Body, Grid, body, grid
from billing.alerts import made
from billing.issues import hours
from billing.timesheets import Ready, Short, Unapproved

LEVELS = ((2, APPROVER), (4, SECOND), (6, OPERATIONS))
"""So many business days after time came here unapproved, who is told."""


@dataclass(frozen=True, slots=True)
class Approving:
    """Who approves: by contract and workstream, with the client of each contract, and who is asked next, if anybody."""

    approvers: Mapping[tuple[str, str], str]
    clients: Mapping[str, str]
    zone: tzinfo
    """In which a moment becomes a day."""
    second: str = ""

    def of(self, found: Unapproved) -> str:
        """Who approves an entry; empty where nobody is named."""
        return self.approvers.get((found.contract, found.code)) or self.approvers.get((found.contract, ""), "")


# ---- missing time ----


def missing_time(short: Iterable[Short], monday: date) -> list[Alert]:
    """A reminder to each person whose week is not complete."""
    return [
        made("missing_time", PERSON, each.person, (each.person, monday.isoformat()), _missing(each), monday=monday)
        for each in short
    ]


def _missing(each: Short) -> Body:
    there = f"{hours(each.tracked)} of {hours(each.expected)} are there."
    days = f"Without any time: {', '.join(f'{day:%A} {day}' for day in each.days)}." if each.days else ""
    return body(there, days, "Add the time in the tracker; or, if you were away, tell whoever keeps days_off.")


# ---- approval ----


def escalations(
    found: Iterable[Unapproved], approving: Approving, after: Callable[[date, int], date], today: date
) -> list[Alert]:
    """An alert for each level that time has reached, by the day on which it came and by approver.

    `after` is the n-th business day after a day. Without a second approver that level is left out; where no approver is
    named, the alert has none, either, and goes to operations.
    """
    alerts = []
    for (since, approver), entries in _grouped(found, approving).items():
        for days, audience in LEVELS:
            about = {APPROVER: approver, SECOND: approving.second, OPERATIONS: ""}[audience]
            if (about or audience != SECOND) and after(since, days) <= today:
                words = f"{hours(sum(each.seconds for each in entries))} came on {since} and nobody has approved them."
                said = body(words, whose(approver), _entries(entries, approving), REMEDY)
                parts = since.isoformat(), approver
                alerts.append(made("unapproved_time", audience, about, parts, said, since=since))
    return alerts


REMEDY = "What is not approved is not billed. Approve it in the tracker; the next pull sees it."


def whose(approver: str) -> str:
    """Who approves, in a sentence."""
    return (
        f"{approver} approves this time." if approver else "Nobody is named as its approver; name one in the contract."
    )


def approvals_closed(month: str, found: Sequence[Unapproved], approving: Approving) -> list[Alert]:
    """On the day approvals close: what of a month each approver has left, and all of it to operations."""
    if not found:
        return []
    alerts = []
    for approver in sorted({approving.of(each) for each in found} - {""}):
        own = [each for each in found if approving.of(each) == approver]
        alerts.append(_closed(month, APPROVER, approver, own, approving))
    return [*alerts, _closed(month, OPERATIONS, "", found, approving)]


def _closed(month: str, audience: str, about: str, own: Sequence[Unapproved], approving: Approving) -> Alert:
    waits = hours(sum(each.seconds for each in own))
    said = body(f"{waits} of {month} are not approved, and approvals close today.", _entries(own, approving), REMEDY)
    return made("approvals_closed", audience, about, (month, about), said, month=month, hours=waits)


def still_unapproved(week: str, found: Iterable[Unapproved], approving: Approving) -> list[Alert]:
    """What each approver has left of months that are over, once a week."""
    by_approver: dict[str, list[Unapproved]] = {}
    for each in found:
        by_approver.setdefault(approving.of(each), []).append(each)
    alerts = []
    for approver, own in sorted(by_approver.items()):
        waits = hours(sum(each.seconds for each in own))
        said = body(f"{waits} of months that are over wait.", whose(approver), _entries(own, approving), REMEDY)
        alerts.append(made("still_unapproved", APPROVER, approver, (week, approver), said, hours=waits))
    return alerts


def _grouped(found: Iterable[Unapproved], approving: Approving) -> dict[tuple[date, str], list[Unapproved]]:
    groups: dict[tuple[date, str], list[Unapproved]] = {}
    for each in found:
        groups.setdefault((each.since.astimezone(approving.zone).date(), approving.of(each)), []).append(each)
    return dict(sorted(groups.items()))


def _entries(found: Iterable[Unapproved], approving: Approving) -> Grid:
    """A row for each person, client and workstream."""
    sums: dict[tuple[str, str, str], list[Unapproved]] = {}
    for each in found:
        sums.setdefault((each.who, approving.clients.get(each.contract, each.contract), each.code), []).append(each)
    rows = []
    for (who, client, code), own in sorted(sums.items()):
        days = sorted({each.day for each in own})
        span = str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"
        rows.append((who, client, code, span, hours(sum(each.seconds for each in own))))
    return grid(("person", "client", "workstream", "days", ">hours"), rows)


# ---- readiness ----

READY_HEADERS = ("person", "client", ">submitted", ">approved", ">pending", ">no approval there", "missing days")


def readiness_report(month: str, rows: Sequence[Ready]) -> Alert:
    """Before a month ends: what is submitted, approved, pending and missing, for each person and client."""
    pending, missing = sum(row.pending for row in rows), sum(len(row.missing) for row in rows)
    words = f"{hours(sum(row.submitted for row in rows))} are here; {hours(pending)} wait for approval."
    days = f"{missing} expected days without any time." if missing else "No expected day is without time."
    said = body(words, days, grid(READY_HEADERS, [ready_cells(row) for row in rows]))
    return made("readiness", OPERATIONS, "", (month,), said, month=month)


def ready_cells(row: Ready) -> tuple[str, ...]:
    """A row of the report as texts."""
    times = (row.submitted, row.approved, row.pending, row.unknown)
    return (row.person, row.client, *(hours(each) if each else "" for each in times), days_in_words(row.missing))


def days_in_words(days: Sequence[date]) -> str:
    """Days in a cell: the first few, and how many more."""
    shown = ", ".join(str(day) for day in days[:5])
    return f"{shown} and {len(days) - 5} more" if len(days) > 5 else shown
