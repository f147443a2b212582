"""Included hours on one invoice: to the second, over several months of it, and what people are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.cadence import QUARTER, Cadence
from billing.calendar import month
from billing.contract_periods import period_on
from billing.dated import Dated
from billing.issues import Issue, facts
from billing.money import Money
from billing.plan import Plan, plan
from billing.records import Contract, Rate, Rounding, State, Work, Workstream
from billing.retainer_records import Hours, Included, Retainer, Rollover
from billing.unit import Unit

H = 3600
CARE = Retainer(
    "CARE",
    "Care plan",
    fee=(Dated(None, Money(200000, "USD")),),
    hours=(Dated(None, 8 * H),),
    rollover=Rollover(1, 4 * H),
)
CONTRACT = Contract(
    "acme",
    "Acme",
    "USD",
    (Workstream("CARE", "Care plan", True),),
    (Rate(Decimal(100)),),
    lines_by="entry",
    retainers=(CARE,),
)
QUARTERLY = replace(CONTRACT, cadences=(Dated(None, Cadence(QUARTER)),))


def work(key: str, seconds: int, day: str = "2026-10-05", **more: object) -> Work:
    made = Work(key, 1, date.fromisoformat(day), seconds, "CARE", "Kim", "")
    return replace(made, **more)  # type: ignore[arg-type]  # what is replaced is typed by Work


def made(contract: Contract, works: list[Work], hours: Hours, taken: Hours = ()) -> Plan:
    period = period_on(contract, date(2026, 10, 31))
    return plan(Unit(contract, period, "files", tuple(works), included=(Included("CARE", hours, taken),)))


def parts(found: Plan) -> dict[str, tuple[int, int]]:
    """The seconds of each entry that are covered, and those that are charged."""
    names = {portion.entry_id for portion in found.portions}
    return {name: (_sum(found, name, State.COVERED), _sum(found, name, State.DRAFTED)) for name in sorted(names)}


def _sum(found: Plan, name: str, state: State) -> int:
    return sum(each.charged_seconds for each in found.portions if each.entry_id == name and each.state is state)


# ---- to the second ----


@pytest.mark.parametrize(
    ("worked", "there", "covered"),
    [(1, H, 1), (H, H, H), (H, H - 1, H - 1), (2 * H, H + 1, H + 1), (H, 1, 1), (H, 0, 0)],
)
def test_hours_pay_for_work_to_the_second(worked: int, there: int, covered: int) -> None:
    assert parts(made(CONTRACT, [work("a", worked)], (("2026-10", there),))) == {"a": (covered, worked - covered)}


def test_work_that_is_rounded_to_nothing_needs_no_hours() -> None:
    contract = replace(CONTRACT, rounding=(Dated(None, Rounding(900, "down")),))
    found = made(contract, [work("a", 60)], (("2026-10", H),))
    assert [each.state for each in found.portions] == [State.DRAFTED]


# ---- several months on one invoice ----


def test_each_month_of_a_quarter_has_its_own_hours_and_what_rolls_into_it() -> None:
    works = [
        work("a", 3 * H),
        work("b", 13 * H, "2026-11-10"),  # 4 of October, up to the cap, and 8 of November
        work("c", 9 * H, "2026-12-10"),
    ]
    found = made(QUARTERLY, works, (("2026-10", 8 * H),))
    assert parts(found) == {"a": (3 * H, 0), "b": (12 * H, H), "c": (8 * H, H)}
    reasons = [each.reason for each in found.portions if each.state is State.COVERED]
    assert [reason.removesuffix(" (acme, 2026-12-31)") for reason in reasons] == [
        "included hours of CARE for 2026-10",
        "included hours of CARE for 2026-10 and 2026-11",
        "included hours of CARE for 2026-12",
    ]


def test_hours_expire_in_a_month_of_the_quarter_in_which_nobody_worked() -> None:
    found = made(QUARTERLY, [work("c", 20 * H, "2026-12-10")], (("2026-10", 8 * H),))
    assert parts(found) == {"c": (12 * H, 8 * H)}, "4 of November and 8 of December; those of October have expired"


def test_what_is_settled_has_used_the_hours_of_its_own_month_once() -> None:
    taken = (("2026-10", 6 * H), ("2026-11", 5 * H), ("2026-12", 8 * H))
    works = [work("b", 10 * H, "2026-11-10"), work("c", 10 * H, "2026-12-10")]
    found = made(QUARTERLY, works, (("2026-10", 8 * H),), taken)
    # 2 of October and 8 of November less 5 settled leave 5; nothing rolls over, and December has used its own
    assert parts(found) == {"b": (5 * H, 5 * H), "c": (0, 10 * H)}


def test_work_before_the_first_month_with_hours_uses_none_and_brings_no_month_forward() -> None:
    works = [work("late", H, "2026-09-10", late=True), work("a", 9 * H)]
    assert parts(made(QUARTERLY, works, (("2026-10", 8 * H),))) == {"a": (8 * H, H), "late": (0, H)}


# ---- what people are told ----


def test_late_work_beyond_the_hours_of_its_month_is_told_of_in_one_sum_with_all_facts() -> None:
    works = [work("a", H, "2026-09-10", late=True), work("b", 2 * H, "2026-09-11", late=True)]
    (issue,) = made(CONTRACT, works, (("2026-10", 8 * H),)).issues
    assert issue == Issue(
        "late_beyond_retainer",
        client="Acme",
        month="2026-10",
        seconds=3 * H,
        subject="acme CARE 2026-09 2026-10",
        facts=facts(contract="acme", workstream="CARE", worked_in="2026-09", period="2026-10", late="3:00 h"),
    )
    assert "Acme is charged for them with 2026-10" in issue.sentence


def test_late_work_of_several_months_is_told_of_by_month_and_counts_what_no_hours_pay_for() -> None:
    works = [work("a", H, "2026-08-10", late=True), work("b", 3 * H, "2026-09-11", late=True)]
    found = made(CONTRACT, works, (("2026-09", H), ("2026-10", 8 * H)))
    told = [(issue.subject, issue.seconds) for issue in found.issues]
    assert told == [("acme CARE 2026-08 2026-10", H), ("acme CARE 2026-09 2026-10", 2 * H)]
    assert month("2026-10").month == found.issues[0].month
