"""What an invoice bills is moved in its tracker to a day before go-live, of which no month is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from connectors.sources import Page
from sync.pages import Counts, Taken, take_page
from sync.worker import running
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, entry_of, states, worked

SEPTEMBER = "2026-09"


@pytest.fixture
def house() -> Iterator[House]:
    """Two entries of October on an invoice; their tracker is asked over its API."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"), worked("10-06", note="y"))
        say(made, "x", date(2026, 10, 5))
        made.run([OCTOBER])
        made.bill()
        yield made


def say(house: House, note: str, day: date, seconds: int = 3600) -> None:
    """The tracker says that an entry is of a day."""
    record = replace(house.entry(entry_of(house, note)).record, day=day, seconds=seconds)
    with running(house.worker, "pull") as run, house.store.write() as tx:
        take_page(tx, run, "toggl", Page((record,), (note,)), Taken(Counts(), "time"))


def test_the_run_of_the_month_that_billed_it_tells_it_and_goes_on_telling(house: House) -> None:
    say(house, "x", date(2026, 9, 30))
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == ["edited_after_billing"]
    say(house, "x", date(2026, 9, 29))
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == ["edited_after_billing"]
    bring(house, worked("10-07", note="late"))
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == ["late", "edited_after_billing"], "its person's month was looked at again"
    assert house.run([OCTOBER])[0].reconciled.people == 0


def test_it_is_told_no_more_once_it_is_back_or_somebody_decided(house: House) -> None:
    say(house, "x", date(2026, 9, 30))
    house.run([OCTOBER])
    say(house, "x", date(2026, 10, 5))
    house.run([OCTOBER])
    assert codes(house) == []
    say(house, "x", date(2026, 9, 30))
    house.run([OCTOBER])
    house.decide("accept", entry_of(house), why="it was October's")
    house.run([OCTOBER])
    assert codes(house) == []


def test_what_it_has_gained_there_is_held_and_a_credit_note_ends_it(house: House) -> None:
    say(house, "x", date(2026, 9, 30), 3 * 3600)
    house.run([OCTOBER])
    assert states(house, SEPTEMBER) == {"billed": 1, "held": 2}
    assert states(house, OCTOBER) == {"billed": 1}
    house.correct("credit-note", entry_of(house))
    house.run([OCTOBER])
    house.bill()
    house.run([OCTOBER])
    assert codes(house) == []
    house.run([SEPTEMBER])
    assert states(house, SEPTEMBER) == {"outside": 3}
