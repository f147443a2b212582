"""The demo: a made-up agency's month, billed for real, and compared with what was planted in it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cli.logs import set_up_logs
from cli.output import Progress, complain, print_sections, say
from cli.tables import import_sections, run_section
from config.starter import FolderInUse
from review import drafts, exceptions, statement
from review.statement import Statement
from sandbox.northwind.folder import EXPORTS, PLANTED, write_demo
from sandbox.northwind.records import Manifest
from sync.importing import FileReport, ImportOptions
from sync.pipeline import import_files, run_period
from sync.schedule import Period, month_named
from sync.worker import Worker, open_worker

NOW = datetime(2026, 11, 3, 6, 0, tzinfo=ZoneInfo("America/New_York"))
"""The demo's business clock: the 2nd business day of November 2026, at six."""

PERIOD = "2026-10"


def run_demo(folder: Path) -> int:
    """Writes the demo, bills October and shows it. 0 only if the exceptions are exactly the planted ones."""
    _make_room(folder)
    manifest = write_demo(folder)
    say(
        f"Wrote an agency's configuration and exports to {folder}/; what was planted in them is in {folder}/{PLANTED}.",
        "",
    )
    set_up_logs()
    worker = open_worker(folder, os.environ, lambda: NOW, Progress())
    try:
        return _bill(worker, folder, manifest)
    finally:
        worker.store.close()


def _bill(worker: Worker, folder: Path, manifest: Manifest) -> int:
    period = month_named(PERIOD)
    reports, refused = import_files(worker, sorted((folder / EXPORTS).iterdir()), ImportOptions(complete=period))
    print_sections(import_sections(reports, complete=True))
    report = run_period(worker, period)
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        clients = {key: contract.client for key, contract in contracts.items()}
        found = statement.statement(tx, period, NOW, clients)
        issues = exceptions.exceptions(tx, period)
        print_sections(drafts.to_sections(drafts.drafts(tx, PERIOD), contracts, worker.today))
    print_sections([*exceptions.to_sections(issues), run_section(report), *statement.to_sections(found)])
    _name_next(folder, period)
    wrong = [
        *(f"{path}: {problem}" for path, problem in refused),
        *_compare(manifest, exceptions.to_json(issues)),
        *_compare_totals(manifest, reports),
        *_unproven(found),
    ]
    complain(*(f"DEMO WRONG: {line}" for line in wrong))
    if not wrong:
        say(f"The {len(issues)} exceptions are exactly those that were planted, and every second is in its place.")
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
        f"  .venv/bin/tieout run --period {period.name} --config {folder}      (nothing has changed: plans nothing)",
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


def _compare_totals(manifest: Manifest, reports: list[FileReport]) -> list[str]:
    read = {(r.connector, r.rows, r.entries, r.seconds, len(r.rejected)) for r in reports}
    planted = {(t.connector, t.rows, t.entries, t.seconds, t.rejected) for t in manifest.totals}
    return [f"totals of an export differ: {row}" for row in sorted(read ^ planted)]


def _unproven(found: Statement) -> list[str]:
    wrong = [
        f"{row.currency}: drafts and portions differ by {row.difference}" for row in found.money if row.difference.minor
    ]
    if found.difference_seconds:
        wrong.append(f"the statement has a difference of {found.difference_seconds} seconds")
    return wrong
