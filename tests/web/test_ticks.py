"""The schedule's beat: it ticks on whatever the machine's clock does, looks when it is woken, and ends at once."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
import time_machine

import web.server
from web.server import Ticks

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PATIENCE = 10


@dataclass
class Counted:
    """What ticks are counted by, in the place of a process that serves."""

    ticks: int = 0
    stop: Event = field(default_factory=Event)

    def ticked(self) -> None:
        self.ticks += 1

    def wake(self) -> None:
        """Nothing is noted."""

    def say_that_i_am_alive(self) -> None:
        """Nobody asks."""


def more(counted: Counted, steady: Callable[[], float]) -> bool:
    """Whether it ticks three times more."""
    before, end = counted.ticks, steady() + PATIENCE
    while counted.ticks < before + 3 and steady() < end:
        Event().wait(1 / 50)
    return counted.ticks >= before + 3


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Counted, Ticks]]:
    monkeypatch.setattr(web.server, "TICK_SECONDS", 1 / 20)
    counted = Counted()
    made: Any = counted
    ticks = Ticks(made)
    yield counted, ticks
    assert ticks.end()


@pytest.mark.parametrize("jump", [-timedelta(hours=2), timedelta(days=3), -timedelta(days=3)])
def test_it_ticks_on_when_the_machines_clock_jumps(ticking: tuple[Counted, Ticks], jump: timedelta) -> None:
    counted, ticks = ticking
    steady = time.perf_counter
    with time_machine.travel(NOW, tick=True) as clock:
        ticks.start()
        assert more(counted, steady)
        clock.move_to(NOW + jump)
        assert more(counted, steady)


def test_it_does_not_rush_after_a_jump(ticking: tuple[Counted, Ticks]) -> None:
    counted, ticks = ticking
    with time_machine.travel(NOW, tick=True) as clock:
        ticks.start()
        assert more(counted, time.perf_counter)
        before = counted.ticks
        clock.move_to(NOW + timedelta(days=3))
        Event().wait(1 / 2)
        assert counted.ticks - before <= 12, "ten and two, not a tick for each that three days would have had"


def test_whoever_is_woken_looks_at_once(ticking: tuple[Counted, Ticks], monkeypatch: pytest.MonkeyPatch) -> None:
    counted, ticks = ticking
    monkeypatch.setattr(web.server, "TICK_SECONDS", 3600)
    ticks.start()
    end = time.perf_counter() + PATIENCE
    while not counted.ticks and time.perf_counter() < end:
        Event().wait(1 / 50)
    for _ in range(3):
        before = counted.ticks
        ticks.wake()
        while counted.ticks == before and time.perf_counter() < end:
            Event().wait(1 / 50)
        assert counted.ticks > before


def test_it_ends_well_whenever_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the instant in which a tick begins: the scheduler must not look for what it has just forgotten."""
    problems: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: problems.append(repr(what.exc_value)))
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for _ in range(100):
            made: Any = Counted()
            ticks = Ticks(made)
            ticks.start()
            assert ticks.end()
    finally:
        sys.setswitchinterval(usual)
    assert problems == []


class Overtaken(Event):
    """Whether to stop, asked in the instant before somebody says so."""

    def is_set(self) -> bool:
        said = super().is_set()
        if not said and self.wait(PATIENCE):
            Event().wait(1 / 10)
        return said


def test_it_ends_at_once_though_it_has_just_asked_whether_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.server, "TICK_SECONDS", 3600)
    made: Any = Counted(stop=Overtaken())
    ticks = Ticks(made)
    ticks.start()
    assert ticks.end()
