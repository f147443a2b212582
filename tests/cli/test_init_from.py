"""`tieout init --from`: a first own statement from what a tracker knows, over real HTTP; and how it is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from billing.calendar import month
from billing.records import State
from cli.init_from import Access, init_from
from cli.main import app
from cli.opened import clock_of
from connectors.http import Timer
from review.statement import Statement, statement
from sandbox.folder import keys_of
from sync.pipeline import pull_sources, run_period
from sync.pull import Asked
from sync.worker import open_worker
from tests.config.folders import loaded
from tests.connectors.conftest import vendors
from tests.connectors.vendors import Vendors

__all__ = ["vendors"]

OCTOBER = month("2026-10")
GO_LIVE = {"go_live": "2026-10-01", "country": "US"}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HARVEST_TOKEN", "TOGGL_TOKEN", "CLOCKIFY_TOKEN", "LC_ALL", "LC_MONETARY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "LANG": "en_GB.UTF-8", "TZ": "Europe/London"}.items():
        monkeypatch.setenv(name, value)


def access(vendors: Vendors, vendor: str, monkeypatch: pytest.MonkeyPatch, token: str = "administrator") -> Access:
    """How a vendor on loopback is reached, its token in the usual variable."""
    monkeypatch.setenv(f"{vendor.upper()}_TOKEN", vendors.world.trackers[vendor].token(token))
    keys = keys_of(vendors.world, vendors.base)[vendor]
    return Access(keys.get("account") or keys["workspace"], keys["base_url"], keys.get("reports_url", ""))


def first_month(folder: Path, timer: Timer, environment: Mapping[str, str]) -> Statement:
    """Pulls and runs October as the commands do, and states it."""
    worker = replace(open_worker(folder, environment, clock_of(), lambda *_: None), timer=timer)
    try:
        (report,) = pull_sources(worker, Asked())
        assert report.is_done, report.problem
        run_period(worker, OCTOBER)
        with worker.store.read() as tx:
            clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
            return statement(tx, OCTOBER, worker.clock(), clients)
    finally:
        worker.store.close()


@pytest.mark.parametrize(("vendor", "least_drafted"), [("harvest", 85), ("toggl", 60), ("clockify", 50)])
def test_an_empty_folder_becomes_a_first_statement_without_a_difference(
    tmp_path: Path,
    vendors: Vendors,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    vendor: str,
    least_drafted: int,
) -> None:
    timer = vendors.time.timer
    init_from(tmp_path, vendor, GO_LIVE, access(vendors, vendor, monkeypatch), timer)
    shown = capsys.readouterr().out
    assert f"wrote {tmp_path}/tieout.yaml" in shown
    assert "\n1. " in shown
    assert f"  tieout statement --period 2026-10 --config {tmp_path}\n" in shown
    company = loaded(tmp_path).main.company
    assert (company.name, company.timezone, company.currency) == ("Northwind AI", "America/New_York", "USD")
    assert CliRunner().invoke(app, ["check", "--offline", "--config", str(tmp_path)]).exit_code == 0

    found = first_month(tmp_path, timer, os.environ)
    assert found.difference_seconds == 0
    (source,) = found.sources
    assert source.ours_seconds == source.theirs_seconds
    assert found.states[State.DRAFTED] * 100 >= found.tracked_seconds * least_drafted


def test_harvest_s_rates_are_those_that_it_states(
    tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    init_from(tmp_path, "harvest", GO_LIVE, access(vendors, "harvest", monkeypatch), vendors.time.timer)
    found = loaded(tmp_path)
    assert [(str(rate.price), rate.conditions) for rate in found.contracts["acme-corp"].rates] == [("150", ())]
    assert found.contracts["hanami-foods-k-k"].currency == "JPY"
    dated = [
        rate for rate in found.contracts["bluefin-logistics"].rates if rate.conditions == (("person", "Sam Ortiz"),)
    ]
    assert [(str(rate.price), str(rate.since or "")) for rate in dated] == [("100", ""), ("140", "2026-10-15")]
    kim = next(person for person in found.catalogue.people if person.name == "Kim Allen")
    assert (kim.emails, kim.roles[0].value, kim.weekly_capacity_seconds) == (("kim@northwind.test",), "Senior", 144000)
    token = vendors.world.trackers["harvest"].token()
    assert all(token not in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_a_second_time_nothing_is_written_over(
    tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    init_from(tmp_path, "harvest", GO_LIVE, access(vendors, "harvest", monkeypatch), vendors.time.timer)
    (tmp_path / "contracts" / "acme-corp.yaml").unlink()
    people = tmp_path / "people.yaml"
    people.write_text("# ours\n" + people.read_text())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    capsys.readouterr()
    init_from(tmp_path, "harvest", {}, Access(), vendors.time.timer)
    shown = capsys.readouterr().out
    assert f"wrote {tmp_path}/contracts/acme-corp.yaml" in shown
    assert "left as it is: people.yaml is there already" in shown
    assert "left as it is: Bluefin Logistics has the contract bluefin-logistics already" in shown
    assert {path: path.read_bytes() for path in before} == before
    assert len(loaded(tmp_path).contracts) == 14


def test_a_tieout_yaml_alone_is_enough(tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    init_from(tmp_path / "new", "harvest", GO_LIVE, access(vendors, "harvest", monkeypatch), vendors.time.timer)
    main = (tmp_path / "new" / "tieout.yaml").read_text()
    (tmp_path / "tieout.yaml").write_text(main.replace("  harvest:\n", "  time:\n"))
    init_from(tmp_path, "time", {}, Access(), vendors.time.timer)
    found = loaded(tmp_path)
    assert len(found.contracts) == 14
    assert "tieout map accept time " in (tmp_path / "contracts" / "acme-corp.yaml").read_text()


def test_a_token_goes_to_the_address_that_was_named_and_to_no_other(
    tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = access(vendors, "harvest", monkeypatch, "expired")
    with pytest.raises(typer.Exit):
        init_from(tmp_path / "new", "harvest", GO_LIVE, reached, vendors.time.timer)
    assert [each.path for each in vendors.asked("harvest")] == ["/v2/users/me", "/v2/api/v2/accounts"]


@pytest.mark.parametrize("token", ["expired", "member"])
def test_a_token_that_does_not_do_writes_nothing(
    tmp_path: Path,
    vendors: Vendors,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    token: str,
) -> None:
    with pytest.raises(typer.Exit) as refused:
        init_from(tmp_path / "new", "toggl", GO_LIVE, access(vendors, "toggl", monkeypatch, token), vendors.time.timer)
    assert refused.value.exit_code == 2
    told = capsys.readouterr().err
    assert told.startswith("Toggl Track: ")
    assert "Nothing was written." in told
    assert not (tmp_path / "new").exists()


def test_without_an_account_it_says_how_to_name_one(
    tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = replace(access(vendors, "toggl", monkeypatch), account="")
    with pytest.raises(typer.Exit):
        init_from(tmp_path, "toggl", GO_LIVE, nameless, vendors.time.timer)
    assert capsys.readouterr().err.splitlines() == [
        "Toggl Track: `workspace:` is not set; this token's are: 7435584 (Northwind AI).",
        "Nothing was written. Name it with --account.",
    ]


def test_a_tracker_that_is_ill_is_tried_again_later(
    tmp_path: Path, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors.fault("clockify", "500", "/api/v1/", times=100)
    with pytest.raises(typer.Exit) as refused:
        init_from(tmp_path, "clockify", GO_LIVE, access(vendors, "clockify", monkeypatch), vendors.time.timer)
    assert refused.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


# ---- refused before anybody is asked ----


def tieout(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["init", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--from", "jira"), "there is no tracker 'jira' to ask; name one of harvest, toggl, clockify"),
        (("--from", "harvest"), "HARVEST_TOKEN is not set; set it to the tracker's API token"),
        (("--from", "harvest", "--token-from", "no-name"), "write its name, never the token itself"),
        (("--from", "harvest", "--token-from", "SET", "--account", "x"), "is not the number of a Harvest account"),
        (("--from", "toggl", "--token-from", "SET", "--account", "\udcff"), "characters that no account"),
        (("--from", "toggl", "--token-from", "SET", "--base-url", "http://x.test"), "is plain http"),
        (("--from", "clockify", "--token-from", "SET", "--base-url", "https://x.test"), "must be stated together"),
        (("--from", "harvest", "--rate", "100"), "the tracker says it; leave --rate out"),
        (("--from", "harvest", "--token-from", "SET", "--go-live", "soon"), "must be a date such as 2026-10-01"),
        (("--account", "1"), "say which tracker is asked"),
        (("--from", "harvest", "--example"), "writes the example as it is"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("SET", "0123456789abcdef")
    done = tieout(str(tmp_path / "new"), *arguments)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert not (tmp_path / "new").exists()


def test_a_folder_that_says_it_already_is_not_told_again(tmp_path: Path) -> None:
    assert tieout(str(tmp_path), "--example").exit_code == 0
    told = tieout(str(tmp_path), "--from", "harvest", "--account", "1").stderr
    assert "leave --account out" in " ".join(told.split())
    told = tieout(str(tmp_path), "--from", "harvest").stderr
    assert "has no tracker 'harvest' with a token; it has none" in " ".join(told.split())


def test_a_folder_with_contracts_of_somebody_s_own_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVEST_TOKEN", "x")
    (tmp_path / "people.yaml").write_text("people: []\n")
    done = tieout(str(tmp_path), "--from", "harvest")
    assert isinstance(done.exception, Exception)
    assert "people.yaml is there already" in str(done.exception)
