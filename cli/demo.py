"""The demo: a made-up agency's month, pulled over HTTP, billed for real, and compared with what was planted in it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cli.demo_ledger import show_ledger
from cli.logs import set_up_logs
from cli.output import Progress, complain, print_sections, say
from cli.pull_tables import pull_sections
from cli.tables import run_section
from config.keys import FILE as KEY_FILE
from config.keys import write_first_key
from config.starter import FolderInUse
from review import drafts, exceptions, statement, task_suggest
from review.statement import Statement
from sandbox.bookkeeper import Bookkeeper
from sandbox.clock import Clock
from sandbox.folder import environment, ledger_environment, write_folder
from sandbox.northwind.folder import EXPORTS, PLANTED, write_demo, write_planted
from sandbox.northwind.records import Manifest
from sandbox.planted import over_api
from sandbox.server import Serving
from sandbox.world import World
from sync.pipeline import pull_sources, pull_task_trackers, run_period
from sync.pull import Asked, ConnectorReport
from sync.schedule import Period, month_named
from sync.worker import Worker, open_worker, system_clock

NOW = datetime(2026, 11, 3, 6, 0, tzinfo=ZoneInfo("America/New_York"))
"""The demo's business clock: the 2nd business day of November 2026, at six."""

PERIOD = "2026-10"
ASKED = ("time", PERIOD)


def run_demo(folder: Path, ledger: str = "xero") -> int:
    """Plays the vendors, pulls and bills October, shows it, and follows its invoices in a ledger until they are paid.

    0 only if the exceptions are just the planted ones, and every draft is one invoice there, to the cent.
    """
    _make_room(folder)
    begun = system_clock()
    world = World(Clock(NOW, lambda: (system_clock() - begun).total_seconds()))
    set_up_logs()
    with Serving(world) as vendors:
        manifest = _written(folder, world, vendors.base, ledger)
        known = {**os.environ, **environment(world), **ledger_environment()}
        worker = open_worker(folder, known, lambda: NOW, Progress())
        try:
            return _bill(worker, folder, manifest) or show_ledger(worker, world, Bookkeeper(vendors.base, ledger))
        finally:
            worker.store.close()


def _written(folder: Path, world: World, base: str, ledger: str) -> Manifest:
    """The folder's files: the month as exports, the vendors' addresses, and what was planted."""
    manifest = over_api(write_demo(folder), world)
    (folder / "tieout.yaml").unlink()
    write_folder(folder, world, base, ledger)
    if not (folder / KEY_FILE).exists():
        write_first_key(folder)
    write_planted(folder, manifest)
    say(
        "Harvest, Toggl Track and Clockify answer on this machine, with the month of an agency that never was;",
        "Jira and Asana answer, too, with the tasks that its time names; its invoices go to a ledger, the same way.",
        f"Its configuration is in {folder}/; what was planted in the month is in {folder}/{PLANTED}.",
        "",
    )
    return manifest


def _bill(worker: Worker, folder: Path, manifest: Manifest) -> int:
    period = month_named(PERIOD)
    reports, tasks = pull_sources(worker, Asked()), pull_task_trackers(worker, Asked())
    print_sections(pull_sections(reports, tasks))
    report = run_period(worker, period)
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        clients = {key: contract.client for key, contract in contracts.items()}
        found = statement.statement(tx, period, NOW, clients)
        issues = exceptions.exceptions(tx, period)
        suggested = task_suggest.suggest(tx, issues, _rules(worker))
        current = drafts.drafts(tx, PERIOD)
        print_sections(drafts.to_sections(current, contracts, worker.today))
    print_sections([*exceptions.to_sections(issues, suggested), run_section(report), *statement.to_sections(found)])
    wrong = [
        *(f"{each.connector}: {each.problem}" for each in reports if each.problem),
        *(f"{each.connector}: {each.problem}" for each in (*tasks, *report.tasks) if each.problem),
        *_compare(manifest, exceptions.to_json(issues)),
        *_compare_totals(manifest, reports),
        *_compare_milestones(manifest, drafts.to_json(current)),
        *_unproven(found),
    ]
    complain(*(f"DEMO WRONG: {line}" for line in wrong))
    if not wrong:
        say(f"The {len(issues)} exceptions are exactly those that were planted, and every second is in its place.")
        _name_next(folder, period)
    return 3 if wrong else 0


