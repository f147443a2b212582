"""Two task trackers, two clients and the tasks between them, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from billing.catalogue import Catalogue, Index, SourceRules
from billing.decisions import Decision, DecisionKind, Said
from billing.issues import Issue
from billing.reconcile import match
from billing.records import Contract, Entry, Match, Person, Rate, SourceRecord, Workstream
from billing.task_book import TaskTrackerRules
from billing.task_records import DONE, HIDDEN, MISSING, OPEN, KnownTask

DAY = date(2026, 10, 15)
SITE = "https://north.atlassian.net/browse/"
JIRA = TaskTrackerRules("jira", "jira", "north.atlassian.net")
ASANA = TaskTrackerRules("asana", "asana", "app.asana.com")


def contract(name: str, *codes: str, **terms: Any) -> Contract:
    streams = tuple(Workstream(code, code.title(), True) for code in codes)
    return Contract(name, f"{name.title()} Corp", "USD", streams, (Rate(Decimal(100)),), **terms)


ACME = contract("acme", "ACME-DEV", "ACME-OPS", task_projects=("jira:ACME",))
GLOBEX = contract("globex", "GLOBEX-DEV", task_projects=("jira:GLX", "asana:77"))
RULES = Catalogue(
    go_live=date(2026, 10, 1),
    contracts=(ACME, GLOBEX),
    people=(Person("Kim", ("kim@north.test",)),),
    sources=(SourceRules("harvest"),),
    trackers=(ASANA, JIRA),
    zone="America/New_York",
)
PREFIXES = {("jira", "ACME"), ("jira", "GLX"), ("jira", "OPS"), ("asana", "")}


def task(key: str, number: int, title: str = "A task", **said: Any) -> KnownTask:
    prefix = key.partition("-")[0]
    made = KnownTask(f"jira:{number}", key, title, SITE + key, "In Progress", OPEN, f"jira:{prefix}", prefix)
    return replace(made, **said)


BOARD = task("ACME-12", 12, "Board")
REPORT = task("ACME-14", 14, "Report", old_keys=("OLD-3",))
OVER = task("ACME-20", 20, stage=DONE, status="Done", closed_at=datetime(2026, 10, 15, 3, tzinfo=UTC))
THEIRS = task("GLX-1", 101, "Secret plan")
NOBODYS = task("OPS-1", 201, "Servers")
GONE = task("ACME-30", 30, present=False)
CARD = KnownTask("asana:5001", "", "A card", "https://app.asana.com/0/77/5001", "", OPEN, "asana:77")
SHARED = (task("DUP-1", 301), replace(task("DUP-1", 302), ref="asana:302", project="asana:78", project_key="DUP"))
TASKS = (BOARD, REPORT, OVER, THEIRS, NOBODYS, GONE, CARD, *SHARED)
UNFOUND = {"ACME-404": {"jira": MISSING}, "ACME-403": {"jira": HIDDEN}, "ZZZ-1": {"jira": HIDDEN}}


def index(
    rules: Catalogue = RULES,
    tasks: tuple[KnownTask, ...] = TASKS,
    unfound: Mapping[str, Mapping[str, str]] = UNFOUND,
    prefixes: set[tuple[str, str]] = PREFIXES,
) -> Index:
    """The index of a catalogue that has learned some tasks."""
    made = Index.of(rules, prefixes=prefixes)
    named: dict[str, list[KnownTask]] = {}
    for each in tasks:
        for name in each.names:
            named.setdefault(name, []).append(each)
    made.book.learn(named, unfound, tasks)
    return made


def entry(note: str = "", project: str = "ACME-DEV", seconds: int = 5400, **said: Any) -> Entry:
    record = SourceRecord(DAY, seconds, email="kim@north.test", person="Kim", project=project, note=note, **said)
    return Entry("e1", 1, "harvest", record)


def matched(each: Entry, known: Index | None = None, said: Said | None = None) -> tuple[Match, list[Issue]]:
    return match(each, known or index(), said or Said())


def link(ref: str, *codes: str) -> Said:
    """What stands when a person linked an entry to a task."""
    decided = Decision(1, DecisionKind.LINK, "e1", "Kim", datetime(2026, 11, 1, tzinfo=UTC), "it was that", other=ref)
    return Said(link=decided, accepted=codes)
