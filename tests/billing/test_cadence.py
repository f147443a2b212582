"""The periods of a contract: every day is in exactly one, whatever the rhythm and wherever it changes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.cadence import RHYTHMS, Cadence, Cadences, period_on, periods_from
from billing.calendar import month
from billing.contract_periods import ending_in, is_monthly, open_period, period_after, period_named
from billing.contract_periods import period_on as period_of
from billing.dated import Dated
from billing.periods import Period, month_of_period, waits_after
from billing.records import Contract

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
DAYS = st.dates(FIRST, LAST)
DAY = timedelta(days=1)


@st.composite
def rhythms(draw: st.DrawFn) -> Cadences:
    """Up to four rhythms, each from another day on."""
    starts = [None, *draw(st.lists(DAYS, max_size=3, unique=True))]
    return tuple(Dated(since, draw(_cadence())) for since in starts)


@st.composite
def _cadence(draw: st.DrawFn) -> Cadence:
    every = draw(st.sampled_from(RHYTHMS))
    if every == "week":
        return Cadence(every, draw(st.integers(0, 6)))
    if every == "two weeks":
        return Cadence(every, anchor=draw(DAYS))
    return Cadence(every, draw(st.integers(0, 30)) if every == "month" else 0)


COMPLETED = st.lists(DAYS, max_size=3, unique=True).map(lambda days: tuple(sorted(days)))


@given(rhythms(), DAYS, COMPLETED)
def test_every_day_is_in_exactly_one_period(cadences: Cadences, day: date, completed: tuple[date, ...]) -> None:
    own = period_on(cadences, day, completed)
    assert day in own
    inside = [own.first + DAY * n for n in range(min(400, (own.end - max(own.first, FIRST)).days))]
    assert {period_on(cadences, each, completed) for each in inside if each in own and each >= FIRST} <= {own}
    if own.first > FIRST:
        before = period_on(cadences, own.first - DAY, completed)
        assert before.end == own.first and before.name < own.name


@given(rhythms(), DAYS, COMPLETED)
def test_periods_follow_each_other_in_the_order_of_their_names(
    cadences: Cadences, day: date, completed: tuple[date, ...]
) -> None:
    found: list[Period] = []
    for period in periods_from(cadences, day, completed):
        found.append(period)
        if period.last > LAST:
            break
    assert all(one.end == other.first and one.name < other.name for one, other in pairwise(found))
    for each in found:
        if each.end < date.max:
            assert month_of_period(each.name) == each.last.strftime("%Y-%m") == each.month


@given(rhythms(), COMPLETED, st.none() | DAYS)
def test_each_period_ends_in_exactly_one_month_and_has_its_name_for_good(
    cadences: Cadences, completed: tuple[date, ...], until: date | None
) -> None:
    contract = Contract("acme", "", "USD", (), (), cadences=cadences, completed=completed, until=until)
    found = [each for name in _months() for each in ending_in(contract, month(name))]
    assert [each.last.strftime("%Y-%m") for each in found] == sorted(each.last.strftime("%Y-%m") for each in found)
    assert len({each.name for each in found}) == len(found)
    for each in found:
        assert period_named(contract, each.name) == each == period_of(contract, each.last)


def _months() -> list[str]:
    return [f"{year}-{number:02}" for year in (2026, 2027) for number in range(1, 13)]


MONTHLY = Contract("acme", "", "USD", (), ())


def every(*cadences: Cadence, until: date | None = None) -> Contract:
    return Contract("acme", "", "USD", (), (), cadences=tuple(Dated(None, each) for each in cadences), until=until)


@pytest.mark.parametrize(
    ("cadence", "day", "first", "last", "name"),
    [
        (Cadence(), date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28), "2026-02"),
        (Cadence("week", 6), date(2026, 10, 4), date(2026, 9, 28), date(2026, 10, 4), "2026-10-04"),
        (Cadence("week", 4), date(2026, 10, 3), date(2026, 10, 3), date(2026, 10, 9), "2026-10-09"),
        (Cadence("two weeks", 0, date(2026, 10, 9)), date(2026, 10, 10), date(2026, 10, 10), date(2026, 10, 23), ""),
        (Cadence("two weeks", 0, date(2026, 12, 4)), date(2026, 10, 9), date(2026, 9, 26), date(2026, 10, 9), ""),
        (Cadence("half month"), date(2026, 2, 15), date(2026, 2, 1), date(2026, 2, 15), "2026-02-15"),
        (Cadence("half month"), date(2026, 2, 16), date(2026, 2, 16), date(2026, 2, 28), "2026-02-28"),
        (Cadence("month", 25), date(2026, 10, 26), date(2026, 10, 26), date(2026, 11, 25), "2026-11-25"),
        (Cadence("month", 25), date(2026, 10, 25), date(2026, 9, 26), date(2026, 10, 25), "2026-10-25"),
        (Cadence("month", 30), date(2026, 2, 28), date(2026, 1, 31), date(2026, 2, 28), "2026-02-28"),
        (Cadence("month", 30), date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 30), "2026-03-30"),
        (Cadence("quarter"), date(2026, 8, 31), date(2026, 7, 1), date(2026, 9, 30), "2026-09-30"),
        (Cadence("quarter"), date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026-12-31"),
    ],
)
def test_the_period_of_a_day(cadence: Cadence, day: date, first: date, last: date, name: str) -> None:
    assert period_of(every(cadence), day) == Period(first, last + DAY, name or last.isoformat())


def test_what_is_billed_on_completion_has_no_end_until_then_and_months_after() -> None:
    until = date(2026, 11, 20)
    open_ended, ended = every(Cadence("completion")), every(Cadence("completion"), until=until)
    assert period_of(open_ended, date(2026, 10, 1)).name == "completion"
    assert period_of(ended, date(2026, 10, 1)) == Period(date.min, until + DAY, "2026-11-20")
    assert period_after(ended, period_of(ended, until)).name == "2026-11-30"
    assert period_of(ended, date(2026, 12, 5)).name == "2026-12"
    assert list(ending_in(open_ended, month("2026-10"))) == []


def test_the_month_of_a_changed_rhythm_is_cut_where_it_changes() -> None:
    weekly = Contract(
        "acme",
        "",
        "USD",
        (),
        (),
        cadences=(Dated(None, Cadence()), Dated(date(2026, 10, 14), Cadence("week", 4))),
    )
    names = [each.name for each in ending_in(weekly, month("2026-10"))]
    assert names == ["2026-10-13", "2026-10-16", "2026-10-23", "2026-10-30"]


def test_days_of_a_month_that_was_closed_stay_closed_in_weeks() -> None:
    weekly = every(Cadence("week", 6))
    closed = {("acme", "2026-10"), ("acme", "2026-11-01")}
    assert open_period(weekly, period_of(weekly, date(2026, 10, 5)), closed).name == "2026-11-08"
    assert open_period(MONTHLY, month("2026-10"), closed).name == "2026-11"
    assert open_period(MONTHLY, month("2026-10"), {("other", "2026-10")}).name == "2026-10"


def test_months_wait_for_nothing_and_other_periods_for_their_end() -> None:
    assert waits_after("2026-07", "2026-09-30") and waits_after("2026-07", "completion")
    assert not waits_after("2026-07", "2026-08") and not waits_after("2026-09", "2026-09-30")
    assert is_monthly(MONTHLY) and not is_monthly(every(Cadence("week")))
