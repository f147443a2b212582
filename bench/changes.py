"""pull-changes, pull-cold: 50 changed entries of a month that was pulled before, in a warm process and in a new one.

The floor of the first is the same requests with httpx and orjson, and a raw upsert of the rows; that of the second is a
Python that imports the same modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from sqlite3 import Connection
from tempfile import TemporaryDirectory

from bench.harvest import CHANGES, SCENES, connect, first_requests, what_changed
from bench.helps import whole_process
from bench.pulls import MONTH_PULLED, name_of, pages_of, pull_all, pulling, upsert
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database
from bench.vendor import Vendor

_BEFORE, _NOW = SCENES
_MODULES = "modules.txt"
_LIST = """
import atexit, sys
path = sys.argv.pop(1)
atexit.register(lambda: open(path, "w").write("\\n".join(name for name in sys.modules if name != "__main__")))
from cli.main import main
main()
"""
_IMPORT = """
import contextlib, importlib, sys
for name in open(sys.argv[1]).read().split():
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
"""


def _pull(folder: Path, rows: int) -> None:
    with Vendor(folder / "answers") as vendor, pulling(folder, vendor.base) as worker:
        assert pull_all(worker).counts.new == rows


def _changed(folder: Path, scene: str) -> dict[str, int]:
    with raw_database(folder) as connection:
        query = "SELECT count(*) FROM entry WHERE seconds = ?"
        found = connection.execute(query, (round(float(SCENES[scene]) * 3600),)).fetchone()[0]
    assert found == CHANGES, f"{found} entries were changed"
    return {"changed": found}


# ---- in a process that has pulled before ----


def _measured(folder: Path, step: Step) -> None:
    with Vendor(folder / "answers") as vendor, pulling(folder, vendor.base) as worker:
        vendor.show(_BEFORE)
        pull_all(worker)
        vendor.show(_NOW)
        before = vendor.requests
        with step.timed():
            report = pull_all(worker)
        assert (report.counts.changed, report.counts.new, len(report.months)) == (CHANGES, 0, 1)
        step.done["requests"] = vendor.requests - before
    step.done |= _changed(folder, _NOW)


def _floor(folder: Path, step: Step) -> None:
    with Vendor(folder / "answers") as vendor, raw_database(folder) as connection:
        vendor.show(_BEFORE)
        _write(connection, vendor.base)
        vendor.show(_NOW)
        before = vendor.requests
        with step.timed():
            _write(connection, vendor.base)
        step.done["requests"] = vendor.requests - before
    step.done |= _changed(folder, _NOW)


def _write(connection: Connection, base: str) -> None:
    for rows in pages_of(base, [*first_requests(), *what_changed()]):
        query = "SELECT connector, external_id, entry FROM source_ref WHERE connector = ? AND external_id = ?"
        names = [connection.execute(query, name_of(row)[:2]).fetchone() for row in rows]
        upsert(connection, [(entry, *row[1:]) for (_, _, entry), row in zip(names, rows, strict=True)], names)


# ---- in a process of its own ----


def _list_modules(folder: Path, rows: int) -> None:
    """Writes down what the program imports, in that order: from a copy, because it pulls."""
    with TemporaryDirectory(dir=folder.parent) as place:
        copy = copytree(folder, Path(place) / "copy", symlinks=True)
        with Vendor(copy / "answers") as vendor:
            vendor.show(_NOW)
            program, told = _command(copy)[1:], [sys.executable, "-c", _LIST, str(folder / _MODULES)]
            subprocess.run([*told, *program], check=True, stdout=subprocess.PIPE, env=_around(copy, vendor.base))


def _command(folder: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("tieout")), "pull", "--config", str(folder)]


def _around(folder: Path, base: str) -> dict[str, str]:
    return {**os.environ, **connect(folder, base), "TIEOUT_NOW": NOW.isoformat()}


def _measured_cold(folder: Path, step: Step) -> None:
    with Vendor(folder / "answers") as vendor:
        vendor.show(_NOW)
        shown = whole_process(step, [sys.executable, *_command(folder)], _around(folder, vendor.base))
    assert f"{CHANGES} changed" in shown, shown
    _changed(folder, _NOW)


def _floor_cold(folder: Path, step: Step) -> None:
    whole_process(step, [sys.executable, "-c", _IMPORT, str(folder / _MODULES)], dict(os.environ))


PULLED = SetUp("pulled", _pull, MONTH_PULLED.set_up)
BENCHMARKS = (
    Benchmark("pull-changes", PULLED, 100_000, _floor, _measured),
    Benchmark("pull-cold", SetUp("modules", _list_modules, PULLED), 100_000, _floor_cold, _measured_cold),
)
