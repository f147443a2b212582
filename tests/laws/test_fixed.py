"""Fixed prices and deposits, whatever happens: no hour of it is priced, no cent of a deposit is used twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.deposit_records import all_deposits, with_uses
from billing.money import minor_digits
from billing.wishes import LineKind
from mappings.decided import Signature
from review.deposit_ends import KINDS, Wish, end, take_back
from review.deposit_words import given_back
from review.deposits import deposits
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
    half,
    kinds_of_lines,
    story,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.steps import BOOKS, PERIODS

SIGNED = Signature("Kim", datetime(2026, 12, 1, tzinfo=UTC), "agreed")
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
    agency = busy(draw(agencies(most=8, broken=False)))
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
        with house.store.read() as tx:
            ended = given_back(tx, contract.id, [each.id for each in there])
        gone = {each.id: ended[each.id].minor if each.id in ended else 0 for each in there}
        assert all(with_uses(each, own).used + gone[each.id] <= each.billed for each in there)
    for item in standing.values():
        minor = [line.amount.minor for line in item.draft.lines if line.kind is not LineKind.DEPOSIT_USED]
        assert 0 <= item.draft.total.minor <= sum(minor)


def end_some(house: House, number: int) -> None:
    """A person pays back or keeps a part, or all, of what is left of some deposit; or takes that back."""
    for contract in house.worker.configuration.contracts.values():
        with house.store.write() as tx:
            said = [each for each in tx.decisions.history() if each.decision.kind in KINDS and each.undone_by is None]
            own = [each.decision.id for each in said if each.decision.subject.split()[1] == contract.id]
            left = [row for row in deposits(tx, {contract.id: contract}) if row.left.minor > 0]
            if own and number % 3 == 0:
                take_back(tx, contract, own[-1], SIGNED)
            elif left:
                part = left[0].left.decimal if number % 2 else Decimal(1).scaleb(-minor_digits(contract.currency))
                end(tx, contract, Wish(KINDS[number % 2], left[0].deposit.id, part), SIGNED)


def check_covered(house: House) -> None:
    """When everything is run, open time of a fixed price is covered or held, and stands on no line."""
    for contract in house.worker.configuration.contracts.values():
        fixed = [stream.code for stream in contract.workstreams if stream.price is not None]
        for item in house.drafts():
            if item.draft.contract == contract.id and item.status == "draft":
                priced = [line for line in item.draft.lines if line.kind is LineKind.TIME]
                assert not [line.id for line in priced if line.workstream in fixed]


@half()
@given(paying(), SEEDS, LENGTHS)
def test_no_deposit_is_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    numbers = count()

    def look(house: House) -> None:
        number = next(numbers)
        if number % 3 == 1:
            check_paid(house)
            end_some(house, number)
        check_paid(house)

    check_history(agency, story(agency, seed, length, (*EVERYTHING, *BOOKS)), look, [check_covered])


@pytest.mark.proof
@half()
@given(paying(), SEEDS, LENGTHS)
def test_deposits_used_step_by_step_are_used_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    check_as_from_scratch(agency, story(agency, seed, length, (*CHANGES, *OPEN_BOOKS)))


@pytest.mark.proof
def test_these_histories_cover_time_and_use_deposits() -> None:
    check_hard_enough(paying(), _count, dict.fromkeys(("covered", "deposit", "deposit used"), 3))


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    life.take(("bill", 0, 0), check=False)
    life.run(PERIODS)
    seen.update(state for (state,) in life.house.rows("SELECT state FROM placement"))
    seen.update(kinds_of_lines(life.house))
