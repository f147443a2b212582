"""What Harvest itself says a window holds, by routes that list no stopped entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from billing.money import SECONDS_PER_HOUR
from billing.records import Period
from connectors.errors import Changed
from connectors.harvest.api import Api
from connectors.harvest.payloads import Listed, Results, TeamResult, TimeEntries, TimeEntry
from connectors.http import Params

_LONGEST_REPORT_DAYS = 365
_TRIES = 3


def days(window: Period) -> Params:
    """A window as the lists want it: both days belong to it."""
    return _between(window.first, window.last)


@dataclass(slots=True)
class Proof:
    """The sums of one account. Whether reports count running timers is not documented, so it is found out once."""

    api: Api
    _running_counted: bool | None = field(default=None, init=False)

    def entries(self, path: str, kinds: tuple[type[Listed[Any]], type[Any]], asked: Params) -> int:
        """How many rows a list has, by its first page of one row."""
        pages = self.api.pages(path, (*asked, ("per_page", "1")), kinds, lambda row: row)
        return next(pages).of

    def seconds(self, window: Period) -> int:
        """The rounded hours of the team's report, without those of running timers."""
        return sum(self._span(each.first, each.last) for each in window.pieces(_LONGEST_REPORT_DAYS))

    def _span(self, first: date, last: date) -> int:
        """Hours between two days. Read again while a timer moves between the two answers."""
        running = self._running(first, last)
        for _ in range(_TRIES):
            reported = sum(self._reported(first, last).values())
            if not running or not self._counts_running(running[0]):
                return reported
            before, running = running, self._running(first, last)
            if [_seconds(each) for each in before] == [_seconds(each) for each in running]:
                return reported - sum(map(_seconds, running))
        return reported

    def _running(self, first: date, last: date) -> list[TimeEntry]:
        asked = (*_between(first, last), ("is_running", "true"))
        return list(self.api.rows("/time_entries", asked, (TimeEntries, TimeEntry)))

    def _reported(self, first: date, last: date) -> dict[int, int]:
        asked = (("from", f"{first:%Y%m%d}"), ("to", f"{last:%Y%m%d}"))
        people: dict[int, Decimal] = {}
        for page in self.api.pages("/reports/time/team", asked, (Results, TeamResult), lambda row: row):
            if page.rejected:
                raise Changed(f"a row of GET /reports/time/team does not fit: {page.rejected[0].reason}")
            for row in page.values:
                people[row.user_id] = people.get(row.user_id, Decimal(0)) + row.total_hours
        return {person: _whole_seconds(hours) for person, hours in people.items()}

    def _counts_running(self, entry: TimeEntry) -> bool:
        """Whether reports count running timers, by the one day of one person with such a timer."""
        if self._running_counted is None:
            day = entry.spent_date
            asked = (*_between(day, day), ("user_id", str(entry.user.id)))
            listed = list(self.api.rows("/time_entries", asked, (TimeEntries, TimeEntry)))
            stopped = sum(_seconds(each) for each in listed if not each.is_running)
            running = sum(_seconds(each) for each in listed if each.is_running)
            reported = self._reported(day, day).get(entry.user.id, 0)
            if running and reported in (stopped, stopped + running):
                self._running_counted = reported == stopped + running
        return self._running_counted is True


def _seconds(entry: TimeEntry) -> int:
    """What a report that counted this entry would count, running or not, and for however long it has been."""
    return _whole_seconds(entry.hours if entry.rounded_hours is None else entry.rounded_hours)


def _whole_seconds(hours: Decimal) -> int:
    if not hours.is_finite():
        raise Changed(f"GET /reports/time/team says {hours} hours, which is no number")
    return int((hours * SECONDS_PER_HOUR).to_integral_value(ROUND_HALF_UP))


def _between(first: date, last: date) -> Params:
    return ("from", first.isoformat()), ("to", last.isoformat())
