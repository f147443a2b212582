"""The first half of an import: whose file it is, and what stands in it. Nothing is stored here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from billing.records import Period
from connectors.base import BadFile, ConnectorConfig, Export, Layout, Reading
from connectors.exports import read_export, recognise_layout
from connectors.registry import LAYOUTS
from connectors.tables import Table, open_table
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


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: where it is, whose it is, and its rows."""

    path: Path
    table: Table
    reading: Reading
    export: Export

    @property
    def connector(self) -> str:
        """The connector it belongs to."""
        return self.reading.connector

    @property
    def place(self) -> str:
        """Where it is, in letters that can be stored whatever bytes its name has."""
        return os.fsencode(self.path.absolute()).decode("utf-8", "backslashreplace")

    @property
    def months(self) -> set[str]:
        """The months it has time of."""
        return {record.day.strftime("%Y-%m") for record in self.export.records}


def read_source(worker: Worker, path: Path, options: ImportOptions) -> Source:
    """A file, read. Raises BadFile with what to do."""
    table = open_table(path)
    reading = _reading(worker, table, options)
    return Source(path, table, reading, read_export(table, reading))


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
