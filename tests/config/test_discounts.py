"""Discounts, minimums, locked rates and cost rates as written: read as stated, or refused with what to write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.adjust_records import Discount, Minimum
from billing.money import Money
from billing.records import Dated
from billing.wishes import LineKind
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, loaded, problems


def with_terms(more: str) -> dict[str, str]:
    return {**FILES, ACME_FILE: ACME + more}


def test_discounts_and_minimums_are_read_as_written(tmp_path: Path) -> None:
    terms = (
        "locked_before: 2026-10-01\n"
        "discounts:\n"
        "  - {name: Volume, percent: 7.5 %, kinds: [time, milestone]}\n"
        "  - {name: Start, amount: 100.50, from: 2026-10-15, until: 2026-12-31}\n"
    )
    found = loaded(folder_of(tmp_path, with_terms(terms))).contracts["acme"]
    assert found.locked_before == date(2026, 10, 1)
    assert found.discounts == (
        Discount("Volume", Decimal("7.5"), kinds=(LineKind.MILESTONE, LineKind.TIME)),
        Discount("Start", None, Money(10050, "USD"), date(2026, 10, 15), date(2026, 12, 31)),
    )


def test_a_minimum_is_one_or_a_dated_list(tmp_path: Path) -> None:
    terms = "minimum: [{amount: 500}, {amount: 600, when: always, from: 2027-01-01}]\n"
    found = loaded(folder_of(tmp_path, with_terms(terms))).contracts["acme"]
    assert found.minimums == (
        Dated(None, Minimum(Money(50000, "USD"))),
        Dated(date(2027, 1, 1), Minimum(Money(60000, "USD"), always=True)),
    )


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("discounts: [{name: A}]\n", "discounts[0]: needs percent or amount; write one"),
        ("discounts: [{name: A, percent: 5 %, amount: 5}]\n", "discounts[0]: states both percent and amount"),
        ("discounts: [{name: A, percent: 5}]\n", "discounts[0].percent: must be a percentage with its sign"),
        ("discounts: [{name: A, percent: 0 %}]\n", "discounts[0].percent: is 0 %; write more than 0 %"),
        ("discounts: [{name: A, percent: 101 %}]\n", "discounts[0].percent: is 101 %; write more than 0 % and at most"),
        ("discounts: [{name: A, amount: 0}]\n", "discounts[0].amount: is 0, so that it takes nothing off"),
        ("discounts: [{name: A, amount: 0.005}]\n", "discounts[0].amount: is 0.005, and USD has 2 decimals"),
        ("discounts: [{name: A, amount: 5, kinds: [discount]}]\n", "discounts[0].kinds[0]: is no kind of line with"),
        ("discounts: [{name: A, amount: 5}, {name: A, amount: 6}]\n", "discounts[1].name: A stands here twice"),
        (
            "discounts: [{name: A, amount: 5, from: 2026-11-02, until: 2026-11-01}]\n",
            "discounts[0].until: is 2026-11-01, before its from: 2026-11-02",
        ),
        (
            "minimum: {amount: 5, from: 2026-10-15}\n",
            "minimum.from: is 2026-10-15, and a minimum is of whole months",
        ),
        ("minimum: [{amount: 5}, {amount: 6}]\n", "minimum[1]: has the same `from:` date as an earlier one"),
        ("minimum: {amount: 0.001}\n", "minimum.amount: is 0.001, and USD has 2 decimals"),
        ("minimum: {amount: 5, when: sometimes}\n", "minimum.when: is 'sometimes'"),
        ("locked_before: soon\n", "locked_before: must be a date such as 2026-10-01"),
    ],
)
def test_what_is_contradictory_is_refused_with_its_place(tmp_path: Path, terms: str, said: str) -> None:
    found = problems(folder_of(tmp_path, with_terms(terms)))
    assert len(found) == 1
    assert found[0].startswith(f"{ACME_FILE}:")
    assert said in found[0]


def test_a_minimum_beside_an_order_with_a_limit_in_money_is_not_built_yet(tmp_path: Path) -> None:
    orders = "  - {number: PO-2, from: 2027-01-01}\n"
    limited = ACME.replace(orders, "  - {number: PO-2, from: 2027-01-01, limit: 900}\n") + "minimum: {amount: 5}\n"
    assert limited != ACME
    (found,) = problems(folder_of(tmp_path, {**FILES, ACME_FILE: limited}))
    assert "minimum: is not built yet beside an order with a limit in money (PO-2)" in found


def test_what_an_hour_costs_stands_apart_from_what_is_stored(tmp_path: Path) -> None:
    people = FILES["people.yaml"].replace("name: Kim Allen\n", "name: Kim Allen\n    cost_rate: 61.37\n")
    assert "61.37" in people
    found = loaded(folder_of(tmp_path, {**FILES, "people.yaml": people}))
    assert found.costs == {"Kim Allen": (Dated(None, Decimal("61.37")),)}
    assert "61.37" not in found.snapshot + repr(found)
