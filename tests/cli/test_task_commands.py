"""Tasks as a person meets them on the command line: suggested, linked by one command, and listed with estimates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from billing.task_records import KnownProject, KnownTask
from mappings.store import Store
from tests.cli.test_deciding import OCTOBER, Tieout, answer, example, tieout

__all__ = ["example", "tieout"]

JIRA = '  jira: {kind: jira, site: north.atlassian.net, email: ops@north.test, token: "${JIRA_TOKEN}"}\n'
AT = datetime(2026, 11, 1, tzinfo=UTC)
TITLES = {"ACME-14": "Prompt revision", "ACME-15": "Retrieval design", "ACME-16": "Handover", "BLUE-1": "Bluefin's"}


@pytest.fixture
def connected(tmp_path: Path, tieout: Tieout, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    """The example with Jira connected, and four tasks as if they had been pulled."""
    monkeypatch.setenv("JIRA_TOKEN", "t")
    main, contract = tmp_path / "tieout.yaml", tmp_path / "contracts" / "acme.yaml"
    main.write_text(main.read_text().replace("connectors:\n", f"connectors:\n{JIRA}", 1))
    contract.write_text(contract.read_text() + "\ntask_projects: [jira:ACME]\n")
    other = contract.read_text().replace("id: acme", "id: blue").replace("client: Acme Corp", "client: Bluefin")
    (contract.parent / "blue.yaml").write_text(other.replace("ACME", "BLUE"))
    store = Store.open(f"sqlite:///{tmp_path / 'tieout.db'}")
    with store.write() as tx:
        run = tx.runs.start("pull", AT)
        tx.tasks.keep_projects("jira", [KnownProject("jira:1", "ACME", "Acme"), KnownProject("jira:2", "BLUE", "Blue")])
        tx.tasks.keep([task(key, title) for key, title in TITLES.items()], run, AT)
    store.close()
    assert tieout("run", "--offline", *OCTOBER).stderr == ""
    return tieout


def task(key: str, title: str) -> KnownTask:
    prefix, _, number = key.partition("-")
    project = {"ACME": "jira:1", "BLUE": "jira:2"}[prefix]
    ref, day = f"{project}0{number}", date(2026, 9, 1)
    return KnownTask(ref, key, title, "", "In Progress", "open", project, prefix, created_on=day)


def without_task(tieout: Tieout) -> str:
    (row,) = [row for row in answer(tieout, "exceptions", *OCTOBER) if row["code"] == "no_task"]
    return str(row["entry"])


def test_a_suggestion_is_accepted_with_the_command_that_stands_beside_it(connected: Tieout) -> None:
    (row,) = [row for row in answer(connected, "exceptions", *OCTOBER) if row["code"] == "no_task"]
    assert [each["key"] for each in row["suggestions"]] == ["ACME-14", "ACME-15", "ACME-16"]
    command = row["suggestions"][1]["command"]
    assert command in connected("exceptions", *OCTOBER).stdout
    words = command.removeprefix("tieout ").removesuffix(" --why …").split()
    done = connected(*words, "--why", "asked Sam")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "link: ACME-15, decided about 1. Ran 2026-10 again: 1 contract planned anew.\n"
    assert "no_task" not in {each["code"] for each in answer(connected, "exceptions", *OCTOBER)}
    (logged,) = answer(connected, "decide", "list")
    assert (logged["kind"], logged["other"], logged["why"]) == ("link", "jira:1015", "asked Sam")
    assert connected("decide", "undo", "1", "--why", "it was another").returncode == 0
    assert without_task(connected) == row["entry"]


def test_a_link_by_kind_of_exception_is_shown_first(connected: Tieout) -> None:
    shown = connected("decide", "link", "ACME-15", "--code", "no_task", "--why", "asked Sam")
    assert shown.returncode == 1
    assert "link 1 row to ACME-15 Retrieval design. Nothing is decided yet: add --yes." in shown.stdout
    assert answer(connected, "decide", "list") == []
    assert connected("decide", "link", "ACME-15", "--code", "no_task", "--why", "x", "--yes").returncode == 0
    assert len(answer(connected, "decide", "list")) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["link"], "name the entries, then the task: tieout decide link ENTRY KEY"),
        (["link", "ACME-15", "--why", "x"], "name the entries, then the task: tieout decide link ENTRY KEY"),
        (["link", "ENTRY", "ACME-15"], "say why with --why"),
        (["link", "ENTRY", "ACME-99", "--why", "x"], "nothing is known of a task ACME-99"),
        (["link", "ENTRY", "BLUE-1", "--why", "x"], "BLUE-1 is a task of Bluefin, and"),
        (["link", "ENTRY", "ACME-15", "--client", "Acme Corp", "--why", "x"], "not both"),
        (["link", "ENTRY", "ACME-15", "--to", "2026-12", "--why", "x"], "--to belongs to defer; link does without it"),
        (["write-off", "ENTRY", "--anyway", "--why", "x"], "it belongs to link; write-off does without it"),
    ],
)
def test_a_link_that_cannot_be_is_a_sentence_and_exit_code_2(
    connected: Tieout, arguments: list[str], sentence: str
) -> None:
    entry = without_task(connected)
    done = connected("decide", *(entry if word == "ENTRY" else word for word in arguments))
    assert done.returncode == 2, done.stdout
    assert sentence in " ".join(done.stderr.replace("│", " ").split())
    assert answer(connected, "decide", "list") == []


def test_a_task_of_another_client_is_linked_anyway(connected: Tieout) -> None:
    done = connected("decide", "link", without_task(connected), "BLUE-1", "--anyway", "--why", "work for both")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"no_task", "task_of_another_client"}.isdisjoint(
        row["code"] for row in answer(connected, "exceptions", *OCTOBER)
    )


def test_the_time_on_tasks_is_listed_by_client(connected: Tieout) -> None:
    rows = answer(connected, "tasks", *OCTOBER)
    assert [(row["client"], row["key"], row["month_seconds"] > 0) for row in rows] == [
        ("Acme Corp", key, True) for key in ("ACME-14", "ACME-15", "ACME-16")[: len(rows)]
    ]
    assert len(rows) >= 2
    assert answer(connected, "tasks", *OCTOBER, "--client", "Bluefin") == []
    assert "Tasks of 2026-10" in connected("tasks", *OCTOBER).stdout
    assert [row["key"] for row in answer(connected, "statement", *OCTOBER)["tasks"]] == [row["key"] for row in rows]
