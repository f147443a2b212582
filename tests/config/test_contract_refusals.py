"""What a contract can have wrong: where it stands, what is wrong, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, folder_with, problems

PRICE = "must be an amount of 0 or more with at most 4 decimals, such as 150 or 97.50"


@pytest.mark.parametrize(
    ("rate", "problem"),
    [
        ("{rate: 150 USD}", "9:6: rates[0].rate: is '150 USD'; write a number such as 150 or 97.50"),
        ("{rate: '150,00'}", "9:6: rates[0].rate: is '150,00'; write a number such as 150 or 97.50"),
        ("{rate: nan}", "9:6: rates[0].rate: is 'nan'; write a number such as 150 or 97.50"),
        ("{rate: [150]}", "9:6: rates[0].rate: must be a number such as 150 or 97.50"),
        ("{rate: }", "9:6: rates[0].rate: is empty; write a value, or remove the key"),
        ("{rate: -1}", f"9:6: rates[0].rate: {PRICE}"),
        ("{rate: 1.00001}", f"9:6: rates[0].rate: {PRICE}"),
        ("{rate: 1000000000}", f"9:6: rates[0].rate: {PRICE}"),
        ("{role: senior, from: 2026-10-15}", "9:5: rates[0].rate: is missing; write it"),
        ("{rate: 1, from: later}", "9:15: rates[0].from: must be a date such as 2026-10-01"),
        ("{rate: 1, role: senor}", "9:15: rates[0].role: there is no role senor; did you mean senior?"),
        ("{rate: 1, person: Kim Alen}", "9:15: rates[0].person: there is no person Kim Alen; did you mean Kim Allen?"),
        (
            "{rate: 1, workstream: ACME-IMP}",
            "9:15: rates[0].workstream: there is no workstream ACME-IMP; did you mean ACME-IMPL?",
        ),
        ("{rate: 1, roll: senior}", "9:15: rates[0].roll: is not known here; did you mean role?"),
        (
            "{rate: 150, role: senior}",
            "10:5: rates[1]: has the same conditions and date as the rate on line 9; give one of them a `from:` date",
        ),
    ],
)
def test_what_is_wrong_with_a_rate_is_told(tmp_path: Path, rate: str, problem: str) -> None:
    assert problems(folder_with(tmp_path, ACME_FILE, "{rate: 150}", rate)) == [f"{ACME_FILE}:{problem}"]


def test_rates_with_the_same_conditions_in_another_order_are_the_same(tmp_path: Path) -> None:
    one = "{rate: 1, role: senior, activity: Design, from: 2026-10-01}"
    both = one + "\n  - {rate: 2, from: 2026-10-01, activity: Design, role: senior}"
    assert problems(folder_with(tmp_path, ACME_FILE, "{rate: 150}", both)) == [
        f"{ACME_FILE}:10:5: rates[1]: has the same conditions and date as the rate on line 9; "
        "give one of them a `from:` date"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "id: acme",
            "id: Acme Corp",
            "1:1: id: must be small letters, digits, - and _, and start with a letter or digit",
        ),
        ("id: acme\n", "", "1:1: id: is missing; write it"),
        ("client: Acme Corp", "client:", "2:1: client: is empty; write a value, or remove the key"),
        (
            "client: Acme Corp",
            "client: A\nzone: Mars",
            "3:1: zone: is not a time zone; write an IANA name such as Europe/Berlin",
        ),
        (
            "client: Acme Corp",
            "client: A\ncurrency: XYZ",
            "3:1: currency: is not a currency; write an ISO 4217 code such as EUR",
        ),
        (
            "client: Acme Corp",
            "client: A\nuntil: 2026-10-01",
            "3:1: until: is 2026-10-01, before its from: 2026-10-05; exchange or correct them",
        ),
        (
            "terms: net 30",
            "terms: thirty days",
            "3:1: terms: must be one of: net 30 · due on receipt · net 30 end of month · day 15 of next month",
        ),
        (
            "terms: net 30",
            "terms: day 32 of next month",
            "3:1: terms: must be one of: net 30 · due on receipt · net 30 end of month · day 15 of next month",
        ),
        (
            "terms: net 30",
            "terms: [{terms: net 30}, {terms: net 45}]",
            "3:26: terms[1]: has the same `from:` date as an earlier one; give each its own",
        ),
        (
            "lines_by: task",
            "lines_by: tasks",
            "4:11: invoice.lines_by: is 'tasks'; write task, workstream, person, person and task, day or entry",
        ),
        (
            "lines_by: task",
            "every: fortnight",
            "4:11: invoice.every: is 'fortnight'; write week, two weeks, half month, month, quarter or completion",
        ),
        (
            "from: 2027-01-01",
            "from: 2026-12-31",
            "7:5: purchase_orders[1]: PO-2 and PO-1 are both valid on 2026-12-31; give them dates that do not overlap",
        ),
        ("PO-2", "PO-1", "7:6: purchase_orders[1].number: PO-1 stands here twice; remove one"),
        (
            "from: 2027-01-01",
            "from: 2027-01-01, workstreams: [ACME-IMP]",
            "7:38: purchase_orders[1].workstreams: there is no workstream ACME-IMP; did you mean ACME-IMPL?",
        ),
        (
            "from: 2027-01-01",
            "from: 2027-02-01, until: 2027-01-01",
            "7:38: purchase_orders[1].until: is 2027-01-01, before its from: 2027-02-01; exchange or correct them",
        ),
        ("6 minutes", "six minutes", "11:12: rounding.to: must be a length of time such as 6 minutes or 30 seconds"),
        ("6 minutes", "0.001 hours", "11:12: rounding.to: must be whole seconds and at most 24 hours"),
        ("6 minutes", "25 hours", "11:12: rounding.to: must be whole seconds and at most 24 hours"),
        ("direction: up", "direction: round", "11:27: rounding.direction: is 'round'; write up, down or nearest"),
        (
            "direction: up",
            "direction: up, grace: 6 minutes",
            "11:42: rounding.grace: is as long as the step itself; write a shorter one",
        ),
        (
            "{to: 6 minutes, direction: up}",
            "[{to: 1 h, direction: up}, {to: 2 h, direction: up}]",
            "11:38: rounding[1]: has the same `from:` date as an earlier one; give each its own",
        ),
        (
            "code: ACME-IMPL",
            "code: ' ACME'",
            "13:6: workstreams[0].code: must be 1 to 64 printable characters without spaces around them",
        ),
        (
            "time and materials",
            "fixed",
            "13:45: workstreams[0].billing: ACME-IMPL has a fixed price and no milestone, so that it would never be "
            "billed; write milestones: with the amount or percent of each",
        ),
        (
            "time and materials",
            "T&M",
            "13:45: workstreams[0].billing: is 'T&M'; write time and materials, fixed, non-billable, "
            "retainer or prepaid",
        ),
    ],
)
def test_what_is_wrong_with_a_contract_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problems(folder_with(tmp_path, ACME_FILE, old, new)) == [f"{ACME_FILE}:{problem}"]


def test_time_that_is_billed_without_any_rate_is_refused(tmp_path: Path) -> None:
    assert problems(
        folder_with(tmp_path, ACME_FILE, "rates:\n  - {rate: 150}\n  - {rate: 180, role: senior}\n", "")
    ) == [f"{ACME_FILE}:1:1: rates: is missing; ACME-IMPL is billed by time. Write at least one, 0 if it is free"]


def test_a_code_or_an_id_that_two_contracts_use_is_refused(tmp_path: Path) -> None:
    found = problems(folder_of(tmp_path, {**FILES, "contracts/beta.yaml": ACME}))
    assert found == [
        "contracts/beta.yaml:1:1: id: acme is the id of contracts/acme.yaml already; choose another",
        "contracts/beta.yaml:13:6: workstreams[0].code: ACME-IMPL is the code of a workstream in contracts/acme.yaml, "
        "workstreams[0] already; a code belongs to one workstream",
    ]


def test_a_code_that_one_contract_uses_twice_is_refused(tmp_path: Path) -> None:
    twice = "Implementation, billing: non-billable}\n  - {code: ACME-IMPL, name: Again"
    found = problems(folder_with(tmp_path, ACME_FILE, "Implementation", twice))
    assert found == [
        f"{ACME_FILE}:14:6: workstreams[1].code: ACME-IMPL is the code of a workstream in contracts/acme.yaml, "
        "workstreams[0] already; a code belongs to one workstream"
    ]
