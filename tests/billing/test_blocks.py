"""Hours that are bought in blocks: what a month has of them, how long they live, when they are billed and warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.alerts import thresholds
from billing.cadence import QUARTER, Cadence
from billing.calendar import month
from billing.contract_periods import period_on
from billing.dated import Dated
from billing.issues import Issue, facts
from billing.money import Money
from billing.plan import plan
from billing.records import Contract, Rate, Work, Workstream
from billing.retainer_fees import fee_of, fees_due
from billing.retainer_records import Block, Included, Retainer
from billing.retainers import Beginning, block_in, carried_over, fee_in, granted, hours_for, next_hours
from billing.unit import Unit

H = 3600
SPRING = Block("B1", "20 hours", date(2026, 9, 3), 20 * H, Money(300000, "USD"), months=2)
AUTUMN = Block("B2", "10 hours", date(2026, 11, 30), 10 * H, Money(160000, "USD"), price=Decimal(160))
BANK = Retainer("CARE", "Care plan", fee=(), hours=(), blocks=(SPRING, AUTUMN))
CONTRACT = Contract(
    "acme", "Acme", "USD", (Workstream("CARE", "Care plan", True),), (Rate(Decimal(200)),), retainers=(BANK,)
)


@pytest.mark.parametrize(
    ("name", "block"), [("2026-08", None), ("2026-09", SPRING), ("2026-10", None), ("2026-11", AUTUMN)]
)
def test_a_month_has_the_fee_and_the_hours_of_the_block_that_is_bought_in_it(name: str, block: Block | None) -> None:
    assert block_in(BANK, name) == block
    assert fee_in(BANK, month(name)) == (block.amount if block else None)
    assert granted(BANK, month(name)) == (block.seconds if block else 0)


@pytest.mark.parametrize(
    ("origin", "ending", "lives"),
    [
        ("2026-09", "2026-09", True),
        ("2026-09", "2026-10", True),
        ("2026-09", "2026-11", False),  # it was bought for September and two more months
        ("2026-11", "2028-12", True),  # for good
        ("2026-05", "2028-12", True),  # carried over from before, and no block is known
    ],
)
def test_hours_of_a_block_live_as_long_as_it_says(origin: str, ending: str, lives: bool) -> None:
    left = ((origin, 3 * H),)
    assert carried_over(BANK, left, ending) == (left if lives else ())


def test_what_is_used_up_of_a_block_does_not_live_on_and_no_other_block_is_touched() -> None:
    left = (("2026-05", H), ("2026-09", 0), ("2026-11", 2 * H))
    assert carried_over(BANK, left, "2026-09") == (("2026-05", H), ("2026-11", 2 * H))


def test_a_month_of_pause_as_a_whole_ages_no_block() -> None:
    paused = replace(BANK, pauses=((date(2026, 10, 1), date(2026, 10, 31)),))
    left = (("2026-09", 3 * H),)
    assert carried_over(paused, left, "2026-11") == left
    assert carried_over(paused, left, "2026-12") == ()


def test_the_next_month_has_what_lives_on_and_what_is_bought_in_it() -> None:
    assert next_hours(BANK, (("2026-09", 3 * H),), "2026-11") == (("2026-09", 3 * H), ("2026-11", 10 * H))
    assert next_hours(BANK, (("2026-09", 3 * H), ("2026-11", H)), "2026-12") == (("2026-11", H), ("2026-12", 0))


def test_hours_carried_over_at_the_beginning_are_of_the_block_that_was_bought_last_before_it() -> None:
    begins = hours_for(BANK, "2026-10", Beginning("2026-10", 4 * H), {})
    assert begins == (("2026-09", 4 * H), ("2026-10", 0))
    own = hours_for(BANK, "2026-11", Beginning("2026-11", 4 * H), {})
    assert own == (("2026-09", 4 * H), ("2026-11", 10 * H)), "a block of the first month itself was not before it"
    unknown = hours_for(BANK, "2026-09", Beginning("2026-09", 4 * H), {})
    assert unknown == (("2026-08", 4 * H), ("2026-09", 20 * H))


# ---- what is billed ----


def due(contract: Contract, go_live: date, until: date) -> list[tuple[str, str]]:
    return [(name, item.id) for name, item in fees_due(contract, go_live, period_on(contract, until))]


def test_a_block_is_billed_once_with_the_period_in_which_it_is_bought() -> None:
    spring, autumn = fee_of("acme", BANK, "2026-09"), fee_of("acme", BANK, "2026-11")
    by_quarter = replace(CONTRACT, cadences=(Dated(None, Cadence(QUARTER)),))
    assert due(CONTRACT, date(2026, 9, 1), date(2026, 11, 1)) == [("2026-09", spring), ("2026-11", autumn)]
    assert due(CONTRACT, date(2026, 9, 1), date(2026, 10, 1)) == [("2026-09", spring)]
    assert due(by_quarter, date(2026, 9, 1), date(2026, 10, 1)) == [("2026-09-30", spring), ("2026-12-31", autumn)]
    ((_, item),) = fees_due(CONTRACT, date(2026, 10, 1), month("2026-12"))
    assert (item.day, item.description, item.amount) == (date(2026, 11, 30), "10 hours", Money(160000, "USD"))
    assert (item.quantity, item.unit_price) == (Decimal(10), Decimal(160))
    assert item.rule == "block B2 of CARE: 10:00 h for 1600.00 USD"


def test_a_block_of_the_first_day_is_billed_and_one_from_before_it_was_billed_already() -> None:
    spring = [("2026-09", fee_of("acme", BANK, "2026-09"))]
    assert due(CONTRACT, date(2026, 9, 3), date(2026, 9, 30)) == spring
    assert due(CONTRACT, date(2026, 9, 4), date(2026, 9, 30)) == []
    for since, found in ((date(2026, 9, 3), spring), (date(2026, 9, 4), [])):
        begins = replace(CONTRACT, retainers=(replace(BANK, since=since),))
        assert due(begins, date(2026, 9, 1), date(2026, 9, 30)) == found


def test_a_block_of_the_first_day_after_a_period_is_not_billed_with_it() -> None:
    contract = replace(CONTRACT, retainers=(replace(BANK, blocks=(replace(AUTUMN, day=date(2026, 12, 1)),)),))
    assert due(contract, date(2026, 9, 1), date(2026, 11, 1)) == []
    assert len(due(contract, date(2026, 9, 1), date(2026, 12, 1))) == 1


# ---- the warning ----


def test_people_are_warned_with_all_facts_when_a_month_takes_the_hours_across_a_threshold() -> None:
    contract = replace(CONTRACT, retainers=(replace(BANK, alert_at=(50, 80)),))
    work = Work("a", 1, date(2026, 10, 5), 7 * H, "CARE", "Kim", "")
    there = Included("CARE", (("2026-09", 10 * H),))
    (issue,) = plan(Unit(contract, month("2026-10"), "files", (work,), included=(there,))).issues
    assert issue == Issue(
        "prepaid_nearly_used",
        client="Acme",
        month="2026-10",
        subject="acme CARE 2026-10 80",
        facts=facts(
            contract="acme",
            workstream="CARE",
            period="2026-10",
            percent=80,
            used="17:00 h",
            bought="20:00 h",
            left="3:00 h",
            blocks="B1",
        ),
    )
    told = {each.key for each in thresholds([issue], {})}
    assert len(told) == 1 and told.isdisjoint(each.key for each in thresholds([_of_the_next_block(issue)], {}))


def _of_the_next_block(issue: Issue) -> Issue:
    """The same warning half a year later, of another block that is as large."""
    said = {**dict(issue.facts), "period": "2027-04", "blocks": "B2"}
    return replace(issue, month="2027-04", facts=facts(**said))
