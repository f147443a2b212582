"""`tieout export` as a person types it: the real program, in folders that suit it and in those that do not."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from connectors.files.folder import CannotWrite
from sync.export_folder import CannotExport

NOW = "2026-11-03T12:00:00Z"


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"TIEOUT_NOW": NOW, "TIEOUT_CONFIG": str(folder), "COLUMNS": "120"})


@pytest.fixture
def billed(tmp_path: Path) -> Path:
    """The example folder, imported and run."""
    folder = tmp_path / "agency"
    folder.mkdir()
    assert call(folder, "init", "--example", str(folder)).exit_code == 0
    assert call(folder, "import", str(folder / "exports" / "example.csv")).exit_code == 1
    assert call(folder, "run", "--period", "2026-10").exit_code == 1
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(done: Result) -> str:
    assert isinstance(done.exception, CannotExport), done.output
    return str(done.exception)


def test_without_a_name_it_stands_beside_the_configuration_and_a_second_time_gives_the_same(billed: Path) -> None:
    done = call(billed, "export")
    assert done.exit_code == 0, done.output
    assert f"wrote {billed / 'export'}" in done.stdout
    first = contents(billed / "export")
    assert call(billed, "export").exit_code == 0
    assert contents(billed / "export") == first
    assert not [path.name for path in billed.iterdir() if path.name.startswith(".export")]
    assert (billed / "tieout.key").exists()
    key = (billed / "tieout.key").read_bytes().strip()
    assert not [name for name, content in first.items() if key in content]
    assert sorted(name for name in first if name.startswith("configuration/")) == [
        "configuration/contracts/acme.yaml",
        "configuration/people.yaml",
        "configuration/tieout.yaml",
    ]


def test_the_sums_are_those_of_the_statement_and_the_drafts(billed: Path) -> None:
    said = json.loads(call(billed, "export", "--json").stdout)
    statement = json.loads(call(billed, "statement", "--period", "2026-10", "--json").stdout)
    assert said["totals"]["seconds_by_month"] == {"2026-10": statement["tracked_seconds"]}
    assert said["totals"]["drafts"]["USD"]["amount"] == statement["money"][0]["net"] == "2113.50"
    lines = (billed / "export" / "portions.jsonl").read_text().splitlines()
    assert len(lines) == said["rows"]["portions"] == said["rows"]["entries"] == 8
    assert sum(json.loads(line)["seconds"] for line in lines) == statement["tracked_seconds"]


def test_a_folder_with_something_else_is_refused_and_left_alone(billed: Path) -> None:
    assert "holds something else" in told(call(billed, "export", str(billed)))
    assert "is a file" in told(call(billed, "export", str(billed / "tieout.yaml")))
    export = billed / "export"
    assert call(billed, "export").exit_code == 0
    (export / "mine.txt").write_text("mine")
    assert "mine.txt is not of the export" in told(call(billed, "export"))
    (export / "mine.txt").unlink()
    with (export / "lines.csv").open("a") as file:
        file.write("a note\r\n")
    before = contents(export)
    assert "lines.csv was changed since" in told(call(billed, "export"))
    assert contents(export) == before
    theirs = billed / ".other.partial"
    theirs.mkdir()
    (theirs / "mine.txt").write_text("mine")
    assert ".other.partial holds something else" in told(call(billed, "export", str(billed / "other")))
    assert contents(theirs) == {"mine.txt": b"mine"}


def test_an_empty_folder_is_filled_and_what_a_killed_export_left_is_taken_away(billed: Path) -> None:
    (billed / "new").mkdir()
    left = billed / ".new.partial"
    left.mkdir()
    (left / "unfinished").touch()
    (left / "entries.csv").write_text("half")
    assert call(billed, "export", str(billed / "new")).exit_code == 0
    assert not left.exists()
    assert "unfinished" not in contents(billed / "new")
    os.rename(billed / "new", billed / ".new.replaced")
    assert call(billed, "export", str(billed / "new")).exit_code == 0
    assert (billed / "new" / "manifest.json").exists()
    assert not (billed / ".new.replaced").exists()


def test_before_anything_was_read_there_is_nothing_to_export(tmp_path: Path) -> None:
    assert call(tmp_path, "init", "--example", str(tmp_path)).exit_code == 0
    before = contents(tmp_path)
    assert "there is nothing to export yet" in told(call(tmp_path, "export"))
    assert contents(tmp_path) == before


@pytest.fixture
def small_disk() -> Iterator[None]:
    """The limit on the size of files is what it was again."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_leaves_the_earlier_export_as_it_was(billed: Path) -> None:
    assert call(billed, "export").exit_code == 0
    with (billed / "people.yaml").open("a") as file:
        file.write(f"# {'x' * 80_000}\n")
    before = contents(billed)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    done = call(billed, "export")
    assert isinstance(done.exception, CannotWrite)
    assert "cannot be written (File too large)" in str(done.exception)
    assert {name: content for name, content in contents(billed).items() if "tieout.db" not in name} == {
        name: content for name, content in before.items() if "tieout.db" not in name
    }


def test_a_place_that_cannot_be_written_is_told(billed: Path) -> None:
    done = call(billed, "export", "/proc/nowhere/export")
    assert isinstance(done.exception, CannotWrite)
    assert "/proc/nowhere/export cannot be written" in str(done.exception)
