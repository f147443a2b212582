"""Files side by side: complete together, filtered apart, bad rows in two places, and what no run has looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from sync.importing import FileReport, ImportOptions
from sync.pipeline import import_files, run_period
from sync.schedule import month_named
from tests.agencies import Agency, Row, write_export
from tests.laws.house import House, house_of
from tests.sync.test_stages import AGENCY, MAIN, OCTOBER, bring, codes, contract, row, totals

NOVEMBER = "2026-11"


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


def files(house: House, *contents: Sequence[Row], complete: bool = True) -> list[FileReport]:
    """Several files of harvest, imported by one command."""
    paths = []
    for number, rows in enumerate(contents):
        path = house.folder / f"{number}" / "export.csv"
        path.parent.mkdir(exist_ok=True)
        write_export(path, "harvest", rows)
        paths.append(path)
    options = ImportOptions("harvest", "", month_named(OCTOBER) if complete else None)
    reports, refused = import_files(house.worker, paths, options)
    assert not refused
    return reports


# ---- complete, filtered ----


def test_complete_files_are_judged_together(house: House) -> None:
    kim, sam = row(1), replace(row(2, seconds=7200), person="Sam Ortiz")
    assert [report.gone for report in files(house, [kim], [sam])] == [0, 0]
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "300.00"}


def test_nothing_is_gone_when_one_of_the_complete_files_cannot_be_read(house: House) -> None:
    files(house, [row(1), row(2)], complete=False)
    path = house.folder / "1.csv"
    write_export(path, "harvest", [row(2)])
    options = ImportOptions("harvest", "", month_named(OCTOBER))
    reports, refused = import_files(house.worker, [path, house.folder / "missing.csv"], options)
    assert (len(reports), len(refused), reports[0].gone) == (1, 1, 0)


def test_a_file_filtered_to_another_project_does_not_overwrite_work_of_the_same_start(house: House) -> None:
    morning = replace(row(5, seconds=10800, connector="toggl"), start=time(9))
    bring(house, morning)
    other = replace(morning, seconds=14400, project="Site BBB-ONE", note="y")
    assert (bring(house, other).new, bring(house, morning).unchanged) == (1, 1)
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "300.00", "b 2026-10": "400.00"}


def test_a_file_filtered_to_time_that_is_not_billable_does_not_overwrite_billable_time(house: House) -> None:
    bring(house, row(5, seconds=10800, note="built it"))
    assert bring(house, replace(row(5, note="talked about it"), billable="No")).new == 1
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "300.00"}


def test_an_edit_of_note_and_length_is_still_an_edit(house: House) -> None:
    bring(house, row(5, note="built it"))
    assert bring(house, row(5, seconds=7200, note="built all of it")).changed == 1
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "200.00"}


def test_the_same_work_is_found_where_one_tracker_writes_hundredths_of_an_hour(house: House) -> None:
    bring(house, row(5, seconds=1188, note="Fix the crawler"))
    bring(house, replace(row(5, seconds=1200, note="Fix the crawler", connector="toggl"), start=time(9)))
    house.run([OCTOBER])
    assert codes(house) == ["same_work_twice"]


# ---- bad rows ----


def test_a_bad_row_is_not_settled_by_a_file_of_the_same_name_elsewhere(house: House) -> None:
    files(house, [replace(row(1), broken="duration"), row(2)], [row(3)], complete=False)
    assert codes(house) == ["bad_row"]


def test_the_same_bad_row_in_two_files_is_one_bad_row(house: House) -> None:
    bad = replace(row(1), broken="day")
    files(house, [bad, row(2)], [bad, row(2)], complete=False)
    assert codes(house) == ["bad_row"]
    assert house.statement(OCTOBER).unreadable_rows == 1


def test_the_only_row_of_a_file_is_settled_when_it_is_mended(house: House) -> None:
    files(house, [replace(row(1), broken="day")], complete=False)
    assert codes(house) == ["bad_row"]
    files(house, [row(1)], complete=False)
    assert codes(house) == []


def test_complete_files_settle_the_bad_rows_of_their_month_wherever_they_stood(house: House) -> None:
    bring(house, replace(row(1), broken="duration"), row(2))
    files(house, [row(1), row(2)])
    assert codes(house) == []


# ---- other months, other people, changed minds ----


def test_time_of_months_that_were_not_run_is_named(house: House) -> None:
    bring(house, row(1), replace(row(1), day=date(2026, 11, 2), seconds=7200))
    report = run_period(house.worker, month_named(OCTOBER))
    assert report.left == {NOVEMBER: 7200}
    assert run_period(house.worker, month_named(NOVEMBER)).left == {}


def test_a_day_to_come_is_an_exception_whatever_month_is_run(house: House) -> None:
    bring(house, row(1), replace(row(1), day=date(2027, 10, 5)))
    house.run([OCTOBER])
    assert codes(house) == ["in_the_future"]
    assert totals(house) == {"a 2026-10": "100.00"}


def test_two_people_of_one_name_have_their_own_rates() -> None:
    twins = {
        "people": [
            {"name": "Kim Allen", "email": "kim@north.test", "role": "junior"},
            {"name": "Kim Allen", "email": "other@north.test", "role": "senior"},
        ]
    }
    rates = [{"rate": "100", "role": "junior"}, {"rate": "200", "role": "senior"}]
    with house_of(Agency(MAIN, twins, (contract("a", "AAA-ONE", rates=rates),), ())) as house:
        bring(house, replace(row(5, connector="toggl"), start=time(9)))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "100.00"}


def test_an_activity_fits_however_its_letters_are_encoded() -> None:
    rates = [{"rate": "100"}, {"rate": "240", "activity": "D\u00e9veloppement"}]
    with house_of(Agency(MAIN, AGENCY.people, (contract("a", "AAA-ONE", rates=rates),), ())) as house:
        bring(house, replace(row(5), activity="De\u0301veloppement"))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "240.00"}


def test_an_invoice_that_waits_for_held_time_waits_for_a_running_timer() -> None:
    wishes = {"when_time_is_held": "hold the invoice"}
    with house_of(Agency(MAIN, AGENCY.people, (contract("a", "AAA-ONE", invoice=wishes),), ())) as house:
        timer = replace(row(6, seconds=0, connector="toggl"), start=time(9), running=True)
        bring(house, replace(row(5, connector="toggl"), start=time(9)), timer)
        house.run([OCTOBER])
        assert totals(house) == {}
        assert sorted(codes(house)) == ["invoice_waits", "running"]


def test_what_is_held_has_its_exception_also_after_a_change_of_mind() -> None:
    """The client's zone moves the entry to November and back; its issue goes with it."""
    rates = [{"rate": "100", "role": "nobody has this"}]
    people = {
        "people": [
            {"name": "Kim Allen", "email": "kim@north.test", "role": "senior"},
            {"name": "X", "role": "nobody has this"},
        ]
    }
    here = contract("a", "AAA-ONE", rates=rates)
    with house_of(Agency(MAIN, people, (here,), ())) as house:
        bring(house, replace(row(31, connector="toggl"), start=time(21)))
        house.run([OCTOBER])
        house.configure(replace(house.agency, contracts=({**here, "zone": "Europe/London"},)))
        house.run([NOVEMBER])
        house.configure(replace(house.agency, contracts=(here,)))
        house.run([NOVEMBER, OCTOBER])
        assert codes(house) == ["no_rate"]
        assert house.rows("SELECT state FROM placement") == [("held",)]


def test_an_exception_is_filed_under_the_month_that_bills_the_time() -> None:
    west = contract("a", "AAA-ONE", zone="America/Los_Angeles", rates=[{"rate": "1", "role": "junior"}])
    with house_of(Agency(MAIN, AGENCY.people, (west,), ())) as house:
        bring(house, replace(row(1, connector="toggl"), day=date(2026, 11, 1), start=time(0, 30)))
        house.run([OCTOBER])
        with house.store.read() as tx:
            assert [issue.code for issue in tx.issues.standing(OCTOBER)] == ["no_rate"]


def test_a_stated_order_of_dates_does_not_override_what_the_file_proves(house: House, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    header = "Date,Client,Project,Project Code,Task,Notes,Hours,First Name,Last Name\n"
    path.write_text(f"{header}05/10/2026,C,P,AAA-ONE,T,n,1,Kim,Allen\n13/10/2026,C,P,AAA-ONE,T,n,1,Kim,Allen\n")
    reports, ((_, problem),) = import_files(house.worker, [path], ImportOptions("harvest", "mdy"))
    assert reports == []
    assert "its dates were said to be mdy, but 13/10/2026 can only be dmy" in str(problem)
