"""Purchase orders with limits, whatever happens: no limit is exceeded, nothing is lost, a second run plans nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.orders import limited, opened_with
from tests.agencies import Agency, Yaml, agencies
from tests.laws.histories import (
    EVERYTHING,
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    busy,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    entries_cut,
    half,
    story,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.steps import BOOKS

FIRM = ("draft", "approved", "pushed", "posted")
"""Drafts that can go into the books as they stand, or are there; what is held goes there only after another look."""
RULES: tuple[Yaml, ...] = (
    {"orders": [{"limit": "150", "alert_at": ["5", "50", "100"]}, {}]},
    {"orders": [{"limit_hours": "2", "alert_at": ["13", "30"]}, {"limit": "300"}]},
    {"orders": [{"limit": "400", "alert_at": ["2", "20"]}], "rule": "hold"},
    {"orders": [{"limit": "300", "until": "2026-10-20"}, {"limit": "13000"}], "rule": "next order"},
    {"orders": [{"limit_hours": "1.25"}], "rule": "bill without"},
    {"orders": [{"limit": "50"}], "rule": "hold"},
    {"orders": [{"limit_hours": "0.5"}, {"limit_hours": "0.75"}]},
)


@st.composite
def ordering(draw: st.DrawFn) -> Agency:
    """An agency whose contracts all have orders that can be used up."""
    agency = busy(draw(agencies(most=8, broken=False)))
    return replace(agency, contracts=tuple(_limited(each, draw(st.sampled_from(RULES))) for each in agency.contracts))


def _limited(contract: Yaml, said: Yaml) -> Yaml:
    orders = [{"number": f"PO-{number}", **each} for number, each in enumerate(said["orders"], 1)]
    opening = {"orders": {}, "order_hours": {}} | {"as_of": contract.get("opening", {}).get("as_of", "2026-10-03")}
    for each in orders:
        by_time = "limit_hours" in each
        opening["order_hours" if by_time else "orders"][each["number"]] = "0.25" if by_time else "1"
    rule = {"when_order_is_used_up": said["rule"]} if "rule" in said else {}
    return contract | {"purchase_orders": orders, "opening": opening} | rule


def check_limits(house: House) -> None:
    """What can be or is in the books stays within each order, with what was billed before Tieout."""
    with house.store.read() as tx:
        draws, firm = tx.drafts.drawn(), {item.draft.id for item in tx.drafts.current() if item.status in FIRM}
    for contract in house.worker.configuration.contracts.values():
        for order in limited(contract):
            before = opened_with(contract, order)
            own = [each for each in draws if (each.contract, each.order) == (contract.id, order.number)]
            minor = before.minor + sum(each.minor for each in own if each.draft in firm)
            seconds = before.seconds + sum(each.seconds for each in own if each.draft in firm)
            assert order.limit is None or minor <= order.limit.minor, f"{contract.id} {order.number}"
            assert order.limit_seconds is None or seconds <= order.limit_seconds, f"{contract.id} {order.number}"


@half()
@given(ordering(), SEEDS, LENGTHS)
def test_no_limit_is_exceeded_in_any_history(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, (*EVERYTHING, *BOOKS)), check_limits)


@pytest.mark.proof
@half()
@given(ordering(), SEEDS, LENGTHS)
def test_orders_filled_step_by_step_are_filled_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    check_as_from_scratch(agency, story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)))


@pytest.mark.proof
def test_these_histories_use_orders_up() -> None:
    check_hard_enough(ordering(), _count, dict.fromkeys(("waits", "order_nearly_used_up", "cut"), 3))


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    codes = [issue.code for issue in life.house.issues()]
    seen.update(codes)
    seen["waits"] += sum(code in ("order_used_up", "charge_over_order") for code in codes)
    seen["cut"] += entries_cut(life.house)
