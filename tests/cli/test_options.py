"""Options that change what a command does, and the words it answers with, as a person types them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.opened import Opened
from sync.tidying import tidy
from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.cli.conftest import InAgency, Refused, Tieout
from tests.connectors.vendors import Vendors
from tests.sync.pulling import pulling
from tests.sync.pushing import contract, main, row

OCTOBER = ("--period", "2026-10")
TWO_LINES = contract("a", "AAA-ONE", "AAA-TWO")


def house(*contracts: Yaml, rows: tuple[Row, ...] = (row(1), row(2, 7200, "AAA-TWO"))) -> Agency:
    """A house with some contracts, and what Harvest has."""
    return Agency(main(), people(), contracts or (TWO_LINES,), rows)


def answer(tieout: Tieout, *words: str) -> Any:
    """What a command answers to programs."""
    return json.loads(tieout(*words, "--json"))


def billed(tieout: Tieout) -> None:
    """October is on an invoice."""
    tieout("run", *OCTOBER)
    tieout("approve", *OCTOBER)
    assert "invoice written" in tieout("push", *OCTOBER)


# ---- credit ----


def test_one_line_of_an_invoice_is_credited_and_pushed_as_what_it_is(in_agency: InAgency) -> None:
    tieout = in_agency(house())
    billed(tieout)
    (invoice,) = answer(tieout, "drafts", *OCTOBER)
    line = next(each for each in invoice["lines"] if each["amount"] == "200.00")
    tieout("credit", "INV-1001", "--lines", line["id"], "--then", "write-off", "--why", "our fault")
    (note,) = [each for each in answer(tieout, "drafts", *OCTOBER) if each["status"] == "draft"]
    assert (note["total"], [each["amount"] for each in note["lines"]]) == ("-200.00", ["-200.00"])
    tieout("approve", note["id"])
    assert "credit note written" in tieout("push", *OCTOBER)


def test_a_line_that_is_none_of_the_invoice_is_refused(in_agency: InAgency, refused: Refused) -> None:
    billed(in_agency(house()))
    said = refused("credit", "INV-1001", "--lines", "lnothing", "--then", "leave", "--why", "x")
    assert "lnothing" in said


# ---- import ----


def test_a_month_that_is_really_empty_is_said_to_be(in_agency: InAgency, refused: Refused, tmp_path: Path) -> None:
    tieout = in_agency(house())
    empty = tmp_path / "empty.csv"
    write_export(empty, "harvest", [replace(row(1), day=date(2026, 11, 2))])
    assert "--complete 2026-10" in refused("import", str(empty), "--nothing-left")
    assert "--nothing-left" in refused("import", str(empty), "--complete", "2026-10")
    (report,) = answer(tieout, "import", str(empty), "--complete", "2026-10", "--nothing-left")
    assert (report["gone"], report["unchanged"]) == (2, 1), "the file was read already, and only October waited"


# ---- statement, audit, unbilled, wip ----


def test_a_statement_of_a_moment_that_is_still_to_come_is_refused(in_agency: InAgency, refused: Refused) -> None:
    tieout = in_agency(house())
    tieout("run", *OCTOBER)
    assert "2026-11-04 is still to come" in refused("statement", *OCTOBER, "--as-of", "2026-11-04")
    assert "is still to come" in refused("statement", *OCTOBER, "--as-of", "2026-11-03T23:00")
    today = answer(tieout, "statement", *OCTOBER, "--as-of", "2026-11-03")
    assert today["states"] == answer(tieout, "statement", *OCTOBER)["states"]


def test_the_log_says_why_a_month_was_closed_and_opened_again(in_agency: InAgency) -> None:
    tieout = in_agency(house())
    tieout("run", *OCTOBER)
    tieout("close", "2026-10", "--why", "all is here")
    tieout("reopen", "2026-10", "--contract", "a", "--why", "Jo found more")
    found = [(each["what"], each["why"]) for each in answer(tieout, "audit") if each["what"] in ("close", "reopen")]
    assert found == [("close", "all is here"), ("reopen", "Jo found more")]


def test_what_is_not_billed_is_named_by_month_in_whatever_rhythm_it_is_billed(in_agency: InAgency) -> None:
    quarterly = contract("a", "AAA-ONE", "AAA-TWO", invoice={"every": "quarter"})
    tieout = in_agency(house(quarterly))
    for name in ("2026-10", "2026-12"):
        tieout("run", "--period", name)
    (found,) = answer(tieout, "unbilled")
    assert (found["value"], found["months"]) == ("300.00", ["2026-12"])


def test_work_of_a_contract_without_its_file_is_in_progress_for_its_client(in_agency: InAgency, tmp_path: Path) -> None:
    tieout = in_agency(house(TWO_LINES, contract("b", "BBB-ONE"), rows=(row(1), row(3, 1800, "BBB-ONE"))))
    tieout("run", *OCTOBER)
    (tmp_path / "contracts" / "b.yaml").unlink()
    assert [each["client"] for each in answer(tieout, "wip")] == ["Client a", "Client b"]


# ---- pull ----


def test_everything_is_read_whole_again_if_that_is_asked_for(
    vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*words: str) -> list[tuple[str, str]]:
        done = CliRunner().invoke(app, ["pull", "--connector", "harvest", "--config", str(tmp_path), "--json", *words])
        assert done.exit_code == 0, done.output
        (report,) = json.loads(done.stdout)
        return [(each["period"], each["state"]) for each in report["months"] if each["kind"] == "time"]

    monkeypatch.setenv("TIEOUT_NOW", "2026-11-03T12:00:00Z")
    monkeypatch.setenv("HARVEST", vendors.world.trackers["harvest"].token())
    with pulling(vendors, tmp_path, "harvest"):
        pass
    first, again, whole = pulled(), pulled(), pulled("--everything")
    assert first == whole == [("2026-10", "proven"), ("2026-11", "proven")]
    assert again == []


# ---- what is kept no more ----


def test_of_long_ago_only_the_ends_of_days_are_told(in_agency: InAgency, refused: Refused, tmp_path: Path) -> None:
    tieout = in_agency(house(rows=(row(1),)))
    tieout("run", *OCTOBER)
    changed = tmp_path / "changed.csv"
    write_export(changed, "harvest", [row(1, 7200)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_NOW", "2026-11-03T15:00:00Z")
        tieout("import", str(changed), "--complete", "2026-10")
        tieout("run", *OCTOBER)
        then = answer(tieout, "statement", *OCTOBER, "--as-of", "2026-11-03T09:00")
        assert then["money"][0]["net"] == "100.00"
    tidied("2026-12-01T12:00:00Z", tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_NOW", "2026-12-01T12:00:00Z")
        assert "name the day alone" in refused("statement", *OCTOBER, "--as-of", "2026-11-03T09:00")
        end = answer(tieout, "statement", *OCTOBER, "--as-of", "2026-11-03")
        assert end["money"][0]["net"] == "200.00"


def tidied(moment: str, folder: Path) -> None:
    """What a process that serves does once a day."""
    with Opened(folder) as worker:
        tidy(worker, datetime.fromisoformat(moment))
