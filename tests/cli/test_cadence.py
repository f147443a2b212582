"""What people see of contracts that are billed by other periods than months."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.laws.small import AGENCY, contract, worked

Tieout = Callable[..., str]
ACME = {
    **contract("a", "AAA-ONE"),
    "from": "2026-10-01",
    "until": "2026-11-13",
    "invoice": {"every": "week", "bill_after": "2 business days", "final": "yes"},
}


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    """The commands in a folder with a contract that is billed by the week; today is 3 November 2026."""
    main = {**AGENCY.main, "go_live": "2026-10-01"}
    rows = (worked("10-05", note="one"), worked("10-12", 2 * 3600, note="two"), worked("10-31", note="three"))
    agency = replace(AGENCY, main=main, contracts=(ACME,)).with_rows(rows)
    agency.write_configuration(tmp_path)
    files = [str(path) for _, _, path in agency.write_exports(tmp_path / "exports")]
    monkeypatch.chdir(tmp_path)
    for name, value in {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "220"}.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str, refused: bool = False) -> str:
        done = CliRunner().invoke(app, arguments)
        assert (done.exit_code != 0) == refused, done.output
        return done.output + str(done.exception or "")

    call("import", *files)
    return call


def test_a_month_has_the_drafts_of_its_weeks_and_says_what_is_not_due(tieout: Tieout) -> None:
    tieout("run", "--period", "2026-10")
    assert [each["period"] for each in json.loads(tieout("drafts", "--json"))] == ["2026-10-11", "2026-10-18"]
    said = tieout("statement", "--period", "2026-10")
    assert "not yet due: 1:00 h of Client a, open until its period ends on 2026-11-01" in said
    found = json.loads(tieout("statement", "--period", "2026-10", "--json"))
    assert found["not_yet_due"] == [{"contract": "a", "client": "Client a", "period": "2026-11-01", "seconds": 3600}]


def test_a_week_is_closed_by_its_last_day_or_all_of_a_month_together(tieout: Tieout) -> None:
    tieout("run", "--period", "2026-10")
    assert "a 2026-10-11 is closed: 1 draft to push." in tieout("close", "2026-10-11", "--contract", "a")
    said = tieout("close", "2026-10")
    assert "a 2026-10-18 is closed" in said and "2026-10-11" not in said
    assert "is closed already" in tieout("close", "2026-10-18", "--contract", "a", refused=True)
    assert "open again" in tieout("reopen", "2026-10", "--contract", "a", "--why", "too early")
    assert "it has 2026-10-11, 2026-10-18" in tieout("close", "2026-10-09", "--contract", "a", refused=True)
    assert "not a month" in tieout("close", "october", refused=True)


def test_a_run_says_until_when_it_leaves_a_period_alone(tieout: Tieout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-02T12:00:00Z")
    said = tieout("run", "--period", "2026-11")
    assert "a: 2026-11-01 is billed from 2026-11-03 on, and left alone until then" in said
    assert json.loads(tieout("drafts", "--json")) == []
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-03T12:00:00Z")
    (unit,) = json.loads(tieout("run", "--period", "2026-11", "--json"))["contracts"]
    assert (unit["written"], unit["not_before"]) == (1, [])


def test_the_calendar_has_the_periods_of_contracts_and_when_each_is_billed(tieout: Tieout) -> None:
    found = json.loads(tieout("calendar", "--month", "2026-11", "--periods", "--json"))
    first, second, *_ = [(each["first"], each["last"], each["billed_from"]) for each in found]
    assert first == ("2026-10-26", "2026-11-01", "2026-11-03")
    assert second == ("2026-11-02", "2026-11-08", "2026-11-10")
    assert [each["period"].removeprefix("2026-11-") for each in found] == ["01", "08", "13", "15", "22", "29"]
    assert "2026-11-13   2026-11-17" in tieout("calendar", "--month", "2026-11", "--periods")


def test_the_final_invoice_is_called_so(tieout: Tieout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-20T12:00:00Z")
    rows = (worked("11-13", note="last"),)
    replace(AGENCY, rows=rows).write_exports(tmp_path / "more")
    tieout("import", str(tmp_path / "more" / "toggl 2026-11.csv"))
    tieout("run", "--period", "2026-11")
    (last,) = [each["id"] for each in json.loads(tieout("drafts", "--json")) if each["period"] == "2026-11-13"]
    tieout("approve", last)
    tieout("push", last)
    (folder,) = (tmp_path / "documents" / "2026-11-13").iterdir()
    assert json.loads((folder / "document.json").read_text())["final"] is True
