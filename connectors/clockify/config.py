"""Clockify: the detailed report.

Export: Reports → Detailed → Export → Save as CSV. No entry ids; e-mails and clock times, in the zone of whoever
exports, which the file does not name. `Duration (decimal)` is rounded to two digits, so `Duration (h)` counts. Words
for Task, Project and Client can be renamed in a workspace. Dates and times follow the exporting person's formats.
Known gaps: see docs/connectors/clockify.md.
"""

from __future__ import annotations

from typing import Literal

from connectors.base import ConnectorConfig, Layout
from connectors.references import Secret


class Config(ConnectorConfig):
    """A Clockify workspace. `workspace` and `token` are for pulling over the API; exported files need neither."""

    kind: Literal["clockify"]
    workspace: str = ""
    token: Secret | None = None


EXPORT = Layout(
    kind="clockify",
    title="Clockify's detailed report",
    columns={
        "project": ("project",),
        "client": ("client",),
        "note": ("description",),
        "activity": ("task", "activity"),
        "person": ("user",),
        "email": ("email",),
        "tags": ("tags", "tag"),
        "billable": ("billable",),
        "invoiced": ("invoiced",),
        "approved": ("approved", "approval"),
        "start_date": ("start date",),
        "start_time": ("start time",),
        "end_date": ("end date",),
        "end_time": ("end time",),
        "duration": ("duration (h)",),
        "hours": ("duration (decimal)",),
        "rate": ("billable rate (*)",),
    },
    required=(("person", "email"), ("project",), ("start_date",), ("duration", "hours", "end_time")),
    signature=("duration (h)", "duration (decimal)", "group", "billable rate (*)", "billable amount (*)"),
)
