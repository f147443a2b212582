"""`tieout go-live`, from an empty folder to a month that ties out; it writes nothing on the way."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cli.main import app
from config.keys import VARIABLE
from review.going_live import BY_CODE, STEPS, State, Todo, steps
from sandbox.by_hand import Bill, Line, into_quickbooks
from sandbox.clock import START, Clock
from sandbox.server import Serving, services
from sandbox.world import World
from tests.cli.test_ledger_names import Browser
from tests.connectors.vendors import FakeTime, Vendors
from tests.sync.connected import KEY
from tests.sync.ledgers import QuickBooksTwin

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "go-live.md"
EXPORT = ("import", "exports/example.csv")
NAMES = (
    "configuration",
    "openings",
    "connections",
    "time",
    "mappings",
    "contracts",
    "people",
    "calendar",
    "approvals",
    "notifications",
    "rehearsal",
)

Tieout = Callable[..., Result]


@pytest.fixture
def twin() -> Iterator[QuickBooksTwin]:
    world = World(Clock(START, monotonic))
    world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, ("quickbooks",))) as serving:
        yield QuickBooksTwin(Vendors(serving.base, world, FakeTime()))


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: QuickBooksTwin) -> Tieout:
    """Commands in an empty folder, on 3 November 2026."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    webbrowser.register("test", None, Browser("test"), preferred=True)
    app_of = {"QUICKBOOKS_CLIENT_ID": twin.books.client_id, "QUICKBOOKS_CLIENT_SECRET": twin.books.client_secret}
    settings = {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "250", VARIABLE: KEY}
    for name, value in {**settings, **app_of}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "agency").mkdir()
    monkeypatch.chdir(tmp_path / "agency")

    def run(*arguments: str, code: int | None = 0) -> Result:
        done = CliRunner().invoke(app, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert code is None or done.exit_code == code, (arguments, done.output)
        return done

    return run


def answer(tieout: Tieout, code: int, *options: str) -> dict[str, dict[str, Any]]:
    """The steps by name."""
    said = json.loads(tieout("go-live", "--json", *options, code=code).stdout)
    assert tuple(each["step"] for each in said["steps"]) == NAMES
    assert said["done"] is (code == 0)
    return {each["step"]: each for each in said["steps"]}


def states(found: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The names of steps by state."""
    return {state: [n for n, each in found.items() if each["state"] == state] for state in ("done", "to do", "waits")}


def edit(name: str, old: str, new: str) -> None:
    """Somebody edits a file of the folder."""
    text = Path(name).read_text()
    assert text.count(old) == 1, name
    Path(name).write_text(text.replace(old, new))


def name_the_ledger(twin: QuickBooksTwin) -> None:
    """Somebody writes what the guide says into the files, with the addresses of the sandbox."""
    blocks = [each.partition("```")[0] for each in GUIDE.read_text().split("```yaml\n")[1:]]
    books, bill_to = blocks
    addresses = {key: value for key, value in twin.config().items() if key.endswith("_url")}
    books += "".join(f"    {key}: {value}\n" for key, value in addresses.items())
    edit("tieout.yaml", "connectors:\n", f"connectors:\n{books}")
    with Path("contracts/acme.yaml").open("a") as file:
        file.write(f"\n{bill_to}")


def accept_the_pilot(tieout: Tieout) -> None:
    """Somebody says what the project without a code is."""
    (project,) = json.loads(tieout("map", "suggest", "--json", code=None).stdout)
    (pilot, _) = project["candidates"]
    tieout("map", "accept", "--suggested", pilot["id"], "--why", "it is part of it")


def bill_by_hand(tieout: Tieout, twin: QuickBooksTwin) -> None:
    """A bookkeeper bills October by hand: what is on each line is known from a copy of the folder, run for real."""
    shutil.copytree(".", "../copy")
    tieout("run", "--period", "2026-10", "--offline", "--config", "../copy", code=None)
    (draft,) = json.loads(tieout("drafts", "--json", "--config", "../copy").stdout, parse_float=str)
    lines = tuple(
        Line(each["description"], Decimal(each["quantity"]), Decimal(each["unit_price"])) for each in draft["lines"]
    )
    into_quickbooks(twin.books, [Bill("H-0001", "Acme Corp", "USD", lines)])


def test_an_empty_folder_is_begun_with_init(tieout: Tieout) -> None:
    found = answer(tieout, 2)
    assert states(found) == {"done": [], "to do": ["configuration"], "waits": list(NAMES[1:])}
    (todo,) = found["configuration"]["todo"]
    assert todo["remedy"] == "tieout init"
    assert "Begin with configuration" in tieout("go-live", code=2).stdout
    assert list(Path().iterdir()) == []


def test_another_folder_is_named_in_the_command(tieout: Tieout) -> None:
    (todo,) = answer(tieout, 2, "--config", "my agency")["configuration"]["todo"]
    assert todo["remedy"] == "tieout init 'my agency'"


def test_a_wrong_file_is_told_with_its_place_and_all_else_waits(tieout: Tieout) -> None:
    tieout("init", "--example")
    edit("contracts/acme.yaml", "terms: net 30 ", "terms: net thirty ")
    found = answer(tieout, 2)
    assert states(found)["to do"] == ["configuration"]
    (todo,) = found["configuration"]["todo"]
    assert todo["sentence"].startswith("contracts/acme.yaml:9:")


def test_a_missing_opening_is_a_step_of_its_own(tieout: Tieout) -> None:
    tieout("init", "--example")
    edit("contracts/acme.yaml", "opening: {", "# opening: {")
    found = answer(tieout, 2)
    assert states(found) == {"done": ["configuration"], "to do": ["openings"], "waits": list(NAMES[2:])}
    (todo,) = found["openings"]["todo"]
    assert "PO-7781" in todo["sentence"] and "write opening:" in todo["sentence"]
    by_hand = "write that into contracts/acme.yaml, then: tieout check"
    assert todo["remedy"] == f"tieout openings, which proposes it from the ledger's history; or {by_hand}"
    edit("contracts/acme.yaml", "# opening: {", "opening: {")
    done = states(answer(tieout, 1))["done"]
    assert done == ["configuration", "openings", "connections", "calendar", "notifications"]


def test_nothing_connected_and_nothing_read(tieout: Tieout, twin: QuickBooksTwin) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    found = answer(tieout, 1)
    assert states(found)["to do"] == ["connections", "time"]
    assert [each["remedy"] for each in found["connections"]["todo"]] == ["tieout connect books"]
    assert [each["remedy"] for each in found["time"]["todo"]] == ["tieout import EXPORT.csv --connector harvest"]
    assert found["contracts"]["waits_for"] == ["connections", "time"]
    forced = answer(tieout, 1, "--rehearse")["rehearsal"]
    assert "nothing has been read yet" in forced["todo"][0]["sentence"]
    assert not Path("tieout.db").exists()


def test_one_missing_mapping_holds_up_the_rehearsal_unless_it_is_forced(tieout: Tieout, twin: QuickBooksTwin) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    tieout("connect", "books")
    tieout(*EXPORT, code=None)
    found = answer(tieout, 1)
    assert states(found)["to do"] == ["mappings"]
    assert states(found)["waits"] == ["rehearsal"]
    (todo,) = found["mappings"]["todo"]
    assert "1 project is not mapped, and 2:45 h" in todo["sentence"]
    assert "tieout map suggest" in todo["remedy"]
    forced = answer(tieout, 1, "--rehearse")
    assert states(forced)["to do"] == ["mappings"], "Tieout alone has the month: nobody billed it, which is explained"
    assert forced["rehearsal"]["state"] == "done"


def test_what_a_ledger_lacks_is_told_with_the_place_or_the_command(tieout: Tieout, twin: QuickBooksTwin) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    edit("contracts/acme.yaml", "customer: Acme Corp", "customer: Zephyr Works")
    edit("tieout.yaml", "items: Consulting", "items: Consultancy")
    tieout("connect", "books")
    tieout(*EXPORT, code=None)
    told = answer(tieout, 1)["contracts"]["todo"]
    remedies = {each["sentence"].partition("; ")[0].partition(": ")[2]: each["remedy"] for each in told}
    (customer,) = [remedy for words, remedy in remedies.items() if "Zephyr Works" in words]
    assert customer == "tieout map create acme, or correct the name in contracts/acme.yaml"
    assert any("Consultancy" in words for words in remedies)
    tieout("map", "create", "acme", "--yes", code=None)
    assert not any("Zephyr" in each["sentence"] for each in answer(tieout, 1)["contracts"]["todo"])


def test_a_ledger_that_does_not_answer_does_not_stop_the_others(
    tieout: Tieout, twin: QuickBooksTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    tieout("connect", "books")
    tieout(*EXPORT, code=None)
    twin.vendors.fault("quickbooks", "429 seconds", "", times=0, seconds=100_000)
    found = answer(tieout, 3)
    assert states(found)["to do"] == ["connections", "mappings"], found
    assert found["connections"]["todo"][0]["remedy"] == "try again later: tieout go-live"
    twin.vendors.world.faults.clear()
    with monkeypatch.context() as without:
        without.delenv("QUICKBOOKS_CLIENT_SECRET")
        found = answer(tieout, 1)
    assert "QUICKBOOKS_CLIENT_SECRET" in found["connections"]["todo"][0]["sentence"]
    assert states(found)["to do"] == ["connections", "mappings"]
    twin.books.revoke()
    (todo,) = answer(tieout, 1)["connections"]["todo"]
    assert todo["remedy"] == "tieout connect books"


def test_an_expense_of_somebody_who_is_not_known_is_to_do(tieout: Tieout) -> None:
    tieout("init", "--example")
    tieout(*EXPORT, code=None)
    rows = "Date,Person,Project,Amount,Currency\n2026-10-05,Nobody Known,Intake bot,12.50,USD\n"
    Path("expenses.csv").write_text(rows)
    tieout("import", "--kind", "expenses", "expenses.csv", code=None)
    found = answer(tieout, 1)
    assert [each["sentence"] for each in found["people"]["todo"]] == [
        "1 user is not mapped, and 0:00 h of work waits for that"
    ]
    assert "1 user is not mapped" in tieout("map", "health", code=1).stdout


def test_a_stranger_in_the_export_and_a_go_live_that_moved(tieout: Tieout) -> None:
    tieout("init", "--example")
    tieout(*EXPORT, code=None)
    edit("people.yaml", "- name: Sam Ortiz", "- name: Ann Other")
    edit("people.yaml", "email: sam@northwind.test", "email: ann@northwind.test")
    tieout("run", "--period", "2026-10", "--offline", code=None)
    edit("tieout.yaml", "go_live: 2026-10-01", "go_live: 2026-10-06")
    edit("contracts/acme.yaml", "as_of: 2026-10-01", "as_of: 2026-10-06")
    found = answer(tieout, 1)
    assert any("Sam Ortiz" in each["sentence"] for each in found["people"]["todo"])
    assert any("go_live moved from 2026-10-01" in each["sentence"] for each in found["calendar"]["todo"])


def test_everything_that_check_may_miss_has_a_step() -> None:
    page = (GUIDE.parent / "commands.md").read_text().partition("## `tieout check`")[2].partition("\n## ")[0]
    codes = [
        line.split("`")[1] for line in page.splitlines() if line.startswith("| `") and line.endswith((" 0 |", " 1 |"))
    ]
    assert len(codes) == 10
    assert set(codes) == set(BY_CODE)


@given(st.dictionaries(st.sampled_from(NAMES), st.booleans()), st.booleans())
def test_a_step_is_done_only_if_nothing_is_left_of_it_and_nothing_before_it_is_open(
    left: dict[str, bool], tried: bool
) -> None:
    found = {name: [Todo("something", "do it", needs)] for name, needs in left.items()}
    made = steps(found, asked=[NAMES[-1]] if tried else [])
    assert tuple(each.name for each in made) == NAMES
    state = {each.name: each.state for each in made}
    for rule, each in zip(STEPS, made, strict=True):
        before = {state[name] for name in rule.after} - {State.DONE}
        assert (each.state is State.TO_DO) == left.get(each.name, False)
        assert each.state is not State.DONE or not before or (tried and each.name == NAMES[-1])
        assert bool(each.waits_for) == (each.state is State.WAITS)
        assert set(rule.after) <= set(NAMES[: NAMES.index(rule.name)]), "a step waits for earlier ones alone"


def test_everything_done_ends_with_0_again_and_again_and_writes_nothing(tieout: Tieout, twin: QuickBooksTwin) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    tieout("connect", "books")
    tieout(*EXPORT, code=None)
    accept_the_pilot(tieout)
    bill_by_hand(tieout, twin)
    found = answer(tieout, 1)
    assert states(found)["to do"] == ["rehearsal"]
    (adopt,) = [each for each in found["rehearsal"]["todo"] if each["needs"]]
    assert adopt["remedy"].startswith("tieout adopt H-0001 --period 2026-10")
    tieout("adopt", "H-0001", "--period", "2026-10", "--yes", "--why", "billed by hand")
    before, there = everything(), twin.there()
    asked = len(twin.vendors.asked("quickbooks"))
    with closing(sqlite3.connect("tieout.db")) as watching:
        version = watching.execute("PRAGMA data_version").fetchone()
        for _ in range(2):
            assert states(answer(tieout, 0))["done"] == list(NAMES)
        assert watching.execute("PRAGMA data_version").fetchone() == version, "nobody has committed anything"
    assert (everything(), twin.there()) == (before, there)
    sent = twin.vendors.asked("quickbooks")[asked:]
    assert sent and all(each.method == "GET" or each.path.endswith(("/batch", "/query")) for each in sent)
    assert "Everything is done, and 2026-10 ties out." in tieout("go-live").stdout


def test_drafts_that_nobody_approved_are_to_do_and_do_not_hold_up_the_rehearsal(
    tieout: Tieout, twin: QuickBooksTwin
) -> None:
    tieout("init", "--example")
    name_the_ledger(twin)
    tieout("connect", "books")
    tieout(*EXPORT, code=None)
    accept_the_pilot(tieout)
    tieout("run", "--period", "2026-10", code=None)
    found = answer(tieout, 1)
    assert states(found) == {"done": [n for n in NAMES if n != "approvals"], "to do": ["approvals"], "waits": []}
    (todo,) = found["approvals"]["todo"]
    assert todo["remedy"] == "tieout approve --period 2026-10"
    tieout(*shlex.split(todo["remedy"])[1:])
    assert states(answer(tieout, 0))["done"] == list(NAMES)


def everything() -> tuple[str, dict[str, bytes]]:
    """All rows of all tables, and all other files."""
    with closing(sqlite3.connect("tieout.db")) as connection:
        rows = "\n".join(connection.iterdump())
    return rows, {str(p): p.read_bytes() for p in Path().rglob("*") if p.is_file() and ".db" not in p.name}


def test_the_guide_can_be_typed(tieout: Tieout, twin: QuickBooksTwin) -> None:
    typed = [line.removeprefix("$ tieout ") for line in GUIDE.read_text().splitlines() if line.startswith("$ tieout ")]
    ended = []
    for text in typed:
        words = shlex.split(text)
        if words[0] == "rehearse":
            assert "adopt H-0001" in tieout("go-live", code=1).stdout, "it names the command that the guide types next"
        done = tieout(*words, code=None)
        ended.append((words[0], done.exit_code))
        if ended == [("go-live", 2), ("init", 0), ("go-live", 1)]:
            name_the_ledger(twin)
        if words[:2] == ["map", "accept"]:
            bill_by_hand(tieout, twin)
    assert ended == [
        *(("go-live", 2), ("init", 0), ("go-live", 1)),
        *(("go-live", 1), ("connect", 0), ("import", 1), ("go-live", 1)),
        *(("map", 0), ("map", 0), ("go-live", 1)),
        *(("rehearse", 0), ("adopt", 0), ("go-live", 0)),
    ]
