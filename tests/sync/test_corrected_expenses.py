"""Billed work whose new amount would wait if it were new: it can be corrected all the same, and the reason is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from billing.decisions import DecisionKind
from review.decide import Filter, Wish, filtered
from review.decide_words import preview
from review.drift import ADJUSTMENT, CREDIT_NOTE, LEAVE
from tests.laws import small
from tests.laws.house import House, house_of
from tests.laws.small import NOVEMBER, OCTOBER, codes, totals, worked
from tests.sync.test_expenses import AGENCY, HOTEL, TRAIN, bring
from tests.sync.test_stages import contract

TERMS = {"markup": "10 %", "limit": "500"}
ANOTHER = "another cost"
REFUND = f"{ANOTHER}; it is a refund, which correcting it accepts"
OVER = f"{ANOTHER}; it is over the limit of 500.00 USD, which correcting it accepts"
BOTH = f"{ANOTHER}; it has no receipt and it is over the limit of 500.00 USD, which correcting it accepts"


@pytest.fixture
def house() -> Iterator[House]:
    limited = contract("a", "AAA-ONE", expenses=TERMS)
    with house_of(replace(AGENCY, contracts=(limited, contract("b", "BBB-ONE")))) as made:
        bring(made, TRAIN, HOTEL)
        made.run([OCTOBER])
        made.bill()
        yield made


@pytest.mark.parametrize(
    ("now", "why", "difference", "ways"),
    [
        (TRAIN.replace("120.00", "0.00"), ANOTHER, "-132.00", [ADJUSTMENT, CREDIT_NOTE, LEAVE]),
        (TRAIN.replace("120.00", "-120.00"), REFUND, "-264.00", [ADJUSTMENT, LEAVE]),
        (TRAIN.replace("120.00", "990.00"), OVER, "957.00", [ADJUSTMENT, LEAVE]),
        (TRAIN.replace("120.00", "990.00").replace("https://x.test/r/1", ""), BOTH, "957.00", [ADJUSTMENT, LEAVE]),
    ],
    ids=["zero", "refund", "over the limit", "no receipt"],
)
def test_a_billed_expense_that_would_wait_now_is_corrected_and_what_that_accepts_is_said(
    house: House, now: str, why: str, difference: str, ways: list[str]
) -> None:
    bring(house, now, HOTEL)
    house.run()
    (found,) = house.drift()
    assert (found.why, [each.by for each in found.proposals]) == (why, ways)
    house.correct(ADJUSTMENT, found.entry.id, why="the client agreed")
    house.run([NOVEMBER])
    assert totals(house) == {"a 2026-10": "462.55", "a 2026-11": difference}
    house.bill()
    house.run()
    assert (house.drift(), codes(house)) == ([], [])


def test_accepting_an_expense_that_changed_after_billing_is_about_the_change_alone(house: House) -> None:
    bring(house, TRAIN.replace("120.00", "90.00"), HOTEL)
    house.run()
    with house.store.read() as tx:
        (shown,) = preview(Wish(DecisionKind.ACCEPT), filtered(tx, Filter(code="edited_after_billing")))
    assert [row[3] for row in shown.rows] == ["-30.00 USD"]
    assert shown.after == ("accept 1 row, -30.00 USD. Nothing is decided yet: add --yes.",)


def test_billed_time_of_no_length_is_given_back() -> None:
    with house_of(small.AGENCY) as house:
        small.bring(house, worked("10-05"), worked("10-06", note="y"))
        house.run([OCTOBER])
        house.bill()
        small.bring(house, worked("10-05", 0), worked("10-06", note="y"))
        house.run()
        (found,) = house.drift()
        assert (found.why, [each.by for each in found.proposals]) == (
            "another length",
            [ADJUSTMENT, CREDIT_NOTE, LEAVE],
        )
        house.correct(CREDIT_NOTE, found.entry.id)
        house.bill()
        house.run()
        assert (house.drift(), codes(house)) == ([], [])
