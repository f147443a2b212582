"""From YAML into a ledger on loopback: connect, check what is planted, make what is missing, check again, push."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import urlopen

import pytest
import yaml
from typer.testing import CliRunner, Result

from cli.main import app
from config.keys import VARIABLE
from sandbox.clock import START, Clock
from sandbox.quickbooks_admin import act
from sandbox.server import Serving, services
from sandbox.world import World
from tests.agencies import people, write_export
from tests.connectors.vendors import FakeTime, Vendors
from tests.sync.connected import KEY
from tests.sync.ledgers import TWINS, QuickBooksTwin, Twin, XeroTwin
from tests.sync.pushing import main, row

CONTRACT = """\
id: {id}
client: Client {id}
terms: {terms}
currency: {currency}
bill_to:
  books: ledger
  customer: {customer}
  email: {email}
posting:
  item: {item}
  tax: {tax}
rates:
  - {{rate: 100}}
workstreams:
  - {{code: {code}, name: Work, billing: time and materials}}
"""
LINES = {"terms": 3, "currency": 4, "customer": 7, "email": 8, "item": 10, "tax": 11}
USUAL: dict[str, dict[str, str]] = {
    "xero": {"item": "CONSULT", "tax": "Tax on Sales"},
    "quickbooks": {"item": "Consulting", "tax": "NON"},
}
PLANTED: dict[str, dict[str, dict[str, tuple[str, str]]]] = {
    "xero": {
        "a": {"customer": ("Acme Crop", "did you mean 'Acme Corp'?"), "currency": ("CHF", "does not use CHF yet")},
        "b": {
            "customer": ("Oakfield Archive", "is not active in Xero; restore it"),
            "item": ("PAPER", "Xero does not take the item 'Paper' on sales documents"),
            "tax": ("Old Tax on Sales", "the tax 'Old Tax on Sales' is not active"),
        },
        "c": {"customer": ("Zephyr Works", "Xero has no customer 'Zephyr Works'")},
    },
    "quickbooks": {
        "a": {
            "customer": ("Acme Crop", "did you mean 'Acme Corp'?"),
            "currency": ("CHF", "QuickBooks has no currency CHF"),
            "terms": ("net 29", "there are no terms net 29"),
        },
        "b": {
            "customer": ("Oakfield Archive", "is not active in QuickBooks Online; restore it"),
            "item": ("Consultancy", "has no item 'Consultancy'; did you mean 'Consulting'?"),
            "tax": ("New York", "does not take the tax 'New York' on sales documents"),
        },
        "c": {"customer": ("Zephyr Works", "QuickBooks Online has no customer 'Zephyr Works'")},
    },
}
"""What is wrong in which contract, by its key: the value, and what is told of it there."""
RIGHT = {"a": "Acme Corp", "b": "Bluefin Logistics", "c": "Zephyr Works"}
CODES = {"a": "AAA-ONE", "b": "BBB-ONE", "c": "CCC-ONE"}

Tieout = Callable[..., Result]


class Browser(webbrowser.BaseBrowser):
    """A browser whose person consents at once."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        with urlopen(url, timeout=30) as page:
            page.read()
        return True


