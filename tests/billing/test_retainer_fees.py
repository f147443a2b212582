"""The fees of retainers: what they are called for good, what they say, and on which invoice each stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.calendar import month
from billing.contract_periods import period_on
from billing.dated import Dated
from billing.money import Money
from billing.plan import plan
from billing.records import Contract, Item, Rate, Work, Workstream
from billing.retainer_fees import fee_of, fees_due
from billing.retainer_records import Block, Included, Retainer
from billing.retainers import overage_on
from billing.unit import Unit
from billing.wishes import LineKind

H = 3600
BLOCK = Block("B1", "20 hours", date(2026, 9, 3), 20 * H, Money(300000, "USD"))
CARE = Retainer(
    "CARE", "Care plan", fee=(Dated(None, Money(310000, "USD")),), hours=(Dated(None, 8 * H),), in_advance=True
)
CONTRACT = Contract(
    "acme", "Acme", "USD", (Workstream("CARE", "Care plan", True),), (Rate(Decimal(200)),), retainers=(CARE,)
)


def due(since: date | None, go_live: date, until: str = "2026-10") -> list[tuple[str, date]]:
    """Which period bills the fee that begins on which day."""
    contract = replace(CONTRACT, retainers=(replace(CARE, since=since),))
    return [(name, item.day) for name, item in fees_due(contract, go_live, month(until))]


# ---- ids ----


def test_a_fee_is_called_the_same_for_good() -> None:
    assert fee_of("acme", CARE, "2026-09") == "fgqihp2vdulwu"
    assert fee_of("acme", replace(CARE, blocks=(BLOCK,)), "2026-09") == "f7m5x55oqsxbr"


def test_no_two_fees_have_one_id() -> None:
    bank = replace(CARE, blocks=(BLOCK, replace(BLOCK, code="B2", day=date(2026, 10, 3))))
    ids = [
        fee_of(contract, replace(each, workstream=workstream), name)
        for contract in ("acme", "other")
        for workstream in ("CARE", "HELP")
        for each in (CARE, bank)
        for name in ("2026-09", "2026-10")
    ]
    assert len(set(ids)) == len(ids) == 16


def test_a_month_in_which_no_block_is_bought_is_called_like_its_fee() -> None:
    assert fee_of("acme", replace(CARE, blocks=(BLOCK,)), "2026-10") == fee_of("acme", CARE, "2026-10")


# ---- what they say ----


def test_a_fee_says_what_it_is_for() -> None:
    contract = replace(CONTRACT, retainers=(replace(CARE, since=date(2026, 10, 10), in_advance=False),))
    ((_, first), (_, second)) = fees_due(contract, date(2026, 10, 1), month("2026-11"))
    assert first == Item(
        id=fee_of("acme", CARE, "2026-10"),
        version=1,
        kind=LineKind.FEE,
        day=date(2026, 10, 10),
        workstream="CARE",
        description="Care plan: October 10, 2026 – October 31, 2026",
        amount=Money(220000, "USD"),
        unit_price=Decimal("2200.00"),
        rule="fee of CARE for 2026-10, 22 of 31 days: 2200.00 USD",
        until=date(2026, 10, 31),
    )
    assert (second.day, second.until) == (date(2026, 11, 1), date(2026, 11, 30))
    assert second.rule == "fee of CARE for 2026-11: 3100.00 USD"


# ---- which invoice they stand on ----


@pytest.mark.parametrize(
    ("since", "go_live", "found"),
    [
        # it begins on go-live: nobody has billed its first month
        ("2026-10-01", "2026-10-01", [("2026-10", "2026-10-01"), ("2026-10", "2026-11-01")]),
        ("2026-10-15", "2026-10-15", [("2026-10", "2026-10-15"), ("2026-10", "2026-11-01")]),
        # it began before go-live, in the same month: that was billed in advance, before Tieout
        ("2026-10-05", "2026-10-15", [("2026-10", "2026-11-01")]),
        # the month before the first one is open from its last day, and bills it in advance
        ("2026-10-01", "2026-09-30", [("2026-09", "2026-10-01"), ("2026-10", "2026-11-01")]),
    ],
)
def test_the_first_fee_in_advance_is_billed_once_and_by_whoever_was_there(
    since: str, go_live: str, found: list[tuple[str, str]]
) -> None:
    expected = [(name, date.fromisoformat(day)) for name, day in found]
    assert due(date.fromisoformat(since), date.fromisoformat(go_live)) == expected


@pytest.mark.parametrize(
    ("ends", "found"),
    [("2026-10-10", []), ("2026-10-14", []), ("2026-10-15", ["2026-10"]), ("2026-11-10", ["2026-10", "2026-11"])],
)
@pytest.mark.parametrize("by", ["until", "pauses"])
def test_a_fee_in_arrears_of_days_before_go_live_alone_is_not_due(ends: str, found: list[str], by: str) -> None:
    last = date.fromisoformat(ends)
    over = {"until": last} if by == "until" else {"pauses": ((last + timedelta(days=1), None),)}
    care = replace(CARE, in_advance=False, **over)
    due = fees_due(replace(CONTRACT, retainers=(care,)), date(2026, 10, 15), month("2026-12"))
    assert [name for name, _ in due] == found


def test_a_fee_in_advance_stands_on_the_period_that_ends_the_day_before_however_short_it_is() -> None:
    contract = replace(CONTRACT, completed=(date(2026, 10, 30), date(2026, 10, 31)))
    found = fees_due(contract, date(2026, 10, 1), period_on(contract, date(2026, 10, 31)))
    assert ("2026-10-31", date(2026, 11, 1)) in [(name, item.day) for name, item in found]


# ---- beyond the hours ----


def test_a_line_names_the_overage_rate_with_the_day_from_which_it_holds() -> None:
    dated = replace(CARE, overage=(Dated(None, Decimal(250)), Dated(date(2026, 10, 1), Decimal(260))))
    work = Work("a", 1, date(2026, 10, 5), H, "CARE", "Kim", "")
    contract = replace(CONTRACT, retainers=(dated,))
    made = plan(Unit(contract, month("2026-10"), "files", (work,), included=(Included("CARE", ()),)))
    (line,) = made.drafts[0].lines
    beyond = "beyond the included hours of 2026-10"
    assert line.rate_rule == f"overage rate of CARE: 260.00 USD an hour, from 2026-10-01; {beyond}"


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2026, 9, 30), Rate(Decimal(250), (), None)),
        (date(2026, 10, 1), Rate(Decimal(260), (), date(2026, 10, 1))),
        (date(2026, 10, 2), Rate(Decimal(260), (), date(2026, 10, 1))),
    ],
)
def test_an_overage_rate_holds_from_its_first_day_on(day: date, rate: Rate) -> None:
    dated = replace(CARE, overage=(Dated(None, Decimal(250)), Dated(date(2026, 10, 1), Decimal(260))))
    assert overage_on(replace(CONTRACT, retainers=(dated,)), Work("a", 1, day, H, "CARE", "Kim", "")) == rate
