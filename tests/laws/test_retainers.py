"""Retainers, whatever happens: no hour is used twice, no fee is billed twice, what is confirmed stays as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.retainer_minimum import minimum_in, topped_up
from billing.retainers import balance, granted, left_after, retainer_of
from billing.unit import unit_of
from review.retainer_use import covered, of_stream, used
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
from tests.laws.oracle import HOLDING
from tests.laws.steps import BOOKS

OTHER_OPENINGS = ("go-live", "swap codes")
"""What needs other openings than there are."""
STEPS = tuple(what for what in (*EVERYTHING, *BOOKS) if what not in OTHER_OPENINGS)
TERMS: tuple[Yaml, ...] = (
    {"bill": "in arrears", "fee": "1000", "includes_hours": "2", "overage_rate": "150"},
    {"bill": "in advance", "fee": "777", "includes_hours": "3.5", "rollover": {"for_months": "1", "up_to_hours": "1"}},
    {"bill": "in arrears", "fee": "1000", "includes_hours": "5", "rollover": {"for_months": "2"}, "overage_rate": "99"},
    {
        "bill": "in arrears",
        "fee": "1000",
        "includes_hours": "40",
        "rollover": {"for_months": "1"},
        "pause": {"from": "2026-10-20", "until": "2026-11-05"},
    },
    {
        "billing": "prepaid",
        "blocks": [
            {"code": "B1", "description": "Block 1", "hours": "3", "amount": "450", "from": "2026-10-05"},
            {
                "code": "B2",
                "description": "Block 2",
                "hours": "2",
                "rate": "150",
                "from": "2026-11-02",
                "for_months": "1",
            },
        ],
        "alert_at": ["50", "90"],
    },
    {
        "bill": "in arrears",
        "fee": "100",
        "includes_hours": "1",
        "overage_rate": "150",
        "minimum": [{"amount": "700", "from": "2026-11-01"}],
    },
)


@st.composite
def retained(draw: st.DrawFn, terms: tuple[Yaml, ...] = TERMS) -> Agency:
    """An agency in which the first workstream of each contract is a retainer."""
    agency = busy(draw(agencies(most=8, broken=False)))
    contracts = tuple(retained_contract(each, draw(st.sampled_from(terms))) for each in agency.contracts)
    return replace(agency, contracts=contracts)


def retained_contract(contract: Yaml, terms: Yaml) -> Yaml:
    first, *others = contract["workstreams"]
    rates = contract["rates"] if any("role" not in each for each in contract["rates"]) else [{"rate": "100"}]
    stream = {"code": first["code"], "name": first["name"], "billing": "retainer", **terms}
    opening = {"as_of": "2026-10-03", **contract.get("opening", {})}
    carried = {"hours": "1.5" if terms.keys() & {"rollover", "blocks"} else "0", "used": "0.5"}
    opening["retainers"] = {first["code"]: carried}
    kept = {key: said for key, said in contract.items() if key != "until" or "blocks" not in terms}
    return kept | {"workstreams": [stream, *others], "rates": rates, "opening": opening}


def check_hours(house: House) -> None:
    """Each unit uses what was there for it, and no hour is used in two."""
    with house.store.read() as tx:
        draws: Counter[tuple[str, str, str]] = Counter()
        for row in tx.units.of():
            unit = unit_of(tx.plans.get(row.plan).inputs, with_works=False) if row.plan else None
            taken = used(tx, row.contract, row.period, covered(tx, row.contract, row.period))
            for each in unit.included if unit else ():
                retainer = retainer_of(unit.contract, each.workstream) if unit else None
                assert retainer is not None
                own = of_stream(taken, each.workstream)
                said = balance(retainer, row.period, each.hours, own)
                assert said.used == sum(seconds for _, seconds in own), "more was used than there was"
                assert said.granted + said.rolled_in == said.used + said.expired + said.rolled_out
                left = dict(left_after(each.hours, own))
                for origin, seconds in each.hours:
                    draws[row.contract, each.workstream, origin] += seconds - left[origin]
    for (key, code, origin), seconds in draws.items():
        contract = house.worker.configuration.contracts.get(key)
        retainer = retainer_of(contract, code) if contract else None
        if retainer is not None and origin >= "2026-10":
            assert seconds <= granted(retainer, month(origin)), f"hours of {origin} were used twice"


def check_fees(house: House) -> None:
    """No fee is on two drafts."""
    drafts = [item.draft for item in house.drafts() if item.status in HOLDING]
    ids = [key for draft in drafts for line in draft.lines if line.kind == "fee" for key in line.entries]
    assert len(ids) == len(set(ids)), "a fee is billed twice"
    for contract in house.worker.configuration.contracts.values():
        for retainer in [each for each in contract.retainers if each.minimum]:
            for name in {draft.period for draft in drafts}:
                own = [draft for draft in drafts if (draft.contract, draft.period) == (contract.id, name)]
                least = minimum_in(retainer, month(name))
                assert topped_up(own, retainer.workstream) <= (least.minor if least else 0), "a minimum is billed twice"


@half()
@given(retained(), SEEDS, LENGTHS)
def test_no_hour_is_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    check_history(agency, story(agency, seed, length, STEPS), check_fees, [check_hours])


@pytest.mark.proof
@half()
@given(retained(), SEEDS, LENGTHS)
def test_hours_used_step_by_step_are_used_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *OPEN_BOOKS) if what not in OTHER_OPENINGS)
    check_as_from_scratch(agency, story(agency, seed, length, kinds))


@pytest.mark.proof
def test_these_histories_use_hours_up_and_roll_some_over() -> None:
    wanted = dict.fromkeys(("covered", "rolled over", "cut", "beyond"), 3)
    check_hard_enough(retained(), _count, wanted | {"paused": 1})


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    reasons = "SELECT reason, count(*) FROM placement WHERE state = 'covered' GROUP BY reason"
    for reason, count in life.house.rows(reasons):
        seen["covered"] += count
        seen["rolled over"] += " and " in reason or "for 2026-09" in reason
    seen["cut"] += entries_cut(life.house)
    lines = [line for item in life.house.drafts() for line in item.draft.lines]
    seen["beyond"] += sum("beyond the included hours" in line.rate_rule for line in lines)
    seen["paused"] += sum("paused" in line.rate_rule for line in lines)
