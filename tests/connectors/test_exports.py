"""Exports as records: what a row means, which seconds count, and why a row is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.records import SourceRecord
from connectors.base import BadFile, Export
from tests.connectors.exported import CLOCKIFY, HARVEST, TOGGL, only, read


def reasons(export: Export) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in export.rejected]


# ---- whole records ----


def test_a_row_of_harvest_becomes_a_record(tmp_path: Path) -> None:
    text = (
        "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,"
        "Last Name,Billable Rate,Currency,External Reference URL\n"
        '2026-10-05,Acme,Implementation,ACME-IMPL,Design,"Intake, bot",1.75,2,Yes,No,Yes,Kim,Allen,"95.50",Euro - EUR,'
        "https://acme.atlassian.net/browse/ACME-14\n"
    )
    assert only(read(tmp_path, text, "harvest")) == SourceRecord(
        day=date(2026, 10, 5),
        seconds=6300,
        person="Kim Allen",
        client="Acme",
        project="Implementation",
        project_code="ACME-IMPL",
        activity="Design",
        note="Intake, bot",
        billable=True,
        invoiced=False,
        approved=True,
        rate=Decimal("95.50"),
        currency="EUR",
        task_url="https://acme.atlassian.net/browse/ACME-14",
    )


def test_a_row_of_toggl_becomes_a_record_with_moments_in_utc(tmp_path: Path) -> None:
    text = TOGGL + (
        "\nKim Allen,kim@x.test,Acme,Impl,Design,note,No,2026-10-05,09:00:00,2026-10-05,10:30:10,01:30:10,"
        '"dev, ACME-IMPL"\n'
    )
    assert only(read(tmp_path, text, "toggl")) == SourceRecord(
        day=date(2026, 10, 5),
        seconds=5410,
        person="Kim Allen",
        email="kim@x.test",
        client="Acme",
        project="Impl",
        activity="Design",
        tags=("dev", "ACME-IMPL"),
        note="note",
        started=datetime(2026, 10, 5, 13, 0, tzinfo=UTC),
        ended=datetime(2026, 10, 5, 14, 30, 10, tzinfo=UTC),
        billable=False,
    )


def test_a_row_of_clockify_has_the_currency_of_its_header(tmp_path: Path) -> None:
    text = CLOCKIFY + (
        '\n"Impl","Acme","note","Design","Kim","","kim@x.test","","Yes","10/31/2026","02:44:33\u202fPM","10/31/2026",'
        '"03:19:30\u202fPM","00:34:57","0.58","60.00","34.95"\n'
    )
    record = only(read(tmp_path, text, "clockify", zone="Europe/Berlin"))
    assert (record.seconds, record.clock_seconds) == (34 * 60 + 57, None)
    assert (record.rate, record.currency) == (Decimal(60), "EUR")
    assert record.started == datetime(2026, 10, 31, 13, 44, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    ("label", "currency"),
    [("Euro - EUR", "EUR"), ("United States Dollar - USD", "USD"), ("gbp", "GBP"), ("", "")],
)
def test_a_currency_is_the_last_three_letters_of_its_label(tmp_path: Path, label: str, currency: str) -> None:
    text = f"{HARVEST}\n2026-10-05,A,P,C,T,n,1,Yes,No,Yes,Kim,Allen,{label}\n"
    assert only(read(tmp_path, text, "harvest")).currency == currency


def test_the_flags_of_a_file_without_such_columns_say_neither_yes_nor_no(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,P,T,1,Kim,Allen\n"
    record = only(read(tmp_path, text, "harvest"))
    assert (record.billable, record.invoiced, record.approved) == (None, None, None)


# ---- which seconds count ----

PREFIX = '"Impl","Acme","n","","Kim","","kim@x.test","","Yes"'


@pytest.mark.parametrize(
    ("clock", "stated", "seconds", "clock_seconds"),
    [
        # 13 minutes are 780 seconds, not 0.22 hours, in every combination
        ("22/10/2026,10:00,22/10/2026,10:13", "0:13,0.22", 780, None),
        ("22/10/2026,10:00,22/10/2026,10:13", ",0.22", 780, None),
        ("22/10/2026,,22/10/2026,", "0:13,0.22", 780, None),
        ("22/10/2026,10:00:00,22/10/2026,10:13:00", ",", 780, None),
        # H:MM cuts the seconds off, the clock has them
        ("22/10/2026,10:00:00,22/10/2026,10:13:42", "0:13,0.23", 822, None),
        # H:MM:SS is the tracker's own figure
        ("22/10/2026,10:00,22/10/2026,10:13", "00:13:20,0.22", 800, None),
        # more than a minute apart: the tracker's figure counts and the clock's is kept beside it
        ("22/10/2026,10:00:00,22/10/2026,10:30:00", "00:15:00,0.25", 900, 1800),
        ("22/10/2026,10:00:00,22/10/2026,10:30:00", "0:15,0.25", 900, 1800),
        ("22/10/2026,10:00:00,22/10/2026,10:30:00", ",0.25", 900, 1800),
        ("22/10/2026,10:00:00,22/10/2026,10:30:00", "00:29:00,0.48", 1740, None),
        ("22/10/2026,10:00:00,22/10/2026,10:30:00", "00:28:59,0.48", 1739, 1800),
        # only decimals, nothing better there
        ("22/10/2026,,22/10/2026,", ",0.22", 792, None),
    ],
)
def test_seconds_come_from_the_clock_or_from_hours_with_minutes_before_decimals(
    tmp_path: Path, clock: str, stated: str, seconds: int, clock_seconds: int | None
) -> None:
    text = f"{CLOCKIFY}\n{PREFIX},{clock},{stated},60.00,13.00\n"
    record = only(read(tmp_path, text, "clockify"))
    assert (record.seconds, record.clock_seconds) == (seconds, clock_seconds)


def test_thirteen_minutes_at_sixty_cost_thirteen_not_thirteen_twenty(tmp_path: Path) -> None:
    text = f"{CLOCKIFY}\n{PREFIX},22/10/2026,10:00,22/10/2026,10:13,0:13,0.22,60.00,13.00\n"
    record = only(read(tmp_path, text, "clockify"))
    assert record.rate is not None
    assert record.rate * record.seconds / 3600 == Decimal("13.00")


def test_hours_of_european_accounts_are_read_with_their_comma_and_thousands(tmp_path: Path) -> None:
    text = "Date;Project;Task;Hours;First Name;Last Name;Billable Rate\n" + (
        '2026-10-05;P;T;"20,0";Kim;Allen;"2.000,50"\n2026-10-06;P;T;1;Kim;Allen;95\n'
    )
    export = read(tmp_path, text, "harvest")
    assert [(record.seconds, record.rate) for record in export.records] == [
        (72_000, Decimal("2000.50")),
        (3600, Decimal(95)),
    ]


def test_a_stated_decimal_mark_settles_what_a_file_leaves_open(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,P,T,1.125,Kim,Allen\n"
    with pytest.raises(BadFile, match="two ways"):
        read(tmp_path, text, "harvest")
    assert only(read(tmp_path, text, "harvest", decimal_mark="point")).seconds == 4050


def test_hours_of_harvest_written_as_hours_and_minutes_are_read(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,P,T,1:20,Kim,Allen\n"
    assert only(read(tmp_path, text, "harvest")).seconds == 4800


# ---- dates of a file ----


def test_an_ambiguous_file_is_refused_until_its_order_is_stated(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n05/10/2026,P,T,1,Kim,Allen\n"
    with pytest.raises(BadFile, match="two ways"):
        read(tmp_path, text, "harvest")
    assert only(read(tmp_path, text, "harvest", dates="dmy")).day == date(2026, 10, 5)
    assert only(read(tmp_path, text, "harvest", dates="mdy")).day == date(2026, 5, 10)


def test_one_end_date_proves_the_order_of_all_dates(tmp_path: Path) -> None:
    row = "Kim,kim@x.test,A,P,,n,Yes,{},23:00:00,{},01:00:00,02:00:00,"
    text = "\n".join([TOGGL, row.format("12/10/2026", "13/10/2026"), row.format("05/10/2026", "06/10/2026")])
    export = read(tmp_path, text, "toggl")
    assert [record.day for record in export.records] == [date(2026, 10, 12), date(2026, 10, 5)]


def test_a_file_whose_only_dates_have_equal_day_and_month_is_read(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n10/10/2026,P,T,1,Kim,Allen\n"
    assert only(read(tmp_path, text, "harvest")).day == date(2026, 10, 10)


def test_an_impossible_date_is_one_bad_row_not_a_refused_file(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,P,T,1,Kim,Allen\n45/10/2026,P,T,2,Kim,Allen\n"
    export = read(tmp_path, text, "harvest")
    assert len(export.records) == 1
    assert reasons(export) == [(3, "its date is '45/10/2026', which does not start with a year")]


# ---- nights ----


@pytest.mark.parametrize(
    ("row", "seconds"),
    [
        ("2026-10-05,23:30:00,2026-10-06,00:45:00,01:15:00", 4500),
        ("2026-10-05,23:30:00,,00:45:00,01:15:00", 4500),
        ("2026-10-05,23:30:00,,00:45:00,", 4500),
        ("2026-10-05,09:00:00,2026-10-06,15:00:00,30:00:00", 108_000),
        ("2026-10-05,09:00:00,2026-10-05,09:00:00,00:00:00", 0),
        ("2026-10-05,09:00:00,,09:00:00,", 0),
    ],
)
def test_work_over_midnight_belongs_whole_to_the_day_it_began(tmp_path: Path, row: str, seconds: int) -> None:
    record = only(read(tmp_path, f"{TOGGL}\nKim,kim@x.test,A,P,,n,Yes,{row},\n", "toggl"))
    assert (record.day, record.seconds, record.clock_seconds) == (date(2026, 10, 5), seconds, None)


@pytest.mark.parametrize(
    ("row", "utc", "seconds"),
    [
        # 8 March 2026: clocks jump from 2 to 3 o'clock, so 01:30 to 03:30 is one hour
        ("2026-03-08,01:30:00,2026-03-08,03:30:00,01:00:00", ((8, 6, 30), (8, 7, 30)), 3600),
        ("2026-03-08,01:30:00,2026-03-08,03:30:00,", ((8, 6, 30), (8, 7, 30)), 3600),
        ("2026-03-07,23:00:00,,06:00:00,", ((8, 4, 0), (8, 10, 0)), 21_600),
        # 1 November 2026: the hour from 1 to 2 o'clock comes twice, so 00:30 to 03:30 is four hours
        ("2026-11-01,00:30:00,2026-11-01,03:30:00,04:00:00", ((1, 4, 30), (1, 8, 30)), 14_400),
        # begun in the first 01:30, ended in the second 01:15
        ("2026-11-01,01:30:00,2026-11-01,01:15:00,00:45:00", ((1, 5, 30), (1, 6, 15)), 2700),
        ("2026-11-01,01:30:00,,01:15:00,", ((1, 5, 30), (1, 6, 15)), 2700),
        # the stated duration tells which of the two hours is meant
        ("2026-11-01,01:30:00,2026-11-01,02:30:00,02:00:00", ((1, 5, 30), (1, 7, 30)), 7200),
        ("2026-11-01,01:30:00,2026-11-01,02:30:00,01:00:00", ((1, 6, 30), (1, 7, 30)), 3600),
        ("2026-11-01,01:10:00,2026-11-01,01:40:00,01:30:00", ((1, 5, 10), (1, 6, 40)), 5400),
        ("2026-11-01,01:10:00,2026-11-01,01:40:00,00:30:00", ((1, 5, 10), (1, 5, 40)), 1800),
    ],
)
def test_on_the_nights_when_clocks_change_real_hours_count(
    tmp_path: Path, row: str, utc: tuple[tuple[int, int, int], tuple[int, int, int]], seconds: int
) -> None:
    record = only(read(tmp_path, f"{TOGGL}\nKim,kim@x.test,A,P,,n,Yes,{row},\n", "toggl"))
    month = record.day.month
    moments = tuple(datetime(2026, month, *moment, tzinfo=UTC) for moment in utc)
    assert (record.started, record.ended) == moments
    assert (record.seconds, record.clock_seconds) == (seconds, None)


# ---- rows that need a word ----


@pytest.mark.parametrize("row", ["2026-10-05,09:00:00,,,", "2026-10-05,09:00:00,,,00:10:00"])
def test_a_row_without_an_end_is_running_with_what_it_says_so_far(tmp_path: Path, row: str) -> None:
    record = only(read(tmp_path, f"{TOGGL}\nKim,kim@x.test,A,P,,n,Yes,{row},\n", "toggl"))
    assert (record.running, record.ended) == (True, None)
    assert record.seconds == (600 if row.endswith("00:10:00") else 0)


def test_harvest_rows_without_clock_times_are_not_running(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,Started At,Ended At,First Name,Last Name\n2026-10-05,P,T,1,,,Kim,Allen\n"
    record = only(read(tmp_path, text, "harvest"))
    assert (record.running, record.seconds) == (False, 3600)


def test_a_row_of_zero_is_a_record_not_a_bad_row(tmp_path: Path) -> None:
    text = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,P,T,0.00,Kim,Allen\n"
    assert only(read(tmp_path, text, "harvest")).seconds == 0


def test_a_row_shorter_than_the_header_has_empty_cells_at_its_end(tmp_path: Path) -> None:
    record = only(read(tmp_path, f"{HARVEST}\n2026-10-05,A,P,C,T,n,1,Yes,No,Yes,Kim\n", "harvest"))
    assert (record.person, record.currency) == ("Kim", "")


def test_a_row_longer_than_the_header_is_refused_unless_the_rest_is_empty(tmp_path: Path) -> None:
    header = "Date,Project,Task,Hours,First Name,Last Name"
    export = read(tmp_path, f"{header}\n2026-10-05,P,T,1,Kim,Allen,,\n2026-10-05,P,T,2,Kim,Allen,more\n", "harvest")
    assert [record.seconds for record in export.records] == [3600]
    assert reasons(export) == [(3, "this row has more cells than the header has columns")]
    assert (export.rejected[0].day, export.rejected[0].seconds) == (date(2026, 10, 5), 7200)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",P,T,1,Kim,Allen", "its date is empty"),
        ("2026-02-30,P,T,1,Kim,Allen", "its date is '2026-02-30', which is no day of the calendar when read as ymd"),
        ("2026-10-05,P,T,,Kim,Allen", "it has no duration"),
        ("2026-10-05,P,T,abc,Kim,Allen", "its duration is 'abc', which is not a number"),
        ("2026-10-05,P,T,-1,Kim,Allen", "its duration is '-1', which is negative"),
        ("2026-10-05,P,T,800,Kim,Allen", "its duration is '800', which is longer than a month"),
        ("2026-10-05,P,T,1,,", "it names no person"),
        ("2026-10-05,P,T", "it has no duration"),
        ('2026-10-05,P,"T,1,Kim,Allen', "a quotation mark in this row is not closed properly"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason_and_the_others_are_read(
    tmp_path: Path, row: str, reason: str
) -> None:
    header, good = "Date,Project,Task,Hours,First Name,Last Name", "2026-10-06,P,T,1.5,Kim,Allen"
    export = read(tmp_path, f"{header}\n{good}\n{row}\n{good}\n", "harvest")
    assert (export.rows, export.seconds, export.lines) == (3, 10_800, (2, 4))
    assert reasons(export) == [(3, reason)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-10-05,10:00:00,2026-10-05,09:00:00,01:00:00", "it ends before it starts"),
        (
            "2026-10-05,25:00:00,2026-10-05,09:00:00,01:00:00",
            "its start time is '25:00:00', which is not a time of day",
        ),
        ("2026-10-05,09:00:00,2026-10-05,later,01:00:00", "its end time is 'later', which is not a time of day"),
        ("2026-10-05,09:00:00,2028-10-05,09:00:00,", "it is longer than a month"),
    ],
)
def test_impossible_clock_times_are_refused(tmp_path: Path, row: str, reason: str) -> None:
    export = read(tmp_path, f"{TOGGL}\nKim,kim@x.test,A,P,,n,Yes,{row},\n", "toggl")
    assert (export.records, reasons(export)) == ((), [(2, reason)])


def test_a_flag_that_is_neither_yes_nor_no_is_refused_not_taken_for_no(tmp_path: Path) -> None:
    export = read(tmp_path, f"{HARVEST}\n2026-10-05,A,P,C,T,n,1,Perhaps,No,Yes,Kim,Allen,\n", "harvest")
    assert reasons(export) == [(2, "its billable is 'Perhaps', which is neither Yes nor No")]


def test_a_long_bad_cell_is_shortened_in_its_reason(tmp_path: Path) -> None:
    header = "Date,Project,Task,Hours,First Name,Last Name"
    export = read(tmp_path, f"{header}\n2026-10-05,P,T,{'x' * 5000},Kim,Allen\n", "harvest")
    assert len(export.rejected[0].reason) < 100


def test_identical_rows_are_all_kept(tmp_path: Path) -> None:
    row = "2026-10-05,P,T,1,Kim,Allen\n"
    assert read(tmp_path, "Date,Project,Task,Hours,First Name,Last Name\n" + row * 3, "harvest").seconds == 10_800


def test_a_column_that_stands_twice_is_refused_instead_of_taking_the_first(tmp_path: Path) -> None:
    text = "Date,Client,Project,Project,Task,Notes,Hours,First Name,Last Name\n2026-10-05,A,P,Q,T,n,1,Kim,Allen\n"
    with pytest.raises(BadFile, match="two of its columns are called 'Project'"):
        read(tmp_path, text, "harvest")
