"""Commands of the guide typed in this process: in a folder of their own, on a fixed day, and quickly.

The command line is built once, and each folder begins with a copy of an empty database, since making these two takes
longer than most commands do.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.main import app, main
from mappings.store import Store

TODAY = "2026-11-03T12:00:00Z"


@cache
def command_line() -> Any:
    """All commands with their options."""
    return typer.main.get_command(app)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that was typed: what it printed, on both streams, and how it ended."""

    line: str
    printed: str
    code: int


@dataclass(frozen=True, slots=True)
class Folder:
    """The working folder of whoever types."""

    path: Path

    def edit(self, name: str, old: str, new: str) -> None:
        """Changes one place of a file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: {old}"
        self.write(name, text.replace(old, new))

    def write(self, name: str, text: str) -> None:
        """Writes a file into the folder."""
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(text, encoding="utf-8")

    def type(self, line: str) -> Typed:
        """Types `tieout …`, which must not be refused: it ends with 0 or, where a person is needed, 1."""
        done = self.ends(line)
        assert done.code in (0, 1), f"$ {line}\n{done.printed}"
        return done

    def ends(self, line: str) -> Typed:
        """Types `tieout …`, however it ends."""
        program, *arguments = shlex.split(line)
        assert program == "tieout", line
        printed = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
            patch.chdir(self.path)
            patch.setattr("cli.main.app", command_line())
            patch.setattr("sys.argv", ["tieout", *arguments])
            try:
                main()
            except SystemExit as ending:
                code = ending.code
        assert isinstance(code, int), line
        return Typed(line, printed.getvalue(), code)


@contextmanager
def folder(name: Path, now: str = TODAY) -> Iterator[Folder]:
    """A new folder with an empty database, in which `kim` types on a fixed day."""
    name.mkdir(parents=True)
    shutil.copy(_empty_database(), name / "tieout.db")
    with at_work(now):
        yield Folder(name)


@contextmanager
def at_work(now: str = TODAY) -> Iterator[None]:
    """`kim` types, on a fixed day."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [each for each in os.environ if each.startswith("TIEOUT_")]:
            patch.delenv(variable)
        for variable, value in {"TIEOUT_NOW": now, "TIEOUT_USER": "kim", "COLUMNS": "120"}.items():
            patch.setenv(variable, value)
        yield


@cache
def _empty_database() -> Path:
    path = Path(tempfile.mkdtemp(prefix="tieout-")) / "tieout.db"
    Store.open(f"sqlite:///{path}").close()
    return path
