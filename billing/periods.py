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
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)
