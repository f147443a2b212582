"""The end is asked for, or comes by force, in the middle of a pull, a bill or a push: the next process goes on.

`make test` tries a few moments, `make crash` many.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import pytest

from tests.chaos.house import BILLED, SHOWN, Chaos, Daemon, chaos, until

TO_END = 10
MOMENTS = 40 if os.environ.get("TIEOUT_CRASH") else 2
LONGEST = 3
"""About how many seconds a daemon takes from its start until the month is billed."""


def house_in(folder: Path, **more: object) -> Iterator[Chaos]:
    with chaos(folder / "agency", f"sqlite:///{folder / 'tieout.db'}", **more) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Chaos]:
    yield from house_in(tmp_path)


@contextmanager
def silent_vendor() -> Iterator[str]:
    """The address of one that takes every request and answers none."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as there:
        yield f"http://127.0.0.1:{there.getsockname()[1]}"


def ends(daemon: Daemon, number: signal.Signals = signal.SIGTERM) -> None:
    """In time, and well."""
    asked = monotonic()
    daemon.program.signal(number)
    assert daemon.program.ended() == (0 if number == signal.SIGTERM else -number)
    assert monotonic() - asked < TO_END
    assert "Traceback" not in daemon.log()


def is_finished(house: Chaos) -> None:
    """By the next process: nothing lost, nothing doubled."""
    with house.daemon() as daemon:
        until(house.is_billed)
        assert house.shown() == SHOWN
        ends(daemon)
    (bill,) = house.bills()
    assert (bill.due_at, bill.outcome) == (BILLED, "done")
    assert "pushes of which nobody knows the end" not in house.tieout("status")[1]


@pytest.mark.proof
def test_in_the_middle_of_a_pull_whose_vendor_says_nothing(tmp_path: Path) -> None:
    with silent_vendor() as address:
        toggl = {"kind": "toggl", "token": "${TOGGL}", "workspace": "7435584", "base_url": address}
        for house in house_in(tmp_path, tracker=toggl):
            house.variables["TOGGL"] = "a-token"
            with house.daemon() as daemon:
                until(lambda: "kind=pull" in daemon.log())
                Event().wait(1)
                ends(daemon)
            with house.daemon() as daemon:
                until(lambda: daemon.log().count("kind=pull") == 1)
                assert house.tieout("status")[1].count(", version") == 1, "the one before has said that it ended"


@pytest.mark.proof
def test_in_the_middle_of_a_push_whose_answer_does_not_come(house: Chaos) -> None:
    house.at(BILLED - timedelta(minutes=1))
    slow = house.twin.vendors.fault("xero", "slow reply", house.twin.writes, method="PUT", seconds=30)
    with house.daemon() as daemon:
        house.at(BILLED)
        until(lambda: slow.struck)
        ends(daemon)
    assert [each.outcome for each in house.bills()] == ["unfinished"]
    assert "pushes of which nobody knows the end" in house.tieout("status")[1]
    house.at(BILLED + timedelta(minutes=20))
    is_finished(house)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_at_any_moment_until_the_month_is_billed(house: Chaos, number: signal.Signals) -> None:
    chance = Random(number)
    with house.daemon() as daemon:
        ends(daemon)
    house.at(BILLED)
    for n in range(MOMENTS):
        with house.daemon() as daemon:
            Event().wait(LONGEST * (n + chance.random()) / MOMENTS)
            ends(daemon, number)
        house.at(house.now + timedelta(minutes=20))
    is_finished(house)
