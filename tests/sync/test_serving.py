"""A process that serves goes on while a file is broken, stops what that is about, and says so until it is mended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.starter import write_example
from connectors.waiting import Timer
from sync.health import is_alive, is_ready
from sync.serving import Serving, serving
from sync.ticking import Ticked
from sync.worker import Worker

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
