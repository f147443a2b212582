"""What the files of a document say: it sums up, looks as the contract wishes, and bills nothing that is free."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.money import markup
from tests.laws.house import House
from tests.sync.pushing import (
    AGENCY,
    OCTOBER,
    ROWS,
    bring,
    cents,
    contract,
    documents,
    draft_of,
    place_of,
    pushing_house,
    record,
    row,
    states,
    statuses,
)


@pytest.fixture
def house() -> Iterator[House]:
    with pushing_house() as made:
        yield made


def test_every_file_of_an_invoice_comes_to_its_total(house: House) -> None:
    house.configure(
        replace(
            AGENCY,
            contracts=(AGENCY.contracts[0], contract("b", "BBB-ONE", rounding={"to": "6 minutes", "direction": "up"})),
        )
    )
    bring(house, *ROWS, *(row(day, 61 * day, "BBB-ONE") for day in range(4, 20)))
    stored = next(item.draft for item in house.drafts() if item.draft.contract == "b")
    house.bill()
    place = f"{OCTOBER}/INV-1003 b"
    said = record(house, place)
    assert said["total"] == str(stored.total.decimal)
    assert cents(line["amount"] for line in said["lines"]) == stored.total.minor
    assert cents(entry["amount"] for line in said["lines"] for entry in line["entries"]) == stored.total.minor
    table = list(csv.DictReader(io.StringIO(documents(house)[place]["entries.csv"].decode())))
    assert cents(row["amount"] for row in table) == stored.total.minor
    assert len(table) == 17
    assert documents(house)[place]["statement.pdf"].startswith(b"%PDF")


def test_wishes_that_change_make_the_next_revision_of_what_is_shown(house: House) -> None:
    house.push()
    house.move("approve", draft_of(house, "b"))
    names = contract("b", "BBB-ONE", invoice={"show": ["hours", "tasks", {"people": "names"}]})
    house.configure(replace(AGENCY, contracts=(AGENCY.contracts[0], names)))
    house.run([OCTOBER])
    assert statuses(house)["b all"] == "draft", "what was approved looked otherwise"
    house.push()
    assert b"Kim Allen" in documents(house)[place_of(house, "b")]["entries.csv"]


def test_time_that_is_shown_at_no_charge_stays_not_billable(house: House) -> None:
    free = {"code": "BBB-FREE", "name": "Presales", "billing": "non-billable"}
    wish = contract("b", "BBB-ONE", invoice={"no_charge_lines": "yes"})
    wish["workstreams"].append(free)
    house.configure(replace(AGENCY, contracts=(AGENCY.contracts[0], wish)))
    rows = (*ROWS, row(6, 600, "BBB-FREE"))
    bring(house, *rows)
    house.push()
    assert states(house) == {"pushed": 12600, "non_billable": 600}
    bring(house, *rows, row(7, 60, "AAA-ONE"))
    assert statuses(house)["b all"] == "pushed", "nothing about it has changed"
    house.bill()
    assert states(house) == {"billed": 12660, "non_billable": 600}
    bring(house, *rows, row(7, 60, "AAA-ONE"), row(8, 60, "AAA-ONE"))
    assert states(house)["non_billable"] == 600


def test_the_record_has_the_tax_of_each_line_and_all_else_stays_net(house: House) -> None:
    taxes = {"taxes": {"S19": {"rate": "19 %"}, "EX": {"kind": "exempt"}}}
    wish = contract("b", "BBB-ONE", posting={"tax": "S19"})
    house.configure(replace(AGENCY, main={**AGENCY.main, **taxes}, contracts=(AGENCY.contracts[0], wish)))
    house.run([OCTOBER])
    net = next(item.draft.total for item in house.drafts() if item.draft.contract == "b")
    house.bill()
    place = next(place for place in documents(house) if place.endswith(" b"))
    said, other = (record(house, next(each for each in documents(house) if each.endswith(end))) for end in ("b", "a"))
    assert said["total"] == said["tax"]["net"] == str(net.decimal)
    assert said["tax"]["tax"] == str(markup(net, Decimal(19)).decimal)
    assert cents(line["expected_tax"] for line in said["lines"]) == cents([said["tax"]["tax"]])
    assert cents([said["tax"]["total"]]) == net.minor + cents([said["tax"]["tax"]])
    assert "tax" not in other and all("expected_tax" not in line for line in other["lines"])
    table = list(csv.DictReader(io.StringIO(documents(house)[place]["entries.csv"].decode())))
    assert cents(row["amount"] for row in table) == net.minor
