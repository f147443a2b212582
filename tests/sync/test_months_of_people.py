"""The checks of people's months: what is only summed by day says the same as when every entry is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from billing.calendar import month
from mappings.due import PERSON
from tests.agencies import Agency, Row, people, write_export
from tests.laws.house import House, house_of
from tests.sync.test_stages import MAIN, contract

OCTOBER = "2026-10"
_MAIN = MAIN | {"exceptions": {"require_task": "no", "max_hours_per_day": "10"}}
_STAFF = {"people": [each | {"weekly_capacity": "40"} for each in people()["people"]]}
AGENCY = Agency(_MAIN, _STAFF, (contract("a", "AAA-ONE"), contract("b", "BBB-ONE")), ())


def row(day: int, note: str, seconds: int = 3600, connector: str = "harvest", who: str = "Kim Allen") -> Row:
    return Row(connector, date(2026, 10, day), seconds, who, "Site AAA-ONE", note=note)


USUAL = [row(day, f"usual {day}") for day in (1, 2, 5, 6)]
LONG = [row(7, f"long {number}", 6 * 3600) for number in range(2)]
ODD = [
    replace(row(8, "free"), billable="No"),
    replace(row(9, "of no project"), project="Site"),
    row(12, "timed", connector="toggl", who="Ada Ng"),
    row(13, "twice", who="Ada Ng"),
    row(13, "twice", connector="toggl", who="Ada Ng"),
    row(14, "once", who="Ada Ng"),
    replace(row(1, "to come"), day=date(2026, 11, 20)),
]


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        for connector in ("harvest", "toggl"):
            path = made.folder / "export.csv"
            clock = (replace(each, start=time(9) if each.connector == "toggl" else None) for each in USUAL + LONG + ODD)
            write_export(path, connector, [each for each in clock if each.connector == connector])
            made.read(path, connector)
        made.run()
        yield made


def test_a_month_that_is_looked_at_again_says_what_it_said_when_every_entry_was_at_hand(house: House) -> None:
    issues, states = house.issues(), house.statement(OCTOBER).states
    assert {"over_day_limit", "missing_timesheet", "non_billable_in_billable", "same_work_twice", "in_the_future"} <= {
        each.code for each in issues
    }
    with house.store.write() as tx:
        tx.due.mark(PERSON, {(who, OCTOBER) for who in tx.matches.people_in(month(OCTOBER))})
    house.run()
    assert (house.issues(), house.statement(OCTOBER).states) == (issues, states)


def test_one_by_one_are_read_those_of_which_there_may_be_something_to_say(house: House) -> None:
    everyone = ["Ada Ng", "Kim Allen", "Sam Ortiz"]
    with house.store.read() as tx:
        found = tx.peoples_work.months(everyone, month(OCTOBER), date(2026, 10, 1), date(2026, 11, 2))
        every = tx.peoples_work.by(everyone, month(OCTOBER))
    notes = {entry.record.note for entry, _, _, _ in found.entries}
    assert notes == {"free", "of no project", "timed", "twice", "once"}
    assert found.usual == {
        **{("Kim Allen", each.day): 3600 for each in USUAL},
        ("Kim Allen", date(2026, 10, 7)): 12 * 3600,
    }
    assert len(every) == len(notes) + 1 + len(USUAL) + len(LONG)
