"""Rows of exports and the stored entries that they are, over a real store: what is billed is not billed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

import pytest

from sync.importing import FileReport
from tests.agencies import people
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, codes, states, totals, worked
from tests.laws.small import bring as bring_timers

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
    assert (codes(house), house.drift()) == ([], []), "an address changes nothing that was billed"
    assert bring(house, f"10-05 1 same {now}", f"10-05 1 same {now}", f"10-06 2 other {now}").unchanged == 3


def test_two_people_of_one_name_stay_two(house: House) -> None:
    bring(house, f"10-05 1 same {OLD}", f"10-06 1 same {OLD}")
    report = bring(house, f"10-05 1 same {NEW}", f"10-06 1 same {OLD}")
    assert (report.new, report.changed, report.unchanged, report.unseen) == (1, 0, 1, 1)


# ---- which of equal entries stays ----

TWICE, ONCE = (f"10-05 1 same {OLD}", f"10-05 1 same {OLD}"), f"10-05 1 same {OLD}"


def twins(house: House) -> list[str]:
    return [str(key) for (key,) in house.rows("SELECT id FROM entry WHERE note = 'same' ORDER BY id")]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("kind", ["write-off", "non-billable", "billed-elsewhere", "duplicate-of"])
def test_what_people_decided_away_goes_before_its_twin_that_is_billed(house: House, kind: str, which: int) -> None:
    bring(house, *TWICE)
    both = twins(house)
    house.decide(kind, both[which], of=both[1 - which] if kind == "duplicate-of" else "")
    assert bring(house, ONCE, complete=OCTOBER).gone == 1
    assert house.rows("SELECT id FROM entry WHERE NOT present") == [(both[which],)]
    assert (totals(house), states(house)) == ({"a 2026-10": "100.00"}, {"drafted": 1})


@pytest.mark.parametrize("note", ["same", "same1", "same2", "same3"])
def test_what_is_billed_stays_and_its_late_twin_goes(house: House, note: str) -> None:
    once = ONCE.replace("same", note)
    bring(house, once)
    house.bill()
    bring(house, once, once)
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "100.00"}
    assert bring(house, once, complete=OCTOBER).gone == 1
    assert (totals(house), codes(house), states(house)) == ({"a 2026-10": "100.00"}, [], {"billed": 1})


@pytest.mark.parametrize("note", ["same", "same1", "same2", "same3"])
def test_what_is_billed_stays_where_its_twin_goes_as_the_address_changes(house: House, note: str) -> None:
    once = ONCE.replace("same", note)
    bring(house, once)
    house.bill()
    bring(house, once, once)
    assert bring(house, once.replace(OLD, NEW), complete=OCTOBER).gone == 1
    assert (totals(house), codes(house), states(house)) == ({"a 2026-10": "100.00"}, [], {"billed": 1})


def test_what_is_as_it_was_asks_for_no_decisions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(house, *TWICE, f"10-06 1 other {OLD}")
    monkeypatch.setattr("sync.recognising.said", None)
    assert bring(house, *TWICE, f"10-06 2 other {OLD}").changed == 1


# ---- moved in time ----


def moved(house: House, first: int, complete: str = "") -> None:
    """Two timers of an hour, one after the other and for two clients."""
    one, two = worked("10-05", note="one"), worked("10-05", note="two", on="BBB-ONE")
    bring_timers(house, replace(one, start=time(first)), replace(two, start=time(first + 1)), complete=complete)
    house.run([OCTOBER, NOVEMBER])


@pytest.mark.parametrize("is_billed", [False, True])
@pytest.mark.parametrize("complete", ["", OCTOBER])
def test_timers_that_are_all_moved_by_an_hour_are_what_they_were(house: House, is_billed: bool, complete: str) -> None:
    house.configure(AGENCY)
    moved(house, 9)
    if is_billed:
        house.bill()
    moved(house, 10, complete)
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "100.00"}
    assert states(house) == {"billed" if is_billed else "drafted": 2}
    assert house.rows("SELECT note, version FROM entry ORDER BY note") == [("one", 2), ("two", 2)]
