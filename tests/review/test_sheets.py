"""CSV and XLSX read back: real numbers and dates, no formulas, sums that equal the answer for programs."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from billing.money import Money
from billing.records import Contract
from review import drafts as drafts_report
from review import statement as statement_report
from review.flat import drafts_table, exceptions_table, statement_table
from review.forms import Beside, Forms, drafts_forms, exceptions_forms, statement_forms
from review.not_due import WaitingRow
from review.restated import RestatedRow
from review.sheets import neutral, sheet_names, to_csv, to_xlsx
from review.tables import Cell, Hours, Section, Sheet, flat_table, one_line, section
from tests.review.made_up import AS_OF, HEADING, TODAY, drafts, issues, statement

NO_CONTRACTS: dict[str, Contract] = {}
FORMS = {
    "exceptions": exceptions_forms(issues(), HEADING),
    "statement": statement_forms(statement(), HEADING),
    "drafts": drafts_forms(drafts(), NO_CONTRACTS, TODAY, HEADING, Beside()),
}


def rows_of(table: Section) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(table).decode(), newline="")))


def workbook_of(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(sheets, "A report", AS_OF)))


def only_sheet(*rows: tuple[Cell, ...]) -> Any:
    headers = [f"h{number}" for number in range(len(rows[0]))]
    return workbook_of(Sheet("Rows", flat_table(headers, rows)))["Rows"]


def records(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


# ---- formulas ----


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1 h taken back",
        "@SUM(A1)",
        "\t=1+1",
        "\rx",
        "\nx",
        "  =1+1",
        "\u00a0=1+1",
        "\u3000=1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\u22121",
        "﹦1",
    ],
)
def test_a_text_that_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Work", "a=b", "ACME-14", "5-3", "'quoted", "(=1)", "…", "é", "½"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_negative_numbers_stay_numbers_beside_texts_that_look_like_them() -> None:
    row: tuple[Cell, ...] = ("-1", Money(-1500, "USD"), Decimal("-0.5"), -3, Hours(-5400))
    assert to_csv(flat_table("abcde", [row])).decode().splitlines()[1] == "'-1,-15.00,-0.50,-3,-1.50"
    cells = only_sheet(row)[2]
    assert [cell.value for cell in cells] == ["-1", -15, -0.5, -3, -1.5]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "n"]


@pytest.mark.parametrize("name", FORMS)
def test_no_workbook_has_a_formula_a_link_or_a_macro(name: str) -> None:
    content = to_xlsx(FORMS[name].sheets(), name, AS_OF)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [part for part in parts.namelist() if "vba" in part or "external" in part or "media" in part]
        for part in parts.namelist():
            text = parts.read(part).decode()
            assert "<f>" not in text and "<hyperlink" not in text and 'TargetMode="External"' not in text
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_hostile_text_is_the_same_text_in_the_workbook() -> None:
    texts = ['=HYPERLINK("http://evil.test")', "http://evil.test", "<r><t>rich</t></r>", "_x0041_", "a\uffffb", "007"]
    sheet = only_sheet(*((text,) for text in texts))
    read = [cell.value for cell in sheet["A"][1:]]
    assert [str(text).strip() for text in read[:3]] == texts[:3]
    assert read[5] == "007"
    assert all(cell.hyperlink is None for cell in sheet["A"])


def test_markup_that_is_broken_does_not_break_the_workbook() -> None:
    sheet = only_sheet(("<r><t>unclosed & </r>",))
    assert sheet["A2"].value.strip() == "<r><t>unclosed & </r>"


# ---- CSV ----


def test_csv_quotes_as_rfc_4180_says() -> None:
    table = flat_table(["a", ">b"], [('say "hi", twice', 1), ("plain", 2)])
    assert to_csv(table) == b'a,b\r\n"say ""hi"", twice",1\r\nplain,2\r\n'


def test_csv_has_a_row_for_each_issue_with_every_fact() -> None:
    first, second, _, last = rows_of(exceptions_table(issues()))
    assert (first["code"], first["severity"], first["client"]) == (
        "missing_project_code",
        "blocks billing",
        "Acme <Corp>",
    )
    assert (first["person"], first["date"], first["hours"], first["seconds"]) == (
        "Kim Allen",
        "2026-10-19",
        "2.75",
        "9900",
    )
    assert first["entry"] == "e1" and "nothing names a project code" in first["sentence"]
    assert first["remedy"].startswith("Give the project a code in harvest")
    assert (second["person"], second["hours"]) == ("'+Sam", "0.2778")
    assert second["link"] == "https://tasks.test/ACME-14?a=1&b=2"
    assert (last["date"], last["hours"], last["seconds"], last["link"]) == ("", "0.00", "0", "")


def test_csv_of_the_statement_proves_itself() -> None:
    rows = rows_of(statement_table(statement(lost=7)))
    states = [row for row in rows if row["row"] == "state"]
    assert [(row["client"], row["source"], row["state"], row["seconds"]) for row in states] == [
        ("Acme <Corp>", "harvest", "drafted", "54612"),
        ("Acme <Corp>", "harvest", "non_billable", "7200"),
        ("'=Bluefin", "toggl", "held", "3000"),
    ]
    proof = {(row["state"], row["source"]): int(row["seconds"]) for row in rows if row["row"] == "proof"}
    placed = sum(int(row["seconds"]) for row in states)
    assert proof["in_the_states", ""] == placed == 64_812
    assert proof["tracked", ""] == placed + proof["unreadable_or_running", ""] + proof["difference", ""]
    assert proof["difference", ""] == 7
    assert (proof["tracked_by_source", "toggl"], proof["stated_by_source", "toggl"]) == (3_600, 3_600)
    assert ("stated_by_source", "harvest") not in proof
    money = [(row["state"], row["count"], row["currency"], row["amount"]) for row in rows if row["row"] == "money"]
    assert money == [
        ("drafts_net", "1", "JPY", "3656500"),
        ("drafts_not_on_entries", "", "JPY", "0"),
        ("drafts_net", "2", "USD", "2952.00"),
        ("drafts_not_on_entries", "", "USD", "-0.01"),
    ]


def test_csv_of_the_statement_has_what_is_billed_what_was_restated_and_what_waits() -> None:
    made = statement()
    usd = replace(made.money[1], billed=Money(100_000, "USD"))
    restated = (
        RestatedRow("acme", "Acme <Corp>", "harvest", "on documents", 7_200, 3_600, AS_OF),
        RestatedRow("acme", "Acme <Corp>", "harvest", "open", 0, 1_800, AS_OF),
    )
    waits = (WaitingRow("blue", "=Bluefin", "2026-12-31", 900), WaitingRow("blue", "=Bluefin", "", 60))
    rows = rows_of(statement_table(replace(made, money=(usd,), restated=restated, waiting=waits)))
    assert [row["amount"] for row in rows if row["state"] == "billed"] == ["1000.00"]
    names = ("row", "client", "source", "state", "seconds")
    later = [tuple(row[name] for name in names) for row in rows if row["row"] in ("restated", "waiting")]
    assert later == [
        ("restated", "Acme <Corp>", "harvest", "on_documents", "-3600"),
        ("restated", "Acme <Corp>", "harvest", "open", "1800"),
        ("waiting", "'=Bluefin", "", "2026-12-31", "900"),
        ("waiting", "'=Bluefin", "", "carried_forward", "60"),
    ]


def test_csv_of_the_drafts_repeats_the_draft_on_each_line() -> None:
    rows = rows_of(drafts_table(drafts()))
    assert [(row["draft"], row["line"], row["currency"], row["amount"]) for row in rows] == [
        ("d1", "l1", "USD", "41.67"),
        ("d1", "l2", "USD", "240882.43"),
        ("d1", "l3", "USD", "-150.00"),
        ("d2", "l4", "JPY", "70000"),
    ]
    assert {row["draft_total"] for row in rows if row["draft"] == "d1"} == {"240774.10"}
    assert (rows[0]["quantity"], rows[0]["unit_price"], rows[1]["unit_price"]) == ("0.2778", "150.00", "195.1255")
    assert rows[0]["description"].startswith("'=HYPERLINK(") and rows[2]["description"] == "'-1 h taken back"
    assert (rows[0]["worked_seconds"], rows[0]["charged_hours"], rows[0]["tasks"]) == (
        "1000",
        "0.30",
        "ACME-14, ACME-15",
    )
    assert (rows[3]["status"], rows[3]["entries"], rows[3]["service_from"]) == ("outdated", "3", "2026-10-05")


# ---- XLSX ----


def test_cells_keep_their_type_and_their_currencys_decimals() -> None:
    cells = only_sheet(
        (
            "text",
            7,
            Decimal("0.2778"),
            date(2026, 10, 31),
            Money(250_252, "USD"),
            Money(1_200, "JPY"),
            Money(1_250, "BHD"),
            Hours(5_400),
            "",
        )
    )[2]
    assert [cell.value for cell in cells] == [
        "text",
        7,
        0.2778,
        datetime(2026, 10, 31),  # noqa: DTZ001  # a day has no zone
        2502.52,
        1200,
        1.25,
        1.5,
        None,
    ]
    assert [cell.number_format for cell in cells[1:8]] == [
        "0",
        "#,##0.00##",
        "yyyy-mm-dd",
        "#,##0.00",
        "#,##0",
        "#,##0.000",
        "#,##0.00",
    ]


def test_a_table_filters_and_its_header_stays_in_view() -> None:
    table = section(
        "Hours", ("client", ">hours"), [("Acme", Hours(3600)), ("Zenith", Hours(60))], ["A note."], ("all", Hours(3660))
    )
    sheet = workbook_of(Sheet("Hours", table))["Hours"]
    assert [[cell.value for cell in row] for row in sheet["A1:A8"]] == [
        ["Hours"], [None], ["client"], ["Acme"], ["Zenith"], ["all"], [None], ["A note."],
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:B5")
    assert sheet["A6"].font.bold and sheet["B6"].font.bold and not sheet["A5"].font.bold
    assert (sheet["B3"].alignment.horizontal, sheet["A3"].alignment.horizontal) == ("right", "left")


def test_a_flat_table_begins_in_the_first_row() -> None:
    sheet = only_sheet(("a", 1))
    assert (sheet["A1"].value, sheet.freeze_panes, sheet.auto_filter.ref) == ("h0", "A2", "A1:B2")


def test_columns_are_as_wide_as_their_texts_within_reason() -> None:
    sheet = only_sheet(("x", "medium text here", "long " * 50))
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < widths[1] < widths[2] < 70
    assert sheet["C2"].alignment.wrap_text


def test_names_of_sheets_are_those_that_excel_allows() -> None:
    wanted = ["A/B: [x]*?\\", "'quoted'", "", "x" * 40, "X" * 40, "History", "Größe\n2", "größe 2"]
    found = sheet_names(wanted)
    assert found[:3] == ["A B x", "quoted", "Sheet"]
    assert found[3:] == ["x" * 31, "X" * 29 + " 2", "History 2", "Größe 2", "größe 2 2"]
    assert all(len(name) <= 31 for name in found)


def test_the_same_report_of_the_same_moment_is_the_same_file() -> None:
    once, twice = (to_xlsx(FORMS["drafts"].sheets(), "Drafts", AS_OF) for _ in range(2))
    assert once == twice
    assert openpyxl.load_workbook(io.BytesIO(once)).properties.created.replace(tzinfo=UTC) == AS_OF


# ---- what the sheets come to ----


def sheets_of(forms: Forms) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(forms.sheets(), forms.heading.title, AS_OF)))


def test_the_sheets_of_the_exceptions_come_to_what_programs_are_told() -> None:
    book, told = sheets_of(FORMS["exceptions"]), FORMS["exceptions"].json()
    rows = records(book["Exceptions"])
    assert sum(row["seconds"] for row in rows) == sum(row["seconds"] for row in told) == 10_936
    assert round(sum(row["hours"] for row in rows) * 3600) == 10_936
    assert [(row["code"], row["entry"] or None, row["sentence"]) for row in rows] == [
        (row["code"], row["entry"], one_line(row["sentence"])) for row in told
    ]
    summary = [[cell.value for cell in row] for row in book["Summary"]["A3:D6"]]
    assert summary[0] == ["kind", "severity", "rows", "hours"]
    assert [row[:3] for row in summary[1:]] == [
        ["missing_project_code", "blocks billing", 2],
        ["no_task", "warns", 1],
        ["bad_row", "blocks billing", 1],
    ]


def test_the_sheets_of_the_statement_come_to_what_programs_are_told() -> None:
    book, told = sheets_of(FORMS["statement"]), statement_report.to_json(statement())
    assert book.sheetnames == ["Statement", "Documents", "Rows"]
    rows = records(book["Rows"])
    for state, seconds in told["states"].items():
        assert sum(row["seconds"] for row in rows if row["row"] == "state" and row["state"] == state) == seconds
    amounts = {row["currency"]: row["amount"] for row in rows if row["state"] == "drafts_net"}
    assert {row["currency"]: float(row["net"]) for row in told["money"]} == amounts
    wide = book["Statement"]
    header = [cell.value for cell in wide[3]]
    totals = dict(zip(header, [cell.value for cell in wide[6]], strict=True))
    assert totals["client"] == "all"
    assert round(totals["tracked"] * 3600) == sum(told["states"].values())
    for column, name in enumerate(header[2:], 2):
        assert round(sum(wide[row][column].value for row in (4, 5)) * 3600) == round(totals[name] * 3600)


def test_the_sheets_of_the_drafts_come_to_what_programs_are_told() -> None:
    book, told = sheets_of(FORMS["drafts"]), drafts_report.to_json(drafts())
    lines = records(book["Lines"])
    for item in told:
        cents = [round(row["amount"] * 100) for row in lines if row["draft"] == item["id"]]
        assert sum(cents) == round(Decimal(item["total"]) * 100)
        assert [row["quantity"] for row in lines if row["draft"] == item["id"]] == [
            float(each["quantity"]) for each in item["lines"]
        ]
    header, *rows = book["Drafts"].iter_rows(min_row=3, max_row=5, values_only=True)
    nets = {row[header.index("id")]: row[header.index("net")] for row in rows}
    assert nets == {item["id"]: float(item["total"]) for item in told}


def test_reports_without_rows_are_tables_without_rows() -> None:
    empty = [exceptions_forms([], HEADING), drafts_forms([], NO_CONTRACTS, TODAY, HEADING, Beside())]
    for forms in empty:
        assert to_csv(forms.table()).count(b"\r\n") == 1
        assert len(sheets_of(forms).sheetnames) == 2