@pytest.fixture(params=sorted(TWINS))
def twin(request: pytest.FixtureRequest) -> Iterator[Twin]:
    world = World(Clock(START, monotonic))
    world.xero.pace = world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, (request.param,))) as serving:
        made: Twin = TWINS[request.param](Vendors(serving.base, world, FakeTime()))
        yield made


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: Twin) -> Tieout:
    """Commands in a folder whose books are a ledger, and whose contracts have everything that is planted."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    webbrowser.register("test", None, Browser("test"), preferred=True)
    settings = {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "250", VARIABLE: KEY}
    for name, value in {**settings, **twin.secrets()}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts").mkdir()
    stated = {**main(ledger=twin.config()), "database": "sqlite:///tieout.db"}
    (tmp_path / "tieout.yaml").write_text(yaml.safe_dump(stated, sort_keys=False))
    (tmp_path / "people.yaml").write_text(yaml.safe_dump(people()))
    planted = {name: {key: value for key, (value, _) in keys.items()} for name, keys in PLANTED[twin.kind].items()}
    for name, keys in planted.items():
        write(tmp_path, twin, name, **keys)

    def run(*arguments: str, code: int = 0) -> Result:
        done = CliRunner().invoke(app, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done

    return run


def write(folder: Path, twin: Twin, name: str, **stated: str) -> None:
    """A contract as it is right, but for what is stated."""
    right = {"terms": "net 30", "currency": "USD", "customer": RIGHT[name], "email": f"ap@{name}.test"}
    text = CONTRACT.format(id=name, code=CODES[name], **{**right, **USUAL[twin.kind], **stated})
    (folder / "contracts" / f"{name}.yaml").write_text(text)


def customers(twin: Twin, name: str) -> list[dict[str, Any]]:
    """The customers of a name in the twin's books, with currency and e-mail."""
    if isinstance(twin, XeroTwin):
        found = [each for each in twin.books.contacts.values() if each.name == name]
        return [{"currency": each.currency, "email": each.email} for each in found]
    assert isinstance(twin, QuickBooksTwin)
    rows = [each for each in twin.books.rows["Customer"].values() if each["FullyQualifiedName"] == name]
    return [{"currency": each["CurrencyRef"]["value"], "email": each["PrimaryEmailAddr"]["Address"]} for each in rows]


def close_books(twin: Twin) -> None:
    """Somebody closes the books of October."""
    if isinstance(twin, QuickBooksTwin):
        act(twin.books, "close", {"until": "2026-10-31"})
    elif isinstance(twin, XeroTwin):
        twin.books.organisation.period_lock = date(2026, 10, 31)


def without_mail(twin: Twin, name: str) -> None:
    """A customer has USD as its currency and no address there."""
    if isinstance(twin, QuickBooksTwin):
        (row,) = [each for each in twin.books.rows["Customer"].values() if each["DisplayName"] == name]
        del row["PrimaryEmailAddr"]
    elif isinstance(twin, XeroTwin):
        contact = twin.books.contact(name)
        contact.email, contact.currency = "", "USD"


def test_from_the_first_check_to_the_last_invoice(twin: Twin, tieout: Tieout, tmp_path: Path) -> None:
    told = tieout("check").stdout
    assert "ledger: not connected; run: tieout connect ledger" in told
    assert not (tmp_path / "tieout.db").exists(), "a check makes no database"
    assert "is connected to" in tieout("connect", "ledger").stdout

    lines = tieout("check", code=1).stdout.splitlines()
    for name, keys in PLANTED[twin.kind].items():
        for key, (_, words) in keys.items():
            place = f"contracts/{name}.yaml:{LINES[key]}:"
            assert any(line.startswith(place) and words in line for line in lines), (place, words, lines)
    planted = sum(len(keys) for keys in PLANTED[twin.kind].values())
    assert sum(line.startswith("contracts/") for line in lines) == planted, lines

    shown = tieout("map", "create", "c", code=1).stdout
    assert "Zephyr Works" in shown and "Acme Crop" not in shown and "Nothing was made; to have it made: --yes." in shown
    assert customers(twin, "Zephyr Works") == []
    made = json.loads(tieout("map", "create", "c", "--yes", "--json").stdout)
    assert [(each["name"], each["was_there"]) for each in made["names"]] == [("Zephyr Works", False)]
    assert customers(twin, "Zephyr Works") == [{"currency": "USD", "email": "ap@c.test"}]
    assert "Nothing is missing." in tieout("map", "create", "c", "--yes").stdout
    assert len(customers(twin, "Zephyr Works")) == 1

    for name in CODES:
        write(tmp_path, twin, name)
    told = tieout("check").stdout
    assert "it has what the contracts name" in told
    assert "contracts/" not in told, told

    rows = [row(1), row(2, 7200, "BBB-ONE"), row(3, 1800, "CCC-ONE")]
    write_export(tmp_path / "export.csv", "harvest", rows)
    tieout("import", "export.csv", "--connector", "harvest")
    tieout("run", "--period", "2026-10")
    tieout("approve", "--period", "2026-10")
    tieout("push", "--period", "2026-10")
    nets = [Decimal(50), Decimal(100), Decimal(200)]
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in nets]


