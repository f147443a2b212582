"""Purchase orders as a contract states them: limits, priorities and thresholds as written, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.money import Money
from billing.records import Order
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, loaded, problems

ORDERS = "  - {number: PO-1, until: 2026-12-31}\n  - {number: PO-2, from: 2027-01-01}\n"


def with_orders(orders: str, more: str = "") -> dict[str, str]:
    assert ORDERS in ACME
    return {
        **FILES,
        ACME_FILE: ACME.replace(ORDERS, "".join(f"  - {{{each}}}\n" for each in orders.split(" | "))) + more,
    }


def told(folder: Path, orders: str, more: str = "") -> list[str]:
    """The problems of a folder with these orders, without the name of the contract's file."""
    return [each.removeprefix(f"{ACME_FILE}:") for each in problems(folder_of(folder, with_orders(orders, more)))]


def test_limits_thresholds_and_what_follows_are_read_as_written(tmp_path: Path) -> None:
    orders = "number: PO-1, until: 2026-12-31, limit: 40000.00, alert_at: [90, 75] | number: PO-2, limit_hours: 62.5"
    more = "order_required: no\nwhen_order_is_used_up: next order\n"
    found = loaded(folder_of(tmp_path, with_orders(orders, more))).contracts["acme"]
    assert found.orders == (
        Order("PO-1", None, date(2026, 12, 31), limit=Money(4000000, "USD"), priority=1, alert_at=(75, 90)),
        Order("PO-2", limit_seconds=225000, priority=2),
    )
    assert (found.order_required, found.when_order_is_used_up) == (False, "next order")


def test_a_stated_priority_outranks_the_order_in_which_they_are_written(tmp_path: Path) -> None:
    orders = "number: PO-1, priority: 2, limit: 10 | number: PO-2, priority: 1, limit: 20, alert_at: 80"
    found = loaded(folder_of(tmp_path, with_orders(orders))).contracts["acme"].orders
    assert [(order.number, order.priority, order.alert_at) for order in found] == [("PO-1", 2, ()), ("PO-2", 1, (80,))]


def test_an_opening_may_be_in_hours_where_the_limit_is(tmp_path: Path) -> None:
    more = "opening: {as_of: 2026-10-01, order_hours: {PO-1: 12.5}}\n"
    files = with_orders("number: PO-1, limit_hours: 100", more)
    files[ACME_FILE] = files[ACME_FILE].replace("from: 2026-10-05\n", "")
    opening = loaded(folder_of(tmp_path, files)).contracts["acme"].opening
    assert opening is not None
    assert (opening.seconds_on("PO-1"), opening.seconds_on("PO-2"), opening.billed_on("PO-1")) == (45000, 0, None)


@pytest.mark.parametrize(
    ("orders", "problem"),
    [
        (
            "number: PO-1, limit: 0",
            "6:20: purchase_orders[0].limit: is 0, so that nothing could be billed on it; "
            "write the limit, or remove the key if there is none",
        ),
        (
            "number: PO-1, limit_hours: 0",
            "6:20: purchase_orders[0].limit_hours: is 0, so that nothing could be billed on it; "
            "write the limit, or remove the key if there is none",
        ),
        (
            "number: PO-1, limit: 5, limit_hours: 5",
            "6:30: purchase_orders[0].limit_hours: stands beside limit; an order has one, in money or in hours. "
            "Remove one",
        ),
        ("number: PO-1, limit: -5", "6:20: purchase_orders[0].limit: must be an amount of 0 or more, such as 12500.00"),
        (
            "number: PO-1, limit: 5.001",
            "6:20: purchase_orders[0].limit: is 5.001, and USD has 2 decimals; write the exact amount",
        ),
        (
            "number: PO-1, limit: 5, alert_at: [75, 101]",
            "6:45: purchase_orders[0].alert_at[1]: must be a whole percentage from 1 to 100, such as 75",
        ),
        (
            "number: PO-1, alert_at: 75",
            "6:20: purchase_orders[0].alert_at: needs a limit or limit_hours; write one, or remove this",
        ),
        (
            "number: PO-1, limit: 5, priority: 0",
            "6:30: purchase_orders[0].priority: must be a whole number from 1 to 1000; 1 is used first",
        ),
        (
            "number: PO-1, limit: 5, from: 2026-12-01, until: 2026-11-30",
            "6:48: purchase_orders[0].until: is 2026-11-30, before its from: 2026-12-01; exchange or correct them",
        ),
        (
            "number: PO-1, limit: 5, priority: 1 | number: PO-2, limit: 5, priority: 1",
            "7:5: purchase_orders[1]: PO-2 and PO-1 are both valid always and have priority 1; "
            "give them different ones, 1 for the one to be used first",
        ),
        (
            "number: PO-1, limit: 5, priority: 1 | number: PO-2, limit: 5",
            "7:5: purchase_orders[1]: PO-2 and PO-1 are both valid always, and only one states a priority; "
            "give both one, 1 for the one to be used first",
        ),
        (
            "number: PO-1 | number: PO-2, limit: 5",
            "7:5: purchase_orders[1]: PO-2 and PO-1 are both valid always; "
            "give them dates that do not overlap, or PO-1 a limit",
        ),
    ],
)
def test_what_is_wrong_with_an_order_is_told(tmp_path: Path, orders: str, problem: str) -> None:
    assert told(tmp_path, orders) == [problem]


