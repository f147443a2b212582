"""Blocks of hours as a contract states them: read as written, and what is contradictory refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.money import Money
from billing.retainer_records import Block
from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, folder_of, loaded, problems

STREAM = "  - {code: ACME-IMPL, name: Implementation, billing: time and materials}\n"
ONE = "{code: B1, description: Ten hours, hours: 10, amount: 1500, from: 2026-10-05}"


def files(blocks: str, more: str = "overage_rate: 180", contract: str = ACME) -> dict[str, str]:
    stream = f"  - {{code: ACME-CARE, name: Support, billing: prepaid, blocks: [{blocks}], {more}}}\n"
    return {**FILES, ACME_FILE: contract.replace(STREAM, stream)}


def test_blocks_are_read_as_written_the_oldest_first(tmp_path: Path) -> None:
    other = "{code: B2, description: Twenty, hours: 20, rate: 149.50, from: 2026-11-02, for_months: 6}"
    (found,) = loaded(folder_of(tmp_path, files(f"{other}, {ONE}", "alert_at: [90, 75]"))).contracts["acme"].retainers
    assert found.blocks == (
        Block("B1", "Ten hours", date(2026, 10, 5), 36000, Money(150000, "USD")),
        Block("B2", "Twenty", date(2026, 11, 2), 72000, Money(299000, "USD"), 6, Decimal("149.50")),
    )
    assert (found.alert_at, found.fee, found.hours) == ((75, 90), (), ())


@pytest.mark.parametrize(
    ("blocks", "more", "said"),
    [
        ("", "overage_rate: 180", ".blocks: is missing; write the hours that are bought"),
        (ONE.replace(", amount: 1500", ""), "alert_at: 80", ".blocks[0]: needs amount or rate; write one"),
        (ONE.replace("1500", "1500, rate: 150"), "alert_at: 80", ".blocks[0]: states both amount and rate"),
        (ONE.replace("hours: 10", "hours: 0"), "alert_at: 80", ".blocks[0].hours: is 0, so that nothing is bought"),
        (ONE.replace("1500", "0.005"), "alert_at: 80", ".blocks[0].amount: is 0.005, and USD has 2 decimals"),
        (ONE.replace("10-05", "10-04"), "alert_at: 80", ".blocks[0].from: is 2026-10-04, on which ACME-CARE is not"),
        (
            f"{ONE}, {ONE.replace('2026-10-05', '2026-11-05')}",
            "alert_at: 80",
            ".blocks[1].code: B1 stands here twice; give each block its own code",
        ),
        (
            f"{ONE}, {ONE.replace('B1', 'B2').replace('2026-10-05', '2026-10-31')}",
            "alert_at: 80",
            ".blocks[1].from: is in the month of B1; hours are kept by month",
        ),
        (
            ONE,
            "fee: 100",
            ".fee: belongs to a retainer, and ACME-CARE is prepaid; remove it, or write",
        ),
        (ONE, "alert_at: 101", "whole percentage from 1 to 100"),
    ],
)
def test_what_is_refused(tmp_path: Path, blocks: str, more: str, said: str) -> None:
    (problem,) = problems(folder_of(tmp_path, files(blocks, more)))
    assert said in problem


def test_only_hours_bought_in_blocks_have_them(tmp_path: Path) -> None:
    by_time = ACME.replace("billing: time and materials}", f"billing: time and materials, blocks: [{ONE}]}}")
    (problem,) = problems(folder_of(tmp_path, {**FILES, ACME_FILE: by_time}))
    assert problem.endswith("is time and materials; remove it, or write billing: prepaid")


def test_hours_beyond_blocks_need_a_price(tmp_path: Path) -> None:
    bare = ACME.replace("rates:\n  - {rate: 150}\n  - {rate: 180, role: senior}\n", "")
    assert problems(folder_of(tmp_path, files(ONE, contract=bare))) == []
    (problem,) = problems(folder_of(tmp_path, files(ONE, "alert_at: 80", bare)))
    assert "rates: is missing; ACME-CARE is billed by time" in problem


def test_what_is_left_of_an_older_block_must_be_stated(tmp_path: Path) -> None:
    older = files(ONE.replace("2026-10-05", "2026-08-05"), contract=ACME.replace("from: 2026-10-05\n", ""))
    assert MAIN.count("go_live: 2026-10-01") == 1
    found = [each for each in problems(folder_of(tmp_path, older)) if "ACME-CARE" in each]
    assert len(found) == 1
    assert "hours of ACME-CARE may have been used before go_live" in found[0]
