"""Clockify: its part of the configuration, and the layout of its detailed report.

Export: Reports → Detailed → Export → Save as CSV. No entry ids; e-mails and clock times, in the zone of whoever
exports, which the file does not name. `Duration (decimal)` is rounded to two digits, so `Duration (h)` counts. Words
for Task, Project and Client can be renamed in a workspace. Dates and times follow the exporting person's formats.
Known gaps: see docs/connectors/clockify.md.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.base import ExactName, Layout, TrackerConfig
from connectors.references import has_reference

CORE = "https://api.clockify.me/api/v1"
REPORTS = "https://reports.api.clockify.me/v1"


def _id(text: str) -> str:
    if text and not has_reference(text) and not re.fullmatch(r"[0-9a-f]{24}", text):
        words = "is not a workspace's id, 24 digits and letters a to f; `tieout check` lists those of a key without it"
        raise PydanticCustomError("workspace", words)
    return text


def _label(text: str) -> str:
    if text and not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", text):
        raise PydanticCustomError("subdomain", "is not a subdomain; of acme.clockify.me write acme")
    return text


class Config(TrackerConfig):
    """A Clockify workspace. `workspace` and `token` are for pulling over the API; exported files need neither.

    Clockify answers at two addresses: one for everything, one for reports. `region` and `subdomain` choose them;
    `base_url` and `reports_url` state them, both or neither. `code_field` is the custom field with the project code.
    """

    kind: Literal["clockify"]
    workspace: Annotated[str, AfterValidator(_id)] = ""
    region: Literal["", "euc1", "use2", "euw2", "apse2"] = ""
    subdomain: Annotated[str, AfterValidator(_label)] = ""
    base_url: BaseUrl = CORE
    reports_url: BaseUrl | Literal[""] = Field(default="", validate_default=True)
    code_field: ExactName | Literal[""] = ""
    mark_invoiced: bool = False

    @field_validator("reports_url")
    @classmethod
    def _one_account(cls, reports_url: str, info: ValidationInfo) -> str:
        """Both addresses belong to one account, so that no key is sent to another one."""
        stated = info.data.get("base_url", CORE) != CORE
        if stated != bool(reports_url):
            raise PydanticCustomError("addresses", "must be stated together with base_url, both or neither")
        if sum(map(bool, (reports_url, info.data.get("region"), info.data.get("subdomain")))) > 1:
            words = "cannot be chosen twice: write only one of region, subdomain, or base_url with reports_url"
            raise PydanticCustomError("addresses", words)
        return reports_url

    @property
    def core(self) -> str:
        """Where everything but reports is."""
        return f"https://{self.region}.clockify.me/api/v1" if self.region else self.base_url

    @property
    def reports(self) -> str:
        """Where reports are."""
        host = self.region or self.subdomain
        return self.reports_url or (f"https://{host}.clockify.me/report/v1" if host else REPORTS)

    @property
    def named_account(self) -> str:
        """The workspace that is chosen, or nothing."""
        return self.workspace

    @property
    def marks_invoiced(self) -> bool:
        """Whether entries are marked as invoiced there."""
        return self.mark_invoiced


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
