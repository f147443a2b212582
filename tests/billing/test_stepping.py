"""Steps that are taken again: they end, what waits has used nothing up, and several agreements hold side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.caps import CapDrawn
from billing.dated import Dated
from billing.lines import Billable, Priced
from billing.money import amount, quantity
from billing.plan import CHECKS, STEPS, plan
from billing.records import Cap, Rounding, State, Task
from billing.retainer_records import Included, Retainer
from billing.stepping import stepped
from billing.unit import Charged, Unit, unit_of
from billing.wishes import LineKind
from tests.billing.properties import proven
from tests.billing.test_caps import CARE, cap, capped
from tests.billing.test_order_limits import CONTRACT, order, unit, usd, work

H = 3600


def taken(asked: Unit) -> int:
    return sum(each.used for each in asked.drawn_on_caps)


# ---- rounds ----


def test_a_check_that_asks_for_another_round_and_takes_no_room_away_is_stopped() -> None:
    def never_satisfied(_: Sequence[Billable], __: Unit, room: Unit) -> Unit:
        return room

    with pytest.raises(AssertionError, match="took no room away"):
        stepped([], unit([]), STEPS, (never_satisfied,))


def test_rounds_end_with_the_room_however_much_a_check_wants() -> None:
    rooms: list[int] = []

    def once_more(_: Sequence[Billable], __: Unit, room: Unit) -> Unit | None:
        rooms.append(taken(room))
        more = CapDrawn("", "total", "amount", "", taken(room) + 1)
        return replace(room, drawn_on_caps=(more,)) if taken(room) < 5 else None

    stepped([], unit([]), (), (once_more,))
    assert rooms == [0, 1, 2, 3, 4, 5]


AFTER_A_CAP = [cap("100"), cap(hours=1), cap("100", beyond="write off"), cap(hours=1, beyond="order PO-9")]


@pytest.mark.parametrize("small", AFTER_A_CAP, ids=["in money", "in hours", "written off", "another order"])
@pytest.mark.parametrize("entries", [4, 80])
def test_all_that_one_order_lets_wait_is_found_in_a_few_rounds(small: Cap, entries: int) -> None:
    works = [work(f"e{number:02}", "1", day=1 + number // 4) for number in range(entries)]
    small_ones = [work("f1", "0.1", day=30), work("f2", "0.2", day=30)]
    orders = (order("PO-1", "25"), replace(order("PO-9"), reserved=True))
    asked = unit([*works, *small_ones], *orders, caps=(small,), when_order_is_used_up="hold")
    rounds = []

    def counts(items: Sequence[Billable], _: Unit) -> Charged:
        rounds.append(len(items))
        return Charged(list(items))

    charged: list[Billable] = [Priced(each, Decimal(100), "", each.seconds, "PO-1") for each in asked.works]
    done = stepped(charged, asked, (counts, *STEPS), CHECKS)
    assert [each.subject for each in done.waits] == [each.entry_id for each in works] + ["f2"]
    assert [each.subject for each in done.items] == ["f1"]
    assert {each.reason for each in done.waits} == {"purchase order PO-1 is used up"}
    assert len(rounds) <= 5


@pytest.mark.parametrize("beyond", ["hold", "write off"])
@pytest.mark.parametrize("entries", [4, 80])
def test_all_that_included_hours_pay_for_a_part_of_and_that_waits_is_found_in_a_few_rounds(
    beyond: str, entries: int
) -> None:
    works = [work(f"e{number:02}", "1", day=1 + number // 4, workstream=CARE) for number in range(entries)]
    asked = retained([*works, work("f1", "0.5", day=30, workstream=CARE)], hours=1)
    orders, caps = (order("PO-1", "25"),), (cap("100", on=CARE, beyond=beyond),)
    contract = replace(asked.contract, orders=orders, caps=caps, when_order_is_used_up="hold")
    asked = replace(asked, contract=contract, included=(Included(CARE, (("2026-10", H // 2),)),))
    rounds = []

    def counts(items: Sequence[Billable], _: Unit) -> Charged:
        rounds.append(len(items))
        return Charged(list(items))

    charged: list[Billable] = [Priced(each, Decimal(100), "", each.seconds, "PO-1") for each in asked.works]
    done = stepped(charged, asked, (counts, *STEPS), CHECKS)
    assert [each.subject for each in done.waits] == [each.entry_id for each in works]
    assert {each.reason for each in done.waits} == {"purchase order PO-1 is used up"}
    assert [(each.item.subject, each.state) for each in done.covered] == [("f1", State.COVERED)]
    assert len(rounds) <= 5


def test_hours_that_an_entry_of_several_tasks_gives_back_are_there_for_the_next_one() -> None:
    both = replace(work("a", "4", workstream=CARE), tasks=(Task("T-1", seconds=2 * H), Task("T-2", seconds=2 * H)))
    works = [both, work("b", "2", day=6, workstream=CARE), work("c", "2", day=7, workstream=CARE)]
    asked = retained(works, hours=3)
    terms = replace(asked.contract, orders=(order("PO-1", "50"),), when_order_is_used_up="hold")
    made = plan(replace(asked, contract=replace(terms, caps=(cap("100", on=CARE),))))
    assert states(made.portions) == {("a", State.HELD, 4 * H), ("b", State.COVERED, 2 * H), ("c", State.HELD, 2 * H)}


@st.composite
def divided(draw: st.DrawFn) -> tuple[Unit, list[Billable]]:
    """A few minutes of work that small orders divide, under a cap of what they come to undivided, or a little less."""
    prices = [
        Decimal(price) for price in draw(st.lists(st.sampled_from(["100", "50", "0.83"]), min_size=1, max_size=4))
    ]
    minutes = draw(st.lists(st.integers(1, 6), min_size=len(prices), max_size=len(prices)))
    limits = draw(st.lists(st.integers(0, 400), min_size=1, max_size=5))
    orders = tuple(order(f"PO-{number}", f"{limit / 100:.2f}") for number, limit in enumerate(limits, 1))
    worth = sum(amount(quantity(60 * each), price, "USD").minor for price, each in zip(prices, minutes, strict=True))
    small = cap(
        f"{max(1, worth - draw(st.integers(0, 3))) / 100:.2f}", beyond=draw(st.sampled_from(["hold", "write off"]))
    )
    works = [replace(work(f"e{number}", "1", day=1 + number), seconds=60 * each) for number, each in enumerate(minutes)]
    asked = unit(works, *orders, order("PO-9"), caps=(small,), rounding=(Dated(None, Rounding()),))
    return asked, [Priced(each, price, "", each.seconds, "PO-1") for each, price in zip(works, prices, strict=True)]


@proven
@given(divided())
def test_each_round_has_less_room_and_none_goes_on_below_nothing(made: tuple[Unit, list[Billable]]) -> None:
    asked, items = made
    rooms: list[int] = []

    def looks_on(all_items: Sequence[Billable], room: Unit) -> Charged:
        if not rooms or taken(room) != rooms[-1]:
            rooms.append(taken(room))
        return Charged(list(all_items))

    stepped(items, asked, (looks_on, *STEPS), CHECKS)
    (small,) = asked.contract.caps
    assert rooms == sorted(set(rooms))
    assert all(each <= small.amount for each in rooms[:-1]), "more was asked for when nothing was left"


# ---- several agreements ----


def test_what_waits_beyond_a_cap_has_used_no_included_hours() -> None:
    asked = retained([work("a", "4", workstream=CARE), work("b", "2", day=6, workstream=CARE)], hours=3)
    made = plan(replace(asked, contract=replace(asked.contract, caps=(cap("50", on=CARE),))))
    assert states(made.portions) == {("a", State.HELD, 4 * H), ("b", State.COVERED, 2 * H)}


def test_what_was_written_off_of_an_entry_that_waits_for_an_order_waits_with_it() -> None:
    asked = unit(
        [work("a", "4"), work("b", "1", day=6)],
        order("PO-1", "150"),
        caps=(cap("200", beyond="write off"),),
        when_order_is_used_up="hold",
    )
    made = plan(asked)
    assert states(made.portions) == {("a", State.HELD, 4 * H), ("b", State.DRAFTED, H)}
    assert [issue.code for issue in made.issues] == ["order_used_up"], "nothing is written off"


ROOM_FOR_AN_HOUR = [cap("100", on=CARE), cap(hours=1, on=CARE), cap(hours=1, on=CARE, beyond="write off")]


@pytest.mark.parametrize("small", ROOM_FOR_AN_HOUR, ids=["in money", "in hours", "written off"])
def test_what_waits_for_an_order_has_taken_no_room_of_a_cap(small: Cap) -> None:
    works = [work("a", "1"), work("b", "1", day=6, workstream=CARE), work("c", "0.5", day=7, workstream=CARE)]
    made = plan(unit(works, order("PO-1", "150"), caps=(small,), when_order_is_used_up="hold"))
    assert states(made.portions) == {("a", State.DRAFTED, H), ("b", State.HELD, H), ("c", State.DRAFTED, H // 2)}
    assert [issue.code for issue in made.issues] == ["order_used_up"]


def test_what_waits_for_an_order_sends_nothing_under_the_other_order_of_a_cap() -> None:
    works = [work("a", "1"), work("b", "1", day=6, workstream=CARE), work("c", "0.5", day=7, workstream=CARE)]
    orders = (order("PO-1", "150"), replace(order("PO-9"), reserved=True))
    small = cap(hours=1, on=CARE, beyond="order PO-9")
    made = plan(unit(works, *orders, caps=(small,), when_order_is_used_up="hold"))
    assert {draft.order: draft.total for draft in made.drafts} == {"PO-1": usd("150")}


def test_the_first_that_waits_is_taken_out_first_whatever_it_has_used() -> None:
    works = [work("a", "1"), work("b", "1", day=6), work("c", "4", day=7, workstream=CARE), work("d", "0.5", day=8)]
    asked = retained(works, hours=3)
    terms = replace(asked.contract, orders=(order("PO-1", "150"),), when_order_is_used_up="hold")
    made = plan(replace(asked, contract=replace(terms, caps=(cap("200"), cap(hours=2)))))
    held = {("b", State.HELD, H), ("c", State.HELD, 4 * H)}
    assert states(made.portions) == {("a", State.DRAFTED, H), *held, ("d", State.DRAFTED, H // 2)}


def test_covered_charged_and_written_off_parts_are_numbered_in_this_order() -> None:
    asked = retained([work("a", "4", workstream=CARE)], hours=1)
    capping = replace(asked.contract, caps=(cap("200", on=CARE, beyond="write off"),))
    made = plan(replace(asked, contract=capping))
    parts = sorted((each.number, each.state, each.seconds) for each in made.portions)
    assert parts == [(1, State.COVERED, H), (2, State.WRITTEN_OFF, H), (3, State.DRAFTED, 2 * H)]


def retained(works: list[Any], hours: int, contract: Any = CONTRACT) -> Unit:
    """Some work, with a retainer that includes hours."""
    care = Retainer(CARE, "Care", (Dated(None, usd("1000")),), (Dated(None, hours * H),))
    asked = replace(unit(works), contract=replace(contract, retainers=(care,)))
    return replace(asked, included=(Included(CARE, (("2026-10", hours * H),)),))


def states(portions: Sequence[Any]) -> set[tuple[str, State, int]]:
    return {(each.entry_id, each.state, each.seconds) for each in portions}


@st.composite
def mixed(draw: st.DrawFn) -> Unit:
    """Work under caps and orders, of which one workstream has included hours, and perhaps the other a fixed price."""
    asked = draw(capped())
    pools = (("2026-09", draw(st.integers(0, 4 * H))), ("2026-10", draw(st.integers(0, 12 * H))))
    care = Retainer(CARE, "Care", (Dated(None, usd("1000")),), (Dated(None, pools[1][1]),))
    price = draw(st.sampled_from([None, None, usd("900")]))
    streams = tuple(each if each.code == CARE else replace(each, price=price) for each in asked.contract.workstreams)
    contract = replace(asked.contract, retainers=(care,), workstreams=streams)
    return replace(asked, contract=contract, included=(Included(CARE, pools),))


@proven
@given(mixed(), st.randoms())
def test_side_by_side_all_agreements_hold_and_nothing_is_lost(asked: Unit, random: Any) -> None:
    made = plan(asked)
    seconds: Counter[str] = Counter()
    for portion in made.portions:
        seconds[portion.entry_id] += portion.seconds
    assert all(seconds[each.entry_id] == each.seconds for each in asked.works)
    for each in asked.works:
        own = [portion for portion in made.portions if portion.entry_id == each.entry_id]
        assert sorted(portion.number for portion in own) == list(range(1, len(own) + 1))
        assert State.HELD not in {portion.state for portion in own} or len(own) == 1
    streams = {each.entry_id: each.workstream for each in asked.works}
    covered = [each for each in made.portions if each.state is State.COVERED and streams[each.entry_id] == CARE]
    assert sum(each.charged_seconds for each in covered) <= sum(hours for _, hours in asked.included[0].hours)
    standing = {each.key: each.used for each in asked.drawn_on_caps}
    for one in [one for one in asked.contract.caps if one.per == "total" and not one.by_time]:
        lines = [
            line
            for draft in made.drafts
            for line in draft.lines
            if one.workstream in ("", line.workstream) and draft.order not in ("PO-8", "PO-9")
        ]
        worth = sum(line.amount.minor for line in lines if line.kind is LineKind.TIME)
        assert worth == 0 or standing[one.workstream, "total", "amount", ""] + worth <= one.amount
    shuffled = list(asked.works)
    random.shuffle(shuffled)
    other = plan(replace(asked, works=tuple(shuffled)))
    assert (other.drafts, set(other.portions)) == (made.drafts, set(made.portions))
    assert plan(unit_of(asked.inputs)) == made


def test_time_of_a_fixed_price_uses_no_cap_up() -> None:
    asked = unit([work("a", "9", day=4), work("b", "1", workstream=CARE)], caps=(cap("100", on=""),))
    streams = tuple(
        each if each.code == CARE else replace(each, price=usd("900")) for each in asked.contract.workstreams
    )
    made = plan(replace(asked, contract=replace(asked.contract, workstreams=streams)))
    assert states(made.portions) == {("a", State.COVERED, 9 * H), ("b", State.DRAFTED, H)}
    assert made.issues == ()
