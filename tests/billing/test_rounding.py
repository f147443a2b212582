"""Rounding of time: step, direction, grace and scope, in tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.records import Rounding
from billing.rounding import in_words, rounded, rounded_together
from tests.billing.properties import proven

SIX = 360


@pytest.mark.parametrize(
    ("seconds", "step", "direction", "grace", "charged"),
    [
        (1, SIX, "up", 0, 360),
        (360, SIX, "up", 0, 360),
        (361, SIX, "up", 0, 720),
        (390, SIX, "up", 30, 360),  # 30 seconds over the step are free
        (391, SIX, "up", 30, 720),
        (20, SIX, "up", 30, 0),  # grace counts from nothing as well
        (179, SIX, "nearest", 0, 0),
        (180, SIX, "nearest", 0, 360),  # exactly half goes up
        (719, SIX, "down", 0, 360),
        (359, SIX, "down", 0, 0),
        (0, SIX, "up", 0, 0),  # nothing never becomes a step
        (1234, 0, "up", 0, 1234),  # no step, no rounding
    ],
)
def test_time_is_rounded_by_step_direction_and_grace(
    seconds: int, step: int, direction: str, grace: int, charged: int
) -> None:
    assert rounded(seconds, Rounding(step, direction, "entry", grace)) == charged


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rounding(), "not rounded"),
        (Rounding(60, "down", "line"), "down to 1 minute per line"),
        (Rounding(SIX, "up", "entry", 30), "up to 6 minutes per entry, 30 seconds free"),
        (Rounding(90, "nearest", "person and day", 60), "nearest to 90 seconds per person and day, 1 minute free"),
    ],
)
def test_a_rule_says_step_direction_scope_and_what_is_free(rule: Rounding, words: str) -> None:
    assert in_words(rule) == words


def test_time_of_one_scope_is_rounded_once_and_shared_by_the_time_worked() -> None:
    rule = Rounding(900, "up", "person and day")
    # Kim: 100 + 300 = 400 seconds become one quarter of an hour, shared 1 to 3. Sam is rounded alone.
    assert rounded_together([100, 300, 901], ["Kim", "Kim", "Sam"], [rule] * 3) == [225, 675, 1800]
    assert rounded_together([100, 901, 300], ["Kim", "Sam", "Kim"], [rule] * 3) == [225, 1800, 675]


@proven
@given(
    st.lists(st.tuples(st.integers(0, 20000), st.sampled_from("abc")), max_size=12),
    st.sampled_from([0, 60, 360, 900]),
    st.sampled_from(["up", "down", "nearest"]),
)
def test_each_scope_is_charged_its_rounded_sum(items: list[tuple[int, str]], step: int, direction: str) -> None:
    rule = Rounding(step, direction, "line")
    charged = rounded_together([s for s, _ in items], [scope for _, scope in items], [rule] * len(items))
    for name in "abc":
        worked = sum(seconds for seconds, scope in items if scope == name)
        got = sum(part for part, (_, scope) in zip(charged, items, strict=True) if scope == name)
        assert got == rounded(worked, rule)
        assert abs(got - worked) < max(step, 1)
