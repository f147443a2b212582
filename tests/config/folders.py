"""A small valid configuration folder that a test changes in the one place it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.loader import Configuration, load
from config.problems import BadConfiguration

MAIN = """\
version: 1
company: {name: Northwind AI, timezone: America/New_York, currency: USD}
go_live: 2026-10-01
calendar: {country: US}
database: sqlite:///tieout.db
connectors:
  harvest:
    kind: harvest
ignore:
  - {project: Internal, why: not client work}
exceptions: {require_task: warn}
"""
PEOPLE = """\
people:
  - name: Kim Allen
    email: kim@x.test
    role: senior
  - name: Sam Ortiz
    email: sam@x.test
"""
ACME = """\
id: acme
client: Acme Corp
terms: net 30
invoice: {lines_by: task}
purchase_orders:
  - {number: PO-1, until: 2026-12-31}
  - {number: PO-2, from: 2027-01-01}
rates:
  - {rate: 150}
  - {rate: 180, role: senior}
rounding: {to: 6 minutes, direction: up}
workstreams:
  - {code: ACME-IMPL, name: Implementation, billing: time and materials}
from: 2026-10-05
"""
ACME_FILE = "contracts/acme.yaml"
FILES = {"tieout.yaml": MAIN, "people.yaml": PEOPLE, ACME_FILE: ACME}


def folder_with(folder: Path, file: str, old: str, new: str) -> Path:
    """The valid folder in which one text of one file is replaced by another."""
    assert FILES[file].count(old) == 1, f"{old!r} must stand in {file} exactly once"
    return folder_of(folder, {**FILES, file: FILES[file].replace(old, new)})


def folder_of(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    """A folder of files."""
    (folder / "contracts").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def loaded(folder: Path, environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration of a folder that must be in order."""
    return load(folder, environment or {})


def problems(folder: Path, environment: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with a folder, as an operator reads it; empty when it is in order."""
    try:
        load(folder, environment or {})
    except BadConfiguration as refused:
        return [str(problem) for problem in refused.problems]
    return []
