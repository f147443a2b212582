"""How often a contract is billed, and the least of an invoice: read as written, contradictions refused in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.cadence import Cadence
from billing.carry_records import CarryForward
from billing.dated import Dated
from billing.money import Money
from billing.records import Contract
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, loaded, problems

STREAM = "  - {code: ACME-IMPL, name: Implementation, billing: time and materials}\n"
CARE = (
    "  - {code: ACME-IMPL, name: Care, billing: retainer, bill: in arrears, fee: 800, includes_hours: 5, "
    "overage_rate: 175}\n"
)


def written(invoice: str, more: str = "", stream: str = STREAM) -> dict[str, str]:
    assert ACME.count("invoice: {lines_by: task}") == 1
    text = ACME.replace("invoice: {lines_by: task}", f"invoice: {{{invoice}}}").replace(STREAM, stream)
    return {**FILES, ACME_FILE: text + more}


def contract(folder: Path, invoice: str, more: str = "") -> Contract:
    return loaded(folder_of(folder, written(invoice, more))).contracts["acme"]


def told(folder: Path, invoice: str, more: str = "", stream: str = STREAM) -> list[str]:
    found = problems(folder_of(folder, written(invoice, more, stream)))
    return [each.removeprefix(f"{ACME_FILE}:") for each in found]


@pytest.mark.parametrize(
    ("every", "cadences"),
    [
        ("month", ()),
        ("{period: month, ending: day 31}", ()),
        ("week", (Dated(None, Cadence("week", 6)),)),
        ("{period: week, ending: Friday}", (Dated(None, Cadence("week", 4)),)),
        ("{period: two weeks, ending: 2026-10-09}", (Dated(None, Cadence("two weeks", 0, date(2026, 10, 9))),)),
        ("half month", (Dated(None, Cadence("half month")),)),
        ("{period: month, ending: day 25}", (Dated(None, Cadence("month", 25)),)),
        ("quarter", (Dated(None, Cadence("quarter")),)),
        ("completion", (Dated(None, Cadence("completion")),)),
        (
            "[month, {period: week, from: 2026-11-01}]",
            (Dated(None, Cadence()), Dated(date(2026, 11, 1), Cadence("week", 6))),
        ),
    ],
)
def test_a_rhythm_is_read_as_written(tmp_path: Path, every: str, cadences: object) -> None:
    assert contract(tmp_path, f"every: {every}").cadences == cadences


def test_a_contract_that_says_nothing_is_billed_by_the_month(tmp_path: Path) -> None:
    said = contract(tmp_path, "lines_by: task")
    assert (said.cadences, said.completed, said.carry, said.final, said.bill_after) == ((), (), None, False, 0)


def test_what_else_is_said_of_invoices_is_read_as_written(tmp_path: Path) -> None:
    minimum = "minimum: {amount: 250.50, below: carry forward, at_most: 3}"
    said = contract(
        tmp_path, f"every: quarter, {minimum}, final: yes, bill_after: 1 business day", "until: 2027-02-14\n"
    )
    assert said.carry == CarryForward(Money(25050, "USD"), 3)
    assert (said.final, said.completed, said.bill_after) == (True, (date(2027, 2, 14),), 1)
    done = contract(tmp_path, "every: completion, completed: [2026-12-01, 2026-11-01]")
    assert done.completed == (date(2026, 11, 1), date(2026, 12, 1))


BY_MONTH = "and this contract is not billed by the calendar month; write invoice: every: month, or remove it"


@pytest.mark.parametrize(
    ("invoice", "problem"),
    [
        (
            "every: fortnight",
            "4:11: invoice.every: is 'fortnight'; write week, two weeks, half month, month, quarter or completion",
        ),
        (
            "every: {period: two weeks}",
            "4:11: invoice.every: needs ending: with a day on which two weeks end, such as 2026-10-09",
        ),
        (
            "every: {period: week, ending: Fri}",
            "4:33: invoice.every.ending: is 'Fri'; write a weekday such as Friday",
        ),
        (
            "every: {period: two weeks, ending: 2026-02-30}",
            "4:38: invoice.every.ending: is '2026-02-30'; write a day on which two weeks end, such as 2026-10-09",
        ),
        (
            "every: {period: month, ending: day 32}",
            "4:34: invoice.every.ending: is 'day 32'; write a day of the month such as day 25",
        ),
        (
            "every: {period: quarter, ending: day 2}",
            "4:36: invoice.every.ending: belongs to a week, two weeks or a month, and a quarter has its own end; "
            "remove it",
        ),
        (
            "every: [month, week]",
            "4:26: invoice.every[1]: has the same `from:` date as an earlier one; give each its own",
        ),
        (
            "every: week, completed: 2026-11-01",
            "4:24: invoice.completed: belongs to every: completion; write that, or remove it",
        ),
        (
            "final: yes",
            "4:11: invoice.final: needs until: on the contract, the day on which it ends; write it, or remove final",
        ),
        (
            "bill_after: 2 days",
            "4:11: invoice.bill_after: is '2 days'; write a number from 1 to 60, such as 2 business days",
        ),
        (
            "minimum: {amount: 0, below: carry forward}",
            "4:21: invoice.minimum.amount: is 0, so that nothing is carried forward; write the least amount of an "
            "invoice, or remove minimum",
        ),
        (
            "minimum: {amount: 1.005, below: carry forward}",
            "4:21: invoice.minimum.amount: is 1.005, and USD has 2 decimals; write the exact amount",
        ),
    ],
)
def test_what_is_wrong_with_a_rhythm_or_a_least_amount_is_told(tmp_path: Path, invoice: str, problem: str) -> None:
    assert told(tmp_path, invoice) == [problem]


def test_what_is_counted_by_the_month_does_not_go_with_weeks(tmp_path: Path) -> None:
    more = "minimum: {amount: 500}\ndiscounts: [{name: Loyalty, amount: 20}]\n"
    assert told(tmp_path, "every: week", more) == [
        f"15:1: minimum: is what a month bills at least, {BY_MONTH}",
        f"16:29: discounts[0].amount: is an amount a month, {BY_MONTH}",
    ]
    (problem,) = told(tmp_path, "every: half month", stream=CARE)
    assert problem.endswith(
        "includes_hours: is hours of a calendar month, and a period of this contract ends within one; "
        "write every: month or quarter"
    )
    assert told(tmp_path, "every: quarter", stream=CARE) == []
    (problem,) = told(tmp_path, "every: completion", stream=CARE.replace("5", "0").replace("in arrears", "in advance"))
    assert problem.endswith(
        "bill: is before the work, and this contract is billed when it is completed; write in arrears"
    )


def test_what_a_least_amount_would_lose_or_cut_is_refused_beside_it(tmp_path: Path) -> None:
    least = "minimum: {amount: 100, below: carry forward}"
    more = "minimum: {amount: 500}\ndiscounts: [{name: Loyalty, amount: 20}]\n"
    assert told(tmp_path, least, more) == [
        "15:1: minimum: is what each month is filled up to, and invoice: minimum carries small invoices forward; "
        "remove one",
        "16:29: discounts[0].amount: is an amount a month, and invoice: minimum may leave a month without one; "
        "write percent",
    ]
    (problem,) = told(tmp_path, least, stream=CARE)
    assert problem.endswith(
        "is not built yet beside invoice: minimum, which might carry half an entry forward; remove one"
    )
