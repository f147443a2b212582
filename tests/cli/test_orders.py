"""`tieout orders`: limits, what is drawn by state, what is left, which order is next."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import InAgency, Tieout
from tests.laws.small import AGENCY, contract, worked

ORDERS = [
    {"number": "PO-1", "limit": "400", "until": "2026-12-31", "alert_at": ["50"]},
    {"number": "PO-2", "limit_hours": "10", "workstreams": ["AAA-ONE"]},
]
OPENING = {"as_of": "2026-10-01", "orders": {"PO-1": "150.00"}, "order_hours": {"PO-2": "2.5"}}
ACME = contract("a", "AAA-ONE", purchase_orders=ORDERS, opening=OPENING)
BETA = contract("b", "BBB-ONE", purchase_orders=[{"number": "B-7", "from": "2026-10-01"}])


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder in which October was billed and November is drafted."""
    rows = (
        worked("10-05", 7200, note="one"),
        worked("11-02", 10800, note="two"),
        worked("10-06", on="BBB-ONE", note="b"),
    )
    agency = replace(AGENCY, contracts=(ACME, BETA)).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    tieout("approve", "--period", "2026-10", "--client", "a")
    tieout("push", "--period", "2026-10", "--client", "a")
    tieout("run", "--period", "2026-11")
    return tieout


def test_orders_answer_with_stable_keys_and_every_state(tieout: Tieout) -> None:
    found: list[dict[str, Any]] = json.loads(tieout("orders", "--json"))
    assert [list(row) for row in found] == [
        "number client contract currency workstreams from until priority limit limit_seconds alert_at drawn"
        " drawn_seconds left left_seconds when_used_up next".split()
    ] * 3
    first, second, other = found
    assert (first["number"], first["limit"], first["left"], first["next"]) == ("PO-1", "400.00", "0.00", "PO-2")
    assert first["drawn"] == {"opening": "150.00", "drafted": "50.00", "pushed": "0.00", "billed": "200.00"}
    assert (first["until"], first["alert_at"], first["left_seconds"]) == ("2026-12-31", [50], None)
    assert (second["limit"], second["limit_seconds"], second["left_seconds"]) == (None, 36000, 18000)
    assert second["drawn_seconds"] == {"opening": 9000, "drafted": 9000, "pushed": 0, "billed": 0}
    assert (second["next"], second["when_used_up"], second["workstreams"]) == (None, "next order", ["AAA-ONE"])
    assert (other["limit"], other["left"], other["drawn"]["drafted"]) == (None, None, "100.00")


def test_a_draft_in_the_books_is_pushed(tieout: Tieout) -> None:
    tieout("push", "--period", "2026-11")
    (first, _) = json.loads(tieout("orders", "--client", "a", "--json"))
    assert first["drawn"] == {"opening": "150.00", "drafted": "0.00", "pushed": "50.00", "billed": "200.00"}


def test_orders_are_a_table_for_people_and_of_one_client(tieout: Tieout) -> None:
    shown = tieout("orders", "--client", "Client a")
    rows = [line.split() for line in shown.splitlines() if "PO-" in line]
    assert rows == [
        "Client a PO-1 400.00 USD 150.00 50.00 0.00 200.00 0.00 until 2026-12-31 PO-2".split(),
        "Client a PO-2 10:00 h 2:30 h 2:30 h 0:00 h 0:00 h 5:00 h always none: held".split(),
    ]
    assert "B-7" not in shown


def test_a_cut_entry_is_on_both_documents_with_its_own_part(tieout: Tieout) -> None:
    drafts = json.loads(tieout("drafts", "--period", "2026-11", "--json"))
    parts = {each["purchase_order"]: each["lines"][0] for each in drafts}
    assert {number: (line["seconds"], line["quantity"]) for number, line in parts.items()} == {
        "PO-1": (1800, "0.50"),
        "PO-2": (9000, "2.50"),
    }
    (entry,) = {entry for line in parts.values() for entry in line["entries"]}
    charged = json.loads(tieout("trace", entry, "--json"))["charged"]
    assert [(part["portion"], part["seconds"], part["amount"]) for part in charged] == [
        (1, 1800, "50.00"),
        (2, 9000, "250.00"),
    ]
    tieout("push", "--period", "2026-11")
    records = [json.loads(path.read_text()) for path in Path().rglob("document.json")]
    written = {each["purchase_order"]: [part["seconds"] for part in _entries(each)] for each in records}
    assert written["PO-2"] == [9000]


def _entries(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for line in record["lines"] for entry in line["entries"]]
