"""Retainers that are billed by the quarter, whatever happens: their hours are those of calendar months."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.retainers import granted, retainer_of
from review.retainer_use import covered, used
from tests.agencies import Agency, Yaml
from tests.laws.histories import (
    LENGTHS,
    OPEN_BOOKS,
    SEEDS,
    check_as_from_scratch,
    check_hard_enough,
    check_history,
    story,
    third,
)
from tests.laws.house import House
from tests.laws.life import CHANGES, Life
from tests.laws.small import worked
from tests.laws.test_cadence import RUNS
from tests.laws.test_retainers import OTHER_OPENINGS, STEPS, TERMS, check_fees, retained

NO_OTHER = (*OTHER_OPENINGS, "wish")
"""What needs other openings, or writes the invoice block anew."""


WITH_FEES = tuple(terms for terms in TERMS if not terms.keys() & {"blocks", "minimum"})
"""What is not counted by the calendar month alone."""


@st.composite
def by_the_quarter(draw: st.DrawFn) -> Agency:
    """An agency in which the first workstream of each contract is a retainer, billed by the quarter."""
    agency = draw(retained(WITH_FEES))
    codes = [contract["workstreams"][0]["code"] for contract in agency.contracts]
    more = [worked(day, 2 * 3600, on=code, note=day) for code in codes for day in ("10-12", "11-02")]
    rows = (*agency.rows, *more)
    return replace(agency, contracts=tuple(_quarterly(each) for each in agency.contracts), rows=rows)


def _quarterly(contract: Yaml) -> Yaml:
    return contract | {"invoice": contract.get("invoice", {}) | {"every": "quarter"}}


def check_months(house: House) -> None:
    """Work of a month uses no more than was granted for it and what rolled over, whichever invoice it is on."""
    with house.store.read() as tx:
        taken: Counter[tuple[str, str, str]] = Counter()
        for row in tx.units.of():
            own = used(tx, row.contract, row.period, covered(tx, row.contract, row.period))
            for (code, worked_in), seconds in own.items():
                taken[row.contract, code, worked_in] += seconds
    for (key, code, worked_in), seconds in sorted(taken.items()):
        contract = house.worker.configuration.contracts.get(key)
        retainer = retainer_of(contract, code) if contract else None
        if contract is None or retainer is None or worked_in < "2026-10":
            continue
        opened = dict(contract.opening.retainers).get(code, 0) if contract.opening else 0
        names = [name for name in ("2026-10", "2026-11", "2026-12") if name <= worked_in]
        rolls = retainer.rollover is not None
        most = sum(granted(retainer, month(name)) for name in (names if rolls else names[-1:])) + opened
        earlier = sum(taken[key, code, name] for name in names[:-1]) if rolls else 0
        assert seconds + earlier <= most, f"{code} in {worked_in}"


@third()
@given(by_the_quarter(), SEEDS, LENGTHS)
def test_no_hour_of_a_quarter_is_used_twice_in_any_history(agency: Agency, seed: int, length: int) -> None:
    told = story(agency, seed, length, tuple(what for what in STEPS if what not in NO_OTHER))
    check_history(agency, told, check_fees, [check_months], RUNS)


@third()
@given(by_the_quarter(), SEEDS, LENGTHS)
def test_hours_of_quarters_step_by_step_are_as_from_scratch(agency: Agency, seed: int, length: int) -> None:
    kinds = tuple(what for what in (*CHANGES, *OPEN_BOOKS) if what not in NO_OTHER)
    check_as_from_scratch(agency, story(agency, seed, length, kinds), RUNS)


def test_these_quarters_use_hours_of_several_months() -> None:
    wanted = ("2026-09", "2026-10", "2026-11", "beyond")
    check_hard_enough(by_the_quarter(), _count, dict.fromkeys(wanted, 1))


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    rows = life.house.rows("SELECT reason FROM placement WHERE state = 'covered'")
    seen.update(name for (why,) in rows for name in ("2026-09", "2026-10", "2026-11") if f"for {name}" in why)
    lines = [line for item in life.house.drafts() for line in item.draft.lines]
    seen["beyond"] += sum("beyond the included hours" in line.rate_rule for line in lines)
