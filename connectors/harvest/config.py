"""Harvest: the detailed time report.

Export: Reports → Detailed time → Export → CSV. No entry ids, no e-mails, usually no clock times; hours are decimals of
at most two digits, or H:MM where the account shows time so. Columns come and go with the account's features. Dates and
numbers follow the account's formats. Approval and invoicing are columns where the modules are on.
Known gaps: see docs/connectors/harvest.md.
"""

from __future__ import annotations

from typing import Literal

from connectors.base import ConnectorConfig, Layout
from connectors.references import Secret


class Config(ConnectorConfig):
    """A Harvest account. `account` and `token` are for pulling over the API; exported files need neither."""

    kind: Literal["harvest"]
    account: str = ""
    token: Secret | None = None


EXPORT = Layout(
    kind="harvest",
    title="Harvest's detailed time report",
    columns={
        "date": ("date",),
        "client": ("client",),
        "project": ("project",),
        "project_code": ("project code",),
        "activity": ("task",),
        "note": ("notes",),
        "duration": ("hours",),
        "billable": ("billable?", "billable"),
        "invoiced": ("invoiced?", "invoiced"),
        "approved": ("approved?", "approved"),
        "first_name": ("first name",),
        "last_name": ("last name",),
        "start_time": ("started at", "start time"),
        "end_time": ("ended at", "end time"),
        "rate": ("billable rate",),
        "currency": ("currency",),
        "task_url": ("external reference url",),
    },
    required=(("date",), ("project",), ("activity",), ("duration",), ("first_name",), ("last_name",)),
    signature=("first name", "last name", "hours", "project code", "notes", "external reference url"),
)
