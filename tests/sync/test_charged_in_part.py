"""Billed work of which only a part, or nothing, is on a document: a cap or included hours took the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from review.decide import CannotDecide
from tests.agencies import Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, totals, worked

OTHER = contract("b", "BBB-ONE")
HOUR = 3600
WORK = worked("10-05", 4 * HOUR, note="work")
BESIDE = worked("10-06", on="BBB-ONE", note="beside")
MOVED = replace(WORK, project="Site BBB-ONE")
CAPPED: Yaml = {"cap": {"hours": "3", "beyond": "write off"}}
RETAINER: Yaml = {
    "billing": "retainer",
    "bill": "in arrears",
    "fee": "1000",
    "includes_hours": "3",
    "overage_rate": "160",
}
COVERED = RETAINER | {"includes_hours": "8"}


@contextmanager
def billed(terms: Yaml) -> Iterator[House]:
    """Four hours of a and one of b are billed for October."""
    own = contract("a", "AAA-ONE") | {"from": "2026-10-01"}
    own["workstreams"][0] |= terms
    with house_of(replace(AGENCY, contracts=(own, OTHER))) as house:
        bring(house, WORK, BESIDE)
        house.run([OCTOBER])
        house.bill()
        yield house


def becomes(house: House, *rows: Row) -> None:
    """October is now this, and what is beside it."""
    bring(house, *rows, BESIDE, complete=OCTOBER)
    house.run([OCTOBER, NOVEMBER])


@pytest.mark.parametrize("now", [(), (MOVED,)], ids=["deleted", "moved"])
@pytest.mark.parametrize(("terms", "back"), [(CAPPED, "-300.00"), (RETAINER, "-160.00")], ids=["cap", "retainer"])
def test_what_was_charged_of_it_is_credited_and_the_note_goes_out(terms: Yaml, back: str, now: tuple[Row, ...]) -> None:
    with billed(terms) as house:
        becomes(house, *now)
        house.correct("credit-note", entry_of(house, "work"))
        check_once(house)
        assert not any(each.refused for each in house.bill())
        house.run([OCTOBER, NOVEMBER])
        check_once(house)
        (note,) = [each.draft for each in house.drafts() if each.draft.is_credit]
        assert str(note.total.decimal) == back
        assert {each.draft.total.minor for each in house.drafts() if each.draft.contract == "b"} == (
            {10000, 40000} if now else {10000}
        )
        assert (codes(house), house.drift()) == ([], [])


@pytest.mark.parametrize(("now", "then"), [((), "0.00"), ((MOVED,), "400.00")], ids=["deleted", "moved"])
def test_what_is_on_no_line_is_planned_anew_once_its_month_is_open_again(now: tuple[Row, ...], then: str) -> None:
    with billed(COVERED) as house:
        becomes(house, *now)
        (told,) = house.issues()
        assert "on no line" in told.remedy
        assert "`tieout reopen 2026-10 --contract a --why …`" in told.remedy
        for by in ("adjustment", "leave"):
            with pytest.raises(CannotDecide, match=r"on no line.*tieout reopen 2026-10 --contract a"):
                house.correct(by, told.entry_id)
        house.reopen("a", OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        assert totals(house).get("b 2026-11", "0.00") == then
        assert set(codes(house)) <= {"late"}


def test_what_is_on_no_line_may_be_accepted_instead() -> None:
    with billed(COVERED) as house:
        becomes(house, replace(WORK, seconds=2 * HOUR))
        house.decide("accept", entry_of(house, "work"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == []
