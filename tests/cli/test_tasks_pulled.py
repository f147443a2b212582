"""Commands that ask the task trackers, over real HTTP: check, pull, what a pull would cost, and running a month."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from sandbox.northwind.folder import write_demo
from sandbox.server import Serving, services
from tests.connectors.vendors import FakeTime, Vendors, world_for


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, services(world, ("jira",))) as serving:
        yield Vendors(serving.base, world, time)


@pytest.fixture
def folder(vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo with Jira; its exports are imported."""
    write_demo(tmp_path)
    path = tmp_path / "tieout.yaml"
    said = "  jira: {kind: jira, site: northwind.atlassian.net, email: owen@northwind.test, token: '${JIRA}', "
    said += f"base_url: '{vendors.base}/jira'}}\n"
    path.write_text(path.read_text().replace("\nconnectors:\n", f"\nconnectors:\n{said}"))
    monkeypatch.setenv("JIRA", vendors.world.jira.token())
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-03T12:00:00Z")
    return tmp_path


def tieout(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--config", str(folder)])


def answered(folder: Path, *words: str) -> Any:
    return json.loads(tieout(folder, *words, "--json").stdout)


def test_the_commands_ask_jira_and_say_what_came_of_it(folder: Path, vendors: Vendors) -> None:
    checked = tieout(folder, "check")
    assert "jira: signed in as Owen Gallagher <owen@northwind.test> in" in checked.stdout
    assert "who sees the tasks of 10 projects" in checked.stdout
    assert "→ tieout pull --connector jira" in checked.stdout

    tieout(folder, "import", *(str(path) for path in sorted((folder / "exports").glob("harvest*"))))
    (cost,) = answered(folder, "pull", "--plan")
    assert (cost["connector"], cost["problem"], cost["months"]) == ("jira", None, [])
    assert cost["names"] > 0

    pulled = tieout(folder, "pull")
    assert pulled.exit_code == 0, pulled.output
    assert "jira as Owen Gallagher" in pulled.stdout
    assert "jira: does not exist: EMB-83, IRIS-180." in pulled.stdout
    (report,) = answered(folder, "pull", "--connector", "jira")
    assert (report["done"], report["missing"], report["entries_to_match_again"]) == (True, ["EMB-83", "IRIS-180"], 0)
    assert "no_tasks_pulled" not in {each["code"] for each in answered(folder, "check")["missing"]}

    ran = answered(folder, "run", "--period", "2026-10")
    assert [(each["connector"], each["problem"]) for each in ran["tasks"]] == [("jira", None)]
    before = len(vendors.world.requests)
    assert answered(folder, "run", "--period", "2026-10", "--offline")["tasks"] == []
    assert answered(folder, "bill", "--plan", "--period", "2026-10", "--offline")["drafts"] == []
    assert len(vendors.world.requests) == before


def test_a_month_is_run_without_a_tracker_that_refuses_and_ends_with_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tieout(folder, "import", *(str(path) for path in sorted((folder / "exports").glob("harvest*"))))
    tieout(folder, "run", "--period", "2026-10")
    monkeypatch.delenv("JIRA")
    ran = tieout(folder, "run", "--period", "2026-10")
    assert ran.exit_code == 1
    assert "jira was not asked for its tasks: its token is missing" in ran.output
    refused = tieout(folder, "pull")
    assert refused.exit_code == 3
    assert "jira STOPPED: its token is missing: the environment variable JIRA is not set" in refused.stdout


def test_a_tracker_that_is_not_there_is_named_with_those_that_are(folder: Path) -> None:
    refused = tieout(folder, "pull", "--connector", "asana")
    assert refused.exit_code == 2
    assert "there is no tracker asana with a token; there are jira" in refused.output
