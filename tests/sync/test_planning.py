"""Plan and apply: what was shown is what is done, or nothing is; and a recorded plan gives the same cents again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from billing.issues import Issue
from review.changes import to_json
from sync.planning import PlanChanged, PlanReport, replay
from tests.agencies import Agency, Row
from tests.laws.house import House, Rows, house_of
from tests.laws.small import (
    AGENCY,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    entry_of,
    statuses,
    totals,
    worked,
)


@pytest.fixture
def house() -> Iterator[House]:
    """Time of two contracts that no run has seen."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"), worked("10-06", 7200, on="BBB-ONE", note="y"))
        yield made


def shown(report: PlanReport) -> list[tuple[str, str, str | None, str | None]]:
    """The drafts of a plan: what becomes of each, its contract, and its total before and after."""
    return [(each["change"], each["contract"], each["total_before"], each["total"]) for each in to_json(report.changes)]


def drafts(house: House) -> tuple[Rows, Rows]:
    return house.rows("SELECT * FROM draft ORDER BY id, revision"), house.rows("SELECT * FROM line ORDER BY 2, 3, 1")


def refusal(house: House, name: str, plan_hash: str) -> str:
    """The sentence that a plan is refused with; no draft was written or changed."""
    before = drafts(house)
    with pytest.raises(PlanChanged) as refused:
        house.apply(name, plan_hash)
    assert drafts(house) == before
    return str(refused.value)


# ---- what a plan shows ----


def test_a_plan_shows_the_drafts_that_applying_it_writes_and_writes_none_itself(house: House) -> None:
    plan = house.plan(OCTOBER)
    assert shown(plan) == [("new", "a", None, "100.00"), ("new", "b", None, "200.00")]
    assert totals(house) == {}
    house.apply(OCTOBER, plan.hash)
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "200.00"}


def test_a_plan_shows_what_has_changed_since_the_last_one(house: House) -> None:
    house.run([OCTOBER])
    bring(house, worked("10-05", 10800), worked("10-06", 7200, on="AAA-ONE", note="y"))
    assert shown(house.plan(OCTOBER)) == [("changed", "a", "100.00", "500.00"), ("withdrawn", "b", "200.00", None)]


def test_a_plan_of_nothing_new_is_empty_and_can_be_applied(house: House) -> None:
    house.run([OCTOBER])
    plan = house.plan(OCTOBER)
    assert shown(plan) == []
    assert not house.apply(OCTOBER, plan.hash).changed


def test_the_same_plan_has_the_same_hash_and_another_one_another(house: House) -> None:
    first = house.plan(OCTOBER).hash
    assert house.plan(OCTOBER).hash == first
    assert house.plan(NOVEMBER).hash != first
    house.decide("write-off", entry_of(house))
    assert house.plan(OCTOBER).hash != first


def test_an_invoice_is_no_part_of_a_plan(house: House) -> None:
    house.run([OCTOBER])
    house.bill()
    house.configure(dearer())
    assert shown(house.plan(OCTOBER)) == []


def with_order(limit: str) -> Agency:
    """The first contract with an order of so much."""
    ordered = contract("a", "AAA-ONE", **{"from": "2026-10-01"}, purchase_orders=[{"number": "PO", "limit": limit}])
    return replace(AGENCY, contracts=(ordered, *AGENCY.contracts[1:]))


def said(found: Iterable[Issue]) -> dict[str, str]:
    """What each exception says, by its id."""
    return {issue.id: issue.sentence for issue in found}


def test_a_plan_tells_the_exceptions_that_come_and_go_when_it_is_applied(house: House) -> None:
    assert house.plan(OCTOBER).told == house.plan(OCTOBER).ended == ()
    ways: Sequence[tuple[str, list[str], list[str]]] = (
        ("50", ["order_used_up"], []),
        ("60", ["order_used_up"], []),
        ("500", [], ["order_used_up"]),
    )
    for limit, told, ended in ways:
        house.configure(with_order(limit))
        before = said(house.issues())
        plan = house.plan(OCTOBER)
        assert [issue.code for issue in plan.told] == told
        assert [issue.code for issue in plan.ended] == ended
        assert said(house.issues()) == before, "they stand once it is applied"
        house.apply(OCTOBER, plan.hash)
        left = {key: words for key, words in before.items() if key not in said(plan.ended)}
        assert said(house.issues()) == {**left, **said(plan.told)}


# ---- what one period bills depends on what another has billed ----

WEEKLY = {"invoice": {"every": "week"}}
DAYS = ("10-05", "10-12", "10-19")


def weeks(*hours: int) -> list[Row]:
    """Work in three weeks, of so many hours."""
    return [worked(day, 3600 * each, note=day) for day, each in zip(DAYS, hours, strict=True)]


