"""Months that nobody closes: each is compared with its tracker again, and never all of them at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month_name, months_between
from billing.records import EXPENSE
from sync.months import IN_TURN, LATELY, Asked
from tests.connectors.vendors import Vendors
from tests.sync.pulling import OCTOBER, pulling

IN_JUNE = datetime(2027, 6, 15, 11, tzinfo=UTC)


@given(st.dates(date(2026, 1, 1), date(2035, 1, 1)), st.integers(0, 2500))
def test_every_open_month_has_its_turn_and_few_have_the_same(today: date, days: int) -> None:
    known = {each.name for each in months_between(today - timedelta(days=days), today)}
    older = {name for name in known if name < month_name(today - LATELY)}
    twice_round = 2 * (-(-len(older) // IN_TURN) + 1)  # meanwhile others grow old, and turns become longer
    asked = set[str]()
    for day in range(twice_round):
        on = today + timedelta(days=day)
        now, lately = Asked().totals_of(known, on), {name for name in known if name >= month_name(on - LATELY)}
        assert now >= lately
        assert len(now - lately) <= IN_TURN
        asked |= now
    assert asked >= older


@given(st.dates(date(2026, 1, 1), date(2035, 1, 1)), st.integers(0, 2500))
def test_what_is_asked_each_minute_is_this_month_and_the_one_before(today: date, days: int) -> None:
    known = {each.name for each in months_between(today - timedelta(days=days), today)}
    assert Asked(quick=True).totals_of(known, today) == set(sorted(known)[-2:])


def test_what_was_deleted_in_an_old_month_that_nobody_closed_is_found_when_its_turn_comes(
    vendors: Vendors, tmp_path: Path
) -> None:
    tracker = vendors.world.harvest
    with pulling(vendors, tmp_path, "harvest") as house:
        house.at(IN_JUNE)
        house.pull()
        older = {period for _, kind, period in house.proofs() if kind == "time" and period < "2027-03"}
        assert len(older) > 2 * IN_TURN
        gone, *_ = tracker.window(OCTOBER.first, date(2026, 10, 31), running=False)
        tracker.delete(gone.id)
        found = []
        for day in range(-(-len(older) // IN_TURN)):
            house.at(IN_JUNE + timedelta(days=day + 1))
            vendors.time.passed += 86400
            (report,) = house.pull()
            assert report.is_done
            found.append(report.counts.gone)
        assert sum(found) == 1
        proof = house.proofs()["harvest", "time", "2026-10"]
        planned = tracker.totals(OCTOBER.first, date(2026, 10, 31))
        assert (proof.entries, proof.seconds) == (planned.entries, planned.seconds)


def test_where_no_changes_are_told_old_months_are_read_whole_in_turn(vendors: Vendors, tmp_path: Path) -> None:
    with pulling(vendors, tmp_path, "clockify") as house:
        house.at(IN_JUNE)
        house.pull()
        lately, older = {"2027-03", "2027-04", "2027-05", "2027-06"}, set[str]()
        for day in range(3):
            house.at(IN_JUNE + timedelta(days=day + 1))
            vendors.time.passed += 86400
            (report,) = house.pull()
            read = {each.period for each in report.months if each.kind == EXPENSE}
            assert report.is_done
            assert read >= lately
            assert len(read - lately) <= IN_TURN
            older |= read - lately
        assert older == {"2026-10", "2026-11", "2026-12", "2027-01", "2027-02"}
