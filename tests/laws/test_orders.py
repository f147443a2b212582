"""Purchase orders with limits, whatever happens: no limit is exceeded, nothing is lost, a second run plans nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.orders import limited, opened_with
from tests.agencies import Agency, Yaml, agencies
from tests.laws.house import House
from tests.laws.life import CHANGES, check_at_rest, life_of
from tests.laws.steps import BOOKS, PERIODS
from tests.laws.test_histories import (
    EVERYTHING,
    HALF,
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    _forget_what_was_derived,
    story,
)
from tests.laws.test_histories import _state as state_of

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
    agency = draw(agencies(most=8, broken=False))
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


@HALF
@given(ordering(), SEEDS, LENGTHS)
def test_no_limit_is_exceeded_in_any_history(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        check_limits(life.house)
        for step, months in story(agency, seed, length, (*EVERYTHING, *BOOKS)):
            life.take(step)
            check_limits(life.house)
            for month in months:
                life.run((month,))
                check_limits(life.house)
        life.run(PERIODS)
        check_at_rest(life.house)
        check_limits(life.house)


@HALF
@given(ordering(), SEEDS, LENGTHS)
def test_orders_filled_step_by_step_are_filled_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = state_of(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == state_of(life.house)


def test_these_histories_use_orders_up() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=24, derandomize=True, database=None, phases=[Phase.generate])
    @given(ordering())
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            seen.update(issue.code for issue in life.house.issues())
            cut = "SELECT entry FROM placement GROUP BY entry HAVING count(*) > 1"
            seen["cut"] += len(life.house.rows(cut))

    collect()
    waiting = seen["order_used_up"] + seen["charge_over_order"]
    assert min(waiting, seen["order_nearly_used_up"], seen["cut"]) > 0, seen
