"""The import stage: an export's rows become new, changed or unchanged entries; one transaction a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from billing.issues import Issue, facts
from billing.recognise import Recognised, recognise
from billing.records import FINAL, Entry, Period
from billing.texts import clean
from connectors.base import BadFile, ConnectorConfig, Export, Layout, Reading, Rejected
from connectors.exports import read_export, recognise_layout
from connectors.registry import LAYOUTS
from connectors.tables import Table, open_table
from mappings.entries import Origin
from mappings.runs import ReadFile, RejectedRow
from mappings.store import Transaction
from sync.worker import Run, Worker

__all__ = ["BadFile", "FileReport", "ImportOptions", "import_file"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the operator said of the files: whose they are, how they write dates, which period they are complete for."""

    connector: str = ""
    dates: str = ""
    complete: Period | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What an import did. `rows` = `entries` + `rejected`; `unseen` entries are stored but not in the file."""

    file: str
    kind: str
    connector: str
    zone: str
    entries: int
    seconds: int
    new: int
    changed: int
    unchanged: int
    gone: int
    unseen: int
    rejected: tuple[tuple[int, str], ...]

    @property
    def rows(self) -> int:
        """Rows of the file, read or refused."""
        return self.entries + len(self.rejected)


def import_file(worker: Worker, run: Run, path: Path, options: ImportOptions) -> FileReport:
    """Reads a file into the store. Raises BadFile, with what to do, before anything is written."""
    table = open_table(path)
    reading = _reading(worker, table, options)
    export = read_export(table, reading)
    window = _window(export, options)
    with worker.store.write() as tx:
        known = tx.entries.known(reading.connector, *window) if window else []
        found = recognise(export.records, known)
        gone = _gone(found, options, export, path)
        file_id = tx.runs.keep_file(_read_file(table, reading, export), run.id)
        origins = [Origin(file_id, line, run.id) for line in export.lines]
        tx.entries.add(reading.connector, [(export.records[row], origins[row]) for row in found.new])
        tx.entries.change([(c.entry, export.records[c.row], origins[c.row], c.how) for c in found.changed])
        tx.entries.retire(gone, Origin(file_id, None, run.id), f"not in {clean(table.name)}, which was complete")
        _reopen(tx, [change.entry.id for change in found.changed], "its tracker changed it", run)
        _reopen(tx, [entry.id for entry in gone], "its tracker no longer has it", run)
        tx.issues.replace_for_entries("match", [entry.id for entry in gone], [], run.id)
        _keep_rejected(worker, tx, run, export, (reading.connector, table.name))
    return FileReport(
        file=str(path),
        kind=reading.layout.kind,
        connector=reading.connector,
        zone=reading.zone,
        entries=len(export.records),
        seconds=export.seconds,
        new=len(found.new),
        changed=len(found.changed),
        unchanged=len(found.unchanged),
        gone=len(gone),
        unseen=len(found.unseen) - len(gone),
        rejected=tuple((row.line, row.reason) for row in export.rejected),
    )


# ---- whose file it is ----


def _reading(worker: Worker, table: Table, options: ImportOptions) -> Reading:
    connectors = worker.configuration.connectors
    company_zone = worker.configuration.main.company.timezone
    name, layout = _connector(table, connectors, options.connector)
    config = connectors.get(name)
    if config is None:
        return Reading(name, layout, company_zone, options.dates)
    return Reading(
        name,
        layout,
        config.timezone or company_zone,
        options.dates or config.dates or "",
        config.decimal_mark or "",
        config.columns,
    )


def _connector(table: Table, connectors: Mapping[str, ConnectorConfig], stated: str) -> tuple[str, Layout]:
    """The connector a file belongs to: the stated one, else the only one of the kind that its header shows."""
    if stated in connectors:
        return stated, LAYOUTS[connectors[stated].kind]
    if stated and (stated not in LAYOUTS or any(config.kind == stated for config in connectors.values())):
        raise BadFile(f"there is no connector {stated} in tieout.yaml; it has {', '.join(connectors) or 'none'}")
    if stated:
        return stated, LAYOUTS[stated]
    configured = [(LAYOUTS[config.kind], config.columns) for config in connectors.values()]
    kinds = {layout.kind for layout, _ in configured}
    others: list[tuple[Layout, Mapping[str, str]]] = [(LAYOUTS[kind], {}) for kind in LAYOUTS if kind not in kinds]
    layout = recognise_layout(table.header, configured, others)
    fitting = [name for name, config in connectors.items() if config.kind == layout.kind]
    if len(fitting) > 1:
        raise BadFile(f"it may belong to {' or '.join(fitting)}; say which with --connector")
    return (fitting[0] if fitting else layout.kind), layout


# ---- what it means for the store ----


def _window(export: Export, options: ImportOptions) -> tuple[date, date] | None:
    """The days whose stored entries the file may speak of, both ends included; None for a file without any."""
    days = [record.day for record in export.records]
    if options.complete:
        days += [options.complete.first, options.complete.end]
    return (min(days), max(days)) if days else None


def _gone(found: Recognised, options: ImportOptions, export: Export, path: Path) -> list[Entry]:
    """What a complete file no longer has; but nothing on a day with an unreadable row, which may be the entry."""
    period = options.complete
    if period is None:
        return []
    gone = [entry for entry in found.unseen if entry.record.day in period]
    if gone and not any(record.day in period for record in export.records):
        raise BadFile(
            f"{path} has no time in {period.name}, but {len(gone)} entries are stored for it; "
            "check the export's dates and filters. Nothing was changed"
        )
    unread = {row.day for row in export.rejected}
    return [] if None in unread else [entry for entry in gone if entry.record.day not in unread]


def _reopen(tx: Transaction, ids: list[str], reason: str, run: Run) -> None:
    """Takes changed time off its drafts, which are then out of date until the next run plans them again.

    What has left the house stays where it is, and so does its draft.
    """
    placed = [item.portion for items in tx.placements.of_entries(ids).values() for item in items]
    tx.drafts.outdate(portion.line_id for portion in placed if portion.line_id and portion.state not in FINAL)
    tx.placements.release(ids, reason, run.id)


def _keep_rejected(worker: Worker, tx: Transaction, run: Run, export: Export, source: tuple[str, str]) -> None:
    """The bad rows of a connector's file stand until a file of that name has the same months again."""
    connector, file = source
    usual, go_live = _usual_month(export), worker.configuration.main.go_live
    rows = [_rejected_row(connector, file, row, usual) for row in export.rejected]
    months = {record.day.strftime("%Y-%m") for record in export.records} | {row.month for row in rows}
    old = [row for row in tx.runs.rejected(connector, months) if row.file == file]
    tx.runs.replace_rejected(old, rows)
    for month in sorted(months):
        ours = [row for row in rows if row.month == month and (row.day is None or row.day >= go_live)]
        tx.issues.replace(f"file:{connector}:{file}:{month}", [_bad_row(row) for row in ours], run.id, month)


def _rejected_row(connector: str, file: str, row: Rejected, usual_month: str) -> RejectedRow:
    month = row.day.strftime("%Y-%m") if row.day else usual_month
    return RejectedRow(connector, file, row.line, row.reason, row.day, month, row.seconds)


def _bad_row(row: RejectedRow) -> Issue:
    return Issue(
        "bad_row",
        day=row.day,
        seconds=row.seconds,
        subject=f"{row.connector} {row.file} {row.month} {row.line}",
        facts=facts(file=clean(row.file), line=row.line, reason=clean(row.reason, 300)),
    )


def _read_file(table: Table, reading: Reading, export: Export) -> ReadFile:
    days = [record.day for record in export.records]
    return ReadFile(
        connector=reading.connector,
        digest=table.digest,
        name=table.name,
        kind=reading.layout.kind,
        zone=reading.zone,
        entries=len(export.records),
        rejected=len(export.rejected),
        seconds=export.seconds,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def _usual_month(export: Export) -> str:
    months = [record.day.strftime("%Y-%m") for record in export.records]
    months += [row.day.strftime("%Y-%m") for row in export.rejected if row.day]
    return max(sorted(set(months)), key=months.count, default="")
