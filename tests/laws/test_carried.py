"""Invoices that are too small, whatever happens: what would stand on them is billed once, later, to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.carry_forward import is_last, times_carried
from billing.carry_records import CARRIED
from billing.contract_periods import period_named
from billing.money import Money
from billing.wishes import LineKind
from tests.agencies import Agency, Yaml, agencies
from tests.laws.histories import (
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    busy,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    story,
    third,
)
from tests.laws.house import House, house_of
from tests.laws.life import CHANGES, Life
from tests.laws.oracle import check_nothing_is_forgotten
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, contract, entry_of, states, totals, worked
from tests.laws.steps import BOOKS, DECISIONS, WORDS
from tests.laws.test_cadence import EVERY, RUNS, STEPS

HOUR = 3600
LEAST: tuple[Yaml, ...] = (
    {"amount": "100"},
    {"amount": "500"},
    {"amount": "300", "at_most": "1"},
    {"amount": "100000", "at_most": "2"},
    {"amount": "100000"},
)


@st.composite
def carrying(draw: st.DrawFn) -> Agency:
    """An agency whose contracts have a least amount of an invoice, in any rhythm."""
    agency = busy(draw(agencies(most=8, broken=False)))
    every = st.sampled_from(("month", "month", *EVERY))
    return replace(
        agency, contracts=tuple(_least(each, draw(st.sampled_from(LEAST)), draw(every)) for each in agency.contracts)
    )


def _least(contract: Yaml, least: Yaml, every: object) -> Yaml:
    said = {"every": every, "minimum": least | {"below": "carry forward"}}
    return contract | {"invoice": contract.get("invoice", {}) | said}


def check_least(house: House) -> None:
    """No open draft is too small unless it has waited long enough, is the last, or is made with a larger one."""
    days = {str(entry): day for entry, day in house.rows("SELECT entry, day FROM match")}
    by_unit: dict[tuple[str, str], list[int]] = {}
    for item in house.drafts():
        before_deposits = sum(line.amount.minor for line in item.draft.lines if line.kind is not LineKind.DEPOSIT_USED)
        by_unit.setdefault((item.draft.contract, item.draft.period), []).append(before_deposits)
        contract = house.worker.configuration.contracts.get(item.draft.contract)
        if contract is None or contract.carry is None or item.status != "draft":
            continue
        period = period_named(contract, item.draft.period)
        firsts = [line.service_from for line in item.draft.lines]
        waited = contract.carry.at_most is not None and any(
            times_carried(contract, day, period) >= contract.carry.at_most for day in firsts
        )
        shared = len({entry for line in item.draft.lines for entry in line.entries} & set(days)) > 0 and any(
            other.draft.id != item.draft.id
            and {e for line in other.draft.lines for e in line.entries}
            & {e for line in item.draft.lines for e in line.entries}
            for other in house.drafts()
        )
        enough = Money(before_deposits, contract.currency).minor >= contract.carry.amount.minor
        assert enough or waited or shared or is_last(contract, period), item.draft


@third()
@given(carrying(), SEEDS, LENGTHS)
def test_any_history_keeps_the_laws_where_small_invoices_are_carried_forward(
    agency: Agency, seed: int, length: int
) -> None:
    check_history(agency, story(agency, seed, length, STEPS), at_rest=[check_least], months=RUNS)


@third()
@given(carrying(), SEEDS, LENGTHS)
def test_what_is_carried_forward_step_by_step_is_carried_as_from_scratch(
    agency: Agency, seed: int, length: int
) -> None:
    kinds = tuple(what for what in (*CHANGES, *DECISIONS, *WORDS, *OPEN_BOOKS) if what != "wish")
    check_as_from_scratch(agency, story(agency, seed, length, kinds), RUNS)


def test_what_is_carried_into_an_invoice_that_waits_is_told_with_that_invoice() -> None:
    """Also in October's report: its statement has an hour that is held."""
    said = {"minimum": {"amount": "500", "below": "carry forward"}, "when_time_is_held": "hold the invoice"}
    small = replace(AGENCY, contracts=(contract("a", "AAA-ONE", invoice=said),))
    with house_of(small) as house:
        stranger = worked("11-04", HOUR, note="unknown", person="Nobody Known")
        bring(house, worked("10-05", HOUR), worked("11-03", 6 * HOUR, note="more"), stranger)
        house.run([OCTOBER])
        assert (states(house), house.issues(OCTOBER)) == ({"deferred": 1}, [])
        house.run([NOVEMBER])
        assert (states(house), states(house, NOVEMBER)) == ({"held": 1}, {"held": 7})
        check_nothing_is_forgotten(house)
        (row,) = house.issues(OCTOBER)
        assert (row.code, row.subject, row.seconds) == ("invoice_waits", "a 2026-11", 7 * HOUR)
        house.decide("non-billable", entry_of(house, "unknown"))
        house.run([NOVEMBER])
        assert (totals(house), house.issues()) == ({"a 2026-11": "700.00"}, [])


@pytest.mark.proof
def test_these_histories_carry_enough_forward_to_prove_something() -> None:
    check_hard_enough(carrying(), _live, {"waiting": 1, "billed later": 1})


def _live(life: Life, number: int, seen: Counter[str]) -> None:
    for step, months in story(life.house.agency, number, 12, (*STEPS, *BOOKS)):
        life.take(step, check=False)
        life.house.run(months)
        waiting = life.house.rows(f"SELECT count(*) FROM placement WHERE reason LIKE '{CARRIED}%'")  # noqa: S608
        seen["waiting"] += waiting[0][0]
        seen["billed later"] += len(life.house.rows(_BILLED_LATER))


_BILLED_LATER = """
SELECT m.entry FROM match m JOIN placement p ON p.entry = m.entry JOIN plan ON plan.id = p.plan
WHERE p.line != '' AND plan.period > m.bill_in
"""
