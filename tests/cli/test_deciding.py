"""Deciding, closing, approving, pushing and applying as a person types them: clear answers, exit codes, signatures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TIEOUT = Path(sys.executable).parent / "tieout"
OCTOBER = ("--period", "2026-10")

Tieout = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tieout(tmp_path: Path) -> Tieout:
    """The real program, in an example folder whose October has been run: five lines, one entry without a code."""

    def call(*arguments: str, user: str = "lee") -> subprocess.CompletedProcess[str]:
        environment = {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
        return subprocess.run(
            [str(TIEOUT), *arguments],
            cwd=tmp_path,
            env=environment | ({"TIEOUT_USER": user} if user else {}),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    call("init")
    call("import", "exports/example.csv")
    call("run", *OCTOBER)
    return call


def answer(tieout: Tieout, *arguments: str) -> Any:
    done = tieout(*arguments, "--json")
    assert done.stderr == ""
    return json.loads(done.stdout)


def first_entry(tieout: Tieout) -> str:
    """An entry that stands on the draft."""
    (draft,) = answer(tieout, "drafts")
    return str(draft["lines"][0]["entries"][0])


def total(tieout: Tieout) -> str:
    (draft,) = answer(tieout, "drafts")
    return str(draft["total"])


# ---- decide ----


def test_a_decision_takes_effect_at_once_and_can_be_undone(tieout: Tieout) -> None:
    before, entry = total(tieout), first_entry(tieout)
    done = tieout("decide", "write-off", entry, "--why", "a mistake of ours")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "write-off: decided about 1. Ran 2026-10 again: 1 contracts planned anew.\n"
    assert total(tieout) != before
    undone = tieout("decide", "undo", "1", "--why", "it was theirs", "--by", "kim")
    assert undone.returncode == 0, undone.stderr
    assert total(tieout) == before
    (logged,) = answer(tieout, "decide", "list")
    assert (logged["by"], logged["why"], logged["undone_by"]) == ("lee", "a mistake of ours", 2)


def test_without_yes_a_filter_only_shows_what_it_would_be_about_and_a_person_is_needed(tieout: Tieout) -> None:
    shown = tieout("decide", "accept", "--code", "no_task", "--why", "small things")
    assert shown.returncode == 1
    assert "accept 1 row, 0:30:00 h. Nothing is decided yet: add --yes." in " ".join(shown.stdout.split())
    assert answer(tieout, "decide", "list") == []
    done = tieout("decide", "accept", "--code", "no_task", "--why", "small things", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no_task" not in {row["code"] for row in answer(tieout, "exceptions", *OCTOBER)}
    assert len(answer(tieout, "decide", "list")) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["write-off"], "name entries or exceptions by id, or which ones with --period, --client, --person or --code"),
        (["write-off", "e2345672", "--why", "x"], "no entry and no standing exception has the id e2345672"),
        (["write-off", "--code", "no_such_code", "--yes", "--why", "x"], "no row of the exception report fits"),
        (["forgive", "e234567"], "'forgive' is no decision; write one of accept, write-off, defer"),
        (["undo", "1", "--why", "x"], "there is no decision 1 about an entry; `tieout decide list` shows them"),
        (["undo", "first", "--why", "x"], "name the decision by its number"),
        (["undo", "--why", "x"], "name the decision by its number"),
        (["accept", "e234567", "--client", "Acme Corp", "--why", "x"], "not both"),
        (["accept", "--period", "october", "--why", "x"], "--period"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_a_sentence_and_exit_code_2(
    tieout: Tieout, arguments: list[str], sentence: str
) -> None:
    done = tieout("decide", *arguments)
    assert done.returncode == 2, done.stdout
    assert sentence in " ".join(done.stderr.replace("│", " ").split())
    assert answer(tieout, "decide", "list") == []


def test_a_decision_without_a_reason_is_refused(tieout: Tieout) -> None:
    done = tieout("decide", "write-off", first_entry(tieout))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "say why with --why; a decision without a reason cannot be explained later\n"


def test_a_decision_is_signed_by_the_option_else_the_variable_else_whoever_is_signed_in(tieout: Tieout) -> None:
    entry = first_entry(tieout)
    tieout("decide", "write-off", entry, "--why", "one", "--by", "kim")
    tieout("decide", "non-billable", entry, "--why", "two")
    tieout("decide", "write-off", entry, "--why", "three", "--by", "  ", user="")
    signed = [logged["by"] for logged in answer(tieout, "decide", "list")]
    assert signed[:2] == ["kim", "lee"]
    assert signed[2].strip()


def test_a_file_that_was_imported_but_never_run_is_no_defect(tmp_path: Path, tieout: Tieout) -> None:
    example = (tmp_path / "exports" / "example.csv").read_text().splitlines()
    moved = [example[0], example[1].replace("2026-10", "2026-11")]
    (tmp_path / "november.csv").write_text("\n".join(moved) + "\n")
    tieout("import", "november.csv")
    known = {row["entry"] for row in answer(tieout, "exceptions")}
    entry = next(key for key in _entries(tmp_path) if key not in known | {first_entry(tieout)})
    done = tieout("decide", "defer", entry, "--to", "2027-01", "--why", "x")
    assert "Tieout has a defect" not in done.stderr


def _entries(folder: Path) -> list[str]:
    import sqlite3

    (database,) = folder.glob("*.db")
    with sqlite3.connect(database) as connection:
        found = [str(key) for (key,) in connection.execute("SELECT id FROM entry WHERE day >= '2026-11-01'")]
    connection.close()
    return found


# ---- close, reopen ----


def test_a_month_is_closed_once_reopened_with_a_reason_and_closed_again(tieout: Tieout) -> None:
    closed = tieout("close", "2026-10")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert closed.stdout.startswith("acme 2026-10 is closed: 1 draft to push")
    again = tieout("close", "2026-10")
    assert again.stdout == "2026-10: there is nothing to close; every contract that was run for it is closed.\n"
    named = tieout("close", "2026-10", "--contract", "acme")
    assert (named.returncode, named.stderr) == (2, "2026-10 of acme is closed already\n")
    bare = tieout("reopen", "2026-10", "--contract", "acme")
    assert (bare.returncode, bare.stderr) == (2, "say why with --why; reopening a closed period must be explained\n")
    opened = tieout("reopen", "2026-10", "--contract", "acme", "--why", "too early")
    assert (opened.returncode, opened.stderr) == (0, "")
    assert tieout("close", "2026-10").stdout.startswith("acme 2026-10 is closed")


def test_a_month_that_was_never_run_cannot_be_closed(tieout: Tieout) -> None:
    done = tieout("close", "2026-11", "--contract", "acme")
    assert (done.returncode, done.stderr) == (2, "acme was never run for 2026-11: tieout run --period 2026-11\n")
    assert tieout("close", "soon").returncode == 2


# ---- plan, apply ----


def test_a_plan_is_applied_by_its_hash_and_only_once(tieout: Tieout, tmp_path: Path) -> None:
    contract = tmp_path / "contracts" / "acme.yaml"
    contract.write_text(contract.read_text().replace("rate: 150", "rate: 155"))
    plan = answer(tieout, "bill", "--plan", *OCTOBER)
    assert [draft["change"] for draft in plan["drafts"]] == ["changed"]
    applied = tieout("bill", "--apply", plan["hash"], *OCTOBER)
    assert (applied.returncode, applied.stderr) == (0, "")
    assert total(tieout) == plan["drafts"][0]["total"]
    again = tieout("bill", "--apply", plan["hash"], *OCTOBER)
    assert again.returncode == 2
    assert again.stderr.startswith("that plan was applied already, by run ")
    both = tieout("bill", "--plan", "--apply", plan["hash"])
    assert both.returncode == 2


def test_a_plan_that_no_longer_holds_is_refused_and_nothing_is_written(tieout: Tieout, tmp_path: Path) -> None:
    contract = tmp_path / "contracts" / "acme.yaml"
    before = total(tieout)
    contract.write_text(contract.read_text().replace("rate: 150", "rate: 155"))
    plan = answer(tieout, "bill", "--plan", *OCTOBER)
    contract.write_text(contract.read_text().replace("rate: 155", "rate: 165"))
    done = tieout("bill", "--apply", plan["hash"], *OCTOBER)
    assert done.returncode == 2
    assert "no longer holds: time, decisions or the configuration have changed since it was made" in done.stderr
    assert total(tieout) == before


# ---- approve, hold, release, push, replay ----


def test_a_draft_is_approved_and_pushed_and_its_plan_replays(tieout: Tieout, tmp_path: Path) -> None:
    (draft,) = answer(tieout, "drafts")
    assert tieout("approve", draft["id"][:6]).stdout.rstrip().endswith(": approved")
    (pushed,) = answer(tieout, "push")
    assert (pushed["action"], pushed["number"], pushed["refused"]) == ("post", "INV-0001", None)
    assert len(list((tmp_path / "documents" / "2026-10").iterdir())) == 1
    replayed = answer(tieout, "replay", *OCTOBER)
    assert [(each["same"], each["stored"]) for each in replayed] == [(True, draft["total"])]


def test_what_cannot_be_done_to_a_draft_is_a_sentence_and_exit_code_2(tieout: Tieout) -> None:
    (draft,) = answer(tieout, "drafts")
    assert tieout("hold", draft["id"]).stderr.startswith("say why with --why")
    assert tieout("hold", draft["id"], "--why", "the client asked").returncode == 0
    refused = tieout("approve", draft["id"])
    assert refused.returncode == 2
    assert f"draft {draft['id']} of Acme Corp: it is held; release it first" in refused.stderr
    assert tieout("approve").returncode == 2, "nothing named is not everything"
    assert tieout("approve", "dzzzzzz").stderr.startswith("no standing draft has the id dzzzzzz")
    assert tieout("push", draft["id"]).returncode == 1, "a person is needed: it is held"
    assert tieout("push").returncode == 0


def test_a_plan_that_is_not_there_cannot_be_replayed(tieout: Tieout) -> None:
    done = tieout("replay", "pzzzzzzzzzzzz")
    assert done.returncode == 2
    assert "pzzzzzzzzzzzz" in done.stderr
    assert tieout("replay").returncode == 2
