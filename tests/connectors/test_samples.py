"""Optional reference data: exports as the trackers really write them, with counts and seconds worked out by hand.

Looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.base import Export, Reading
from connectors.exports import read_export, recognise_layout
from connectors.registry import LAYOUTS
from connectors.tables import open_table

REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SAMPLES = REFERENCE / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the optional reference data is not in {SAMPLES}")


@dataclass(frozen=True)
class Expected:
    """What a sample holds, read off it by a person."""

    kind: str
    days: tuple[date, ...]
    seconds: tuple[int, ...]
    people: frozenset[str]


EXPECTED = {
    "clockify_detailed_dmy_24h_hmm.csv": Expected(
        "clockify",
        (date(2026, 6, 22),),
        (780,),  # 10:00 to 10:13; its decimal column says 0.22 h, which would be 792
        frozenset({"Person One"}),
    ),
    "clockify_detailed_mdy_12h_eur.csv": Expected(
        "clockify",
        (date(2026, 4, 30), date(2026, 4, 28), *[date(2026, 4, 27)] * 5),
        # 0:34:57  2:43:37  1:54:17  0:33:00  1:38:47  2:01:14  0:34:30, together 10:00:22
        (2097, 9817, 6857, 1980, 5927, 7274, 2070),
        frozenset({"Person One"}),
    ),
    "harvest_detailed_header_2026_21_columns.csv": Expected("harvest", (), (), frozenset()),
    "harvest_detailed_money.csv": Expected(
        "harvest",
        (date(2025, 1, 13), date(2025, 1, 14), date(2025, 1, 15), date(2025, 2, 3)),
        (12_600, 7200, 3600, 5400),  # 3.5, 2, 1 and 1.5 hours
        frozenset({"Hugo Bernard", "Julien Roux"}),
    ),
    "toggl_detailed_amount_usd_2019.csv": Expected(
        "toggl", (date(2019, 4, 1), date(2019, 4, 1)), (900, 900), frozenset({"Person One"})
    ),
    "toggl_detailed_over_midnight.csv": Expected(
        "toggl",
        (date(2026, 3, 16), date(2026, 3, 16)),
        (9000, 4500),  # 09:05 to 11:35, and 23:30 to 00:45 of the next day
        frozenset({"Elena Ruiz", "Mira Koch"}),
    ),
}


def read(name: str) -> Export:
    table = open_table(SAMPLES / name)
    layout = recognise_layout(table.header, [], [(layout, {}) for layout in LAYOUTS.values()])
    assert layout.kind == EXPECTED[name].kind
    return read_export(table, Reading(layout.kind, layout, "Europe/Berlin"))


def test_every_sample_has_its_expectation_here() -> None:
    assert sorted(path.name for path in SAMPLES.glob("*.csv")) == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_is_read_with_the_counts_and_seconds_worked_out_by_hand(name: str) -> None:
    export, expected = read(name), EXPECTED[name]
    assert export.rejected == ()
    assert tuple(record.day for record in export.records) == expected.days
    assert tuple(record.seconds for record in export.records) == expected.seconds
    assert export.seconds == sum(expected.seconds)
    assert {record.person for record in export.records} == expected.people
    assert all(record.clock_seconds is None and not record.running for record in export.records)


def test_the_money_sample_of_harvest_gives_its_own_amounts() -> None:
    billed = [record for record in read("harvest_detailed_money.csv").records if record.billable]
    amounts = [record.rate * record.seconds / 3600 for record in billed if record.rate is not None]
    assert amounts == [Decimal("332.50"), Decimal("220.00"), Decimal("142.50")]
    assert {record.currency for record in billed} == {"EUR"}
    assert [record.invoiced for record in billed] == [True, False, False]
    assert [record.approved for record in billed] == [True, True, False]
