"""The files of an export: every column of the store has its place or its reason, and the guide says what each is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mappings.whole import tables
from review.export_files import ExportFile, Totals
from review.export_of_billing import LEFT_OUT
from review.export_text import FILES, guide, readme

GUIDE = Path(__file__).parent.parent.parent / "docs" / "guide" / "export.md"
HEAD = "## Every file\n\n"


def named(name: str) -> ExportFile:
    return next(file for file in FILES if file.name == name)


def test_every_column_of_the_store_is_exported_or_left_out_with_a_reason() -> None:
    exported = {(file.table, column) for file in FILES for column in file.columns}
    left_out = {(table, column) for table, columns in tables().items() for column in columns if table in LEFT_OUT}
    left_out |= {(name.partition(".")[0], name.partition(".")[2]) for name in LEFT_OUT if "." in name}
    known = {(table, column) for table, columns in tables().items() for column in columns}
    assert sorted(known - exported - left_out) == []
    assert sorted((exported | left_out) - known) == []
    assert sorted(exported & left_out) == []
    assert all(LEFT_OUT.values())
    assert "connection" in LEFT_OUT


def test_files_of_one_table_divide_it_and_have_the_same_columns() -> None:
    names = [file.name for file in FILES]
    assert len(names) == len(set(names))
    for table in {file.table for file in FILES}:
        of_table = [file for file in FILES if file.table == table]
        assert len({tuple(file.columns) for file in of_table}) == 1
        if len(of_table) == 1:
            assert of_table[0].only is None
            continue
        first, second = (file.only for file in of_table)
        assert first and second
        assert (first.column, first.value, first.equal) == (second.column, second.value, not second.equal)


def test_what_stands_in_the_json_lines_alone_and_every_amount_has_a_currency() -> None:
    for file in FILES:
        assert set(file.unflat) <= set(file.columns)
        names = [name for name, _, _ in file.fields]
        assert len(names) == len(set(names))
        for name in names:
            if name.endswith("minor"):
                assert "currency" in names
        assert all(words and not words.endswith(".") for _, _, words in file.fields)


def test_the_guide_and_the_readme_name_every_file_and_field(request: pytest.FixtureRequest) -> None:
    page = GUIDE.read_text()
    expected = page.partition(HEAD)[0] + HEAD + guide()
    if request.config.getoption("--regenerate"):
        GUIDE.write_text(expected)
    assert GUIDE.read_text() == expected
    text = readme()
    for file in FILES:
        part = text.partition(f"\n{file.name}\n----")[2].partition("\n\n")[0]
        assert [name for name, _, _ in file.fields] == re.findall(r"^  (\w+) \(", part, re.MULTILINE)


def test_amounts_are_written_twice_and_in_their_own_decimals() -> None:
    file = named("documents")
    row = dict.fromkeys(file.columns)
    for currency, words in (("USD", "-12.05"), ("JPY", "-1205"), ("BHD", "-1.205"), ("XXZ", None), ("", None)):
        (record,) = file.records([tuple({**row, "currency": currency, "net_minor": -1205}.values())])
        assert (record["net_minor"], record["net"], record["tax"]) == (-1205, words, None)
        assert list(record)[list(record).index("net_minor") + 1] == "net"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('=HYPERLINK("http://evil.test")', '\'=HYPERLINK("http://evil.test")'),
        ("\u202e@SUM(1)", "'@SUM(1)"),
        ("-1+2", "'-1+2"),
        ("-12.50", "-12.50"),
        ("two\nlines\x1b[2J", "two lines [2J"),
        (True, "yes"),
        (None, ""),
        (["=1", "b"], '["=1","b"]'),
        ("x" * 40_000, "x" * 31_999 + "…"),
    ],
)
def test_a_cell_is_one_line_and_no_formula(value: object, cell: str) -> None:
    file = named("task_names")
    assert file.cells({"name": value, "ref": "r"}) == [cell, "r"]


def test_totals_count_what_is_there_and_what_stands() -> None:
    totals = Totals()
    for present, day, seconds in ((True, "2026-10-31", 60), (True, "2026-11-01", 5), (False, "2026-11-01", 7)):
        totals.add("entries", {"present": present, "day": day, "seconds": seconds})
    for status, minor in (("draft", 100), ("posted", 5), ("superseded", 1000), ("voided", 1000)):
        totals.add("drafts", {"status": status, "period": "2026-10", "currency": "USD", "total_minor": minor})
    totals.add("lines", {"status": "draft"})
    assert totals.to_json() == {
        "seconds": 65,
        "seconds_by_month": {"2026-10": 60, "2026-11": 5},
        "drafts": {"USD": {"minor": 105, "amount": "1.05"}},
        "drafts_by_period": {"2026-10": {"USD": {"minor": 105, "amount": "1.05"}}},
    }
