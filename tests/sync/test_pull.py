"""Pulling from vendors on loopback: the same store however it was interrupted, and only proven months are billed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from billing.records import State
from connectors.errors import Retry
from mappings.pulled import FAILED, LISTING, PROVEN
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period
from sync.worker import StoreUnavailable
from tests.connectors.vendors import Vendors
from tests.proof import short_of
from tests.sync.pulling import OCTOBER, Pulling, pulling, states

LISTS = {
    "harvest": "/v2/time_entries",
    "toggl": "/reports/api/v3/workspace",
    "clockify": "/v1/workspaces",
}
VENDORS = tuple(LISTS)
NOVEMBER_3 = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency with Harvest connected."""
    with pulling(vendors, tmp_path, "harvest") as made:
        yield made


# ---- the same store, however it came about ----


@pytest.mark.everywhere
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_pull_is_proven_and_a_second_one_changes_nothing(vendors: Vendors, tmp_path: Path, vendor: str) -> None:
    with pulling(vendors, tmp_path, vendor) as house:
        (first,) = house.pull()
        assert first.problem == ""
        assert {found.state for found in first.months} == {PROVEN}
        planned = vendors.world.trackers[vendor].totals(OCTOBER.first, date(2026, 10, 31))
        proof = house.proofs()[vendor, "time", "2026-10"]
        assert (proof.entries, proof.seconds) == (planned.entries, planned.seconds)
        stored = house.entries()
        (again,) = house.pull()
        assert (again.problem, again.counts.new, again.counts.changed, again.counts.gone) == ("", 0, 0, 0)
        (whole,) = house.pull(everything=True)
        assert (whole.problem, whole.counts.new, whole.counts.changed, whole.counts.gone) == ("", 0, 0, 0)
        assert house.entries() == stored


@pytest.mark.parametrize("vendor", short_of(VENDORS, "toggl"))
def test_a_pull_that_was_cut_at_any_page_and_resumed_gives_the_same_store(
    vendors: Vendors, tmp_path: Path, vendor: str
) -> None:
    with pulling(vendors, tmp_path / "whole", vendor) as house:
        house.pull_with(vendor, 400)
        whole = house.entries()
    assert len(whole) > 800
    for pages in range(4):
        vendors.world.faults.clear()
        vendors.time.passed += 7200
        with pulling(vendors, tmp_path / str(pages), vendor) as house:
            vendors.fault(vendor, "500", LISTS[vendor], after=pages, times=100)
            with pytest.raises(Retry):
                house.pull_with(vendor, 400)
            assert PROVEN not in {found.state for found in house.proofs().values() if found.period == "2026-10"}
            vendors.world.faults.clear()
            vendors.time.passed += 7200
            house.pull_with(vendor, 400)
            assert house.entries() == whole


def test_what_changed_is_followed_without_reading_the_month_again(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    tracker = vendors.world.harvest
    entry = next(iter(tracker.window(OCTOBER.first, date(2026, 10, 31))))
    vendors.time.passed += 3600
    tracker.change(entry.id, seconds=entry.seconds + 3600)
    before = len(vendors.asked("harvest", "/v2/time_entries"))
    (report,) = house.pull()
    assert (report.counts.new, report.counts.changed) == (0, 1)
    asked = vendors.asked("harvest", "/v2/time_entries")[before:]
    october = [each.params for each in asked if each.params.get("from") == "2026-10-01"]
    assert october and all(each["per_page"] == "1" or "is_running" in each for each in october), "only its totals"
    proof = house.proofs()["harvest", "time", "2026-10"]
    assert (proof.state, proof.seconds) == (PROVEN, tracker.totals(OCTOBER.first, date(2026, 10, 31)).seconds)


def test_an_entry_that_was_deleted_is_retired_when_the_month_is_read_whole(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    tracker = vendors.world.harvest
    entry = next(iter(tracker.window(OCTOBER.first, date(2026, 10, 31))))
    tracker.delete(entry.id)
    (report,) = house.pull(periods=(OCTOBER,))
    assert report.counts.gone == 1
    assert house.rows("SELECT count(*) FROM entry WHERE NOT present AND kind = 'time'") == [(1,)]
    tracker.restore(entry.id)
    (report,) = house.pull(periods=(OCTOBER,))
    assert (report.counts.new, report.counts.changed) == (0, 1)


def test_a_deletion_without_a_trace_unsettles_the_totals_of_what_changed_beside_it(
    house: Pulling, vendors: Vendors
) -> None:
    house.pull()
    tracker = vendors.world.harvest
    gone, edited, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31))
    vendors.time.passed += 3600
    tracker.delete(gone.id)
    tracker.change(edited.id, note="edited")
    (report,) = house.pull()
    assert (report.counts.changed, report.counts.gone, report.is_done) == (1, 1, True)


