"""What is said of months other than the one that is run: of billed time that changed there since, by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from sync.left_elsewhere import changed_unseen
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, worked

ONE, TWO, THREE, LATER = (
    worked("10-05", 7200, note="one"),
    worked("10-06", 10800, note="two"),
    worked("10-07", note="three"),
    worked("11-05", note="later"),
)


def unseen(house: House) -> dict[str, int]:
    with house.store.read() as tx:
        return changed_unseen(tx, date(2026, 10, 1))


@pytest.fixture
def house() -> Iterator[House]:
    """October is in the books."""
    with house_of(AGENCY) as found:
        bring(found, ONE, TWO, THREE, complete=OCTOBER)
        found.run([OCTOBER])
        found.bill()
        yield found


def test_billed_time_that_changed_or_went_is_named_until_its_month_is_run(house: House) -> None:
    assert unseen(house) == {}
    bring(house, worked("10-05", 14400, note="one"), worked("10-06", 5400, note="two"), complete=OCTOBER)
    assert unseen(house) == {OCTOBER: 3}
    bring(house, LATER)
    (report,) = house.run([NOVEMBER])
    assert (report.left, report.changed_unseen, unseen(house)) == ({}, {OCTOBER: 3}, {OCTOBER: 3})
    (report,) = house.run([OCTOBER])
    assert (report.changed_unseen, unseen(house)) == ({}, {})
    assert sorted({each.code for each in house.issues(OCTOBER)}) == ["deleted_after_billing", "edited_after_billing"]


def test_what_evens_out_is_counted_all_the_same(house: House) -> None:
    bring(house, worked("10-05", 10800, note="one"), worked("10-06", 7200, note="two"), THREE, complete=OCTOBER)
    bring(house, LATER)
    (report,) = house.run([NOVEMBER])
    assert (report.left, report.changed_unseen) == ({}, {OCTOBER: 2})


def test_what_was_told_is_not_named_again(house: House) -> None:
    bring(house, worked("10-05", 14400, note="one"), TWO, THREE, complete=OCTOBER)
    house.run([OCTOBER])
    bring(house, LATER)
    (report,) = house.run([NOVEMBER])
    assert report.changed_unseen == {}
