"""Reports of one table in every form: what a spreadsheet and a page hold is what programs are answered."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.agencies import Yaml
from tests.cli.conftest import InAgency, Tieout
from tests.laws.small import AGENCY, contract, worked

OCTOBER = ("--period", "2026-10")
REPORTS = ("orders", "budgets", "fixed", "deposits", "unbilled")
"""Those whose columns are the keys of their answer."""
OTHERS = {"retainers": OCTOBER, "wip": (), "margin": OCTOBER}
STREAMS: list[Yaml] = [
    {"code": "AAA-ONE", "name": "One", "billing": "time and materials"},
    {
        "code": "AAA-FIX",
        "name": "Fix",
        "billing": "fixed",
        "price": "900",
        "milestones": [
            {"code": "M1", "description": "Done", "amount": "900", "due": "2026-10-20"},
        ],
    },
    {
        "code": "AAA-CARE",
        "name": "Care",
        "billing": "retainer",
        "bill": "in arrears",
        "fee": "100",
        "includes_hours": "1",
        "overage_rate": "120",
    },
]
DEPOSIT = {"code": "D1", "workstream": "AAA-CARE", "description": "=Deposit", "amount": "500", "due": "2026-10-02"}
ACME = contract(
    "a",
    "AAA-ONE",
    workstreams=STREAMS,
    purchase_orders=[{"number": "007", "limit": "250.50", "alert_at": ["50", "90"], "workstreams": ["AAA-ONE"]}],
    order_required="no",
    cap={"hours": "9"},
    budget={"hours": "10"},
    deposits=[
        {"code": "D1", "workstream": "AAA-CARE", "description": "=Deposit", "amount": "500", "due": "2026-10-02"}
    ],
    **{"from": "2026-10-01"},
)


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder with something of everything: October is in the books, November is drafted."""
    rows = (
        worked("10-05", 9000, note="one"),
        worked("10-06", 3600, on="AAA-CARE", note="two"),
        worked("11-02", note="three"),
    )
    tieout = in_agency(replace(AGENCY, contracts=(ACME, contract("b", "BBB-ONE"))).with_rows(rows))
    tieout("run", *OCTOBER)
    tieout("approve", *OCTOBER)
    tieout("push", *OCTOBER)
    tieout("run", "--period", "2026-11")
    return tieout


def flattened(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in answer.items():
        found |= {f"{key}_{name}": each for name, each in value.items()} if isinstance(value, dict) else {key: value}
    return found


def text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


@pytest.mark.parametrize("report", REPORTS)
def test_a_spreadsheet_has_a_column_for_every_key_of_the_answer(tieout: Tieout, report: str) -> None:
    answers = json.loads(tieout(report, "--json"))
    rows = list(csv.DictReader(io.StringIO(tieout(report, "--format", "csv"))))
    assert rows
    for answer, row in zip(answers, rows, strict=True):
        own = flattened(answer)
        assert {key for key in row if "hours" not in key} == set(own)
        for key, value in own.items():
            assert row[key].removeprefix("'") == text(value), key


def test_hours_stand_beside_seconds_and_numbers_are_numbers(tieout: Tieout) -> None:
    (row,) = csv.DictReader(io.StringIO(tieout("orders", "--format", "csv")))
    assert (row["number"], row["limit"], row["drawn_hours_billed"], row["drawn_seconds_billed"]) == (
        "007",
        "250.50",
        "2.50",
        "9000",
    )
    tieout("orders", "--output", "orders.xlsx")
    sheet = openpyxl.load_workbook("orders.xlsx")["Purchase orders"]
    header, first = list(sheet.iter_rows(values_only=True))
    cells = dict(zip(header, first, strict=True))
    assert (cells["number"], cells["limit"], cells["drawn_hours_billed"], cells["next"]) == ("007", 250.5, 2.5, None)


@pytest.mark.parametrize("report", [*REPORTS, *OTHERS])
def test_a_page_shows_the_table_of_the_terminal(tieout: Tieout, report: str) -> None:
    arguments = (report, *OTHERS.get(report, ()))
    tieout(*arguments, "--output", "page.html")
    page = Path("page.html").read_text()
    assert page.startswith("<!DOCTYPE html>") and "<h1>" in page
    assert tieout(*arguments, "--format", "html") == page
    assert "<table" in page


def test_a_table_without_rows_has_its_header(tieout: Tieout) -> None:
    assert tieout("orders", "--client", "b", "--format", "csv").startswith("number,client,contract,currency,")
