"""Harvest: its part of the configuration, and the layout of its detailed time report.

Export: Reports → Detailed time → Export → CSV. No entry ids, no e-mails, usually no clock times; hours are decimals of
at most two digits, or H:MM where the account shows time so. Columns come and go with the account's features. Dates and
numbers follow the account's formats. Approval and invoicing are columns where the modules are on.
Known gaps: see docs/connectors/harvest.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.base import Layout, TrackerConfig


def _number(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise PydanticCustomError("account", "is not the number of a Harvest account; it stands beside the token")
    return text


def _contact(text: str) -> str:
    if not (text.isascii() and text.isprintable()) or text != text.strip() or len(text) > 100:
        raise PydanticCustomError("contact", "must be an e-mail address or a link, in at most 100 ASCII characters")
    return text


class Config(TrackerConfig):
    """A Harvest account. `account` and `token` are for pulling over the API; exported files need neither.

    `contact` is the e-mail address or link that Harvest asks every program to send, so that it can warn someone.
    """

    kind: Literal["harvest"]
    account: Annotated[str, AfterValidator(_number)] = ""
    contact: Annotated[str, AfterValidator(_contact)] = ""
    base_url: BaseUrl = "https://api.harvestapp.com/v2"
    identity_url: BaseUrl = "https://id.getharvest.com"

    @property
    def named_account(self) -> str:
        """The account that is chosen, or nothing."""
        return self.account


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
