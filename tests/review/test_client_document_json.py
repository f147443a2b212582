"""The complete record of a document: its sums hold, its keys are stable, and it says everything we know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.money import Money
from billing.wishes import BillTo, Posting
from review.document_json import document_key, to_bytes, to_json
from tests.review.client_samples import DRAFT_ID, FACTS, ISSUED, draft_of, entry, line, usual


def record(status: str = "draft") -> dict[str, Any]:
    made, works = usual()
    return to_json(made, 2, works, FACTS, status)


def test_lines_sum_to_the_document_and_entries_to_their_line() -> None:
    found = record()
    assert sum(Decimal(each["amount"]) for each in found["lines"]) == Decimal(found["total"]) == Decimal("1702.03")
    first = found["lines"][0]
    assert sum(Decimal(each["amount"]) for each in first["entries"]) == Decimal(first["amount"])
    assert sum(each["charged_seconds"] for each in first["entries"]) == first["charged_seconds"] == 12300


def test_it_names_the_document_its_customer_and_its_dates() -> None:
    made, works = usual()
    billed = replace(made, bill_to=BillTo("books", "58", "ap@acme.test"))
    found = to_json(billed, 1, works, replace(ISSUED, issued=date(2026, 11, 3)), "pushed")
    assert {key: found[key] for key in ("schema", "number", "issued", "due", "status", "purchase_order")} == {
        "schema": 1,
        "number": "INV-1001",
        "issued": "2026-11-03",
        "due": "2026-12-03",
        "status": "pushed",
        "purchase_order": "PO-7781",
    }
    assert found["bill_to"] == {"books": "books", "customer": "58", "email": "ap@acme.test", "branding": None}
    assert (found["draft"], found["document"]) == (DRAFT_ID, document_key(DRAFT_ID, 1))


def test_a_draft_has_neither_number_nor_dates() -> None:
    assert [record()[key] for key in ("number", "issued", "due")] == [None, None, None]


def test_a_line_says_where_it_is_posted_and_why_it_costs_what_it_does() -> None:
    made, works = line("Call", "187.50", [entry(5, 3600, note="with Åsa")])
    posted = replace(made, posting=Posting("Consulting", "400", "OUTPUT2", (("Region", "North"),)), late="2026-09")
    found = to_json(*_with_revision(draft_of((posted, works))), FACTS, "draft")["lines"][0]
    assert found["posting"] == {
        "item": "Consulting",
        "account": "400",
        "tax": "OUTPUT2",
        "tracking": [{"category": "Region", "option": "North"}],
    }
    assert (found["quantity"], found["unit_price"], found["late"]) == ("1.00", "187.50", "2026-09")
    assert (found["rate_rule"], found["rounding"]) == ("187.50 USD an hour for role senior", "not rounded")
    assert found["entries"][0]["note"] == "with Åsa"


def _with_revision(made: tuple[Any, Any]) -> tuple[Any, int, Any]:
    return made[0], 1, made[1]


def test_a_document_whose_sums_do_not_hold_is_a_programming_error() -> None:
    made, works = usual()
    with pytest.raises(AssertionError, match="lines of draft"):
        to_json(replace(made, total=Money(170202, "USD")), 1, works, FACTS, "draft")


def test_equal_records_are_equal_files() -> None:
    assert to_bytes(record()) == to_bytes(dict(reversed(record().items())))
    assert to_bytes(record()).endswith(b"}\n")
    assert json.loads(to_bytes(record())) == record()


def test_a_revision_has_its_own_key() -> None:
    assert document_key(DRAFT_ID, 1) != document_key(DRAFT_ID, 2)
    assert document_key(DRAFT_ID, 1) == document_key(DRAFT_ID, 1)


def test_text_that_is_no_valid_unicode_does_not_stop_it() -> None:
    made, works = draft_of(line("Call", "90", [entry(5, 3600, note="half \ud83d")]))
    assert b"half" in to_bytes(to_json(made, 1, works, FACTS, "draft"))
