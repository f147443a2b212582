"""The connectors there are, by role: a vendor is named here, in `Config` and its role's table, and nowhere else."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from connectors import csvfile, expenses, files
from connectors.base import ConnectorConfig, Layout
from connectors.clockify import config as clockify
from connectors.harvest import config as harvest
from connectors.toggl import config as toggl

if TYPE_CHECKING:
    from connectors.sources import Setting, TimeSource

Config = harvest.Config | toggl.Config | clockify.Config | csvfile.Config | expenses.Config | files.Config
"""What may stand under `connectors:`; a time source is a ConnectorConfig, books are a LedgerConfig."""

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout for layout in (harvest.EXPORT, toggl.EXPORT, clockify.EXPORT, csvfile.EXPORT)
}
"""The time sources, and how each kind's exports are laid out."""

SOURCES = {kind: f"connectors.{kind}.source" for kind in ("harvest", "toggl", "clockify")}
"""The trackers with an API, and where asking them stands: imported only then, with the HTTP library it needs."""

EXPENSES: dict[str, Layout] = {expenses.EXPORT.kind: expenses.EXPORT}
"""The sources of expenses, and how their files are laid out."""

LEDGERS = ("files",)
"""The kinds of books."""

KINDS = (*LAYOUTS, *EXPENSES, *LEDGERS)


def open_source(config: ConnectorConfig, setting: Setting) -> TimeSource:
    """The tracker that a connector's configuration names."""
    source: TimeSource = import_module(SOURCES[config.kind]).Source(config, setting)
    return source


NOT_BUILT_YET = ("asana", "jira", "quickbooks", "xero", "slack", "smtp")
"""Kinds of the design that this version refuses by name."""
