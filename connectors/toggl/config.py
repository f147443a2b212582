"""Toggl Track: the detailed report.

Export: Reports → Detailed → Export → CSV. UTF-8 with BOM; no entry ids; e-mails and clock times, in the zone of whoever
exports, which the file does not name. Tags are joined by ", ". Dates and times follow that person's formats.
Known gaps: see docs/connectors/toggl.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.base import Layout, TrackerConfig
from connectors.references import has_reference


def _number(text: str) -> str:
    if text and not has_reference(text) and not (text.isascii() and text.isdecimal()):
        words = "is not a workspace's number; it stands in the address of its settings: track.toggl.com/NUMBER/settings"
        raise PydanticCustomError("workspace", words)
    return text


class Config(TrackerConfig):
    """A Toggl Track workspace. `workspace` and `token` are for pulling over the API; exported files need neither."""

    kind: Literal["toggl"]
    workspace: Annotated[str, AfterValidator(_number)] = ""
    base_url: BaseUrl = "https://api.track.toggl.com"

    @property
    def named_account(self) -> str:
        """The workspace that is chosen, or nothing."""
        return self.workspace


EXPORT = Layout(
    kind="toggl",
    title="Toggl Track's detailed report",
    columns={
        "person": ("user", "member"),
        "email": ("email",),
        "client": ("client",),
        "project": ("project",),
        "activity": ("task",),
        "note": ("description",),
        "billable": ("billable",),
        "start_date": ("start date",),
        "start_time": ("start time",),
        "end_date": ("end date", "stop date"),
        "end_time": ("end time", "stop time"),
        "duration": ("duration",),
        "tags": ("tags", "tag"),
    },
    required=(("person", "email"), ("project",), ("start_date",), ("duration", "end_time")),
    signature=("duration", "amount (*)", "member"),
)
