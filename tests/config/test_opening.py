"""Opening balances: read exactly, refused when they contradict the contract, and asked for when go-live needs them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.money import Money
from billing.openings import Opening
from config.loader import Configuration
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, loaded, problems

OLD = ACME.replace("from: 2026-10-05\n", "")
"""The contract without its first day: older than go_live, so that PO-1 may have been used before."""

FULL = """\
opening:
  as_of: 2026-10-01
  orders: {PO-1: 12500.00}
  retainers: {ACME-CARE: {hours: 4.5}}
  caps: {ACME-IMPL: 30000}
  milestones_billed: [Report accepted]
  deposits: 1000.5
milestones:
  - {code: Report accepted, workstream: ACME-IMPL, description: Report accepted, amount: 500, due: 2026-09-15}
  - {code: M2, workstream: ACME-IMPL, description: In use, amount: 500}
"""
CARE = OLD + (
    "  - {code: ACME-CARE, name: Care, billing: retainer, bill: in arrears, fee: 800, includes_hours: 10, "
    "rollover: {for_months: 1}}\n"
)


def told(folder: Path, contract: str) -> list[str]:
    """The problems of a folder with this contract, without the name of its file."""
    return [problem.removeprefix(f"{ACME_FILE}:") for problem in problems(folder_of(folder, acme(contract)))]


def acme(contract: str) -> dict[str, str]:
    return {**FILES, ACME_FILE: contract}


def opened(folder: Path, contract: str) -> Configuration:
    return loaded(folder_of(folder, acme(contract)))


# ---- what it says ----


def test_an_opening_is_read_in_the_contract_s_currency(tmp_path: Path) -> None:
    assert opened(tmp_path, CARE + FULL).contracts["acme"].opening == Opening(
        as_of=date(2026, 10, 1),
        deposits=Money(100050, "USD"),
        orders=(("PO-1", Money(1250000, "USD")),),
        caps=(("ACME-IMPL", Money(3000000, "USD")),),
        retainers=(("ACME-CARE", 16200),),
        milestones_billed=("Report accepted",),
    )


@pytest.mark.parametrize(
    ("currency", "text", "minor"),
    [("USD", "12500.1", 1250010), ("USD", "12500.100", 1250010), ("JPY", "12500", 12500), ("BHD", "1.125", 1125)],
)
def test_an_amount_is_exact_in_every_currency(tmp_path: Path, currency: str, text: str, minor: int) -> None:
    contract = f"{OLD}currency: {currency}\nopening: {{as_of: 2026-10-01, orders: {{PO-1: {text}}}}}\n"
    found = opened(tmp_path, contract).contracts["acme"].opening
    assert found is not None
    assert found.billed_on("PO-1") == Money(minor, currency)
    assert found.billed_on("PO-2") is None


def test_the_opening_is_part_of_the_snapshot_and_its_order_is_not(tmp_path: Path) -> None:
    hashes: list[str] = []
    for orders in ("PO-1: 1, PO-2: 2", "PO-2: 2.00, PO-1: 1.00", "PO-1: 1, PO-2: 3"):
        folder = tmp_path / str(len(hashes))
        folder.mkdir()
        hashes.append(opened(folder, f"{OLD}opening: {{as_of: 2026-10-01, orders: {{{orders}}}}}\n").hash)
    assert hashes[0] == hashes[1] != hashes[2]


# ---- what is refused ----


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "as_of: 2026-10-01",
            "as_of: 2026-09-30",
            "16:3: opening.as_of: is 2026-09-30, and go_live is 2026-10-01; "
            "write the balances as they were when 2026-10-01 "
            "began, those of orders, caps, budgets and deposits without what Tieout billed itself",
        ),
        ("  as_of: 2026-10-01\n", "", "15:1: opening.as_of: is missing; write it"),
        (
            "{PO-1: 12500.00}",
            "{PO-1: -1}",
            "17:12: opening.orders.PO-1: must be an amount of 0 or more, such as 12500.00",
        ),
        (
            "{PO-1: 12500.00}",
            "{PO-1: 0.001}",
            "17:12: opening.orders.PO-1: is 0.001, and USD has 2 decimals; write the exact amount",
        ),
        (
            "{PO-1: 12500.00}",
            "{PO-1: 1, PO-3: 1}",
            "17:21: opening.orders.PO-3: this contract has no order PO-3; did you mean PO-2?",
        ),
        (
            "{PO-1: 12500.00}",
            "{PO-1: 1, PO-1: 1}",
            "17:21: opening.orders.PO-1: stands here a second time (first on line 17); remove one",
        ),
        (
            "{PO-1: 12500.00}",
            "{PO-2: 0}",
            "17:3: opening.orders: PO-1 is missing; write what others than Tieout had billed on it before 2026-10-01, "
            "0 if nothing",
        ),
        (
            "ACME-CARE:",
            "ACME-CAR:",
            "18:15: opening.retainers.ACME-CAR: this contract has no workstream ACME-CAR; did you mean ACME-CARE?",
        ),
        (
            "hours: 4.5",
            "hours: 4.00001",
            "18:27: opening.retainers.ACME-CARE.hours: must be a number of hours in whole seconds, "
            "such as 4, 2.5 or 4:06:40",
        ),
        (
            "hours: 4.5",
            "hours: four",
            "18:27: opening.retainers.ACME-CARE.hours: must be a number of hours in whole seconds, "
            "such as 4, 2.5 or 4:06:40",
        ),
        ("hours: 4.5", "days: 4", "18:27: opening.retainers.ACME-CARE.days: is not known here; known: hours, used"),
        (
            "ACME-IMPL: 30000",
            "IMPL: 30000",
            "19:10: opening.caps.IMPL: this contract has no workstream IMPL; did you mean ACME-IMPL?",
        ),
        (
            "[Report accepted]",
            "[Report accepted, M2, M2]",
            "20:44: opening.milestones_billed[2]: M2 stands here twice; remove one",
        ),
        (
            "[Report accepted]",
            "[Report accepted, M3]",
            "20:40: opening.milestones_billed[1]: this contract has no milestone M3; known: M2, Report accepted",
        ),
        (
            "[Report accepted]",
            "[Report acepted]",
            "20:23: opening.milestones_billed[0]: this contract has no milestone Report acepted; "
            "known: M2, Report accepted; did you mean Report accepted?",
        ),
        ("1000.5", "1000.555", "21:3: opening.deposits: is 1000.555, and USD has 2 decimals; write the exact amount"),
        ("1000.5", "lots", "21:3: opening.deposits: is 'lots'; write a number such as 150 or 97.50"),
        ("deposits", "deposit", "21:3: opening.deposit: is not known here; did you mean deposits?"),
    ],
)
def test_what_is_wrong_with_an_opening_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert FULL.count(old) == 1
    found = told(tmp_path, CARE + FULL.replace(old, new))
    assert problem in found
    assert len(found) <= 2, "an order that is misspelt is missing, too"


def test_a_currency_without_decimals_says_so(tmp_path: Path) -> None:
    contract = f"{OLD}currency: JPY\nopening: {{as_of: 2026-10-01, orders: {{PO-1: 1.5}}}}\n"
    (problem,) = told(tmp_path, contract)
    assert problem.endswith("opening.orders.PO-1: is 1.5, and JPY has no decimals; write the exact amount")


# ---- what is missing ----


def test_a_contract_older_than_go_live_with_an_order_needs_its_balance(tmp_path: Path) -> None:
    assert told(tmp_path, OLD) == [
        "1:1: opening: is missing, and PO-1 may have been used before go_live; write opening: {as_of: 2026-10-01, "
        "orders: {PO-1: 0}} with what others than Tieout had billed, and what was worked or carried over, instead of "
        "0, or give the contract, or the order or workstream itself, a from: of 2026-10-01 or later"
    ]


def test_what_the_sentence_says_to_write_is_enough(tmp_path: Path) -> None:
    assert told(tmp_path, OLD + "opening: {as_of: 2026-10-01, orders: {PO-1: 0}}\n") == []


@pytest.mark.parametrize(
    ("order", "contract", "asked"),
    [
        ("", "", True),
        (", from: 2026-09-30", "", True),
        (", until: 2026-10-01", "", True),
        (", from: 2026-10-01", "", False),  # the order begins with go-live
        (", until: 2026-09-30", "", False),  # nothing can be billed on it any more
        ("", "from: 2026-09-30", True),
        ("", "from: 2026-10-01", False),  # the contract begins with go-live
        ("", "until: 2026-09-30", False),  # the contract was over by then
    ],
)
def test_only_an_order_that_go_live_divides_needs_a_balance(
    tmp_path: Path, order: str, contract: str, asked: bool
) -> None:
    orders = "purchase_orders:\n  - {number: PO-1, until: 2026-12-31}\n  - {number: PO-2, from: 2027-01-01}\n"
    assert orders in OLD
    text = OLD.replace(orders, f"purchase_orders: [{{number: PO-1{order}}}]\n") + contract + "\n"
    assert bool(told(tmp_path, text)) is asked


def test_a_contract_without_orders_needs_none(tmp_path: Path) -> None:
    text = OLD.replace(
        "purchase_orders:\n  - {number: PO-1, until: 2026-12-31}\n  - {number: PO-2, from: 2027-01-01}\n", ""
    )
    assert told(tmp_path, text) == []


def test_a_go_live_that_moves_asks_for_new_balances(tmp_path: Path) -> None:
    contract = OLD + "opening: {as_of: 2026-10-01, orders: {PO-1: 0}}\n"
    moved = FILES["tieout.yaml"].replace("2026-10-01", "2026-11-01")
    (problem,) = problems(folder_of(tmp_path, {**acme(contract), "tieout.yaml": moved}))
    assert "is 2026-10-01, and go_live is 2026-11-01; write the balances as they were when 2026-11-01 began" in problem


def test_hours_are_opened_with_for_retainers_only(tmp_path: Path) -> None:
    by_time = FULL.replace("retainers: {ACME-CARE", "retainers: {ACME-IMPL")
    assert told(tmp_path, CARE.replace("rollover: {for_months: 1}", "from: 2026-10-05") + by_time) == [
        "18:15: opening.retainers.ACME-IMPL: ACME-IMPL is time and materials, and only a retainer has hours to open "
        "with; remove it, or write billing: retainer"
    ]
