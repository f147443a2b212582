"""A file as rows: line ends, marks, broken quotes, strange encodings, and text that must come back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from connectors import tables
from connectors.base import BadFile, Reading
from connectors.exports import read_export
from connectors.registry import LAYOUTS
from connectors.tables import open_table

PROPERTY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(folder: Path, content: str | bytes) -> list[tuple[int, list[str] | str]]:
    return list(open_table(written(folder, content)).rows())


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---- forms ----


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n3,4\n",
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r",
        "\ufeffa,b\n1,2\n3,4\n",
        "a;b\n1;2\n3;4\n",
        "a\tb\n1\t2\n3\t4\n",
        "a|b\n1|2\n3|4\n",
        '"a","b"\n"1","2"\n"3","4"\n',
        "a,b\n1,2\n3,4\n\n\n",
    ],
)
def test_every_usual_form_gives_the_same_header_and_rows(tmp_path: Path, content: str) -> None:
    table = open_table(written(tmp_path, content))
    assert table.header == ("a", "b")
    assert list(table.rows()) == [(2, ["1", "2"]), (3, ["3", "4"])]


@pytest.mark.parametrize("first", ["sep=;\n", "SEP=;\r\n", "\ufeffsep=;\n", '"sep=;"\n', "\n", "\r\n"])
def test_a_line_before_the_header_that_names_the_mark_or_is_empty_is_passed_over(tmp_path: Path, first: str) -> None:
    table = open_table(written(tmp_path, first + "a;b\n1;2\n"))
    assert (table.header, list(table.rows())) == (("a", "b"), [(3, ["1", "2"])])


def test_empty_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "a,b\n\n1,2\n,\n  ,  \n3,4\n") == [(3, ["1", "2"]), (6, ["3", "4"])]


def test_spaces_in_a_header_are_made_regular(tmp_path: Path) -> None:
    assert open_table(written(tmp_path, " Start  date ,\u00a0Hours\n")).header == ("Start date", "Hours")


def test_backslashes_are_text_and_escape_nothing(tmp_path: Path) -> None:
    assert rows_of(tmp_path, 'a,b\nC:\\temp\\,"x\\"\n') == [(2, ["C:\\temp\\", "x\\"])]


def test_a_note_of_several_lines_is_one_row_and_the_next_has_its_own_line(tmp_path: Path) -> None:
    found = rows_of(tmp_path, 'a,b\n1,"one\r\ntwo\nthree, ""quoted"""\n3,4\n')
    assert found == [(2, ["1", 'one\r\ntwo\nthree, "quoted"']), (5, ["3", "4"])]


def test_rows_shorter_or_longer_than_the_header_come_as_they_are(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "a,b,c\n1\n1,2,3,4\n") == [(2, ["1"]), (3, ["1", "2", "3", "4"])]


# ---- broken quotes: only that row is lost ----


@pytest.mark.parametrize(
    "broken",
    ['2,"opened', '2,"opened and "closed" wrongly', '2,"closed"too early', '2,"a""'],
)
def test_a_quotation_mark_that_is_not_closed_loses_its_own_row_only(tmp_path: Path, broken: str) -> None:
    found = rows_of(tmp_path, f'a,b\n1,first\n{broken}\n3,"third"\n4,"of\ntwo lines"\n')
    assert [(line, cells) for line, cells in found if not isinstance(cells, str)] == [
        (2, ["1", "first"]),
        (4, ["3", "third"]),
        (5, ["4", "of\ntwo lines"]),
    ]
    assert [(line, "quotation mark" in cells) for line, cells in found if isinstance(cells, str)] == [(3, True)]


def test_an_open_quote_before_a_long_file_loses_its_own_row_only(tmp_path: Path) -> None:
    rows = "".join(f"{number},text\n" for number in range(20_000))
    found = rows_of(tmp_path, f'a,b\n0,"opened\n{rows}')
    assert [line for line, cells in found if isinstance(cells, str)] == [2]
    assert len(found) == 20_001


def test_two_open_quotes_that_would_swallow_the_row_between_lose_no_other_row(tmp_path: Path) -> None:
    found = rows_of(tmp_path, 'a,b,c\n1,"opened,x\n2,kept,y\n3,z,closed"\n4,kept,z\n')
    read = [cells[0] for _, cells in found if not isinstance(cells, str)]
    assert "2" in read and "4" in read


