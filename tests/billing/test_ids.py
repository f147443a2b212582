"""Ids are written out here: a change of how they are made would move people's data, so it must fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.ids import DRAFT, ENTRY, ISSUE, LINE, PLAN, canonical, digest, stable_id
from billing.issues import Issue
from billing.records import Rate, SourceRecord, State, Task

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


def test_the_digest_of_a_record_never_changes() -> None:
    assert digest(RECORD) == "11960206c72cf74add568b3d3d95fa50"


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
