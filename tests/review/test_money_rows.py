"""The statement's money: each kind of line has its row, rows sum to the net, and what does not is a difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from billing.draft_records import Draft, Line
from billing.labels import LABELS
from billing.money import Money, total
from billing.wishes import LineKind, Texts, Wishes
from review.client import BilledEntry, DocumentFacts, client_document
from review.money_rows import MONEY_ROWS
from review.statement import to_json
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, contract, entry_of, worked

ADJUSTED = replace(
    AGENCY,
    contracts=(
        contract("a", "AAA-ONE", discounts=[{"name": "Ten", "percent": "10 %"}], minimum={"amount": "500"}),
        contract("b", "BBB-ONE"),
    ),
)


def test_every_kind_of_line_is_in_exactly_one_row() -> None:
    assert Counter(kind for row in MONEY_ROWS for kind in row.kinds) == dict.fromkeys(LineKind, 1)
    assert len({row.name for row in MONEY_ROWS}) == len(MONEY_ROWS)


def test_every_kind_of_line_is_on_the_clients_paper_and_in_its_total() -> None:
    day = date(2026, 10, 5)
    money = {kind: Money(100 + place, "USD") for place, kind in enumerate(LineKind)}
    lines = tuple(
        Line(kind, "IMPL", kind, Decimal(1), amount.decimal, amount, 0, 0, day, day, (), (), "", kind=kind)
        for kind, amount in money.items()
    )
    whole = total(list(money.values()), "USD")
    draft = Draft("d1", "acme", "Acme", "2026-10", "all", whole, "", "", "", day, day, lines)
    entries = [BilledEntry("e1", LineKind.TIME, day, "Kim", "", "", "", (), 0, 0, money[LineKind.TIME])]
    for language in LABELS:
        shown = client_document(draft, entries, Wishes(texts=Texts(language)), DocumentFacts("North"))
        kinds = [line.kind for group in shown.groups for line in group.lines]
        assert sorted(kinds) == sorted(LineKind)
        assert all(group.heading for group in shown.groups)


@pytest.mark.parametrize(
    ("change", "difference", "unexplained"),
    [
        ("UPDATE line SET amount_minor = amount_minor", "0.00", "0.00"),
        ("UPDATE draft SET total_minor = total_minor + 7", "0.07", "0.07"),
        ("UPDATE line SET amount_minor = amount_minor - 5 WHERE kind = 'time'", "0.00", "0.05"),
        ("UPDATE line SET amount_minor = amount_minor + 3 WHERE kind = 'discount'", "-0.03", "-0.03"),
        ("UPDATE placement SET minor = minor + 2", "-0.02", "0.00"),
        ("UPDATE line SET kind = 'time' WHERE kind = 'minimum'", "230.00", "0.00"),
    ],
)
def test_documents_rows_and_portions_tie_out_and_a_difference_shows(
    change: str, difference: str, unexplained: str
) -> None:
    with house_of(ADJUSTED) as house:
        _billed(house)
        with house.store.writer.begin() as connection:
            connection.execute(text(change))
        (row,) = house.statement(OCTOBER).money
        assert (str(row.difference.decimal), str(row.unexplained.decimal)) == (difference, unexplained)
        rows = {name: str(amount.decimal) for name, amount in row.rows.items() if amount.minor}
        if "kind" not in change and "line" not in change:
            assert rows == {"time": "300.00", "minimums": "230.00", "discounts": "-30.00"}


def test_programs_read_the_rows_by_keys_without_blanks() -> None:
    with house_of(ADJUSTED) as house:
        _billed(house)
        (money,) = to_json(house.statement(OCTOBER))["money"]
        assert money["rows"] == dict.fromkeys(money["rows"], "0.00") | {
            "time": "300.00",
            "minimums": "230.00",
            "discounts": "-30.00",
        }
        assert {"deposits_used", "write_downs"} <= money["rows"].keys()
        assert all(key.isidentifier() for key in (*money["rows"], *money["kinds"]))


@pytest.mark.parametrize("by", ["adjustment", "credit-note"])
def test_what_credit_notes_give_back_and_what_an_invoice_corrects_are_rows_of_their_own(by: str) -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05", 10800))
        house.run((OCTOBER,))
        house.bill()
        bring(house, worked("10-05", 7200))
        house.run((OCTOBER,))
        house.correct(by, entry_of(house))
        house.run((OCTOBER, NOVEMBER))
        (row,) = house.statement(NOVEMBER if by == "adjustment" else OCTOBER).money
        used = {name: str(amount.decimal) for name, amount in row.rows.items() if amount.minor}
        assert used == ({"corrections": "-100.00"} if by == "adjustment" else {"time": "300.00", "credits": "-100.00"})
        assert not row.unexplained.minor and not row.difference.minor


def _billed(house: House) -> None:
    bring(house, worked("10-05", 10800))
    house.run((OCTOBER,))
