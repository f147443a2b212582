"""What the trackers start from: the demo month whole, with its planted totals, and an agency of any size."""

from __future__ import annotations

import io
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime

import pypdf
import pytest

from sandbox.clock import START
from sandbox.demo_seed import demo_seed, whole_rows
from sandbox.listing import KEYS
from sandbox.northwind.agency import northwind
from sandbox.northwind.expenses import COUNTS, TOTALS_MINOR, UNITS, expenses_of, receipt_pdf
from sandbox.northwind.records import CLOCKIFY, HARVEST
from sandbox.records import entry_hex, entry_number
from sandbox.seeds import VENDORS, Seed
from sandbox.synthetic import SyntheticSeed

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_demos_plan_is_what_its_exports_hold_and_the_torn_row_besides(vendor: str) -> None:
    exported = next(total for total in northwind().manifest.totals if total.connector == vendor)
    torn = [row for row in northwind().entries[vendor] if row.broken]
    whole = {row.number: row.seconds for row in whole_rows(vendor)}
    running = sum(row.running for row in northwind().entries[vendor])
    plan = list(demo_seed(vendor).planned(FIRST, LAST))
    assert len(torn) == 1 and whole[torn[0].number] >= 600
    assert sum(share.entries for share in plan) == exported.entries - running + 1
    assert sum(share.seconds for share in plan) == exported.seconds + whole[torn[0].number]


@pytest.mark.parametrize("vendor", VENDORS)
def test_rows_that_no_export_broke_are_as_they_were(vendor: str) -> None:
    rows = {row.number: row for row in whole_rows(vendor)}
    kept = [row for row in northwind().entries[vendor] if not row.broken]
    assert all(rows[row.number] == row for row in kept)
    assert not any(row.broken for row in rows.values())
    assert all(row.ended > row.started for row in rows.values() if row.started and row.ended and row.seconds)


@pytest.mark.parametrize("seed", [*map(demo_seed, VENDORS), *(SyntheticSeed(v, 500, START.date()) for v in VENDORS)])
def test_everything_an_entry_names_is_there_once(seed: Seed) -> None:
    kinds = (seed.people, seed.clients, seed.projects, seed.activities, seed.tags)
    ids = [each.id for kind in kinds for each in kind]
    hexes = [each.hex for kind in kinds for each in kind]
    assert len(set(ids)) == len(ids) and len(set(hexes)) == len(hexes)
    people, projects = {each.id for each in seed.people}, {each.id: each for each in seed.projects}
    activities, tags = {each.id: each for each in seed.activities}, {each.id for each in seed.tags}
    for entry in map(seed.at, range(seed.count)):
        assert entry.person in people
        assert entry.project is None or entry.project in projects
        assert entry.activity is None or activities[entry.activity].project in (None, entry.project)
        assert set(entry.tags) <= tags
        assert entry.created <= entry.updated <= START
    assert {project.client for project in seed.projects} <= {None, *(client.id for client in seed.clients)}


@pytest.mark.parametrize("seed", [*map(demo_seed, VENDORS), *(SyntheticSeed(v, 500, START.date()) for v in VENDORS)])
def test_positions_are_in_the_order_of_day_start_and_id(seed: Seed) -> None:
    entries = [seed.at(position) for position in range(seed.count)]
    assert entries == sorted(entries, key=KEYS["oldest"])
    assert [seed.position(entry.id) for entry in entries] == list(range(seed.count))
    assert seed.position(1) is None
    assert {entry.id for entry in entries if entry.running} == set(seed.timers)
    if seed.in_order:
        assert (
            entries == sorted(entries, key=KEYS["id"]) == sorted(entries, key=lambda entry: (entry.updated, entry.id))
        )


def test_ids_in_hexadecimal_lead_back_to_the_entry() -> None:
    assert entry_number(entry_hex(2_336_700_001)) == 2_336_700_001
    assert len(entry_hex(2_336_700_001)) == 24
    assert {entry_number(text) for text in ("", "64c7", "x" * 24, "64c7" + "x" * 20)} == {-1}


@pytest.mark.parametrize("count", [1, 7, 4001, 30_000])
def test_a_made_up_agency_has_as_many_entries_as_were_asked_for(count: int) -> None:
    seed = SyntheticSeed(CLOCKIFY, count, START.date())
    entries = [seed.at(position) for position in range(count)]
    plan = list(seed.planned(date(2025, 1, 1), LAST))
    assert [share.key.day for share in plan] == [entry.day for entry in entries]
    assert [share.seconds for share in plan] == [entry.seconds for entry in entries]
    assert [share.started for share in plan] == [entry.started for entry in entries]
    assert all(entry.day <= LAST and entry.day.weekday() < 5 for entry in entries)
    busiest = Counter((entry.person, entry.day) for entry in entries)
    assert max(busiest.values()) <= 10
    with pytest.raises(IndexError):
        seed.at(count)


def test_nobody_in_a_made_up_agency_does_two_things_at_once() -> None:
    seed = SyntheticSeed(CLOCKIFY, 2000, START.date())
    ended: dict[int, datetime] = {}
    for entry in map(seed.at, range(seed.count)):
        assert entry.started is not None and entry.ended is not None
        assert entry.started >= ended.get(entry.person, datetime(2020, 1, 1, tzinfo=UTC))
        ended[entry.person] = entry.ended


def test_a_million_entries_need_no_more_memory_than_a_thousand() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        seed = SyntheticSeed(HARVEST, count, START.date())
        for position in range(0, count, max(count // 1000, 1)):
            seed.at(position)
        sum(share.seconds for share in seed.planned(LAST, LAST))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(1_000_000) < peak(1000) + 8_000_000


# ---- expenses ----


@pytest.mark.parametrize("vendor", VENDORS)
def test_expenses_add_up_to_the_totals_that_were_planted(vendor: str) -> None:
    seed = demo_seed(vendor)
    sums: Counter[str] = Counter()
    for expense in seed.expenses:
        sums[expense.currency] += expense.minor
        if expense.unit_minor is not None:
            assert expense.minor == expense.quantity * UNITS[expense.category][1]
    assert dict(sums) == TOTALS_MINOR[vendor]
    assert len(seed.expenses) == COUNTS[vendor]
    marks = {(slip.billable, slip.approved, slip.receipt) for slip in expenses_of(vendor)}
    assert not seed.expenses or marks == {
        (True, True, True),
        (False, True, True),
        (True, False, True),
        (True, True, False),
        *([(False, True, False)] if vendor == HARVEST else []),
    }


def test_a_receipt_is_a_pdf_that_says_what_it_is_for() -> None:
    pages = pypdf.PdfReader(io.BytesIO(receipt_pdf("Train (return)", "48.20 USD")), strict=True).pages
    assert len(pages) == 1
    assert pages[0].extract_text().split("\n") == ["Train [return]", "48.20 USD"]
