"""Rows of exports and the stored entries that they are, over a real store: what is billed is not billed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync.importing import FileReport
from tests.agencies import people
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, codes, states, totals

COLUMNS = {"date": "Date", "person": "Name", "hours": "Hours", "project": "Project", "note": "Note"}
OLD, NEW = "kim@north.test", "kim@new.test"


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        columns(made, **COLUMNS, email="Mail")
        yield made


def columns(house: House, **named: str) -> None:
    """The house's one tracker is a CSV file with these columns, and Kim has two addresses."""
    who = people()
    who["people"][0]["email"] = [OLD, NEW]
    main = {**AGENCY.main, "connectors": {"clock": {"kind": "csv", "columns": named}}}
    house.configure(replace(AGENCY, main=main, people=who))


def bring(house: House, *rows: str, complete: str = "") -> FileReport:
    """One export with rows as they are written there: day, hours, note and address."""
    cells = [row.split() for row in rows]
    lines = [f"2026-{day},Kim Allen,{hours},Site AAA-ONE,{note},{mail}" for day, hours, note, mail in cells]
    path = house.folder / "clock.csv"
    path.write_text("\n".join(["Date,Name,Hours,Project,Note,Mail", *lines, ""]))
    (report,) = house.read(path, "clock", complete)
    house.run([OCTOBER, NOVEMBER])
    return report


# ---- addresses ----


@pytest.mark.parametrize("way", ["another", "mapped later", "mapped no more"])
def test_a_billed_month_is_not_billed_again_when_addresses_change(house: House, way: str) -> None:
    if way == "mapped later":
        columns(house, **COLUMNS)
    bring(house, f"10-05 1 same {OLD}", f"10-05 1 same {OLD}", f"10-06 2 other {OLD}")
    house.bill()
    columns(house, **COLUMNS, **({} if way == "mapped no more" else {"email": "Mail"}))
    now = NEW if way == "another" else OLD
    report = bring(house, f"10-05 1 same {now}", f"10-05 1 same {now}", f"10-06 2 other {now}", complete=OCTOBER)
    assert (report.new, report.changed, report.gone) == (0, 3, 0)
    assert (totals(house), states(house)) == ({"a 2026-10": "400.00"}, {"billed": 4})
    assert codes(house) == ["edited_after_billing"] * 3, "what changed is told"
    assert {each.difference.minor for each in house.drift() if each.difference} == {0}
    assert bring(house, f"10-05 1 same {now}", f"10-05 1 same {now}", f"10-06 2 other {now}").unchanged == 3


def test_two_people_of_one_name_stay_two(house: House) -> None:
    bring(house, f"10-05 1 same {OLD}", f"10-06 1 same {OLD}")
    report = bring(house, f"10-05 1 same {NEW}", f"10-06 1 same {OLD}")
    assert (report.new, report.changed, report.unchanged, report.unseen) == (1, 0, 1, 1)
