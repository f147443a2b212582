"""Caps and budgets as a contract states them: read as written, and refused where they contradict it."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing.money import Money
from billing.records import Budget, Cap
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, loaded, problems

LINE = "billing: time and materials}\n"
FREE = "  - {code: ACME-FREE, name: Free, billing: non-billable}\n"


def with_terms(terms: str, more: str = "", old: bool = False) -> dict[str, str]:
    """The valid folder with these terms on its workstream, and more on the contract."""
    assert ACME.count(LINE) == 1
    text = ACME.replace(LINE, f"billing: time and materials, {terms}}}\n" if terms else LINE) + more
    return {**FILES, ACME_FILE: text.replace("from: 2026-10-05\n", "") if old else text}


def told(folder: Path, terms: str, more: str = "", old: bool = False) -> list[str]:
    found = problems(folder_of(folder, with_terms(terms, more, old)))
    return [each.removeprefix(f"{ACME_FILE}:") for each in found]


def test_caps_are_read_as_written_those_of_workstreams_first(tmp_path: Path) -> None:
    terms = "cap: [{amount: 60000, beyond: order PO-2}, {hours: 20, per: month, beyond: write off}]"
    more = "cap: [{amount: 90000}, {hours: 7.5, per: workstream}]\n"
    found = loaded(folder_of(tmp_path, with_terms(terms, more))).contracts["acme"]
    assert found.caps == (
        Cap("ACME-IMPL", Money(6000000, "USD"), None, "total", "order", "PO-2"),
        Cap("ACME-IMPL", None, 72000, "month", "write off"),
        Cap("ACME-IMPL", None, 27000),
        Cap("", Money(9000000, "USD")),
    )
    assert [(order.number, order.reserved) for order in found.orders] == [("PO-1", False), ("PO-2", True)]


def test_budgets_are_read_as_written(tmp_path: Path) -> None:
    terms, more = "budget: {hours: 400, alert_at: [90, 75, 110]}", "budget: {amount: 100.5}\n"
    found = loaded(folder_of(tmp_path, with_terms(terms, more))).contracts["acme"].budgets
    assert found == (
        Budget("ACME-IMPL", None, 1440000, (75, 90, 110), "billable"),
        Budget("", Money(10050, "USD"), None, (), "billable"),
    )


@pytest.mark.parametrize(
    ("terms", "more", "problem"),
    [
        ("cap: {per: month}", "", "says neither amount nor hours; write one, such as cap: {amount: 60000}"),
        ("cap: {amount: 1, hours: 1}", "", "hours: stands beside amount; write two of them, or remove one"),
        ("budget: {hours: 0}", "", "hours: is 0; write what the budget is, or remove it if there is none"),
        ("cap: {amount: 0.001}", "", "amount: is 0.001, and USD has 2 decimals; write the exact amount"),
        (
            "cap: {amount: 1, beyond: bill}",
            "",
            "beyond: must be hold, write off, or order and its number, such as order PO-9",
        ),
        (
            "cap: {amount: 1, beyond: order PO-3}",
            "",
            "there is no order PO-3 under purchase_orders; did you mean PO-2?",
        ),
        (
            "cap: {amount: 1, per: workstream}",
            "",
            "per: is for the cap of a whole contract; leave it out, or write total, task or month",
        ),
        (
            "cap: [{amount: 1}, {amount: 2, beyond: write off}]",
            "",
            "is a second cap of the same kind for the same work; remove one",
        ),
        (
            "cap: {amount: 1}",
            "cap: {amount: 2, per: workstream}\n",
            "is a second cap of the same kind for the same work; remove one",
        ),
        (
            "budget: {amount: 1, of: logged}",
            "",
            "of: says which hours count, and this budget is an amount; remove it, or write hours",
        ),
        ("budget: {hours: 1, alert_at: 1001}", "", "must be a whole percentage from 1 to 1000, such as 75"),
    ],
)
def test_what_is_wrong_with_a_cap_or_budget_is_told(tmp_path: Path, terms: str, more: str, problem: str) -> None:
    (found,) = told(tmp_path, terms, more)
    assert found.endswith(problem)


def test_a_cap_per_task_needs_lines_of_one_task(tmp_path: Path) -> None:
    files = with_terms("cap: {hours: 4, per: task}")
    files[ACME_FILE] = files[ACME_FILE].replace("lines_by: task", "lines_by: person")
    (found,) = problems(folder_of(tmp_path, files))
    assert found.endswith(
        "cap.per: needs lines that each are of one task, and invoice.lines_by is person; "
        "write one of task, person and task, entry there, or cap something else"
    )


def test_a_workstream_that_is_not_billed_has_nothing_to_cap(tmp_path: Path) -> None:
    free = FREE.replace("non-billable", "non-billable, cap: {hours: 4}")
    files = with_terms("")
    files[ACME_FILE] = files[ACME_FILE].replace("from: 2026-10-05\n", f"{free}from: 2026-10-05\n")
    (found,) = problems(folder_of(tmp_path, files))
    assert found.endswith("has nothing to cap, because ACME-FREE is non-billable; remove it")


# ---- before go-live ----

TERMS = "cap: [{amount: 500}, {hours: 4, per: task}, {hours: 9, per: month}], budget: {hours: 40}"


def test_what_was_used_before_go_live_must_be_written(tmp_path: Path) -> None:
    (missing,) = told(tmp_path, TERMS, old=True)
    assert missing.endswith(
        "opening: is missing, and PO-1, the cap of ACME-IMPL, the budget of ACME-IMPL may have been used before "
        "go_live; write opening: {as_of: 2026-10-01, orders: {PO-1: 0}, caps: {ACME-IMPL: 0}, "
        "task_cap_hours: {ACME-IMPL: {}}, budget_hours: {ACME-IMPL: 0}} with what others than Tieout had billed, "
        "and what was worked or carried over, instead of 0, or give the contract, or the order or workstream itself, a "
        "from: of 2026-10-01 or later"
    )
    opening = missing.partition("write ")[2].partition(" with what")[0]
    assert told(tmp_path, TERMS, f"{opening}\n", old=True) == [], "what the sentence says to write is enough"


def test_each_figure_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    found = told(
        tmp_path, TERMS, "opening: {as_of: 2026-10-01, orders: {PO-1: 0}, budget_hours: {ACME-IMPL: 3}}\n", old=True
    )
    assert [each.partition(" ")[2] for each in found] == [
        "opening.caps: ACME-IMPL is missing; "
        "write what had been used of the cap of ACME-IMPL before 2026-10-01 by others than Tieout, 0 if nothing",
        "opening.task_cap_hours: ACME-IMPL is missing; "
        "write what had been used of the cap of ACME-IMPL before 2026-10-01 by others than Tieout, {} if nothing",
    ]


def test_an_opening_of_caps_and_budgets_is_read_exactly(tmp_path: Path) -> None:
    said = "caps: {ACME-IMPL: 300.5}, task_cap_hours: {ACME-IMPL: {IMPL-7: 1.5}}, budget_hours: {ACME-IMPL: 3}"
    more = f"opening: {{as_of: 2026-10-01, orders: {{PO-1: 0}}, {said}}}\n"
    opening = loaded(folder_of(tmp_path, with_terms(TERMS, more, old=True))).contracts["acme"].opening
    assert opening is not None
    assert opening.caps == (("ACME-IMPL", Money(30050, "USD")),)
    assert opening.balances == (
        ("budget_hours", "ACME-IMPL", "", 10800),
        ("task_cap_hours", "ACME-IMPL", "IMPL-7", 5400),
    )


def test_an_opening_of_a_cap_that_is_none_is_refused(tmp_path: Path) -> None:
    found = told(tmp_path, "", "opening: {as_of: 2026-10-01, cap_hours: {ACME-IMP: 3}}\n")
    assert found[0].endswith("cap_hours.ACME-IMP: this contract has no workstream ACME-IMP; did you mean ACME-IMPL?")
