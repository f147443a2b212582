"""The vendors on loopback for a test: where they are, what they know, and a time that only the test lets pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.http import Timer
from sandbox.clock import START, Clock
from sandbox.faults import Fault
from sandbox.world import Logged, World


@dataclass
class FakeTime:
    """Monotonic seconds that move only by sleeping, and what was slept. `skew` is how far the wall clock is wrong."""

    passed: float = 1000.0
    skew: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Monotonic seconds."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """Passes at once."""
        self.slept.append(seconds)
        self.passed += seconds

    def wall(self) -> float:
        """Seconds since 1970 by this machine's clock."""
        return START.timestamp() + self.passed - 1000.0 + self.skew

    async def pause(self, seconds: float) -> None:
        """How a slow vendor takes its time."""
        self.passed += seconds

    @property
    def timer(self) -> Timer:
        """The same for a connector."""
        return Timer(self.now, self.sleep, self.wall)


@dataclass
class Vendors:
    """A world that is served at `base` while the test runs; its limits count by `time`."""

    base: str
    world: World
    time: FakeTime

    def fault(self, vendor: str, kind: str, path: str, **more: int | str) -> Fault:
        """Plans trouble for requests whose path begins so."""
        planned = Fault(vendor, kind, path, **more)  # type: ignore[arg-type]  # the fields are checked by its kinds
        self.world.faults.append(planned)
        return planned

    def asked(self, vendor: str, path: str = "") -> list[Logged]:
        """The requests so far whose path begins so."""
        return [each for each in self.world.requests if each.vendor == vendor and each.path.startswith(path)]


def world_for(time: FakeTime, entries: int = 0) -> World:
    """A world whose clock and limits go by a fake time."""
    return World(Clock(START, time.now), entries, time.pause)
