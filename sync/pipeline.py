"""The stages, in order: start reading here.

Each stage reads the store, calls pure functions in `billing/`, and writes the result; what wakes the pipeline (a
person, later a schedule or a webhook) does not matter to it. Reconcile places what will not be billed, bill the rest.

    import     sync/importing.py  an export's rows become entries             connectors/exports, billing/recognise
    reconcile  sync/reconcile.py  each entry finds its workstream and person  billing/reconcile, billing/checks
    bill       sync/bill.py       each contract's period becomes drafts       billing/plan
    review     review/            people read statement, exceptions, drafts and trace
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from billing.records import Period
from connectors.base import BadFile
from sync.bill import Billed, bill
from sync.importing import Account, FileReport, ImportOptions, import_file, settle
from sync.reconcile import Reconciled, reconcile
from sync.worker import Worker, running


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What a run did for a period."""

    period: Period
    reconciled: Reconciled
    billed: tuple[Billed, ...]
    left: dict[str, int]
    """Seconds of other months, from go-live on, that no run has placed yet."""

    @property
    def changed(self) -> int:
        """Contracts that were planned anew."""
        return sum(unit.changed for unit in self.billed)


def import_files(
    worker: Worker, paths: Sequence[Path], options: ImportOptions
) -> tuple[list[FileReport], list[tuple[Path, BadFile]]]:
    """Imports files one after the other; a file that cannot be read does not stop the others.

    Complete files are judged together, by connector, and only if all of them could be read.
    """
    reports: list[FileReport] = []
    refused: list[tuple[Path, BadFile]] = []
    accounts: dict[str, Account] = {}
    with running(worker, "import") as run:
        for done, path in enumerate(paths):
            try:
                reports.append(import_file(worker, run, path, options, accounts))
            except BadFile as problem:
                refused.append((path, problem))
            worker.progress("importing", done + 1, len(paths))
        judged = options if not refused else replace(options, complete=None)
        for account in accounts.values():
            place = max(n for n, report in enumerate(reports) if report.connector == account.connector)
            try:
                reports[place] = settle(worker, run, account, judged, reports[place])
            except BadFile as problem:
                refused.append((Path(reports[place].file), problem))
        run.detail.update(files=len(reports), refused=len(refused), entries=sum(r.entries for r in reports))
    return reports, refused


def run_period(worker: Worker, period: Period) -> PeriodReport:
    """Brings a period's drafts and issues up to what the store and the configuration say now."""
    with running(worker, "run") as run:
        reconciled, billed = reconcile(worker, run, period), tuple(bill(worker, run, period))
        report = PeriodReport(period, reconciled, billed, _left_elsewhere(worker, period))
        run.detail.update(period=period.name, contracts=len(report.billed), changed=report.changed)
    return report


def _left_elsewhere(worker: Worker, period: Period) -> dict[str, int]:
    left: dict[str, int] = {}
    with worker.store.read() as tx:
        for day, seconds in tx.matches.unplaced_outside(period, worker.configuration.main.go_live):
            name = day.strftime("%Y-%m")
            left[name] = left.get(name, 0) + seconds
    return left
