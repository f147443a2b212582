"""The trace of what was billed and then corrected or credited: it has hours, and says who decided that and why."""

from __future__ import annotations

from dataclasses import replace

from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, entry_of, worked
from tests.review.test_trace import traced
from tests.sync.test_on_two_invoices import FILES

AGENCY_WITH_BOOKS = replace(AGENCY, main={**AGENCY.main, "connectors": {**AGENCY.main["connectors"], "books": FILES}})


def shown(house: House, key: str) -> list[str]:
    return traced(house.store, key)[1]


def note_of(house: House) -> str:
    (note,) = [item.draft.id for item in house.drafts() if item.draft.is_credit]
    return note


def test_a_credit_note_is_called_one_and_says_who_wrote_it_and_why() -> None:
    with house_of(AGENCY_WITH_BOOKS) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.bill()
        house.credit("INV-1001", "leave", why="it named the wrong company")
        house.bill()
        said = shown(house, note_of(house))
        (books,) = [line for line in said if line.startswith("in the books")]
        assert "credit note CN-0001 of " in books and "due" not in books
        (credits,) = [line for line in said if line.startswith("credits invoice INV-1001 ")]
        assert "it named the wrong company" in credits
        (credited,) = [line for line in shown(house, "INV-1001") if line.startswith("credited by CN-0001")]
        assert "it named the wrong company" in credited


def test_the_line_of_a_correction_of_time_has_the_hours_that_it_corrects() -> None:
    with house_of(AGENCY_WITH_BOOKS) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("10-05", 3600))
        house.run([OCTOBER])
        house.correct("adjustment", entry_of(house))
        house.run([NOVEMBER])
        (item,) = [each for each in house.drafts() if each.draft.period == NOVEMBER]
        said = shown(house, item.draft.id)
        assert "entry | date | person | >worked | >charged | >USD | note | from" in said
        row = f"{entry_of(house)} | 2026-10-05 | Kim Allen | -1:00 | -1:00 | -100.00 | x | "
        assert [line for line in said if line.startswith(row)]
