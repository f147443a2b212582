"""Whom deliveries wake: who told something since they were last asked, and nobody again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mappings.hooks import Noted
from mappings.pulled import FAILED, Proof
from sync import pipeline
from sync.duties import NotDone, read_again
from sync.pull import ConnectorReport
from sync.waking import woken
from sync.worker import Worker
from tests.laws.house import house_of
from tests.laws.small import AGENCY, MAIN

AT_FIRST = datetime(2026, 11, 3, 9, tzinfo=UTC)
ASKED = replace(AGENCY, main={**MAIN, "connectors": {"toggl": {"kind": "toggl", "token": "${T}", "workspace": "7"}}})


class Hearing:
    """A worker whose clock the test sets, and whose pulls come out as the test says."""

    def __init__(self, worker: Worker) -> None:
        self.now = AT_FIRST
        self.worker = replace(worker, clock=lambda: self.now)
        self.dies, self.unproven, self.problem = False, False, ""

    def pull(self, *_: object) -> list[ConnectorReport]:
        """What stands in the place of asking Toggl."""
        if self.dies:
            raise ZeroDivisionError("a defect")
        months = [Proof("toggl", "time", "2026-10", FAILED)] if self.unproven else []
        return [ConnectorReport("toggl", months=months, pause=300, problem=self.problem)]

    def told(self, key: str = "one", connector: str = "toggl", at: datetime | None = None) -> None:
        """A delivery comes."""
        with self.worker.store.write() as tx:
            tx.deliveries.note([Noted(connector, key, at or self.now, ({"kind": "time_entry", "id": "1"},))])

    def later(self) -> None:
        """Five seconds pass."""
        self.now += timedelta(seconds=5)

    def waiting(self) -> int:
        """How many deliveries wait."""
        with self.worker.store.read() as tx:
            return tx.deliveries.count()


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hearing]:
    with house_of(ASKED) as house:
        found = Hearing(house.worker)
        monkeypatch.setattr(pipeline, "pull", found.pull)
        yield found


def test_who_told_something_is_asked_once(hearing: Hearing) -> None:
    assert woken(hearing.worker) == []
    hearing.told()
    hearing.later()
    assert woken(hearing.worker) == ["toggl"]
    read_again(hearing.worker, ["toggl"])
    assert (woken(hearing.worker), hearing.waiting()) == ([], 0)


def test_who_tells_much_and_allows_little_is_asked_now_and_then(hearing: Hearing) -> None:
    asked = 0
    for number in range(720):
        hearing.told(f"event {number}")
        hearing.later()
        names = woken(hearing.worker)
        asked += len(names)
        read_again(hearing.worker, names)
    assert asked == 12, "in an hour, though something came every five seconds"


def test_who_does_not_answer_is_left_to_the_schedule(hearing: Hearing) -> None:
    hearing.told()
    hearing.later()
    hearing.problem = "toggl did not answer"
    with pytest.raises(NotDone):
        read_again(hearing.worker, woken(hearing.worker))
    assert (woken(hearing.worker), hearing.waiting()) == ([], 1)
    hearing.now += timedelta(minutes=6)
    assert woken(hearing.worker) == []
    hearing.told("two")
    assert woken(hearing.worker) == ["toggl"]


def test_who_answers_and_proves_no_month_was_asked_all_the_same(hearing: Hearing) -> None:
    hearing.unproven = True
    with pytest.raises(NotDone, match="a month is not proven"):
        read_again(hearing.worker, ["toggl"])
    with hearing.worker.store.read() as tx:
        assert tx.signs.not_asked(["toggl"]) == []


def test_a_pull_that_dies_of_a_defect_is_left_to_the_schedule(hearing: Hearing) -> None:
    hearing.told()
    hearing.later()
    hearing.dies = True
    with pytest.raises(ZeroDivisionError):
        read_again(hearing.worker, woken(hearing.worker))
    assert (woken(hearing.worker), hearing.waiting()) == ([], 1)


@pytest.mark.parametrize("connector", ["gone", "files"])
def test_who_is_asked_no_more_wakes_nobody(hearing: Hearing, connector: str) -> None:
    hearing.told(connector=connector)
    hearing.later()
    assert woken(hearing.worker) == []


def test_what_came_by_a_clock_that_was_ahead_is_read_once(hearing: Hearing) -> None:
    hearing.told(at=AT_FIRST + timedelta(hours=6))
    assert woken(hearing.worker) == ["toggl"]
    for _ in range(2):
        hearing.later()
        read_again(hearing.worker, woken(hearing.worker))
    assert (woken(hearing.worker), hearing.waiting()) == ([], 0)
