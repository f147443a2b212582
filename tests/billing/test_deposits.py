"""What deposits pay of drafts: the oldest first, never more than there is, with the posting of what billed them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.deposit_records import Deposit, DepositLine, deposits_for, use_line
from billing.draft_records import Line
from billing.money import Money
from billing.plan import plan
from billing.records import Contract, Rate, State, Work, Workstream
from billing.unit import Unit
from billing.wishes import LineKind, Posting

TAXED = Posting("Deposit", "2400", "VAT 20")
CONTRACT = Contract("a", "Acme", "USD", (Workstream("W", "Work", True),), (Rate(Decimal(100)),))


def deposit(key: str, billed: int, used: int = 0) -> Deposit:
    return Deposit(key, "W", f"Deposit {key}", TAXED, "2026-09", billed, used)


def unit(hours: int, *deposits: Deposit, share: str = "100") -> Unit:
    work = Work("e1", 1, date(2026, 10, 5), hours * 3600, "W", "Kim", "")
    contract = Contract("a", "Acme", "USD", CONTRACT.workstreams, CONTRACT.rates, use_deposits=Decimal(share))
    return Unit(contract, month("2026-10"), "files", (work,) if hours else (), deposits=deposits)


def used(made: Unit) -> list[Line]:
    return [line for draft in plan(made).drafts for line in draft.lines if line.kind is LineKind.DEPOSIT_USED]


def test_the_oldest_is_used_first_and_the_posting_is_that_of_what_billed_it() -> None:
    first, second = used(unit(2, deposit("m1", 5000, used=1000), deposit("m2", 99999)))
    assert (first.amount, second.amount) == (Money(-4000, "USD"), Money(-16000, "USD"))
    assert (first.posting, first.unit_price, first.quantity) == (TAXED, Decimal("-40.00"), Decimal(1))
    assert first.rate_rule == "deposit of 50.00 USD billed in 2026-09, of which 0.00 USD are left"


def test_what_is_overdrawn_pays_nothing_more_and_is_not_asked_back() -> None:
    assert used(unit(2, deposit("m1", 5000, used=6000))) == []
    assert used(unit(0, deposit("m1", 5000))) == []


@given(st.integers(1, 40), st.lists(st.integers(0, 10**6), max_size=4), st.integers(1, 1000))
def test_deposits_never_pay_more_than_they_are_nor_than_their_share(hours: int, sums: list[int], share: int) -> None:
    deposits = [deposit(f"m{number}", minor) for number, minor in enumerate(sums)]
    made = plan(unit(hours, *deposits, share=f"{share / 10:.1f}"))
    paid = -sum(portion.minor for portion in made.portions if portion.entry_id.startswith("u"))
    assert paid == min(sum(sums), hours * 10000 * share // 1000)
    (draft,) = made.drafts
    assert draft.total.minor == hours * 10000 - paid >= 0
    assert sum(portion.minor for portion in made.portions) == draft.total.minor
    assert {portion.state for portion in made.portions} == {State.DRAFTED}


def line(kind: LineKind, draft: str, period: str, minor: int, *, posted: bool = True) -> DepositLine:
    line_id = use_line(draft, "m1") if kind is LineKind.DEPOSIT_USED else f"l{draft}"
    return DepositLine(line_id, draft, period, posted, kind, "W", "Deposit", TAXED, "m1", Money(minor, "USD"))


def test_a_deposit_is_there_once_its_invoice_is_posted_for_its_own_month_and_those_after_it() -> None:
    billed = line(LineKind.DEPOSIT, "d1", "2026-10", 5000)
    drafted = line(LineKind.DEPOSIT, "d1", "2026-10", 5000, posted=False)
    assert [each.left for each in deposits_for(CONTRACT, "2026-10", [billed])] == [5000]
    assert [each.left for each in deposits_for(CONTRACT, "2026-11", [billed])] == [5000]
    assert deposits_for(CONTRACT, "2026-09", [billed]) == ()
    assert deposits_for(CONTRACT, "2026-11", [drafted]) == ()


def test_drafts_of_earlier_months_count_as_used_and_open_ones_of_later_months_make_room() -> None:
    billed = line(LineKind.DEPOSIT, "d1", "2026-10", 5000)
    earlier = line(LineKind.DEPOSIT_USED, "d2", "2026-11", -1000, posted=False)
    later = line(LineKind.DEPOSIT_USED, "d3", "2027-01", -2000, posted=False)
    own = line(LineKind.DEPOSIT_USED, "d4", "2026-12", -500, posted=False)
    lines = [billed, earlier, later, own]
    assert [each.left for each in deposits_for(CONTRACT, "2026-12", lines)] == [4000]
    assert [each.left for each in deposits_for(CONTRACT, "2026-12", lines, ["2027-01"])] == [2000]
