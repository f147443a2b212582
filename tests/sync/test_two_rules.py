"""Where two rules meet: a renamed connector, a client's zone, a link beside a key, terms that change later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from review.drafts import due_day
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.sync.test_stages import AGENCY, MAIN, OCTOBER, bring, codes, contract, row, totals


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


def bring_as(house: House, connector: str) -> None:
    """The file that was brought last, imported once more for another connector."""
    house.read(house.folder / "export.csv", connector)


def test_time_of_a_renamed_connector_is_held_and_not_billed_twice(house: House) -> None:
    bring(house, row(1))
    house.run([OCTOBER])
    renamed = {**MAIN, "connectors": {"harvest-us": {"kind": "harvest"}}}
    house.configure(replace(house.agency, main=renamed))
    bring_as(house, "harvest-us")
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00"}
    assert codes(house) == ["unknown_connector"]


def test_the_same_work_is_held_also_where_the_clients_zone_moves_it_to_another_month() -> None:
    two = {**MAIN, "connectors": {"toggl": {"kind": "toggl"}, "second": {"kind": "toggl"}}}
    west = contract("a", "AAA-ONE", zone="America/Los_Angeles")
    with house_of(Agency(two, AGENCY.people, (west,), ())) as house:
        bring(house, replace(row(1, connector="toggl"), day=date(2026, 11, 1), start=time(0, 30)))
        bring_as(house, "second")
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "100.00"}
        assert codes(house) == ["same_work_twice"]


def test_a_draft_is_due_by_the_terms_it_was_made_with(house: House) -> None:
    house.configure(replace(house.agency, contracts=(contract("a", "AAA-ONE", terms="net 30"),)))
    bring(house, row(1))
    house.run([OCTOBER])
    (draft,) = house.drafts()
    house.configure(replace(house.agency, contracts=(contract("a", "AAA-ONE", terms="net 10"),)))
    assert due_day(draft.draft, date(2026, 11, 3)) == date(2026, 12, 3)


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_a_month_of_non_billable_time_alone_is_shown_by_the_terms_of_now_however_often_it_was_run(runs: int) -> None:
    silent = contract("a", "AAA-ONE")
    silent["workstreams"].append({"code": "AAA-INT", "name": "Internal", "billing": "non-billable"})
    agency = replace(AGENCY, contracts=(silent,))
    with house_of(agency) as house:
        bring(house, row(1, project="Site AAA-INT"))
        for _ in range(runs):
            house.run([OCTOBER])
        assert totals(house) == {}
        house.configure(replace(agency, contracts=(silent | {"invoice": {"no_charge_lines": "yes"}},)))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "0.00"}
        house.configure(agency)
        house.run([OCTOBER])
        assert totals(house) == {}


def test_a_bad_row_before_go_live_is_no_exception(house: House, tmp_path: Path) -> None:
    path = tmp_path / "september.csv"
    path.write_text(
        "Date,Client,Project,Project Code,Task,Notes,Hours,First Name,Last Name\n"
        "2026-09-30,C,P,AAA-ONE,T,n,soon,Kim,Allen\n"
    )
    (report,) = house.read(path, "harvest")
    assert len(report.rejected) == 1
    assert codes(house) == []
