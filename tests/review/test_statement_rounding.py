"""What rounding added, by a month's statement: what is charged on its documents less what was worked for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from review.statement import to_sections
from tests.agencies import Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, contract, entry_of, worked

STREAM: Yaml = {"code": "AAA-ONE", "name": "One", "billing": "time and materials"}
FREE: Yaml = {"code": "AAA-FREE", "name": "Free", "billing": "non-billable"}
CARE: Yaml = {**STREAM, "billing": "retainer", "bill": "in arrears", "fee": "500", "overage_rate": "150"}
BY_ENTRY: Yaml = {"to": "15 minutes", "direction": "up", "per": "entry"}
BY_DAY: Yaml = {**BY_ENTRY, "per": "person and day"}
BOTH = (OCTOBER, NOVEMBER)


def terms(rounding: Yaml | None, *streams: Yaml) -> Yaml:
    """A contract with a rounding, which shows what it gives away."""
    rounded = {"rounding": rounding} if rounding else {}
    more = {"from": "2026-10-01", "invoice": {"no_charge_lines": "yes"}, "workstreams": [*streams, FREE]}
    return contract("a", "AAA-ONE") | rounded | more


def short(day: str, hour: int, note: str, seconds: int = 1000, on: str = "AAA-ONE") -> Row:
    """Somewhat more than a quarter of an hour."""
    return replace(worked(day, seconds, on, note), start=time(hour))


ROWS = (
    short("10-05", 9, "one"),
    short("10-05", 11, "two"),
    short("10-06", 9, "three"),
    short("10-06", 11, "free", on="AAA-FREE"),
)


def added(house: House) -> list[int]:
    """The seconds that rounding added, by the statements of two months, each as its sentence says."""
    found = [house.statement(name) for name in BOTH]
    for each in found:
        said = to_sections(each)[0].after
        assert any(words.startswith(f"added by rounding on the documents of {each.period.name}: ") for words in said)
    return [each.rounding_seconds for each in found]


@pytest.mark.parametrize(
    ("own", "seconds"),
    [
        (terms(None, STREAM), 0),
        (terms(BY_ENTRY, STREAM), 3 * 800),
        (terms(BY_DAY, STREAM), 700 + 800),
        (terms(BY_ENTRY, {**CARE, "includes_hours": "0.5"}), 2 * 800),
        (terms(BY_ENTRY, {**CARE, "includes_hours": "9"}), 0),
        (terms(BY_ENTRY, {**STREAM, "cap": {"hours": "0.6", "beyond": "write off"}}), 800),
    ],
    ids=["not rounded", "by entry", "by day", "one is covered", "all are covered", "two are written off"],
)
def test_it_is_of_what_is_charged_alone(own: Yaml, seconds: int) -> None:
    with house_of(replace(AGENCY, contracts=(own,))) as house:
        bring(house, *ROWS)
        house.run([OCTOBER])
        assert added(house) == [seconds, 0]


@pytest.mark.parametrize(("then", "after"), [("bill-again", [0, 2400]), ("write-off", [0, 0])])
def test_a_credit_note_takes_it_back_in_the_month_of_its_invoice(then: str, after: list[int]) -> None:
    with house_of(replace(AGENCY, contracts=(terms(BY_ENTRY, STREAM),))) as house:
        bring(house, *ROWS[:3])
        house.run([OCTOBER])
        house.bill()
        house.credit("INV-0001", then)
        house.bill()
        house.run(BOTH)
        assert added(house) == after


@pytest.mark.parametrize(("by", "after"), [("adjustment", [2400, -700]), ("credit-note", [1700, 0])])
def test_a_correction_counts_where_its_line_is(by: str, after: list[int]) -> None:
    with house_of(replace(AGENCY, contracts=(terms(BY_ENTRY, STREAM),))) as house:
        bring(house, *ROWS[:3])
        house.run([OCTOBER])
        house.bill()
        bring(house, short("10-05", 9, "one", 800), *ROWS[1:3])
        house.run([OCTOBER])
        house.correct(by, entry_of(house, "one"))
        house.run(BOTH)
        assert added(house) == after, "800 s are charged 900, where 1000 were charged 1800"