# ---- what is no table ----


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty; export the report again"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"sep=;\n", "is empty"),
        ("a,b\n1,2\n".encode("utf-16"), "is in UTF-16; save it again as 'CSV UTF-8'"),
        ("a,b\n1,2\n".encode("utf-16-be"), "is not a CSV file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is not a CSV file .*export the report as CSV"),
        ("a,b\n1,2\n3,Käse\n".encode("cp1252"), r"is not in UTF-8 \(line 3\); save it again"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        open_table(written(tmp_path, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="does not exist; check the name"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="is a folder; name the CSV file inside it"):
        open_table(tmp_path)


def test_a_file_beyond_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(tables.MAX_BYTES + 1)
    with pytest.raises(BadFile, match=r"has more than 300 MB; export one month at a time"):
        open_table(path)


def test_a_file_without_an_end_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 4096)
    with pytest.raises(BadFile, match="has more than"):
        open_table(Path("/dev/zero"))


def test_a_zero_byte_deep_in_a_file_becomes_a_visible_mark(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,2\n" * 500 + b"3,x\0y\n"
    assert rows_of(tmp_path, content)[-1] == (502, ["3", "x\ufffdy"])


def test_the_digest_tells_files_apart_by_every_byte(tmp_path: Path) -> None:
    one = open_table(written(tmp_path, "a,b\n1,2\n")).digest
    assert open_table(written(tmp_path, "a,b\n1,2\n")).digest == one
    assert open_table(written(tmp_path, "a,b\r\n1,2\r\n")).digest != one


# ---- properties ----

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
NASTY = st.text(st.sampled_from('",;\t|\r\n\\\'=\u2028\x1c\x85 aä"\n'), max_size=30)


@PROPERTY
@given(notes=st.lists(TEXT | NASTY, min_size=1, max_size=6), delimiter=st.sampled_from(",;\t|"))
@example(notes=["\r", "\n", "\r\n", '"', "a\r\n\rb", " kept "], delimiter=";")
def test_any_text_written_as_a_note_comes_back_identical_and_never_changes_the_rows(
    tmp_path: Path, notes: list[str], delimiter: str
) -> None:
    content = io.StringIO()
    writer = csv.writer(content, delimiter=delimiter)
    writer.writerows([["day", "note", "hours"], *(["2026-10-05", note, "1.5"] for note in notes)])
    found = rows_of(tmp_path, content.getvalue())
    assert [cells for _, cells in found] == [["2026-10-05", note, "1.5"] for note in notes]


@PROPERTY
@given(notes=st.lists(TEXT | NASTY, min_size=1, max_size=6))
def test_any_note_of_an_export_is_the_note_of_its_record_without_the_space_around_it(
    tmp_path: Path, notes: list[str]
) -> None:
    content = io.StringIO()
    writer = csv.writer(content)
    header = ["Date", "Client", "Project", "Task", "Notes", "Hours", "First Name", "Last Name"]
    rows = [["2026-10-05", "Acme", "ACME-IMPL", "Design", note, "1.5", "Kim", "Allen"] for note in notes]
    writer.writerows([header, *rows])
    export = read_export(
        open_table(written(tmp_path, content.getvalue())), Reading("harvest", LAYOUTS["harvest"], "UTC")
    )
    assert [record.note for record in export.records] == [note.strip() for note in notes]
    assert (export.rejected, export.seconds) == ((), 5400 * len(notes))


HEADER = b"Date,Client,Project,Task,Notes,Hours,First Name,Last Name\n"
PIECES = st.sampled_from(
    [
        b"2026-10-05",
        b"31/10/2026",
        b"1.5",
        b"1,5",
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"-1",
        b"Kim",
        b"9" * 200,
    ]
)


@PROPERTY
@given(content=st.binary(max_size=200) | st.lists(PIECES, max_size=60).map(b"".join), headed=st.booleans())
def test_any_bytes_either_read_or_are_refused_and_nothing_else_happens(
    tmp_path: Path, content: bytes, headed: bool
) -> None:
    path = written(tmp_path, HEADER + content if headed else content)
    try:
        table = open_table(path)
        export = read_export(table, Reading("harvest", LAYOUTS["harvest"], "America/New_York"))
    except BadFile:
        event("refused")
    else:
        event("read")
        assert export.rows == sum(1 for _ in table.rows())
        assert all(row.reason for row in export.rejected)
