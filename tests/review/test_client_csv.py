"""The client's CSV: a column only for what is shown, amounts that sum to the total, and no formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from billing.wishes import Show
from review.client import ClientDocument
from review.client_csv import to_csv
from tests.review.client_samples import INTAKE, document, draft_of, entry, line, usual


def rows(of: ClientDocument) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(of).decode(), newline="")))


def test_a_row_says_who_did_what_when_at_which_rate() -> None:
    assert rows(document(usual()))[0] == {
        "date": "2026-10-05",
        "workstream": "Implementation",
        "description": "ACME-14 Prompt revision for intake bot",
        "task": "ACME-14",
        "title": "Prompt revision for intake bot",
        "link": "https://northwind.atlassian.net/browse/ACME-14",
        "person": "Sam Ortiz",
        "note": "first draft",
        "hours": "1.3889",
        "rate": "187.50",
        "amount": "260.42",
        "currency": "USD",
    }


def test_amounts_sum_to_the_total_whatever_is_shown() -> None:
    shows = [Show(), Show(hours=False), Show(rates=False, people="roles"), Show(tasks=False, notes=True)]
    sums = [sum(Decimal(row["amount"]) for row in rows(document(usual(), show))) for show in shows]
    assert sums == [Decimal("1702.03")] * 4


def test_a_column_stands_only_for_what_is_shown() -> None:
    least = rows(document(usual(), Show(hours=False, tasks=False)))
    assert list(least[0]) == ["date", "workstream", "description", "amount", "currency"]
    assert len(least) == 8, "a row for each line, where entries are not shown"
    roles = rows(document(usual(), Show(people="roles", rates=False)))
    assert (roles[0]["role"], "person" in roles[0], "rate" in roles[0]) == ("senior", False, False)


def test_what_is_hidden_is_nowhere_in_the_file() -> None:
    text = to_csv(document(usual(), Show(rates=False, tasks=False))).decode()
    assert not [
        word for word in ("Sam Ortiz", "Kim Allen", "ACME-14", "atlassian", "187.5", "first draft") if word in text
    ]


def test_things_that_are_not_time_have_neither_hours_nor_a_rate() -> None:
    seats = next(row for row in rows(document(usual())) if row["description"] == "Seats of the review tool")
    assert (seats["hours"], seats["rate"], seats["amount"]) == ("", "", "180.00")


def test_cells_of_strangers_are_no_formulas() -> None:
    made = draft_of(line("=1+1", "90", [entry(5, 3600, "@Kim", '-2+3"\r\n=cmd', [INTAKE])]))
    row = rows(document(made))[0]
    assert (row["description"], row["person"], row["note"]) == ("'=1+1", "'@Kim", "'-2+3\" =cmd")
