"""Retainers as a contract states them: read as written, and what is contradictory refused with its place and remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.dated import Dated
from billing.money import Money
from billing.retainer_records import Retainer, Rollover
from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, folder_of, loaded, problems

STREAM = "  - {code: ACME-IMPL, name: Implementation, billing: time and materials}\n"
CARE = "bill: in arrears, fee: 8000, includes_hours: 50, overage_rate: 175"


def with_retainer(terms: str, contract: str = ACME, more: str = "") -> dict[str, str]:
    assert STREAM in contract
    stream = f"  - {{code: ACME-CARE, name: Care plan, billing: retainer, {terms}}}\n"
    return {**FILES, ACME_FILE: contract.replace(STREAM, stream) + more}


def told(folder: Path, terms: str) -> list[str]:
    """The problems of a folder with this retainer, without the name of the contract's file."""
    return [each.removeprefix(f"{ACME_FILE}:") for each in problems(folder_of(folder, with_retainer(terms)))]


def test_a_retainer_is_read_as_written(tmp_path: Path) -> None:
    terms = (
        "bill: in advance, fee: [{amount: 8000}, {from: 2027-01-01, amount: 8500.50}], "
        "includes_hours: [{hours: 50}, {from: 2027-01-01, hours: 52.5}], overage_rate: [{rate: 175}, "
        "{rate: 180, from: 2026-12-15}], rollover: {up_to_hours: 10, for_months: 1}, "
        "pause: [{from: 2026-12-24, until: 2026-12-31}, {from: 2027-03-01}], until: 2027-12-31"
    )
    assert loaded(folder_of(tmp_path, with_retainer(terms))).contracts["acme"].retainers == (
        Retainer(
            workstream="ACME-CARE",
            name="Care plan",
            fee=(Dated(None, Money(800000, "USD")), Dated(date(2027, 1, 1), Money(850050, "USD"))),
            hours=(Dated(None, 180000), Dated(date(2027, 1, 1), 189000)),
            in_advance=True,
            overage=(Dated(None, Decimal(175)), Dated(date(2026, 12, 15), Decimal(180))),
            rollover=Rollover(1, 36000),
            pauses=((date(2026, 12, 24), date(2026, 12, 31)), (date(2027, 3, 1), None)),
            since=date(2026, 10, 5),
            until=date(2027, 12, 31),
        ),
    )


def test_a_retainer_with_an_overage_rate_needs_no_rate_card(tmp_path: Path) -> None:
    bare = ACME.replace("rates:\n  - {rate: 150}\n  - {rate: 180, role: senior}\n", "")
    assert problems(folder_of(tmp_path, with_retainer(CARE, bare))) == []
    (problem,) = problems(folder_of(tmp_path, with_retainer(CARE.removesuffix(", overage_rate: 175"), bare)))
    assert problem.endswith("rates: is missing; ACME-CARE is billed by time. Write at least one, 0 if it is free")


PLACE = "workstreams[0]"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("fee: 8000, ", "", f"13:5: {PLACE}.fee: is missing; write the fee of a month, such as 8000"),
        (
            "fee: 8000",
            "fee: 0",
            f"13:77: {PLACE}.fee: is 0, and a retainer has one; write it, or write billing: time and materials",
        ),
        (
            "bill: in arrears, ",
            "",
            f"13:5: {PLACE}.bill: is missing; write in arrears, or in advance if the fee is billed before its month",
        ),
        ("in arrears", "monthly", f"13:59: {PLACE}.bill: is 'monthly'; write in arrears or in advance"),
        (
            "includes_hours: 50, ",
            "",
            f"13:5: {PLACE}.includes_hours: is missing; write how many hours a month the fee includes, 0 if none",
        ),
        (
            "includes_hours: 50",
            "includes_hours: 0, rollover: {for_months: 1}",
            f"13:107: {PLACE}.rollover: needs hours that can be left over; write them under includes_hours, "
            "or remove this",
        ),
        (
            "fee: 8000",
            "fee: 8000, rollover: {for_months: 0}",
            f"13:99: {PLACE}.rollover.for_months: must be a whole number of months from 1 to 120, such as 1",
        ),
        (
            "fee: 8000",
            "fee: 8000, rollover: {}",
            f"13:88: {PLACE}.rollover.for_months: is missing; write it",
        ),
        (
            "fee: 8000",
            "fee: 8000, rollover: {for_months: 1, up_to_hours: 0}",
            f"13:114: {PLACE}.rollover.up_to_hours: is 0, so that nothing would roll over; "
            "write the most hours, or remove rollover",
        ),
        (
            "fee: 8000",
            "fee: 8000.001",
            f"13:77: {PLACE}.fee: is 8000.001, and USD has 2 decimals; write the exact amount",
        ),
        (
            "fee: 8000",
            "fee: [{amount: 8000}, {amount: 9000, from: 2026-11-15}]",
            f"13:114: {PLACE}.fee[1].from: is 2026-11-15, within a month, and a month has one fee; "
            "write the first day of a month",
        ),
        (
            "fee: 8000",
            "fee: [{amount: 8000}, {amount: 9000}]",
            f"13:99: {PLACE}.fee[1]: has the same `from:` date as an earlier one; give each its own",
        ),
        (
            "fee: 8000",
            "fee: [{amount: 8000, from: 2027-01-01}]",
            f"13:77: {PLACE}.fee: begins on 2027-01-01, and ACME-CARE is billed from 2026-10-05 on; "
            "write what holds then",
        ),
        (
            "fee: 8000",
            "fee: 8000, pause: {from: 2026-12-24, until: 2026-12-01}",
            f"13:114: {PLACE}.pause.until: is 2026-12-01, before its from: 2026-12-24; exchange or correct them",
        ),
        (
            "fee: 8000",
            "fee: 8000, pause: [{from: 2026-12-24}, {from: 2027-01-05}]",
            f"13:116: {PLACE}.pause[1]: overlaps with the one from 2026-12-24; write one span, or other days",
        ),
    ],
)
def test_what_is_wrong_with_a_retainer_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert CARE.count(old) == 1
    assert told(tmp_path, CARE.replace(old, new)) == [problem]


