"""link-tasks: what a fetch of 3,000 tasks has marked is matched again; floor: a look-up a name, and the same rows."""

from __future__ import annotations

from pathlib import Path

from bench.agency import MONTH
from bench.asked_tasks import pull_all
from bench.bills import copy_database, tables_of, write_rows
from bench.steps import Benchmark, SetUp, Step, raw_database, worker_in
from bench.workspace import Tasked, write_agency
from billing.calendar import month
from sync.reconcile import reconcile
from sync.worker import running

LINKED = "linked.db"
_WRITTEN = ("match", "mention")
_DUE = "SELECT name FROM due WHERE kind = 'tasks'"
_ENTRIES = f"SELECT * FROM entry LEFT JOIN match ON match.entry = entry.id WHERE entry.id IN ({_DUE})"  # noqa: S608  # our own names
_NAMED = f"SELECT entry, name FROM mention WHERE entry IN ({_DUE})"  # noqa: S608  # our own names
_TASKS = "SELECT name, task.* FROM task_name JOIN task ON task.ref = task_name.ref"
_COUNTS = {
    "linked": """SELECT count(*) FROM match WHERE tasks LIKE '%"jira:%'""",
    "tasks": "SELECT count(DISTINCT tasks ->> '$[0][0]') FROM match",
    "mentions": "SELECT count(*) FROM mention",
    "due": "SELECT count(*) FROM due WHERE kind = 'tasks'",
}


def _make(folder: Path, rows: int) -> None:
    """Entries that were matched before their tasks were known, then the tasks as a pull leaves them."""
    size = Tasked(rows)
    write_agency(folder, "jira", size)
    _match(folder, Step())
    pull_all(folder, "jira", size)
    assert _counted(folder) == {"linked": 0, "tasks": size.named, "mentions": rows, "due": rows}


def _link_beside(folder: Path, rows: int) -> None:
    """The database with every entry linked beside the one before: the floor writes the very rows that it has."""
    fetched, database = folder / "fetched.db", folder / "tieout.db"
    copy_database(folder, fetched)
    assert link(folder, Step()) == {"linked": rows, "tasks": Tasked(rows).named, "mentions": rows, "due": 0}
    database.rename(folder / LINKED)
    fetched.rename(database)


def _match(folder: Path, step: Step) -> None:
    """The whole stage: from asking what is due to the last commit."""
    with worker_in(folder) as worker, running(worker, "run") as run:
        with step.timed():
            matched = reconcile(worker, run, month(MONTH)).matched
        assert matched


def link(folder: Path, step: Step) -> dict[str, int]:
    """Matches what the fetch has marked; what the store has then. Fails when an entry is left without its task."""
    _match(folder, step)
    counts = _counted(folder)
    assert counts["linked"] == counts["mentions"], "every entry that the fetch marked is linked"
    assert not counts["due"]
    return counts


def _measured(folder: Path, step: Step) -> None:
    step.done |= link(folder, step)


def _counted(folder: Path) -> dict[str, int]:
    with raw_database(folder) as connection:
        return {what: int(connection.execute(query).fetchone()[0]) for what, query in _COUNTS.items()}


def _floor(folder: Path, step: Step) -> None:
    linked = tables_of(folder / LINKED, _WRITTEN)
    with raw_database(folder) as connection:
        with step.timed():
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute(_ENTRIES).fetchall()
            tasks = {row[0]: row for row in connection.execute(_TASKS)}
            found = {entry: tasks[name] for entry, name in connection.execute(_NAMED)}
            assert len(found) == len(rows)
            for name in reversed(_WRITTEN):
                connection.execute(f"DELETE FROM {name} WHERE entry IN ({_DUE})")  # noqa: S608  # our own names
            for name in _WRITTEN:
                write_rows(connection, name, linked)
            connection.execute("DELETE FROM due WHERE kind = 'tasks'")
            connection.execute("COMMIT")
        step.done |= _counted(folder)


MATCHED = SetUp("tasks fetched", _make)
BENCHMARKS = (Benchmark("link-tasks", SetUp("tasks linked", _link_beside, MATCHED), 10_000, _floor, _measured),)