def test_an_entry_moved_to_another_month_is_the_same_entry_there(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    tracker = vendors.world.harvest
    entry = next(iter(tracker.window(OCTOBER.first, date(2026, 10, 31))))
    ids = {row[0] for row in house.rows("SELECT id FROM entry")}
    tracker.move(entry.id, date(2026, 11, 2))
    house.pull(everything=True)
    assert {row[0] for row in house.rows("SELECT id FROM entry")} == ids
    assert house.rows("SELECT count(*) FROM entry WHERE day >= '2026-11-02' AND present AND kind = 'time'")[0][0] >= 1
    assert house.proofs()["harvest", "time", "2026-10"].state == PROVEN


# ---- proof ----


def test_nothing_of_a_half_read_month_is_billed_and_the_next_pull_bills_it(house: Pulling, vendors: Vendors) -> None:
    vendors.fault("harvest", "500", "/v2/time_entries", after=2, times=100)
    with pytest.raises(Retry):
        house.pull_with("harvest", 400)
    run_period(house.worker, OCTOBER)
    found = states(house, "harvest")
    assert found.get(State.DRAFTED, 0) == 0 and found[State.HELD] > 0
    (sentence,) = house.issues("unproven_month")
    assert "2026-10 of harvest (time) is not proven" in sentence
    vendors.world.faults.clear()
    house.pull()
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest")[State.DRAFTED] > 0
    assert house.issues("unproven_month") == []


def test_a_month_that_was_proven_and_is_read_only_half_now_is_held_again(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    run_period(house.worker, OCTOBER)
    before = states(house, "harvest")
    assert before[State.DRAFTED] > 0
    vendors.fault("harvest", "500", "/v2/time_entries", after=5, times=100)
    with pytest.raises(Retry):
        house.pull_with("harvest", 400, periods=(OCTOBER,))
    assert house.proofs()["harvest", "time", "2026-10"].state == LISTING
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    vendors.world.faults.clear()
    house.pull()
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest") == before


def test_a_month_that_was_read_before_its_end_must_be_read_again_once_it_is_over(house: Pulling) -> None:
    house.at(datetime(2026, 10, 20, 12, tzinfo=UTC))
    house.pull(periods=(OCTOBER,))
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest")[State.DRAFTED] > 0
    house.at(NOVEMBER_3)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    house.pull()
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest")[State.DRAFTED] > 0


def test_one_bad_record_leaves_its_month_unproven_and_the_others_stored(house: Pulling, vendors: Vendors) -> None:
    vendors.fault("harvest", "one bad record", "/v2/time_entries", times=100)
    (report,) = house.pull(periods=(OCTOBER,))
    proof = house.proofs()["harvest", "time", "2026-10"]
    assert (report.is_done, proof.state) == (False, FAILED)
    assert "of its records cannot be read: " in proof.reason and "hours" in proof.reason
    assert house.rows("SELECT count(*) FROM entry WHERE kind = 'time'")[0][0] > 1000
    assert house.issues("unproven_month") != []


def test_far_fewer_entries_than_were_known_are_not_believed(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    tracker = vendors.world.harvest
    for entry in list(tracker.window(OCTOBER.first, date(2026, 10, 31))):
        tracker.delete(entry.id)
    (report,) = house.pull(periods=(OCTOBER,))
    assert not report.is_done
    assert "lists 0 of the 2048 records it had" in house.proofs()["harvest", "time", "2026-10"].reason
    assert house.rows("SELECT count(*) FROM entry WHERE NOT present") == [(0,)]
    (report,) = house.pull(periods=(OCTOBER,), fewer=True)
    assert report.is_done
    with house.worker.store.read() as tx:
        assert tx.pulled.stored("harvest", "time", OCTOBER) == (0, 0)


@pytest.mark.parametrize("kind", ["inserted", "deleted", "vanished", "moved"])
def test_a_list_that_changes_while_it_is_read_ends_proven_or_not_at_all(
    house: Pulling, vendors: Vendors, kind: str
) -> None:
    vendors.fault("harvest", kind, "/v2/time_entries", after=2)
    house.pull_with("harvest", 300, periods=(OCTOBER,))
    proof = house.proofs()["harvest", "time", "2026-10"]
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    assert proof.state == PROVEN
    assert (proof.entries, proof.seconds) == (planned.entries, planned.seconds)
    stored = house.rows(
        "SELECT count(*), sum(seconds) FROM entry WHERE present AND kind = 'time' AND day < '2026-11-01'"
    )
    assert tuple(map(int, stored[0])) == (planned.entries, planned.seconds)


# ---- several connectors, tokens, stopping ----


def test_one_failing_connector_does_not_stop_the_others(vendors: Vendors, tmp_path: Path) -> None:
    with pulling(vendors, tmp_path, "harvest", "clockify") as house:
        house.use_token("harvest", "wrong")
        harvest, clockify = house.pull()
        assert "401" in harvest.problem and "wrong" not in harvest.problem
        assert clockify.is_done
        run_period(house.worker, OCTOBER)
        assert states(house, "clockify")[State.DRAFTED] > 0


def test_a_token_that_sees_only_its_own_entries_is_refused_before_anything_is_read(
    house: Pulling, vendors: Vendors
) -> None:
    house.use_token("harvest", vendors.world.harvest.token("member"))
    (report,) = house.pull()
    assert "sees only their own entries" in report.problem
    assert house.entries() == [] and house.proofs() == {}
    house.rewrite("  harvest:\n", "  harvest:\n    entries: own\n")
    (report,) = house.pull()
    assert report.is_done and len({row[6] for row in house.entries()}) == 1


def test_a_missing_token_names_its_variable(house: Pulling) -> None:
    house.worker.environment.pop("HARVEST")  # type: ignore[attr-defined]  # a dict in this test
    (report,) = house.pull()
    assert (
        report.problem
        == "its token is missing: the environment variable HARVEST is not set; set it before starting tieout"
    )


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_timer_that_somebody_forgot_for_months_stops_no_pull(vendors: Vendors, tmp_path: Path, vendor: str) -> None:
    tracker = vendors.world.trackers[vendor]
    tracker.start_timer(tracker.seed.at(0).person, vendors.world.clock.now(), tracker.seed.at(0))
    with pulling(vendors, tmp_path, vendor) as house:
        (first,) = house.pull()
        vendors.time.passed += 75 * 24 * 3600
        (later,) = house.pull()
        assert (first.problem, later.problem) == ("", "")
        assert {found.state for found in later.months} == {PROVEN}


def test_a_pull_that_dies_stops_its_other_threads_and_nothing_after_them(
    vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise StoreUnavailable("the database is busy")

    with pulling(vendors, tmp_path, "harvest", "toggl") as house:
        with monkeypatch.context() as patch:
            patch.setattr("sync.pull_one.take_page", die)
            with pytest.raises(StoreUnavailable):
                house.pull()
        assert not house.worker.stop.is_set()
        assert [each.problem for each in house.pull()] == ["", ""]


def test_an_interrupted_pull_stops_at_the_next_page(house: Pulling) -> None:
    house.worker.stop.set()
    (report,) = house.pull()
    assert report.problem == "interrupted; the next pull goes on from here"
    assert house.entries() == []


# ---- files and the API together ----


def test_what_a_file_brought_is_taken_over_with_its_id_and_nothing_is_billed_twice(
    house: Pulling, vendors: Vendors
) -> None:
    (path,) = (house.folder / "exports").glob("harvest*")
    import_files(house.worker, [path], ImportOptions("harvest"))
    imported = {row[0]: int(row[5]) for row in house.entries()}
    (report,) = house.pull()
    assert report.is_done
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    there = house.rows(
        "SELECT id, seconds FROM entry WHERE present AND kind = 'time' AND running = false AND day < '2026-11-01'"
    )
    assert len(there) == planned.entries
    assert sum(int(seconds) for _, seconds in there) == planned.seconds
    assert report.counts.taken_over == len(imported)
    assert {key for key, _ in there} >= set(imported)


def test_a_file_of_a_month_that_was_pulled_is_refused(house: Pulling) -> None:
    house.pull()
    before = house.entries()
    (path,) = (house.folder / "exports").glob("harvest*")
    _, [(_, problem)] = import_files(house.worker, [path], ImportOptions("harvest"))
    assert "2026-10 of harvest was pulled over its API" in str(problem)
    assert house.entries() == before


def test_what_only_a_file_had_is_no_longer_billed_and_is_told(house: Pulling, vendors: Vendors) -> None:
    (path,) = (house.folder / "exports").glob("harvest*")
    import_files(house.worker, [path], ImportOptions("harvest"))
    tracker = vendors.world.harvest
    entry = next(iter(tracker.window(OCTOBER.first, date(2026, 10, 31))))
    tracker.delete(entry.id)
    (report,) = house.pull()
    assert (report.is_done, report.counts.gone) == (True, 1)
    (sentence,) = house.issues("only_in_export")
    assert "whose own list has them not" in sentence
    house.pull(periods=(OCTOBER,))
    assert len(house.issues("only_in_export")) == 1, "it stays told"
