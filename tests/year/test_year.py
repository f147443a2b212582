"""The daemon through a year against vendors on loopback: each month the laws hold, and books have what was billed.

`make year` lives twelve months in each of three countries; `make test` the days around one bill.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import time, timedelta
from decimal import Decimal

import pytest

from billing.occasions import When, moments
from review.statement import Statement
from sync.pipeline import rerun
from sync.ticking import place_of
from tests.laws.oracle import (
    Settled,
    check_history_stays,
    check_once,
    check_settled_stays,
    check_states_follow_drafts,
    history,
    settled,
)
from tests.year.life import BEGIN, Year, year_of

ALL = int(os.environ.get("TIEOUT_YEAR", "0"))
PLACES = {
    "US": ("US", "America/New_York", "xero"),
    "GB": ("GB", "Europe/London", "quickbooks"),
    "DE": ("DE", "Europe/Berlin", "xero"),
}
DAYS = ALL or 4
RHYTHM = When(at=time(6), nth=2)


@pytest.mark.parametrize("place", sorted(PLACES) if ALL else ["US"])
def test_a_year_of_the_daemon(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    country, zone, kind = PLACES[place]
    with year_of(kind, country, zone, seed=sum(map(ord, place))) as year:
        before, kept = history(year.house), settled(year.house)
        for day in year.live(DAYS):
            if (day + timedelta(days=1)).day == 8:
                before, kept = check(year, before, kept)
                with capsys.disabled():
                    sys.stderr.write(f"{place}: the laws hold up to {day}\n")
        quiet(year)
        check(year, before, kept)
        due = list(moments(RHYTHM, place_of(year.worker), BEGIN, year.now))
        assert year.did["bill done"] == len(due) >= max(1, DAYS * 12 // 365)
        with year.worker.store.read() as tx:
            assert tx.occasions.left() == []
        with capsys.disabled():
            told = {"name": "year", "place": place, "ledger": kind, "days": DAYS, **dict(sorted(year.did.items()))}
            sys.stdout.write(f"\n{json.dumps(told)}\n")


History = dict[str, set[tuple[object, ...]]]


def quiet(year: Year) -> None:
    """Two days without trouble or people: whatever was left under way ends."""
    year.world.faults.clear()
    year.tick_until(year.now + timedelta(days=2))
    year.push()
    year.tick_until(year.now + timedelta(days=1))


def check(
    year: Year, before: dict[str, set[tuple[object, ...]]], kept: Settled
) -> tuple[dict[str, set[tuple[object, ...]]], Settled]:
    """The laws: once, settled stays, history stays, states follow drafts; statements balance, books agree."""
    house = year.house
    check_once(house, divided=True)
    check_history_stays(before, house)
    check_settled_stays(kept, house, reopened=False)
    check_states_follow_drafts(house)
    for name in months_run(year):
        found = in_order(year, name)
        assert found.difference_seconds == 0, name
        assert all(row.difference.minor == 0 for row in found.money), name
    check_books(year)
    return history(house), settled(house)


def in_order(year: Year, name: str) -> Statement:
    """A month's statement; where it says that drafts lost time since they were planned, after the run it asks for."""
    found = year.house.statement(name)
    assert found.difference_seconds == 0, name
    if found.outdated:
        rerun(year.worker, [name])
        year.did["run again"] += 1
        found = year.house.statement(name)
    with year.worker.store.read() as tx:
        assert not found.outdated or tx.pushes.under_way(), f"{name}: a run leaves drafts behind that it could plan"
    return found


def months_run(year: Year) -> list[str]:
    """The months that were run."""
    with year.worker.store.read() as tx:
        return sorted({row.period[:7] for row in tx.units.of()})


def check_books(year: Year) -> None:
    """Each document in the ledger is one that was planned, to the cent; none is there twice, none is missing."""
    with year.worker.store.read() as tx:
        intended = {push.draft for push in tx.pushes.intended()}
    posted = Counter(
        item.draft.total.decimal
        for item in year.house.drafts()
        if item.status == "posted" and item.draft.id not in intended
    )
    there = Counter(each.net.quantize(Decimal("0.01")) for each in year.twin.there() if each.stage == "posted")
    assert posted <= there, "an invoice is missing in the ledger"
    waiting = sum(item.draft.id in intended for item in year.house.drafts())
    assert (there - posted).total() <= waiting, "an invoice is in the ledger that nobody planned"
