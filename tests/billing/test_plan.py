"""What a plan proposes for one contract and month, beyond what the scenarios show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.calendar import month
from billing.money import Money
from billing.plan import Plan, plan
from billing.records import Contract, Dated, Item, Rate, Rounding, State, Terms, Work, Workstream
from billing.unit import Unit
from billing.wishes import LineKind

CONTRACT = Contract(
    "acme", "Acme", "USD", (Workstream("ACME-IMPL", "Implementation", True),), (Rate(Decimal(100)),), lines_by="person"
)


def work(entry_id: str, day: int = 5, seconds: int = 3600, held: str = "", tracker_rate: str = "") -> Work:
    return Work(
        entry_id,
        1,
        date(2026, 10, day),
        seconds,
        "ACME-IMPL",
        "Kim",
        "senior",
        project="Site",
        connector="harvest",
        held=held,
        tracker_rate=Decimal(tracker_rate) if tracker_rate else None,
    )


def planned(*works: Work, contract: Contract = CONTRACT) -> Plan:
    return plan(Unit(contract, month("2026-10"), "files", works))


def test_nothing_comes_of_nothing() -> None:
    assert planned() == Plan((), (), (), Money(0, "USD"))


def test_the_cents_of_a_line_are_shared_out_exactly() -> None:
    # Three times 1:40 minutes: 300 seconds are 0.0833 hours, 8.33 dollars, of which one gets a cent more.
    made = planned(work("e1", seconds=100), work("e2", seconds=100), work("e3", seconds=100))
    assert [portion.minor for portion in made.portions] == [278, 278, 277]
    assert made.drafts[0].total.minor == 833


def test_held_work_is_neither_billed_nor_placed_by_the_plan() -> None:
    made = planned(work("e1"), work("e2", held="not approved"))
    assert [(portion.entry_id, portion.state) for portion in made.portions] == [("e1", State.DRAFTED)]


def test_time_of_a_running_timer_is_no_held_time_and_worth_nothing_yet() -> None:
    held, runs = work("e1", held="not approved"), replace(work("e2", held="the timer is still running"), running=True)
    assert planned(held, runs).held_value == planned(held).held_value


def test_what_waits_for_held_time_is_unbilled_with_its_stated_amounts() -> None:
    waits = replace(CONTRACT, when_time_is_held="hold the invoice")
    licence = Item("c1", 1, LineKind.CHARGE, date(2026, 10, 1), "ACME-IMPL", "Licence", Money(4200, "USD"), Decimal(42))
    works = (work("e1"), work("e2", held="not approved"))
    found = plan(Unit(waits, month("2026-10"), "files", works, charges=(licence,)))
    without = plan(Unit(waits, month("2026-10"), "files", works))
    assert found.drafts == ()
    assert found.held_value.minor - without.held_value.minor == 4200


def test_a_rate_that_the_tracker_states_otherwise_is_one_issue_for_all_of_it() -> None:
    made = planned(work("e1", tracker_rate="90"), work("e2", 6, tracker_rate="90"), work("e3", tracker_rate="100"))
    (issue,) = made.issues
    assert (issue.code, issue.seconds) == ("tracker_rate_differs", 7200)
    assert issue.sentence == ("harvest has 90.00 USD an hour for Kim on Site; contract acme says 100.00 USD (2:00 h).")
    assert made.drafts[0].total.minor == 30000, "the contract's rate is billed"


def test_ids_of_drafts_and_lines_outlive_changes_of_their_content() -> None:
    before, after = planned(work("e1")), planned(work("e1", seconds=7200), work("e2"))
    assert [draft.id for draft in before.drafts] == [draft.id for draft in after.drafts]
    assert [line.id for line in before.drafts[0].lines] == [line.id for line in after.drafts[0].lines]


def test_the_draft_of_another_month_contract_or_books_is_another_draft() -> None:
    unit = Unit(CONTRACT, month("2026-10"), "files", (work("e1"),))
    others = [
        replace(unit, books="xero"),
        replace(unit, contract=replace(CONTRACT, id="bolt")),
        replace(unit, period=month("2026-11")),
    ]
    assert len({plan(each).drafts[0].id for each in (unit, *others)}) == 4


def test_work_before_the_first_terms_never_shares_an_invoice_with_work_after_it() -> None:
    dated = replace(CONTRACT, terms=(Dated(date(2026, 10, 15), Terms("net", 14, "net 14")),))
    drafts = planned(work("e1", 14), work("e2", 15), contract=dated).drafts
    assert [(draft.terms, draft.lines[0].entries) for draft in drafts] == [("", ("e1",)), ("net 14", ("e2",))]
    swapped = planned(work("e2", 14), work("e1", 15), contract=dated).drafts
    assert [draft.terms for draft in swapped] == ["", "net 14"]


def test_inputs_are_equal_for_works_in_any_order_and_differ_for_any_change() -> None:
    one, other = work("e1"), work("e2")
    unit = Unit(CONTRACT, month("2026-10"), "files", (one, other))
    assert replace(unit, works=(other, one)).inputs == unit.inputs
    assert replace(unit, works=(one, replace(other, note="x"))).inputs != unit.inputs
    assert replace(unit, contract=replace(CONTRACT, approver="someone@else.test")).inputs == unit.inputs
    assert replace(unit, contract=replace(CONTRACT, rates=(Rate(Decimal(101)),))).inputs != unit.inputs


def test_ids_do_not_decide_who_gets_the_odd_second() -> None:
    each_line = replace(CONTRACT, lines_by="entry", rounding=(Dated(None, Rounding(360, "up", "person and day")),))
    works = [replace(work(f"e{n}", seconds=601), note=f"note {n}") for n in range(7)]
    renamed = [replace(each, entry_id=f"e{9 - n}") for n, each in enumerate(works)]
    found, other = (planned(*some, contract=each_line) for some in (works, renamed))
    charged = [{portion.entry_id: portion.charged_seconds for portion in each.portions} for each in (found, other)]
    assert [charged[0][f"e{n}"] for n in range(7)] == [charged[1][f"e{9 - n}"] for n in range(7)]
    assert len(set(charged[0].values())) > 1, "somebody gets an odd second"


def test_a_line_at_no_charge_states_no_rounding_since_there_is_none() -> None:
    contract = replace(CONTRACT, rounding=(Dated(None, Rounding(900)),))
    free = replace(work("e1", seconds=1000), no_charge=True)
    (draft,) = planned(free, work("e2", day=6, seconds=1000), contract=contract).drafts
    assert [(line.kind, line.rounded_seconds, line.rounding) for line in draft.lines] == [
        (LineKind.TIME, 1800, "up to 15 minutes per entry"),
        (LineKind.NO_CHARGE, 1000, "not rounded"),
    ]
