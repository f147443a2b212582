"""Caps: nothing billed exceeds one, nothing is lost, and what is beyond one goes where the contract says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.cap_records import MONTH, TASK
from billing.caps import CapDrawn
from billing.draft_records import Line
from billing.openings import Opening
from billing.plan import Plan, plan
from billing.records import Cap, Dated, Order, Rounding, State, Task
from billing.unit import Unit
from billing.wishes import LineKind
from tests.billing.properties import proven
from tests.billing.test_order_limits import CONTRACT, codes, order, totals, unit, units, usd, work

IMPL, CARE = "ACME-IMPL", "ACME-CARE"


def cap(amount: str = "", hours: float = 0, on: str = IMPL, per: str = "total", beyond: str = "hold") -> Cap:
    money, seconds = (usd(amount) if amount else None), (int(hours * 3600) if hours else None)
    number = beyond.removeprefix("order ") if beyond.startswith("order ") else ""
    return Cap(on, money, seconds, per, "order" if number else beyond, number)


def states(made: Plan) -> list[tuple[str, str, int]]:
    return [(portion.entry_id, portion.state.value, portion.seconds) for portion in made.portions]


# ---- examples ----


def test_an_entry_that_does_not_fit_waits_whole_and_leaves_the_room_to_later_ones() -> None:
    works = [work("e1", "1", day=4), work("e2", "2"), work("e3", "0.2", day=6)]
    made = plan(unit(works, caps=(cap("125"),)))
    assert totals(made) == {"": "120.00"}
    assert states(made) == [("e2", "held", 7200), ("e1", "drafted", 3600), ("e3", "drafted", 720)]
    (issue,) = made.issues
    assert issue.sentence == (
        "Kim's 2:00 h on 2026-10-05 for ACME-IMPL do not fit the cap in money of ACME-IMPL of Acme: "
        "25.00 USD of 125.00 USD are left."
    )


def test_what_is_beyond_is_written_off_from_a_whole_step_on_with_its_reason() -> None:
    works = [work("e1", "1", day=4), work("e2", "2"), work("e3", "0.1", day=6)]
    made = plan(unit(works, caps=(cap("125", beyond="write off"),)))
    assert totals(made) == {"": "120.00"}
    off = [portion for portion in made.portions if portion.state is State.WRITTEN_OFF]
    assert [(p.entry_id, p.number, p.seconds, p.minor, p.line_id, p.reason) for p in off] == [
        ("e2", 1, 6480, 0, "", "beyond the cap in money of ACME-IMPL"),
        ("e3", 1, 360, 0, "", "beyond the cap in money of ACME-IMPL"),
    ]
    assert [issue.sentence for issue in made.issues] == [
        "1:54 h of 2026-10 go beyond the cap in money of ACME-IMPL of Acme (125.00 USD) and are written off, "
        "as contract acme says."
    ]


def test_what_is_beyond_stands_under_its_other_order_and_under_no_other() -> None:
    reserved = replace(order("PO-9"), reserved=True)
    orders = (order("PO-1"), reserved)
    made = plan(unit([work("e1", "3")], *orders, caps=(cap("125", beyond="order PO-9"),)))
    assert totals(made) == {"PO-1": "120.00", "PO-9": "180.00"}
    assert totals(plan(unit([work("e1", "3")], reserved, caps=(cap("125", beyond="order PO-9"),)))) == {
        "": "120.00",
        "PO-9": "180.00",
    }


def test_accepted_time_for_which_the_other_order_has_no_room_either_stands_on_one_line() -> None:
    other = replace(order("PO-8", "100"), reserved=True)
    waits = plan(unit([work("e1", "3")], other, caps=(cap("100", beyond="order PO-8"),)))
    assert totals(waits) == {} and codes(waits) == ["order_used_up"]
    accepted = replace(work("e1", "3"), accepted=("order_used_up",))
    made = plan(unit([accepted], other, caps=(cap("100", beyond="order PO-8"),)))
    assert sorted(totals(made).items()) == [("", "200.00"), ("PO-8", "100.00")]
    assert sorted((p.number, p.seconds, p.minor) for p in made.portions) == [(1, 7200, 20000), (2, 3600, 10000)]


def test_accepting_something_else_lets_no_time_go_beyond_a_cap() -> None:
    orders = [order("PO-1", "5.20"), order("PO-2", "8.50"), order("PO-3", "6.87"), order("PO-4", "1.95"), order("PO-9")]
    works = [replace(work(f"e{n}", "1", day=n), seconds=s) for n, s in enumerate((120, 360, 540), 1)]
    terms: dict[str, Any] = {"caps": (cap("28.33"),), "rounding": (Dated(None, Rounding()),)}
    plain = plan(unit(works, *orders, **terms))
    assert "beyond_cap" in codes(plain)
    accepted = [replace(works[0], accepted=("no_task",)), *works[1:]]
    assert plan(unit(accepted, *orders, **terms)).drafts == plain.drafts


def test_an_other_order_that_has_ended_or_is_full_makes_the_entry_wait() -> None:
    ended = replace(order("PO-9", until=date(2026, 10, 4)), reserved=True)
    made = plan(unit([work("e1", "3")], ended, caps=(cap("125", beyond="order PO-9"),)))
    assert (totals(made), codes(made)) == ({}, ["beyond_cap"])
    assert made.issues[0].sentence.endswith("are left; its other order PO-9 is not valid on that day.")
    full = replace(order("PO-9", "100"), reserved=True)
    capped = unit([work("e1", "3")], order("PO-1"), full, caps=(cap("125", beyond="order PO-9"),))
    for rule in ("next order", "hold", "bill without"):
        made = plan(replace(capped, contract=replace(capped.contract, when_order_is_used_up=rule)))
        assert (totals(made), codes(made)) == ({}, ["order_used_up"])
    assert states(made) == [("e1", "held", 10800)]


def test_the_tightest_of_several_caps_says_what_becomes_of_the_rest() -> None:
    both = (cap(hours=3, per=MONTH), cap("250", beyond="write off"), cap("1000", on=""))
    made = plan(unit([work("e1", "4")], caps=both))
    assert states(made) == [("e1", "written_off", 5400), ("e1", "drafted", 9000)]
    made = plan(unit([work("e1", "4")], caps=(cap(hours=2, per=MONTH), *both[1:])))
    assert states(made) == [("e1", "held", 14400)]


def test_a_cap_of_the_contract_counts_all_workstreams_and_one_of_a_workstream_its_own() -> None:
    works = [work("e1", "2", day=4), work("e2", "2", workstream=CARE)]
    assert totals(plan(unit(works, caps=(cap("300", on="", beyond="write off"),)))) == {"": "300.00"}
    assert totals(plan(unit(works, caps=(cap("150", on=CARE, beyond="write off"),)))) == {"": "350.00"}


def test_each_task_has_a_cap_of_its_own_and_time_without_a_task_waits() -> None:
    one, two = (Task("ACME-1"),), (Task("ACME-2"),)
    works = [work("e1", "2", tasks=one), work("e2", "2", tasks=two), work("e3", "1", tasks=one), work("e4", "1")]
    made = plan(unit(works, caps=(cap(hours=2.5, per=TASK, beyond="write off"),)))
    assert totals(made) == {"": "450.00"}
    assert codes(made) == ["no_task_for_cap", "cap_written_off"]
    accepted = [replace(each, accepted=("no_task_for_cap",)) for each in works]
    assert totals(plan(unit(accepted, caps=(cap(hours=2.5, per=TASK, beyond="write off"),)))) == {"": "550.00"}


def test_a_month_is_that_of_the_work_whichever_bills_it() -> None:
    works = [work("e1", "2"), replace(work("e2", "2"), day=date(2026, 9, 30), late=True)]
    drawn = (CapDrawn(IMPL, MONTH, "hours", "2026-09", 3600),)
    made = plan(replace(unit(works, caps=(cap(hours=2, per=MONTH, beyond="write off"),)), drawn_on_caps=drawn))
    assert sorted(states(made)) == [("e1", "drafted", 7200), ("e2", "drafted", 3600), ("e2", "written_off", 3600)]


def test_what_stands_elsewhere_and_what_was_billed_before_tieout_is_used_already() -> None:
    opening = Opening(
        date(2026, 10, 1), usd("0"), caps=((IMPL, usd("300")),), balances=(("cap_hours", IMPL, "", 3600),)
    )
    drawn = (CapDrawn(IMPL, "total", "amount", "", 20000),)
    asked = replace(
        unit([work("e1", "8")], caps=(cap("1000", beyond="write off"),), opening=opening), drawn_on_caps=drawn
    )
    assert totals(plan(asked)) == {"": "500.00"}
    in_hours = unit([work("e1", "8")], caps=(cap(hours=3, beyond="write off"),), opening=opening)
    assert totals(plan(in_hours)) == {"": "200.00"}


def test_accepted_time_is_billed_beyond_the_cap_and_counts() -> None:
    works = [work("e1", "2", accepted=("beyond_cap",)), work("e2", "1", day=6)]
    made = plan(unit(works, caps=(cap("125"),)))
    assert (totals(made), codes(made)) == ({"": "200.00"}, ["beyond_cap"])


def test_work_that_costs_nothing_uses_no_amount_up() -> None:
    works = [work("e1", "1"), work("e2", "1", day=6, activity="Gift"), work("e3", "1", day=7, no_charge=True)]
    made = plan(unit(works, caps=(cap("100"),)))
    assert (totals(made), codes(made)) == ({"": "100.00"}, [])


def test_a_cap_holds_to_the_cent_although_orders_divide_its_lines() -> None:
    """A minute at 100 is 1.67, two are 3.33, and one on each of two orders 1.67 + 1.67."""
    bare = replace(CONTRACT, rounding=(), orders=(order("PO-1", hours="0.0167"), order("PO-2")), caps=(cap("3.33"),))
    asked = replace(unit([]), contract=bare, works=(work("e1", "0.0333334"),))
    asked = replace(asked, works=(replace(asked.works[0], seconds=120),))
    made = plan(asked)
    assert sum(draft.total.minor for draft in made.drafts) <= 333
    wide = plan(replace(asked, contract=replace(bare, caps=(cap("3.34"),))))
    assert totals(wide) == {"PO-1": "1.67", "PO-2": "1.67"}


# ---- laws ----

figures: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.integers(1, 150000).map(lambda minor: {"amount": f"{minor / 100:.2f}"}),
    st.integers(1, 40).map(lambda quarters: {"hours": quarters / 4}),
)
kinds = st.tuples(
    figures,
    st.sampled_from([IMPL, CARE, ""]),
    st.sampled_from(["total", TASK, MONTH]),
    st.sampled_from(["hold", "write off", "order PO-8", "order PO-9"]),
)


@st.composite
def capped(draw: st.DrawFn) -> Unit:
    asked = draw(units())
    said = draw(st.lists(kinds, min_size=1, max_size=4))
    caps = {}
    for figure, on, per, beyond in said:
        caps[on, per, "amount" in figure] = cap(**figure, on=on, per=per, beyond=beyond)
    reserved: tuple[Order, ...] = (
        replace(order("PO-8", draw(st.sampled_from(["", "200"]))), reserved=True),
        replace(order("PO-9", until=draw(st.sampled_from([None, date(2026, 10, 20)]))), reserved=True),
    )
    by_task = draw(st.sampled_from(["task", "entry"]))
    contract = replace(
        asked.contract, caps=tuple(caps.values()), orders=(*asked.contract.orders, *reserved), lines_by=by_task
    )
    drawn = tuple(
        CapDrawn(each.workstream, each.per, "hours" if each.by_time else "amount", what, draw(st.integers(0, 9000)))
        for each in caps.values()
        for what in {"total": [""], MONTH: ["2026-10"], TASK: ["ACME-1", "ACME-2"]}[each.per]
    )
    return replace(asked, contract=contract, drawn_on_caps=drawn)


def _lines(made: Plan, each: Cap) -> list[tuple[Line, str]]:
    """The lines that a cap counts, and for each what it is counted as."""
    found = []
    for draft in made.drafts:
        for line in draft.lines:
            own = line.kind is LineKind.TIME and each.workstream in ("", line.workstream)
            if own and draft.order not in ("PO-8", "PO-9"):
                whats = {"total": [""], MONTH: ["2026-10"], TASK: [task.key for task in line.tasks]}[each.per]
                found += [(line, what) for what in whats]
    return found


@proven
@given(capped())
def test_what_is_billed_never_exceeds_a_cap(asked: Unit) -> None:
    made = plan(asked)
    standing = {each.key: each.used for each in asked.drawn_on_caps}
    for each in asked.contract.caps:
        added: Counter[str] = Counter()
        for line, what in _lines(made, each):
            added[what] += line.rounded_seconds if each.by_time else line.amount.minor
        for what, worth in added.items():
            before = standing[each.workstream, each.per, "hours" if each.by_time else "amount", what]
            assert worth == 0 or before + worth <= each.amount, (each, what)


@proven
@given(capped())
def test_orders_and_caps_on_the_same_work_both_hold(asked: Unit) -> None:
    made = plan(asked)
    elsewhere = {each.order: each for each in asked.drawn}
    assert asked.contract.opening is not None
    for each in asked.contract.orders:
        drafts = [draft for draft in made.drafts if draft.order == each.number]
        before = elsewhere.get(each.number)
        if each.limit is not None:
            opened = asked.contract.opening.billed_on(each.number)
            used = (before.minor if before else 0) + (opened.minor if opened else 0)
            drawn = sum(draft.total.minor for draft in drafts)
            assert drawn <= 0 or used + drawn <= each.limit.minor
        if each.limit_seconds is not None:
            times = [line for draft in drafts for line in draft.lines if line.kind is LineKind.TIME]
            seconds = sum(line.rounded_seconds for line in times)
            assert seconds == 0 or (before.seconds if before else 0) + seconds <= each.limit_seconds


@proven
@given(capped())
def test_every_second_is_in_exactly_one_portion(asked: Unit) -> None:
    made = plan(asked)
    seconds: Counter[str] = Counter()
    for portion in made.portions:
        seconds[portion.entry_id] += portion.seconds
    assert all(seconds[each.entry_id] == each.seconds for each in asked.works)
    for each in asked.works:
        own = [portion for portion in made.portions if portion.entry_id == each.entry_id]
        assert sorted(portion.number for portion in own) == list(range(1, len(own) + 1))
        assert State.HELD not in {portion.state for portion in own} or len(own) == 1
        assert all(portion.minor == 0 for portion in own if portion.state is State.WRITTEN_OFF)


@proven
@given(capped())
def test_lines_are_the_sum_of_their_portions(asked: Unit) -> None:
    made = plan(asked)
    for line in (line for draft in made.drafts for line in draft.lines):
        own = [portion for portion in made.portions if portion.line_id == line.id]
        assert sum(portion.minor for portion in own) == line.amount.minor
        assert sum(portion.seconds for portion in own) == line.seconds
        assert sum(portion.charged_seconds for portion in own) == line.rounded_seconds


@proven
@given(capped(), st.randoms())
def test_the_order_of_input_is_irrelevant(asked: Unit, random: Any) -> None:
    works = list(asked.works)
    random.shuffle(works)
    other, made = plan(replace(asked, works=tuple(works))), plan(asked)
    assert other.drafts == made.drafts
    assert sorted(other.portions, key=_place) == sorted(made.portions, key=_place)


def _place(portion: Any) -> tuple[str, int]:
    return portion.entry_id, portion.number


@proven
@given(capped())
def test_caps_that_are_never_reached_change_nothing(asked: Unit) -> None:
    tasks = all(each.tasks for each in asked.works)
    caps = [each for each in asked.contract.caps if tasks or each.per != TASK]
    wide = tuple(replace(each, limit=usd("9999999"), limit_seconds=None) for each in caps if not each.by_time)
    bare = replace(asked, contract=replace(asked.contract, caps=()))
    assert plan(replace(asked, contract=replace(asked.contract, caps=wide))).drafts == plan(bare).drafts


@pytest.mark.parametrize("beyond", ["hold", "write off"])
def test_a_plan_made_twice_is_the_same(beyond: str) -> None:
    asked = unit([work("e1", "3")], caps=(cap("125", beyond=beyond),))
    assert plan(asked) == plan(asked)
