"""Import, reconcile and bill over a real store: what is retired, what is planned anew, and what never moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from billing.calendar import month
from billing.lifecycle import Event
from billing.records import Portion, State
from mappings.decided import Signature
from review.closing import close
from sync.importing import FileReport, ImportOptions
from sync.pipeline import import_files
from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once

OCTOBER = "2026-10"


def row(
    day: int, seconds: int = 3600, project: str = "Site AAA-ONE", note: str = "x", connector: str = "harvest"
) -> Row:
    return Row(connector, date(2026, 10, day), seconds, "Kim Allen", project, note=note)


def contract(name: str, *codes: str, rate: str = "100", **more: object) -> Yaml:
    streams = [{"code": code, "name": code, "billing": "time and materials"} for code in codes]
    return {"id": name, "client": f"Client {name}", "rates": [{"rate": rate}], "workstreams": streams, **more}


MAIN: Yaml = {
    "version": "1",
    "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
    "go_live": "2026-10-01",
    "calendar": {"country": "US"},
    "connectors": {"harvest": {"kind": "harvest"}, "toggl": {"kind": "toggl"}},
    "exceptions": {"require_task": "no"},
}
AGENCY = Agency(MAIN, people(), (contract("a", "AAA-ONE"), contract("b", "BBB-ONE")), ())


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


def bring(house: House, *rows: Row, complete: str = "") -> FileReport:
    """One file with these rows."""
    path = house.folder / "export.csv"
    write_export(path, rows[0].connector, rows)
    (report,) = house.read(path, rows[0].connector, complete)
    return report


def totals(house: House) -> dict[str, str]:
    return {f"{item.draft.contract} {item.draft.period}": str(item.draft.total.decimal) for item in house.drafts()}


def codes(house: House) -> list[str]:
    return [issue.code for issue in house.issues()]


# ---- what an import retires ----


def test_a_filtered_export_retires_nothing(house: House) -> None:
    bring(house, row(1), row(2))
    report = bring(house, row(2))
    assert (report.unchanged, report.gone, report.unseen) == (1, 0, 0), "the file speaks of its own days only"
    report = bring(house, replace(row(1, note="other", project="Site BBB-ONE", seconds=60)), row(2))
    assert (report.new, report.gone, report.unseen) == (1, 0, 1)
    assert house.statement(OCTOBER).tracked_seconds == 7260


def test_a_complete_export_retires_what_it_no_longer_has(house: House) -> None:
    bring(house, row(1), row(2), row(31))
    report = bring(house, row(2), complete=OCTOBER)
    assert (report.unchanged, report.gone) == (1, 2)
    assert house.statement(OCTOBER).tracked_seconds == 3600


def test_a_complete_export_speaks_of_its_own_month_and_connector_only(house: House) -> None:
    november = replace(row(1), day=date(2026, 11, 1))
    toggl = replace(row(3, connector="toggl"), start=time(9))
    bring(house, row(1), november)
    bring(house, toggl)
    assert bring(house, row(2), complete=OCTOBER).gone == 1
    assert house.statement("2026-11").tracked_seconds == 3600
    assert house.statement(OCTOBER).tracked_seconds == 7200


def test_nothing_is_retired_on_a_day_with_an_unreadable_row(house: House) -> None:
    bring(house, row(1, note="a"), row(2, note="b"), row(3, note="c"))
    unreadable = replace(row(1, note="a"), broken="duration")
    report = bring(house, unreadable, row(3, note="c"), complete=OCTOBER)
    assert report.gone == 1
    left = house.rows("SELECT day FROM entry WHERE present ORDER BY day")
    assert left == [("2026-10-01",), ("2026-10-03",)]


def test_nothing_is_retired_when_a_row_has_no_readable_day(house: House) -> None:
    bring(house, row(1), row(2))
    assert bring(house, replace(row(1), broken="day"), row(2), complete=OCTOBER).gone == 0


def test_complete_files_without_any_time_take_nothing_away_unless_that_is_meant(house: House) -> None:
    bring(house, row(1))
    path = house.folder / "empty.csv"
    write_export(path, "harvest", [])
    options = ImportOptions("harvest", "", month(OCTOBER))
    ((_, problem),) = import_files(house.worker, [path], options)[1]
    assert "there is no time of 2026-10 in the files of harvest, and 1 entries of it are stored" in str(problem)
    assert house.statement(OCTOBER).tracked_seconds == 3600
    (report,), refused = import_files(house.worker, [path], replace(options, nothing_left=True))
    assert (report.gone, refused) == (1, [])
    assert house.statement(OCTOBER).tracked_seconds == 0


def test_an_entry_that_comes_back_is_the_same_entry_again(house: House) -> None:
    bring(house, row(1), row(2))
    bring(house, row(2), complete=OCTOBER)
    report = bring(house, row(1), row(2))
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert house.rows("SELECT version, present FROM entry WHERE day = '2026-10-01'") == [(3, 1)]


def test_an_unreadable_row_is_settled_by_the_same_file_in_better_order(house: House) -> None:
    bring(house, row(1), replace(row(2), broken="duration"))
    assert codes(house) == ["bad_row"]
    bring(house, row(1), row(2))
    assert codes(house) == []


def test_a_row_without_a_day_counts_in_the_month_of_the_other_rows_even_if_all_are_unreadable(house: House) -> None:
    bring(house, replace(row(1), broken="duration"), replace(row(2), broken="day"))
    found = house.statement(OCTOBER)
    assert (found.tracked_seconds, found.unreadable_or_running_seconds, found.difference_seconds) == (3600, 3600, 0)


# ---- what is planned anew ----


def test_a_changed_entry_outdates_its_draft_until_the_next_run_plans_it(house: House) -> None:
    bring(house, row(1), row(2, project="Site BBB-ONE"))
    house.run([OCTOBER])
    bring(house, row(1, seconds=7200), row(2, project="Site BBB-ONE"))
    assert {item.draft.contract: item.status for item in house.drafts()} == {"a": "outdated", "b": "draft"}
    (report,) = house.run([OCTOBER])
    assert report.changed == 1
    assert {item.draft.contract: (item.status, item.revision) for item in house.drafts()} == {
        "a": ("draft", 2),
        "b": ("draft", 1),
    }
    assert totals(house) == {"a 2026-10": "200.00", "b 2026-10": "100.00"}


def test_an_entry_that_moves_to_another_contract_leaves_nothing_behind(house: House) -> None:
    bring(house, row(1), row(2))
    house.run([OCTOBER])
    bring(house, row(1), row(2, project="Site BBB-ONE"), complete=OCTOBER)
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "100.00"}
    check_once(house)


@pytest.mark.parametrize("order", [[OCTOBER, "2026-11"], ["2026-11", OCTOBER], ["2026-11"]])
def test_an_entry_that_moves_to_another_month_leaves_nothing_behind(house: House, order: list[str]) -> None:
    toggl = replace(row(31, connector="toggl"), start=time(21), seconds=3600)
    bring(house, toggl, replace(toggl, day=date(2026, 10, 5)))
    house.run()
    assert totals(house) == {"a 2026-10": "200.00"}
    london = contract("a", "AAA-ONE", zone="Europe/London")
    house.configure(replace(AGENCY, contracts=(london, AGENCY.contracts[1])))
    house.run(order)
    check_once(house)
    statuses = {item.draft.period: item.status for item in house.drafts()}
    assert statuses == {OCTOBER: "draft" if OCTOBER in order else "outdated", "2026-11": "draft"}
    house.run()
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "100.00"}


def test_a_contract_that_is_removed_loses_its_drafts(house: House) -> None:
    bring(house, row(1), row(2, project="Site BBB-ONE"))
    house.run([OCTOBER])
    house.configure(replace(AGENCY, contracts=AGENCY.contracts[1:]))
    house.run([OCTOBER])
    assert totals(house) == {"b 2026-10": "100.00"}
    assert codes(house) == ["missing_project_code"]
    check_once(house)


def test_issues_of_a_contract_are_resolved_when_its_last_entry_goes(house: House) -> None:
    no_rate = contract("a", "AAA-ONE") | {"rates": [{"rate": "1", "person": "Ada Ng"}]}
    house.configure(replace(AGENCY, contracts=(no_rate, AGENCY.contracts[1])))
    bring(house, row(1))
    house.run([OCTOBER])
    assert codes(house) == ["no_rate"]
    bring(house, row(1, project="Site BBB-ONE"), complete=OCTOBER)
    house.run([OCTOBER])
    assert codes(house) == []
    assert totals(house) == {"b 2026-10": "100.00"}


def test_a_dearer_rate_makes_the_next_revision_and_the_old_one_stays(house: House) -> None:
    bring(house, row(1))
    house.run([OCTOBER])
    house.configure(replace(AGENCY, contracts=(contract("a", "AAA-ONE", rate="130"), AGENCY.contracts[1])))
    house.run([OCTOBER])
    revisions = house.rows("SELECT revision, status, total_minor FROM draft ORDER BY revision")
    assert revisions == [(1, "superseded", 10000), (2, "draft", 13000)]


# ---- what is held ----


def test_the_same_work_in_two_trackers_is_billed_once(house: House) -> None:
    bring(house, row(1))
    bring(house, replace(row(1, connector="toggl"), start=time(9)))
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00"}
    assert codes(house) == ["same_work_twice"]
    assert house.statement(OCTOBER).states[State.HELD] == 3600


def test_time_on_a_day_to_come_is_held_until_the_day_has_passed(house: House) -> None:
    bring(house, replace(row(1), day=date(2026, 11, 20)))
    house.run()
    assert (totals(house), codes(house)) == ({}, ["in_the_future"])
    clock = house.worker.clock
    house.worker = replace(house.worker, clock=lambda: clock().replace(day=21))
    house.run()
    assert (totals(house), codes(house)) == ({"a 2026-11": "100.00"}, [])


def test_the_clock_times_of_a_file_are_read_in_the_zone_of_its_connector() -> None:
    berlin = {"harvest": {"kind": "harvest"}, "toggl": {"kind": "toggl", "timezone": "Europe/Berlin"}}
    with house_of(replace(AGENCY, main=MAIN | {"connectors": berlin})) as house:
        bring(house, replace(row(5, connector="toggl"), start=time(9)))
        assert house.rows("SELECT started, seconds FROM entry") == [("2026-10-05 07:00:00.000000", 3600)]


# ---- what left the house ----


def mark_billed(house: House, entry_id: str) -> None:
    """As a push does it: the draft is posted, its period closed."""
    with house.store.write() as tx:
        (placed,) = tx.placements.of_entries([entry_id])[entry_id]
        run = tx.runs.start("test", house.worker.clock())
        draft_id = tx.drafts.of_line(placed.portion.line_id)
        assert draft_id is not None
        tx.drafts.move(draft_id, Event.APPROVE)
        tx.drafts.move(draft_id, Event.PUSH)
        tx.placements.advance([placed.portion.line_id], State.BILLED, "posted", run)
        stored = tx.drafts.get(draft_id)
        assert stored is not None
        close(tx, stored.draft.contract, stored.draft.period, Signature("test", house.worker.clock(), "posted"))


def billed_portion(house: House, entry_id: str) -> Portion:
    with house.store.read() as tx:
        (placed,) = (item for item in tx.placements.of_entries([entry_id])[entry_id] if item.settled)
    return placed.portion


@pytest.mark.parametrize(
    ("now", "complete", "code"),
    [
        ([replace(row(1, connector="toggl"), start=time(9), seconds=60), row(2)], "", "edited_after_billing"),
        ([replace(row(2, connector="toggl"), start=time(9))], OCTOBER, "deleted_after_billing"),
    ],
)
def test_what_was_billed_is_reported_when_its_source_changes_and_never_moves(
    house: House, now: list[Row], complete: str, code: str
) -> None:
    first = replace(row(1, connector="toggl"), start=time(9))
    bring(house, first)
    house.run([OCTOBER])
    ((entry_id,),) = house.rows("SELECT id FROM entry")
    mark_billed(house, entry_id)
    before = billed_portion(house, entry_id)
    bring(house, *(replace(item, connector="toggl", start=time(9)) for item in now), complete=complete)
    house.run([OCTOBER])
    assert billed_portion(house, entry_id) == before
    assert [issue.code for issue in house.issues() if issue.entry_id == entry_id] == [code]
    assert house.statement(OCTOBER).difference_seconds == 0
    assert house.statement(OCTOBER).states[State.BILLED] == 3600


def test_what_was_billed_keeps_its_place_when_the_configuration_changes(house: House) -> None:
    bring(house, row(1))
    house.run([OCTOBER])
    ((entry_id,),) = house.rows("SELECT id FROM entry")
    mark_billed(house, entry_id)
    before = billed_portion(house, entry_id)
    house.configure(replace(AGENCY, contracts=(contract("z", "ZZZ-ONE"),)))
    house.run()
    assert billed_portion(house, entry_id) == before


def test_a_draft_whose_time_was_billed_is_not_outdated_by_an_edit_in_the_tracker(house: House) -> None:
    timed = replace(row(1, connector="toggl"), start=time(9))
    bring(house, timed)
    house.run([OCTOBER])
    ((entry_id,),) = house.rows("SELECT id FROM entry")
    mark_billed(house, entry_id)
    bring(house, replace(timed, seconds=60))
    assert [item.status for item in house.drafts()] == ["posted"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(house: House) -> None:
    good, bad = house.folder / "good.csv", Path(house.folder / "bad.csv")
    write_export(good, "harvest", [row(1)])
    bad.write_text("what,is,this\n1,2,3\n")
    reports, refused = import_files(house.worker, [bad, good], ImportOptions())
    assert [report.entries for report in reports] == [1]
    assert [path.name for path, _ in refused] == ["bad.csv"]
