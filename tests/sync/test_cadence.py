"""Contracts that are billed by other periods than months, the whole way through the stages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sync.planning import replay
from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, states, statuses, totals, worked

HOURS = 3600
JULY, AUGUST, SEPTEMBER = "2026-07", "2026-08", "2026-09"


def agency(every: object, rows: tuple[Row, ...], more: Yaml | None = None, **main: object) -> Agency:
    """A small agency with one contract in a rhythm, and some time."""
    acme = {**contract("a", "AAA-ONE"), "from": "2026-07-01", "invoice": {"every": every, **(more or {})}}
    return replace(AGENCY, main={**AGENCY.main, "go_live": "2026-07-01", **main}, contracts=(acme,)).with_rows(rows)


@contextmanager
def house_with(*rows: Row, every: object, more: Yaml | None = None, **main: object) -> Iterator[House]:
    with house_of(agency(every, rows, more, **main)) as house:
        house.bring_in()
        yield house


WEEKS = (
    worked("10-05", 2 * HOURS, note="one"),
    worked("10-12", HOURS, note="two"),
    worked("10-30", 3 * HOURS, note="three"),
)


def test_a_run_of_the_last_month_looks_at_the_people_of_the_months_before() -> None:
    """Nobody ran July; its long day waits all the same."""
    rows = (worked("07-06", 11 * HOURS, note="long"), worked("09-07", HOURS, note="short"))
    with house_with(*rows, every="quarter", exceptions={"require_task": "no", "max_hours_per_day": "10"}) as house:
        house.run([SEPTEMBER])
        assert totals(house) == {"a 2026-09-30": "1200.00"}
        assert codes(house) == ["over_day_limit"]
        check_once(house)


def test_each_week_has_a_draft_with_an_id_of_its_own_and_months_keep_theirs() -> None:
    with house_with(*WEEKS, every="week") as house:
        house.run([OCTOBER])
        weekly = {item.draft.id for item in house.drafts()}
        assert totals(house) == {"a 2026-10-11": "200.00", "a 2026-10-18": "100.00"}
    with house_with(*WEEKS, every="month") as house:
        house.run([OCTOBER])
        (monthly,) = [item.draft.id for item in house.drafts()]
    with house_with(*WEEKS, every={"period": "month", "ending": "day 31"}) as house:
        house.run([OCTOBER])
        assert [item.draft.id for item in house.drafts()] == [monthly]
    assert len(weekly) == 2 and monthly not in weekly


def test_posting_a_week_leaves_the_others_open_and_every_plan_replays() -> None:
    with house_with(*WEEKS, every="week") as house:
        house.run([OCTOBER])
        first = next(item.draft.id for item in house.drafts() if item.draft.period == "2026-10-11")
        house.move("approve", first)
        house.push(first)
        assert statuses(house) == {"a 2026-10-11": "posted", "a 2026-10-18": "draft"}
        assert house.rows("SELECT period FROM closing") == [("2026-10-11",)]
        bring(house, *WEEKS, worked("10-06", HOURS, note="found"))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10-11": "200.00", "a 2026-10-18": "200.00"}
        for (plan_id,) in house.rows("SELECT id FROM plan"):
            assert all(draft.same for draft in replay(house.worker, str(plan_id)))
        check_once(house)


def test_a_plan_is_shown_and_applied_for_all_weeks_of_a_month() -> None:
    with house_with(*WEEKS, every="week") as house:
        found = house.plan(OCTOBER)
        assert [change.what for change in found.changes] == ["new", "new"]
        report = house.apply(OCTOBER, found.hash)
        assert [(unit.contract, unit.written) for unit in report.billed] == [("a", 2)]
        assert house.plan(OCTOBER).changes == ()


def test_what_waits_for_its_period_is_not_said_to_need_a_run() -> None:
    rows = (worked("07-06", HOURS, note="july"), worked("08-03", HOURS, note="august"))
    with house_with(*rows, every="quarter") as house:
        (july,) = house.run([JULY])
        assert july.left == {}
        assert [(each.period, each.seconds) for each in house.statement(JULY).waiting] == [("2026-09-30", HOURS)]
        house.run([AUGUST, SEPTEMBER])
        assert house.statement(JULY).waiting == () and totals(house) == {"a 2026-09-30": "200.00"}


@pytest.mark.parametrize("days", [1, 2])
def test_before_its_day_a_period_is_left_alone_and_the_run_says_until_when(days: int) -> None:
    """Today is Tuesday, 3 November 2026: one business day after the 1st is Monday, two are today."""
    with house_with(*WEEKS, every="week", more={"bill_after": f"{days} business day{'s' * (days > 1)}"}) as house:
        (report,) = house.run(["2026-11"])
        (unit,) = report.billed
        assert unit.left_alone == ()
        assert totals(house) == {"a 2026-11-01": "300.00"}
    with house_with(*WEEKS, every="week", more={"bill_after": "3 business days"}) as house:
        (report,) = house.run(["2026-11"])
        ((name, day),) = report.billed[0].left_alone
        assert (name, day.isoformat(), house.drafts()) == ("2026-11-01", "2026-11-04", [])


def test_time_that_waits_with_a_week_of_the_next_month_is_told_in_its_own_month() -> None:
    """Its statement has it as held; a week of October that waits is none of November's business."""
    rows = (worked("10-30", HOURS, note="friday"), worked("11-01", HOURS, note="sunday", person="Nobody Known"))
    with house_with(*rows, every="week", more={"when_time_is_held": "hold the invoice"}) as house:
        house.run([OCTOBER, NOVEMBER])
        assert states(house) == {"held": 1}
        assert [issue.code for issue in house.issues(NOVEMBER)] == ["unknown_person", "invoice_waits"]
        assert [(issue.code, issue.subject) for issue in house.issues(OCTOBER)] == [("invoice_waits", "a 2026-11-01")]
        bring(house, worked("10-23", HOURS, note="week before", person="Nobody Known"), worked("10-22", HOURS))
        house.run([OCTOBER, NOVEMBER])
        waiting = [issue.subject for issue in house.issues(OCTOBER) if issue.code == "invoice_waits"]
        assert waiting == ["a 2026-10-25", "a 2026-11-01"]
        assert [issue.subject for issue in house.issues(NOVEMBER) if issue.code == "invoice_waits"] == ["a 2026-11-01"]


