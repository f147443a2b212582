"""Fixed prices and deposits, whatever happens: no hour of it is priced, no cent of a deposit is used twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.deposit_records import all_deposits, with_uses
from billing.wishes import LineKind
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
"""Drafts that can go into the books as they stand, or are there."""
TERMS: tuple[Yaml, ...] = (
    {"opening": "75", "use_deposits": "33.3 %"},
    {"opening": "120.00", "deposit": "13000"},
    {"opening": "0", "deposit": "500", "use_deposits": "100 %"},
    {"opening": "1", "deposit": "40", "use_deposits": "0.5 %"},
    {"opening": "100000"},
)


@st.composite
def paying(draw: st.DrawFn) -> Agency:
    """An agency whose contracts have deposits; the first workstream of each has a fixed price, or not."""
    agency = draw(agencies(most=8, broken=False))
    contracts = [_paid(each, draw(st.sampled_from(TERMS)), draw(st.booleans())) for each in agency.contracts]
    return replace(agency, contracts=tuple(contracts))


def _paid(contract: Yaml, said: Yaml, is_fixed: bool) -> Yaml:
    first, *others = contract["workstreams"]
    kind = {"billing": "fixed"} if is_fixed and first["billing"] == "time and materials" else {}
    before = contract.get("opening", {"as_of": "2026-10-03", "orders": {}})
    paid: Yaml = {"opening": before | {"deposits": said["opening"]}, "workstreams": [first | kind, *others]}
    if "deposit" in said:
        named = {"code": "D1", "description": "In advance", "amount": said["deposit"], "due": "2026-10-12"}
        paid["deposits"] = [named | {"workstream": first["code"]}]
    return contract | paid | ({"use_deposits": said["use_deposits"]} if "use_deposits" in said else {})


def check_paid(house: House) -> None:
    """What can be or is in the books uses no more of a deposit than there is; nothing fixed is priced."""
    with house.store.read() as tx:
        standing = {item.draft.id: item for item in tx.drafts.current()}
        lines = {each: tx.drafts.deposit_lines(each) for each in house.worker.configuration.contracts}
    for contract in house.worker.configuration.contracts.values():
        own = [each for each in lines[contract.id] if standing[each.draft].status in FIRM]
        there = all_deposits(contract, own)
        used = sum(with_uses(each, own).used for each in there)
        assert used == -sum(each.amount.minor for each in own if each.kind is LineKind.DEPOSIT_USED)
        assert all(with_uses(each, own).used <= each.billed for each in there)
    for item in standing.values():
        minor = [line.amount.minor for line in item.draft.lines if line.kind is not LineKind.DEPOSIT_USED]
        assert 0 <= item.draft.total.minor <= sum(minor)


def check_covered(house: House) -> None:
    """When everything is run, open time of a fixed price is covered or held, and stands on no line."""
    for contract in house.worker.configuration.contracts.values():
        fixed = [stream.code for stream in contract.workstreams if stream.price is not None]
        for item in house.drafts():
            if item.draft.contract == contract.id and item.status == "draft":
                priced = [line for line in item.draft.lines if line.kind is LineKind.TIME]
                assert not [line.id for line in priced if line.workstream in fixed]


@HALF
@given(paying(), SEEDS, LENGTHS)
def test_no_deposit_is_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        check_paid(life.house)
        for step, months in story(agency, seed, length, (*EVERYTHING, *BOOKS)):
            life.take(step)
            check_paid(life.house)
            for month in months:
                life.run((month,))
                check_paid(life.house)
        life.run(PERIODS)
        check_at_rest(life.house)
        check_paid(life.house)
        check_covered(life.house)


@HALF
@given(paying(), SEEDS, LENGTHS)
def test_deposits_used_step_by_step_are_used_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)):
            life.take(step)
            life.run(months)
        life.run(PERIODS)
        grown = state_of(life.house)
        _forget_what_was_derived(life.house)
        life.house.run(PERIODS)
        assert grown == state_of(life.house)


def test_these_histories_cover_time_and_use_deposits() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=24, derandomize=True, database=None, phases=[Phase.generate])
    @given(paying())
    def collect(agency: Agency) -> None:
        with life_of(agency) as life:
            life.house.bill()
            life.run(PERIODS)
            seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
            seen.update(line.kind.value for item in life.house.drafts() for line in item.draft.lines)

    collect()
    assert min(seen["covered"], seen["deposit"], seen["deposit used"]) > 0, seen
