"""Pulling again: what no change tells of is found all the same, and an old proof is no ground for billing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from billing.records import Period, State
from connectors.sources import Totals
from mappings.database import StoreUnavailable
from mappings.decided import Signature
from mappings.pulled import FAILED, PROVEN
from mappings.store import Store
from review.approvals import APPROVE, move
from sandbox import clockify_rows as rows
from sync.months import Asked
from sync.pipeline import push_drafts, run_period
from sync.pull_one import ConnectorReport, pull_connector
from sync.pull_plan import plan_pull
from sync.worker import running
from tests.connectors.vendors import Vendors
from tests.sync.pulling import OCTOBER, Pulling, pulling, states, written

VENDORS = ("harvest", "toggl", "clockify")
NOVEMBER_3 = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency with Harvest connected."""
    with pulling(vendors, tmp_path, "harvest") as made:
        yield made


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_deletion_that_nobody_tells_of_is_found_by_the_totals_before_it_is_billed(
    vendors: Vendors, tmp_path: Path, vendor: str
) -> None:
    tracker = vendors.world.trackers[vendor]
    with pulling(vendors, tmp_path, vendor) as house:
        house.at(NOVEMBER_3)
        house.pull()
        gone, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31), running=False)
        vendors.time.passed += 86400
        tracker.delete(gone.id)
        (report,) = house.pull()
        assert (report.is_done, report.counts.gone) == (True, 1)
        proof = house.proofs()[vendor, "time", "2026-10"]
        planned = tracker.totals(OCTOBER.first, date(2026, 10, 31))
        assert (proof.entries, proof.seconds) == (planned.entries, planned.seconds)


def test_where_clockify_tells_no_changes_open_months_are_read_whole(vendors: Vendors, tmp_path: Path) -> None:
    tracker = vendors.world.clockify
    rows.preferences(tracker).entities = "absent"
    with pulling(vendors, tmp_path, "clockify") as house:
        house.pull()
        entry, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31), running=False)
        vendors.time.passed += 86400
        tracker.change(entry.id, note="another note, and as long")
        (report,) = house.pull()
        assert (report.is_done, report.counts.changed) == (True, 1)


def test_a_change_that_cannot_be_read_has_its_month_read_whole(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    tracker = vendors.world.harvest
    entry = next(iter(tracker.window(OCTOBER.first, date(2026, 10, 31))))
    vendors.time.passed += 86400
    tracker.change(entry.id, note="edited")
    vendors.fault("harvest", "one bad record", "/v2/time_entries")
    (report,) = house.pull()
    assert vendors.world.faults[0].struck == 1
    assert (report.is_done, report.counts.changed) == (True, 1)


def test_what_changed_between_two_halves_of_a_first_pull_is_not_lost(house: Pulling, vendors: Vendors) -> None:
    vendors.fault("harvest", "500", "/v2/expenses", times=100)
    (report,) = house.pull()
    assert report.problem
    assert house.proofs()["harvest", "time", "2026-10"].state == PROVEN
    vendors.world.faults.clear()
    entry = next(iter(vendors.world.harvest.window(OCTOBER.first, date(2026, 10, 31))))
    vendors.time.passed += 86400
    vendors.world.harvest.change(entry.id, note="edited between")
    (report,) = house.pull()
    assert report.is_done
    assert house.rows("SELECT count(*) FROM entry WHERE note = 'edited between'") == [(1,)]


@pytest.mark.parametrize("vendor", ["toggl", "clockify"])
def test_an_approval_that_is_taken_back_is_seen_by_the_next_pull(vendors: Vendors, tmp_path: Path, vendor: str) -> None:
    tracker = vendors.world.trackers[vendor]
    with pulling(vendors, tmp_path, vendor) as house:
        house.rewrite(f"  {vendor}:\n", f"  {vendor}:\n    require_approval: yes\n")
        house.pull()
        run_period(house.worker, OCTOBER)
        before = states(house, vendor)
        approved = [each for each in tracker.window(OCTOBER.first, date(2026, 10, 31), running=False) if each.approved]
        vendors.time.passed += 86400
        for each in approved[:40]:
            tracker.change(each.id, approved=False, updated=each.updated)
        house.pull()
        run_period(house.worker, OCTOBER)
        assert states(house, vendor)[State.DRAFTED] < before[State.DRAFTED]


@pytest.mark.everywhere
def test_a_code_that_a_project_is_given_reaches_the_entries_it_has(house: Pulling, vendors: Vendors) -> None:
    house.pull()
    ((project,), *_) = house.rows("SELECT DISTINCT project_id FROM entry WHERE kind = 'time' AND project_code <> ''")
    vendors.world.harvest.change_reference("project", int(project), code="NEW-CODE")
    vendors.time.passed += 86400
    (report,) = house.pull()
    assert report.is_done and report.counts.changed > 0
    codes = f"SELECT DISTINCT project_code FROM entry WHERE project_id = '{project}' AND present AND kind = 'time'"  # noqa: S608
    assert house.rows(codes) == [("NEW-CODE",)]


def test_in_another_zone_of_days_open_months_are_read_again(vendors: Vendors, tmp_path: Path) -> None:
    with pulling(vendors, tmp_path, "clockify") as house:
        house.pull()
        house.rewrite("  clockify:\n", "  clockify:\n    timezone: America/Los_Angeles\n")
        before = len(vendors.asked("clockify", ""))
        (report,) = house.pull()
        assert report.is_done
        assert {found.period for found in report.months} >= {"2026-10", "2026-11"}
        assert len(vendors.asked("clockify", "")) > before
        assert "America/Los_Angeles" in house.proofs()["clockify", "time", "2026-10"].zone


def test_a_month_that_lost_its_proof_says_so_in_each_run(house: Pulling) -> None:
    house.at(datetime(2026, 10, 20, 12, tzinfo=UTC))
    house.pull(periods=(OCTOBER,))
    run_period(house.worker, OCTOBER)
    assert house.issues("unproven_month") == []
    house.at(NOVEMBER_3)
    run_period(house.worker, OCTOBER)
    (sentence,) = {each for each in house.issues("unproven_month") if "(time)" in each}
    assert "read before it was over" in sentence


def test_totals_that_differ_in_seconds_alone_prove_nothing(house: Pulling) -> None:
    pull_with_other_totals(house)
    assert house.proofs()["harvest", "time", "2026-10"].state == FAILED


def test_a_month_that_does_not_agree_is_not_read_each_minute_and_is_told_each_time(
    house: Pulling, vendors: Vendors
) -> None:
    tracker = vendors.world.harvest
    pull_with_other_totals(house)
    for _ in range(2):
        (quick,) = house.pull(quick=True)
        assert [(each.period, each.kind, each.state) for each in quick.months] == [("2026-10", "time", FAILED)]
        assert not quick.is_done
        assert quick.counts.unchanged == 0, "nothing of it was read"
    entry, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31), running=False)
    vendors.time.passed += 86400
    tracker.change(entry.id, note="edited")
    (changed,) = house.pull(quick=True)
    assert (changed.is_done, changed.counts.changed) == (True, 1)
    assert house.proofs()["harvest", "time", "2026-10"].state == PROVEN
    pull_with_other_totals(house, periods=(OCTOBER,))
    assert house.proofs()["harvest", "time", "2026-10"].state == FAILED
    (whole,) = house.pull()
    assert whole.is_done, "what comes every quarter of an hour reads it again"


