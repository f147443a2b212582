"""Opening balances are proposed from what documents and work certainly say; what they do not say has no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import months_between
from billing.cap_records import LOGGED, Budget, Cap
from billing.dated import Dated
from billing.milestones import Milestone
from billing.money import Money
from billing.opening_proposals import propose
from billing.opening_records import Asked, Billed, Certainty, History, Proposal, Time, Tracked, Wanted
from billing.order_records import Order
from billing.records import Contract, Rate, Workstream
from billing.retainer_records import Block, Retainer, Rollover
from billing.wishes import LineKind
from tests.billing.properties import proven

PROVEN, CHECK, UNKNOWN, _ = Certainty
GO_LIVE = date(2026, 10, 1)
SINCE = date(2026, 6, 1)
HOUR = 3600
NO_TIME = Time()
Proposals = dict[tuple[str, str], Proposal]
CONTRACT = Contract(
    id="acme",
    client="Acme Corp",
    currency="USD",
    workstreams=(Workstream("ACME-IMPL", "Intake bot", True),),
    rates=(Rate(Decimal(150)),),
    orders=(Order("PO-1"), Order("PO-2")),
    since=SINCE,
)
MILESTONES = (
    Milestone("acme", "M1", "ACME-IMPL", "Design accepted", Money(500000, "USD"), GO_LIVE, due=date(2026, 9, 1)),
    Milestone("acme", "M2", "ACME-IMPL", "Pilot live", Money(750000, "USD"), GO_LIVE),
)


def line(number: str, minor: int, words: str = "Work", **more: object) -> Billed:
    made = Billed(f"id-{number}", number, date(2026, 8, 31), minor, words)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a line


def asked(*wanted: tuple[str, str], contract: Contract = CONTRACT, **more: object) -> Asked:
    made = Asked(contract, GO_LIVE, tuple(Wanted(*each) for each in wanted), siblings=(contract,))
    made = replace(made, **more)  # type: ignore[arg-type]  # the fields are those of what is asked
    return replace(made, their_milestones=made.their_milestones or made.milestones)


def history(*lines: Billed, **more: object) -> History:
    return replace(History(lines, since=SINCE), **more)  # type: ignore[arg-type]  # the fields are those of a history


def proposed(asking: Asked, *lines: Billed, time: Time = NO_TIME, **more: Any) -> Proposals:
    """The proposals by key and name, with the law that holds of each."""
    found = propose(asking, history(*lines, **more), time)
    for each in found:
        assert (each.worth is None) == (each.certainty is UNKNOWN)
        assert each.certainty is PROVEN or each.why, each
        if each.worth is not None:
            assert sum(part.worth for part in each.evidence) == each.worth
    return {(each.key, each.name): each for each in found}


def order(*lines: Billed, number: str = "PO-1", **more: Any) -> Proposal:
    return proposed(asked(("orders", "PO-1"), ("orders", "PO-2")), *lines, **more)["orders", number]


def told(found: Proposal) -> tuple[Certainty, int | None]:
    return found.certainty, found.worth


# ---- orders ----


def test_lines_and_references_that_name_an_order_are_drawn_on_it() -> None:
    lines = (
        line("INV-1", 10000, reference="Order PO-1"),
        line("INV-1", 2500, "More work", reference="Order PO-1"),
        line("INV-2", 5000, "po-1: September"),
        line("INV-3", 7700, "PO-12 is another", reference="PO-2"),
    )
    found = order(*lines)
    assert told(found) == (PROVEN, 17500)
    assert [(each.what, each.worth) for each in found.evidence] == [("INV-1", 12500), ("INV-2", 5000)]
    assert told(order(*lines, number="PO-2")) == (PROVEN, 7700)


def test_a_credit_gives_back_by_its_own_words_its_invoices_number_or_the_ledgers_link() -> None:
    bill = line("INV-1", 10000, reference="PO-1")
    back = line("CN-1", -4000, credit=True)
    for credit in (
        replace(back, reference="PO-1"),
        replace(back, words="Credit for INV-1"),
        replace(back, linked=("id-INV-1",)),
    ):
        assert told(order(bill, credit)) == (PROVEN, 6000)
    assert told(order(bill, back)) == (CHECK, 10000), "nobody knows what it takes back"
    assert told(order(bill, replace(back, minor=-10001, reference="PO-1"))) == (UNKNOWN, None)


def test_a_short_number_is_a_name_only_where_something_says_so() -> None:
    contract = replace(CONTRACT, orders=(Order("12"), Order("4500012345")))
    asking = asked(("orders", "12"), ("orders", "4500012345"), contract=contract)
    lines = (
        line("7", 100, "Review", reference="12"),
        line("8", 200, "PO 12: Review"),
        line("9", 400, "12 hours", reference="4500012345"),
        line("C-1", -50, "Credit for invoice 8", credit=True),
        line("C-2", -30, "8 hours too many", reference="4500012345", credit=True),
    )
    found = proposed(asking, *lines)
    assert told(found["orders", "12"]) == (PROVEN, 250)
    assert told(found["orders", "4500012345"]) == (PROVEN, 370)


def test_two_orders_on_one_document_are_told_apart_by_lines_or_not_at_all() -> None:
    both = "PO-1 and PO-2"
    apart = (line("INV-1", 100, "PO-1 work", reference=both), line("INV-1", 200, "PO-2 work", reference=both))
    assert told(order(*apart)) == (PROVEN, 100)
    found = order(*apart, line("INV-1", 50, "Travel", reference=both))
    assert told(found) == (UNKNOWN, None)
    assert "at least 1.00 USD" in found.why[0]
    assert told(order(line("INV-1", 300, both))) == (UNKNOWN, None)
    beside = order(line("INV-1", 100, "PO-1 work"), line("INV-1", 50, "Travel"))
    assert told(beside) == (CHECK, 100)
    assert "0.50 USD" in beside.why[0]


def test_nothing_is_a_silent_zero() -> None:
    assert told(order()) == (UNKNOWN, None)
    assert told(order(line("INV-1", 10000))) == (UNKNOWN, None)
    assert told(order(line("INV-1", 10000, "PO-2"))) == (CHECK, 0)
    refused = order(line("INV-1", 10000, "PO-1"), why_not="books could not be asked")
    assert told(refused) == (UNKNOWN, None)
    assert refused.why == ("books could not be asked",)


def test_what_a_history_does_not_show_is_a_doubt() -> None:
    bill = line("INV-1", 10000, "PO-1")
    assert told(order(bill, line("INV-2", 300))) == (CHECK, 10000)
    assert told(order(bill, line("INV-2", 300, "PO-1 October", late=True))) == (CHECK, 10000)
    assert told(order(bill, unread=("INV-9",))) == (CHECK, 10000)
    assert told(order(bill, strangers=(line("X-1", 9, "PO-1"),))) == (CHECK, 10000)
    assert told(order(bill, since=date(2026, 7, 1))) == (CHECK, 10000)
    no_start = replace(CONTRACT, since=None)
    assert told(proposed(asked(("orders", "PO-1"), contract=no_start), bill)["orders", "PO-1"]) == (CHECK, 10000)


def test_another_currency_is_never_added() -> None:
    bill = line("INV-1", 10000, "PO-1")
    assert told(order(bill, foreign=(line("INV-2", 500, "PO-1"),))) == (UNKNOWN, None)
    assert told(order(bill, foreign=(line("INV-2", 500, "PO-9"),))) == (PROVEN, 10000)


def test_an_order_that_two_contracts_share_cannot_be_divided() -> None:
    other = replace(CONTRACT, id="acme-two")
    asking = asked(("orders", "PO-1"), siblings=(CONTRACT, other))
    found = proposed(asking, line("INV-1", 10000, "PO-1"))["orders", "PO-1"]
    assert told(found) == (UNKNOWN, None)


def test_hours_of_an_order_are_only_those_that_lines_state() -> None:
    asking = asked(("order_hours", "PO-1"))
    stated = line("INV-1", 30000, "PO-1", quantity=Decimal(2), price=Decimal(150))
    words = line("INV-2", 9000, "PO-1, hours of review", quantity=Decimal("0.5"), price=Decimal(180))
    found = proposed(asking, stated, words)["order_hours", "PO-1"]
    assert told(found) == (PROVEN, 9000)
    fee = line("INV-3", 9000, "PO-1 fee", quantity=Decimal(1), price=Decimal(90))
    assert told(proposed(asking, stated, fee)["order_hours", "PO-1"]) == (UNKNOWN, None)


# ---- milestones and deposits ----


def milestone(code: str, *lines: Billed, **more: Any) -> Proposal:
    return proposed(asked(milestones=MILESTONES), *lines, **more)["milestones_billed", code]


def test_a_milestone_was_billed_where_a_line_names_it_with_its_amount() -> None:
    assert told(milestone("M1", line("INV-1", 500000, "Design accepted (first)"))) == (PROVEN, 500000)
    assert told(milestone("M1", line("INV-1", 500000, "M1"))) == (PROVEN, 500000)
    halves = (line("INV-1", 250000, "M1"), line("INV-2", 250000, "M1, rest"))
    assert told(milestone("M1", *halves)) == (CHECK, 500000)
    assert told(milestone("M1", line("INV-1", 400000, "M1"))) == (UNKNOWN, None)
    assert told(milestone("M1", line("INV-1", 1250000, "M1 and M2"))) == (UNKNOWN, None)


def test_a_milestone_that_nobody_billed_is_not_billed_but_for_one_that_was_due() -> None:
    assert told(milestone("M2", line("INV-1", 100))) == (CHECK, 0)
    assert told(milestone("M1", line("INV-1", 100))) == (UNKNOWN, None)
    assert told(milestone("M2", line("INV-1", 750000, "The pilot"))) == (UNKNOWN, None), "it may be that"
    back = line("CN-1", -750000, "M2", credit=True)
    assert told(milestone("M2", line("INV-1", 750000, "M2"), back)) == (CHECK, 0)
    assert told(milestone("M2", line("INV-1", 750000, "M2", late=True))) == (CHECK, 750000)


def test_deposits_are_what_was_paid_in_advance_less_what_was_used() -> None:
    asking = asked(deposit_places=frozenset({"DEP"}))
    paid, used = line("INV-1", 100000, item="DEP"), line("INV-2", -30000, item="DEP")
    assert told(proposed(asking, paid, used)["deposits", ""]) == (PROVEN, 70000)
    assert told(proposed(asking, replace(paid, paid=False), used)["deposits", ""]) == (CHECK, 70000)
    worded = proposed(asking, paid, line("INV-2", -30000, "Less deposit"))["deposits", ""]
    assert told(worded) == (CHECK, 70000)
    assert told(proposed(asking, used)["deposits", ""]) == (UNKNOWN, None)
    assert ("deposits", "") not in proposed(asking, line("INV-1", 5000))
    stated = replace(MILESTONES[1], code="D1", description="Kick-off payment", kind=LineKind.DEPOSIT)
    assert told(proposed(asked(milestones=(stated,)))["deposits", ""]) == (CHECK, 0)
    foreign = proposed(asking, paid, foreign=(replace(paid, number="INV-3"),))
    assert told(foreign["deposits", ""]) == (UNKNOWN, None)


# ---- hours ----


def retainer(**more: object) -> Retainer:
    made = Retainer("ACME-CARE", "Care", (), (Dated(None, 10 * HOUR),), rollover=Rollover(1), since=date(2026, 7, 1))
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a retainer


def work(entry: str, day: date, hours: int, stream: str = "ACME-CARE", **more: object) -> Tracked:
    made = Tracked(entry, day, hours * HOUR, hours * HOUR, stream)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of work


def tracked(*works: Tracked, months: Sequence[str] = ("2026-07", "2026-08", "2026-09")) -> Time:
    return Time(works, frozenset(months))


def carried(own: Retainer, time: Time, **more: Any) -> Proposals:
    contract = replace(CONTRACT, retainers=(own,), workstreams=(Workstream("ACME-CARE", "Care", True),))
    return proposed(asked(("retainers", "ACME-CARE"), contract=contract, **more), time=time)


CARE = ("retainers", "ACME-CARE")


def test_hours_that_roll_over_are_worked_out_month_by_month() -> None:
    works = (work("a", date(2026, 7, 3), 4), work("b", date(2026, 8, 3), 12), work("c", date(2026, 9, 3), 9))
    found = carried(retainer(), tracked(*works))[CARE]
    assert told(found) == (CHECK, 5 * HOUR), (
        "July's six hours pay for half of August's, whose last four for September's"
    )
    months = [(each.what, (each.worth or 0) // HOUR) for each in found.evidence]
    assert months == [("2026-07", 6), ("2026-08", -2), ("2026-09", 1)]
    free = replace(works[2], billable=False)
    assert told(carried(retainer(), tracked(*works[:2], free))[CARE])[1] == 10 * HOUR
    assert told(carried(retainer(rollover=Rollover(1, 5 * HOUR)), tracked(*works))[CARE]) == (CHECK, 4 * HOUR)


def test_nothing_is_carried_over_without_a_rollover_and_nothing_is_known_without_time() -> None:
    assert told(carried(retainer(rollover=None), tracked())[CARE]) == (PROVEN, 0)
    found = carried(retainer(), tracked(months=("2026-07", "2026-09")))[CARE]
    assert told(found) == (UNKNOWN, None)
    assert "2026-08" in found.why[0]
    assert told(carried(retainer(), Time())[CARE]) == (UNKNOWN, None)


def test_a_retainer_without_a_beginning_is_known_only_if_what_was_before_makes_no_difference() -> None:
    own = retainer(since=None)
    assert told(carried(own, tracked(work("a", date(2026, 9, 1), 2)))[CARE]) == (CHECK, 10 * HOUR)
    short = tracked(work("a", date(2026, 9, 1), 2), months=("2026-09",))
    assert told(carried(own, short)[CARE]) == (UNKNOWN, None)


def test_a_go_live_within_a_month_says_what_was_used_of_it_before() -> None:
    works = (work("a", date(2026, 10, 2), 3), work("b", date(2026, 9, 2), 1))
    time = tracked(*works, months=("2026-07", "2026-08", "2026-09", "2026-10"))
    found = carried(retainer(), time, go_live=date(2026, 10, 12))
    assert told(found["retainers_used", "ACME-CARE"]) == (CHECK, 3 * HOUR)
    assert told(found[CARE]) == (CHECK, 10 * HOUR)


def test_blocks_are_what_is_left_of_them() -> None:
    own = retainer(
        hours=(), rollover=None, since=None, blocks=(Block("B1", "20 h", date(2026, 8, 5), 20 * HOUR, Money(1, "USD")),)
    )
    time = tracked(work("a", date(2026, 8, 9), 5), work("b", date(2026, 9, 9), 6))
    assert told(carried(own, time)[CARE]) == (CHECK, 9 * HOUR)


def test_caps_and_budgets_in_hours_are_the_work_before() -> None:
    contract = replace(CONTRACT, since=date(2026, 9, 1), budgets=(Budget("ACME-IMPL", None, HOUR, (), LOGGED),))
    wanted = (("cap_hours", "ACME-IMPL"), ("budget_hours", "ACME-IMPL"), ("task_cap_hours", "ACME-IMPL"))
    works = (
        work("a", date(2026, 9, 2), 2, "ACME-IMPL", tasks=("A-1",)),
        work("b", date(2026, 9, 3), 3, "ACME-IMPL", tasks=("A-1", "A-2"), held=True),
        work("c", date(2026, 9, 4), 5, "ACME-IMPL", billable=False),
        work("d", date(2026, 9, 4), 7, "OTHER"),
        work("e", date(2026, 9, 5), 6, "ACME-IMPL", tasks=("A-1",), ours=True),
    )
    found = propose(asked(*wanted, contract=contract), history(), tracked(*works))
    assert [(each.key, each.task, (each.worth or 0) // HOUR) for each in found] == [
        ("cap_hours", "", 5),
        ("budget_hours", "", 10),
        ("task_cap_hours", "A-1", 5),
        ("task_cap_hours", "A-2", 3),
    ]
    assert {each.certainty for each in found} == {CHECK}
    assert "1 entry of it wait" in found[0].why[1]
    assert told(proposed(asked(wanted[0], contract=CONTRACT), time=tracked())[wanted[0]]) == (UNKNOWN, None)


def test_caps_and_budgets_in_money_are_lines_that_name_their_work() -> None:
    two = replace(CONTRACT, workstreams=(*CONTRACT.workstreams, Workstream("ACME-OPS", "Operations", True)))
    two = replace(two, caps=(Cap("ACME-IMPL", Money(100, "USD")),))
    lines = (line("INV-1", 5000, "Intake bot, August"), line("INV-2", 700, "Operations"))
    wanted = ("caps", "ACME-IMPL")
    assert told(proposed(asked(wanted, contract=two), *lines)[wanted]) == (CHECK, 5000)
    assert told(proposed(asked(("budgets", "acme"), contract=two), *lines)["budgets", "acme"]) == (CHECK, 5700)
    unclear = proposed(asked(wanted, contract=two), *lines, line("INV-3", 10))[wanted]
    assert told(unclear) == (UNKNOWN, None)
    only = asked(wanted, milestones=MILESTONES)
    assert told(proposed(only, line("INV-3", 1000), line("INV-4", 500000, "M1"))[wanted]) == (CHECK, 1000)
    month = ("month_caps", "ACME-IMPL")
    assert told(proposed(asked(month), *lines)[month]) == (UNKNOWN, None)


# ---- laws ----

NAMED = ("PO-1", "PO-2", "PO-1 and PO-2", "", "M1", "M2", "deposit", "Intake bot")


@st.composite
def bills(draw: st.DrawFn) -> list[Billed]:
    """Documents of one or two lines, and credit notes that name an order or an invoice."""
    lines = []
    for place in range(draw(st.integers(0, 6))):
        credit = draw(st.sampled_from((False, False, True)))
        reference = (
            draw(st.sampled_from((*NAMED, *(f"INV-{n}" for n in range(place)))))
            if credit
            else draw(st.sampled_from(NAMED))
        )
        day = date(2026, draw(st.integers(6, 9)), draw(st.integers(1, 28)))
        for _ in range(draw(st.integers(1, 2))):
            minor = draw(st.sampled_from((1, 999, 500000, 750000)))
            words = draw(st.sampled_from(NAMED))
            made = line(f"INV-{place}", -minor if credit else minor, words, reference=reference, credit=credit, day=day)
            lines.append(made)
    return lines


EVERYTHING = asked(
    ("orders", "PO-1"), ("orders", "PO-2"), ("caps", "ACME-IMPL"), ("budgets", "acme"), milestones=MILESTONES
)


@proven
@given(bills(), st.randoms(use_true_random=False))
def test_evidence_comes_to_what_is_proposed_in_whatever_order_it_is_read(lines: list[Billed], chance: object) -> None:
    found = propose(EVERYTHING, history(*lines), Time())
    for each in found:
        assert (each.worth is None) == (each.certainty is UNKNOWN)
        assert each.worth is None or each.worth == sum(part.worth for part in each.evidence) >= 0
    mixed = list(lines)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # it is a Random
    assert propose(EVERYTHING, history(*mixed), Time()) == found


@proven
@given(bills(), st.integers(1, 10**6))
def test_a_credit_gives_back_exactly_what_it_says(lines: list[Billed], minor: int) -> None:
    before = {(each.key, each.name): each for each in propose(EVERYTHING, history(*lines), Time())}
    credit = line("CN-9", -minor, "PO-1", credit=True, day=date(2026, 9, 30))
    after = {(each.key, each.name): each for each in propose(EVERYTHING, history(*lines, credit), Time())}
    had, has = before["orders", "PO-1"], after["orders", "PO-1"]
    if has.worth is not None:
        assert had.worth is not None
        assert has.worth == had.worth - minor
    assert before["orders", "PO-2"].worth in (after["orders", "PO-2"].worth, None)


@proven
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 28), st.integers(1, 15)), max_size=12),
    st.integers(0, 4),
    st.one_of(st.none(), st.integers(1, 20)),
)
def test_no_more_is_carried_over_than_was_granted_and_lives(
    days: list[tuple[int, int, int]], months: int, most: int | None
) -> None:
    rule = Rollover(months, most * HOUR if most else None) if months else None
    works = [work(str(n), date(2026, 6 + m, d), h) for n, (m, d, h) in enumerate(days)]
    names = [each.name for each in months_between(date(2026, 6, 1), date(2026, 9, 1))]
    found = carried(retainer(rollover=rule, since=SINCE), tracked(*works, months=names))[CARE]
    assert found.worth is not None
    limit = min(10 * HOUR * months, most * HOUR if most and months else 10**9)
    assert 0 <= found.worth <= limit
    again = carried(retainer(rollover=rule, since=SINCE), tracked(*reversed(works), months=names))[CARE]
    assert again == found
