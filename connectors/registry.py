"""The connectors there are, by role: a vendor is named here, in `Config` and its role's table, and nowhere else."""

from __future__ import annotations

from connectors import csvfile, expenses, files
from connectors.base import Layout
from connectors.clockify import config as clockify
from connectors.harvest import config as harvest
from connectors.toggl import config as toggl

Config = harvest.Config | toggl.Config | clockify.Config | csvfile.Config | expenses.Config | files.Config
"""What may stand under `connectors:`; a time source is a ConnectorConfig, books are a LedgerConfig."""

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout for layout in (harvest.EXPORT, toggl.EXPORT, clockify.EXPORT, csvfile.EXPORT)
}
"""The time sources, and how each kind's exports are laid out."""

EXPENSES: dict[str, Layout] = {expenses.EXPORT.kind: expenses.EXPORT}
"""The sources of expenses, and how their files are laid out."""

LEDGERS = ("files",)
"""The kinds of books."""

KINDS = (*LAYOUTS, *EXPENSES, *LEDGERS)

NOT_BUILT_YET = ("asana", "jira", "quickbooks", "xero", "slack", "smtp")
"""Kinds of the design that this version refuses by name."""
