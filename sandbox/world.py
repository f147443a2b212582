"""The world that the vendors on loopback show: a business clock, what each keeps, faults, and what was asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from sandbox.clock import Clock
from sandbox.demo_seed import demo_seed
from sandbox.faults import Fault
from sandbox.hooks import Hooks
from sandbox.ledger_world import LedgerBooks
from sandbox.limits import Meters
from sandbox.quickbooks_seed import demo_books
from sandbox.seeds import VENDORS, Seed
from sandbox.synthetic import SyntheticSeed
from sandbox.task_seed import task_seed
from sandbox.task_world import TASK_VENDORS, TaskTracker
from sandbox.tracker import Tracker
from sandbox.xero_seed import demo_books as xero_books

REMEMBERED = 10_000
"""How many requests are remembered; older ones are forgotten."""


class Logged(NamedTuple):
    """A request as it was answered. `params` are those of the address; `body` what was sent, if it was JSON."""

    vendor: str
    method: str
    path: str
    params: dict[str, str]
    body: object
    status: int


class World:
    """Everything the vendors know. `entries` 0 is the demo agency, else a synthetic one with so many in each tracker.

    `pause` is what a slow answer waits by; a test gives one that only moves its clock. `when_struck` is called at the
    points `before write`, `after write` and `before reply`, where a test may end the program that asks.
    """

    def __init__(
        self, clock: Clock | None = None, entries: int = 0, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.clock = clock or Clock()
        self.pause = pause
        self.trackers = {vendor: Tracker(self._seed(vendor, entries), self.clock) for vendor in VENDORS}
        self.tasks = {vendor: TaskTracker(task_seed(vendor), self.clock) for vendor in TASK_VENDORS}
        self.quickbooks = demo_books(self.clock)
        """QuickBooks Online's company."""
        self.xero = xero_books(self.clock)
        """Xero's organisation."""
        self.ledgers: dict[str, LedgerBooks] = {"quickbooks": self.quickbooks, "xero": self.xero}
        self.hooks = Hooks()
        """What vendors were asked to deliver."""
        self.faults: list[Fault] = []
        self.when_struck: Callable[[Fault], None] | None = None
        self.meters = Meters(self.clock.ticks)
        self.requests: deque[Logged] = deque(maxlen=REMEMBERED)

    def _seed(self, vendor: str, entries: int) -> Seed:
        return SyntheticSeed(vendor, entries, self.clock.now().date()) if entries else demo_seed(vendor)

    @property
    def harvest(self) -> Tracker:
        """Harvest's account."""
        return self.trackers["harvest"]

    @property
    def toggl(self) -> Tracker:
        """Toggl Track's workspace."""
        return self.trackers["toggl"]

    @property
    def clockify(self) -> Tracker:
        """Clockify's workspace."""
        return self.trackers["clockify"]

    @property
    def asana(self) -> TaskTracker:
        """Asana's workspace."""
        return self.tasks["asana"]

    @property
    def jira(self) -> TaskTracker:
        """Jira's site."""
        return self.tasks["jira"]
