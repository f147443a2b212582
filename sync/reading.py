"""The first half of an import: whose file it is, and what stands in it. Nothing is stored here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from billing.records import EXPENSE, TIME, Period
from connectors import expenses
from connectors.base import BadFile, ConnectorConfig, Export, Layout, Reading
from connectors.expenses import read_expenses
from connectors.exports import read_export, recognise_layout, written_by_another
from connectors.registry import EXPENSES, LAYOUTS
from connectors.tables import Table, open_table
from sync.expense_files import expense_connector, looks_like_expenses
from sync.receipts import placed
from sync.worker import Worker

__all__ = ["BadFile", "ImportOptions", "Source", "read_source"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the operator said of the files: whose they are, how they write dates, which period they are complete for."""

    connector: str = ""
    dates: str = ""
    complete: Period | None = None
    nothing_left: bool = False
    """That a complete period without any time is meant so."""
    kind: str = ""
    """What the files hold, `time` or `expenses`; empty is expenses where their connector is one of expenses."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: where it is, whose it is, and its rows. Its table's lines are not kept."""

    path: Path
    table: Table
    reading: Reading
    export: Export

    @property
    def connector(self) -> str:
        """The connector it belongs to."""
        return self.reading.connector

    @property
    def kind(self) -> str:
        """What all of its entries are: time, or expenses."""
        return EXPENSE if self.reading.layout.kind in EXPENSES else TIME

    @property
    def place(self) -> str:
        """Where it is, in letters that can be stored whatever bytes its name has."""
        return os.fsencode(self.path.absolute()).decode("utf-8", "backslashreplace")

    @property
    def days(self) -> frozenset[date]:
        """The days it has records of."""
        return frozenset(record.day for record in self.export.records)

    @property
    def months(self) -> set[str]:
        """The months it has records of."""
        return {day.strftime("%Y-%m") for day in self.days}


def read_source(worker: Worker, path: Path, options: ImportOptions) -> Source:
    """A file, read. Raises BadFile with what to do."""
    table = open_table(path)
    reading = _reading(worker, table, options)
    if reading.layout.kind in EXPENSES:
        export = placed(read_expenses(table, reading), path, worker.configuration.folder)
    else:
        export = read_export(table, reading)
    return Source(path, replace(table, lines=()), reading, export)


def _reading(worker: Worker, table: Table, options: ImportOptions) -> Reading:
    connectors = worker.configuration.connectors
    company_zone = worker.configuration.main.company.timezone
    if options.connector not in connectors and options.connector in worker.configuration.books:
        raise BadFile(f"{options.connector} are books, and no time is read from books; name a tracker with --connector")
    name, layout = _connector(table, connectors, options)
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
        config.currency if isinstance(config, expenses.Config) else "",
    )


def _connector(table: Table, connectors: Mapping[str, ConnectorConfig], options: ImportOptions) -> tuple[str, Layout]:
    """The connector a file belongs to, of expenses or of time."""
    stated = options.connector
    holds = options.kind or ("expenses" if stated in connectors and connectors[stated].kind in EXPENSES else "time")
    if holds == "expenses":
        return expense_connector(table, connectors, stated)
    if stated in connectors and connectors[stated].kind in EXPENSES:
        raise BadFile(f"{stated} is a connector of expenses; name one of time, or import with --kind expenses")
    try:
        return _time_connector(table, {n: c for n, c in connectors.items() if c.kind in LAYOUTS}, stated)
    except BadFile:
        if stated or not looks_like_expenses(table, connectors):
            raise
        raise BadFile("it holds expenses, not time; import it with --kind expenses") from None


def _time_connector(table: Table, connectors: Mapping[str, ConnectorConfig], stated: str) -> tuple[str, Layout]:
    """The connector a file of time belongs to: the stated one, else the only one of the kind that its header shows."""
    if stated in connectors:
        return stated, _stated_layout(table, stated, connectors[stated])
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
    if connectors and not fitting:
        raise BadFile(
            f"it is an export of {layout.kind}, and tieout.yaml has no connector of that kind, only "
            f"{', '.join(connectors)}; if it is yours, write one, or import it with --connector {layout.kind}"
        )
    return (fitting[0] if fitting else layout.kind), layout


def _stated_layout(table: Table, stated: str, config: ConnectorConfig) -> Layout:
    """The layout of the connector that a person named. Raises BadFile where another tracker plainly wrote the file."""
    layout = LAYOUTS[config.kind]
    others: list[tuple[Layout, Mapping[str, str]]] = [(each, {}) for each in LAYOUTS.values()]
    other = None if config.columns else written_by_another(table.header, layout, others)
    if other is not None:
        raise BadFile(
            f"its header is {other.title}'s, and {stated} is a connector of {layout.title}; name the connector that "
            f"the file belongs to, or, if that is {stated}, name the file's columns there (`columns:` in tieout.yaml)"
        )
    return layout
