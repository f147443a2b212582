"""`tieout openings`: a planted history comes out to the cent, is written once, and nothing is guessed."""

from __future__ import annotations

import json
import shlex
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from cli.main import app
from config.keys import VARIABLE
from sandbox.by_hand import Bill, Line, into_quickbooks, into_xero
from sandbox.clock import START, Clock
from sandbox.server import Serving, services
from sandbox.world import World
from tests.agencies import Row, people, write_export
from tests.cli.test_ledger_names import Browser
from tests.connectors.vendors import FakeTime, Vendors
from tests.sync.connected import KEY
from tests.sync.ledgers import TWINS, Twin
from tests.sync.pushing import main

ACME = """\
# The frame of 2026, as it was signed.
id: acme    # never changes
client: Acme Corp
from: 2026-01-01
bill_to: {{books: ledger, customer: Acme Corp}}
posting:
  time: {{{posting}}}
  milestone: {{{posting}}}
  fee: {{{posting}}}
  deposit: {{{deposit}}}
purchase_orders:
  - {{number: PO-1, limit: 60000, workstreams: [ACME-IMPL]}}    # the big one
  - {{number: PO-2, limit_hours: 100, workstreams: [ACME-CARE]}}
milestones:
  - {{code: M1, workstream: ACME-IMPL, description: Design accepted, amount: 5000, due: 2026-08-15}}
  - {{code: M2, workstream: ACME-IMPL, description: Pilot live, amount: 7500}}
rates:
  - {{rate: 150}}
workstreams:
  - {{code: ACME-IMPL, name: Intake bot, billing: time and materials}}
  - code: ACME-CARE
    name: Care
    from: 2026-07-01
    billing: retainer
    bill: in arrears
    fee: 1000
    includes_hours: 10
    rollover: {{for_months: 1}}
"""
BLUEFIN = """\
id: bluefin
client: Bluefin Logistics
from: 2026-04-01
bill_to: {{books: ledger, customer: Bluefin Logistics}}
posting: {{{posting}}}
purchase_orders: [{{number: BPO-9}}]
rates: [{{rate: 100}}]
workstreams: [{{code: BLUE-OPS, name: Operations, billing: time and materials}}]"""
POSTING = {"xero": "item: CONSULT, account: Consulting Revenue", "quickbooks": "item: Consulting"}
DEPOSIT = {"xero": "account: Other Revenue", "quickbooks": "item: Fixed fee"}
PLACE = {"xero": "260", "quickbooks": "Fixed fee"}
WRITTEN = """\

# Proposed by `tieout openings`; each figure was to be checked by a person.
opening:
  as_of: 2026-10-01
  orders:
    PO-1: 2024.97    # H-1, H-2, C-1; check
  order_hours:
    PO-2: 4    # H-2; check
  retainers:
    ACME-CARE:
      hours: "4:58:20"    # 2026-07, 2026-08, 2026-09; check
  milestones_billed:
    - M1    # H-6; proven
  deposits: 1800.00    # H-7, H-8; check
"""

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "openings.md"
Tieout = Callable[..., Result]


