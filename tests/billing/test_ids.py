"""Ids are written out here: a change of how they are made would move people's data, so it must fail."""

from __future__ import annotations

import json
from dataclasses import make_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ids import DRAFT, ENTRY, ISSUE, LINE, PLAN, canonical, canonical_each, content_hash, digest, stable_id
from billing.issues import Issue
from billing.records import Rate, SourceRecord, State, Task

WORDS = st.text(max_size=6)
VALUES = st.none() | st.booleans() | st.integers() | st.dates() | st.sampled_from(State) | st.decimals(-9, 9, places=2)
TASKS = st.builds(Task, WORDS, WORDS, reason=WORDS)
RATES = st.builds(
    Rate, st.decimals(0, 9, places=2), st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple), st.none() | st.dates()
)
RECORD = SourceRecord(date(2026, 10, 1), 3600, person="Kim", tags=("a", "b"), rate=Decimal("150.0000"))


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        (ENTRY, ("harvest", "row:0#1"), "esqg5ctem52jo"),
        (DRAFT, ("files", "acme", "2026-10", "all"), "d3rwxfdin4tu6"),
        (LINE, ("d0", "ACME-IMPL", "150.00", "ACME-14"), "lkuvvfzm65nzo"),
        (ISSUE, ("no_rate", "e1", ""), "ioqsjimjw5pyf"),
        (PLAN, ("acme", "2026-10", "1"), "pzumljh6xcsco"),
    ],
)
def test_ids_never_change(kind: str, parts: tuple[str, ...], expected: str) -> None:
    assert stable_id(kind, *parts) == expected


def test_the_content_hash_of_a_record_never_changes_whatever_fields_records_get() -> None:
    assert content_hash(RECORD) == "9deb8f7f26bc37725a2a960940ed57df"
    said = {name: getattr(RECORD, name) for name in ("day", "seconds", "person", "tags", "rate")}
    earlier = make_dataclass("Earlier", said)
    assert content_hash(earlier(**said)) == content_hash(RECORD)


def test_every_field_of_a_record_that_differs_counts_in_its_content() -> None:
    others = [
        replace(RECORD, seconds=3601),
        replace(RECORD, note="x"),
        replace(RECORD, person="", email="Kim"),
        replace(RECORD, person="Kimtags="),
        replace(RECORD, tags=("b", "a")),
        replace(RECORD, tags=("a,b",)),
        replace(RECORD, billable=False),
        replace(RECORD, billable=True),
        replace(RECORD, running=True),
        replace(RECORD, rate=Decimal("150.0001")),
        replace(RECORD, started=datetime(2026, 10, 1, 9, tzinfo=UTC)),
    ]
    assert len({content_hash(record) for record in (RECORD, *others)}) == len(others) + 1


def test_a_contents_hash_is_that_of_equal_values_however_they_are_written() -> None:
    assert content_hash(replace(RECORD, rate=Decimal("150"))) == content_hash(RECORD)


def test_what_is_remembered_of_equal_numbers_does_not_depend_on_which_came_first() -> None:
    assert canonical([Decimal("-0"), Decimal(0), Decimal("0.00")]) == '["0","0","0"]'
    assert canonical([Decimal("1.50"), Decimal("1.5"), True, 1]) == '["1.5","1.5",true,1]'


def test_a_canonical_text_is_json() -> None:
    value = {"b": [RECORD, None, True, 7], "a": {'\u2028 "ü"\n': ()}}
    assert json.loads(canonical(value))["a"] == {'\u2028 "ü"\n': []}
    assert json.loads(canonical(RECORD))["rate"] == "150"


def test_parts_are_never_run_together() -> None:
    assert stable_id(ENTRY, "ab", "c") != stable_id(ENTRY, "a", "bc")
    assert stable_id(ENTRY, "a")[1:] != stable_id(LINE, "a")[1:], "the kind is hashed, too"


def test_equal_values_have_one_form_however_they_are_written() -> None:
    assert digest(replace(RECORD, rate=Decimal("150"))) == digest(RECORD)
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
    assert canonical([State.OPEN, Decimal("1E+2"), date(2026, 1, 2)]) == '["open","100","2026-01-02"]'


def test_every_field_of_a_record_counts() -> None:
    assert digest(replace(RECORD, note="x")) != digest(RECORD)
    assert digest(replace(RECORD, tags=("b", "a"))) != digest(RECORD)


def test_notes_for_people_do_not_count() -> None:
    assert digest(Rate(Decimal(1), (), None, "acme.yaml:3")) == digest(Rate(Decimal(1), (), None, "acme.yaml:9"))
    assert digest(Task("A-1", reason="key in the note")) == digest(Task("A-1"))


def test_an_issue_is_the_same_in_every_run_whatever_its_facts_say() -> None:
    assert Issue("no_rate", "e1", facts=(("a", "b"),)).id == Issue("no_rate", "e1", person="Kim").id
    assert Issue("no_rate", "e1").id != Issue("no_rate", "e2").id != Issue("no_rate", "e1", subject="x").id


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(AssertionError, match="set has no canonical form"):
        canonical({1, 2})


@given(st.lists(WORDS | VALUES | TASKS | st.lists(WORDS).map(tuple) | st.lists(TASKS).map(tuple), max_size=30))
def test_many_values_are_written_as_each_is_alone(values: list[object]) -> None:
    alone = [canonical(value) for value in values]
    assert canonical_each(values) == alone
    assert canonical(values) == canonical(tuple(values)) == f"[{','.join(alone)}]"


@given(st.lists(RATES, min_size=8, max_size=30))
def test_records_that_share_parts_are_written_as_each_is_alone(rates: list[Rate]) -> None:
    twice = [*rates, *rates, *(replace(rate) for rate in rates)]
    assert canonical_each(twice) == [canonical(rate) for rate in twice]
