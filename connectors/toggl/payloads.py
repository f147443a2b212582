"""What Toggl Track's API answers with, only the fields that are used."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Struct

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


# ---- who we are ----


class Me(Struct):
    """The owner of the token: `timezone` is the zone of the days and clock times in reports."""

    fullname: str
    email: str = ""
    timezone: str = ""


class Workspace(Struct):
    """A workspace as its member sees it. `premium` means Starter or more, `business_ws` Premium or more."""

    id: int
    name: str
    admin: bool | None = None
    role: str | None = None
    premium: bool | None = None
    business_ws: bool | None = None
    disable_approvals: bool | None = None
    max_data_retention_days: int | None = None


# ---- what entries may name ----


class Member(Struct):
    """A person's membership: `id` is the membership's, `uid` or `user_id` the person's."""

    id: int
    name: str
    uid: int | None = None
    user_id: int | None = None
    email: str | None = None
    inactive: bool | None = None
    role: str | None = None
    timezone: str | None = None
    rate: Decimal | None = None
    labor_cost: Decimal | None = None

    @property
    def person(self) -> int:
        """The id that entries name."""
        return self.uid or self.user_id or self.id


class Client(Struct):
    """A client; `external_reference` is a free text for a code or an order."""

    id: int
    name: str
    archived: bool | None = None
    external_reference: str | None = None


class Project(Struct):
    """A project. Its rate and fixed fee are in whole units of its currency, unlike those of reports."""

    id: int
    name: str
    client_id: int | None = None
    active: bool | None = None
    status: str | None = None
    billable: bool | None = None
    rate: Decimal | None = None
    currency: str | None = None
    fixed_fee: Decimal | None = None
    estimated_seconds: int | None = None
    start_date: str | None = None
    end_date: str | None = None
    external_reference: str | None = None
    server_deleted_at: str | None = None


class Task(Struct):
    """A task of a project, perhaps linked to one in Asana or Jira."""

    id: int
    name: str
    project_id: int | None = None
    active: bool | None = None
    rate: Decimal | None = None
    estimated_seconds: int | None = None
    external_reference: str | None = None
    integration_provider: str | None = None
    integration_ext_id: str | int | None = None
    integration_ext_type: str | None = None


class Tasks(Struct):
    """A page of tasks, of `total_count` in all."""

    data: list[Task] | None = None
    total_count: int | None = None


class Tag(Struct):
    """A tag of the workspace."""

    id: int
    name: str
    deleted_at: str | None = None


class Timesheet(Struct):
    """Somebody's days that are approved together, both ends included."""

    member_id: int
    status: str
    start_date: str
    end_date: str | None = None
    period_end: str | None = None


class Timesheets(Struct):
    """A page of timesheets, of `total_count` in all."""

    data: list[Timesheet] | None = None
    total_count: int | None = None


# ---- what was tracked ----


class Heading(Struct):
    """What all entries of a group share. Names come with `enrich_response`; money is in hundredths."""

    user_id: int | None = None
    username: str | None = None
    email: str | None = None
    client_name: str | None = None
    project_id: int | None = None
    project_name: str | None = None
    task_id: int | None = None
    task_name: str | None = None
    description: str | None = None
    billable: bool | None = None
    tag_ids: list[int] | None = None
    tag_names: list[str] | None = None
    hourly_rate_in_cents: int | None = None
    currency: str | None = None


class Entry(Struct):
    """One entry of a group; `start` and `stop` have the offset of the token owner's zone."""

    id: int
    seconds: int
    start: Moment
    stop: Moment | None = None
    at: Moment | None = None

    @property
    def running(self) -> bool:
        """Whether its timer still runs: it has no end, or its seconds are negative."""
        return self.stop is None or self.seconds < 0


class Group(Heading, kw_only=True):
    """One row of the detailed report: entries that share everything but their time; one, as a rule."""

    time_entries: list[Entry]


class Sums(Struct):
    """What a report adds up to."""

    seconds: int | None = None


Row = tuple[Heading, Entry]
