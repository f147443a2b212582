"""A task as its tracker has it now: what linking, milestones and reports read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
"""How far a task is, whatever its tracker calls that. One that was rejected in approval is none of the last two."""

MISSING, HIDDEN = "missing", "hidden"
"""Why a key that was asked for led to no task: it does not exist, or the tracker does not say whether it does."""


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task that was fetched. `ref` is its connector and the vendor's id, `jira:10012`, and never changes; keys may.

    `present` is no once its tracker no longer has it. `project` is the ref of its project, `project_key` what people
    call that; `code` is its own project code, else its project's.
    """

    ref: str
    key: str
    title: str
    url: str
    status: str
    stage: str
    project: str
    project_key: str = ""
    kind: str = ""
    parent: str = ""
    parent_title: str = ""
    group: str = ""
    """Its epic or section."""
    assignee: str = ""
    """E-mail, else name."""
    approval: str = ""
    code: str = ""
    created_on: date | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None
    estimate_seconds: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    old_keys: tuple[str, ...] = ()
    present: bool = True

    @property
    def connector(self) -> str:
        """The connector that it was fetched by."""
        return self.ref.partition(":")[0]

    @property
    def id(self) -> str:
        """The vendor's id."""
        return self.ref.partition(":")[2]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything by which an entry may name it: its key, its id, and the keys it had."""
        return tuple(dict.fromkeys((self.key, self.id, *self.old_keys)))


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project of a task tracker; `ref` is its connector and the vendor's id, `code` its own project code if any."""

    ref: str
    key: str
    name: str
    archived: bool = False
    code: str = ""
    url: str = ""
