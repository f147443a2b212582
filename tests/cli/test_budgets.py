"""`tieout budgets`: what is used of budgets and caps, what is left, and what is beyond."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.agencies import Yaml
from tests.cli.conftest import InAgency, Tieout
from tests.laws.small import AGENCY, contract, worked

OPENING = {"as_of": "2026-10-01", "caps": {"a": "50.00"}, "budget_hours": {"a": "1"}, "orders": {"PO-9": "0"}}
ACME = contract(
    "a",
    "AAA-ONE",
    cap=[{"amount": "400", "beyond": "order PO-9"}, {"hours": "6", "per": "month", "beyond": "write off"}],
    budget={"hours": "10", "alert_at": ["50", "90"]},
    purchase_orders=[{"number": "PO-9"}],
    opening=OPENING,
)


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder in which October was run."""
    rows = (worked("10-05", 7200, note="one"), worked("10-06", 10800, note="two"))
    agency = replace(AGENCY, contracts=(ACME, contract("b", "BBB-ONE"))).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    return tieout


def test_budgets_answer_with_stable_keys(tieout: Tieout) -> None:
    found: list[dict[str, Any]] = json.loads(tieout("budgets", "--json"))
    assert [list(row) for row in found] == [
        "client contract currency workstream kind per what of figure used left figure_seconds used_seconds left_seconds"
        " alert_at reached beyond waiting_seconds written_off_seconds other_order_seconds".split()
    ] * 3
    budget, cap, month = found
    assert (budget["kind"], budget["of"], budget["used_seconds"], budget["left_seconds"]) == (
        "budget",
        "billable",
        21600,
        14400,
    )
    assert (budget["reached"], budget["used"]) == ([50], None)
    assert (cap["kind"], cap["used"], cap["left"], cap["beyond"]) == ("cap", "400.00", "0.00", "order PO-9")
    assert cap["other_order_seconds"] == 5400
    assert (month["per"], month["what"], month["used_seconds"]) == ("month", "2026-10", 12600)
    assert (month["written_off_seconds"], month["beyond"]) == (0, "write off")


def test_budgets_are_a_table_for_people_and_of_one_client(tieout: Tieout) -> None:
    shown = tieout("budgets", "--client", "Client a")
    rows = [line.split() for line in shown.splitlines() if "Client a" in line]
    assert rows == [
        "Client a a budget of billable hours 10:00 h 6:00 h 4:00 h 50 %".split(),
        "Client a a cap 400.00 400.00 0.00 1:30 h".split(),
        "Client a a cap per month: 2026-10 6:00 h 3:30 h 2:30 h".split(),
    ]
    assert "There are no budgets" in tieout("budgets", "--client", "b")


def test_a_threshold_is_told_once_and_with_its_figures(tieout: Tieout) -> None:
    tieout("run", "--period", "2026-10")
    told = [each for each in json.loads(tieout("exceptions", "--json")) if each["code"] == "budget_reached"]
    assert [each["sentence"] for each in told] == [
        "60 % of the budget of a of Client a are used, 6:00 h of 10:00 h, counting billable hours; "
        "people are told at 50 %."
    ]


def since_october(caps: list[Yaml]) -> Yaml:
    """A contract with caps of which nothing can have been used before Tieout."""
    return contract("a", "AAA-ONE", cap=caps, **{"from": "2026-10-01"})


def test_two_caps_of_one_workstream_each_show_only_what_is_beyond_themselves(in_agency: InAgency) -> None:
    off = {"per": "month", "beyond": "write off"}
    caps = [{"amount": "600", **off}, {"hours": "4", **off}, {"hours": "9"}]
    rows = (worked("10-05", 7200, note="one"), worked("10-06", 10800, note="two"), worked("10-07", 21600, note="three"))
    agency = replace(AGENCY, contracts=(since_october(caps),)).with_rows(rows)
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    found = [row for row in json.loads(tieout("budgets", "--json")) if row["kind"] == "cap"]
    assert [(row["figure"], row["figure_seconds"], row["written_off_seconds"]) for row in found] == [
        ("600.00", None, 0),
        (None, 14400, 25200),
        (None, 32400, 0),
    ]


def test_time_that_waits_is_beyond_the_cap_that_has_no_room_for_it(in_agency: InAgency) -> None:
    caps = [{"amount": "600"}, {"hours": "4"}]
    agency = replace(AGENCY, contracts=(since_october(caps),)).with_rows([worked("10-05", 18000)])
    tieout = in_agency(agency)
    tieout("run", "--period", "2026-10")
    found = {row["figure"]: row["waiting_seconds"] for row in json.loads(tieout("budgets", "--json"))}
    assert found == {"600.00": 0, None: 18000}
    (issue,) = [each for each in json.loads(tieout("exceptions", "--json")) if each["code"] == "beyond_cap"]
    assert "do not fit the cap in hours of contract a of Client a: 4:00 h of 4:00 h are left" in issue["sentence"]
