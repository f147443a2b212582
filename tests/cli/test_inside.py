"""Write-downs as a person types them; work in progress, margins; costs that no client's paper has."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.agencies import Yaml
from tests.cli.conftest import InAgency, Refused, Tieout
from tests.laws.small import AGENCY, contract, worked

COST = "61.37"
"""A figure that nothing else on these pages can come to."""
PEOPLE = {
    "people": [
        {**person, "cost_rate": [{"rate": COST}, {"rate": "70", "from": "2026-11-01"}]}
        if person["name"] == "Kim Allen"
        else person
        for person in AGENCY.people["people"]
    ]
}
MORE: Yaml = {
    "discounts": [{"name": "Partner discount", "percent": "10 %"}],
    "minimum": {"amount": "500"},
    "posting": {
        "time": {"account": "200", "tax": "OUTPUT", "item": "Work"},
        "minimum": {"account": "210", "tax": "OUTPUT", "item": "Minimum"},
        "discount": {"account": "290"},
    },
    "bill_to": {"customer": "Acme Ltd"},
}
BOOKS = {
    "kind": "files",
    "import_csv": ["xero", "quickbooks"],
    "dates": "dmy",
    "numbering": {"prefix": "INV-", "next": "1001"},
}


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder whose October was run, with a discount and a minimum."""
    rows = (worked("10-05", 7200, note="one"), worked("10-20", 3600, note="two"))
    main = {**AGENCY.main, "connectors": {**AGENCY.main["connectors"], "books": BOOKS}}
    agency = replace(AGENCY, main=main, people=PEOPLE, contracts=(contract("a", "AAA-ONE", **MORE),)).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    return tieout


def answer(tieout: Tieout, *arguments: str) -> Any:
    return json.loads(tieout(*arguments, "--json"))


