"""Months that are long over: each is compared with its tracker again, and never all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from billing.records import EXPENSE
from mappings.decided import Signature
from sync.months import IN_TURN, Asked
from sync.pipeline import run_period
from sync.pull_plan import plan_pull
from tests.connectors.vendors import Vendors
from tests.sync.pulling import OCTOBER, Pulling, pulling

IN_JUNE = datetime(2027, 6, 15, 11, tzinfo=UTC)
LATELY = {"2027-03", "2027-04", "2027-05", "2027-06"}
OLDER = {"2026-10", "2026-11", "2026-12", "2027-01", "2027-02"}
ROUND = -(-len(OLDER) // IN_TURN)


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency in June, with all that its tracker has of the months since October."""
    with pulling(vendors, tmp_path, "harvest") as made:
        made.rewrite("    require_approval: yes           # time that nobody approved is held back\n", "")
        made.at(IN_JUNE)
        made.pull()
        assert {period for _, kind, period in made.proofs() if kind == "time"} == OLDER | LATELY
        yield made


def deleted(house: Pulling) -> None:
    """Somebody deletes an entry of October, and no change tells of it."""
    tracker = house.vendors.world.harvest
    gone, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31), running=False)
    tracker.delete(gone.id)


def gone_in(house: Pulling, pulls: int) -> list[int]:
    """How many entries each of some pulls finds gone."""
    found = []
    for _ in range(pulls):
        house.vendors.time.passed += 900
        (report,) = house.pull()
        assert report.is_done
        found.append(report.counts.gone)
    return found


def test_what_was_deleted_in_an_old_month_is_found_when_its_turn_comes(house: Pulling) -> None:
    gone_in(house, 1)
    for _ in range(2):
        deleted(house)
        assert sum(gone_in(house, ROUND)) == 1
    tracker = house.vendors.world.harvest
    proof, planned = house.proofs()["harvest", "time", "2026-10"], tracker.totals(OCTOBER.first, date(2026, 10, 31))
    assert (proof.entries, proof.seconds) == (planned.entries, planned.seconds)


def test_a_month_that_was_closed_meanwhile_has_its_turn_as_well(house: Pulling) -> None:
    run_period(house.worker, OCTOBER)
    with house.worker.store.write() as tx:
        for unit in tx.units.of("2026-10"):
            tx.units.keep(unit)
            tx.units.bill(unit.contract, unit.period, unit.unbilled_minor)
            tx.units.close(unit.contract, unit.period, Signature("Owen", IN_JUNE, "done"), {})
    deleted(house)
    assert sum(gone_in(house, ROUND)) == 1


def test_a_month_of_which_something_is_to_be_billed_is_compared_each_time(house: Pulling) -> None:
    run_period(house.worker, OCTOBER)
    for _ in range(2):
        deleted(house)
        assert gone_in(house, 1) == [1]


def test_a_pull_asks_for_the_totals_of_few_old_months(house: Pulling) -> None:
    (cost,) = plan_pull(house.worker, Asked())
    assert cost.checks == (len(LATELY) + IN_TURN) * 4, "three requests for time, one for expenses"


def test_where_no_changes_are_told_old_months_are_read_whole_in_turn(vendors: Vendors, tmp_path: Path) -> None:
    with pulling(vendors, tmp_path, "clockify") as house:
        house.at(IN_JUNE)
        house.pull()
        older = set[str]()
        for _ in range(ROUND):
            vendors.time.passed += 900
            (report,) = house.pull()
            read = {each.period for each in report.months if each.kind == EXPENSE}
            assert report.is_done
            assert read >= LATELY
            assert len(read - LATELY) <= IN_TURN
            older |= read - LATELY
        assert older == OLDER
