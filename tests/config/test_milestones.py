"""Milestones of a contract: what is read, and what is refused with its place and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.milestones import Milestone
from billing.money import Money
from config.loader import Configuration
from tests.config.folders import ACME as DATED
from tests.config.folders import ACME_FILE, FILES, folder_of, loaded, problems

ACME = DATED.replace("from: 2026-10-05\n", "from: 2026-10-01\n")
TWO = """\
milestones:
  - code: M2
    workstream: ACME-IMPL
    description: "In use: really"
    amount: 12000
    due: 2026-11-30
  - {code: M1, workstream: ACME-IMPL, description: Design accepted, amount: 500.50}
"""
FREE = "  - {code: ACME-SALES, name: Presales, billing: non-billable}\n"


def folder_with(folder: Path, milestones: str, contract: str = ACME) -> Path:
    return folder_of(folder, {**FILES, ACME_FILE: contract + milestones})


def read(folder: Path, text: str) -> Configuration:
    return loaded(folder_with(folder, text))


def told(folder: Path, old: str, new: str, contract: str = ACME) -> list[str]:
    """What is wrong when one text of the valid milestones is replaced, without the name of the file."""
    assert TWO.count(old) == 1
    found = problems(folder_with(folder, TWO.replace(old, new), contract))
    return [problem.removeprefix(f"{ACME_FILE}:") for problem in found]


def test_milestones_are_read_by_code_in_the_contract_s_currency(tmp_path: Path) -> None:
    go_live = date(2026, 10, 1)
    assert read(tmp_path, TWO).milestones == (
        Milestone("acme", "M1", "ACME-IMPL", "Design accepted", Money(50050, "USD"), go_live),
        Milestone("acme", "M2", "ACME-IMPL", "In use: really", Money(1200000, "USD"), go_live, date(2026, 11, 30)),
    )


def test_a_contract_needs_none(tmp_path: Path) -> None:
    assert read(tmp_path, "").milestones == ()


def test_the_opening_says_which_were_billed_whatever_their_day(tmp_path: Path) -> None:
    text = TWO.replace("2026-11-30", "2026-09-15") + "opening: {as_of: 2026-10-01, milestones_billed: [M2]}\n"
    assert [(each.code, each.billed_before) for each in read(tmp_path, text).milestones] == [
        ("M1", False),
        ("M2", True),
    ]


def test_they_are_part_of_the_snapshot_and_their_order_is_not(tmp_path: Path) -> None:
    first, second = TWO.split("  - {code", 1)[0], "  - {code" + TWO.split("  - {code", 1)[1]
    other = "milestones:\n" + second + first.removeprefix("milestones:\n")
    texts = (TWO, other, TWO.replace("500.50", "500.51"))
    hashes = [read(tmp_path, text).hash for text in texts]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_milestone_may_fall_due_after_its_workstream_and_contract_have_ended(tmp_path: Path) -> None:
    ended = ACME.replace("time and materials}", "time and materials, until: 2026-10-31}") + "until: 2026-10-31\n"
    assert problems(folder_with(tmp_path, TWO, ended)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "code: M1",
            "code: M2",
            "22:6: milestones[1].code: M2 is the code of the milestone on line 17 already; choose another",
        ),
        (
            "M1, workstream: ACME-IMPL",
            "M1, workstream: ACME-IMP",
            "22:16: milestones[1].workstream: there is no workstream ACME-IMP in this contract; "
            "known: ACME-IMPL, ACME-SALES; did you mean ACME-IMPL?",
        ),
        (
            "M1, workstream: ACME-IMPL",
            "M1, workstream: ACME-SALES",
            "22:16: milestones[1].workstream: ACME-SALES is non-billable; name a workstream of acme that is billed",
        ),
        (
            "amount: 12000",
            "amount: 0",
            "20:5: milestones[0].amount: is 0, which bills nothing; write what is billed, or remove the milestone",
        ),
        (
            "amount: 12000",
            "amount: 0.005",
            "20:5: milestones[0].amount: is 0.005, and USD has 2 decimals; write the exact amount",
        ),
        ("amount: 12000", "amount: -5", "20:5: milestones[0].amount: must be an amount of 0 or more, such as 12500.00"),
        ("    amount: 12000\n", "", "17:5: milestones[0].amount: is missing; write it"),
        (
            "due: 2026-11-30",
            "due: 2026-09-30",
            "21:5: milestones[0].due: is 2026-09-30, before go_live 2026-10-01: it was billed before Tieout; write M2 "
            "into opening: milestones_billed, or the day on which it is to be billed",
        ),
        ("due: 2026-11-30", "due: soon", "21:5: milestones[0].due: must be a date such as 2026-10-01"),
        (
            "Design accepted",
            '"Design {month}"',
            "22:39: milestones[1].description: has no field {month} here; write only words without braces",
        ),
        (
            "Design accepted",
            '"Design {"',
            "22:39: milestones[1].description: has a brace that belongs to no field; write only words without braces",
        ),
        (
            "Design accepted",
            '"Design  accepted"',
            "22:39: milestones[1].description: must be one line of at most 200 printable characters without doubled "
            "spaces",
        ),
        (
            "due: 2026-11-30",
            "when: {task: ACME-14}",
            "21:5: milestones[0].when: is not built yet; remove it (a milestone falls due on a day, or by `tieout "
            "milestone`, in this version)",
        ),
        (
            "amount: 12000",
            "amount: 12000\n    percent: 50",
            "21:5: milestones[0].percent: is not built yet; remove it (a milestone states its amount in this version)",
        ),
    ],
)
def test_what_is_wrong_with_a_milestone_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    contract = ACME.replace("from: 2026-10-01\n", "") + FREE + "from: 2026-10-01\n"
    assert told(tmp_path, old, new, contract) == [problem]


def test_an_opening_that_names_milestones_needs_them(tmp_path: Path) -> None:
    opening = "opening: {as_of: 2026-10-01, milestones_billed: [M1]}\n"
    assert problems(folder_with(tmp_path, opening)) == [
        f"{ACME_FILE}:15:50: opening.milestones_billed[0]: this contract has no milestone M1; "
        "it has none; write it under milestones:, or remove it here"
    ]
