"""Which purchase order takes what: the first alone or the next as well, lines to the cent, and what costs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.dated import Dated
from billing.lines import Billable, Priced, Stated
from billing.openings import Opening
from billing.order_limits import within_limits
from billing.orders import Drawn
from billing.plan import Plan, plan
from billing.records import Item, Rounding, State, Task
from billing.wishes import LineKind
from tests.billing.test_order_limits import codes, order, totals, unit, usd, work


def charge(amount: str, key: str = "c1") -> Item:
    return Item(key, 1, LineKind.CHARGE, date(2026, 10, 20), "ACME-IMPL", "Hosting", usd(amount), Decimal(amount))


def held(made: Plan) -> list[str]:
    return [each.entry_id for each in made.portions if each.state is State.HELD]


@pytest.mark.parametrize(
    ("rule", "drafted"),
    [
        ("next order", {"PO-1": "120.00", "PO-2": "80.00"}),
        ("hold", {}),
        ("bill without", {"PO-1": "120.00", "": "80.00"}),
    ],
)
def test_the_next_order_is_used_only_where_the_contract_says_so(rule: str, drafted: dict[str, str]) -> None:
    made = plan(unit([work("e1", "2")], order("PO-1", "125"), order("PO-2"), when_order_is_used_up=rule))
    assert totals(made) == drafted
    assert held(made) == ([] if drafted else ["e1"])


def test_a_charge_that_does_not_fit_is_billed_without_an_order_where_the_contract_says_so() -> None:
    asked = unit([work("e1", "1")], order("PO-1", "125"), when_order_is_used_up="bill without")
    made = plan(replace(asked, charges=(charge("50"),)))
    assert totals(made) == {"PO-1": "100.00", "": "50.00"}
    assert codes(made) == []


def test_charges_use_an_order_up_one_after_the_other() -> None:
    charges = tuple(charge("50", key) for key in ("c1", "c2", "c3"))
    made = plan(replace(unit([], order("PO-1", "100"), when_order_is_used_up="hold"), charges=charges))
    assert (totals(made), held(made)) == ({"PO-1": "100.00"}, ["c3"])


def test_a_charge_of_a_cent_does_not_fit_an_order_that_is_used_up() -> None:
    asked = unit([work("e1")], order("PO-1", "100"), when_order_is_used_up="hold")
    made = plan(replace(asked, charges=(charge("0.01"),)))
    assert (totals(made), held(made)) == ({"PO-1": "100.00"}, ["c1"])


def test_a_charge_of_nothing_fits_an_order_in_hours_that_is_used_up() -> None:
    asked = unit([work("e1", "2")], order("PO-1", hours="2"), when_order_is_used_up="hold")
    made = plan(replace(asked, charges=(charge("0"),)))
    assert (totals(made), held(made), codes(made)) == ({"PO-1": "200.00"}, [], [])


def test_a_charge_of_a_day_without_an_order_stands_without_one() -> None:
    ended = order("PO-1", "100", until=date(2026, 10, 10))
    made = plan(replace(unit([work("e1")], ended, order_required=False), charges=(charge("50"),)))
    assert totals(made) == {"PO-1": "100.00", "": "50.00"}


def test_what_comes_without_an_order_keeps_none_even_on_a_day_on_which_one_is_valid() -> None:
    contract = unit([], order("PO-1", "1000")).contract
    items: list[Billable] = [Priced(work("e1"), Decimal(100), "", 3600), Stated(charge("50"))]
    assert within_limits(items, contract, (), ()).items == items


def test_what_waits_says_which_order_is_used_up_and_thresholds_are_told_of_all_the_same() -> None:
    works = [work("e1", "1"), work("e2", "2", day=6)]
    made = plan(unit(works, order("PO-1", "125", alert_at=(75,)), when_order_is_used_up="hold"))
    assert [(each.entry_id, each.reason) for each in made.portions if each.state is State.HELD] == [
        ("e2", "purchase order PO-1 is used up (acme, 2026-10)")
    ]
    assert sorted(codes(made)) == ["order_nearly_used_up", "order_used_up"]


def test_of_hours_those_before_tieout_and_those_of_other_documents_are_used_together() -> None:
    opening = Opening(date(2026, 10, 1), usd("0"), order_seconds=(("PO-1", 3600),))
    asked = unit([work("e1", "4")], order("PO-1", hours="5"), drawn=(Drawn("PO-1", 0, 7200),), opening=opening)
    assert totals(plan(replace(asked, contract=replace(asked.contract, when_order_is_used_up="bill without")))) == {
        "PO-1": "200.00",
        "": "200.00",
    }


def test_what_costs_nothing_stands_on_the_first_order_that_is_still_in_use() -> None:
    works = [work("e1", "1"), work("gift", "1", day=6, activity="Gift"), work("e2", "0.5", day=7)]
    made = plan(unit(works, order("PO-1", "100"), order("PO-2", "100"), order("PO-3")))
    orders = {line.id: draft.order for draft in made.drafts for line in draft.lines}
    found = {each.entry_id: orders[each.line_id] for each in made.portions}
    assert found == {"e1": "PO-1", "gift": "PO-2", "e2": "PO-2"}


def test_of_one_day_time_comes_before_what_was_spent_and_that_by_its_id() -> None:
    contract = unit([], order("PO-1", "160"), when_order_is_used_up="bill without").contract
    hour = Priced(work("e1"), Decimal(100), "", 3600, "PO-1")
    spent = [Stated(replace(charge("50", key), day=hour.day), "PO-1") for key in ("c2", "c1")]
    found = within_limits([*spent, hour], contract, (), ()).items
    assert [(each.subject, each.order) for each in found] == [("e1", "PO-1"), ("c1", "PO-1"), ("c2", "")]


def test_an_order_that_takes_no_more_takes_no_more_after_an_entry_that_waits() -> None:
    works = [work("a", "5", accepted=("order_used_up",)), work("b", day=6), work("c", "0.1", day=7, role="junior")]
    made = plan(unit(works, order("PO-1", "129.75"), when_order_is_used_up="hold"))
    assert (totals(made), held(made)) == ({"PO-1": "120.00", "": "380.00"}, ["b", "c"]), "c comes to 9.74 of 9.75"


# ---- an entry divided by tasks ----

TASKS = (Task("A-1", seconds=3600), Task("A-2", seconds=3600))


def test_a_divided_entry_that_waits_gives_back_what_all_its_tasks_had_taken() -> None:
    works = [work("both", "2", tasks=TASKS), work("c", "1", day=6), work("d", "0.5", day=7)]
    made = plan(unit(works, order("PO-1", "150"), when_order_is_used_up="hold", several_tasks="evenly"))
    assert (totals(made), held(made)) == ({"PO-1": "150.00"}, ["both"])


def test_of_a_divided_entry_all_that_does_not_fit_stands_without_an_order() -> None:
    works = [work("both", "2", tasks=TASKS)]
    made = plan(unit(works, order("PO-1", "50"), when_order_is_used_up="bill without", several_tasks="evenly"))
    assert totals(made) == {"PO-1": "50.00", "": "150.00"}


def test_a_divided_entry_waits_whole_though_its_last_task_has_no_charged_time() -> None:
    # of 119 seconds a minute is charged: 58 of A-1, one each of, and none of A-4
    tasks = (Task("A-1", seconds=116), *(Task(key, seconds=1) for key in ("A-2", "A-3", "A-4")))
    entry = replace(work("e1", tasks=tasks), seconds=119)
    asked = unit([entry], order("PO-1", hours="1"), when_order_is_used_up="hold", drawn=(Drawn("PO-1", 0, 3600),))
    down = (Dated(None, Rounding(60, "down")),)
    made = plan(replace(asked, contract=replace(asked.contract, rounding=down, several_tasks="stated times")))
    assert (totals(made), held(made)) == ({}, ["e1"])


# ---- what counts is what lines come to, to the cent ----


def test_two_entries_of_one_line_fit_where_the_line_does() -> None:
    # a tenth of an hour is 9.735: two of them are 19.47 on their line, and not 2 × 9.74
    works = [work("a", "0.1", role="junior"), work("b", "0.1", day=6, role="junior")]
    made = plan(unit(works, order("PO-1", "19.47"), when_order_is_used_up="hold"))
    assert (totals(made), held(made)) == ({"PO-1": "19.47"}, [])


def test_an_entry_is_cut_where_the_line_it_stands_on_is_full() -> None:
    works = [work("a", "0.1", role="junior"), work("b", "0.2", day=6, role="junior")]
    made = plan(unit(works, order("PO-1", "19.47"), order("PO-2")))
    assert totals(made) == {"PO-1": "19.47", "PO-2": "9.74"}


def test_an_entry_that_waits_leaves_the_line_as_it_was() -> None:
    hours = {"a": "0.1", "b": "0.3", "c": "0.1", "d": "0.1"}
    works = [work(key, of, day=day, role="junior") for day, (key, of) in enumerate(hours.items(), 5)]
    made = plan(unit(works, order("PO-1", "29.20"), when_order_is_used_up="hold"))
    assert held(made) == ["b", "d"], "three tenths are 29.21"
    assert totals(made) == {"PO-1": "19.47"}


def test_the_place_where_time_is_cut_counts_entries_that_wait_with_those_they_were_rounded_with() -> None:
    # 2700 seconds are three steps: the second one ends 200 seconds into c, whether or not b waits
    works = [replace(work(key), seconds=seconds) for key, seconds in (("a", 500), ("b", 1100), ("c", 1100))]
    limited = [replace(order(number), limit_seconds=limit) for number, limit in (("PO-1", 800), ("PO-2", 1000))]
    made = plan(unit(works, *limited, rounding=(Dated(None, Rounding(900, "up", "person and day")),)))
    assert held(made) == ["b"]
    assert [(p.entry_id, p.charged_seconds) for p in made.portions if p.state is State.DRAFTED] == [
        ("a", 500),
        ("c", 200),
        ("c", 900),
    ]


# ---- what costs nothing ----


@pytest.mark.parametrize(("worked", "stands_on"), [("0.5", "PO-1"), ("1", "PO-2")])
def test_free_work_stands_on_an_order_in_money_until_that_is_used_up(worked: str, stands_on: str) -> None:
    works = [work("e1", worked), work("gift", "1", day=6, activity="Gift")]
    made = plan(unit(works, order("PO-1", "100"), order("PO-2", hours="5")))
    assert [d.order for d in made.drafts for line in d.lines if "gift" in line.entries] == [stands_on]
    assert codes(made) == []


def test_free_work_goes_past_an_order_in_hours_that_is_used_up() -> None:
    works = [work("e1", "1"), work("gift", "1", day=6, activity="Gift")]
    made = plan(unit(works, order("PO-1", hours="1"), order("PO-2", "100")))
    assert [d.order for d in made.drafts for line in d.lines if "gift" in line.entries] == ["PO-2"]
