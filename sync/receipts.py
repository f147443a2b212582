"""Where the receipts of expenses are: beside the file that names them; and those that are not there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from billing.decisions import said, unresolved
from billing.expenses import is_link
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import EXPENSE, Entry, Period
from billing.texts import clean
from config.charges import is_there
from connectors.base import Export
from connectors.registry import EXPENSES
from sync.standing_now import is_billed
from sync.worker import Run, Worker

MAX_SHOWN = 200


def placed(export: Export, file: Path, folder: Path) -> Export:
    """An export whose receipts are found from the configuration's folder, wherever the program is started.

    A path is relative to the file that names it. It is kept relative to the folder where it is inside, so that both can
    be moved together; links stay as they are.
    """
    records = [
        replace(record, receipt=_place(record.receipt, file, folder)) if record.receipt else record
        for record in export.records
    ]
    return replace(export, records=tuple(records))


def check_receipts(worker: Worker, run: Run, period: Period) -> None:
    """Reports the receipts of a period's expenses that are not there; looked at in every run, as files come and go.

    Before go-live, and once an expense is billed, receipts are nobody's trouble; and a person may accept that one is
    not there.
    """
    configuration = worker.configuration
    connectors = [name for name, each in configuration.connectors.items() if each.kind in EXPENSES]
    with worker.store.read() as tx:
        ours = [
            entry
            for entry in tx.entries.with_receipts([*connectors, *EXPENSES], period)
            if entry.record.day >= configuration.main.go_live
        ]
        live = tx.placements.of_entries([entry.id for entry in ours])
        ours = [entry for entry in ours if not is_billed(live.get(entry.id, ()))]
        decisions = tx.decisions.standing(entry.id for entry in ours)
    accepted = {entry.id: said(decisions.get(entry.id, ()), entry.record).accepted for entry in ours}
    missing = not_found(configuration.folder, ours)
    issues = [issue for issue in missing if unresolved([issue], accepted[issue.entry_id])]
    with worker.store.write() as tx:
        tx.issues.replace(f"receipts:{period.name}", issues, run.id, period.name)


def not_found(folder: Path, entries: Iterable[Entry]) -> list[Issue]:
    """An issue for each expense whose receipt is a path at which there is no file."""
    return [_issue(entry) for entry in entries if _names_a_file(entry) and not is_there(folder, entry.record.receipt)]


def _names_a_file(entry: Entry) -> bool:
    return entry.record.kind == EXPENSE and bool(entry.record.receipt) and not is_link(entry.record.receipt)


def _place(receipt: str, file: Path, folder: Path) -> str:
    if is_link(receipt):
        return receipt
    place = os.path.normpath(file.absolute().parent / receipt)
    home = os.path.normpath(folder.absolute()) + os.sep
    return os.fsencode(place.removeprefix(home)).decode("utf-8", "backslashreplace")


def _issue(entry: Entry) -> Issue:
    record = entry.record
    return Issue(
        "receipt_not_found",
        entry_id=entry.id,
        client=clean(record.client),
        person=clean(record.person or record.email),
        day=record.day,
        facts=facts(
            what=clean(record.note) or clean(record.activity) or "an expense",
            cost=Money(record.cost_minor or 0, record.currency),
            receipt=clean(record.receipt, MAX_SHOWN),
        ),
    )
