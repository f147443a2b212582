"""Deciding, closing, approving, pushing and applying as a person types them: clear answers, exit codes, signatures."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

OCTOBER = ("--period", "2026-10")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


Tieout = Callable[..., Done]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example folder whose October has been run: five lines on one draft."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_NOW", "2026-11-03T12:00:00Z")
        patch.chdir(folder)
        for arguments in (["init"], ["import", "exports/example.csv"], ["run", *OCTOBER]):
            _ended(patch, arguments)
    return folder


@pytest.fixture
def tieout(
    tmp_path: Path, example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tieout:
    """The program in a copy of that folder, run as its entry point runs it."""
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-03T12:00:00Z")
    monkeypatch.setenv("COLUMNS", "200")
    capsys.readouterr()

    def call(*arguments: str, user: str = "lee") -> Done:
        monkeypatch.setenv("TIEOUT_USER", user)
        code = _ended(monkeypatch, arguments)
        return Done(code, *capsys.readouterr())

    return call


def _ended(patch: pytest.MonkeyPatch, arguments: Sequence[str]) -> int:
    """How the program ended."""
    patch.setattr("sys.argv", ["tieout", *arguments])
    with pytest.raises(SystemExit) as ending:
        main()
    code = ending.value.code
    return code if isinstance(code, int) else 0


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
    assert done.stdout == "write-off: decided about 1. Ran 2026-10 again: 1 contract planned anew.\n"
    assert total(tieout) != before
    undone = tieout("decide", "undo", "1", "--why", "it was theirs", "--by", "kim")
    assert undone.returncode == 0, undone.stderr
    assert total(tieout) == before
    (logged,) = answer(tieout, "decide", "list")
    assert (logged["by"], logged["why"], logged["undone_by"]) == ("lee", "a mistake of ours", 2)


def test_without_yes_a_filter_only_shows_what_it_would_be_about_and_a_person_is_needed(tieout: Tieout) -> None:
    shown = tieout("decide", "accept", "--code", "no_task", "--why", "small things")
    assert shown.returncode == 1
    assert "accept 1 row, 0:30 h. Nothing is decided yet: add --yes." in " ".join(shown.stdout.split())
    assert answer(tieout, "decide", "list") == []
    done = tieout("decide", "accept", "--code", "no_task", "--why", "small things", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no_task" not in {row["code"] for row in answer(tieout, "exceptions", *OCTOBER)}
    assert len(answer(tieout, "decide", "list")) == 1


def test_what_cannot_be_decided_is_said_before_it_is_confirmed(tieout: Tieout) -> None:
    confirmed = tieout("decide", "write-off", *OCTOBER, "--yes", "--why", "x")
    shown = tieout("decide", "write-off", *OCTOBER)
    assert (shown.returncode, shown.stdout) == (2, "") and shown.stderr == confirmed.stderr
    assert "concerns no single entry; it can be accepted, or mended as its row says" in shown.stderr


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
    (entry,) = _entries(tmp_path)
    done = tieout("decide", "defer", entry, "--to", "2027-01", "--why", "x")
    assert done.returncode == 2
    assert done.stderr == f"{entry} was imported, but no month was run since; run its month first: tieout run\n"


def _entries(folder: Path) -> list[str]:
    (database,) = folder.glob("*.db")
    with closing(sqlite3.connect(database)) as connection:
        return [str(key) for (key,) in connection.execute("SELECT id FROM entry WHERE day >= '2026-11-01'")]


# ---- close, reopen ----


def test_a_month_is_closed_once_reopened_with_a_reason_and_closed_again(tieout: Tieout) -> None:
    closed = tieout("close", "2026-10")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert closed.stdout.startswith("acme 2026-10 is closed: 1 draft to push")
    again = tieout("close", "2026-10")
    assert again.stdout == "2026-10: there is nothing to close: every contract that was run for it is closed already.\n"
    named = tieout("close", "2026-10", "--contract", "acme")
    assert (named.returncode, named.stderr) == (2, "2026-10 of acme is closed already\n")
    bare = tieout("reopen", "2026-10", "--contract", "acme")
    assert (bare.returncode, bare.stderr) == (2, "say why with --why; reopening a closed period must be explained\n")
    opened = tieout("reopen", "2026-10", "--contract", "acme", "--why", "too early")
    assert (opened.returncode, opened.stderr) == (0, "")
    assert tieout("close", "2026-10").stdout.startswith("acme 2026-10 is closed")


def test_a_month_that_is_closed_before_it_is_over_is_said_to_be_early(
    tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is not over" not in tieout("close", "2026-10").stdout
    tieout("reopen", "2026-10", "--contract", "acme", "--why", "too early")
    monkeypatch.setenv("TIEOUT_NOW", "2026-10-31T12:00:00Z")
    early = "2026-10 is not over: its last day is 2026-10-31. It is closed by now, and what comes later is late.\n"
    assert tieout("close", "2026-10").stdout.endswith(early)


def test_a_month_that_was_never_run_cannot_be_closed(tieout: Tieout) -> None:
    done = tieout("close", "2026-11", "--contract", "acme")
    assert (done.returncode, done.stderr) == (2, "acme was never run for 2026-11: tieout run --period 2026-11\n")
    for name in ("2026-07", "2026-12", "2026-12-13"):
        bare = tieout("close", name)
        words = f"no contract was ever run for {name}: tieout run --period {name[:7]}\n"
        assert (bare.returncode, bare.stdout, bare.stderr) == (2, "", words)
    assert tieout("close", "soon").returncode == 2


# ---- plan, apply ----


def test_a_plan_is_applied_by_its_hash_and_only_once(tieout: Tieout, tmp_path: Path) -> None:
    contract = tmp_path / "contracts" / "acme.yaml"
    contract.write_text(contract.read_text().replace("rate: 150", "rate: 155"))
    plan = answer(tieout, "bill", "--plan", *OCTOBER)
    assert [draft["change"] for draft in plan["drafts"]] == ["changed"]
    assert [each["code"] for each in plan["exceptions"]["told"]] == ["tracker_rate_differs"]
    applied = tieout("bill", "--apply", plan["hash"], *OCTOBER)
    assert (applied.returncode, applied.stderr) == (1, ""), "it ends as a run does: an exception waits"
    assert "to resolve before that time is billed" in applied.stdout
    assert total(tieout) == plan["drafts"][0]["total"]
    again = tieout("bill", "--apply", plan["hash"], *OCTOBER)
    assert again.returncode == 2
    assert "that plan was applied already, by run " in again.stderr
    both = tieout("bill", "--plan", "--apply", plan["hash"])
    assert both.returncode == 2


def test_a_plan_shows_the_exceptions_that_it_would_tell_and_end(tieout: Tieout, tmp_path: Path) -> None:
    contract = tmp_path / "contracts" / "acme.yaml"
    said = contract.read_text()
    contract.write_text(said.replace("until: 2026-12-31", "until: 2026-10-04"))
    plan, shown = answer(tieout, "bill", "--plan", *OCTOBER), tieout("bill", "--plan", *OCTOBER).stdout
    told = plan["exceptions"]["told"]
    assert {each["code"] for each in told} == {"order_expired"}
    assert [each["code"] for each in plan["exceptions"]["ended"]] == ["tracker_rate_differs"], "held time has no rate"
    assert "Exceptions that it would tell" in shown and "Purchase order PO-7781 ended on 2026-10-04" in shown
    assert "order_expired" not in {each["code"] for each in answer(tieout, "exceptions", *OCTOBER)}
    tieout("bill", "--apply", plan["hash"], *OCTOBER)
    found = {each["id"]: each for each in answer(tieout, "exceptions", *OCTOBER)}
    assert [found[each["id"]]["sentence"] for each in told] == [each["sentence"] for each in told]
    contract.write_text(said)
    ended = answer(tieout, "bill", "--plan", *OCTOBER)["exceptions"]
    assert {each["id"] for each in ended["ended"]} == {each["id"] for each in told}
    assert "Exceptions that would be gone" in tieout("bill", "--plan", *OCTOBER).stdout


def test_billing_counts_the_exceptions_as_a_run_does(tieout: Tieout) -> None:
    ran, billed = tieout("run", "--json", *OCTOBER), tieout("bill", "--json", *OCTOBER)
    counts = [{key: json.loads(done.stdout)[key] for key in ("blocking", "warnings")} for done in (ran, billed)]
    assert counts[0] == counts[1]
    assert counts[0]["warnings"] or counts[0]["blocking"]
    assert ran.returncode == billed.returncode


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


def test_drafts_of_a_month_that_is_not_over_are_said_to_be_early(
    tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = "2026-10 is not over: its last day is 2026-10-31. An invoice closes it, and what comes later is late.\n"
    monkeypatch.setenv("TIEOUT_NOW", "2026-10-31T12:00:00Z")
    assert early in tieout("run", *OCTOBER).stdout
    assert early in tieout("approve", *OCTOBER).stdout
    assert early not in tieout("release", *OCTOBER).stdout
    monkeypatch.setenv("TIEOUT_NOW", "2026-11-01T12:00:00Z")
    said = [tieout(command, *OCTOBER).stdout for command in ("run", "approve")]
    assert not any("is not over" in each for each in said)
    monkeypatch.setenv("TIEOUT_NOW", "2026-10-31T12:00:00Z")
    assert early in tieout("push", *OCTOBER).stdout
    assert "is not over" not in tieout("run", *OCTOBER).stdout


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


def test_a_month_is_approved_without_what_is_held_which_is_named(tieout: Tieout, tmp_path: Path) -> None:
    acme = tmp_path / "contracts" / "acme.yaml"
    acme.write_text(acme.read_text().replace("2026-12-31", "2026-10-15").replace("2027-01-01", "2026-10-16"))
    acme.write_text(acme.read_text().replace("one_per: client ", "one_per: order  "))
    tieout("run", *OCTOBER)
    first, second = (draft["id"] for draft in answer(tieout, "drafts"))
    tieout("hold", first, "--why", "the client asked")
    done = tieout("approve", *OCTOBER)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"draft {first} · Acme Corp is held and was left out: tieout release {first}" in done.stdout
    assert {draft["id"]: draft["status"] for draft in answer(tieout, "drafts")} == {first: "held", second: "approved"}
    tieout("hold", second, "--why", "that one, too")
    assert "it is held; release it first" in tieout("approve", *OCTOBER).stderr


def test_a_plan_that_is_not_there_cannot_be_replayed(tieout: Tieout) -> None:
    done = tieout("replay", "pzzzzzzzzzzzz")
    assert done.returncode == 2
    assert "pzzzzzzzzzzzz" in done.stderr
    assert tieout("replay").returncode == 2


# ---- milestones ----

MILESTONES = """
milestones:
  - {code: M1, workstream: ACME-IMPL, description: Design accepted, amount: 12000}
  - {code: In use, workstream: ACME-IMPL, description: In use for a month, amount: 8000, due: 2026-12-01}
