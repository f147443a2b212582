"""`tieout retainers`: the monthly statement of included hours, for the company and for the client."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import InAgency, Tieout
from tests.laws.small import AGENCY, contract, worked

CARE = {
    "code": "AAA-CARE",
    "name": "Care plan",
    "billing": "retainer",
    "bill": "in arrears",
    "fee": "2000",
    "includes_hours": "8",
    "overage_rate": "250",
    "rollover": {"up_to_hours": "4", "for_months": "1"},
}
ACME = contract("a", "AAA-ONE")
ACME = {**ACME, "from": "2026-10-01", "workstreams": [*ACME["workstreams"], CARE]}


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder in which October is in the books and November is drafted."""
    main = {**AGENCY.main, "go_live": "2026-10-01"}
    rows = (
        worked("10-05", 3 * 3600, on="AAA-CARE", note="one"),
        worked("11-02", 14 * 3600, on="AAA-CARE", note="two"),
        worked("11-02", 3600, on="AAA-ONE", note="three"),
    )
    agency = replace(AGENCY, main=main, contracts=(ACME,)).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    tieout("approve", "--period", "2026-10")
    tieout("push", "--period", "2026-10")
    tieout("run", "--period", "2026-11")
    return tieout


def told(tieout: Tieout, month: str, *more: str) -> dict[str, Any]:
    (row,) = json.loads(tieout("retainers", "--period", month, "--json", *more))
    return dict(row)


def test_each_month_says_what_became_of_its_hours(tieout: Tieout) -> None:
    october, november = told(tieout, "2026-10"), told(tieout, "2026-11")
    names = "granted rolled_in used of_it_late expired rolled_out overage".split()
    assert [october[f"{name}_seconds"] / 3600 for name in names] == [8, 0, 3, 0, 1, 4, 0]
    assert [november[f"{name}_seconds"] / 3600 for name in names] == [8, 4, 12, 0, 0, 0, 2]
    assert (october["closed"], october["fee_billed"], october["hourly"]) == (True, "billed with 2026-10", "666.67")
    assert (november["closed"], november["fee_billed"]) == (False, "drafted with 2026-11")
    assert (november["fee"], november["overage"], november["hourly"]) == ("2000.00", "500.00", "178.57")


def test_people_read_a_table_and_the_client_reads_no_hourly_rate(tieout: Tieout) -> None:
    own = tieout("retainers", "--period", "2026-11")
    assert "2500.00" in own and "178.57" in own and "2026-11 is open" in own
    shown = tieout("retainers", "--period", "2026-11", "--for-client")
    assert "2500.00" in shown and "178.57" not in shown
    assert {"contract", "hourly", "fee_billed"} & told(tieout, "2026-11", "--for-client").keys() == set()
    assert "No retainer was billed for 2026-12" in tieout("retainers", "--period", "2026-12")


def test_a_spreadsheet_and_a_page_have_the_same_hours(tieout: Tieout) -> None:
    (row,) = csv.DictReader(io.StringIO(tieout("retainers", "--period", "2026-10", "--format", "csv", "--for-client")))
    assert (row["granted_seconds"], row["used_seconds"], row["rolled_out_seconds"]) == ("28800", "10800", "14400")
    assert "hourly" not in row
    tieout("retainers", "--period", "2026-10", "--format", "html", "--output", "page.html")
    assert "Care plan" in Path("page.html").read_text()


def test_an_entry_tells_which_hours_paid_for_it(tieout: Tieout) -> None:
    exported = json.loads(tieout("statement", "--period", "2026-11", "--json"))
    assert exported["states"]["covered"] == 12 * 3600
    drafts = json.loads(tieout("drafts", "--period", "2026-11", "--json"))
    (entry,) = {key for each in drafts for line in each["lines"] if line["seconds"] == 7200 for key in line["entries"]}
    traced = json.loads(tieout("trace", entry, "--json"))
    reasons = [step["reason"] for step in traced["history"] if step["state"] == "covered"]
    assert reasons == ["included hours of AAA-CARE for 2026-10 and 2026-11 (a, 2026-11)"]
    assert "included hours of AAA-CARE" in tieout("trace", entry)
