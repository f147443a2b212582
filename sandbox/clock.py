"""The business clock of the vendors, which tests and an admin route may set, and the monotonic one of their limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
"""The demo's business clock: six in the morning of the 2nd business day of November 2026, in New York."""


class Clock:
    """The business clock of a world: it says what a person set, plus what has passed since by `ticks`, if given.

    `ticks` are monotonic seconds, for limits and for time that flows; without them time stands still.
    """

    def __init__(self, now: datetime = START, ticks: Callable[[], float] | None = None) -> None:
        self._ticks = ticks
        self.set(now)

    def set(self, now: datetime) -> None:
        """Makes it another moment, which must have a zone."""
        assert now.tzinfo is not None, "a moment without a zone is no moment"
        self._set, self._since = now.astimezone(UTC), self.ticks()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self.set(self.now() + timedelta(seconds=seconds))

    def now(self) -> datetime:
        """The business moment, in UTC."""
        return self._set + timedelta(seconds=self.ticks() - self._since)

    def ticks(self) -> float:
        """Monotonic seconds, for limits."""
        return self._ticks() if self._ticks else 0.0
