"""The benchmarks of pushing, small: every draft is in the ledger with its statement, by two requests each."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.ledgers import LEAST, LIMITS, ROWS_A_DRAFT
from bench.registry import BENCHMARKS
from connectors.waiting import least_seconds
from tests.bench.small import ROWS, report
from tests.proof import short_of

ONCE = {"xero": 8, "quickbooks": 3}
"""Requests for the company and its names, however many documents there are."""


@pytest.mark.parametrize("vendor", short_of(LIMITS, "xero"))
def test_every_draft_is_pushed_at_the_pace_of_its_ledger(place: Path, vendor: str) -> None:
    floor, ours = (report(place, f"push-{vendor}", part) for part in ("floor", "measured"))
    drafts = ROWS // ROWS_A_DRAFT
    assert floor["done"] == ours["done"] == {"drafts": drafts}
    more = ours["more"]
    assert isinstance(more, dict)
    requests = round(more["requests_per_document"] * drafts)
    assert requests == LEAST * drafts + ONCE[vendor]
    seconds = ours["seconds"]
    assert isinstance(seconds, float)
    assert seconds >= least_seconds(LIMITS[vendor], LEAST * drafts) == floor["seconds"]


def test_the_limits_of_200_drafts_are_minutes_at_xero_and_seconds_at_quickbooks() -> None:
    for vendor, seconds in (("xero", 360), ("quickbooks", 39)):
        assert least_seconds(LIMITS[vendor], LEAST * BENCHMARKS[f"push-{vendor}"].rows // ROWS_A_DRAFT) == seconds
