"""A process that serves goes on while a file is broken, stops what that is about, and says so until it is mended."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

import sync.serving
import web.server
from config.starter import write_example
from connectors.waiting import Timer
from mappings.hooks import Noted
from sync.health import is_alive, is_ready
from sync.serving import ELSEWHERE, Serving, serving
from sync.ticking import Ticked
from sync.worker import Worker
from web.server import Ticks

AT_FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


class Clock:
    """A business clock that the test sets."""

    def __init__(self) -> None:
        self.now = AT_FIRST

    def __call__(self) -> datetime:
        return self.now


def pulled(served: Serving, clock: Clock) -> bool:
    """Whether a quarter of an hour later the trackers are asked."""
    clock.now += QUARTER
    return any(name == "pull" for name, _ in served.ticked().done)


def test_a_broken_contract_stops_itself_while_pulling_goes_on_and_heals(tmp_path: Path) -> None:
    write_example(tmp_path)
    contract, clock = tmp_path / "contracts" / "acme.yaml", Clock()
    right = contract.read_text()
    with serving(tmp_path, {}, clock) as served:
        assert pulled(served, clock) and is_ready(served).is_well
        contract.write_text(right.replace("rates:", "ratse:"))
        assert pulled(served, clock)
        assert served.worker.stopped == {"acme"}
        assert [each.partition(":")[0] for each in is_ready(served).why] == ["contracts/acme.yaml"] * len(
            served.problems
        )
        assert served.problems and is_alive(served).is_well
        contract.write_text(right)
        assert pulled(served, clock)
        assert (served.worker.stopped, is_ready(served).is_well) == (frozenset(), True)


def test_a_broken_main_file_stops_all_contracts_while_pulling_goes_on(tmp_path: Path) -> None:
    write_example(tmp_path)
    main, clock = tmp_path / "tieout.yaml", Clock()
    with serving(tmp_path, {}, clock) as served:
        main.write_text(main.read_text().replace("company:", "kompany:"))
        assert pulled(served, clock)
        assert served.worker.stopped == {"acme"}
        assert not is_ready(served).is_well


def test_a_process_that_has_not_looked_for_half_an_hour_is_not_alive(tmp_path: Path) -> None:
    write_example(tmp_path)
    clock = Clock()
    with serving(tmp_path, {}, clock) as served:
        served.pulse.timer = Timer(lambda: clock.now.timestamp(), lambda _: None, lambda: clock.now.timestamp())
        assert pulled(served, clock) and is_alive(served).is_well
        clock.now += 2 * QUARTER
        assert is_alive(served).is_well
        clock.now += timedelta(seconds=1)
        assert [each.partition(";")[2] for each in is_alive(served).why] == [" restart the process"]


def test_a_process_whose_ticks_die_is_not_alive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_: Worker) -> None:
        raise ZeroDivisionError("a defect")

    write_example(tmp_path)
    clock = Clock()
    monkeypatch.setattr(sync.serving, "tick", dies)
    with serving(tmp_path, {}, clock) as served:
        served.pulse.timer = Timer(lambda: clock.now.timestamp(), lambda _: None, lambda: clock.now.timestamp())
        served.pulse.beat()
        for _ in range(3):
            served.ticked()
            clock.now += QUARTER
        assert not is_alive(served).is_well


def test_a_process_that_notes_no_deliveries_is_not_alive(tmp_path: Path) -> None:
    write_example(tmp_path)
    with serving(tmp_path, {}, Clock()) as served:
        served.takes_deliveries = lambda: False
        assert [each.partition(";")[2] for each in is_alive(served).why] == [" restart the process"]


def test_another_database_in_the_file_stops_all_contracts_until_a_restart(tmp_path: Path) -> None:
    write_example(tmp_path)
    main, clock = tmp_path / "tieout.yaml", Clock()
    right = main.read_text()
    with serving(tmp_path, {}, clock) as served:
        main.write_text(re.sub("(?m)^database: .*$", "database: sqlite:///another.db", right))
        assert pulled(served, clock)
        assert served.worker.stopped == {"acme"}
        assert is_ready(served).why == (str(ELSEWHERE),)
        main.write_text(right)
        assert pulled(served, clock)
        assert (served.worker.stopped, is_ready(served).is_well) == (frozenset(), True)


def test_what_was_read_again_long_ago_goes_while_it_serves(tmp_path: Path) -> None:
    write_example(tmp_path)
    clock = Clock()
    with serving(tmp_path, {}, clock) as served:
        served.ticked()
        with served.store.write() as tx:
            tx.deliveries.note([Noted("toggl", "one", AT_FIRST, ({"kind": "time_entry", "id": "1"},))])
            tx.deliveries.done_before("toggl", AT_FIRST + QUARTER, AT_FIRST)
        clock.now += timedelta(days=31)
        served.ticked()
        with served.store.write() as tx:
            assert tx.deliveries.forget(clock.now) == 0


def test_moments_of_long_ago_go_but_for_those_that_count(tmp_path: Path) -> None:
    write_example(tmp_path)
    clock = Clock()
    with serving(tmp_path, {}, clock) as served:
        for name in ("poll", "bill"):
            with served.store.write() as tx:
                begun = tx.occasions.begin(name, AT_FIRST, AT_FIRST)
                assert begun is not None
                tx.occasions.end(begun, AT_FIRST)
        clock.now += timedelta(days=91)
        served.ticked()
        with served.store.read() as tx:
            assert tx.occasions.last("poll", until=AT_FIRST) is None
            assert tx.occasions.last("bill", until=AT_FIRST) is not None


def test_a_process_says_that_it_is_alive_however_long_a_tick_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, enough = Event(), Event()

    def takes_long(_: Worker) -> Ticked:
        begun.set()
        enough.wait(30)
        return Ticked()

    write_example(tmp_path)
    clock = Clock()
    monkeypatch.setattr(sync.serving, "tick", takes_long)
    monkeypatch.setattr(web.server, "TICK_SECONDS", 0.1)
    with serving(tmp_path, {}, clock) as served:
        ticks = Ticks(served)
        ticks.start()
        try:
            assert begun.wait(30)
            clock.now += QUARTER
            until = monotonic() + 30
            while _seen_at(served) != clock.now:
                assert monotonic() < until, "it never said so"
                sleep(0.05)
        finally:
            enough.set()
            assert ticks.end()


def _seen_at(served: Serving) -> datetime:
    with served.store.read() as tx:
        return tx.servers.all()[0].seen_at


def test_a_tick_that_dies_of_a_defect_is_told_and_is_not_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Worker) -> Ticked:
        raise ZeroDivisionError

    write_example(tmp_path)
    clock = Clock()
    with serving(tmp_path, {}, clock) as served:
        with monkeypatch.context() as patched:
            patched.setattr("sync.serving.tick", dies)
            served.ticked()
        assert is_ready(served).why == ("Tieout has a defect (ZeroDivisionError); please report it with the log",)
        assert pulled(served, clock) and is_ready(served).is_well