def test_what_only_a_retainer_has_is_refused_elsewhere(tmp_path: Path) -> None:
    files = {**FILES, ACME_FILE: ACME.replace("time and materials}", "time and materials, fee: 8000}")}
    assert problems(folder_of(tmp_path, files)) == [
        f"{ACME_FILE}:13:74: {PLACE}.fee: belongs to a retainer, and ACME-IMPL is time and materials; "
        "remove it, or write billing: retainer"
    ]


# ---- openings ----

OLD = ACME.replace("from: 2026-10-05\n", "").replace("  - {number: PO-1, until: 2026-12-31}\n", "")
ROLLING = f"{CARE}, rollover: {{for_months: 1}}"


def opened(folder: Path, terms: str, opening: str, go_live: str = "2026-10-01") -> list[str]:
    more = f"opening: {{as_of: {go_live}, retainers: {{ACME-CARE: {opening}}}}}\n" if opening else ""
    files = with_retainer(terms, OLD, more) | {"tieout.yaml": MAIN.replace("2026-10-01", go_live)}
    return [each.partition(": ")[2] for each in problems(folder_of(folder, files))]


def test_hours_that_were_carried_over_must_be_stated(tmp_path: Path) -> None:
    assert opened(tmp_path, ROLLING, "") == [
        "opening: is missing, and hours of ACME-CARE may have been used before go_live; "
        "write opening: {as_of: 2026-10-01, retainers: {ACME-CARE: {hours: 0}}} with what others than Tieout had "
        "billed, and what was worked or carried over, instead of 0, or give the contract, or the order or workstream "
        "itself, a from: of 2026-10-01 or later"
    ]
    assert opened(tmp_path, ROLLING, "{hours: 0}") == []
    assert opened(tmp_path, CARE, "") == [], "without a rollover there is nothing to carry over"


def test_hours_used_in_the_month_of_go_live_must_be_stated(tmp_path: Path) -> None:
    (problem,) = opened(tmp_path, CARE, "", "2026-10-12")
    assert "ACME-CARE: {hours: 0, used: 0}" in problem
    assert opened(tmp_path, CARE, "{hours: 0, used: 12.5}", "2026-10-12") == []
    assert opened(tmp_path, CARE, "{hours: 0}", "2026-10-12") == [
        "opening.retainers.ACME-CARE.used: is missing; write the hours used from 2026-10-01 until 2026-10-12, 0 if none"
    ]


def test_an_opening_that_cannot_be_is_refused(tmp_path: Path) -> None:
    assert opened(tmp_path, CARE, "{hours: 4}") == [
        "opening.retainers.ACME-CARE.hours: is more than 0, and ACME-CARE has no rollover, so that nothing is carried "
        "over; write 0"
    ]
    assert opened(tmp_path, ROLLING, "{hours: 4, used: 1}") == [
        "opening.retainers.ACME-CARE.used: is not needed: go_live is 2026-10-01, the first day of its month; remove it"
    ]


@pytest.mark.parametrize(
    ("terms", "more", "said"),
    [
        ("minimum: 0.005", "", ".minimum: is 0.005, and USD has 2 decimals"),
        ("minimum: [{amount: 9000, from: 2026-11-15}]", "", ".minimum[0].from: is 2026-11-15, within a month"),
        ("minimum: [{amount: 1}, {amount: 2}]", "", ".minimum[1]: has the same `from:` date as an earlier one"),
        (
            "minimum: 9000",
            "purchase_orders: [{number: PO-9, limit: 5}]\n",
            ".minimum: is not built yet beside an order with a limit in money (PO-9)",
        ),
    ],
)
def test_a_minimum_of_a_retainer_that_cannot_be_is_refused(tmp_path: Path, terms: str, more: str, said: str) -> None:
    orders = "purchase_orders:\n  - {number: PO-1, until: 2026-12-31}\n  - {number: PO-2, from: 2027-01-01}\n"
    contract = ACME.replace(orders, more)
    (problem,) = problems(folder_of(tmp_path, with_retainer(f"{CARE}, {terms}", contract)))
    assert said in problem


def test_a_minimum_is_not_for_a_month_that_is_seen_in_part(tmp_path: Path) -> None:
    written = with_retainer(f"{CARE}, minimum: 9000", ACME.replace("from: 2026-10-05\n", ""))
    written["tieout.yaml"] = MAIN.replace("2026-10-01", "2026-10-12")
    found = [each for each in problems(folder_of(tmp_path, written)) if "minimum" in each]
    assert len(found) == 1
    assert found[0].endswith("is not known here; give it a from: of 2026-11-01 or later")
