"""A house with Jira and Asana connected, and tasks of two clients as if they had been pulled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from billing.calendar import month
from billing.records import Contract
from billing.task_records import KnownProject, KnownTask
from config.loader import load
from review import decide, task_link
from review.exceptions import exceptions
from review.task_link import Link, task_named
from review.task_owners import Owners
from review.task_suggest import Rules, Suggested, suggest
from sync.pipeline import run_period
from sync.worker import Worker, running
from tests.agencies import TODAY, Agency
from tests.databases import empty_store
from tests.laws.house import House
from tests.laws.small import AGENCY, MAIN, OCTOBER, contract, entry_of

JIRA = {"kind": "jira", "site": "north.atlassian.net", "email": "ops@north.test", "token": "${JIRA_TOKEN}"}
ASANA = {"kind": "asana", "workspace": "77", "token": "${ASANA_TOKEN}"}
TRACKED: Agency = replace(
    AGENCY,
    main={
        **MAIN,
        "connectors": {"toggl": {"kind": "toggl"}, "harvest": {"kind": "harvest"}, "jira": JIRA, "asana": ASANA},
        "exceptions": {"require_task": "warn"},
    },
    contracts=(
        contract("a", "AAA-ONE", task_projects=["jira:ACME"]),
        contract("b", "BBB-ONE", task_projects=["jira:BLUE"]),
    ),
)
PROJECTS = (KnownProject("jira:1", "ACME", "Acme"), KnownProject("jira:2", "BLUE", "Blue"))
CHECKED = datetime(2026, 11, 1, tzinfo=UTC)


@contextmanager
def tracked_house(agency: Agency = TRACKED) -> Iterator[House]:
    """That house, or one like it; nothing but the configuration needs its tokens."""
    tokens = {"JIRA_TOKEN": "t", "ASANA_TOKEN": "t"}
    with empty_store() as store, tempfile.TemporaryDirectory(prefix="tieout-") as folder:
        agency.write_configuration(Path(folder))
        yield House(Path(folder), agency, Worker(load(Path(folder), tokens), store, lambda: TODAY))


def task(key: str, title: str, **more: object) -> KnownTask:
    """A task of Jira's, open since September, whose id is its number and a thousand for each project."""
    prefix, number = key.split("-")
    project = {"ACME": "jira:1", "BLUE": "jira:2"}[prefix]
    ref = f"{project}{int(number):03}"
    url = f"https://north.atlassian.net/browse/{key}"
    made = KnownTask(ref, key, title, url, "In Progress", "open", project, prefix, "Task", created_on=date(2026, 9, 1))
    return replace(made, **more)  # type: ignore[arg-type]  # fields of KnownTask


def told(house: House, *tasks: KnownTask, projects: Iterable[KnownProject] = PROJECTS) -> None:
    """What the trackers tell of, as a pull stores it; entries that name any of it are matched again."""
    with running(house.worker, "pull") as run, house.store.write() as tx:
        for name in ("jira", "asana"):
            tx.tasks.keep_projects(name, [each for each in projects if each.ref.startswith(name)])
        names = tx.tasks.keep(tasks, run.id, CHECKED)
        tx.due.mark("entry", {(key, "") for key in tx.tasks.naming(sorted(names))})


def not_found(house: House, key: str, why: str = "missing") -> None:
    """Jira has no such task."""
    with house.store.write() as tx:
        names = tx.tasks.not_found("jira", {key: why}, CHECKED)
        tx.due.mark("entry", {(each, "") for each in tx.tasks.naming(sorted(names))})


def run(house: House, name: str = OCTOBER) -> None:
    """Runs a month by what is known of tasks."""
    run_period(house.worker, month(name), offline=True)


def rules(house: House) -> Rules:
    """What suggestions go by."""
    said = house.worker.configuration
    return Rules(said.contracts, said.catalogue.people, said.main.company.timezone, said.task_trackers)


def contracts(house: House) -> dict[str, Contract]:
    """The contracts by id."""
    return dict(house.worker.configuration.contracts)


def suggested(house: House) -> Suggested:
    """What is suggested for the exceptions that stand."""
    with house.store.read() as tx:
        return suggest(tx, exceptions(tx, None), rules(house))


def offers(house: House, code: str) -> list[str]:
    """The keys suggested for the one exception of a kind, the best first."""
    found = suggested(house)
    (issue,) = [each for each in house.issues() if each.code == code]
    return [each.task.key for each in found.get(issue.id, ())]


def link(house: House, key: str, *notes: str, anyway: bool = False, why: str = "asked Kim") -> None:
    """Links the entries with some notes to a task, by whatever it is called."""
    said = house.worker.configuration
    with house.store.write() as tx:
        wish = Link(task_named(tx, key, said.task_trackers), Owners.of(said.contracts.values()), anyway)
        targets = decide.named(tx, [entry_of(house, note) for note in notes])
        task_link.link(tx, wish, targets, decide.Signature("kim", house.worker.clock(), why))


def tasks_of(house: House, note: str) -> list[tuple[str, str]]:
    """The tasks of the entry with a note: key and title."""
    with house.store.read() as tx:
        found = tx.matches.of_entry(entry_of(house, note))
    assert found is not None
    return [(each.key, each.title) for each in found[0].tasks]
