"""Harvest's reports of the team: sums by person and currency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sandbox import harvest_rows as rows
from sandbox.harvest_pages import administrators, by_number
from sandbox.harvest_rows import Json, preferences
from sandbox.records import TimeEntry
from sandbox.routes import Answer, Asked, Problem
from sandbox.tracker import Tracker

LONGEST_REPORT = timedelta(days=365)


def _span(asked: Asked) -> tuple[date, date]:
    administrators(asked)
    first, last = asked.query["from"], asked.query["to"]
    if last - first >= LONGEST_REPORT:
        raise Problem("wrong type", "The timeframe supplied cannot exceed 1 year (365 days)", "to")
    return first, last


def team_hours(asked: Asked) -> Answer:
    """GET /reports/time/team: hours from the plan; entry by entry only where the account rounds each of them."""
    tracker, (first, last) = asked.tracker, _span(asked)
    if preferences(tracker).round_to_minutes:
        sums = _rounded(tracker, first, last)
    else:
        parts = tracker.totals_by(first, last, lambda key: (key.person, key.currency, key.billable))
        sums = {who: _Hours(rows.hours(part.seconds), part.rated / 3600) for who, part in parts.items()}
    if preferences(tracker).reports_count_running:
        for entry in (each for each in tracker.running() if first <= each.day <= last):
            who = (entry.person, entry.currency, entry.billable)
            sums[who] = sums.get(who, _Hours()).plus(_hours_of(entry, tracker))
    found = [_team_result(tracker, who, sums) for who in sorted({(who[0], who[1]) for who in sums})]
    return by_number(asked, "results", found)


class _Hours(NamedTuple):
    hours: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)

    def plus(self, other: _Hours) -> _Hours:
        return _Hours(self.hours + other.hours, self.amount + other.amount)


_Sums = dict[tuple[int, str, bool], _Hours]


def _rounded(tracker: Tracker, first: date, last: date) -> _Sums:
    sums: _Sums = {}
    for entry in tracker.window(first, last, running=False):
        who = (entry.person, entry.currency, entry.billable)
        sums[who] = sums.get(who, _Hours()).plus(_hours_of(entry, tracker))
    return sums


def _hours_of(entry: TimeEntry, tracker: Tracker) -> _Hours:
    counted = rows.rounded(rows.tracked_hours(entry, tracker.clock.now()), preferences(tracker))
    return _Hours(counted, counted * (entry.rate or 0) if entry.billable else Decimal(0))


def _team_result(tracker: Tracker, who: tuple[int, str], sums: _Sums) -> Json:
    person = tracker.people[who[0]]
    billable, other = sums.get((*who, True), _Hours()), sums.get((*who, False), _Hours())
    return {
        "user_id": person.id,
        "user_name": person.name,
        "is_contractor": False,
        "total_hours": float(billable.hours + other.hours),
        "billable_hours": float(billable.hours),
        "currency": who[1],
        "billable_amount": float(round(billable.amount, 2)),
        "weekly_capacity": person.weekly_seconds,
        "avatar_url": rows.AVATAR,
    }


def team_expenses(asked: Asked) -> Answer:
    """GET /reports/expenses/team: amounts by person and currency."""
    tracker, (first, last) = asked.tracker, _span(asked)
    sums: dict[tuple[int, str], list[int]] = {}
    for each in (each for each in tracker.expenses.values() if first <= each.day <= last):
        total = sums.setdefault((each.person, each.currency), [0, 0])
        total[0] += each.minor
        total[1] += each.minor if each.billable else 0
    found = [
        {
            "user_id": person,
            "user_name": tracker.people[person].name,
            "is_contractor": False,
            "total_amount": rows.money(total[0], currency),
            "billable_amount": rows.money(total[1], currency),
            "currency": currency,
        }
        for (person, currency), total in sorted(sums.items())
    ]
    return by_number(asked, "results", found)
