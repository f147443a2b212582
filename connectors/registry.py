"""The connectors there are: a vendor is named here, in `Config` and in `LAYOUTS`, and nowhere else in the code."""

from __future__ import annotations

from connectors import clockify, csvfile, harvest, toggl
from connectors.base import Layout

Config = harvest.Config | toggl.Config | clockify.Config | csvfile.Config

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout for layout in (harvest.EXPORT, toggl.EXPORT, clockify.EXPORT, csvfile.EXPORT)
}
"""How each kind's exports are laid out."""

NOT_BUILT_YET = ("asana", "jira", "quickbooks", "xero", "files", "slack", "smtp")
"""Kinds of the design that this version refuses by name."""
