"""What Asana answers with, only the fields that are used, and which of them are asked for.

With `opt_fields` an answer has what was asked for and nothing else, so that a missing key means: not asked, or not
permitted. Ids (`gid`) are text, and come back without being asked for.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct, field

R = TypeVar("R")


class NextPage(Struct):
    """Where a list goes on."""

    offset: str


class Listed(Struct, Generic[R]):
    """A page of a list."""

    data: list[R]
    next_page: NextPage | None = None


class Single(Struct, Generic[R]):
    """One thing."""

    data: R


# ---- who ----


class Named(Struct, gc=False):
    """Something by id and name."""

    gid: str
    name: str = ""


class User(Struct, gc=False):
    """Somebody; the e-mail address may be withheld."""

    gid: str
    name: str = ""
    email: str | None = None


class Me(Struct):
    """The owner of the token, and the workspaces it opens."""

    gid: str
    name: str = ""
    email: str | None = None
    workspaces: list[Named] = field(default_factory=list)


class WorkspaceMembership(Struct):
    """Somebody's place in a workspace."""

    workspace: Named | None = None
    is_guest: bool | None = None


# ---- projects ----


class FieldSetting(Struct, gc=False):
    """What a custom field is, as a project uses it."""

    gid: str
    name: str = ""
    representation_type: str | None = None
    id_prefix: str | None = None


class FieldOfProject(Struct):
    """That a project uses a custom field."""

    custom_field: FieldSetting | None = None


class DateValue(Struct, gc=False):
    """The value of a date field; `date` is a plain local day."""

    date: str | None = None


class Field(Struct, gc=False):
    """The value of a custom field. One that is not enabled is not shown where it stands."""

    gid: str
    name: str = ""
    enabled: bool | None = None
    representation_type: str | None = None
    format: str | None = None
    asana_created_field: str | None = None
    display_value: str | None = None
    number_value: Decimal | None = None
    date_value: DateValue | None = None


class Project(Struct):
    """A project; `custom_fields` are values on the project, not on its tasks."""

    gid: str
    name: str = ""
    archived: bool = False
    permalink_url: str = ""
    custom_fields: list[Field] = field(default_factory=list)
    custom_field_settings: list[FieldOfProject] = field(default_factory=list)


class Counts(Struct):
    """How many tasks a project has by Asana's own count."""

    num_tasks: int | None = None


# ---- tasks ----


class Membership(Struct, gc=False):
    """A project that a task is in, and its section there."""

    project: Named | None = None
    section: Named | None = None


class Task(Struct):
    """A task. Of subtasks `memberships` are usually empty; `completed` is true of a rejected approval, too."""

    gid: str
    completed: bool
    name: str = ""
    resource_subtype: str = "default_task"
    completed_at: datetime | None = None
    completed_by: User | None = None
    approval_status: str | None = None
    assignee: User | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    parent: Named | None = None
    num_subtasks: int = 0
    permalink_url: str = ""
    memberships: list[Membership] = field(default_factory=list)
    custom_fields: list[Field] = field(default_factory=list)
    custom_type: Named | None = None
    custom_type_status_option: Named | None = None


class Dates(Struct, gc=False):
    """The day in a story about a date field."""

    due_on: str | None = None


class Story(Struct):
    """Something that happened to a task. What it was is told by which of the old and new values it has."""

    gid: str
    created_at: datetime
    created_by: User | None = None
    resource_subtype: str = ""
    new_section: Named | None = None
    new_approval_status: str | None = None
    custom_field: Named | None = None
    new_text_value: str | None = None
    new_number_value: Decimal | None = None
    new_enum_value: Named | None = None
    new_multi_enum_values: list[Named] | None = None
    new_people_value: list[User] | None = None
    new_date_value: Dates | None = None


# ---- what is asked for ----

OF_ME = "name,email,workspaces.name"
OF_MEMBERSHIP = "workspace.name,is_guest"
OF_PROJECT = ",".join(
    (
        "name,archived,permalink_url,custom_fields.name,custom_fields.enabled,custom_fields.display_value",
        "custom_field_settings.custom_field.name,custom_field_settings.custom_field.representation_type",
        "custom_field_settings.custom_field.id_prefix",
    )
)
OF_TASK = ",".join(
    (
        "name,resource_subtype,completed,completed_at,completed_by.name,approval_status,assignee.name,assignee.email",
        "created_at,modified_at,parent.name,num_subtasks,permalink_url,memberships.project.name,memberships.section.name",
        "custom_fields.name,custom_fields.enabled,custom_fields.representation_type,custom_fields.format",
        "custom_fields.asana_created_field,custom_fields.display_value,custom_fields.number_value",
        "custom_fields.date_value.date,custom_type.name,custom_type_status_option.name",
    )
)
OF_STORY = ",".join(
    (
        "created_at,created_by.name,resource_subtype,new_section.name,new_approval_status,custom_field.name",
        "new_text_value,new_number_value,new_enum_value.name,new_multi_enum_values.name,new_people_value.name",
        "new_date_value",
    )
)
