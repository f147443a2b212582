"""What Toggl Track's API answers with, only the fields that are used, and what becomes of it: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from billing.records import SourceRecord
from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, TAG, Reference

Moment = Annotated[datetime, msgspec.Meta(tz=True)]

_CLOCK_TOLERANCE = 60
_CENTS = 100
_ASANA_TASK = "https://app.asana.com/0/0/{id}"


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


@dataclass(slots=True)
class Catalogue:
    """What entries may name, by the vendor's ids."""

    people: dict[int, Member] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    tags: dict[int, Tag] = field(default_factory=dict)
    pattern: str = ""
    """What of an external reference is a project's code; empty: all of it."""

    def code_of(self, project: Project | None) -> str:
        """A project's code, or nothing: its external reference, as far as the pattern finds a code there."""
        text = ((project.external_reference if project else "") or "").strip()
        if not (self.pattern and text):
            return text
        found = re.search(self.pattern, text)
        return str(found.group(1 if found.re.groups else 0) or "") if found else ""

    def references(self) -> Iterable[Reference]:
        """All of it: clients before projects, projects before tasks."""
        for found in (self.people, self.clients, self.projects, self.tasks, self.tags):
            yield from map(to_reference, found.values())


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


# ---- to our own records ----


def to_record(row: Row, known: Catalogue, approved: bool | None = None) -> SourceRecord:
    """One entry. Its day is the date in the report, which counts in the zone of the token's owner."""
    group, entry = row
    person = known.people.get(group.user_id or 0)
    project = known.projects.get(group.project_id or 0)
    task = known.tasks.get(group.task_id or 0)
    client = known.clients.get((project.client_id if project else None) or 0)
    rate = Decimal(group.hourly_rate_in_cents) / _CENTS if group.hourly_rate_in_cents else None
    seconds = 0 if entry.running else entry.seconds
    return SourceRecord(
        day=entry.start.date(),
        seconds=seconds,
        person=(person.name if person else group.username) or "",
        email=(person.email if person else group.email) or "",
        client=(client.name if client else group.client_name) or "",
        project=(project.name if project else group.project_name) or "",
        project_code=known.code_of(project),
        activity=(task.name if task else group.task_name) or "",
        tags=_tags(group, known),
        note=group.description or "",
        started=entry.start.astimezone(UTC),
        ended=entry.stop.astimezone(UTC) if entry.stop and not entry.running else None,
        running=entry.running,
        billable=group.billable,
        approved=approved,
        rate=rate,
        currency=(group.currency or "").upper() if rate is not None else "",
        task_url=link_of(task) if task else "",
        clock_seconds=_clock_seconds(entry),
        project_id=str(group.project_id or ""),
        person_id=str(group.user_id or ""),
    )


def _tags(group: Heading, known: Catalogue) -> tuple[str, ...]:
    if group.tag_names is not None:
        return tuple(group.tag_names)
    return tuple(known.tags[each].name if each in known.tags else str(each) for each in group.tag_ids or ())


def _clock_seconds(entry: Entry) -> int | None:
    """What the clock times say, where that is not the duration."""
    if entry.stop is None or entry.running:
        return None
    timed = int((entry.stop - entry.start).total_seconds())
    return timed if abs(timed - entry.seconds) > _CLOCK_TOLERANCE else None


def link_of(task: Task) -> str:
    """Where a linked task can be opened. Asana's tasks have one address; a Jira key alone does not say which site."""
    is_asana = task.integration_provider == "asana" and (task.integration_ext_type or "task").lower() == "task"
    return _ASANA_TASK.format(id=task.integration_ext_id) if is_asana and task.integration_ext_id else ""


def to_reference(found: Member | Client | Project | Task | Tag) -> Reference:
    """A person, client, project, task or tag; a task is an activity of its project."""
    if isinstance(found, Member):
        return _person(found)
    if isinstance(found, Client):
        return Reference(CLIENT, str(found.id), found.name, _code(found), archived=bool(found.archived))
    if isinstance(found, Project):
        return _project(found)
    if isinstance(found, Task):
        return _activity(found)
    return Reference(TAG, str(found.id), found.name, archived=found.deleted_at is not None)


def _person(found: Member) -> Reference:
    roles = [found.role] if found.role else None
    detail = _said(access_roles=roles, timezone=found.timezone, rate=found.rate, cost_rate=found.labor_cost)
    name, email = found.name, found.email or ""
    return Reference(PERSON, str(found.person), name, email=email, archived=bool(found.inactive), detail=detail)


def _project(found: Project) -> Reference:
    ended = found.active is False or found.status in ("archived", "deleted") or found.server_deleted_at is not None
    detail = _said(
        billable=found.billable,
        rate=found.rate,
        currency=found.currency,
        fee=found.fixed_fee,
        budget_hours=_hours(found.estimated_seconds),
        starts_on=found.start_date,
        ends_on=found.end_date,
    )
    parent = str(found.client_id or "")
    return Reference(PROJECT, str(found.id), found.name, _code(found), parent=parent, archived=ended, detail=detail)


def _activity(found: Task) -> Reference:
    detail = _said(
        rate=found.rate,
        budget_hours=_hours(found.estimated_seconds),
        linked_to=found.integration_provider,
        linked_id=str(found.integration_ext_id or ""),
        link=link_of(found) or None,
    )
    code, parent, ended = _code(found), str(found.project_id or ""), found.active is False
    return Reference(ACTIVITY, str(found.id), found.name, code, parent=parent, archived=ended, detail=detail)


def _code(found: Client | Project | Task) -> str:
    return (found.external_reference or "").strip()


def _said(**values: object) -> dict[str, Any]:
    """What was said at all; numbers as text."""
    return {
        name: f"{value:f}" if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None and value != ""
    }


def _hours(seconds: int | None) -> Decimal | None:
    return (Decimal(seconds) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP) if seconds else None


# ---- approval ----


class Approvals:
    """Who has which days approved, by timesheets. A day on two timesheets needs both; a day on none is not approved."""

    def __init__(self, sheets: Sequence[Timesheet], known: Catalogue) -> None:
        people = {member.person for member in known.people.values()}
        by_membership = {member.id: member.person for member in known.people.values()}
        self._spans: dict[int, list[tuple[str, str, bool]]] = {}
        for sheet in sheets:
            who = sheet.member_id if sheet.member_id in people else by_membership.get(sheet.member_id, sheet.member_id)
            first, last = sheet.start_date[:10], (sheet.end_date or sheet.period_end or sheet.start_date)[:10]
            self._spans.setdefault(who, []).append((first, last, sheet.status.casefold() == "approved"))

    def of(self, person: int | None, day: date) -> bool:
        """Whether a person's day is approved."""
        text = day.isoformat()
        said = [approved for first, last, approved in self._spans.get(person or 0, ()) if first <= text <= last]
        return bool(said) and all(said)
