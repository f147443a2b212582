"""Retainers: fees and hours by days of service; hours used oldest first, rolled over, expired; by example and law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.dated import Dated
from billing.money import Money, plain
from billing.periods import Period
from billing.plan import Plan, plan
from billing.records import Contract, Order, Rate, Rounding, State, Task, Work, Workstream
from billing.retainer_fees import fees_due
from billing.retainer_records import Hours, Included, Retainer, Rollover
from billing.retainers import (
    Beginning,
    Billing,
    balance,
    carried_over,
    fee_in,
    granted,
    hours_for,
    left_after,
    part,
)
from billing.unit import Unit, unit_of

H = 3600
OCTOBER = month("2026-10")
CARE = Retainer(
    "CARE",
    "Care plan",
    fee=(Dated(None, Money(200000, "USD")),),
    hours=(Dated(None, 8 * H),),
    overage=(Dated(None, Decimal(250)),),
    rollover=Rollover(1, 4 * H),
    since=date(2026, 9, 1),
)
CONTRACT = Contract(
    "acme",
    "Acme",
    "USD",
    (Workstream("CARE", "Care plan", True), Workstream("IMPL", "Implementation", True)),
    (Rate(Decimal(100)),),
    lines_by="entry",
    retainers=(CARE,),
)


def work(key: str, hours: str, day: int = 5, **more: object) -> Work:
    seconds = int(Decimal(hours) * H)
    return replace(Work(key, 1, date(2026, 10, day), seconds, "CARE", "Kim", ""), **more)  # type: ignore[arg-type]  # what is replaced is typed by Work


def unit(works: list[Work], hours: Hours, contract: Contract = CONTRACT, taken: Hours = ()) -> Unit:
    return Unit(contract, OCTOBER, "files", tuple(works), included=(Included("CARE", hours, taken),))


def covered(made: Plan) -> dict[str, int]:
    return {each.entry_id: each.charged_seconds for each in made.portions if each.state is State.COVERED}


def charged(made: Plan) -> dict[str, str]:
    return {
        line.entries[0]: f"{plain(line.quantity)} x {plain(line.unit_price)}"
        for draft in made.drafts
        for line in draft.lines
    }


# ---- days of service ----


@pytest.mark.parametrize(
    ("since", "until", "pauses", "fee", "hours"),
    [
        (None, None, (), 310000, 31 * H),
        (date(2026, 10, 15), None, (), 170000, 17 * H),
        (None, date(2026, 10, 1), (), 10000, H),
        (date(2026, 10, 10), date(2026, 10, 19), (), 100000, 10 * H),
        (None, None, ((date(2026, 9, 20), date(2026, 10, 10)),), 210000, 21 * H),
        (None, None, ((date(2026, 10, 2), None),), 10000, H),
        (date(2026, 11, 1), None, (), None, 0),
    ],
)
def test_fee_and_hours_are_those_of_the_days_of_service(
    since: date | None, until: date | None, pauses: tuple[tuple[date, date | None], ...], fee: int | None, hours: int
) -> None:
    terms = {"fee": (Dated(None, Money(310000, "USD")),), "hours": (Dated(None, 31 * H),)}
    care = replace(CARE, since=since, until=until, pauses=pauses, **terms)  # type: ignore[arg-type]  # two kinds of terms
    assert fee_in(care, OCTOBER) == (Money(fee, "USD") if fee else None)
    assert granted(care, OCTOBER) == hours


@given(st.integers(0, 10**9), st.integers(0, 31), st.integers(28, 31))
def test_a_part_is_rounded_once_and_both_parts_are_the_whole_but_for_a_cent(whole: int, served: int, days: int) -> None:
    first, rest = part(whole, min(served, days), days), part(whole, days - min(served, days), days)
    assert 0 <= first <= whole and whole <= first + rest <= whole + 1
    assert abs(first * days - whole * min(served, days)) * 2 <= days


def test_a_fee_changes_with_its_month() -> None:
    care = replace(CARE, fee=(Dated(None, Money(800000, "USD")), Dated(date(2026, 11, 1), Money(900000, "USD"))))
    assert [str(fee_in(care, month(name))) for name in ("2026-10", "2026-11")] == ["8000.00 USD", "9000.00 USD"]


# ---- fees ----


def due(contract: Contract, go_live: date, period: Period = OCTOBER) -> list[str]:
    return [f"{name}: {item.description} = {item.amount}" for name, item in fees_due(contract, go_live, period)]


def test_fees_fall_due_in_arrears_with_their_month_and_in_advance_with_the_one_before() -> None:
    arrears, advance = CONTRACT, replace(CONTRACT, retainers=(replace(CARE, in_advance=True),))
    assert due(arrears, date(2026, 9, 1)) == [
        "2026-09: Care plan: September 2026 = 2000.00 USD",
        "2026-10: Care plan: October 2026 = 2000.00 USD",
    ]
    assert due(advance, date(2026, 10, 1)) == ["2026-10: Care plan: November 2026 = 2000.00 USD"]


def test_the_first_fee_in_advance_stands_on_the_first_invoice_there_is() -> None:
    begins = replace(CARE, in_advance=True, since=date(2026, 10, 15))
    assert due(replace(CONTRACT, retainers=(begins,)), date(2026, 10, 1)) == [
        "2026-10: Care plan: October 15, 2026 – October 31, 2026 = 1096.77 USD",
        "2026-10: Care plan: November 2026 = 2000.00 USD",
    ]


@given(st.sampled_from([False, True]), st.dates(date(2026, 9, 1), date(2026, 12, 31)), st.integers(9, 12))
def test_each_service_month_has_one_fee_whichever_period_asks(in_advance: bool, since: date, last: int) -> None:
    contract = replace(CONTRACT, retainers=(replace(CARE, in_advance=in_advance, since=since),))
    all_due = fees_due(contract, date(2026, 9, 1), month(f"2026-{last:02}"))
    assert len({item.id for _, item in all_due}) == len(all_due)
    for name in {name for name, _ in all_due}:
        asked = fees_due(contract, date(2026, 9, 1), month(name))
        assert [pair for pair in asked if pair[0] == name] == [pair for pair in all_due if pair[0] == name]


# ---- the step ----


def test_hours_are_used_by_day_and_start_the_oldest_first() -> None:
    later, sooner = datetime.fromisoformat("2026-10-05T13:00+00:00"), datetime.fromisoformat("2026-10-05T09:00+00:00")
    works = [work("c", "2", 6), work("b", "2", 5, started=later), work("a", "2", 5, started=sooner)]
    made = plan(unit(works, (("2026-09", H), ("2026-10", 4 * H))))
    assert covered(made) == {"a": 2 * H, "b": 2 * H, "c": H}
    assert charged(made) == {"c": "1.00 x 250.00"}
    reasons = {each.entry_id: each.reason for each in made.portions if each.state is State.COVERED}
    assert reasons["a"] == "included hours of CARE for 2026-09 and 2026-10 (acme, 2026-10)"
    assert reasons["c"] == "included hours of CARE for 2026-10 (acme, 2026-10)"
    (line,) = made.drafts[0].lines
    assert line.rate_rule == "overage rate of CARE: 250.00 USD an hour; beyond the included hours of 2026-10"


def test_the_parts_of_an_entry_are_its_seconds() -> None:
    made = plan(unit([work("a", "3.0003")], (("2026-10", 2 * H),)))
    assert [(each.number, each.state, each.seconds) for each in made.portions] == [
        (1, State.COVERED, 2 * H),
        (2, State.DRAFTED, H + 1),
    ]
    assert charged(made) == {"a": "1.0003 x 250.00"}


def test_hours_pay_for_rounded_time_in_whole_steps() -> None:
    rounding = (Dated(None, Rounding(900, "up", "person and day")),)
    works = [work("a", "0.9"), work("b", "0.9"), work("c", "0.2")]
    made = plan(unit(works, (("2026-10", H + 900 + 60),), replace(CONTRACT, rounding=rounding)))
    assert sum(covered(made).values()) == H + 900
    assert sum(line.rounded_seconds for line in made.drafts[0].lines) == 2 * H - H - 900


def test_late_work_uses_no_hours_of_a_later_month_and_people_are_told() -> None:
    late = work("late", "2", late=True)
    late = replace(late, day=date(2026, 9, 28))
    made = plan(unit([late, work("a", "1")], (("2026-09", H), ("2026-10", 8 * H))))
    assert covered(made) == {"late": H, "a": H}
    assert charged(made) == {"late": "1.00 x 250.00"}
    (issue,) = made.issues
    assert (issue.code, issue.seconds) == ("late_beyond_retainer", H)
    assert issue.sentence.startswith("1:00 h of CARE worked in 2026-09 are billed after that month was closed")


def test_what_is_settled_already_has_used_its_hours() -> None:
    assert covered(plan(unit([work("a", "3")], (("2026-10", 4 * H),), taken=(("2026-10", 2 * H),)))) == {"a": 2 * H}


def test_other_workstreams_free_work_and_days_of_a_pause_use_no_hours() -> None:
    paused = replace(CONTRACT, retainers=(replace(CARE, pauses=((date(2026, 10, 7), date(2026, 10, 8)),)),))
    works = [work("impl", "1", workstream="IMPL"), work("free", "1", no_charge=True), work("paused", "1", 7)]
    made = plan(unit(works, (("2026-10", 8 * H),), paused))
    assert covered(made) == {}
    assert charged(made) == {"impl": "1.00 x 100.00", "free": "1.00 x 0.00", "paused": "1.00 x 250.00"}
    (rule,) = [line.rate_rule for line in made.drafts[0].lines if line.entries == ("paused",)]
    assert rule.endswith("; the retainer is paused on that day")


def test_a_divided_entry_is_covered_and_charged_by_its_tasks() -> None:
    tasks = (Task("A-1", seconds=2 * H), Task("A-2", seconds=2 * H))
    contract = replace(CONTRACT, lines_by="task", several_tasks="evenly")
    made = plan(unit([work("a", "4", tasks=tasks)], (("2026-10", 3 * H),), contract))
    assert [(each.number, each.state, each.seconds) for each in made.portions] == [
        (1, State.COVERED, 2 * H),
        (2, State.COVERED, H),
        (3, State.DRAFTED, H),
    ]
    assert [task.key for line in made.drafts[0].lines for task in line.tasks] == ["A-2"]


def test_an_entry_that_waits_gives_its_hours_back() -> None:
    order = Order("PO-1", limit=Money(30000, "USD"), priority=1)
    contract = replace(CONTRACT, orders=(order,), when_order_is_used_up="hold")
    works = [work("a", "1", 5), work("b", "4", 6), work("c", "4", 7), work("d", "1", 8)]
    made = plan(unit(works, (("2026-10", 3 * H),), contract))
    held = [each.entry_id for each in made.portions if each.state is State.HELD]
    assert held == ["b", "c"], "two hours of each would be charged, and the order has room for one"
    assert covered(made) == {"a": H, "d": H}


def test_an_order_is_drawn_on_by_start_whichever_workstream_it_is() -> None:
    order = Order("PO-1", limit=Money(15000, "USD"), priority=1)
    contract = replace(CONTRACT, orders=(order,), when_order_is_used_up="bill without")
    nine, ten = datetime.fromisoformat("2026-10-05T09:00+00:00"), datetime.fromisoformat("2026-10-05T10:00+00:00")
    works = [work("care", "1", started=ten), work("impl", "1", workstream="IMPL", started=nine)]
    made = plan(unit(works, (("2026-10", 0),), contract))
    on_order = {line.entries[0]: line.quantity for each in made.drafts for line in each.lines if each.order}
    assert on_order == {"impl": 1, "care": Decimal("0.2000")}


def test_a_plan_is_read_back_from_its_own_inputs() -> None:
    asked = unit([work("a", "3")], (("2026-09", 60), ("2026-10", 2 * H)), taken=(("2026-10", 5),))
    assert unit_of(asked.inputs).inputs == asked.inputs
    assert unit_of(asked.inputs, with_works=False) == replace(asked, works=())
    assert plan(unit_of(asked.inputs)) == plan(asked)


WORKS = st.lists(st.tuples(st.integers(1, 6 * H), st.integers(1, 28), st.booleans()), max_size=8)
POOLS = st.tuples(st.integers(0, 4 * H), st.integers(0, 12 * H))
STEPS = st.sampled_from([Rounding(), Rounding(900), Rounding(360, "nearest"), Rounding(900, "up", "person and day")])


@given(WORKS, POOLS, STEPS)
def test_nothing_is_lost_no_hour_is_used_twice_and_order_does_not_matter(
    given_works: list[tuple[int, int, bool]], pools: tuple[int, int], rounding: Rounding
) -> None:
    works = [
        replace(work(f"e{number}", "1", day, late=late), seconds=seconds)
        for number, (seconds, day, late) in enumerate(given_works)
    ]
    works = [replace(each, day=each.day - timedelta(days=30)) if each.late else each for each in works]
    works = [each for each in works if each.day.month in (9, 10)]
    hours = (("2026-09", pools[0]), ("2026-10", pools[1]))
    contract = replace(CONTRACT, rounding=(Dated(None, rounding),))
    made = plan(unit(works, hours, contract))
    for each in works:
        parts = [portion for portion in made.portions if portion.entry_id == each.entry_id]
        assert sum(portion.seconds for portion in parts) == each.seconds
        assert [portion.number for portion in parts] == list(range(1, len(parts) + 1))
    plain = plan(unit(works, (), contract))
    assert _all_charged(made) == _all_charged(plain), "time is charged or covered, and no more of it than without"
    days = {each.entry_id: f"{each.day:%Y-%m}" for each in works}
    used = [(days[each.entry_id], each.charged_seconds) for each in made.portions if each.state is State.COVERED]
    assert sum(seconds for _, seconds in used) <= sum(pools)
    assert sum(seconds for name, seconds in used if name == "2026-09") <= pools[0]
    assert plan(unit(works[::-1], hours, contract)) == made


def _all_charged(made: Plan) -> int:
    return sum(each.charged_seconds for each in made.portions)


# ---- from month to month ----


def test_what_is_left_rolls_over_up_to_the_cap_and_expires_in_its_time() -> None:
    rolling = replace(CARE, rollover=Rollover(2, 10 * H))
    first = carried_over(rolling, (("2026-09", 5 * H),), "2026-09")
    assert first == (("2026-09", 5 * H),)
    second = carried_over(rolling, (*first, ("2026-10", 8 * H)), "2026-10")
    assert second == (("2026-09", 2 * H), ("2026-10", 8 * H)), "above the cap, the oldest expire"
    assert carried_over(rolling, (*second, ("2026-11", H)), "2026-11") == (("2026-10", 8 * H), ("2026-11", H))
    assert carried_over(replace(CARE, rollover=None), second, "2026-10") == ()


def test_a_month_of_pause_as_a_whole_ages_no_hour() -> None:
    paused = replace(CARE, pauses=((date(2026, 10, 1), date(2026, 10, 31)),))
    left = (("2026-09", 4 * H),)
    assert carried_over(paused, left, "2026-09") == carried_over(paused, left, "2026-10") == left
    assert carried_over(paused, left, "2026-11") == ()


def test_a_closed_month_has_what_was_there_for_it_whatever_the_contract_says_now() -> None:
    closed = Billing((("2026-09", 6 * H),), (("2026-09", 8 * H),), CARE, closed=True)
    more = replace(CARE, hours=(Dated(None, 20 * H),))
    beginning = Beginning("2026-09")
    assert hours_for(more, "2026-10", beginning, {"2026-09": closed}) == (("2026-09", 2 * H), ("2026-10", 20 * H))
    opened = replace(closed, closed=False)
    assert hours_for(more, "2026-10", beginning, {"2026-09": opened}) == (("2026-09", 4 * H), ("2026-10", 20 * H))


def test_an_open_month_has_no_hours_that_a_closed_one_after_it_has_used() -> None:
    later = Billing((("2026-10", 10 * H),), (("2026-09", 4 * H), ("2026-10", 8 * H)), CARE, closed=True)
    assert hours_for(CARE, "2026-09", Beginning("2026-09"), {"2026-10": later}) == (("2026-09", 4 * H),)
    assert hours_for(CARE, "2026-08", Beginning("2026-09"), {"2026-10": later}) == ()


MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01")


@given(
    st.lists(st.tuples(st.integers(0, 20 * H), st.booleans()), min_size=5, max_size=5),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(1, 20 * H)),
    st.integers(0, 5 * H),
)
def test_hours_are_granted_used_and_expire_once(
    work_in: list[tuple[int, bool]], months: int, cap: int | None, carried: int
) -> None:
    care = replace(CARE, rollover=Rollover(months, cap))
    billings: dict[str, Billing] = {}
    all_granted = all_used = all_expired = 0
    said = balance(care, "2026-09", (), ())
    for name, (wanted, closed) in zip(MONTHS, work_in, strict=True):
        there = hours_for(care, name, Beginning("2026-09", carried), billings)
        used = ((name, min(wanted, sum(seconds for _, seconds in there))),)
        before, said = said, balance(care, name, there, used)
        assert said.granted + said.rolled_in == said.used + said.expired + said.rolled_out
        assert said.rolled_in == (carried if name == "2026-09" else before.rolled_out)
        assert said.used == used[0][1]
        assert cap is None or said.rolled_out <= cap
        all_granted, all_used, all_expired = (
            all_granted + said.granted,
            all_used + said.used,
            all_expired + said.expired,
        )
        billings[name] = Billing(used, there, care, closed=closed)
        assert sum(seconds for _, seconds in left_after(there, used)) == said.expired + said.rolled_out
    assert all_granted + carried == all_used + all_expired + said.rolled_out