def weekly(**more: Any) -> Agency:
    """One contract that is billed by the week, of which nothing was used before."""
    return replace(AGENCY, contracts=(contract("a", "AAA-ONE", **{"from": "2026-10-01"}, **(WEEKLY | more)),))


def least(amount: str) -> dict[str, Any]:
    """Invoices of at least so much."""
    return {"invoice": WEEKLY["invoice"] | {"minimum": {"amount": amount, "below": "carry forward"}}}


DEPENDING: Sequence[tuple[str, Agency, list[str], list[str], list[str]]] = (
    (
        "a cap",
        weekly(cap={"amount": "1000", "beyond": "write off"}),
        ["800.00", "200.00"],
        ["400.00", "600.00"],
        ["cap_written_off", "cap_written_off"],
    ),
    (
        "an order",
        weekly(purchase_orders=[{"number": "PO-1", "limit": "1000"}]),
        ["800.00", "100.00"],
        ["400.00", "100.00"],
        ["order_used_up"],
    ),
    ("a least amount", weekly(**least("1000")), ["1600.00"], ["1200.00"], []),
)


@pytest.mark.parametrize(("what", "agency", "first", "then", "told"), DEPENDING, ids=[each[0] for each in DEPENDING])
def test_a_plan_of_weeks_shows_what_each_of_them_leaves_to_the_next(
    what: str, agency: Agency, first: list[str], then: list[str], told: list[str]
) -> None:
    with house_of(agency) as house:
        bring(house, *weeks(8, 8, 1))
        plan = house.plan(OCTOBER)
        assert [each[3] for each in shown(plan)] == first, what
        assert sorted(issue.code for issue in plan.told) == told
        house.apply(OCTOBER, plan.hash)
        assert (list(totals(house).values()), sorted(codes(house))) == (first, told)
        bring(house, *weeks(4, 8, 1), complete=OCTOBER)
        plan = house.plan(OCTOBER)
        assert [each[3] for each in shown(plan)] == then
        house.apply(OCTOBER, plan.hash)
        assert list(totals(house).values()) == then


def test_what_a_budget_would_warn_of_is_told_by_the_plan_too(house: House) -> None:
    terms: dict[str, Any] = {"from": "2026-10-01", "budget": {"amount": "150", "alert_at": ["50"]}}
    house.configure(replace(AGENCY, contracts=(contract("a", "AAA-ONE", **terms), AGENCY.contracts[1])))
    plan = house.plan(OCTOBER)
    assert [issue.code for issue in plan.told] == ["budget_reached"]
    house.apply(OCTOBER, plan.hash)
    assert codes(house) == ["budget_reached"]


def test_a_plan_that_does_not_hold_undoes_all_that_was_billed_to_find_out() -> None:
    with house_of(weekly(cap={"amount": "1000", "beyond": "write off"})) as house:
        bring(house, *weeks(8, 8, 1))
        plan = house.plan(OCTOBER)
        bring(house, *weeks(8, 4, 1), complete=OCTOBER)
        assert "no longer holds" in refusal(house, OCTOBER, plan.hash)
        assert (house.rows("SELECT * FROM plan"), drafts(house), codes(house)) == ([], ([], []), [])


# ---- a plan that no longer holds ----


def dearer() -> Agency:
    """The same agency with another rate in contract a."""
    return replace(AGENCY, contracts=(contract("a", "AAA-ONE", rate="130"), AGENCY.contracts[1]))


def test_a_plan_is_applied_once(house: House) -> None:
    plan = house.plan(OCTOBER)
    house.apply(OCTOBER, plan.hash)
    assert "that plan was applied already, by run " in refusal(house, OCTOBER, plan.hash)


def test_of_two_people_with_the_same_plan_the_second_one_is_told(house: House) -> None:
    mine, yours = house.plan(OCTOBER), house.plan(OCTOBER)
    assert mine == yours
    house.apply(OCTOBER, mine.hash)
    assert "that plan was applied already" in refusal(house, OCTOBER, yours.hash)


def test_a_plan_falls_when_somebody_ran_the_month_instead(house: House) -> None:
    plan = house.plan(OCTOBER)
    house.run([OCTOBER])
    assert "no longer holds" in refusal(house, OCTOBER, plan.hash)


def test_a_plan_falls_with_a_contract_edit(house: House) -> None:
    plan = house.plan(OCTOBER)
    house.configure(dearer())
    said = refusal(house, OCTOBER, plan.hash)
    assert said.startswith(f"the plan {plan.hash} no longer holds: time, decisions or the configuration have changed")
    assert said.endswith("Look at the new one: tieout bill --plan --period 2026-10")


