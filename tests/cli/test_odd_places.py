"""Odd terminals, folders and months: each has its answer, none of them is a defect."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import programs


def call(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "TIEOUT_NOW": "2026-11-03T12:00:00Z", **variables}
    return programs.run_text(arguments, folder, environment)


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example folder, with a question mark in its name, imported and run."""
    folder = tmp_path_factory.mktemp("odd") / "what?now=1"
    folder.mkdir()
    assert call(folder, "init").returncode == 0
    export = folder / "exports" / "example.csv"
    export.write_text(export.read_text().replace("ACME-15 Retrieval design", "ACME-15 Entwürfe für Zürich"))
    assert call(folder, "import", "exports/example.csv").returncode == 1
    assert call(folder, "run").returncode == 1
    return folder


def test_the_database_is_where_the_configuration_says_whatever_the_folder_is_called(billed: Path) -> None:
    assert (billed / "tieout.db").exists()
    assert [path.name for path in billed.parent.iterdir()] == [billed.name]


def test_a_terminal_without_umlauts_gets_them_spelled_out(billed: Path) -> None:
    done = call(billed, "drafts", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Entw\\xfcrfe" in done.stdout


@pytest.mark.parametrize("columns", ["abc", "0", "-5", "99999999"])
def test_a_strange_width_of_the_terminal_does_not_matter(billed: Path, columns: str) -> None:
    assert call(billed, "drafts", COLUMNS=columns).returncode == 0


@pytest.mark.parametrize("month", ["9999-12", "0000-01", "2026-13", "2026-1", "October"])
def test_a_month_that_is_none_is_bad_input(billed: Path, month: str) -> None:
    for arguments in (("statement", "--period", month), ("calendar", "--month", month)):
        done = call(billed, *arguments)
        assert done.returncode == 2
        assert "is not a month; write one such as 2026-10" in done.stderr


def test_a_pattern_whose_group_finds_nothing_finds_no_code(billed: Path, tmp_path: Path) -> None:
    assert call(tmp_path, "init").returncode == 0
    main = tmp_path / "tieout.yaml"
    pattern = '    project_code: "(?:([A-Z]+-[A-Z]+)|Intake)"\n    billable: from tracker'
    main.write_text(main.read_text().replace("    billable: from tracker", pattern))
    assert call(tmp_path, "import", "exports/example.csv").returncode == 1
    assert call(tmp_path, "run").returncode == 1
    assert "ACME-14" in call(tmp_path, "drafts").stdout


def test_a_contract_file_counts_however_its_ending_is_written(tmp_path: Path) -> None:
    assert call(tmp_path, "init").returncode == 0
    contract = tmp_path / "contracts" / "acme.yaml"
    contract.rename(contract.with_suffix(".YAML"))
    assert "1 contract with 2 workstreams" in call(tmp_path, "check").stdout


def test_a_secret_that_became_a_key_is_not_repeated(tmp_path: Path) -> None:
    assert call(tmp_path, "init").returncode == 0
    main = tmp_path / "tieout.yaml"
    main.write_text(main.read_text().replace("    kind: harvest", "    kind: harvest\n    token sk-live-12345: x"))
    done = call(tmp_path, "check")
    assert done.returncode == 2
    assert "sk-live" not in done.stdout + done.stderr