@pytest.mark.parametrize("rule", ["hold", "bill without"])
def test_an_order_that_would_never_be_used_is_refused(tmp_path: Path, rule: str) -> None:
    assert told(tmp_path, "number: PO-1, limit: 5 | number: PO-2", f"when_order_is_used_up: {rule}\n") == [
        f"7:5: purchase_orders[1]: PO-2 and PO-1 are both valid always, and when_order_is_used_up is {rule}, so that "
        "one is never used; write `next order` there, or give them dates that do not overlap"
    ]


def test_what_becomes_of_the_rest_is_one_of_three(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "number: PO-1, limit: 5", "when_order_is_used_up: stop\n")
    assert problem.endswith("when_order_is_used_up: is 'stop'; write next order, hold or bill without")


@pytest.mark.parametrize(
    ("order", "opening", "problem"),
    [
        (
            "number: PO-1, limit: 5",
            "order_hours: {PO-1: 4}",
            "opening.order_hours.PO-1: is in hours, and the limit of PO-1 is not; write the amount under orders",
        ),
        (
            "number: PO-1, limit_hours: 5",
            "orders: {PO-1: 4}",
            "opening.orders.PO-1: is an amount, and the limit of PO-1 is in hours; write the hours under order_hours",
        ),
        (
            "number: PO-1, limit_hours: 5",
            "order_hours: {PO-2: 4}",
            "opening.order_hours.PO-2: this contract has no order PO-2; did you mean PO-1?",
        ),
    ],
)
def test_an_opening_in_the_other_unit_is_refused(tmp_path: Path, order: str, opening: str, problem: str) -> None:
    found = told(tmp_path, order, f"opening: {{as_of: 2026-10-01, {opening}}}\n")
    assert [each.partition(": ")[2] for each in found] == [problem]


def test_the_opening_of_an_older_order_is_asked_for_in_its_unit(tmp_path: Path) -> None:
    files = with_orders("number: PO-1, limit_hours: 5 | number: PO-2, limit: 5")
    files[ACME_FILE] = files[ACME_FILE].replace("from: 2026-10-05\n", "")
    (problem,) = problems(folder_of(tmp_path, files))
    assert "write opening: {as_of: 2026-10-01, orders: {PO-2: 0}, order_hours: {PO-1: 0}}" in problem


def test_two_contracts_of_a_client_cannot_share_an_order_with_a_limit(tmp_path: Path) -> None:
    files = with_orders("number: PO-1, limit: 5")
    other = files[ACME_FILE].replace("id: acme", "id: beta").replace("ACME-IMPL", "BETA-IMPL")
    (problem,) = problems(folder_of(tmp_path, {**files, "contracts/beta.yaml": other}))
    assert problem.startswith("contracts/beta.yaml:6:6: purchase_orders[0].number: PO-1 stands in contracts/acme.yaml")
    stranger = other.replace("client: Acme Corp", "client: Beta Ltd")
    assert problems(folder_of(tmp_path, {**files, "contracts/beta.yaml": stranger})) == []
