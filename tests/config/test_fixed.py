"""Fixed prices as a contract states them: what its milestones come to, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.milestones import Milestone
from billing.money import Money
from config.fixed import amounts
from config.models import ContractModel
from tests.config.folders import ACME_FILE, FILES, folder_of, loaded, problems

FIXED = """\
id: acme
client: Acme Corp
from: 2026-10-05
workstreams:
  - code: ACME-DISC
    name: Discovery
    billing: fixed
    price: 1000
    milestones:
      - {code: M1, name: Report accepted, percent: 33.33 %, due: 2026-10-20}
      - {code: M2, description: Delivered, percent: 66.67 %}
milestones:
  - {code: M3, workstream: ACME-DISC, description: Second language, amount: 250, change_order: CO-1}
"""


def with_contract(text: str) -> dict[str, str]:
    return {**FILES, ACME_FILE: text}


def told(folder: Path, old: str = "", new: str = "") -> list[str]:
    """The problems of the contract above when a part of it is written otherwise, without the name of its file."""
    assert old in FIXED
    text = FIXED.replace(old, new, 1) if old else FIXED
    return [each.removeprefix(f"{ACME_FILE}:") for each in problems(folder_of(folder, with_contract(text)))]


def test_a_fixed_price_is_divided_into_milestones_and_raised_by_change_orders(tmp_path: Path) -> None:
    found = loaded(folder_of(tmp_path, with_contract(FIXED)))
    (stream,) = found.contracts["acme"].workstreams
    assert (stream.price, stream.billable) == (Money(125000, "USD"), True)
    assert [_said(each) for each in found.milestones] == [
        ("M1", "Report accepted", 33330, "33.33 % of 1000.00 USD", "", date(2026, 10, 20)),
        ("M2", "Delivered", 66670, "66.67 % of 1000.00 USD", "", None),
        ("M3", "Second language", 25000, "", "CO-1", None),
    ]


def _said(each: Milestone) -> tuple[object, ...]:
    return each.code, each.description, each.amount.minor, each.part, each.change_order, each.due


def test_without_a_price_the_milestones_are_the_price(tmp_path: Path) -> None:
    text = FIXED.replace("    price: 1000\n", "").replace("percent: 33.33 %", "amount: 400")
    text = text.replace("percent: 66.67 %", "amount: 600")
    (stream,) = loaded(folder_of(tmp_path, with_contract(text))).contracts["acme"].workstreams
    assert stream.price == Money(125000, "USD")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "percent: 33.33 %",
            "percent: 50 %",
            "8:5: workstreams[0].price: its milestones have 116.67 % of it, which is more than all; correct them",
        ),
        (
            "percent: 33.33 %",
            "percent: 30 %",
            "8:5: workstreams[0].price: is 1000, and its milestones come to 966.7; they must be the same: correct one",
        ),
        (
            "percent: 33.33 %",
            "amount: 333.31",
            "8:5: workstreams[0].price: is 1000, and its milestones come to 1000.01; "
            "they must be the same: correct one",
        ),
        (
            "percent: 33.33 %",
            "percent: 33.33",
            "10:43: workstreams[0].milestones[0].percent: must be a percentage with its sign, such as 10 % or 7.5 %",
        ),
        (
            ", percent: 33.33 %",
            "",
            "10:9: workstreams[0].milestones[0].amount: is missing; write it, or percent: 30 %",
        ),
        (
            "percent: 33.33 %",
            "percent: 33.33 %, amount: 333.30",
            "10:43: workstreams[0].milestones[0].percent: stands beside amount; write one of them",
        ),
        (
            "name: Report accepted",
            "name: Report accepted, description: Report",
            "10:20: workstreams[0].milestones[0].name: stands beside description, and both are what the line says; "
            "remove one",
        ),
        (
            "name: Report accepted, ",
            "",
            "10:9: workstreams[0].milestones[0].description: is missing; write it",
        ),
        (
            "price: 1000",
            "price: 1000.005",
            "8:5: workstreams[0].price: is 1000.005, and USD has 2 decimals; write the exact amount",
        ),
        (
            "billing: fixed",
            "billing: non-billable",
            "8:5: workstreams[0].price: is for billing: fixed, and ACME-DISC is non-billable; write that, or remove "
            "the price",
        ),
        (
            "amount: 250",
            "percent: 25 %",
            "13:69: milestones[0].percent: is a part of the price that was agreed first; a change order adds an "
            "amount: write amount",
        ),
        (
            "code: M3",
            "code: M2",
            "11:10: workstreams[0].milestones[1].code: M2 is the code of the milestone on line 13 already; "
            "choose another",
        ),
        (
            "code: M1",
            "code: M1, workstream: ACME-IMPL",
            "10:20: workstreams[0].milestones[0].workstream: is ACME-IMPL, and this milestone stands at ACME-DISC; "
            "remove it",
        ),
    ],
)
def test_what_is_wrong_with_a_fixed_price_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in told(tmp_path, old, new)


def test_a_percentage_needs_a_price(tmp_path: Path) -> None:
    assert told(tmp_path, "    price: 1000\n")[0] == (
        "9:43: workstreams[0].milestones[0].percent: is a part of the price of ACME-DISC, which states none; "
        "write its price:, or an amount"
    )


def test_a_price_needs_milestones(tmp_path: Path) -> None:
    bare = FIXED[: FIXED.index("    milestones:")]
    assert problems(folder_of(tmp_path, with_contract(bare))) == [
        f"{ACME_FILE}:8:5: workstreams[0].price: ACME-DISC has a fixed price and no milestone, so that it would never "
        "be billed; write milestones: with the amount or percent of each"
    ]


def test_a_change_order_is_for_a_fixed_price(tmp_path: Path) -> None:
    text = FIXED.replace("workstream: ACME-DISC", "workstream: ACME-CARE")
    text += "rates: [{rate: 100}]\n"
    text = text.replace(
        "workstreams:\n", "workstreams:\n  - {code: ACME-CARE, name: Care, billing: time and materials}\n"
    )
    assert problems(folder_of(tmp_path, with_contract(text))) == [
        f"{ACME_FILE}:14:82: milestones[0].change_order: is for a fixed price, and ACME-CARE has none; remove it"
    ]


@given(
    st.integers(100, 10**9),
    st.lists(st.integers(1, 10000), min_size=1, max_size=6),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_parts_come_to_the_price_to_the_cent(minor: int, weights: list[int], currency: str) -> None:
    digits = {"USD": 2, "JPY": 0, "KWD": 3}[currency]
    shares = [f"{weight / 10000:.4f}" for weight in _to_hundred(weights)]
    price = Money(minor, currency)
    model = ContractModel.model_validate(
        {
            "id": "acme",
            "client": "Acme",
            "currency": currency,
            "workstreams": [
                {
                    "code": "W",
                    "name": "Work",
                    "billing": "fixed",
                    "price": str(price.decimal),
                    "milestones": [
                        {"code": f"M{number}", "name": "Part", "percent": f"{share} %"}
                        for number, share in enumerate(shares)
                    ],
                }
            ],
        }
    )
    found = amounts(model, model.workstreams[0], currency)
    assert sum(found.values()) == price.decimal
    assert all(amount == round(amount, digits) for amount in found.values())
    for share, amount in zip(shares, found.values(), strict=True):
        assert abs(amount - price.decimal * Decimal(share) / 100) <= len(shares) * Decimal("1").scaleb(-digits)


def _to_hundred(weights: list[int]) -> list[int]:
    """Ten-thousandths of a percent that come to 100 %."""
    parts = [max(1, weight * 10**6 // sum(weights)) for weight in weights[:-1]]
    return [*parts, 10**6 - sum(parts)]


def test_time_of_a_fixed_price_has_no_cap(tmp_path: Path) -> None:
    assert told(tmp_path, "    price: 1000\n", "    price: 1000\n    cap: {hours: 20}\n") == [
        "9:5: workstreams[0].cap: has nothing to cap, because ACME-DISC is billed at a fixed price; remove it"
    ]


def test_a_cap_of_each_workstream_passes_by_those_with_a_fixed_price(tmp_path: Path) -> None:
    text = FIXED.replace("milestones:\n  - {code: M3", "cap: {hours: 20, per: workstream}\nmilestones:\n  - {code: M3")
    assert loaded(folder_of(tmp_path, with_contract(text))).contracts["acme"].caps == ()
