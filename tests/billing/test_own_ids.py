"""Which stored entry each row is where its source has ids of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from billing.own_ids import recognise_by_id
from billing.recognise import Known
from billing.records import EXPENSE, Entry, SourceRecord

TAXI = SourceRecord(date(2026, 10, 5), 0, person="Kim", kind=EXPENSE, cost_minor=2000, currency="USD")


def stored(entry_id: str, record: SourceRecord = TAXI, gone: bool = False) -> Known:
    return Known(Entry(entry_id, 1, "spending", record), gone)


def test_an_id_alone_decides_however_much_has_changed() -> None:
    moved = replace(TAXI, day=date(2026, 11, 2), cost_minor=9900, person="Sam", note="another")
    found = recognise_by_id([moved], ["17"], {"17": stored("e1")})
    assert [(change.entry.id, change.row, change.how) for change in found.changed] == [("e1", 0, "same id")]
    assert (found.unchanged, found.new) == ((), ())


def test_equal_rows_of_two_ids_are_two_expenses() -> None:
    found = recognise_by_id([TAXI, TAXI], ["17", "18"], {"17": stored("e1")})
    assert (found.unchanged, found.new) == (("e1",), (1,))


def test_an_expense_that_was_gone_and_is_there_again_is_the_same_one() -> None:
    (change,) = recognise_by_id([TAXI], ["17"], {"17": stored("e1", gone=True)}).changed
    assert (change.entry.id, change.how) == ("e1", "seen again")
