"""A small agency in folders that can be copied, the program run upon it, and what an interrupted run must equal."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.sync.pushing import BOOKS, EACH, contract, main, row

ENVIRONMENT = {"TIEOUT_NOW": "2026-11-03T12:00:00Z", "TIEOUT_USER": "kim", "COLUMNS": "200"}
OCTOBER = "2026-10"
POSTED = {
    "items": {"time": "Consulting"},
    "accounts": "200",
    "tax": "Tax Exempt",
    "import_csv": ["xero", "quickbooks"],
    "dates": "mdy",
}
CONTRACTS = (contract("a", "AAA-ONE", "AAA-TWO", **EACH), contract("b", "BBB-ONE"))
AGENCY = Agency(
    {**main(books={**BOOKS, **POSTED}), "database": "${DATABASE:-sqlite:///tieout.db}"},
    people(),
    tuple({**each, "bill_to": {"customer": each["client"]}} for each in CONTRACTS),
    (),
)
FIRST = (row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"), row(4, 60, "ZZZ-NONE"))
EDITED = (row(1), row(2, 3600, "AAA-TWO"), row(5, 900, "AAA-ONE"), row(6, 60, "ZZZ-NONE"))
"""One entry is shorter, one is new, one is gone and with it its draft, one has moved."""

Said = tuple[int, str]


@dataclass(slots=True)
class Server:
    """The process that runs commands, and kills them."""

    process: subprocess.Popen[str]

    def run(self, place: Place, command: Sequence[str], kill_at: int = -1) -> Said:
        """A command's exit code (-9: killed) and what it said."""
        self.start(place, command, kill_at)
        return self.ended(place)

    def start(self, place: Place, command: Sequence[str], kill_at: int = -1) -> int:
        """Lets a command begin; the id of its process."""
        order = {
            "folder": str(place.folder),
            "command": command,
            "kill_at": kill_at,
            "environment": {**ENVIRONMENT, **place.environment},
            "said": str(place.said),
            "steps": str(place.steps),
        }
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        return self._told()

    def ended(self, place: Place) -> Said:
        """Waits for the end of the command that was started: its exit code, and what it said."""
        return self._told(), place.said.read_text()

    def _told(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the time of the block."""
    command = [sys.executable, "-m", "tests.crash.server"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True, slots=True)
class Place:
    """An agency's folder with what its commands leave beside it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> Path:
        """What the last command said."""
        return self.folder.with_name(f"{self.folder.name} said")

    @property
    def steps(self) -> Path:
        """Which steps the last command took, if it came to its end."""
        return self.folder.with_name(f"{self.folder.name} steps")

    @property
    def taken(self) -> list[str]:
        """The steps of the last command, in words."""
        return list(json.loads(self.steps.read_text()))

    def copy(self, to: Path) -> Place:
        """The same agency in another folder."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)
        return Place(to, self.environment)

    def track(self, *rows: Row) -> None:
        """Writes the tracker's export."""
        write_export(self.folder / "export.csv", "harvest", rows)

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.environment.get("DATABASE", f"sqlite:///{self.folder / 'tieout.db'}")

    # ---- what an interrupted run must equal ----

    def state(self) -> Yaml:
        """Everything but which run did it: the tables, the documents by bytes, the rows of the import files."""
        return {**self._tables(), "documents": self._documents(), "import": self._imported()}

    def _tables(self) -> Yaml:
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            return {name: _rows(connection, name, columns) for name, columns in TABLES.items()}

    def _documents(self) -> dict[str, bytes]:
        root = self.folder / "documents"
        there = (path for path in sorted(root.rglob("*")) if path.parent.name != "import")
        return {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b"" for path in there}

    def _imported(self) -> list[list[str]]:
        files = sorted((self.folder / "documents" / "import").glob("*"))
        assert not [path.name for path in files if path.suffix != ".csv"], "something half written is left"
        return sorted(row for path in files for row in csv.reader(io.StringIO(path.read_text())) if row[0][0] != "*")


TABLES = {
    "entry": "id, version, connector, present, day, seconds, person, project, note",
    "entry_history": "*",
    "source_ref": "*",
    "match": "*",
    "matched": "basis",
    "due": "*",
    "unit": "*",
    "plan": "id, digest, configuration",
    "draft": "*",
    "line": "*",
    "placement": "*",
    "allocation": "*",
    "closing": "*",
    "push": "*",
    "numbering": "*",
    "decision": "kind, subject, decided_by, why",
    "rejected_row": "*",
    "issue": "*",
}
RUNS = ("run", "first_run", "resolved_run", "intended_run", "confirmed_run", "file")
NUMBERED = ("closing", "push")


def _rows(connection: Connection, table: str, columns: str) -> list[tuple[Any, ...]]:
    standing = " WHERE resolved_run IS NULL" if table == "issue" else ""
    found = connection.exec_driver_sql(f'SELECT {columns} FROM "{table}"{standing}')  # noqa: S608
    left_out = {*RUNS, *(["id"] if table in NUMBERED else [])}
    kept = [number for number, name in enumerate(found.keys()) if name not in left_out]
    return sorted((tuple(_shown(row[number]) for number in kept) for row in found), key=repr)


def _shown(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
