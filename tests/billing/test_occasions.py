"""When something is due: against a table of business days from another source, daylight saving, and laws of rhythms."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.occasions import Place, When, moments, next_moment, ordinal, when
from tests.billing.properties import proven

NEW_YORK = Place("America/New_York", "US")
BERLIN = Place("Europe/Berlin", "DE")


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("every 15 minutes", When(interval=timedelta(minutes=15))),
        ("every minute", When(interval=timedelta(minutes=1))),
        ("every 2 hours", When(interval=timedelta(hours=2))),
        ("business days 09:00", When(at=time(9))),
        ("Monday 08:30", When(at=time(8, 30), weekday=0)),
        ("sunday 23:59", When(at=time(23, 59), weekday=6)),
        ("2nd business day 06:00", When(at=time(6), nth=2)),
        ("11th business day 06:00", When(at=time(6), nth=11)),
        ("last business day 09:00", When(at=time(9), nth=-1)),
        ("no", None),
    ],
)
def test_words_say_when(words: str, rhythm: When | None) -> None:
    assert when(words) == rhythm


@pytest.mark.parametrize(
    "words",
    [
        "",
        "daily",
        "every 0 minutes",
        "every 2000 minutes",
        "every 3 weeks",
        "2th business day 06:00",
        "0th business day 06:00",
        "22nd business day 06:00",
        "2nd business day",
        "2nd business day 24:00",
        "Mon 08:00",
        "business days 9:00",
    ],
)
def test_other_words_are_refused_with_the_forms(words: str) -> None:
    with pytest.raises(ValueError, match=r"such as every|2nd business day|15th"):
        when(words)


@pytest.mark.parametrize(
    ("place", "words", "after", "expected"),
    [
        (NEW_YORK, "2nd business day 06:00", "2026-11-02T00:00", "2026-11-03T11:00"),  # after the end of summer time
        (NEW_YORK, "2nd business day 06:00", "2026-10-01T00:00", "2026-10-02T10:00"),  # before it
        (NEW_YORK, "last business day 09:00", "2026-11-20T00:00", "2026-11-30T14:00"),
        (NEW_YORK, "business days 09:00", "2026-11-25T15:00", "2026-11-27T14:00"),  # over Thanksgiving
        (NEW_YORK, "Monday 08:00", "2026-11-02T13:00", "2026-11-09T13:00"),  # not the very moment again
        (BERLIN, "Sunday 02:30", "2026-03-28T00:00", "2026-03-29T01:30"),  # 02:30 is not there that night: 03:30
        (BERLIN, "Sunday 02:30", "2026-10-24T00:00", "2026-10-25T00:30"),  # 02:30 is there twice: the first
        (BERLIN, "every 15 minutes", "2026-10-25T00:46", "2026-10-25T01:00"),
    ],
)
def test_moments_of_the_wall_clock(place: Place, words: str, after: str, expected: str) -> None:
    rhythm = when(words)
    assert rhythm is not None
    assert next_moment(rhythm, place, _utc(after)) == _utc(expected)


def test_a_month_with_too_few_business_days_has_its_last_day() -> None:
    closed = frozenset(date(2026, 12, n) for n in range(1, 31))
    rhythm, place = When(at=time(6), nth=2), Place("UTC", "US", "", closed)
    assert next_moment(rhythm, place, _utc("2026-12-01T00:00")) == _utc("2026-12-31T06:00")


RHYTHMS = st.sampled_from(
    ["every 15 minutes", "every 7 hours", "business days 02:30", "Sunday 02:30", "1st business day 00:00"]
    + [f"{ordinal(n)} business day 02:30" for n in range(1, 16)]
    + ["last business day 23:59"]
)
PLACES = st.sampled_from([NEW_YORK, BERLIN, Place("Australia/Sydney", "AU", "NSW"), Place("Asia/Kolkata", "IN", "MH")])
MOMENTS = st.integers(0, 700 * 24 * 60).map(lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=each))


@proven
@given(RHYTHMS, PLACES, MOMENTS, st.lists(st.integers(0, 40 * 24), max_size=4))
def test_however_a_span_is_divided_each_moment_comes_once(
    words: str, place: Place, first: datetime, cuts: list[int]
) -> None:
    rhythm = when(words)
    assert rhythm is not None
    ends = sorted({first, first + timedelta(days=40), *(first + timedelta(hours=n) for n in cuts)})
    apart = [each for a, b in pairwise(ends) for each in moments(rhythm, place, a, b)]
    together = list(moments(rhythm, place, ends[0], ends[-1]))
    assert apart == together == sorted(set(together))


@proven
@given(RHYTHMS, PLACES, MOMENTS)
def test_the_next_moment_is_the_first_of_those_to_come(words: str, place: Place, after: datetime) -> None:
    rhythm = when(words)
    assert rhythm is not None
    found = next_moment(rhythm, place, after)
    assert found > after
    assert next(moments(rhythm, place, after, found)) == found
    if rhythm.nth is not None:
        assert found.astimezone(ZoneInfo(place.zone)).weekday() < 5


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ---- against another source ----

TABLE = Path(__file__).with_name("second_business_days_2026.csv")


def _second_business_days() -> list[tuple[str, str, str]]:
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return [
        (row["place"], month, f"2026-{month}-{day}")
        for row in csv.DictReader(lines)
        for month, day in row.items()
        if month != "place"
    ]


def test_the_second_business_days_of_2026_are_those_of_another_source() -> None:
    found = []
    for name, month, _ in _second_business_days():
        country, _, subdivision = name.partition("-")
        rhythm, place = when("2nd business day 06:00"), Place("UTC", country, subdivision)
        assert rhythm is not None
        moment = next_moment(rhythm, place, datetime(2026, int(month), 1, tzinfo=UTC) - timedelta(seconds=1))
        found.append((name, month, moment.date().isoformat()))
    assert found == _second_business_days()
    assert len(found) == 9 * 12