def test_names_much_like_others_are_made_only_for_a_contract_that_is_named(twin: Twin, tieout: Tieout) -> None:
    tieout("connect", "ledger")
    made = json.loads(tieout("map", "create", "--yes", "--json", code=1).stdout)["names"]
    by_name = {each["name"]: each for each in made}
    assert "there is 'Acme Corp'" in by_name["Acme Crop"]["refused"]
    assert by_name["Zephyr Works"]["id"]
    assert customers(twin, "Acme Crop") == []
    assert "Oakfield Archive" not in by_name, "what is there and inactive is restored by a person"


def test_settings_and_days_that_are_in_the_way_are_told(twin: Twin, tieout: Tieout, tmp_path: Path) -> None:
    tieout("connect", "ledger")
    for name in CODES:
        write(tmp_path, twin, name, customer="Acme Corp")
    close_books(twin)
    plain = (tmp_path / "contracts" / "a.yaml").read_text().replace("  email: ap@a.test\n", "")
    (tmp_path / "contracts" / "a.yaml").write_text(plain + "invoice: {date: last day of period}\n")
    write(tmp_path, twin, "b", customer="Acme Corp", currency="EUR")
    without_mail(twin, "Acme Corp")
    answer = json.loads(tieout("check", "--json", code=1).stdout)
    (ledger,) = answer["ledgers"]
    assert (ledger["state"], ledger["closed_until"], ledger["ok"]) == ("connected", "2026-10-31", False)
    told = {(each["file"], each["path"]): (each["message"], each["blocks"]) for each in ledger["findings"]}
    words, blocks = told["contracts/a.yaml", "invoice.date"]
    assert blocks and "would be dated 2026-10-31" in words and "closed up to 2026-10-31" in words
    words, blocks = told["contracts/a.yaml", "bill_to.email"]
    assert not blocks and "write one here, or there" in words
    words, blocks = told["contracts/b.yaml", "bill_to.customer"]
    assert "is kept in USD there" in words
    assert blocks == (twin.kind == "quickbooks"), "Xero bills a contact in any currency"
    assert ("contracts/c.yaml", "invoice.date") not in told, "it bears the day on which it is issued"
    if isinstance(twin, QuickBooksTwin):
        act(twin.books, "prefer", {"group": "SalesFormsPrefs", "values": {"AutoApplyCredit": True}})
        assert "applies credits to invoices by itself" in tieout("check", code=1).stdout


def test_a_ledger_that_does_not_answer_does_not_stop_the_rest(twin: Twin, tieout: Tieout) -> None:
    tieout("connect", "ledger")
    twin.vendors.world.ledgers[twin.kind].revoke()
    told = tieout("check", code=1).stdout
    assert "ledger: COULD NOT BE ASKED:" in told and "tieout connect ledger" in told
    assert "nothing of harvest has been imported yet" in told
    assert "COULD NOT BE ASKED" in tieout("map", "create", "--yes", code=1).stdout


def test_contracts_that_are_none_and_ledgers_that_nobody_signed_in_to(tieout: Tieout) -> None:
    assert "there is no contract nobody; known: a, b, c" in tieout("map", "create", "nobody", code=2).output
    told = tieout("map", "create", "--yes").stdout
    assert "ledger: not connected; run: tieout connect ledger" in told


def test_how_long_each_connection_lives_and_offline_asks_nobody(twin: Twin, tieout: Tieout) -> None:
    tieout("connect", "ledger")
    (told,) = json.loads(tieout("connections", "--json").stdout)
    assert (told["state"], told["warnings"]) == ("connected", [])
    assert bool(told["ends"]) == (twin.kind == "quickbooks")
    assert told["refresh_ends"] is not None
    asked = len(twin.vendors.world.requests)
    assert json.loads(tieout("check", "--offline", "--json").stdout)["ledgers"] == []
    assert len(twin.vendors.world.requests) == asked
    assert tieout("disconnect", "ledger").stdout == "ledger is not connected any more.\n", "the vendor was told"
