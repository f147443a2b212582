"""The laws when what is billed changes, and people correct, credit, void and take back, in any order."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agencies import Agency, Row, Yaml, people
from tests.laws.histories import SEEDS, Story, check_hard_enough, check_history, half, story
from tests.laws.life import Life
from tests.laws.steps import CORRECTIONS, PERIODS

AFTER_BILLING = ("edit", "edit", "edit", "delete", "revive", "move")
CHOICES = (*CORRECTIONS, *["correct"] * 5, *["bill all"] * 3, *["bill-again"] * 2, "write-off", "undo")
SIMPLE = ("edit", "edit", "delete", "correct", "bill all", *CORRECTIONS)
KINDS = (*AFTER_BILLING, *CHOICES, "rate", "rounding", "late", "reopen", "close", "hold", "release")
TERMS: tuple[Yaml, ...] = (
    {},
    {"rounding": {"to": "15 minutes", "direction": "up", "per": "line"}},
    {"discounts": [{"name": "Partner", "percent": "10 %", "kinds": ["time"]}]},
    {
        "purchase_orders": [{"number": "PO-1", "limit": "250"}, {"number": "PO-2"}],
        "when_order_is_used_up": "next order",
    },
    {"invoice": {"one_per": "workstream", "lines_by": "entry"}},
    {"cap": {"hours": "3", "beyond": "write off"}},
    {"retainer": {"bill": "in arrears", "fee": "500", "includes_hours": "1", "overage_rate": "150"}},
)


@st.composite
def billing_agencies(draw: st.DrawFn) -> Agency:
    """An agency whose work can all be billed: one client, two workstreams, and terms of one kind."""
    terms = dict(draw(st.sampled_from(TERMS)))
    streams: list[Yaml] = [
        {"code": "AAA-ONE", "name": "One", "billing": "time and materials"},
        {"code": "AAA-TWO", "name": "Two", "billing": "time and materials"},
        {"code": "ANCHOR", "name": "Anchor", "billing": "non-billable"},
    ]
    if "cap" in terms:
        streams[0]["cap"] = terms.pop("cap")
    if "retainer" in terms:
        streams[0] |= {"billing": "retainer", **terms.pop("retainer")}
    contract: Yaml = {"id": "aaa", "client": "Aaa", "currency": "USD", "from": "2026-10-01"}
    contract |= {"rates": [{"rate": "100"}], "workstreams": streams}
    main: Yaml = {
        "version": "1",
        "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {"toggl": {"kind": "toggl"}},
        "exceptions": {"require_task": "no"},
    }
    rows = [
        Row(
            "toggl",
            date(2026, 10, day),
            draw(st.sampled_from((600, 1700, 3600, 5400, 9000))),
            draw(st.sampled_from(("Kim Allen", "Ada Ng"))),
            f"{draw(st.sampled_from(('AAA-ONE', 'AAA-TWO')))} work",
            note=f"work {day}",
            start=time(9),
        )
        for day in range(5, 5 + draw(st.integers(2, 5)))
    ]
    return Agency(main, people(), (contract | terms,), tuple(rows))


BILLED: Story = [(("bill all", 0, 0), PERIODS)]
"""How such a history begins: with all there is billed."""


@half()
@given(billing_agencies(), SEEDS, st.integers(6, 14))
def test_whatever_is_corrected_credited_or_void_is_billed_once_and_ties_out(
    agency: Agency, seed: int, length: int
) -> None:
    check_history(agency, [*BILLED, *story(agency, seed, length, KINDS)])


@pytest.mark.proof
def test_these_histories_correct_and_credit_enough_to_prove_something() -> None:
    check_hard_enough(billing_agencies(), _live, dict.fromkeys(OUTCOMES, 1))


def _live(life: Life, number: int, seen: Counter[str]) -> None:
    for step, months in [*BILLED, *story(life.house.agency, number, 14, SIMPLE)]:
        done = life.take(step, check=False)
        seen[f"{step[0]}{'' if done else ' refused'}"] += 1
        life.house.run(months)
    seen.update(f"note {each}" for (each,) in life.house.rows("SELECT status FROM draft WHERE id LIKE 'n%'"))
    seen.update(f"line {each}" for (each,) in life.house.rows("SELECT kind FROM line"))
    seen.update(f"push {each}" for (each,) in life.house.rows("SELECT action FROM push"))


OUTCOMES = (
    "correct",
    "credit",
    "void",
    "bill-again",
    "take back a correction",
    "note posted",
    "line correction",
    "push void",
)
