"""`tieout push` as a process of its own against a ledger on loopback, which kills it where it was told to."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock, Timer

from config.keys import VARIABLE
from sandbox.faults import Fault
from tests.crash.places import Place, Server
from tests.laws.house import House
from tests.sync.connected import KEY
from tests.sync.ledgers import Twin

POINTS = ("before write", "after write", "before reply")
"""Where a ledger may kill who asks: nothing is written yet; it is, and nobody remembers the key; it is."""
KILLED = -signal.SIGKILL
PUSH = ("push",)
LOST = (0, 1, KILLED)
DOCUMENT, FILE = "document", "file"


@dataclass(frozen=True)
class Writing:
    """Requests that write a document or its file, by method and the beginning of their path.

    `files_too`: such requests may also be of files.
    """

    what: str
    method: str
    path: str
    files_too: bool = False


@dataclass
class Killer:
    """Pushes, and kills the program when the twin says that a point is reached, or after a time.

    `points` counts by point the kills at which an intent had no end yet; `seen` has by point what these intents were
    for, and what was written.
    """

    server: Server
    house: House
    twin: Twin
    points: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    _planned: Fault | None = None
    _running: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.twin.vendors.world.when_struck = self._struck

    @property
    def place(self) -> Place:
        """Where the program works."""
        variables = {VARIABLE: KEY, **self.twin.secrets(), "DATABASE": self.house.store.url}
        return Place(self.house.folder, variables)

    def push(self) -> int:
        """How a push ends that nobody kills."""
        self.twin.vendors.world.faults.clear()
        return self._pushed(0)

    def killed_at(self, point: str, writing: Writing, after: int = 0, *more: Fault) -> bool:
        """Pushes until a point of a writing request, of which `after` pass; whether it came so far.

        `more` is other trouble, which kills nobody.
        """
        self._planned = Fault(self.twin.kind, point, writing.path, method=writing.method, after=after)
        self.twin.vendors.world.faults[:] = [*more, self._planned]
        return self._counted(self._pushed(0), point, writing.what)

    def killed_after(self, seconds: float, *more: Fault) -> bool:
        """Pushes for some seconds; whether it was killed then with an intent that had no end yet."""
        self._planned = None
        self.twin.vendors.world.faults[:] = list(more)
        return self._counted(self._pushed(seconds), "at random")

    def under_way(self) -> list[str]:
        """What the intents are for that have no end yet."""
        return [str(action) for (action,) in self.house.rows("SELECT action FROM push WHERE status = 'intended'")]

    def _counted(self, ended: int, point: str, what: str = "") -> bool:
        begun = self.under_way() if ended == KILLED else []
        if begun:
            self.points[point] += 1
            self.seen |= {(action, what, point) for action in begun}
        return bool(begun)

    def _pushed(self, seconds: float) -> int:
        place = self.place
        self._running = self.server.start(place, PUSH)
        timer = Timer(seconds, self._kill)
        if seconds:
            timer.start()
        code, said = self.server.ended(place)
        timer.cancel()
        with self._lock:
            self._running = 0
        assert code in LOST, said
        return code

    def _struck(self, fault: Fault) -> None:
        if fault is self._planned:
            self._kill()

    def _kill(self) -> None:
        with self._lock:
            if self._running:
                os.kill(self._running, signal.SIGKILL)


def writings(twin: Twin) -> dict[str, tuple[Writing, ...]]:
    """How the requests begin that write while an intent has no end: as drafts are shown, changed, and posted."""
    if twin.kind == "xero":
        new, over = Writing(DOCUMENT, "PUT", twin.writes, files_too=True), Writing(DOCUMENT, "POST", twin.writes)
        file = Writing(FILE, "PUT", f"{twin.writes}/")
        return {"show": (new, file), "change": (over, file), "post": (over, file)}
    company = twin.posts.rpartition("/")[0]
    draft, file = Writing(DOCUMENT, "POST", f"{company}/estimate"), Writing(FILE, "POST", f"{company}/upload")
    return {"show": (draft, file), "change": (draft, file), "post": (Writing(DOCUMENT, "POST", twin.posts), file)}


def found_there(house: House, twin: Twin) -> Counter[str]:
    """What stands in the ledger beside what is planned: each amount is of one document alone.

    `wrong` are those of another amount than any that is planned, not posted, or without their one file.
    """
    planned = Counter(item.draft.total.decimal for item in house.drafts())
    there = twin.there()
    found = Counter(each.net.quantize(Decimal("0.01")) for each in there)
    return Counter(
        planned=planned.total(),
        found=found.total(),
        doubled=sum(count - 1 for count in found.values()),
        missing=(planned - found).total(),
        wrong=len(wrong_there(house, twin)),
    )


def wrong_there(house: House, twin: Twin) -> list[str]:
    """The wrong ones, each with what it is, for whoever looks for the cause."""
    planned = {item.draft.total.decimal for item in house.drafts()}
    return [str(each) for each in twin.there() if each.net not in planned or (each.stage, each.files) != ("posted", 1)]
