"""What is rounded together, and by which rule: of the work's own date, person, day and line; never what is free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.calendar import month
from billing.dated import Dated
from billing.plan import plan
from billing.records import Contract, Rate, Rounding, Work, Workstream
from billing.unit import Unit

CONTRACT = Contract(
    "acme",
    "Acme",
    "USD",
    (Workstream("IMPL", "Implementation", True), Workstream("CARE", "Care", True)),
    (Rate(Decimal(100)), Rate(Decimal(150), (("role", "senior"),))),
)


def charged(rounding: tuple[Dated[Rounding], ...], *works: Work, lines_by: str = "task") -> dict[str, int]:
    contract = replace(CONTRACT, rounding=rounding, lines_by=lines_by)
    made = plan(Unit(contract, month("2026-10"), "files", works))
    return {each.entry_id: each.charged_seconds for each in made.portions}


def work(key: str, seconds: int, **more: object) -> Work:
    made = Work(key, 1, date(2026, 10, 5), seconds, "IMPL", "Kim", "")
    return replace(made, **more)  # type: ignore[arg-type]  # what is replaced is typed by Work


def test_time_is_rounded_by_the_rule_of_the_day_on_which_it_was_worked() -> None:
    rounding = (Dated(None, Rounding(900)), Dated(date(2026, 10, 15), Rounding(60)))
    works = [work(key, 70, day=date(2026, 10, day)) for key, day in (("a", 14), ("b", 15), ("c", 31))]
    assert charged(rounding, *works) == {"a": 900, "b": 120, "c": 120}
    assert charged(rounding[1:], *works) == {"a": 70, "b": 120, "c": 120}, "before the first rule nothing is rounded"


def test_what_is_free_is_not_rounded_and_not_with_what_is_charged() -> None:
    rounding = (Dated(None, Rounding(900, "up", "person and day")),)
    assert charged(rounding, work("a", 70), work("free", 830, no_charge=True)) == {"a": 900, "free": 830}


@pytest.mark.parametrize(
    ("other", "together"),
    [
        ({}, True),
        ({"person": "Sam"}, False),
        ({"day": date(2026, 10, 6)}, False),
        ({"workstream": "CARE"}, False),
        ({"role": "senior"}, False),  # another price
    ],
)
def test_a_person_s_day_is_rounded_once_for_each_workstream_and_price(other: dict[str, object], together: bool) -> None:
    rounding = (Dated(None, Rounding(900, "up", "person and day")),)
    found = charged(rounding, work("a", 450), work("b", 450, **other))
    assert found == ({"a": 450, "b": 450} if together else {"a": 900, "b": 900})


@pytest.mark.parametrize(
    ("lines_by", "other", "together"),
    [
        ("person", {"day": date(2026, 10, 6)}, True),
        ("person", {"person": "Sam"}, False),
        ("person", {"role": "senior"}, False),
        ("entry", {}, False),
    ],
)
def test_a_line_is_rounded_once(lines_by: str, other: dict[str, object], together: bool) -> None:
    rounding = (Dated(None, Rounding(900, "up", "line")),)
    found = charged(rounding, work("a", 450), work("b", 450, **other), lines_by=lines_by)
    assert found == ({"a": 450, "b": 450} if together else {"a": 900, "b": 900})