def _make_room(folder: Path) -> None:
    """The folder may be new, empty or an earlier demo; anything else is someone's own."""
    if folder.exists() and any(folder.iterdir()) and not (folder / PLANTED).exists():
        raise FolderInUse(f"{folder} holds something else than a demo; name another folder: tieout demo FOLDER")
    for path in folder.glob("tieout.db*"):
        path.unlink()


def _name_next(folder: Path, period: Period) -> None:
    say(
        "",
        f"The files are in {folder}/: tieout.yaml, people.yaml, contracts/, {EXPORTS}/, {PLANTED}, tieout.db",
        "Try next:",
        f"  .venv/bin/tieout drafts --config {folder}",
        f"  .venv/bin/tieout trace ID --config {folder}      (any id from the tables above)",
        f"  .venv/bin/tieout exceptions --period {period.name} --config {folder}",
        f"  .venv/bin/tieout statement --period {period.name} --json --config {folder}",
        f"  .venv/bin/tieout tasks --period {period.name} --config {folder}      (estimates beside the time)",
        f"  .venv/bin/tieout milestone granite --config {folder}      (not due: the client rejected its task)",
        f"  .venv/bin/tieout receivables --config {folder}",
        f"  .venv/bin/tieout run --offline --period {period.name} --config {folder}      (plans nothing)",
        f"  .venv/bin/tieout sandbox --folder {folder}      (the vendors again, to pull from)",
        "",
    )


def _compare(manifest: Manifest, found: list[dict[str, object]]) -> list[str]:
    keys = ("code", "client", "person", "date", "seconds")
    shown = Counter(tuple(str(row[key] or "") for key in keys) for row in found)
    planted: Counter[tuple[str, ...]] = Counter(
        (
            item.code,
            item.client or "",
            item.person or "",
            item.day.isoformat() if item.day else "",
            str(item.seconds or ""),
        )
        for item in manifest.issues
    )
    return [
        *(f"planted but not found: {row}" for row in sorted((planted - shown).elements(), key=str)),
        *(f"found but not planted: {row}" for row in sorted((shown - planted).elements(), key=str)),
    ]


def _compare_totals(manifest: Manifest, reports: list[ConnectorReport]) -> list[str]:
    months = [(each.connector, found) for each in reports for found in each.months]
    read = {(name, found.entries, found.seconds) for name, found in months if (found.kind, found.period) == ASKED}
    planted = {(t.connector, t.entries, t.seconds) for t in manifest.totals}
    return [f"totals of a tracker differ: {row}" for row in sorted(read ^ planted)]


def _compare_milestones(manifest: Manifest, current: list[dict[str, Any]]) -> list[str]:
    lines = [(draft["contract"], line) for draft in current for line in draft["lines"] if line["kind"] == "milestone"]
    billed = {(contract, line["amount"], line["service_to"]) for contract, line in lines}
    due = {(each.contract, str(each.amount), each.day.isoformat()) for each in manifest.milestones if each.day}
    return [f"milestones on drafts differ: {row}" for row in sorted(billed ^ due)]


def _rules(worker: Worker) -> task_suggest.Rules:
    said = worker.configuration
    return task_suggest.Rules(said.contracts, said.catalogue.people, said.main.company.timezone, said.task_trackers)


def _unproven(found: Statement) -> list[str]:
    wrong = [
        f"{row.currency}: drafts and portions differ by {row.difference}" for row in found.money if row.difference.minor
    ]
    if found.difference_seconds:
        wrong.append(f"the statement has a difference of {found.difference_seconds} seconds")
    return wrong
