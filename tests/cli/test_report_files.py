"""Reports in every form, on standard output and in files that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner, Result

from cli.deliver import write_file
from cli.main import app
from tests import programs

NOW = "2026-11-03T12:00:00Z"
REPORTS = ("exceptions", "statement", "drafts")
FORMATS = ("table", "csv", "xlsx", "json", "html")
ENDINGS = {"table": "txt"}


def call(folder: Path, *arguments: str) -> Result:
    """A command in this process, in a folder; --output is relative to the working folder of the tests."""
    return CliRunner().invoke(app, arguments, env={"TIEOUT_NOW": NOW, "TIEOUT_CONFIG": str(folder), "COLUMNS": "120"})


def call_program(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """The real program."""
    environment = {"PATH": "/usr/bin:/bin", "TIEOUT_NOW": NOW, **variables}
    return programs.run(arguments, folder, environment)


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example folder, imported and run, with a note that has umlauts and looks like a formula."""
    folder = tmp_path_factory.mktemp("billed")
    assert call(folder, "init", str(folder)).exit_code == 0
    export = folder / "exports" / "example.csv"
    export.write_text(export.read_text().replace(",Pilot,", ",=Für Zürich,"))
    assert call(folder, "import", str(export)).exit_code == 1
    assert call(folder, "run").exit_code == 1
    return folder


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("form", ["table", "csv", "json", "html"])
def test_what_a_file_holds_is_what_standard_output_says(billed: Path, tmp_path: Path, report: str, form: str) -> None:
    path = tmp_path / f"report.{ENDINGS.get(form, form)}"
    printed = call(billed, report, "--period", "2026-10", "--format", form)
    written = call(billed, report, "--period", "2026-10", "--format", form, "--output", str(path))
    assert (printed.exit_code, printed.stderr, written.exit_code, written.stderr) == (0, "", 0, "")
    assert written.stdout == f"wrote {path}\n"
    assert path.read_bytes().removeprefix(b"\xef\xbb\xbf") == printed.stdout_bytes != b""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (form == "csv"), "Excel needs the mark to read UTF-8"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("report", REPORTS)
def test_a_workbook_opens_and_names_its_sheets(billed: Path, tmp_path: Path, report: str) -> None:
    done = call(billed, report, "--format", "xlsx", "--output", str(tmp_path / "report.xlsx"))
    assert (done.exit_code, done.stderr) == (0, "")
    sheets = {
        "exceptions": ["Summary", "Exceptions"],
        "statement": ["Statement", "Documents", "Rows"],
        "drafts": ["Drafts", "Lines"],
    }
    assert openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames == sheets[report]


def test_json_is_the_same_by_its_short_and_its_long_name(billed: Path) -> None:
    short, long = call(billed, "drafts", "--json"), call(billed, "drafts", "--format", "json")
    assert short.stdout == long.stdout
    assert json.loads(short.stdout)[0]["total"] == "2113.50"


def test_the_drafts_as_csv_sum_to_the_drafts(billed: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(call(billed, "drafts", "--format", "csv").stdout_bytes.decode(), newline=""))
    )
    assert sum(round(100 * float(row["amount"])) for row in rows) == 211_350
    assert {row["draft_total"] for row in rows} == {"2113.50"}


def test_the_form_follows_the_ending_of_the_file(billed: Path, tmp_path: Path) -> None:
    for name, start in (
        ("a.csv", b"\xef\xbb\xbfcode,"),
        ("a.XLSX", b"PK"),
        ("a.htm", b"<!DOCTYPE html>"),
        ("a", b"missing"),
    ):
        assert call(billed, "exceptions", "--output", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start), name


@pytest.mark.parametrize("arguments", [("--json",), ("--format", "csv"), ("--format", "html")])
def test_answers_for_programs_are_utf_8_whatever_the_terminal(billed: Path, arguments: tuple[str, ...]) -> None:
    done = call_program(billed, "exceptions", *arguments, PYTHONIOENCODING="ascii")
    assert "=Für Zürich" in done.stdout.decode("utf-8")
    if arguments == ("--json",):
        assert "=Für Zürich" in json.loads(done.stdout)[0]["sentence"]


def refusal(done: Result) -> str:
    assert (done.exit_code, done.stdout) == (2, "")
    words = done.stderr.replace("│", " ").split()
    return " ".join(words)


def test_a_workbook_needs_a_file(billed: Path) -> None:
    assert "a workbook needs a file; add for example --output report.xlsx" in refusal(
        call(billed, "exceptions", "--format", "xlsx")
    )


def test_an_unknown_form_is_refused_with_those_there_are(billed: Path) -> None:
    said = refusal(call(billed, "exceptions", "--format", "pdf"))
    assert all(form in said for form in FORMATS)
    assert "there is no form 'pdf'; write one of table, csv" in said


def test_two_forms_at_once_are_refused(billed: Path) -> None:
    assert "write --json or --format csv, not both" in refusal(call(billed, "drafts", "--json", "--format", "csv"))


def test_a_form_that_the_ending_contradicts_is_refused(billed: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    said = refusal(call(billed, "drafts", "--format", "csv", "--output", str(path)))
    assert "ends like xlsx; end it with .csv, or write --format xlsx" in said
    assert not path.exists()


@pytest.mark.parametrize("name", ["st.pdf", "z.docx", "table.xls"])
def test_an_ending_that_no_report_has_is_refused_with_those_there_are(billed: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    said = refusal(call(billed, "exceptions", "--output", str(path)))
    assert f"no report ends with {path.suffix}; end it with .txt, .csv, .xlsx, .json, .html or .htm" in said
    assert not path.exists()
    assert call(billed, "exceptions", "--format", "csv", "--output", str(path)).exit_code == 0, "that was said in words"


def test_a_folder_is_not_replaced(billed: Path, tmp_path: Path) -> None:
    said = refusal(call(billed, "drafts", "--format", "csv", "--output", str(tmp_path)))
    assert "is a folder; name a file in it, such as" in said


def test_a_device_is_not_replaced(billed: Path) -> None:
    said = refusal(call(billed, "drafts", "--format", "csv", "--output", "/dev/null"))
    assert "/dev/null is not a file; leave --output out to print the report" in said
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("place", ["missing/report.csv", "file/report.csv"])
def test_a_place_that_cannot_be_written_is_refused(billed: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    said = refusal(call(billed, "drafts", "--output", str(tmp_path / place)))
    assert "cannot be written" in said and "name a file in a folder of yours" in said


def test_a_report_does_not_replace_what_is_no_report_of_its_form(billed: Path) -> None:
    before = (billed / "tieout.db").read_bytes()
    said = refusal(call(billed, "drafts", "--output", str(billed / "tieout.db")))
    assert "is there already and does not end with .txt; name another file" in said
    assert (billed / "tieout.db").read_bytes() == before


def test_an_older_report_is_replaced_and_keeps_who_may_read_it(billed: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("older")
    path.chmod(0o640)
    link = tmp_path / "latest.csv"
    link.symlink_to(path)
    assert call(billed, "drafts", "--output", str(link)).exit_code == 0
    assert link.is_symlink() and path.read_bytes().startswith(b"\xef\xbb\xbfdraft,")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files cannot grow over a thousand bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_write_that_fails_leaves_the_older_report_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"older")
    with pytest.raises(OSError, match="too large"):
        write_file(path, b"x" * 5_000)
    assert path.read_bytes() == b"older"
    assert os.listdir(tmp_path) == ["report.csv"]


def test_a_name_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="cannot be written"):
        write_file(tmp_path / f"{'x' * 250}.csv", b"content")
