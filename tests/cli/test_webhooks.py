"""`tieout webhooks` as a person types it: what is said, what programs read, and that no secret is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from config.keys import VARIABLE
from sync.sources import CannotConnect
from tests.config.folders import MAIN, folder_of
from tests.web.serving import KEY

Tieout = Callable[..., Result]
JIRA = "  tasks: {kind: jira, site: nw.atlassian.net, email: pm@northwind.test, token: '${JIRA}'}\n"
FILES = {"tieout.yaml": MAIN.replace("ignore:", f"{JIRA}webhooks: {{url: https://tieout.example}}\nignore:", 1)}


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    from tests.config.folders import FILES as USUAL

    folder_of(tmp_path, {**USUAL, **FILES})
    for name, value in {
        "JIRA": "t",
        VARIABLE: KEY,
        "HOOK": "s3cret-of-the-hook",
        "TIEOUT_CONFIG": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(app, ["webhooks", *arguments])


def test_a_webhook_that_is_entered_by_hand_from_its_making_to_its_end(tieout: Tieout) -> None:
    made = tieout("register", "tasks")
    assert made.exit_code == 0 and "URL: https://tieout.example/hooks/jira/" in made.stdout
    kept = tieout("register", "tasks", "--secret-from", "HOOK")
    assert kept.stdout == "tasks: the secret is kept; the first genuine delivery makes it active.\n"
    listed = tieout("list")
    assert listed.exit_code == 0 and "pending" in listed.stdout and "never" in listed.stdout
    (shown,) = json.loads(tieout("list", "--json").stdout)
    assert (shown["connector"], shown["state"], shown["last_at"]) == ("tasks", "pending", None)
    assert "1 webhook ended" in tieout("remove", "tasks").stdout
    assert json.loads(tieout("list", "--json").stdout) == []
    told = "".join((made.output, kept.output, listed.output))
    assert "s3cret-of-the-hook" not in told


def test_the_address_may_be_stated_and_its_steps_are_read_by_programs(tieout: Tieout) -> None:
    made = tieout("register", "tasks", "--url", "https://other.example/", "--json")
    (found,) = json.loads(made.stdout)
    assert "https://other.example/hooks/jira/" in " ".join(found["steps"])


@pytest.mark.parametrize("arguments", [("register", "harvest"), ("test", "tasks"), ("remove", "tasks")])
def test_what_cannot_be_done_is_a_sentence(tieout: Tieout, arguments: tuple[str, ...]) -> None:
    assert isinstance(tieout(*arguments).exception, CannotConnect)
