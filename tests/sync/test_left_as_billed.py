"""What changed after it was billed and is to stay as it was billed: `leave` ends it, until it changes once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.decide import CannotDecide
from tests.agencies import Row
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, worked

BESIDE = worked("10-06", on="BBB-ONE", note="beside")
WORK = worked("10-05", 4 * 3600)
OF_B = replace(WORK, project="Site BBB-ONE")
NOWHERE = replace(WORK, project="Site unknown")
SAME_CLIENT = contract("c", "CCC-ONE") | {"client": "Client b"}


@pytest.fixture
def house() -> Iterator[House]:
    """Four hours of a are billed; b and c are of one client."""
    with house_of(replace(AGENCY, contracts=(*AGENCY.contracts, SAME_CLIENT))) as made:
        bring(made, WORK, BESIDE)
        made.run([OCTOBER])
        made.bill()
        yield made


def becomes(house: House, *now: Row) -> None:
    """October is now this, and what is beside it; it is looked at."""
    bring(house, *now, BESIDE, complete=OCTOBER)
    house.run([OCTOBER, NOVEMBER])


def listed(house: House) -> list[list[str]]:
    """The ways out of each row of `tieout drift`."""
    return [[each.by for each in found.proposals] for found in house.drift()]


@pytest.mark.parametrize(
    "now", [(OF_B,), (NOWHERE,), (replace(WORK, seconds=3600),), ()], ids=["moved", "nowhere", "shorter", "deleted"]
)
def test_what_is_left_is_listed_no_more_and_leaving_it_again_says_so(house: House, now: tuple[Row, ...]) -> None:
    becomes(house, *now)
    house.correct("leave", entry_of(house))
    for _ in range(2):
        house.run([OCTOBER, NOVEMBER])
        assert listed(house) == []
        assert not {"edited_after_billing", "deleted_after_billing"} & set(codes(house))
    with pytest.raises(CannotDecide, match="was left as it was billed already"):
        house.correct("leave", entry_of(house))


def test_what_was_left_and_is_no_more_is_not_said_to_be_left_before_its_month_is_run(house: House) -> None:
    becomes(house, replace(WORK, seconds=3600))
    house.correct("leave", entry_of(house))
    house.run([OCTOBER])
    house.undo(house.rows("SELECT max(id) FROM decision")[0][0])
    with pytest.raises(CannotDecide, match="run its month first, then it can be left: tieout run --period 2026-10"):
        house.correct("leave", entry_of(house))
    house.run([OCTOBER])
    assert listed(house)[0][-1] == "leave"


def test_what_was_left_as_nobodys_work_is_asked_about_once_it_is_somebodys(house: House) -> None:
    becomes(house, NOWHERE)
    house.correct("leave", entry_of(house))
    house.run([OCTOBER, NOVEMBER])
    assert listed(house) == []
    becomes(house, OF_B)
    assert (len(listed(house)), "edited_after_billing" in codes(house)) == (1, True)


@pytest.mark.parametrize("on", ["CCC-ONE", "unknown"], ids=["same client", "nobody"])
def test_what_was_left_as_work_for_one_contract_is_asked_about_as_work_for_the_next(house: House, on: str) -> None:
    becomes(house, OF_B)
    house.correct("leave", entry_of(house))
    becomes(house, replace(WORK, project=f"Site {on}"))
    (ways,) = listed(house)
    assert (ways[-1], "edited_after_billing" in codes(house)) == ("leave", True)
    house.correct("leave", entry_of(house))
    house.run([OCTOBER, NOVEMBER])
    assert (listed(house), "edited_after_billing" in codes(house)) == ([], False)


@pytest.mark.parametrize(
    ("now", "ways", "told"),
    [
        ((OF_B,), [], r"cannot be corrected yet: it was not looked at .*; run its month: tieout run --period 2026-10"),
        ((), ["adjustment", "credit-note"], "run its month first, then it can be left: tieout run --period 2026-10"),
    ],
    ids=["moved", "deleted"],
)
def test_nothing_is_left_before_its_month_is_run(
    house: House, now: tuple[Row, ...], ways: list[str], told: str
) -> None:
    bring(house, *now, BESIDE, complete=OCTOBER)
    assert listed(house) == [ways]
    with pytest.raises(CannotDecide, match=told):
        house.correct("leave", entry_of(house))
    house.run([OCTOBER])
    assert listed(house)[0][-1] == "leave"
    house.correct("leave", entry_of(house))
    house.run([OCTOBER])
    assert listed(house) == []
