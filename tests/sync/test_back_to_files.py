"""The token of a tracker is taken out again, and its months go on by exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from billing.records import State
from connectors.errors import Retry
from mappings.pulled import PROVEN
from review.approvals import APPROVE, move
from review.decide import Signature
from review.statement import statement
from sync.importing import BadFile, FileReport, ImportOptions
from sync.pipeline import import_files, push_drafts, run_period
from tests.connectors.vendors import Vendors
from tests.proof import short_of
from tests.sync.pulling import OCTOBER, Pulling, pulling, states, written

LISTS = {
    "harvest": "/v2/time_entries",
    "toggl": "/reports/api/v3/workspace",
    "clockify": "/v1/workspaces",
}
NOVEMBER_3 = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency with Harvest connected."""
    with pulling(vendors, tmp_path, "harvest") as made:
        yield made


def take_token_out(house: Pulling, vendor: str = "harvest") -> None:
    """From now on the tracker is for exported files only."""
    house.rewrite(written(house.vendors, vendor), "")


def bring(house: Pulling, vendor: str = "harvest", whole: bool = False) -> FileReport:
    """Imports October's export of time. Raises BadFile where it is refused."""
    (path,) = [each for each in (house.folder / "exports").iterdir() if each.name.lower().startswith(vendor)]
    reports, refused = import_files(house.worker, [path], ImportOptions(vendor, "", OCTOBER if whole else None))
    for _, problem in refused:
        raise problem
    return reports[0]


def stored(house: Pulling, vendor: str) -> int:
    """How many time entries of October there are of a tracker."""
    query = f"SELECT count(*) FROM entry WHERE present AND kind = 'time' AND connector = '{vendor}'"  # noqa: S608
    ((count,),) = house.rows(f"{query} AND day BETWEEN '2026-10-01' AND '2026-10-31'")
    return int(count)


def expenses(house: Pulling) -> dict[str, int]:
    """What there is of expenses of Harvest, by state."""
    query = "SELECT p.state, count(*) FROM placement p JOIN entry e ON e.id = p.entry WHERE e.kind = 'expense' "
    return dict(house.rows(f"{query} AND e.connector = 'harvest' GROUP BY p.state"))


def read_half(house: Pulling, vendor: str, pages: int = 2, **asked: object) -> None:
    """A pull that ends in the middle of October."""
    house.vendors.fault(vendor, "500", LISTS[vendor], after=pages, times=100)
    with pytest.raises(Retry):
        house.pull_with(vendor, 400, **asked)
    house.vendors.world.faults.clear()


def test_what_an_export_had_and_a_pull_did_not_read_waits_for_the_export_once_the_token_is_out(house: Pulling) -> None:
    bring(house)
    run_period(house.worker, OCTOBER)
    before = states(house, "harvest")
    assert before[State.DRAFTED] > 0
    read_half(house, "harvest", pages=0)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    with pytest.raises(BadFile, match="correct the entry there and run `tieout pull --connector harvest --period 202"):
        bring(house)
    take_token_out(house)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0, "nobody knows what is missing"
    assert house.issues("unproven_month") != []
    assert bring(house, whole=True).gone == 0
    run_period(house.worker, OCTOBER)
    assert (states(house, "harvest"), house.issues("unproven_month")) == (before, [])


@pytest.mark.parametrize("vendor", short_of(LISTS, "clockify"))
def test_what_was_half_read_is_recognised_in_an_export_and_nothing_is_doubled(
    vendors: Vendors, tmp_path: Path, vendor: str
) -> None:
    with pulling(vendors, tmp_path, vendor) as house:
        read_half(house, vendor)
        half = stored(house, vendor)
        take_token_out(house, vendor)
        report = bring(house, vendor, whole=True)
        assert 0 < report.new <= report.entries - half + len(report.rejected)
        assert report.unseen + report.gone <= len(report.rejected), "what was half read is in the file"
        assert stored(house, vendor) == report.entries + report.unseen
        with house.worker.store.read() as tx:
            found = statement(tx, OCTOBER, NOVEMBER_3, {})
        assert {each.theirs_seconds for each in found.sources if each.connector == vendor} == {None}


def test_a_draft_of_what_was_half_read_is_pushed_once_an_export_has_the_rest(house: Pulling) -> None:
    house.at(datetime(2026, 10, 20, 12, tzinfo=UTC))
    house.pull(periods=(OCTOBER,))
    house.at(NOVEMBER_3)
    take_token_out(house)
    bring(house, whole=True)
    run_period(house.worker, OCTOBER)
    with house.worker.store.write() as tx:
        approved = move(tx, tx.drafts.current("2026-10"), APPROVE, Signature("Owen", NOVEMBER_3, "looks right"))
    pushed = push_drafts(house.worker, approved)
    assert pushed and not any(each.refused for each in pushed)


def test_a_month_that_was_proven_is_not_replaced_by_an_export(house: Pulling) -> None:
    house.at(NOVEMBER_3)
    house.pull()
    take_token_out(house)
    before = house.entries()
    with pytest.raises(BadFile, match="import an export of the other months alone") as refused:
        bring(house)
    assert "put that back and run `tieout pull --connector harvest --period 2026-10`" in str(refused.value)
    assert house.entries() == before


def test_a_token_that_is_put_back_has_what_was_half_read_read_whole(house: Pulling, vendors: Vendors) -> None:
    read_half(house, "harvest")
    take_token_out(house)
    bring(house)
    house.rewrite("\n  harvest:\n", "\n  harvest:\n" + written(vendors, "harvest"))
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    house.pull()
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    proof = house.proofs()["harvest", "time", "2026-10"]
    assert (proof.state, proof.entries, proof.seconds) == (PROVEN, planned.entries, planned.seconds)


def test_a_part_of_a_month_does_not_let_go_of_what_was_half_read(house: Pulling) -> None:
    read_half(house, "harvest")
    take_token_out(house)
    bring(house)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    assert len(house.issues("unproven_month")) == 1
    bring(house, whole=True)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest")[State.DRAFTED] > 0
    assert house.issues("unproven_month") == []


def test_a_complete_export_of_time_says_nothing_of_expenses_that_were_read_over_the_api(house: Pulling) -> None:
    house.pull()
    run_period(house.worker, OCTOBER)
    before = expenses(house)
    assert before["drafted"] > 0
    read_half(house, "harvest", pages=4, periods=(OCTOBER,))
    assert house.proofs()["harvest", "time", "2026-10"].state != PROVEN
    take_token_out(house)
    report = bring(house, whole=True)
    run_period(house.worker, OCTOBER)
    assert (expenses(house), house.issues("expenses_not_read")) == (before, [])
    assert (report.gone, report.unseen) == (0, len(report.rejected)), "nobody is told that the file has no expenses"


def test_expenses_that_were_not_read_to_the_end_are_told_until_somebody_has_looked(house: Pulling) -> None:
    house.vendors.fault("harvest", "500", "/v2/expenses", times=100)
    with pytest.raises(Retry):
        house.pull_with("harvest", 400)
    house.vendors.world.faults.clear()
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest").get(State.DRAFTED, 0) == 0
    take_token_out(house)
    run_period(house.worker, OCTOBER)
    assert states(house, "harvest")[State.DRAFTED] > 0, "of its time nothing is missing"
    assert house.issues("expenses_not_read") == [
        "The expenses of harvest in 2026-10 were not read to the end before its token was taken out, and exports of "
        "time have none."
    ]
