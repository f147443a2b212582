"""Included hours are those of calendar months, whatever the rhythm: what a closed period has used is used for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.agencies import Agency, Row
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, NOVEMBER, OCTOBER, contract, states, totals, worked
from tests.sync.test_retainer_hours import CARE, H

MONTHS = (OCTOBER, NOVEMBER, DECEMBER)
WITHOUT = {key: value for key, value in CARE.items() if key != "rollover"}
LONG = CARE | {"rollover": {"for_months": "6"}}


def agency(stream: dict[str, object], every: str) -> Agency:
    acme = contract("a", "AAA-ONE") | {"from": "2026-10-01", "workstreams": [stream], "invoice": {"every": every}}
    return replace(AGENCY, contracts=(acme,))


def go(house: House, found: Agency, *rows: Row, months: tuple[str, ...] = MONTHS) -> None:
    """What is written and tracked from now on, and the months that are run by it."""
    house.configure(found.with_rows(rows))
    house.bring_in()
    house.run(months)


@pytest.fixture
def house() -> Iterator[House]:
    """An agency in the spring of 2027, when all that is billed here is over."""
    with house_of(agency(CARE, "month")) as found:
        found.worker = replace(found.worker, clock=lambda: datetime(2027, 4, 5, 12, tzinfo=UTC))
        yield found


@pytest.mark.parametrize("stream", [CARE, WITHOUT])
def test_a_quarter_has_no_hours_that_its_closed_month_has_used(house: House, stream: dict[str, object]) -> None:
    october = worked("10-05", 8 * H, note="oct")
    go(house, agency(stream, "month"), october, months=(OCTOBER,))
    house.bill()
    rows = (october, worked("10-20", 6 * H, note="late"), worked("11-05", 16 * H, note="nov"))
    go(house, agency(stream, "quarter"), *rows)
    assert (states(house), states(house, NOVEMBER)) == ({"covered": 8, "drafted": 6}, {"covered": 8, "drafted": 8})
    assert totals(house)["a 2026-12-31"] == "7500.00"  # two fees, and 14 hours at 250


def test_a_quarter_has_the_hours_that_its_closed_month_has_left(house: House) -> None:
    october = worked("10-05", 5 * H, note="oct")
    go(house, agency(CARE, "month"), october, months=(OCTOBER,))
    house.bill()
    go(house, agency(CARE, "quarter"), october, worked("11-05", 16 * H, note="nov"))
    assert states(house, NOVEMBER) == {"covered": 11, "drafted": 5}


@pytest.mark.parametrize("stream", [CARE, WITHOUT])
def test_months_have_no_hours_that_their_closed_quarter_has_used(house: House, stream: dict[str, object]) -> None:
    rows = [worked(f"{number}-05", 8 * H, note=number) for number in ("10", "11", "12")]
    go(house, agency(stream, "quarter"), *rows, months=(DECEMBER,))
    house.bill()
    late = [worked(f"{number}-20", 6 * H, note=f"late {number}") for number in ("10", "11", "12")]
    go(house, agency(stream, "month"), *rows, *late)
    assert [states(house, name) for name in MONTHS] == [{"covered": 8, "drafted": 6}] * 3


def test_a_month_has_no_hours_that_later_months_of_its_closed_quarter_have_used(house: House) -> None:
    december = worked("12-05", 12 * H, note="dec")  # all of October's, and 4 hours of November's
    go(house, agency(LONG, "quarter"), december, months=(DECEMBER,))
    house.bill()
    late = [worked(f"{number}-20", 6 * H, note=f"late {number}") for number in ("10", "11")]
    go(house, agency(LONG, "month"), december, *late)
    assert (states(house), states(house, NOVEMBER)) == ({"drafted": 6}, {"covered": 4, "drafted": 2})


def test_a_reopened_quarter_has_no_hours_that_any_month_of_a_later_one_has_used(house: House) -> None:
    rows = (worked("10-05", 1 * H, note="oct"), replace(worked("10-06", 40 * H, note="feb"), day=date(2027, 2, 5)))
    go(house, agency(LONG, "quarter"), *rows, months=(DECEMBER, "2027-03"))
    house.bill()
    assert states(house, "2027-02") == {"covered": 39, "billed": 1}
    house.reopen("a", "2026-12-31")
    go(house, agency(LONG, "quarter"), *rows, worked("10-20", 3 * H, note="late"), months=(DECEMBER,))
    assert states(house) == {"covered": 1, "drafted": 3}


@pytest.mark.parametrize("now", ["8", "10", "4"])
def test_other_terms_change_no_hours_of_a_closed_quarter(house: House, now: str) -> None:
    november = worked("11-05", 8 * H, note="nov")
    go(house, agency(LONG, "quarter"), november, months=(DECEMBER,))
    house.bill()
    january = [replace(worked("12-05", 10 * H, note=str(day)), day=date(2027, 1, day)) for day in range(4, 9)]
    go(house, agency(LONG | {"includes_hours": now}, "quarter"), november, *january, months=("2027-03",))
    assert states(house, "2027-01")["covered"] == 16 + int(now)
