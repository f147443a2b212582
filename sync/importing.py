"""The import stage: rows of exports become new, changed or unchanged entries; one transaction a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from billing.calendar import month_name
from billing.issues import Issue, facts
from billing.money import Money
from billing.recognise import Change
from billing.records import Entry, Period, SourceRecord
from billing.texts import clean
from connectors.base import BadFile, Rejected
from mappings.entries import Origin
from mappings.runs import ReadFile, RejectedRow
from mappings.store import Transaction
from sync.own_ids import tell_other_meanings
from sync.reading import ImportOptions, Source, read_source
from sync.recognising import recognised
from sync.reopening import reopen, retire
from sync.sources import connected
from sync.unproven import go_on_by_export
from sync.worker import Run, Worker

__all__ = ["Account", "BadFile", "FileReport", "ImportOptions", "import_file", "settle"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What an import did. `rows` = `entries` + `rejected`; `unseen` entries are stored but in none of the files."""

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
    costs: tuple[Money, ...] = ()
    """What its expenses cost together, by currency."""

    @property
    def rows(self) -> int:
        """Rows of the file, read or refused."""
        return self.entries + len(self.rejected)


@dataclass(slots=True)
class Account:
    """What the files of one connector have shown in one import, taken together."""

    connector: str
    kind: str
    """Of time or of expenses: of the other one, which was read over the API perhaps, its files say nothing."""
    seen: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    unread_days: set[date | None] = field(default_factory=set)
    last_file: int | None = None

    def add(self, source: Source, file_id: int, shown: Iterable[str]) -> None:
        """Takes a file into account, with the entries that it showed."""
        self.last_file = file_id
        self.seen.update(shown)
        self.days.update(source.days)
        self.unread_days.update(row.day for row in source.export.rejected)


def import_file(
    worker: Worker, run: Run, path: Path, options: ImportOptions, account: dict[str, Account]
) -> FileReport:
    """Reads a file into the store, and into its connector's account. Raises BadFile before anything is written."""
    source = read_source(worker, path, options)
    with worker.store.read() as tx:
        _refuse_pulled(worker, tx, source)
        kept = tuple(tx.erasing.all().records(source.export.records))
        source = replace(source, export=replace(source.export, records=kept))
    own = account.setdefault(source.connector, Account(source.connector, source.kind))
    records = source.export.records
    worker.progress("rows read", len(records), len(records))
    with worker.store.write() as tx:
        found = recognised(tx, source, own.seen)
        file_id = tx.runs.keep_file(_read_file(source), run.id)
        read = [(records[row], Origin(file_id, source.export.lines[row], run.id)) for row in found.new]
        own_ids = [source.export.ids[row] for row in found.new] if source.export.ids else []
        added = tx.entries.add(source.connector, read, own_ids)
        changed = [change.entry.id for change in found.changed]
        tell_other_meanings(tx, run, source, found.changed)
        tx.entries.change([_edit(change, source, file_id, run) for change in found.changed])
        reopen(tx, changed, "its tracker changed it", run)
        _keep_rejected(worker, tx, run, source)
    own.add(source, file_id, [*found.unchanged, *changed, *added])
    return FileReport(
        file=str(path),
        kind=source.reading.layout.kind,
        connector=source.connector,
        zone=source.reading.zone,
        entries=len(records),
        seconds=source.export.seconds,
        new=len(found.new),
        changed=len(found.changed),
        unchanged=len(found.unchanged),
        gone=0,
        unseen=0,
        rejected=tuple((row.line, row.reason) for row in source.export.rejected),
        costs=source.export.costs,
    )


def _refuse_pulled(worker: Worker, tx: Transaction, source: Source) -> None:
    """Raises BadFile where the API has all of a month: with a token it is asked, and what it proved is more than files.

    What was half read over the API of a connector that has no token any more goes on by exports.
    """
    kinds = {(record.kind, month_name(record.day)) for record in source.export.records}
    asked = source.connector in connected(worker.configuration)
    whole = {(each.kind, each.period) for each in tx.pulled.proofs(source.connector) if asked or each.is_whole}
    both = sorted({period for kind, period in whole & kinds})
    if not both:
        return
    again = f"`tieout pull --connector {source.connector} --period {both[-1]}`"
    remedy = f"correct the entry there and run {again}" if asked else _TOKEN_IS_OUT.format(again=again)
    raise BadFile(
        f"was read, but {', '.join(both)} of {source.connector} was pulled over its API, which has all of it; {remedy}"
    )


_TOKEN_IS_OUT = (
    "import an export of the other months alone. What has changed there since is read only with its token: "
    "put that back and run {again}"
)


