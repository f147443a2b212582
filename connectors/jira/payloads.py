"""What Jira answers with, only the fields that are used."""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct

# ---- who, where, which ----


class User(Struct, gc=False, rename="camel"):
    """A person or app. Privacy settings may hide the address and the zone."""

    account_id: str
    display_name: str = ""
    email_address: str | None = None
    time_zone: str | None = None


class Server(Struct, gc=False, rename="camel"):
    """The site itself; its own address is the one for people."""

    base_url: str
    deployment_type: str = "Cloud"
    server_title: str = ""


class Tenant(Struct, gc=False, rename="camel"):
    """What a site says to anybody."""

    cloud_id: str


class Project(Struct, rename="camel"):
    """A project; `project_keys` are those it had before as well, where Jira tells them."""

    id: str
    key: str
    name: str
    archived: bool = False
    project_keys: list[str] | None = None

    @property
    def keys(self) -> set[str]:
        """Its key and those it had, in capitals."""
        return {key.upper() for key in (self.key, *(self.project_keys or ()))}


class ProjectPage(Struct, rename="camel"):
    """A page of GET /project/search."""

    values: list[Project]
    is_last: bool | None = None
    total: int | None = None


class Scoped(Struct, gc=False):
    """The one project that a team-managed field belongs to."""

    id: str = ""


class Scope(Struct, gc=False):
    """Where a field is valid; most have no scope."""

    project: Scoped | None = None


class FieldSchema(Struct, gc=False):
    """What a field holds; `custom` is the type of a custom one."""

    custom: str = ""


class Field(Struct, gc=False):
    """A field of issues. Names are neither unique nor fixed; ids are."""

    id: str
    name: str
    custom: bool = False
    schema: FieldSchema | None = None
    scope: Scope | None = None


class Category(Struct, gc=False):
    """One of three: new, indeterminate, done."""

    key: str


class Status(Struct, gc=False, rename="camel"):
    """A status; its category says how far an issue is."""

    name: str
    status_category: Category
    id: str = ""


# ---- issues ----


class Named(Struct, gc=False):
    """Anything with a name."""

    name: str


class Kind(Struct, gc=False, rename="camel"):
    """The type of an issue: an epic's level is above 0, a sub-task's below."""

    name: str
    hierarchy_level: int = 0
    subtask: bool = False


class ParentFields(Struct, gc=False):
    """What an issue says of its parent."""

    summary: str = ""
    issuetype: Kind | None = None


class Parent(Struct, gc=False):
    """The epic of an issue, or the issue of a sub-task."""

    id: str
    key: str
    fields: ParentFields | None = None


class OwnProject(Struct, gc=False):
    """The project of an issue."""

    id: str


class Times(Struct, gc=False, rename="camel"):
    """Estimates; all may be missing."""

    original_estimate_seconds: int | None = None


class Fields(Struct, gc=False):
    """The system fields of an issue. What is not on its screens, or not shown to us, is missing."""

    summary: str
    status: Status
    issuetype: Kind
    project: OwnProject
    created: str
    updated: str
    parent: Parent | None = None
    assignee: User | None = None
    resolution: Named | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None
    duedate: str | None = None
    labels: list[str] | None = None
    timetracking: Times | None = None


SYSTEM = Fields.__struct_fields__
"""The system fields that are asked for, by name."""


class Key(Struct, gc=False):
    """An issue's names; `id` never changes, `key` may."""

    id: str
    key: str


class Row(Struct):
    """An issue as it came: its fields are read apart, because custom ones have names of their own."""

    id: str
    key: str
    fields: Raw


class Lineage(Struct, gc=False):
    """What is asked of the parent of a sub-task."""

    parent: Parent | None = None


class Ancestor(Struct, gc=False):
    """The parent of a sub-task, for its epic."""

    id: str
    fields: Lineage


class SearchPage(Struct, rename="camel"):
    """A page of POST /search/jql. The last one has no token; there is no total."""

    issues: list[Raw]
    next_page_token: str | None = None
    is_last: bool | None = None


class Bulk(Struct, rename="camel"):
    """What POST /issue/bulkfetch found; what is unknown or hidden is left out without a word."""

    issues: list[Raw]
    issue_errors: list[Any] | None = None


# ---- history ----


_CHANGE = {"field_id": "fieldId", "to_string": "toString", "from_string": "fromString", "before": "from"}


class Change(Struct, gc=False, rename=_CHANGE):
    """One field that was changed. `to` and `from` are ids, or null; `to_string` is what people read."""

    field: str
    field_id: str = ""
    to: str | None = None
    to_string: str | None = None
    before: str | None = None
    from_string: str | None = None


class History(Struct):
    """What somebody changed at once. Its author may be gone."""

    created: str | int
    items: list[Change]
    author: User | None = None


class HistoryPage(Struct, rename="camel"):
    """A page of GET /issue/{id}/changelog, the oldest first."""

    values: list[History]
    is_last: bool | None = None
    total: int | None = None


class IssueHistory(Struct, rename="camel"):
    """The history of one issue among several."""

    issue_id: str
    change_histories: list[History]


class Histories(Struct, rename="camel"):
    """A page of POST /changelog/bulkfetch; the last has no token."""

    issue_change_logs: list[IssueHistory]
    next_page_token: str | None = None


class Created(Struct, gc=False):
    """Who made an issue, and when."""

    created: str
    creator: User | None = None


class CreatedIssue(Struct):
    """An issue of which only its beginning is asked."""

    fields: Created
