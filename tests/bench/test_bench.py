"""Each benchmark, small: its figures have the agreed keys, and the work was really done."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.__main__ import NAMES, main, measure
from bench.agency import CLIENT, EXPORT, HOURS, Size, client, write_changes, write_export
from bench.bills import BILLED
from bench.child import make
from bench.contracts import check_shapes
from bench.registry import BENCHMARKS, set_ups
from bench.replays import YEAR
from bench.shapes import Shaped
from bench.steps import Step
from tests.bench.small import ROWS, done, report


def test_a_figure_has_the_agreed_keys_and_its_ratio_is_value_by_floor(tmp_path: Path) -> None:
    figures = measure("import", tmp_path, times=1, rows=ROWS)
    assert list(figures) == ["name", "value", "unit", "floor", "ratio", "peak_mb"]
    value, floor, ratio = (float(figures[key]) for key in ("value", "floor", "ratio"))
    assert figures["name"] == "import" and figures["unit"] == "rows/s"
    assert abs(ratio - value / floor) < 0.001
    assert 20 < float(figures["peak_mb"]) < 250


def test_every_benchmark_can_be_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(BENCHMARKS) == NAMES
    assert main(["speed"]) == 2
    assert "there is no benchmark speed; there are import, bill" in capsys.readouterr().err


def test_import_and_its_floor_write_every_row_of_the_file(place: Path) -> None:
    make(BENCHMARKS["import"], ROWS, place)
    with (place / "exported" / EXPORT).open(encoding="utf-8", newline="") as file:
        hours = [row[HOURS] for row in csv.reader(file)][1:]
    hundredths = sum(int(text.replace(".", "").ljust(len(text.partition(".")[0]) + 2, "0")) for text in hours)
    assert done(place, "import", "measured") == {"rows": ROWS, "hundredths": hundredths}
    assert done(place, "import", "floor") == {"rows": ROWS}


def test_bill_and_its_floor_write_the_same_number_of_rows(place: Path) -> None:
    ours = done(place, "bill", "measured")
    assert ours == done(place, "bill", "floor")
    assert ours["match"] == ours["placement"] == ROWS
    assert 0 < ours["line"] < ROWS


def test_contracts_of_all_shapes_are_billed_from_the_entries_of_their_floor(place: Path) -> None:
    assert done(place, "contracts", "measured") == {"match": ROWS} == done(place, "contracts", "floor")


def test_replay_and_its_floor_come_to_the_same_cents_from_the_same_plans(place: Path) -> None:
    ours = done(place, "replay", "measured")
    assert ours == done(place, "replay", "floor")
    assert ours["plans"] == len(YEAR) * Shaped(ROWS).clients
    assert ours["minor"] > 0


def test_a_shape_of_contract_that_had_nothing_to_do_is_an_error(place: Path) -> None:
    make(BENCHMARKS["bill"], ROWS, place)
    billed = sqlite3.connect(place / BENCHMARKS["bill"].set_up.name / BILLED)
    with closing(billed), pytest.raises(AssertionError, match="no line of"):
        check_shapes(billed)


def test_rerun_plans_only_the_clients_whose_rows_changed(place: Path) -> None:
    told = report(place, "rerun", "measured")
    did, more = told["done"], told["more"]
    assert isinstance(did, dict) and did["planned"] == 2
    assert isinstance(more, dict) and 0 < more["bytes_each_tidied"] < more["bytes_each"], "lines are let go of in time"
    assert done(place, "rerun", "floor") == {}


def test_unbilled_answers_what_reading_every_portion_answers(place: Path) -> None:
    floor, ours = done(place, "unbilled", "floor"), done(place, "unbilled", "measured")
    assert floor.pop("entries") == 10 * ROWS
    assert sum(floor.values()) > 0
    assert {name: left for name, left in ours.items() if left} == {name: left for name, left in floor.items() if left}


def test_help_watches_the_program_and_not_the_process_that_starts_it(place: Path) -> None:
    make(BENCHMARKS["help"], ROWS, place)
    step, floor = Step(), Step()
    BENCHMARKS["help"].measured(place, step)
    BENCHMARKS["help"].floor(place, floor)
    assert 0 < floor.peak_bytes < step.peak_bytes
    assert 0 < floor.nanoseconds < step.nanoseconds


def test_work_that_differs_between_floor_and_measured_run_is_an_error_and_no_figure(place: Path) -> None:
    from bench.__main__ import _figures

    ours = {"seconds": 1, "peak_mb": 1, "unit": "rows/s", "count": 9, "done": {"rows": 9}}
    floor = {**ours, "done": {"rows": 10}}
    with pytest.raises(AssertionError, match="import: not the same work was done"):
        _figures("import", [floor], [ours])


def test_the_data_depends_on_its_size_only(tmp_path: Path) -> None:
    for name in ("one.csv", "other.csv"):
        write_export(tmp_path / name, Size(50))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    assert (Size(100_000).people, Size(100_000).clients) == (400, 40)


def test_changes_are_of_the_named_clients_and_have_hours_of_their_own(tmp_path: Path) -> None:
    write_export(tmp_path / "all.csv", Size(400))
    write_changes(tmp_path / "changed.csv", tmp_path / "all.csv", (client(1),), 5)
    with (tmp_path / "changed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [(row[CLIENT], row[HOURS]) for row in rows] == [(client(1), "0.77")] * 5


def test_a_set_up_is_made_from_those_before_it() -> None:
    chains = {name: [step.name for step in set_ups(BENCHMARKS[name])] for name in NAMES}
    assert chains["rerun"] == ["exported", "imported", "billable", "changed"]
    assert chains["bill"] == chains["rerun"][:3]
    assert chains["unbilled"] == [*chains["bill"], "ten months"]