def test_what_is_carried_forward_is_not_asked_for_twice_and_a_rerun_plans_nothing() -> None:
    more = {"minimum": {"amount": "250", "below": "carry forward"}}
    with house_with(*WEEKS, every="week", more=more) as house:
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10-18": "300.00"}
        assert not any(report.changed for report in house.run([OCTOBER]))
        bring(house, *WEEKS, worked("10-06", HOURS, note="found"))
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10-11": "300.00"}
        (waiting,) = [each for each in house.statement(OCTOBER).waiting if not each.period]
        assert waiting.seconds == HOURS
        check_once(house)


def test_what_weeks_have_carried_forward_finds_its_place_in_months() -> None:
    rows = (worked("07-06", 4 * HOURS, note="enough"), worked("08-26", HOURS, note="too little"))
    more, months = {"minimum": {"amount": "350", "below": "carry forward"}}, [JULY, AUGUST, SEPTEMBER]
    with house_with(*rows, every="week", more=more) as house:
        house.run(months)
        assert states(house, AUGUST) == {"deferred": 1}
        house.configure(agency("month", rows, more))
        house.run(months)
        assert states(house, AUGUST) == {"deferred": 1}
        (waiting,) = house.statement(AUGUST).waiting
        assert waiting.seconds == HOURS
        assert [(report.left, report.changed) for report in house.run(months)] == [({}, 0)] * 3
        check_once(house)


def test_a_closed_week_is_restated_by_its_own_days_alone() -> None:
    with house_with(*WEEKS, every="week") as house:
        house.run([OCTOBER])
        house.close("a", "2026-10-11")
        assert house.statement(OCTOBER).restated == ()
        bring(house, *WEEKS, worked("10-13", HOURS, note="next week"))
        house.run([OCTOBER])
        assert house.statement(OCTOBER).restated == ()
        bring(house, *WEEKS, worked("10-06", HOURS, note="found"))
        house.run([OCTOBER])
        (row,) = house.statement(OCTOBER).restated
        assert (row.contract, row.then_seconds, row.now_seconds) == ("a", 2 * HOURS, 3 * HOURS)


@pytest.mark.parametrize(
    ("rule", "state"), [("write off", "written_off"), ("hold", "held"), ("next invoice", "drafted")]
)
def test_days_of_a_closed_month_stay_closed_in_a_quarter(rule: str, state: str) -> None:
    july = worked("07-06", 5 * HOURS, note="july")
    rows = (july, worked("07-20", 3 * HOURS, note="late"))
    with house_with(july, every="month", more={"late_time": rule}) as house:
        house.run([JULY])
        house.bill()
        house.configure(agency("quarter", rows, {"late_time": rule}))
        house.bring_in()
        house.run([JULY, AUGUST, SEPTEMBER])
        assert states(house, JULY) == {"billed": 5, state: 3}
        assert codes(house) == {"hold": ["late_held"], "next invoice": ["late"]}.get(rule, [])
        assert all("after 2026-07 had closed" in issue.sentence for issue in house.issues())
        house.reopen("a", JULY)
        house.run([JULY, AUGUST, SEPTEMBER])
        assert (states(house, JULY), codes(house)) == ({"billed": 5, "drafted": 3}, [])