def _edit(change: Change, source: Source, file_id: int, run: Run) -> tuple[Entry, SourceRecord, Origin, str]:
    origin = Origin(file_id, source.export.lines[change.row], run.id)
    return change.entry, source.export.records[change.row], origin, change.how


def settle(worker: Worker, run: Run, own: Account, options: ImportOptions, last: FileReport) -> FileReport:
    """The last report of a connector, with what all its files together leave unseen, and retire if they are complete.

    Raises BadFile when complete files have no time of a period of which entries are stored.
    """
    period = options.complete
    span = [*own.days, *([period.first, period.end] if period else [])]
    with worker.store.write() as tx:
        unseen = tx.entries.unseen(own.connector, own.kind, span, own.seen) if span else []
        gone = _gone(unseen, own, period, options) if period else []
        if period:
            retire(tx, run, gone, own.last_file, "not in a complete export")
            tx.runs.settle_month(own.connector, period.name, run.id)
            go_on_by_export(tx, run, worker, (own.connector, period.name))
            report_rejected(worker, tx, run, own.connector)
    shown = [day for _, day in unseen if day in own.days or (period and day in period)]
    return replace(last, gone=len(gone), unseen=len(shown) - len(gone))


# ---- what is gone ----

Unseen = Sequence[tuple[str, date]]
"""Ids and days of entries that none of the files has."""


def _gone(unseen: Unseen, own: Account, period: Period, options: ImportOptions) -> list[str]:
    """What complete files no longer have; but nothing on a day with an unreadable row, which may be the entry."""
    gone = [(key, day) for key, day in unseen if day in period]
    if gone and not options.nothing_left and not any(day in period for day in own.days):
        raise BadFile(
            f"was read, but there is no time of {period.name} in the files of {own.connector}, and {len(gone)} "
            "entries of it are stored; check the export's dates and filters, or add --nothing-left if it is meant. "
            "Nothing is gone"
        )
    return [] if None in own.unread_days else [key for key, day in gone if day not in own.unread_days]


# ---- bad rows ----


def _keep_rejected(worker: Worker, tx: Transaction, run: Run, source: Source) -> None:
    """Notes the bad rows of a file, and settles those that stood in the same file before."""
    rows = _rejected_rows(source)
    tx.runs.reject(rows, run.id)
    months = source.months | {row.month for row in rows}
    tx.runs.settle_file(source.connector, source.place, months, run.id)
    report_rejected(worker, tx, run, source.connector)


def report_rejected(worker: Worker, tx: Transaction, run: Run, connector: str) -> None:
    """Tells the bad rows of a connector that stand, on or after go-live."""
    go_live = worker.configuration.main.go_live
    ours = [row for row in tx.runs.rejected(connector) if row.day is None or row.day >= go_live]
    tx.issues.replace(f"bad rows:{connector}", [_bad_row(row) for row in ours], run.id)


def _rejected_rows(source: Source) -> list[RejectedRow]:
    usual, seen = _usual_month(source), Counter[str]()
    rows = []
    for row in source.export.rejected:
        seen[row.content] += 1
        rows.append(_rejected_row(source, row, seen[row.content], usual))
    return rows


def _rejected_row(source: Source, row: Rejected, number: int, usual_month: str) -> RejectedRow:
    return RejectedRow(
        connector=source.connector,
        content=row.content,
        number=number,
        path=source.place,
        file=source.table.name,
        line=row.line,
        reason=row.reason,
        day=row.day,
        month=row.day.strftime("%Y-%m") if row.day else usual_month,
        seconds=row.seconds,
    )


def _usual_month(source: Source) -> str:
    """The month that most rows of a file have, also those that could not be read whole."""
    days = Counter(record.day for record in source.export.records)
    days = days or Counter(row.day for row in source.export.rejected if row.day)
    months = Counter[str]()
    for day, count in days.items():
        months[day.strftime("%Y-%m")] += count
    return max(sorted(months), key=months.__getitem__, default="")


def _bad_row(row: RejectedRow) -> Issue:
    return Issue(
        "bad_row",
        day=row.day,
        seconds=row.seconds,
        month=row.month,
        subject=f"{row.connector} {row.content} {row.number}",
        facts=facts(file=clean(row.file), line=row.line, reason=clean(row.reason, 300)),
    )


def _read_file(source: Source) -> ReadFile:
    days = source.days
    return ReadFile(
        connector=source.connector,
        digest=source.table.digest,
        name=source.table.name,
        kind=source.reading.layout.kind,
        zone=source.reading.zone,
        entries=len(source.export.records),
        rejected=len(source.export.rejected),
        seconds=source.export.seconds,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
