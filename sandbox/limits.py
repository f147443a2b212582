"""The vendors' limits: so many requests in so many seconds for each token, by a monotonic clock; nothing sleeps."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds. `rolling` counts in every stretch; else a window opens at its first request.

    Two limits of one name share their count.
    """

    name: str
    requests: int
    seconds: float
    rolling: bool = True
    refusal: str = "too many"
    """The kind of problem that a request over the limit is: `too many` or `quota`."""


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a limit is left after a request, and in how many whole seconds it is free again."""

    limit: Limit
    remaining: int
    resets_in: int
    over: bool


class Meters:
    """Counts requests by vendor, limit and token."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._taken: defaultdict[tuple[str, str, str], deque[float]] = defaultdict(deque)

    def take(self, vendor: str, limit: Limit, token: str) -> Use:
        """Counts one more request, unless it is over the limit."""
        taken = self._current(vendor, limit, token)
        over = len(taken) >= limit.requests
        if not over:
            taken.append(self._ticks())
        return self._use(limit, taken, over)

    def look(self, vendor: str, limit: Limit, token: str) -> Use:
        """How much is left, without counting."""
        return self._use(limit, self._current(vendor, limit, token), False)

    def clear(self) -> None:
        """Forgets all requests."""
        self._taken.clear()

    def _current(self, vendor: str, limit: Limit, token: str) -> deque[float]:
        taken, now = self._taken[vendor, limit.name, token], self._ticks()
        if not limit.rolling and taken and now - taken[0] >= limit.seconds:
            taken.clear()
        while taken and limit.rolling and now - taken[0] >= limit.seconds:
            taken.popleft()
        return taken

    def _use(self, limit: Limit, taken: deque[float], over: bool) -> Use:
        left = limit.seconds - (self._ticks() - taken[0]) if taken else limit.seconds
        return Use(limit, max(limit.requests - len(taken), 0), max(math.ceil(left), 1), over)