def test_a_plan_falls_with_an_import(house: House) -> None:
    plan = house.plan(OCTOBER)
    bring(house, worked("10-05", 7200), worked("10-06", 7200, on="BBB-ONE", note="y"))
    assert "no longer holds" in refusal(house, OCTOBER, plan.hash)


def test_a_plan_falls_with_a_decision(house: House) -> None:
    plan = house.plan(OCTOBER)
    house.decide("write-off", entry_of(house))
    assert "no longer holds" in refusal(house, OCTOBER, plan.hash)


def test_a_plan_falls_with_a_closing(house: House) -> None:
    house.run([OCTOBER])
    house.configure(dearer())
    plan = house.plan(OCTOBER)
    house.close("a", OCTOBER)
    assert "no longer holds" in refusal(house, OCTOBER, plan.hash)


def test_a_plan_falls_when_going_live_moves(house: House) -> None:
    plan = house.plan(OCTOBER)
    house.configure(replace(AGENCY, main=AGENCY.main | {"go_live": "2026-10-06"}))
    assert "no longer holds" in refusal(house, OCTOBER, plan.hash)


def test_a_plan_holds_whatever_happens_to_other_months(house: House) -> None:
    plan = house.plan(OCTOBER)
    bring(house, worked("11-02", note="z"))
    house.apply(OCTOBER, plan.hash)
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "200.00"}


def test_the_plan_of_one_month_is_not_applied_to_another(house: House) -> None:
    plan = house.plan(OCTOBER)
    assert "or it is of another period" in refusal(house, NOVEMBER, plan.hash)


@pytest.mark.parametrize("invented", ["x", "0" * 16, "%' OR 1=1 --"])
def test_a_hash_that_nobody_was_shown_is_refused(house: House, invented: str) -> None:
    assert f"the plan {invented} no longer holds" in refusal(house, OCTOBER, invented)


# ---- going live moves ----


def test_moving_going_live_takes_earlier_time_off_the_drafts_and_back_onto_them(house: House) -> None:
    house.run([OCTOBER])
    house.configure(replace(AGENCY, main=AGENCY.main | {"go_live": "2026-10-06"}))
    house.run([OCTOBER])
    assert totals(house) == {"b 2026-10": "200.00"}
    house.configure(AGENCY)
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "200.00"}


def test_moving_going_live_past_an_invoice_leaves_the_invoice_and_loses_nothing(house: House) -> None:
    house.run([OCTOBER])
    house.bill()
    house.configure(replace(AGENCY, main=AGENCY.main | {"go_live": "2026-10-20"}))
    house.run([OCTOBER, NOVEMBER])
    assert statuses(house) == {"a 2026-10": "posted", "b 2026-10": "posted"}
    assert house.statement(OCTOBER).difference_seconds == 0
    assert codes(house) == []


# ---- replay ----


def plans(house: House) -> list[str]:
    return [str(key) for (key,) in house.rows("SELECT id FROM plan ORDER BY id")]


def test_every_recorded_plan_gives_the_same_drafts_again_to_the_cent(house: House) -> None:
    house.run([OCTOBER])
    house.configure(dearer())
    house.run([OCTOBER])
    house.bill()
    house.configure(replace(AGENCY, contracts=AGENCY.contracts[1:]))
    house.run([OCTOBER])
    found = [each for plan in plans(house) for each in replay(house.worker, plan)]
    assert sorted(str(each.stored.decimal) for each in found if each.stored) == ["100.00", "130.00", "200.00"]
    assert all(each.same and each.stored == each.recomputed for each in found)


def test_a_draft_that_was_tampered_with_is_not_the_same_any_more(house: House) -> None:
    house.run([OCTOBER])
    with house.store.writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE line SET amount_minor = 9900 WHERE draft = '{_first(house)}'")  # noqa: S608
    found = [each for plan in plans(house) for each in replay(house.worker, plan)]
    assert [each.same for each in found if each.draft == _first(house)] == [False]


def _first(house: House) -> str:
    return house.drafts()[0].draft.id


def test_drafts_of_months_that_were_billed_before_replay_after_more_time_has_come(house: House) -> None:
    house.run([OCTOBER])
    first = draft_of_contract(house, "a")
    house.move("approve", first)
    house.push(first)
    bring(house, worked("10-05", 10800), worked("10-07", note="z"))
    house.run([OCTOBER, NOVEMBER])
    assert all(each.same for plan in plans(house) for each in replay(house.worker, plan))


def draft_of_contract(house: House, name: str) -> str:
    (found,) = [item.draft.id for item in house.drafts() if item.draft.contract == name]
    return found
