"""A rehearsal of the demo's month finds every error that was planted in the books by hand, and nothing else."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from config.keys import VARIABLE
from review.decide import CannotDecide
from review.of_client import UnknownClient
from sandbox.by_hand import ByHand, by_hand, into_quickbooks, into_xero
from sandbox.clock import START, Clock
from sandbox.northwind.folder import EXPORTS, write_demo
from sandbox.server import Serving, services
from sandbox.world import World
from sync.connecting import connecting
from sync.worker import open_worker
from tests.connectors.vendors import FakeTime, Vendors
from tests.proof import short_of
from tests.sync.connected import KEY
from tests.sync.ledgers import TWINS, Twin

NOW = "2026-12-01T12:00:00Z"
PERIOD = ("--period", "2026-10")


@dataclass(frozen=True)
class Office:
    """A folder with the demo's month, imported and never run, and its ledger with hand-made documents."""

    folder: Path
    twin: Twin
    made: ByHand
    environment: dict[str, str]

    def tieout(self, *typed: str) -> Any:
        """What a command answers."""
        return CliRunner().invoke(app, [*typed, "--config", str(self.folder)], env=self.environment)

    def answer(self, *typed: str) -> Any:
        """What a command answers to programs."""
        return json.loads(self.tieout(*typed, "--json").stdout)


def imported(folder: Path, environment: dict[str, str]) -> None:
    files = sorted(str(path) for path in (folder / EXPORTS).iterdir())
    for file in files:
        done = CliRunner().invoke(app, ["import", file, "--config", str(folder)], env=environment)
        assert done.exit_code in (0, 1), done.output


def sign_in(folder: Path, environment: dict[str, str]) -> None:
    """A person signs in and consents."""
    worker = open_worker(folder, {**os.environ, **environment}, lambda: datetime(2026, 12, 1, tzinfo=UTC))
    made = connecting(worker.outside, worker.store, "ledger")
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, httpx.get(asking.address).headers["location"], "")
    worker.store.close()


@pytest.fixture(scope="module", params=short_of(sorted(TWINS), "quickbooks"))
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo's month beside hand-made documents: what we would bill is known from another folder, run for real."""
    kind, here = request.param, tmp_path_factory.mktemp(request.param)
    world = World(Clock(START, monotonic))
    world.xero.pace = world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, (kind,))) as serving:
        twin: Twin = TWINS[kind](Vendors(serving.base, world, FakeTime()))
        environment = {VARIABLE: KEY, "TIEOUT_NOW": NOW, "COLUMNS": "200", **twin.secrets()}
        for name in ("known", "office"):
            write_demo(here / name)
            imported(here / name, environment)
        config, office = twin.config(), here / "office"
        main = office / "tieout.yaml"
        stated = "".join(f'    {key}: "{value}"\n' for key, value in config.items())
        head, mark, rest = main.read_text().partition("connectors:\n")
        main.write_text(f"{head}{mark}  ledger:\n{stated}{rest}")
        run = ["run", *PERIOD, "--offline", "--config", str(here / "known")]
        assert CliRunner().invoke(app, run, env=environment).exit_code in (0, 1)
        asked = ["drafts", *PERIOD, "--json", "--config", str(here / "known")]
        made = by_hand(json.loads(CliRunner().invoke(app, asked, env=environment).stdout))
        if kind == "xero":
            into_xero(world.xero, made.bills)
        else:
            into_quickbooks(world.quickbooks, made.bills)
        sign_in(office, environment)
        yield Office(office, twin, made, environment)


def test_it_finds_each_planted_difference_and_nothing_else(office: Office) -> None:
    answer = office.answer("rehearse", *PERIOD)
    found = Counter(
        (each["why"], client["client"].removesuffix(" USD"), client["currency"], Decimal(each["amount"]))
        for client in answer["clients"]
        for each in client["explained"]
    )
    planted = [each for each in office.made.planted if each.amount is not None]
    wanted = Counter((each.kind, each.client, each.currency, each.amount or Decimal(0)) for each in planted)
    assert (wanted - found, found - wanted) == (Counter(), Counter())
    for each in planted:
        told = [one for client in answer["clients"] for one in client["explained"] if one["why"] == each.kind]
        assert each.kind == "never billed" or any(set(each.documents) & set(one["documents"]) for one in told)
    counted = {each.kind for each in office.made.planted if each.amount is None}
    assert {each["why"].split(",")[0].removeprefix("a ") for each in answer["not_counted"]} <= counted
    assert answer["not_compared"] == []
    assert answer["ties_out"] is False, "one difference cannot be explained"


def everything(folder: Path) -> str:
    """All rows of all tables."""
    with closing(sqlite3.connect(folder / "tieout.db")) as connection:
        return "\n".join(connection.iterdump())


