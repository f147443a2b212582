"""Months, business days and due dates."""

from __future__ import annotations

from datetime import date

import pytest

from billing.calendar import business_day, check_place, days, due_date, is_business_day, month, month_before
from billing.records import Terms

SECOND_BUSINESS_DAYS = [
    # England and Wales: Fri 1 Jan is New Year's Day, the weekend follows; Mon 4 and Tue 5 are the first two.
    ("GB", "ENG", "2027-01", date(2027, 1, 5)),
    # Scotland has 2 January besides. In 2027 that is a Saturday, so Mon 4 Jan is taken instead
    # (gov.uk/bank-holidays, Scotland): the first business day is Tue 5, the second Wed 6 January.
    ("GB", "SCT", "2027-01", date(2027, 1, 6)),
    # USA: Sun 1 Nov 2026; Mon 2 and Tue 3.
    ("US", "", "2026-11", date(2026, 11, 3)),
    # USA: Fri 1 Jan 2027 is New Year's Day; Mon 4, Tue 5.
    ("US", "", "2027-01", date(2027, 1, 5)),
    # Germany: Fri 1 May 2026 is Labour Day; Mon 4, Tue 5.
    ("DE", "", "2026-05", date(2026, 5, 5)),
    # Bavaria: Fri 1 Jan 2027; Wed 6 Jan is Epiphany, after the second business day Tue 5.
    ("DE", "BY", "2027-01", date(2027, 1, 5)),
    # Japan: 3 to 5 May are holidays; in 2026 Sun 3 moves to Wed 6. Fri 1 is the first, Thu 7 the second.
    ("JP", "", "2026-05", date(2026, 5, 7)),
]


@pytest.mark.parametrize(("country", "subdivision", "name", "expected"), SECOND_BUSINESS_DAYS)
def test_the_second_business_day(country: str, subdivision: str, name: str, expected: date) -> None:
    assert business_day(month(name), 2, country, subdivision) == expected


@pytest.mark.parametrize(
    ("nth", "expected"), [(1, date(2026, 11, 2)), (-1, date(2026, 11, 30)), (19, date(2026, 11, 30))]
)
def test_business_days_count_from_either_end(nth: int, expected: date) -> None:
    # November 2026 in the USA has 21 weekdays, less Veterans Day (Wed 11) and Thanksgiving (Thu 26).
    assert business_day(month("2026-11"), nth, "US") == expected


@pytest.mark.parametrize("nth", [0, 20, -20])
def test_a_business_day_that_the_month_does_not_have_is_refused(nth: int) -> None:
    with pytest.raises(ValueError, match="2026-11 has 19 business days"):
        business_day(month("2026-11"), nth, "US")


def test_a_day_the_company_is_closed_is_no_business_day() -> None:
    closed = frozenset({date(2026, 11, 2)})
    assert not is_business_day(date(2026, 11, 2), "US", closed=closed)
    assert business_day(month("2026-11"), 2, "US", closed=closed) == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("text", "kind", "number", "issued", "due"),
    [
        ("net 30", "net", 30, date(2026, 11, 3), date(2026, 12, 3)),
        ("due on receipt", "net", 0, date(2026, 11, 3), date(2026, 11, 3)),
        ("net 30 end of month", "end of month", 30, date(2026, 11, 3), date(2026, 12, 31)),
        ("net 0 end of month", "end of month", 0, date(2028, 2, 1), date(2028, 2, 29)),
        ("day 15 of next month", "day of next month", 15, date(2026, 12, 31), date(2027, 1, 15)),
        ("day 31 of next month", "day of next month", 31, date(2027, 1, 30), date(2027, 2, 28)),
    ],
)
def test_due_dates(text: str, kind: str, number: int, issued: date, due: date) -> None:
    assert due_date(Terms(kind, number, text), issued) == due


def test_a_month_is_half_open_and_has_all_its_days() -> None:
    october = month("2026-10")
    assert (october.first, october.end) == (date(2026, 10, 1), date(2026, 11, 1))
    assert date(2026, 10, 31) in october and date(2026, 11, 1) not in october
    assert len(list(days(october))) == 31
    assert month_before(date(2027, 1, 1)).name == "2026-12"


@pytest.mark.parametrize("name", ["", "2026", "2026-13", "2026-1", "10-2026", "2026-W4", "2026-10-01", "２０２６-10"])
def test_what_is_no_month_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        month(name)


@pytest.mark.parametrize(("country", "subdivision"), [("XX", ""), ("GB", "TX"), ("Germany", "")])
def test_a_place_without_known_holidays_is_refused_in_words(country: str, subdivision: str) -> None:
    with pytest.raises(ValueError, match=r"no holidays are known|has no subdivision"):
        check_place(country, subdivision)
