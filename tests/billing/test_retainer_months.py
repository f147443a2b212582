"""Included hours from month to month: beginnings, closed months that never change, and billings of several months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.dated import Dated
from billing.money import Money
from billing.periods import Period
from billing.retainer_records import Retainer, Rollover
from billing.retainers import Beginning, Billing, by_month, fee_in, granted, hours_for, hours_in, in_month, next_hours
from tests.billing.properties import proven

H = 3600
CARE = Retainer(
    "CARE",
    "Care plan",
    fee=(Dated(None, Money(200000, "USD")),),
    hours=(Dated(None, 8 * H),),
    overage=(Dated(None, Decimal(250)),),
    rollover=Rollover(1, 4 * H),
    since=date(2026, 9, 1),
)
BEGINNING = Beginning("2026-09")


def closed(used: int, *there: tuple[str, int], terms: Retainer = CARE) -> Billing:
    """A closed billing of its last month, with what was there for it."""
    return Billing(((there[-1][0], used),), there, terms, closed=True)


# ---- what a month has ----


def test_the_hours_are_those_in_force_on_the_first_day_of_service() -> None:
    more = replace(CARE, hours=(Dated(None, 8 * H), Dated(date(2026, 11, 1), 10 * H)))
    assert [granted(more, month(name)) for name in ("2026-10", "2026-11")] == [8 * H, 10 * H]


def test_a_month_before_the_first_terms_has_neither_hours_nor_a_fee() -> None:
    later = replace(CARE, fee=(Dated(date(2026, 10, 1), Money(1, "USD")),), hours=(Dated(date(2026, 10, 1), 8 * H),))
    assert (granted(later, month("2026-09")), fee_in(later, month("2026-09"))) == (0, None)
    assert (granted(later, month("2026-10")), fee_in(later, month("2026-10"))) == (8 * H, Money(1, "USD"))


def test_a_month_without_a_day_of_service_has_neither_hours_nor_a_fee_whatever_the_terms() -> None:
    dated = replace(CARE, hours=(Dated(date(2026, 9, 1), 8 * H),), fee=(Dated(date(2026, 9, 1), Money(100, "USD")),))
    paused = replace(dated, pauses=((date(2026, 10, 1), date(2026, 10, 31)),))
    assert (granted(paused, month("2026-10")), fee_in(paused, month("2026-10"))) == (0, None)


# ---- beginnings ----


def test_hours_used_before_the_beginning_are_gone_from_its_month_and_from_no_other() -> None:
    begins = Beginning("2026-09", used=3 * H)
    assert hours_for(CARE, "2026-09", begins, {}) == (("2026-09", 5 * H),)
    used_up = {"2026-09": Billing((("2026-09", 5 * H),))}
    assert hours_for(CARE, "2026-10", begins, used_up) == (("2026-10", 8 * H),)
    assert hours_for(CARE, "2026-09", Beginning("2026-09", used=9 * H), {}) == (("2026-09", 0),)


def test_hours_carried_over_at_the_beginning_are_those_of_the_month_before_it() -> None:
    begins = Beginning("2026-09", carried=2 * H)
    assert hours_for(CARE, "2026-09", begins, {}) == (("2026-08", 2 * H), ("2026-09", 8 * H))
    without = replace(CARE, rollover=None)
    assert hours_for(without, "2026-09", begins, {}) == (("2026-09", 8 * H),)


def test_a_month_that_was_never_billed_has_used_nothing() -> None:
    assert hours_for(CARE, "2026-10", BEGINNING, {}) == (("2026-09", 4 * H), ("2026-10", 8 * H))


# ---- closed months ----


def test_closed_months_keep_their_hours_where_the_contract_grants_fewer_now() -> None:
    fewer = replace(CARE, hours=(Dated(None, 5 * H),))
    billings = {
        "2026-09": closed(6 * H, ("2026-09", 8 * H)),
        "2026-10": closed(7 * H, ("2026-09", 2 * H), ("2026-10", 8 * H)),
    }
    assert hours_for(fewer, "2026-10", BEGINNING, billings) == (("2026-09", 2 * H), ("2026-10", 5 * H))
    assert hours_for(fewer, "2026-11", BEGINNING, billings) == (("2026-10", 3 * H), ("2026-11", 5 * H))


@pytest.mark.parametrize(("used", "left"), [(0, 4 * H), (6 * H, 2 * H), (8 * H, 0)])
def test_after_an_open_month_a_closed_one_leaves_no_more_than_that_has_left(used: int, left: int) -> None:
    care = replace(CARE, rollover=Rollover(2))
    billings = {
        "2026-09": Billing((("2026-09", used),)),
        "2026-10": closed(0, ("2026-09", 4 * H), ("2026-10", 8 * H), terms=care),
    }
    rolled_in = (("2026-09", left),) if left else ()
    assert hours_for(care, "2026-11", BEGINNING, billings) == (*rolled_in, ("2026-10", 8 * H), ("2026-11", 8 * H))


def test_hours_roll_out_of_a_closed_month_by_its_own_terms_and_out_of_an_open_one_by_those_of_now() -> None:
    less = replace(CARE, rollover=Rollover(1, 2 * H))
    was = closed(0, ("2026-09", 8 * H), terms=less)
    assert hours_for(CARE, "2026-10", BEGINNING, {"2026-09": was}) == (("2026-09", 2 * H), ("2026-10", 8 * H))
    opened = replace(was, closed=False)
    assert hours_for(CARE, "2026-10", BEGINNING, {"2026-09": opened}) == (("2026-09", 4 * H), ("2026-10", 8 * H))


def test_what_a_month_has_used_itself_is_there_for_it() -> None:
    assert hours_for(CARE, "2026-09", BEGINNING, {"2026-09": closed(6 * H, ("2026-09", 8 * H))}) == (
        ("2026-09", 8 * H),
    )


def test_a_later_closed_month_takes_what_it_has_used_and_no_more() -> None:
    for used, left in ((0, 8 * H), (H, 7 * H), (4 * H, 4 * H)):
        later = closed(used, ("2026-09", 4 * H), ("2026-10", 8 * H))
        assert hours_for(CARE, "2026-09", BEGINNING, {"2026-10": later}) == (("2026-09", left),)
    all_of_it = closed(12 * H, ("2026-09", 9 * H), ("2026-10", 8 * H))
    assert hours_for(CARE, "2026-09", BEGINNING, {"2026-10": all_of_it}) == (("2026-09", 0),)


# ---- billings of several months ----

USED = (("2026-09", H), ("2026-10", 3 * H), ("2026-11", 2 * H))


def test_late_work_counts_with_the_first_month_of_a_billing() -> None:
    assert in_month(USED, "2026-10", "2026-10") == (("2026-09", H), ("2026-10", 3 * H))
    assert in_month(USED, "2026-11", "2026-10") == (("2026-11", 2 * H),)
    assert in_month(USED, "2026-12", "2026-10") == ()


def test_the_next_month_has_what_rolls_into_it_and_its_own() -> None:
    assert next_hours(CARE, (("2026-10", 5 * H),), "2026-11") == (("2026-10", 4 * H), ("2026-11", 8 * H))
    assert next_hours(CARE, (("2026-09", H), ("2026-10", H)), "2026-11") == (("2026-10", H), ("2026-11", 8 * H))


def test_each_month_of_a_billing_has_what_the_one_before_has_left() -> None:
    hours = (("2026-09", H), ("2026-10", 8 * H))
    assert hours_in(CARE, hours, USED, "2026-10") == (hours, (("2026-09", H), ("2026-10", 3 * H)))
    assert hours_in(CARE, hours, USED, "2026-11") == (
        (("2026-10", 4 * H), ("2026-11", 8 * H)),
        (("2026-11", 2 * H),),
    )
    assert hours_in(CARE, hours, USED, "2026-12") == ((("2026-11", 4 * H), ("2026-12", 8 * H)), ())


def test_a_billing_without_hours_is_of_the_month_that_is_asked_for() -> None:
    assert hours_in(CARE, (), USED, "2026-11") == ((), (("2026-09", H), ("2026-10", 3 * H), ("2026-11", 2 * H)))


def test_a_month_that_two_billings_share_has_used_what_both_have() -> None:
    quarter = replace(closed(0, ("2026-09", 8 * H)), used=(("2026-09", H), ("2026-10", 2 * H)))
    late = Billing((("2026-09", 3 * H),))
    found = by_month([(Period(date(2026, 9, 1), date(2026, 11, 1), "2026-10-31"), quarter), (month("2026-09"), late)])
    assert sum(seconds for _, seconds in found["2026-09"].used) == 4 * H
    assert (found["2026-09"].closed, found["2026-10"].closed) == (False, True)
    assert found["2026-10"].hours == (("2026-09", 4 * H), ("2026-10", 8 * H))


@proven
@given(
    st.lists(st.integers(0, 15 * H), min_size=3, max_size=3),
    st.integers(0, 4 * H),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(0, 20 * H)),
)
def test_months_billed_together_have_the_hours_of_months_billed_one_by_one(
    work_in: list[int], carried: int, lives: int, cap: int | None
) -> None:
    care, begins = replace(CARE, rollover=Rollover(lives, cap)), Beginning("2026-09", carried)
    used = tuple(zip(("2026-09", "2026-10", "2026-11"), work_in, strict=True))
    one_by_one = {name: Billing(((name, seconds),)) for name, seconds in used}
    together = hours_for(care, "2026-09", begins, {})
    for name, _ in used:
        there, own = hours_in(care, together, used, name)
        assert there == hours_for(care, name, begins, one_by_one)
        assert own == one_by_one[name].used
