"""Files of expenses as records: what an amount is, which currency it has, and why a row is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import Money, minor_digits
from billing.records import EXPENSE, SourceRecord
from connectors.base import BadFile, Export, Reading
from connectors.expenses import EXPORT, read_expenses, to_currency, to_minor
from connectors.tables import open_table
from connectors.values import BadCell
from tests.billing.properties import proven

HARVEST = (
    "Date,Client,Project,Project Code,Category,Notes,Amount,Billable?,Invoiced?,Approved?,First Name,Last Name,"
    "Currency,Receipt"
)


def read(folder: Path, text: str, **stated: object) -> Export:
    path = folder / "expenses.csv"
    path.write_text(text, encoding="utf-8")
    options = {"zone": "UTC", **stated}
    return read_expenses(open_table(path), Reading("spending", EXPORT, **options))  # type: ignore[arg-type]


def short(folder: Path, *rows: str, header: str = "Date,Person,Amount,Currency", **stated: object) -> Export:
    return read(folder, "\n".join((header, *rows)) + "\n", **stated)


def reasons(export: Export) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in export.rejected]


def test_a_row_becomes_an_expense_of_no_time(tmp_path: Path) -> None:
    text = HARVEST + (
        '\n2026-10-05,Acme,Implementation,ACME-IMPL,Travel,"Train, Boston",120.5,Yes,No,Yes,Kim,Allen,'
        "Euro - EUR,receipts/train.pdf\n"
    )
    export = read(tmp_path, text)
    assert export.records == (
        SourceRecord(
            day=date(2026, 10, 5),
            seconds=0,
            person="Kim Allen",
            client="Acme",
            project="Implementation",
            project_code="ACME-IMPL",
            activity="Travel",
            note="Train, Boston",
            billable=True,
            invoiced=False,
            approved=True,
            currency="EUR",
            kind=EXPENSE,
            cost_minor=12050,
            receipt="receipts/train.pdf",
        ),
    )
    assert (export.costs, export.seconds, export.lines, export.ids) == ((Money(12050, "EUR"),), 0, (2,), ())


def test_columns_go_by_the_operator_s_names(tmp_path: Path) -> None:
    header = "Nr;Datum;Wer;Mail;Projekt;Art;Betrag;Währung;Beleg"
    row = "B-7;05.10.2026;Kim Allen;kim@x.test;Impl ACME-IMPL;Reise;1.234,50;EUR;https://x.test/7"
    columns = {
        "id": "Nr",
        "date": "Datum",
        "person": "Wer",
        "email": "Mail",
        "project": "Projekt",
        "category": "Art",
        "amount": "Betrag",
        "currency": "Währung",
        "receipt": "Beleg",
    }
    export = short(tmp_path, row, header=header, columns=columns, dates="dmy")
    (record,) = export.records
    assert (record.day, record.email, record.activity) == (date(2026, 10, 5), "kim@x.test", "Reise")
    assert (record.cost_minor, record.currency, record.receipt, export.ids) == (
        123450,
        "EUR",
        "https://x.test/7",
        ("B-7",),
    )


@pytest.mark.parametrize(
    ("header", "row", "stated", "currency"),
    [
        ("Date,Person,Amount,Currency", "2026-10-05,Kim,5,GBP", "EUR", "GBP"),
        ("Date,Person,Amount,Currency", "2026-10-05,Kim,5,", "EUR", "EUR"),
        ("Date,Person,Amount (USD)", "2026-10-05,Kim,5", "EUR", "USD"),
        ("Date,Person,Amount", "2026-10-05,Kim,5", "EUR", "EUR"),
    ],
)
def test_the_currency_is_the_row_s_else_the_header_s_else_the_connector_s(
    tmp_path: Path, header: str, row: str, stated: str, currency: str
) -> None:
    assert short(tmp_path, row, header=header, currency=stated).records[0].currency == currency


def test_a_file_that_never_says_its_currency_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="does not say its currency; export it with that column"):
        short(tmp_path, "2026-10-05,Kim,5", header="Date,Person,Amount")


def test_what_is_wrong_with_a_row_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    export = short(
        tmp_path,
        "2026-10-05,Kim,12.505,USD",
        "2026-10-05,Kim,1.5,JPY",
        "2026-10-05,Kim,12.50 USD,USD",
        "2026-10-05,Kim,,USD",
        "2026-10-05,Kim,5,€",
        "2026-10-05,Kim,5,",
        "2026-10-05,,5,USD",
        ",Kim,5,USD",
        "2026-13-05,Kim,5,USD",
        "2026-10-05,Kim,1000000000000,USD",
        "2026-10-05,Kim,5,USD,more",
        "2026-10-05,Kim,12.505,BHD",
        "2026-10-05,Kim,-12.5,USD",
    )
    assert reasons(export) == [
        (2, "its amount is '12.505', which has more decimals than USD has (2)"),
        (3, "its amount is '1.5', which has more decimals than JPY has (0)"),
        (4, "its amount is '12.50 USD', which is not a number"),
        (5, "its amount is empty"),
        (6, "its currency is '€', which is no currency; an ISO 4217 code such as EUR is"),
        (7, "its currency is empty"),
        (8, "it names no person"),
        (9, "its date is empty"),
        (10, "its date is '2026-13-05', which is no day of the calendar when read as ymd"),
        (11, "its amount is '1000000000000', which is more than any expense"),
        (12, "this row has more cells than the header has columns"),
    ]
    assert [(record.cost_minor, record.currency) for record in export.records] == [(12505, "BHD"), (-1250, "USD")]
    assert export.rejected[0].day == date(2026, 10, 5)
    assert export.costs == (Money(12505, "BHD"), Money(-1250, "USD"))


def test_an_id_belongs_to_one_row_and_is_never_empty(tmp_path: Path) -> None:
    header, columns = "No,Date,Person,Amount,Currency", {"id": "No"}
    rows = ("1,2026-10-05,Kim,5,USD", ",2026-10-05,Kim,5,USD", "1,2026-10-06,Kim,6,USD", "2,2026-10-06,Kim,6,USD")
    export = short(tmp_path, *rows, header=header, columns=columns)
    assert export.ids == ("1", "2")
    assert reasons(export) == [(3, "its id is empty"), (4, "its id '1' is that of line 2 already")]


def test_a_column_called_id_is_not_taken_for_one_unless_it_is_mapped(tmp_path: Path) -> None:
    export = short(tmp_path, "1,2026-10-05,Kim,5,USD", header="Id,Date,Person,Amount,Currency")
    assert (export.ids, len(export.records)) == ((), 1)


def test_what_a_file_leaves_open_is_refused_until_it_is_stated(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"its numbers can be read two ways \(such as 1,234\)"):
        short(tmp_path, '2026-10-05,Kim,"1,234",JPY', '2026-10-05,Kim,"-5",JPY')
    stated = short(tmp_path, '2026-10-05,Kim,"1,234",JPY', decimal_mark="point")
    assert stated.records[0].cost_minor == 1234
    with pytest.raises(BadFile, match="its dates can be read two ways"):
        short(tmp_path, "05/10/2026,Kim,5,USD")
    refund = short(tmp_path, '2026-10-05,Kim,"-1.234,50",EUR', header="Date,Person,Amount,Currency")
    assert refund.records[0].cost_minor == -123450, "a refund proves the decimal mark as well"


def test_a_file_without_an_amount_is_no_file_of_expenses(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="it looks like a file of expenses but has no column amount"):
        short(tmp_path, "2026-10-05,Kim,USD", header="Date,Person,Currency")


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    header = "Date,Person,Amount,Currency,Notes,Receipt,Category"
    row = '2026-10-05,=cmd|x,5,USD,"\x1b[2J{person} {0}\n%s","../../etc/\u202epasswd",<script>'
    (record,) = short(tmp_path, row, header=header).records
    assert (record.person, record.activity, record.cost_minor) == ("=cmd|x", "<script>", 500)


@pytest.mark.parametrize("cell", ["EURO", "E", "X EUX", "12", "XXX", "", "Euro EURX"])
def test_what_is_no_currency_is_refused(cell: str) -> None:
    with pytest.raises(BadCell, match="which is no currency"):
        to_currency(cell)


@pytest.mark.parametrize(("cell", "code"), [("eur", "EUR"), ("Euro - EUR", "EUR"), ("Yen (¥) - JPY", "JPY")])
def test_a_currency_is_its_code(cell: str, code: str) -> None:
    assert to_currency(cell) == code


@proven
@given(st.integers(-(10**11), 10**11), st.sampled_from(("USD", "JPY", "BHD")), st.sampled_from(("point", "comma")))
def test_every_amount_is_read_back_exactly(minor: int, currency: str, mark: str) -> None:
    written = f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"
    assert to_minor(written if mark == "point" else written.replace(".", ","), mark, currency) == minor
