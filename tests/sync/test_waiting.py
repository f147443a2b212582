"""One run waits for another for a while, and then says that it did not end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from connectors.waiting import Timer
from mappings.lock import only_runner
from sync.worker import PATIENCE_SECONDS, StoreUnavailable, Worker, running
from tests.laws.house import house_of
from tests.laws.small import AGENCY


class Waits:
    """A worker beside another runner, which lets go when it was waited for so many seconds."""

    def __init__(self, worker: Worker, ends_after: float) -> None:
        self.slept: list[float] = []
        self.told: list[str] = []
        self.ends_after = ends_after
        self.other = ExitStack()
        self.other.enter_context(only_runner(worker.store))
        timer = Timer(lambda: sum(self.slept), self._sleep, lambda: sum(self.slept))
        self.worker = replace(worker, timer=timer, progress=lambda what, *_: self.told.append(what))

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if sum(self.slept) >= self.ends_after:
            self.other.close()

    def run(self) -> int:
        """A run; its number."""
        with running(self.worker, "pull") as run:
            return run.id


@pytest.fixture
def worker() -> Iterator[Worker]:
    with house_of(AGENCY) as house:
        yield house.worker


def test_a_run_begins_as_soon_as_another_ends(worker: Worker) -> None:
    waits = Waits(worker, ends_after=5)
    assert waits.run() > 0
    assert sum(waits.slept) == 5
    assert set(waits.told) == {"waiting for another tieout"}
    assert (waits.run() > 0, sum(waits.slept)) == (True, 5), "alone it waits for nobody"


def test_one_that_does_not_end_is_told(worker: Worker) -> None:
    waits = Waits(worker, ends_after=3600)
    with pytest.raises(StoreUnavailable, match="another tieout is working"):
        waits.run()
    assert sum(waits.slept) == PATIENCE_SECONDS
    waits.other.close()


def test_who_is_told_to_stop_waits_no_longer(worker: Worker) -> None:
    waits = Waits(worker, ends_after=3600)
    waits.worker.stop.set()
    with pytest.raises(StoreUnavailable):
        waits.run()
    assert waits.slept == []
    waits.other.close()