@pytest.fixture(params=sorted(TWINS))
def twin(request: pytest.FixtureRequest) -> Iterator[Twin]:
    world = World(Clock(START, monotonic))
    world.xero.pace = world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, (request.param,))) as serving:
        made: Twin = TWINS[request.param](Vendors(serving.base, world, FakeTime()))
        yield made


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: Twin) -> Tieout:
    """Commands in a folder with two contracts older than go-live, on 3 November 2026; nothing is connected yet."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    webbrowser.register("test", None, Browser("test"), preferred=True)
    settings = {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "250", VARIABLE: KEY}
    for name, value in {**settings, **twin.secrets()}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("tieout.yaml").write_text(yaml.safe_dump(main(ledger=twin.config())))
    Path("people.yaml").write_text(yaml.safe_dump(people()))
    Path("contracts").mkdir()
    said = {"posting": POSTING[twin.kind], "deposit": DEPOSIT[twin.kind]}
    Path("contracts/acme.yaml").write_text(ACME.format(**said))
    Path("contracts/bluefin.yaml").write_text(BLUEFIN.format(**said))

    def run(*arguments: str, code: int | None = 0) -> Result:
        done = CliRunner().invoke(app, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert code is None or done.exit_code == code, (arguments, done.output)
        return done

    return run


def typed(twin: Twin, *bills: Bill) -> None:
    """Somebody types these documents."""
    world = twin.vendors.world
    into_xero(world.xero, bills) if twin.kind == "xero" else into_quickbooks(world.quickbooks, bills)


def bill(number: str, dated: str, *lines: tuple[str, str, str], **more: Any) -> Bill:
    """A document by hand."""
    said = tuple(Line(words, Decimal(hours), Decimal(price)) for words, hours, price in lines)
    return Bill(number, **{"client": "Acme Corp", "currency": "USD", "lines": said, "dated": dated, **more})


def planted(twin: Twin) -> None:
    """What was billed before go-live, what must not count, and what came after."""
    place = PLACE[twin.kind]
    paid = (Line("Payment in advance", Decimal(1), Decimal(2500), place),)
    used = (Line("Workshop", Decimal(1), Decimal(700)), Line("Payment in advance", Decimal(1), Decimal(-700), place))
    blue = {"client": "Bluefin Logistics", "reference": "Order BPO-9"}
    typed(
        twin,
        bill("H-1", "2026-03-31", ("Work", "10", "150"), ("Data", "3", "99.99"), reference="Order PO-1"),
        bill("H-2", "2026-05-31", ("PO-1 retrieval", "2.5", "150"), ("PO-2 care, hours", "4", "120")),
        bill("C-1", "2026-06-15", ("Credit for H-1", "1", "150"), credit=True),
        bill("H-3", "2026-06-30", ("Work", "9", "111"), reference="PO-1", status="voided"),
        bill("H-4", "2026-06-30", ("Work", "8", "111"), reference="PO-1", status="draft"),
        bill("H-6", "2026-08-31", ("Design accepted", "1", "5000")),
        bill("H-7", "2026-02-01", lines=paid),
        bill("H-8", "2026-04-30", lines=used),
        bill("H-9", "2026-10-15", ("PO-1 October", "1", "150")),
        bill("B-1", "2026-04-30", ("Work", "7", "100"), **blue),
        bill("B-2", "2026-09-30", ("Work", "3", "100.55"), **blue),
        bill("B-3", "2026-10-02", ("Work of September 2026", "2", "100"), **blue),
    )


def worked() -> None:
    """What was tracked before go-live, as an export."""
    days = ((date(2026, 7, 3), 4 * 3600), (date(2026, 8, 3), 12 * 3600), (date(2026, 9, 3), 9 * 3600 + 100))
    care = [Row("harvest", day, seconds, "Kim Allen", "Site ACME-CARE", note=f"{day}") for day, seconds in days]
    care[1] = replace(care[1], invoiced="Yes")
    more = [
        Row("harvest", date(2026, 9, 4), 3600, "Kim Allen", f"Site {code}", note=code) for code in ("ACME-IMPL", "?")
    ]
    write_export(Path("export.csv"), "harvest", [*care, *more])


def balances(tieout: Tieout, *options: str, code: int | None = 1) -> dict[str, tuple[str, Any]]:
    """What is proposed, by balance: how certain, and the amount or the seconds."""
    said = json.loads(tieout("openings", "--json", *options, code=code).stdout)
    return {
        each["set"].rstrip("="): (each["certainty"], each["amount"] if each["seconds"] is None else each["seconds"])
        for contract in said["contracts"]
        for each in contract["balances"]
    }


def files() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(Path("contracts").iterdir())}


def begin(tieout: Tieout, twin: Twin) -> None:
    """Signing in and importing work before any opening is written, so that there is a history to propose from."""
    planted(twin)
    worked()
    assert "opening" in tieout("check", code=2).output
    tieout("connect", "ledger")
    tieout("import", "export.csv", "--connector", "harvest", code=None)


def test_a_planted_history_comes_out_to_the_cent_and_nothing_else(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    before, there = files(), twin.there()
    assert balances(tieout) == {
        "acme orders PO-1": ("to be checked", "2024.97"),
        "acme order_hours PO-2": ("to be checked", 4 * 3600),
        "acme retainers ACME-CARE": ("to be checked", 5 * 3600 - 100),
        "acme milestones_billed M1": ("proven", "5000.00"),
        "acme milestones_billed M2": ("to be checked", "0.00"),
        "acme deposits": ("to be checked", "1800.00"),
        "bluefin orders BPO-9": ("proven", "1201.65"),
    }
    shown = tieout("openings", code=1).stdout
    assert "not counted: H-9, where it is named from go_live on" in shown
    assert "H-3" in shown.partition("Documents that do not count")[2]
    assert "from 2026-01-01 to 2026-11-03" in shown and "requests" in shown
    assert "retainers ACME-CARE: 1:00 h of before are of no known work" in shown
    assert (files(), twin.there()) == (before, there)
    assert not any(each.method in ("PUT", "DELETE") for each in twin.vendors.asked(twin.kind))


def test_it_is_written_once_beside_what_people_wrote_and_check_accepts_it(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    before = files()
    tieout("openings", "--write")
    assert files()["contracts/acme.yaml"] == before["contracts/acme.yaml"] + WRITTEN.encode()
    blue = files()["contracts/bluefin.yaml"].decode()
    assert blue.startswith(before["contracts/bluefin.yaml"].decode() + "\n\n# Proposed")
    assert "    BPO-9: 1201.65    # B-1, B-2, B-3; proven\n" in blue
    assert "The configuration is in order: 2 contracts" in tieout("check", code=None).output
    written = files()
    assert "stands there already" in tieout("openings", "--write").stdout
    assert files() == written
    assert sorted(path.name for path in Path("contracts").iterdir()) == ["acme.yaml", "bluefin.yaml"]


def test_what_a_person_wrote_is_never_written_over_unless_they_say_so(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    tieout("openings", "--write")
    path = Path("contracts/acme.yaml")
    mine = (
        path.read_text().replace("2024.97    # H-1, H-2, C-1; check", "1999    # as agreed by phone") + "# The end.\n"
    )
    path.write_text(mine)
    said = tieout("openings", "--write", code=1).stdout
    assert "states something else" in said and "1999" in said
    assert path.read_text() == mine
    tieout("openings", "--write", "--replace")
    again = path.read_text()
    assert again == ACME.format(posting=POSTING[twin.kind], deposit=DEPOSIT[twin.kind]) + WRITTEN + "# The end.\n"
    assert "The configuration is in order" in tieout("check", code=None).output


def test_a_replacement_keeps_what_is_not_asked_for_unless_it_is_of_another_day(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    path = Path("contracts/acme.yaml")
    before = path.read_text()
    for day, kept in (("2026-10-01", 1), ("2026-09-01", 0)):
        path.write_text(f"{before}opening: {{as_of: {day}, caps: {{ACME-IMPL: 7}}, milestones_billed: [M2]}}\n")
        tieout("openings", "--write", "--replace")
        assert path.read_text().count("    ACME-IMPL: 7    # as it stood\n") == kept
        assert "- M2" not in path.read_text(), "no document bills it"
        assert "The configuration is in order" in tieout("check", code=None).output


def test_what_cannot_be_known_asks_for_a_number_and_takes_it(tieout: Tieout, twin: Twin) -> None:
    tieout("connect", "ledger")
    found = balances(tieout)
    unknown = {name for name, (certainty, _) in found.items() if certainty == "cannot be known"}
    assert unknown == set(found) - {"acme milestones_billed M2"}
    before = files()
    said = tieout("openings", "--write", code=1).stdout
    assert "→ tieout openings --set 'acme orders PO-1=AMOUNT'" in said
    assert "no time of 2026-07, 2026-08, 2026-09 was read" in said
    assert files() == before
    stated = ("acme orders PO-1=12500.5", "acme order_hours PO-2=12:30", "acme retainers ACME-CARE=0")
    more = ("acme milestones_billed M1=yes", "bluefin orders BPO-9=0")
    options = [part for each in (*stated, *more) for part in ("--set", each)]
    tieout("openings", "--write", *options)
    text = Path("contracts/acme.yaml").read_text()
    assert "    PO-1: 12500.50    # stated by kim; stated\n" in text
    assert "    PO-2: 12.5    # stated by kim; stated\n" in text
    assert "    - M1    # stated by kim; stated\n" in text
    assert "The configuration is in order" in tieout("check", code=None).output
    assert "stands there already" in tieout("openings").stdout


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("acme orders PO-1", "has no value"),
        ("acme orders PO-7=1", "did you mean"),
        ("acme orders PO-1=1.234", "write an amount in USD"),
        ("acme order_hours PO-2=soon", "write hours in whole seconds"),
        ("acme milestones_billed M1=1", "write yes if it was billed"),
    ],
)
def test_a_number_that_is_none_is_refused(tieout: Tieout, twin: Twin, value: str, told: str) -> None:
    if twin.kind == "xero":
        before = files()
        assert told in tieout_refused(tieout, "--write", "--set", value)
        assert files() == before


def tieout_refused(tieout: Tieout, *options: str) -> str:
    """What a refused command says; as the program, so that the sentence is seen."""
    from cli.trouble import told

    done = CliRunner().invoke(app, ["openings", *options])
    assert done.exception is not None
    assert told(done.exception) == 2  # type: ignore[arg-type]  # it is an Exception
    return str(done.exception)


def test_another_currency_and_two_orders_on_one_document_are_never_guessed(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    typed(
        twin,
        bill("H-20", "2026-07-31", ("Work", "1", "80"), reference="PO-1 and PO-2"),
        bill("B-20", "2026-07-31", ("Work", "1", "80"), client="Bluefin Logistics", currency="EUR", reference="BPO-9"),
    )
    found = balances(tieout)
    assert found["acme orders PO-1"] == ("cannot be known", None)
    assert found["acme order_hours PO-2"] == ("cannot be known", None)
    said = tieout("openings", code=1).stdout
    assert "several orders are named by H-20, of which 80.00 USD may be on any; at least 2024.97 USD is on it" in said
    if twin.kind == "xero":
        assert found["bluefin orders BPO-9"] == ("cannot be known", None)
        assert "it is named in another currency than USD by B-20" in said
    else:
        assert found["bluefin orders BPO-9"] == ("to be checked", "1201.65"), "there it is another customer's"
        assert "not counted: B-20, where it is named for a customer without a contract" in said


def test_a_ledger_that_does_not_answer_is_told_and_nothing_is_written(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    twin.vendors.fault(twin.kind, "429 seconds", "", times=0, seconds=100_000)
    before = files()
    said = tieout("openings", "--write", code=1).stdout
    assert "ledger was not read" in said
    assert "cannot be known" in said
    assert files() == before


def test_a_ledger_is_not_asked_without_end(tieout: Tieout, twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tieout, twin)
    monkeypatch.setattr("sync.opening_papers.MOST_REQUESTS", 3)
    said = tieout("openings", code=1).stdout
    assert "ledger was not read: 3 requests read it up to 2026-07-03 only; name a later day with --since" in said
    assert "2024.97" not in said


def test_contracts_that_are_no_lines_of_keys_are_left_alone(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    path = Path("contracts/bluefin.yaml")
    path.write_text(json.dumps(yaml.load(path.read_text(), yaml.BaseLoader)))  # all of it is text
    before = path.read_bytes()
    assert "write the opening into it by hand" in tieout("openings", "--write", code=1).stdout
    assert path.read_bytes() == before
    assert "opening:" in Path("contracts/acme.yaml").read_text()


def test_one_client_and_a_later_beginning(tieout: Tieout, twin: Twin) -> None:
    begin(tieout, twin)
    found = balances(tieout, "--client", "Bluefin Logistics", "--since", "2026-06-01")
    assert found == {"bluefin orders BPO-9": ("to be checked", "501.65")}
    assert CliRunner().invoke(app, ["openings", "--since", "soon"]).exit_code == 2
    assert CliRunner().invoke(app, ["openings", "--replace"]).exit_code == 2


def test_the_guide_can_be_typed(tieout: Tieout, twin: Twin) -> None:
    planted(twin)
    worked()
    meant = {"books": "ledger", "exports/september.csv": "export.csv"}
    meant |= {"acme orders PO-7781=12500.00": "acme orders PO-1=12500.00"}
    lines = [line.removeprefix("$ tieout ") for line in GUIDE.read_text().splitlines() if line.startswith("$ tieout ")]
    ended = []
    for text in lines:
        words = [meant.get(word, word) for word in shlex.split(text)]
        ended.append((words[0], tieout(*words, code=None).exit_code))
    assert ended == [("connect", 0), ("import", 0), ("openings", 1), ("openings", 0), ("openings", 1)]
    assert "The configuration is in order" in tieout("check", code=None).output
