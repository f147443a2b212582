"""Retainers, whatever happens: no hour is used twice, no fee is billed twice, what is confirmed stays as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.calendar import month
from billing.retainers import balance, granted, left_after, retainer_of
from billing.unit import unit_of
from review.retainer_use import covered, of_stream, used
from tests.agencies import Agency, Yaml, agencies
from tests.laws.house import House
from tests.laws.life import CHANGES, Life, check_at_rest, life_of
from tests.laws.oracle import HOLDING
from tests.laws.steps import BOOKS, PERIODS, Step
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
)


@st.composite
def retained(draw: st.DrawFn) -> Agency:
    """An agency in which the first workstream of each contract is a retainer."""
    agency = draw(agencies(most=8, broken=False))
    contracts = tuple(retained_contract(each, draw(st.sampled_from(TERMS))) for each in agency.contracts)
    return replace(agency, contracts=contracts)


def retained_contract(contract: Yaml, terms: Yaml) -> Yaml:
    first, *others = contract["workstreams"]
    rates = contract["rates"] if any("role" not in each for each in contract["rates"]) else [{"rate": "100"}]
    stream = {"code": first["code"], "name": first["name"], "billing": "retainer", **terms}
    opening = {"as_of": "2026-10-03", **contract.get("opening", {})}
    carried = {"hours": "1.5" if "rollover" in terms else "0", "used": "0.5"}
    opening["retainers"] = {first["code"]: carried}
    return contract | {"workstreams": [stream, *others], "rates": rates, "opening": opening}


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


def confirmed(house: House) -> set[tuple[object, ...]]:
    """The settled time that included hours paid for."""
    query = "SELECT entry, portion, seconds, charged_seconds, reason, plan FROM placement WHERE state = 'covered'"
    return set(house.rows(f"{query} AND settled"))


def take(life: Life, step: Step, months: tuple[str, ...]) -> None:
    before = confirmed(life.house)
    life.take(step)
    assert step[0] == "reopen" or before <= confirmed(life.house), "a confirmed month was recomputed"
    check_fees(life.house)
    for name in months:
        before = confirmed(life.house)
        life.run((name,))
        assert before <= confirmed(life.house), "a confirmed month was recomputed"
        check_fees(life.house)


@HALF
@given(retained(), SEEDS, LENGTHS)
def test_no_hour_is_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        check_hours(life.house)
        for step, months in story(agency, seed, length, STEPS):
            take(life, step, months)
        life.run(PERIODS)
        check_at_rest(life.house)
        check_hours(life.house)
        check_fees(life.house)


@HALF
@given(retained(), SEEDS, LENGTHS)
def test_hours_used_step_by_step_are_used_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *OPEN_BOOKS) if what not in OTHER_OPENINGS)
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, kinds):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = state_of(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == state_of(life.house)


def test_these_histories_use_hours_up_and_roll_some_over() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=24, derandomize=True, database=None, phases=[Phase.generate])
    @given(retained())
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            reasons = "SELECT reason, count(*) FROM placement WHERE state = 'covered' GROUP BY reason"
            for reason, count in life.house.rows(reasons):
                seen["covered"] += count
                seen["rolled over"] += " and " in reason or "for 2026-09" in reason
            seen["cut"] += len(life.house.rows("SELECT entry FROM placement GROUP BY entry HAVING count(*) > 1"))
            lines = [line for item in life.house.drafts() for line in item.draft.lines]
            seen["beyond"] += sum("beyond the included hours" in line.rate_rule for line in lines)
            seen["paused"] += sum("paused" in line.rate_rule for line in lines)

    collect()
    assert min(seen[what] for what in ("covered", "rolled over", "cut", "beyond", "paused")) > 0, seen
