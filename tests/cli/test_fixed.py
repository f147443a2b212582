"""`tieout fixed`, `tieout deposits` and the trace of what a fixed price covers."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from cli.main import app
from review.decide import CannotDecide
from tests.cli.conftest import InAgency, Tieout
from tests.laws.small import AGENCY, contract, worked

MILESTONES = [
    {"code": "M1", "description": "Report accepted", "percent": "40 %", "due": "2026-10-20"},
    {"code": "M2", "description": "Delivered", "percent": "60 %", "due": "2026-11-01"},
]
STREAM = {"code": "AAA-ONE", "name": "One", "billing": "fixed", "price": "900", "milestones": MILESTONES}
CHANGE = {"code": "M3", "workstream": "AAA-ONE", "description": "More", "amount": "100", "change_order": "CO-1"}
DEPOSIT = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "500", "due": "2026-10-02"}
ACME = contract("a", "AAA-ONE", milestones=[CHANGE], deposits=[DEPOSIT], use_deposits="50 %", workstreams=[STREAM])


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder in which October was billed and November is drafted."""
    rows = (worked("10-05", 7200, note="one"), worked("11-02", 3600, note="two"))
    agency = replace(AGENCY, contracts=(ACME,)).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    tieout("approve", "--period", "2026-10", "--client", "a")
    tieout("push", "--period", "2026-10", "--client", "a")
    tieout("run", "--period", "2026-11")
    return tieout


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


def test_people_say_what_becomes_of_the_rest_of_a_deposit_and_take_it_back(tieout: Tieout) -> None:
    part = tieout("deposits", "pay-back", "a", "--amount", "30", "--why", "ended early")
    assert "30.00 USD of Deposit are paid back" in part
    assert "200.00 USD of Deposit are kept" in tieout("deposits", "keep", "a", "--why", "cancellation fee")
    (row,) = json.loads(tieout("deposits", "--json"))
    sums = [row[key] for key in ("billed", "on_drafts", "used", "paid_back", "kept", "left")]
    assert sums == ["500.00", "270.00", "0.00", "30.00", "200.00", "0.00"]
    with closing(sqlite3.connect("tieout.db")) as store:
        ((number, signed),) = store.execute("SELECT id, decided_by FROM decision WHERE kind = 'keep'").fetchall()
    assert signed == "kim"
    with pytest.raises(CannotDecide, match="take it back with: tieout deposits undo a"):
        tieout("decide", "undo", str(number), "--why", "no")
    tieout("deposits", "undo", "a", str(number), "--why", "they asked for it")
    (row,) = json.loads(tieout("deposits", "--json"))
    assert (row["paid_back"], row["kept"], row["left"]) == ("30.00", "0.00", "200.00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("give", "a"), "write pay-back, keep or undo"),
        (("--amount", "5"), "say what becomes of the rest"),
        (("keep",), "name the contract by its id"),
        (("undo", "a", "D1", "--why", "no"), "write the decision's number"),
        (("keep", "a", "--amount", "-5", "--why", "no"), "'-5' is not a number above 0 such as"),
        (("keep", "nobody", "--why", "no"), "there is no contract nobody"),
        (("keep", "a", "--amount", "230.01", "--why", "no"), "230.00 USD are left of"),
        (("keep", "a", "--amount", "0.001", "--why", "no"), "cannot be paid back or kept"),
        (("keep", "a", "other", "--why", "no"), "name one deposit of a of which something is left"),
        (("keep", "a"), "say why with --why"),
        (("undo", "a", "99", "--why", "no"), "decision 99 is not about a deposit of a"),
    ],
)
def test_what_cannot_be_said_of_a_deposit_is_refused_with_what_to_write(
    tieout: Tieout, words: tuple[str, ...], said: str
) -> None:
    done = CliRunner().invoke(app, ("deposits", *words))
    told = str(done.exception) if isinstance(done.exception, CannotDecide) else done.output
    assert done.exit_code != 0
    assert said in " ".join(told.replace("│", " ").split())
    (row,) = json.loads(tieout("deposits", "--json"))
    assert row["left"] == "230.00"