"""


@pytest.fixture
def owing(tieout: Tieout, tmp_path: Path) -> Tieout:
    """The same folder, with two milestones in its contract, and its October run since."""
    contract = tmp_path / "contracts" / "acme.yaml"
    contract.write_text(contract.read_text() + MILESTONES)
    tieout("run", *OCTOBER)
    return tieout


def states(tieout: Tieout) -> dict[str, str]:
    return {each["code"]: each["state"] for each in answer(tieout, "milestone", "acme")}


def test_a_milestone_that_is_reached_is_on_the_draft_at_once_and_can_be_taken_back(owing: Tieout) -> None:
    before = total(owing)
    done = owing("milestone", "acme", "M1", "--on", "2026-10-20", "--why", "signed off by Jo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "M1 of acme: reached on 2026-10-20; it is billed in 2026-10. Ran 2026-10 again: 1 contract planned anew.\n"
    )
    assert Decimal(total(owing)) == Decimal(before) + 12000
    undone = owing("milestone", "acme", "M1", "--undo", "--why", "Jo was too quick", "--by", "kim")
    assert undone.stdout == (
        "M1 of acme: taken back; it waits until a person says that it is reached. "
        "Ran 2026-10 again: 1 contract planned anew.\n"
    )
    assert total(owing) == before
    (word,) = answer(owing, "milestone", "acme", "M1")[0]["words"]
    assert (word["date"], word["by"], word["why"], word["undone_by"]) == ("2026-10-20", "lee", "signed off by Jo", 2)


def test_milestones_are_listed_with_where_they_stand(owing: Tieout) -> None:
    assert states(owing) == {"M1": "waiting", "In use": "waiting"}
    owing("milestone", "acme", "M1", "--on", "2026-10-20", "--why", "signed off by Jo")
    (draft,) = answer(owing, "drafts")
    listed = answer(owing, "milestone", "acme", "M1")[0]
    assert (
        listed["state"],
        listed["draft"],
        listed["period"],
        listed["amount"],
        listed["currency"],
        listed["due"],
    ) == (
        "on_draft",
        draft["id"],
        "2026-10",
        "12000.00",
        "USD",
        None,
    )
    shown = owing("milestone", "acme").stdout
    assert f"on draft {draft['id']} of 2026-10" in shown
    assert "M1: reached on 2026-10-20 (lee, 2026-11-03: signed off by Jo)" in shown
    owing("approve", draft["id"])
    owing("push")
    assert "billed in 2026-10 (INV-0001)" in owing("milestone", "acme").stdout
    assert states(owing) == {"M1": "billed", "In use": "waiting"}


def test_its_line_is_traced_to_the_word(owing: Tieout) -> None:
    owing("milestone", "acme", "M1", "--on", "2026-10-20", "--why", "signed off by Jo")
    (draft,) = answer(owing, "drafts")
    (line,) = [each for each in draft["lines"] if each["kind"] == "milestone"]
    assert owing("trace", line["id"]).stdout.strip().splitlines()[2:] == [
        f"Line {line['id']}: Design accepted",
        "1.00 × 12000.00 = 12000.00 USD",
        "milestone M1: reached on 2026-10-20 (lee, 2026-11-03: signed off by Jo)",
        "order: PO-7781",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["acm"], "there is no contract acm; known: acme; did you mean acme?"),
        (["acme", "M9"], "acme has no milestone M9; known: In use, M1"),
        (["acme", "M1", "--on", "2026-10-20"], "say why with --why"),
        (["acme", "M1", "--undo", "--why", "x"], "nobody has said that M1 of acme is reached"),
        (["acme", "M1", "--on", "2026-09-20", "--why", "x"], "2026-09-20 is before go_live 2026-10-01"),
        (["acme", "M1", "--on", "yesterday", "--why", "x"], "'yesterday' is not a date such as 2026-11-20"),
        (["acme", "M1", "--on", "2026-02-30", "--why", "x"], "'2026-02-30' is not a date such as 2026-11-20"),
        (["acme", "M1", "--on", "2026-10-20", "--undo", "--why", "x"], "not both"),
        (["acme", "--on", "2026-10-20", "--why", "x"], "name the milestone; `tieout milestone CONTRACT` lists them"),
        (["acme", "M1", "--why", "x"], "say on which day it was reached, or take that back with --undo"),
    ],
)
def test_a_word_about_a_milestone_that_makes_no_sense_is_a_sentence_and_exit_code_2(
    owing: Tieout, arguments: list[str], sentence: str
) -> None:
    done = owing("milestone", *arguments)
    assert done.returncode == 2, done.stdout
    assert sentence in " ".join(done.stderr.replace("│", " ").split())
    assert answer(owing, "decide", "list") == []


def test_a_word_about_a_milestone_is_taken_back_by_its_own_command(owing: Tieout) -> None:
    owing("milestone", "acme", "In use", "--on", "2026-10-20", "--why", "signed off by Jo")
    (logged,) = answer(owing, "decide", "list")
    assert (logged["kind"], logged["subject"], logged["why"]) == ("milestone", "acme In use", "signed off by Jo")
    refused = owing("decide", "undo", str(logged["number"]), "--why", "x")
    assert refused.returncode == 2
    assert "take it back with: tieout milestone acme 'In use' --undo --why …" in refused.stderr


def test_a_contract_without_milestones_says_where_to_write_them(tieout: Tieout) -> None:
    assert (
        tieout("milestone", "acme").stdout == "acme has no milestones; write them into its file, under milestones:\n\n"
    )
    assert answer(tieout, "milestone", "acme") == []


def test_a_charge_that_was_void_is_billed_again_at_once_and_not_when_that_is_undone(
    tieout: Tieout, tmp_path: Path
) -> None:
    charge = "{id: licence, contract: acme, workstream: ACME-IMPL, description: Licence, amount: 50, on: 2026-10-05}"
    (tmp_path / "charges.yaml").write_text(f"charges:\n  - {charge}\n")
    tieout("run", *OCTOBER)
    tieout("approve", *OCTOBER)
    (pushed,) = answer(tieout, "push")
    tieout("void", pushed["number"], "--why", "it was wrong")
    tieout("run", "--period", "2026-11")
    (row,) = [each for each in answer(tieout, "exceptions") if each["code"] == "charge_voided"]

    def billed() -> list[str]:
        drafts = answer(tieout, "drafts", "--period", "2026-11")
        return [line["amount"] for each in drafts for line in each["lines"] if line["description"] == "Licence"]

    shown = " ".join(tieout("decide", "bill-again", "--code", "charge_voided").stdout.split())
    assert "2026-10-05 50.00 USD charge_voided bill-again 1 row, 50.00 USD." in shown
    assert tieout("decide", "bill-again", row["id"], "--why", "it was right").returncode == 0
    assert billed() == ["50.00"]
    number = max(each["number"] for each in answer(tieout, "decide", "list"))
    assert tieout("decide", "undo", str(number), "--why", "it was not").returncode == 0
    assert billed() == []
    assert "charge_voided" in {each["code"] for each in answer(tieout, "exceptions")}
