"""Purchase orders with a limit: nothing exceeds it, nothing is lost, and what does not fit goes where it should."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.money import Money
from billing.openings import Opening
from billing.orders import Drawn
from billing.plan import Plan, plan
from billing.records import Contract, Dated, Item, Order, Rate, Rounding, State, Task, Work, Workstream
from billing.unit import Unit
from billing.wishes import LineKind
from tests.billing.properties import proven

STEP = 360
RULES = ("next order", "hold", "bill without")
CONTRACT = Contract(
    "acme",
    "Acme",
    "USD",
    (Workstream("ACME-IMPL", "Implementation", True), Workstream("ACME-CARE", "Care", True)),
    (Rate(Decimal(100)), Rate(Decimal("97.35"), (("role", "junior"),)), Rate(Decimal(0), (("activity", "Gift"),))),
    rounding=(Dated(None, Rounding(STEP)),),
)


def usd(amount: str) -> Money:
    return Money(int(Decimal(amount) * 100), "USD")


def order(number: str, limit: str = "", hours: str = "", **more: Any) -> Order:
    money, seconds = (usd(limit) if limit else None), (int(Decimal(hours) * 3600) if hours else None)
    return Order(number, limit=money, limit_seconds=seconds, priority=int(number[-1]), **more)


def work(entry_id: str, hours: str = "1", day: int = 5, **more: Any) -> Work:
    seconds = int(Decimal(hours) * 3600)
    return replace(Work(entry_id, 1, date(2026, 10, day), seconds, "ACME-IMPL", "Kim", "senior"), **more)


def unit(works: list[Work], *orders: Order, drawn: tuple[Drawn, ...] = (), **more: Any) -> Unit:
    return Unit(replace(CONTRACT, orders=orders, **more), month("2026-10"), "files", tuple(works), drawn=drawn)


def totals(found: Plan) -> dict[str, str]:
    return {draft.order: str(draft.total.decimal) for draft in found.drafts}


def codes(found: Plan) -> list[str]:
    return [issue.code for issue in found.issues]


# ---- examples ----


def test_time_is_cut_at_a_whole_step_and_the_next_order_takes_the_rest() -> None:
    made = plan(unit([work("e1", "3")], order("PO-1", "125"), order("PO-2")))
    assert totals(made) == {"PO-1": "120.00", "PO-2": "180.00"}
    assert [(p.number, p.state, p.seconds, p.charged_seconds, p.minor) for p in made.portions] == [
        (1, State.DRAFTED, 4320, 4320, 12000),
        (2, State.DRAFTED, 6480, 6480, 18000),
    ]


def test_a_refund_fits_an_order_in_hours_that_is_used_up() -> None:
    refund = Item("i1", 1, LineKind.CHARGE, date(2026, 10, 20), "ACME-IMPL", "back", usd("-50"), Decimal(-50))
    of = unit([work("e1", "2", day=5)], order("PO-1", hours="2"), when_order_is_used_up="hold")
    made = plan(replace(of, charges=(refund,)))
    assert totals(made) == {"PO-1": "150.00"}
    assert [code for code in codes(made) if code == "charge_over_order"] == []


def test_an_entry_that_was_rounded_is_cut_where_both_parts_are_whole_steps() -> None:
    made = plan(unit([work("e1", "0.99")], order("PO-1", "55"), order("PO-2")))
    assert [(p.seconds, p.charged_seconds) for p in made.portions] == [(1800, 1800), (1764, 1800)]


@pytest.mark.parametrize(
    ("rule", "drafted"), [("hold", {"PO-1": "100.00"}), ("bill without", {"PO-1": "120.00", "": "180.00"})]
)
def test_what_does_not_fit_waits_whole_or_is_billed_without(rule: str, drafted: dict[str, str]) -> None:
    works = [work("e1", "1", day=4), work("e2", "2", day=5)]
    made = plan(unit(works, order("PO-1", "125"), when_order_is_used_up=rule))
    assert made.drafts
    assert totals(made) == drafted
    held = [(p.entry_id, p.seconds) for p in made.portions if p.state is State.HELD]
    assert held == ([("e2", 7200)] if rule == "hold" else [])
    assert codes(made) == (["order_used_up"] if rule == "hold" else [])


def test_an_entry_that_waits_takes_nothing_so_that_later_ones_may_still_fit() -> None:
    made = plan(unit([work("e1", "5"), work("e2", "1", day=6)], order("PO-1", "125"), order("PO-2", "125")))
    assert totals(made) == {"PO-1": "100.00"}
    assert made.held_value == usd("500")
    (first,) = made.issues
    assert first.sentence == (
        "Purchase order PO-2 of Acme has no room for 5:00 h of Kim on 2026-10-05 for ACME-IMPL: "
        "125.00 USD of its 125.00 USD are left."
    )


def test_an_accepted_entry_is_billed_without_an_order_as_far_as_none_takes_it() -> None:
    made = plan(unit([work("e1", "5", accepted=("order_used_up",))], order("PO-1", "125")))
    assert totals(made) == {"PO-1": "120.00", "": "380.00"}
    assert codes(made) == []


def test_what_stands_elsewhere_and_what_was_billed_before_tieout_is_used_already() -> None:
    opening = Opening(date(2026, 10, 1), usd("0"), orders=(("PO-1", usd("300")),))
    po = order("PO-1", "1000")
    made = plan(unit([work("e1", "8")], po, order("PO-2"), drawn=(Drawn("PO-1", 20000, 7200),), opening=opening))
    assert totals(made) == {"PO-1": "500.00", "PO-2": "300.00"}


def test_a_limit_in_hours_counts_charged_time_and_no_expense() -> None:
    spent = Item("c1", 1, LineKind.CHARGE, date(2026, 10, 4), "ACME-IMPL", "Hosting", usd("900"), Decimal(900))
    asked = replace(
        unit([work("e1", "1.95"), work("e2", "2")], order("PO-1", hours="3"), order("PO-2")), charges=(spent,)
    )
    made = plan(asked)
    assert [(d.order, sum(line.rounded_seconds for line in d.lines), str(d.total.decimal)) for d in made.drafts] == [
        ("PO-1", 10800, "1200.00"),
        ("PO-2", 3600, "100.00"),
    ]


def test_an_amount_that_cannot_be_cut_goes_on_whole_and_leaves_the_rest_to_time() -> None:
    spent = Item("c1", 1, LineKind.CHARGE, date(2026, 10, 4), "ACME-IMPL", "Hosting", usd("200"), Decimal(200))
    asked = unit([work("e1", "1")], order("PO-1", "150"), order("PO-2"))
    assert totals(plan(replace(asked, charges=(spent,)))) == {"PO-1": "100.00", "PO-2": "200.00"}
    alone = plan(replace(asked, charges=(spent,), contract=replace(asked.contract, orders=(order("PO-1", "150"),))))
    assert totals(alone) == {"PO-1": "100.00"}
    assert [(p.entry_id, p.state) for p in alone.portions] == [("c1", State.HELD), ("e1", State.DRAFTED)]
    assert (codes(alone), alone.issues[0].kind.acceptable) == (["charge_over_order"], False)
    assert alone.issues[0].sentence == (
        "Purchase order PO-1 of Acme has no room for 200.00 USD (Hosting) on 2026-10-04 for ACME-IMPL: "
        "150.00 USD of its 150.00 USD are left."
    )


def test_a_refund_gives_back() -> None:
    back = Item("c1", 1, LineKind.CHARGE, date(2026, 10, 4), "ACME-IMPL", "Refund", usd("-50"), Decimal(-50))
    asked = replace(unit([work("e1", "2")], order("PO-1", "150"), order("PO-2")), charges=(back,))
    assert totals(plan(asked)) == {"PO-1": "150.00"}


def test_work_that_costs_nothing_uses_nothing_up_and_never_waits() -> None:
    works = [work("e1", "1"), work("e2", "1", day=6, activity="Gift"), work("e3", "1", day=7, no_charge=True)]
    made = plan(unit(works, order("PO-1", "100"), when_order_is_used_up="hold"))
    assert totals(made) == {"PO-1": "100.00"}
    assert codes(made) == []


def test_each_threshold_that_is_passed_warns_once() -> None:
    po = order("PO-1", "1000", alert_at=(25, 50, 75, 100))
    made = plan(unit([work("e1", "4")], po, drawn=(Drawn("PO-1", 35000, 0),)))
    assert [(issue.code, dict(issue.facts)["percent"]) for issue in made.issues] == [
        ("order_nearly_used_up", "50"),
        ("order_nearly_used_up", "75"),
    ]
    assert made.issues[1].sentence == (
        "With 2026-10, 75 % of the 1000.00 USD of purchase order PO-1 of Acme are reached: 750.00 USD are drawn, "
        "250.00 USD are left."
    )
    assert codes(plan(unit([work("e1", "4")], po, drawn=(Drawn("PO-1", 35000, 0),)))) == codes(made)
    assert codes(plan(unit([work("e1", "0.1")], po, drawn=(Drawn("PO-1", 75000, 0),)))) == []
    full = plan(unit([work("e1", "4")], po, order("PO-2"), drawn=(Drawn("PO-1", 90500, 0),)))
    assert [dict(issue.facts)["percent"] for issue in full.issues] == ["100"]


def test_orders_are_tested_on_the_work_date_and_for_the_workstream() -> None:
    only_care = order("PO-1", "1000", workstreams=("ACME-CARE",))
    ended = order("PO-2", "150", until=date(2026, 10, 5))
    works = [work("e1", "2"), work("e2", "1", day=6), work("e3", workstream="ACME-CARE")]
    made = plan(unit(works, only_care, ended, order("PO-3")))
    assert totals(made) == {"PO-1": "100.00", "PO-2": "150.00", "PO-3": "150.00"}


@pytest.mark.parametrize(("required", "drafts", "said"), [(None, 1, []), (False, 1, []), (True, 0, ["order_missing"])])
def test_an_order_is_required_where_the_contract_says_so(required: bool | None, drafts: int, said: list[str]) -> None:
    made = plan(unit([work("e1")], order_required=required))
    assert (len(made.drafts), codes(made)) == (drafts, said)


def test_no_order_is_required_where_the_contract_says_that() -> None:
    ended = order("PO-1", "150", until=date(2026, 10, 4))
    assert totals(plan(unit([work("e1")], ended, order_required=False))) == {"": "100.00"}


def test_a_divided_entry_is_cut_within_its_tasks() -> None:
    tasks = (Task("ACME-1", seconds=3600), Task("ACME-2", seconds=3600))
    made = plan(unit([work("e1", "2", tasks=tasks)], order("PO-1", "150"), order("PO-2"), several_tasks="evenly"))
    assert totals(made) == {"PO-1": "150.00", "PO-2": "50.00"}
    assert [(p.number, p.seconds) for p in made.portions] == [(1, 3600), (2, 1800), (3, 1800)]


# ---- laws ----

hours = st.sampled_from(["0.01", "0.1", "0.27", "0.5", "1", "1.333", "2.5", "7.75"])
works = st.builds(
    work,
    st.just(""),
    hours,
    day=st.integers(1, 28),
    person=st.sampled_from(["Kim", "Sam"]),
    role=st.sampled_from(["senior", "junior"]),
    activity=st.sampled_from(["", "", "Gift"]),
    workstream=st.sampled_from(["ACME-IMPL", "ACME-CARE"]),
    no_charge=st.sampled_from([False, False, False, True]),
    tasks=st.sampled_from(
        [(), (Task("ACME-1"),), (Task("ACME-1", seconds=30), Task("ACME-2", seconds=60))],
    ),
)
many = st.lists(works, min_size=1, max_size=12).map(
    lambda found: [replace(each, entry_id=f"e{number:02}") for number, each in enumerate(found)]
)
limits: st.SearchStrategy[Any] = st.one_of(
    st.integers(1, 150000).map(lambda minor: {"limit": str(Decimal(minor) / 100)}),
    st.integers(1, 40).map(lambda quarters: {"hours": str(Decimal(quarters) / 4)}),
    st.just({}),
)
spans: st.SearchStrategy[Any] = st.sampled_from(
    [{}, {"until": date(2026, 10, 14)}, {"since": date(2026, 10, 10)}, {"workstreams": ("ACME-CARE",)}]
)
orders = st.lists(st.tuples(limits, spans), min_size=1, max_size=3).map(
    lambda said: tuple(order(f"PO-{n}", **limit, **span) for n, (limit, span) in enumerate(said, 1))
)
roundings = st.sampled_from(
    [
        Rounding(),
        Rounding(STEP),
        Rounding(900, "nearest"),
        Rounding(900, "down"),
        Rounding(STEP, grace_seconds=60),
        Rounding(STEP, per="person and day"),
        Rounding(1800, per="line"),
    ]
)
spending = st.lists(st.tuples(st.integers(-20000, 90000), st.integers(1, 28)), max_size=3).map(
    lambda said: tuple(
        Item(f"c{n}", 1, LineKind.CHARGE, date(2026, 10, day), "ACME-IMPL", "x", Money(minor, "USD"), Decimal(1))
        for n, (minor, day) in enumerate(said)
    )
)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    found = draw(orders)
    opened = tuple((each.number, Money(draw(st.integers(0, 50000)), "USD")) for each in found)
    drawn = tuple(Drawn(each.number, draw(st.integers(0, 50000)), draw(st.integers(0, 9000))) for each in found)
    contract = replace(
        CONTRACT,
        orders=found,
        rounding=(Dated(None, draw(roundings)),),
        opening=Opening(date(2026, 10, 1), usd("0"), orders=opened),
        lines_by=draw(st.sampled_from(["task", "person", "day", "entry", "workstream"])),
        one_per=draw(st.sampled_from(["client", "workstream"])),
        order_required=draw(st.sampled_from([None, False])),
        when_order_is_used_up=draw(st.sampled_from(RULES)),
    )
    return Unit(contract, month("2026-10"), "files", tuple(draw(many)), charges=draw(spending), drawn=drawn)


def _counted(asked: Unit, made: Plan, number: str) -> tuple[int, int]:
    """What is drawn on an order before a plan, and by it, in the unit of its limit."""
    found = next(each for each in asked.contract.orders if each.number == number)
    elsewhere = next(each for each in asked.drawn if each.order == number)
    drafts = [draft for draft in made.drafts if draft.order == number]
    if found.limit_seconds is not None:
        lines = [line for draft in drafts for line in draft.lines if line.kind is LineKind.TIME]
        return elsewhere.seconds, sum(line.rounded_seconds for line in lines)
    assert asked.contract.opening is not None
    opened = asked.contract.opening.billed_on(number)
    return elsewhere.minor + (opened.minor if opened else 0), sum(draft.total.minor for draft in drafts)


@proven
@given(units())
def test_what_is_drawn_on_an_order_never_exceeds_its_limit(asked: Unit) -> None:
    made = plan(asked)
    for each in asked.contract.orders:
        limit = each.limit.minor if each.limit else each.limit_seconds
        if limit is not None:
            before, added = _counted(asked, made, each.number)
            assert before + added <= limit or added <= 0


@proven
@given(units())
def test_every_second_is_in_exactly_one_portion_and_an_entry_is_billed_whole_or_waits_whole(asked: Unit) -> None:
    made = plan(asked)
    seconds: Counter[str] = Counter()
    for portion in made.portions:
        seconds[portion.entry_id] += portion.seconds
        assert portion.seconds >= (0 if portion.entry_id.startswith("c") else 1)
    assert {key: seconds[key] for key in seconds if not key.startswith("c")} == {
        each.entry_id: each.seconds for each in asked.works
    }
    for each in asked.works:
        own = [portion for portion in made.portions if portion.entry_id == each.entry_id]
        assert [portion.number for portion in own] == list(range(1, len(own) + 1))
        assert State.HELD not in {portion.state for portion in own} or len(own) == 1
    subjects = {item.id for item in asked.charges}
    assert subjects == {portion.entry_id for portion in made.portions} - {each.entry_id for each in asked.works}


@proven
@given(units())
def test_lines_are_the_sum_of_their_portions(asked: Unit) -> None:
    made = plan(asked)
    for line in (line for draft in made.drafts for line in draft.lines):
        own = [portion for portion in made.portions if portion.line_id == line.id]
        assert sum(portion.minor for portion in own) == line.amount.minor
        assert sum(portion.seconds for portion in own) == line.seconds
        assert sum(portion.charged_seconds for portion in own) == line.rounded_seconds
        assert sorted(portion.entry_id for portion in own) == sorted(line.entries)


@proven
@given(units(), st.randoms())
def test_the_order_of_input_is_irrelevant(asked: Unit, random: Any) -> None:
    works, charges = list(asked.works), list(asked.charges)
    random.shuffle(works)
    random.shuffle(charges)
    other = plan(replace(asked, works=tuple(works), charges=tuple(charges)))
    made = plan(asked)
    assert other.drafts == made.drafts
    assert sorted(other.portions, key=_place) == sorted(made.portions, key=_place)


def _place(portion: Any) -> tuple[str, int]:
    return portion.entry_id, portion.number


@proven
@given(units())
def test_a_contract_whose_orders_have_no_limit_is_billed_as_by_dates_alone(asked: Unit) -> None:
    free = tuple(replace(each, limit=None, limit_seconds=None) for each in asked.contract.orders)
    made = plan(replace(asked, contract=replace(asked.contract, orders=free)))
    endless = tuple(replace(each, limit=Money(10**12, "USD")) for each in free)
    wide = plan(replace(asked, contract=replace(asked.contract, orders=endless)))
    assert wide.drafts == made.drafts
    assert wide.portions == made.portions