def pull_with_other_totals(house: Pulling, **asked: Any) -> None:
    """A pull whose totals are a second less than what is listed."""
    source = house.source("harvest")
    stated = source.totals

    def a_second_less(kind: str, window: Period) -> Totals:
        found = stated(kind, window)
        return replace(found, seconds=found.seconds - 1) if found.seconds else found

    source.totals = a_second_less  # type: ignore[method-assign]
    report = ConnectorReport("harvest")
    with running(house.worker, "pull") as run:
        pull_connector(house.worker, run, source, report, Asked(**asked))
    source.close()


def test_a_draft_of_a_month_that_lost_its_proof_is_not_pushed(house: Pulling) -> None:
    house.at(datetime(2026, 10, 20, 12, tzinfo=UTC))
    house.pull(periods=(OCTOBER,))
    run_period(house.worker, OCTOBER)
    with house.worker.store.write() as tx:
        drafts = tx.drafts.current("2026-10")
        approved = move(tx, drafts, APPROVE, Signature("Owen", NOVEMBER_3, "looks right"))
    house.at(NOVEMBER_3)
    pushed = push_drafts(house.worker, approved)
    assert pushed and all("2026-10 of harvest is not proven any more" in each.refused for each in pushed)
    assert house.rows("SELECT count(*) FROM push") == [(0,)]


def test_two_connectors_of_one_account_are_refused_and_so_is_another_account_behind_a_name(
    house: Pulling, vendors: Vendors
) -> None:
    house.pull()
    own = written(vendors, "harvest")
    house.rewrite("connectors:\n", f"connectors:\n  again:\n    kind: harvest\n{own}")
    reports = {each.connector: each for each in house.pull()}
    assert reports["harvest"].is_done
    assert "is read by the connector harvest already" in reports["again"].problem
    assert house.rows("SELECT count(*) FROM entry WHERE connector = 'again'") == [(0,)]


# ---- the machine ----


def test_a_disk_that_fills_up_in_the_middle_is_told_and_the_next_pull_goes_on(
    house: Pulling, vendors: Vendors, tmp_path: Path
) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/small.db")
    house.worker = replace(house.worker, store=store)
    (pages,) = house.rows("PRAGMA page_count")[0]

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 40}")

    event.listen(store.writer, "connect", fill)
    store.writer.dispose()
    with pytest.raises(StoreUnavailable, match="full"):
        house.pull()
    assert (PROVEN,) not in house.rows("SELECT state FROM proof")
    event.remove(store.writer, "connect", fill)
    store.writer.dispose()
    house.worker.stop.clear()
    (report,) = house.pull()
    assert report.is_done
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    assert house.proofs()["harvest", "time", "2026-10"].seconds == planned.seconds
    store.close()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_plan_counts_the_totals_that_are_asked_again(vendors: Vendors, tmp_path: Path, vendor: str) -> None:
    with pulling(vendors, tmp_path, vendor) as house:
        house.at(NOVEMBER_3)
        (before,) = plan_pull(house.worker, Asked())
        house.pull()
        (after,) = plan_pull(house.worker, Asked())
        (report,) = house.pull()
        assert (before.problem, after.problem, report.problem) == ("", "", "")
        assert before.checks == 0 < after.checks
        assert after.months == ()
        assert after.first_requests + after.checks == after.requests <= report.requests <= after.requests + 4


def test_what_is_asked_each_minute_asks_no_totals_of_long_ago(house: Pulling) -> None:
    for path in (house.folder / "contracts").iterdir():
        path.write_text(path.read_text().replace("as_of: 2026-10-01", "as_of: 2026-04-01"))
    house.rewrite("go_live: 2026-10-01", "go_live: 2026-04-01")
    house.pull()
    (whole,), (quick,) = house.pull(), house.pull(quick=True)
    assert (whole.is_done, quick.is_done) == (True, True)
    assert whole.requests - quick.requests == 4 * 4, (
        "of two months and two in turn, three for time and one for expenses"
    )
