"""`tieout fixed`, `tieout deposits` and the trace of what a fixed price covers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.laws.small import AGENCY, contract, worked

MILESTONES = [
    {"code": "M1", "description": "Report accepted", "percent": "40 %", "due": "2026-10-20"},
    {"code": "M2", "description": "Delivered", "percent": "60 %", "due": "2026-11-01"},
]
STREAM = {"code": "AAA-ONE", "name": "One", "billing": "fixed", "price": "900", "milestones": MILESTONES}
CHANGE = {"code": "M3", "workstream": "AAA-ONE", "description": "More", "amount": "100", "change_order": "CO-1"}
DEPOSIT = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "500", "due": "2026-10-02"}
ACME = contract("a", "AAA-ONE", milestones=[CHANGE], deposits=[DEPOSIT], use_deposits="50 %", workstreams=[STREAM])

Tieout = Callable[..., str]


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    """The commands in a folder in which October was billed and November is drafted."""
    rows = (worked("10-05", 7200, note="one"), worked("11-02", 3600, note="two"))
    agency = replace(AGENCY, contracts=(ACME,)).with_rows(rows)
    agency.write_configuration(tmp_path)
    files = [str(path) for _, _, path in agency.write_exports(tmp_path / "exports")]
    monkeypatch.chdir(tmp_path)
    for name, value in {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code in (0, 1), done.output
        return done.stdout

    call("import", *files)
    call("run", "--period", "2026-10")
    call("approve", "--period", "2026-10", "--client", "a")
    call("push", "--period", "2026-10", "--client", "a")
    call("run", "--period", "2026-11")
    return call


def test_what_an_hour_has_brought_is_what_is_billed_by_all_hours_worked(tieout: Tieout) -> None:
    (row,) = json.loads(tieout("fixed", "--json"))
    assert row == {
        "client": ACME["client"],
        "contract": "a",
        "workstream": "AAA-ONE",
        "currency": "USD",
        "price": "1000.00",
        "change_orders": "100.00",
        "billed": "360.00",
        "drafted": "540.00",
        "seconds": 10800,
        "effective_rate": "120.00",
    }
    shown = tieout("fixed")
    assert "AAA-ONE" in shown and "1000.00" in shown and "120.00" in shown
    assert json.loads(tieout("fixed", "--client", "nobody", "--json")) == []


def test_deposits_say_what_is_left_of_them(tieout: Tieout) -> None:
    (row,) = json.loads(tieout("deposits", "--json"))
    said = {key: row[key] for key in ("description", "billed_in", "billed", "on_drafts", "used", "left")}
    assert said == {
        "description": "Deposit",
        "billed_in": "2026-10",
        "billed": "500.00",
        "on_drafts": "270.00",
        "used": "0.00",
        "left": "230.00",
    }
    assert "230.00" in tieout("deposits", "--client", "a")


def test_the_trace_says_what_covers_an_entry_and_what_its_hours_bring(tieout: Tieout) -> None:
    drafts = json.loads(tieout("drafts", "--period", "2026-11", "--json"))
    draft = drafts[0]["id"]
    assert json.loads(tieout("trace", draft, "--json"))["fixed_prices"][0]["effective_rate"] == "120.00"
    with closing(sqlite3.connect("tieout.db")) as store:
        ((entry,),) = store.execute("SELECT entry FROM match WHERE bill_in = '2026-10'").fetchall()
    found = json.loads(tieout("trace", entry, "--json"))
    assert found["fixed_price"]["billed"] == "360.00"
    assert found["history"][-1]["state"] == "covered"
    assert "fixed price of AAA-ONE" in tieout("trace", entry)
