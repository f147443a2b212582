"""How connectors wait, and for which limits: light, so that it can be named where nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """How a connector waits: monotonic seconds, a sleep that an interruption ends early, and seconds since 1970."""

    now: Callable[[], float]
    sleep: Callable[[float], None]
    wall: Callable[[], float]

    def jumping(self) -> Timer:
        """The same clock, which jumps over every wait."""
        slept: list[float] = []
        return Timer(lambda: self.now() + sum(slept), slept.append, self.wall)


@dataclass(frozen=True, slots=True)
class Window:
    """A limit: so many requests in so many seconds, whatever second one begins to count at."""

    requests: int
    seconds: int


def least_seconds(windows: Iterable[Window], requests: int) -> int:
    """How long so many requests take at least, when every window is empty to begin with."""
    return max((max(requests - 1, 0) // each.requests * each.seconds for each in windows), default=0)


def fair_seconds(windows: Iterable[Window], requests: int) -> int:
    """How long to leave a vendor alone after so many requests, so that the like of them take half of each window."""
    return max((-(-2 * requests * each.seconds // each.requests) for each in windows), default=0)