def beside(folder: Path) -> dict[Path, bytes]:
    """All files but the database's."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".db" not in path.name}


def test_it_writes_nothing_anywhere(office: Office) -> None:
    with closing(sqlite3.connect(office.folder / "tieout.db")) as watching:
        version = watching.execute("PRAGMA data_version").fetchone()
        before, there = everything(office.folder), office.twin.there()
        files = beside(office.folder)
        asked = len(office.twin.vendors.asked(office.twin.kind))
        assert office.tieout("rehearse", *PERIOD).exit_code == 1
        assert watching.execute("PRAGMA data_version").fetchone() == version, "nobody has committed anything"
        assert everything(office.folder) == before
    assert beside(office.folder) == files
    assert office.twin.there() == there
    sent = office.twin.vendors.asked(office.twin.kind)[asked:]
    assert sent and {each.method for each in sent} - {"GET"} <= {"POST"}
    assert all(each.method == "GET" or each.path.endswith(("/batch", "/query")) for each in sent), "it only reads"


def test_it_is_shown_as_table_page_and_workbook(office: Office) -> None:
    table = office.tieout("rehearse", *PERIOD)
    assert table.exit_code == 1
    for part in ("money left behind", "money over-billed", "Hours without a contract", "Documents that do not count"):
        assert part in table.stdout
    assert "(no contract here)" in table.stdout
    for name in ("october.html", "october.xlsx", "october.csv"):
        path = office.folder / name
        written = office.tieout("rehearse", *PERIOD, "--output", str(path))
        assert written.exit_code == 1, written.output
        assert path.stat().st_size > 2000
        path.unlink()


def test_one_client_is_compared_alone_and_an_unknown_one_refused(office: Office) -> None:
    answer = office.answer("rehearse", *PERIOD, "--client", "kestrel")
    assert [each["client"] for each in answer["clients"]] == ["Kestrel Media"]
    assert answer["ties_out"] is True
    refused = office.tieout("rehearse", *PERIOD, "--client", "kestrle")
    assert isinstance(refused.exception, UnknownClient)
    assert "did you mean kestrel" in str(refused.exception)


def test_a_ledger_that_cannot_be_asked_is_named_and_not_taken_for_an_empty_one(office: Office) -> None:
    other = replace(
        office, environment={**office.environment, VARIABLE: "bm90IHRoZSBrZXkgb2YgdGhpcyBmb2xkZXIgYXQgYWw="}
    )
    answer = other.answer("rehearse", *PERIOD)
    assert answer["clients"] == []
    assert answer["ties_out"] is False
    assert any(each.startswith("ledger was not compared") for each in answer["not_compared"])
    assert any(
        each.startswith("Not compared, since ledger could not be asked: Acme") for each in answer["not_compared"]
    )


def test_an_adopted_document_is_never_billed_again_until_that_is_undone(office: Office) -> None:
    answer = office.answer("rehearse", *PERIOD)
    (wanted,) = (each for each in answer["adoptable"] if each["document"] == "H-0012")
    shown = office.tieout("adopt", "H-0012", *PERIOD)
    assert shown.exit_code == 1
    assert "Would be adopted" in shown.stdout
    assert "Juniper Bank" in shown.stdout
    adopted = office.tieout("adopt", "H-0012", *PERIOD, "--yes", "--why", "billed by hand", "--by", "pm@northwind.test")
    assert adopted.exit_code == 0, adopted.output
    assert f"H-0012: adopted {len(wanted['entries'])} entries" in adopted.stdout
    run = office.tieout("run", *PERIOD, "--offline")
    assert run.exit_code in (0, 1), run.output
    drafts = office.answer("drafts", *PERIOD)
    billed = {entry for draft in drafts for line in draft["lines"] for entry in line["entries"]}
    assert billed and not billed & set(wanted["entries"])
    assert "Juniper Bank" in {each["client"] for each in drafts}, "what it does not bill is still to be billed"
    assert "H-0012" in office.tieout("trace", wanted["entries"][0]).stdout
    again = office.answer("rehearse", *PERIOD)
    assert again["clients"] == answer["clients"], "it is compared all the same"
    assert again["adopted"] == ["H-0012"]
    assert "H-0012" not in {each["document"] for each in again["adoptable"]}
    twice = office.tieout("adopt", "H-0999", wanted["entries"][0], "--why", "no")
    assert "--undo" in str(twice.exception)
    back = office.tieout("adopt", "H-0012", "--undo", "--why", "it was voided")
    assert back.exit_code == 0, back.output
    drafts = office.answer("drafts", *PERIOD)
    billed = {entry for draft in drafts for line in draft["lines"] for entry in line["entries"]}
    assert set(wanted["entries"]) <= billed


def test_what_cannot_be_adopted_is_refused_in_a_sentence(office: Office) -> None:
    for typed, said in (
        (("adopt", "H-4711", *PERIOD), "finds no entry that H-4711 certainly bills"),
        (("adopt", "H-0001", "--undo", "--why", "x"), "has adopted nothing"),
        (("adopt", "H-0001", *PERIOD, "--yes"), "say why"),
        (("adopt", "H-0001", "nothing-like-an-id", "--why", "x"), "no entry"),
    ):
        refused = office.tieout(*typed)
        assert isinstance(refused.exception, CannotDecide), refused.output
        assert said in str(refused.exception)
    assert office.tieout("adopt", "H-0001", "--undo", "--yes", "--why", "x").exit_code == 2


GUIDE = Path(__file__).parent.parent.parent / "docs" / "guide" / "rehearse.md"


def test_the_guide_can_be_typed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    if office.twin.kind != "xero":
        pytest.skip("once is enough")
    monkeypatch.chdir(office.folder)
    found = office.answer("rehearse", *PERIOD)
    adopted = {entry for each in found["adoptable"] for entry in each["entries"]}
    (left,) = (one for client in found["clients"] for one in client["explained"] if one["why"] == "never billed")
    assert not adopted & set(left["entries"])
    meant = {"INV-0042": "H-0001", "e43wkvddng7h7": left["entries"][0]}
    typed = [line.removeprefix("$ tieout ") for line in GUIDE.read_text().splitlines() if line.startswith("$ tieout ")]
    assert len(typed) == 8
    for text in typed:
        words = [meant.get(word, word) for word in shlex.split(text)]
        done = office.tieout(*words)
        person_needed = "--client" not in words and "--why" not in words
        assert done.exit_code == person_needed, (text, done.output, done.exception)
    assert (office.folder / "october.html").read_text().startswith("<!DOCTYPE html>")
    assert (office.folder / "october.xlsx").stat().st_size > 5000