def test_a_write_down_takes_effect_at_once_is_listed_and_taken_back(tieout: Tieout, refused: Refused) -> None:
    said = tieout("write-down", "a", "2026-10", "--amount", "70.50", "--goodwill", "--why", "the outage")
    assert said == "goodwill of a, 2026-10. Ran 2026-10 again: 1 contract planned anew.\n"
    (draft,) = answer(tieout, "drafts")
    assert [(line["kind"], line["amount"]) for line in draft["lines"]] == [
        ("time", "300.00"),
        ("discount", "-30.00"),
        ("minimum", "230.00"),
        ("goodwill", "-38.07"),
        ("goodwill", "-32.43"),
    ]
    (row,) = answer(tieout, "write-down", "a", "2026-10")
    assert (row["amount"], row["why"], row["undone_by"]) == ("70.50", "the outage", None)
    assert "the outage" in tieout("trace", draft["lines"][3]["id"])
    tieout("write-down", "a", "2026-10", "--undo", str(row["number"]), "--why", "agreed otherwise")
    (draft,) = answer(tieout, "drafts")
    assert draft["total"] == "500.00"
    assert "undone by" in tieout("write-down", "a", "2026-10")
    told = refused("decide", "undo", str(row["number"]), "--why", "x")
    assert "take it back with: tieout write-down a 2026-10 --undo" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--amount", "5", "--percent", "5", "--why", "x"), "not both"),
        (("--amount", "5"), "say why"),
        (("--amount", "0.005", "--why", "x"), "write an amount above 0"),
        (("--percent", "101", "--why", "x"), "up to 100"),
        (("--percent", "five", "--why", "x"), "is not a number"),
        (("--amount", "-5", "--why", "x"), "'-5' is not a number above 0 such as 10 or 97.50"),
        (("--percent", "5", "--draft", "dzzz", "--why", "x"), "is no draft of that month"),
        (("--goodwill", "--why", "x"), "say how much"),
        (("--undo", "77", "--why", "x"), "takes nothing off"),
        (("--draft", "dzzz"), "say how much"),
        (("--undo", "1", "--percent", "5", "--why", "x"), "stands alone"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(
    tieout: Tieout, refused: Refused, arguments: Any, words: str
) -> None:
    assert words in refused("write-down", "a", "2026-10", *arguments)
    (draft,) = answer(tieout, "drafts")
    assert draft["total"] == "500.00"


def test_clients_papers_show_what_is_taken_off_and_no_cost(tieout: Tieout) -> None:
    tieout("write-down", "a", "2026-10", "--percent", "10", "--text", "As agreed", "--why", "not for clients")
    tieout("approve", "--period", "2026-10")
    tieout("push", "--period", "2026-10")
    files = [path for path in Path("documents").rglob("*") if path.is_file()]
    written = {path.name: path.read_bytes() for path in files}
    assert {"document.json", "statement.pdf", "entries.csv"} <= written.keys()
    entries = list(csv.reader(io.StringIO(written["entries.csv"].decode("utf-8-sig"))))
    amount, words = entries[0].index("amount"), entries[0].index("description")
    assert [(row[words], row[amount]) for row in entries[1:]][-4:] == [
        ("Minimum charge, October 2026", "230.00"),
        ("Partner discount (10 %)", "-30.00"),
        ("As agreed", "-27.00"),
        ("As agreed", "-23.00"),
    ]
    assert sum(float(row[amount]) for row in entries[1:]) == pytest.approx(450)
    record = json.loads(written["document.json"])
    posted = {line["kind"]: (line["amount"], *map(line["posting"].get, ("account", "tax"))) for line in record["lines"]}
    assert posted["discount"] == ("-30.00", "290", "OUTPUT")
    assert record["total"] == "450.00"
    for name, content in written.items():
        assert COST.encode() not in content, f"{name} tells what somebody costs"
        assert name == "document.json" or b"not for clients" not in content
    for name in ("xero", "quickbooks"):
        (path,) = Path().rglob(f"{name}*.csv")
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        quantity, price = ("*Quantity", "*UnitAmount") if name == "xero" else ("ItemQuantity", "ItemRate")
        assert sum(float(row[quantity]) * float(row[price]) for row in rows) == pytest.approx(450)
        assert [row[price] for row in rows][1] == "-30.00"


def test_costs_are_in_no_plan_no_draft_and_no_stored_configuration(tieout: Tieout, tmp_path: Path) -> None:
    import sqlite3
    import zlib

    tieout("push", "--period", "2026-10")
    said = [tieout("drafts", "--json"), tieout("statement", "--period", "2026-10", "--json"), tieout("exceptions")]
    with sqlite3.connect(tmp_path / "tieout.db") as connection:
        said += [zlib.decompress(row[0]).decode() for row in connection.execute("SELECT inputs FROM plan")]
        stored = connection.execute("SELECT * FROM configuration").fetchall()
    assert len(said) > 3 and stored
    assert not [text for text in (*said, str(stored)) if COST in text]
    assert COST.encode() not in (tmp_path / "tieout.db").read_bytes()


def test_margins_come_from_cost_rates_and_say_what_is_not_known(tieout: Tieout, tmp_path: Path) -> None:
    (row,) = answer(tieout, "margin", "--period", "2026-10")
    assert (row["net"], row["worked_seconds"], row["effective_rate"]) == ("500.00", 10800, "166.67")
    assert (row["cost"], row["margin"], row["margin_percent"]) == ("184.11", "315.89", "63.2")
    assert "184.11" in tieout("margin", "--period", "2026-10")
    people = tmp_path / "people.yaml"
    people.write_text(_without_costs(people))
    (row,) = answer(tieout, "margin", "--period", "2026-10")
    assert (row["cost"], row["margin"], row["seconds_without_cost"]) == (None, None, 10800)


def test_the_percentage_of_a_margin_is_a_number_in_a_workbook_and_reads_the_same_elsewhere(
    tieout: Tieout, tmp_path: Path
) -> None:
    people = tmp_path / "people.yaml"
    people.write_text(people.read_text().replace(COST, "166.6666"))
    (row,) = csv.DictReader(io.StringIO(tieout("margin", "--period", "2026-10", "--format", "csv")))
    assert row["margin_percent"] == "0.0"
    assert " 0.0 " in tieout("margin", "--period", "2026-10")
    tieout("margin", "--period", "2026-10", "--output", str(tmp_path / "margin.xlsx"))
    (sheet,) = openpyxl.load_workbook(tmp_path / "margin.xlsx").worksheets
    (cells,) = [cells for cells in sheet.iter_rows() if cells[0].value == "2026-10"]
    assert {cell.data_type for cell in cells[5:]} == {"n"}


def _without_costs(people: Path) -> str:
    import yaml

    said = yaml.load(people.read_text(), Loader=yaml.BaseLoader)
    return yaml.safe_dump({"people": [{k: v for k, v in one.items() if k != "cost_rate"} for one in said["people"]]})


def test_work_in_progress_on_a_day_as_csv(tieout: Tieout) -> None:
    (row,) = csv.DictReader(io.StringIO(tieout("wip", "--at", "2026-10-10", "--format", "csv")))
    assert (row["client"], row["drafted"], row["total"]) == ("Client a", "200.00", "200.00")
    (row,) = answer(tieout, "wip", "--at", "2026-10-31")
    assert (row["drafted"], row["total"], row["unvalued_seconds"]) == ("500.00", "500.00", 0)
    tieout("approve", "--period", "2026-10")
    tieout("push", "--period", "2026-10")
    (row,) = answer(tieout, "wip", "--at", "2026-10-31")
    assert (row["drafted"], row["invoiced_later"], row["total"]) == ("0.00", "500.00", "500.00")
    assert "Nothing was in progress" in tieout("wip", "--at", "2026-11-03")
