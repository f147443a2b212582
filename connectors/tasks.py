"""The role of a task tracker: tasks as they are now, by project, by change and by the keys that time entries name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Protocol

from connectors.sources import SourceAccount
from connectors.waiting import Window

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
"""How far a task is. An Asana task that was rejected in approval is completed, and neither done nor approved."""


@dataclass(frozen=True, slots=True)
class TaskProject:
    """A project of a task tracker; `code` is the project code in its own custom field, if one is configured."""

    id: str
    key: str
    name: str
    archived: bool = False
    code: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task as its tracker has it now.

    `id` never changes, `key` (Jira) may: the keys it had before are in `old_keys` as far as they are known. `group` is
    its epic or section, `fields` custom fields and what milestones look at, by name, flattened to text.
    """

    id: str
    key: str
    title: str
    url: str
    status: str
    stage: str
    project: str
    """The id of its project."""
    kind: str = ""
    """The vendor's own type: Bug, Epic, milestone, approval."""
    parent: str = ""
    """The key (or id) of its parent, and its title."""
    parent_title: str = ""
    group: str = ""
    assignee: str = ""
    """E-mail, else name."""
    approval: str = ""
    """`approved`, `rejected`, `pending`, as far as the vendor has approvals."""
    created_on: date | None = None
    closed_at: datetime | None = None
    """When it was done or cancelled."""
    changed_at: datetime | None = None
    code: str = ""
    """The project code in its custom field, if one is configured."""
    estimate_seconds: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    old_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Some tasks. Of those that were asked for by key, `missing` are certainly not there.

    `hidden` are keys of which the vendor does not say whether they are missing or only not shown to us.
    """

    tasks: tuple[TaskRecord, ...]
    missing: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    """What could not be read, each with its id, path and type."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who brought a task to what it says now, and when: the ground on which a milestone falls due."""

    task: str
    what: str
    """As a person reads it: `status: Client Approved`."""
    by: str
    at: datetime


class TaskSource(Protocol):
    """A task tracker over its API. Every method may raise a ConnectorError; a generator may raise it between pages."""

    title: ClassVar[str]

    def account(self) -> SourceAccount:
        """Who we are there, and what of it we see."""

    def projects(self) -> Iterator[TaskProject]:
        """The projects that are visible, archived ones too."""

    def changed(self, since: datetime | None, projects: Sequence[str]) -> Iterator[TaskPage]:
        """The tasks of some projects (ids) that changed since a moment, or all of them."""

    def named(self, keys: Sequence[str], within: Sequence[str] = ()) -> Iterator[TaskPage]:
        """The tasks with some keys, ids or (Asana) addresses, whatever project they are in now.

        `within` are ids of projects that probably hold some of them, which may save requests.
        """

    def evidence(self, task: TaskRecord, condition: Mapping[str, str]) -> Evidence | None:
        """Who made a task fulfil a condition (`status`, `section`, `approval`, `field`, `completed`), and when."""

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer to this object, from which the next `changed` may start."""

    def limits(self) -> tuple[Window, ...]:
        """The limits that hold for this account."""

    def sent(self) -> int:
        """Requests sent so far."""

    def close(self) -> None:
        """Lets go of connections."""
