"""Ranges of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from billing.quick import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open range of days: `first` belongs to it, `end` does not."""

    first: date
    end: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end

    def pieces(self, days: int) -> Iterator[Period]:
        """The same days in order, in pieces of at most so many."""
        first = self.first
        while first < self.end:
            end = min(first + timedelta(days=days), self.end)
            yield Period(first, end, self.name)
            first = end

    @property
    def month(self) -> str:
        """The month in which it ends, by name: what it is billed with, and where its drafts and issues are told of."""
        return month_of_period(self.name)

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)


def month_of_period(name: str) -> str:
    """The month in which a period ends, by the period's name; one without an end is in none."""
    return name[:7] if name[:1].isdigit() else ""


def waits_after(month: str, bill_in: str) -> bool:
    """Whether work of a month is not due yet when the month is over: its period ends later, or has no end yet."""
    return len(bill_in) != len(month) and (month_of_period(bill_in) or "9999") > month
