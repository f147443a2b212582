"""The demo: it ends well, twice, and only because what was planted is what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import cli.demo
from config.starter import FolderInUse
from sandbox.northwind.folder import write_demo
from sandbox.northwind.records import Manifest, Planted


def test_the_demo_ends_well_twice_in_the_same_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.demo.run_demo(tmp_path / "demo") == 0
    first = capsys.readouterr().out
    assert cli.demo.run_demo(tmp_path / "demo") == 0
    assert capsys.readouterr().out == first
    for part in ("Statement of 2026-10", "missing_project_code", "tieout trace", "exactly those that were planted"):
        assert part in first


def test_the_demo_fails_when_something_planted_is_not_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.demo, "write_demo", _with_one_more_planted)
    assert cli.demo.run_demo(tmp_path / "demo") == 3
    assert "planted but not found: ('no_rate', 'Nobody'" in capsys.readouterr().err


def test_the_demo_fails_when_something_is_found_that_was_not_planted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.demo, "write_demo", _with_one_less_planted)
    assert cli.demo.run_demo(tmp_path / "demo") == 3
    assert "found but not planted" in capsys.readouterr().err


def test_the_demo_leaves_a_folder_of_someone_else_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not touch")
    with pytest.raises(FolderInUse, match="holds something else"):
        cli.demo.run_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def _with_one_more_planted(folder: Path) -> Manifest:
    manifest = write_demo(folder)
    return replace(manifest, issues=(*manifest.issues, Planted("no_rate", "Nobody", None, None, 1, "")))


def _with_one_less_planted(folder: Path) -> Manifest:
    manifest = write_demo(folder)
    return replace(manifest, issues=manifest.issues[1:])
