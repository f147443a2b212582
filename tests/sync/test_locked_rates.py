"""Rates of months that are billed stay, where the contract locks them: those of the first invoice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billing.ids import PLAN, stable_id
from tests.agencies import Agency, Row
from tests.laws.house import house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, codes, contract, entry_of, totals, worked

ONE, TWO, THREE = (worked(day, note=note) for day, note in (("10-05", "one"), ("10-06", "two"), ("10-07", "three")))


def agency(name: str, *rows: Row, rate: str = "100", **terms: str) -> Agency:
    return replace(AGENCY, contracts=(contract(name, "AAA-ONE", rate=rate, **terms),)).with_rows(rows)


def _plans(name: str) -> tuple[str, str]:
    first, third = (stable_id(PLAN, name, OCTOBER, revision) for revision in ("1", "3"))
    return first, third


NAMES = [f"c{number}" for number in range(50)]
EARLIER = next(name for name in NAMES if _plans(name)[0] < _plans(name)[1])
LATER = next(name for name in NAMES if _plans(name)[0] > _plans(name)[1])


@pytest.mark.parametrize("name", [EARLIER, LATER])
def test_a_supplement_at_another_rate_does_not_move_the_lock(name: str) -> None:
    with house_of(agency(name, ONE)) as house:
        house.bring_in()
        house.run([OCTOBER])
        house.bill()
        house.reopen(name, OCTOBER)
        house.configure(agency(name, ONE, TWO, rate="120", locked_before="2026-11-01"))
        house.bring_in()
        house.run([OCTOBER])
        assert "rate_locked" in codes(house)
        house.decide("accept", entry_of(house, "two"))
        house.run([OCTOBER])
        house.bill()
        house.configure(agency(name, ONE, TWO, THREE, rate="120", locked_before="2026-11-01"))
        house.bring_in()
        house.run([OCTOBER, NOVEMBER])
        assert sorted(codes(house)) == ["late", "rate_locked"]
        assert f"{name} {NOVEMBER}" not in totals(house)
