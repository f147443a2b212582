"""Cells as values, example by example: dates, clocks, durations, numbers, yes or no, and what a column proves."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from connectors.base import BadFile
from connectors.values import (
    BadCell,
    Span,
    prove_dates,
    prove_decimal_mark,
    to_clock,
    to_date,
    to_flag,
    to_number,
    to_span,
)

# ---- dates ----


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-10-05", "2026-10-31"], "ymd"),
        (["2026/10/05"], "ymd"),
        (["10/05/2026", "10/31/2026"], "mdy"),
        (["05/10/2026", "31/10/2026"], "dmy"),
        (["5.10.2026", "31.10.2026"], "dmy"),
        (["2026-10-05T09:00:00"], "ymd"),
        (["2026-10-05", "05/10/2026", "31/10/2026"], "dmy"),
        (["not a date", "31/10/2026"], "dmy"),
        ([" 31/10/2026 "], "dmy"),
    ],
)
def test_the_order_of_dates_is_proven_from_the_whole_column(cells: list[str], order: str) -> None:
    assert prove_dates(cells) == order


def test_dates_that_prove_two_orders_are_refused_with_both_of_them() -> None:
    with pytest.raises(BadFile, match=r"contradict each other \(10/31/2026 and 31/10/2026\).*--dates mdy or --dates"):
        prove_dates(["10/31/2026", "31/10/2026"])


@pytest.mark.parametrize("cells", [["05/10/2026"], ["05/10/2026", "12/12/2026"], ["2026-10-05", "05/10/2026"]])
def test_dates_that_can_be_read_two_ways_are_refused_with_an_example(cells: list[str]) -> None:
    with pytest.raises(BadFile, match=r"two ways \(such as 05/10/2026\).*--dates mdy or --dates dmy"):
        prove_dates(cells)


@pytest.mark.parametrize("cell", ["10/10/2026", "9/09/2026", "09.9.2026"])
def test_a_day_that_equals_its_month_is_harmless_and_readable_in_any_order(cell: str) -> None:
    order = prove_dates([cell])
    assert to_date(cell, order) == to_date(cell, "mdy") == to_date(cell, "dmy")


@pytest.mark.parametrize("junk", ["45/10/2026", "10/45/2026", "0/5/2026", "99/99/2026", "13/13/2026"])
def test_an_impossible_date_neither_proves_an_order_nor_makes_a_file_ambiguous(junk: str) -> None:
    assert prove_dates(["2026-10-05", junk]) == "ymd"


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2026-10-05", "mdy", date(2026, 10, 5)),
        ("10/05/2026", "mdy", date(2026, 10, 5)),
        ("05/10/2026", "dmy", date(2026, 10, 5)),
        ("5.10.2026", "dmy", date(2026, 10, 5)),
        (" 2028-02-29 ", "ymd", date(2028, 2, 29)),
        ("2026-10-05T23:59:59+02:00", "ymd", date(2026, 10, 5)),
    ],
)
def test_a_date_is_read_in_its_order_and_a_leading_year_decides_for_itself(cell: str, order: str, day: date) -> None:
    assert to_date(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "order", "why"),
    [
        ("", "ymd", "not a date"),
        ("5 Oct 2026", "dmy", "not a date"),
        ("05/10/2026", "ymd", "does not start with a year"),
        ("31/10/2026", "mdy", "no day of the calendar when read as mdy"),
        ("2026-02-29", "ymd", "no day of the calendar"),
        ("31/10/26", "dmy", "whose year is not written with four digits"),
        ("8/28/26", "mdy", "whose year is not written with four digits"),
        ("31/10/1926", "dmy", "year is not one of this century"),
        ("0026-10-05", "ymd", "year is not one of this century"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(cell: str, order: str, why: str) -> None:
    with pytest.raises(BadCell, match=why):
        to_date(cell, order)


# ---- clocks ----


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("09:05", time(9, 5)),
        ("9:05", time(9, 5)),
        ("23:59:59", time(23, 59, 59)),
        ("00:00:00", time(0, 0)),
        ("9.05", time(9, 5)),
        ("09:05:30.250", time(9, 5, 30)),
        ("12:00 AM", time(0, 0)),
        ("12:00 PM", time(12, 0)),
        ("02:44:33 PM", time(14, 44, 33)),
        ("2:44 pm", time(14, 44)),
        ("2:44PM", time(14, 44)),
        ("2:44 p.m.", time(14, 44)),
        ("2:44\u202fPM", time(14, 44)),
        ("2:44\u00a0AM", time(2, 44)),
    ],
)
def test_a_clock_of_12_or_24_hours_is_read(cell: str, clock: time) -> None:
    assert to_clock(cell) == clock


@pytest.mark.parametrize(
    "cell", ["", "noon", "25:00", "24:00", "12:60", "09:05:60", "13:00 PM", "0:30 AM", "9", "9 PM"]
)
def test_what_is_no_time_of_day_is_refused(cell: str) -> None:
    with pytest.raises(BadCell, match="is not a time"):
        to_clock(cell)


# ---- durations ----


@pytest.mark.parametrize(
    ("cell", "mark", "span"),
    [
        ("01:30:00", "point", Span(5400, "seconds")),
        ("0:00:01", "point", Span(1, "seconds")),
        ("0:13", "point", Span(780, "minutes")),
        ("30:00:00", "point", Span(108_000, "seconds")),
        ("100:15", "point", Span(360_900, "minutes")),
        ("1.5", "point", Span(5400, "decimals")),
        ("1,5", "comma", Span(5400, "decimals")),
        ("0.22", "point", Span(792, "decimals")),
        (".5", "point", Span(1800, "decimals")),
        ("2", "point", Span(7200, "decimals")),
        ("0", "point", Span(0, "decimals")),
        ("0.216666666666667", "point", Span(780, "decimals")),
        ("0.00013888", "point", Span(0, "decimals")),
        ("0.00013889", "point", Span(1, "decimals")),
        ("744:00:00", "point", Span(2_678_400, "seconds")),
    ],
)
def test_a_duration_is_seconds_and_what_its_writing_shows(cell: str, mark: str, span: Span) -> None:
    assert to_span(cell, mark) == span


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-1:00", "negative"),
        ("-0.5", "negative"),
        ("−0:30:00", "negative"),
        ("744:00:01", "longer than a month"),
        ("999999999:00:00", "longer than a month"),
        ("99999999999999", "longer than a month"),
        ("0000000000001:00", "not a number"),
        ("1:75", "not a number"),
        ("1h 30m", "not a number"),
        ("3 5", "not a number"),
        ("3'5", "not a number"),
        ("1,5", "not a number"),
        ("1.5.2", "not a number"),
        ("9" * 5000, "not a number"),
        ("", "not a number"),
        ("∞", "not a number"),
        ("1e3", "not a number"),
    ],
)
def test_an_absurd_duration_is_refused_with_the_reason(cell: str, why: str) -> None:
    with pytest.raises(BadCell, match=why):
        to_span(cell, "point")


# ---- numbers ----


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1234.5", "point", "1234.5"),
        ("1,234.5", "point", "1234.5"),
        ("1.234,5", "comma", "1234.5"),
        ("2.000,0", "comma", "2000.0"),
        ("1.500", "comma", "1500"),
        ("1.500", "point", "1.5"),
        ("1 234,5", "comma", "1234.5"),
        ("1\u202f234,5", "comma", "1234.5"),
        ("1\u00a0234\u00a0567,5", "comma", "1234567.5"),
        ("1'234.50", "point", "1234.5"),
        ("1’234’567.50", "point", "1234567.5"),
        (",5", "comma", "0.5"),
    ],
)
def test_a_number_is_read_with_its_decimal_mark_and_without_its_grouping(cell: str, mark: str, number: str) -> None:
    assert to_number(cell, mark) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("1,5", "point"),
        ("1.5", "comma"),
        ("1,23,456", "point"),
        ("1234,567", "point"),
        (",500", "point"),
        ("12 34", "point"),
    ],
)
def test_a_number_whose_grouping_makes_no_sense_is_refused(cell: str, mark: str) -> None:
    with pytest.raises(BadCell, match="not a number"):
        to_number(cell, mark)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.5", "2"], "point"),
        (["20,0"], "comma"),
        (["2.000,0"], "comma"),
        (["1,234.5"], "point"),
        (["1,234,567"], "point"),
        (["1.234.567"], "comma"),
        (["1.125", "0.5"], "point"),
        (["0.125"], "point"),
        (["1,125", "2,5"], "comma"),
        (["2", "", "abc", "01:30:00"], "point"),
        ([], "point"),
    ],
)
def test_the_decimal_mark_is_proven_from_the_whole_column(cells: list[str], mark: str) -> None:
    assert prove_decimal_mark(cells) == mark


def test_a_number_that_may_be_a_thousand_or_one_and_a_bit_is_refused_until_stated() -> None:
    with pytest.raises(BadFile, match=r"two ways \(such as 1\.125\).*`decimal_mark: point` or `decimal_mark: comma`"):
        prove_decimal_mark(["1.125", "2"])


def test_numbers_that_contradict_each_other_are_refused_with_both_of_them() -> None:
    with pytest.raises(BadFile, match=r"contradict each other \(1\.5 and 2,5\).*`decimal_mark:"):
        prove_decimal_mark(["1.5", "2,5"])


# ---- yes and no ----


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("Yes", True), ("no", False), ("TRUE", True), ("0", False), ("", None), ("  ", None), ("Approved", True)],
)
def test_yes_and_no_are_read_and_an_empty_cell_says_neither(cell: str, flag: bool | None) -> None:
    assert to_flag(cell) is flag


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(BadCell, match="neither Yes nor No"):
        to_flag("perhaps")
