"""The commands as a person types them, in a folder whose trackers' exports were imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app, main
from tests.agencies import Agency
from tests.connectors.conftest import vendors

__all__ = ["vendors"]

Tieout = Callable[..., str]
"""A command of words; its answer is what it prints. It must end with 0 or 1, or with the `code` that is expected."""
InAgency = Callable[[Agency], Tieout]
"""Writes an agency's folder, imports its exports, and answers with the commands in it."""

Refused = Callable[..., str]
"""A command of words that is refused; the answer is what the person is told, in one line."""


@pytest.fixture
def in_agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InAgency:
    """Commands in the folder of an agency, on 3 November 2026."""

    def tieout(*arguments: str, code: int | None = None) -> str:
        done = CliRunner().invoke(app, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code in ((0, 1) if code is None else (code,)), done.output
        return done.output if code else done.stdout

    def open_folder(agency: Agency) -> Tieout:
        agency.write_configuration(tmp_path)
        files = [str(path) for _, _, path in agency.write_exports(tmp_path / "exports")]
        monkeypatch.chdir(tmp_path)
        for name, value in {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "250"}.items():
            monkeypatch.setenv(name, value)
        tieout("import", *files)
        return tieout

    return open_folder


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """The whole program, which must end with 2."""

    def words(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["tieout", *arguments])
        with pytest.raises(SystemExit) as ending:
            main()
        assert ending.value.code == 2
        return " ".join(capsys.readouterr().err.replace("│", " ").split())

    return words
