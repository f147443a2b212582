"""Jira Cloud: its part of the configuration. A site is signed in to with an e-mail address and an API token."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from connectors.base import ExactName, TaskConfig
from connectors.references import has_reference

GATEWAY = "https://api.atlassian.com/ex/jira/"
"""Where scoped tokens are accepted, followed by the site's cloud id."""

_HOST = re.compile(r"(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+")


def _site(text: str) -> str:
    if not has_reference(text) and not _HOST.fullmatch(text):
        raise PydanticCustomError("site", "is not the host of a Jira site; write one such as northwind.atlassian.net")
    return text


def _email(text: str) -> str:
    if not has_reference(text) and not re.fullmatch(r"[^\s:@]+@[^\s:@]+", text):
        raise PydanticCustomError("email", "is not the e-mail address of the token's owner")
    return text


def _cloud_id(text: str) -> str:
    if text and not has_reference(text) and not re.fullmatch(r"[0-9A-Za-z-]{8,64}", text):
        words = "is not a cloud id; it stands at https://SITE/_edge/tenant_info"
        raise PydanticCustomError("cloud_id", words)
    return text


class Config(TaskConfig):
    """A Jira Cloud site. `cloud_id` is for scoped tokens, which the site itself does not accept."""

    kind: Literal["jira"]
    site: Annotated[str, AfterValidator(_site)]
    email: Annotated[str, AfterValidator(_email)]
    cloud_id: Annotated[str, AfterValidator(_cloud_id)] = ""
    token_expires_on: date | None = None
    """The day the token ends, from which 30 days ahead there is a warning."""
    fields: tuple[ExactName, ...] = ()
    """More custom fields that are read, by name or id, such as those that milestones look at."""
    approval_field: str = ""
    """The custom field in which somebody approves or rejects, by name or id."""
    approved: tuple[ExactName, ...] = ("Approved", "Accepted")
    rejected: tuple[ExactName, ...] = ("Rejected", "Declined")
    """What that field says; anything else is pending."""
    cancelled: tuple[ExactName, ...] = (
        "Cancelled",
        "Canceled",
        "Won't Do",
        "Won't Fix",
        "Duplicate",
        "Cannot Reproduce",
    )
    """Statuses and resolutions of issues that ended without being done."""
    issue_security: bool = False
    """Whether single issues are hidden by security levels: then none counts as missing for certain."""

    @property
    def address(self) -> str:
        """Where requests go."""
        if self.base_url:
            return self.base_url
        return f"{GATEWAY}{self.cloud_id}" if self.cloud_id else f"https://{self.site}"
