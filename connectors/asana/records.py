"""Asana's projects and tasks as records of ours: pure functions over what was answered and what is known beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from connectors.asana.payloads import Field, Project, Task, User
from connectors.tasks import DONE, OPEN, TaskProject, TaskRecord

APPROVAL = "approval"
CUSTOM_ID = "custom_id"
_KINDS = {"default_task": "task"}
_APPROVALS = {
    "pending": ("Pending", OPEN),
    "approved": ("Approved", DONE),
    "rejected": ("Rejected", OPEN),
    "changes_requested": ("Changes requested", OPEN),
}
"""What an approval says, and how far its task is; all but the first make it `completed` in Asana."""
_MOST_MINUTES = 10**7


class BadValue(ValueError):
    """A value of the right type that cannot be true; the message begins with its path."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the tasks: the field with the project code, its values on projects, and what is read."""

    code_field: str = ""
    """The number of the custom field; empty where none is configured."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The project codes that stand on projects, by project."""
    wanted: frozenset[str] = frozenset()
    """The projects that are read, if they are limited."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a task belongs: its one project, its section there, its project code. A subtask has its parent's."""

    project: str = ""
    section: str = ""
    code: str = ""
    several: tuple[str, ...] = ()
    """The projects among which nothing decides, by name and number."""


# ---- projects ----


def to_project(project: Project, code_field: str = "") -> TaskProject:
    """A project; its key is the prefix of the custom ids of its tasks, where they have one kind of them."""
    settings = [each.custom_field for each in project.custom_field_settings if each.custom_field]
    prefixes = {each.id_prefix for each in settings if each.representation_type == CUSTOM_ID and each.id_prefix}
    return TaskProject(
        id=project.gid,
        key=prefixes.pop() if len(prefixes) == 1 else "",
        name=project.name,
        archived=project.archived,
        code=value_of(project.custom_fields, code_field),
        url=project.permalink_url,
    )


# ---- tasks ----


def to_task(task: Task, known: Known, above: Home | None = None) -> TaskRecord:
    """A task as it is now; `above` is its parent's home, if it is a subtask. Raises BadValue."""
    home = to_home(task, known, above)
    status, stage = to_status(task)
    closed = task.completed_at if stage != OPEN else None
    return TaskRecord(
        id=task.gid,
        key=custom_id(task.custom_fields) or task.gid,
        title=task.name,
        url=task.permalink_url,
        status=status,
        stage=stage,
        project=home.project,
        kind=_kind(task),
        parent=task.parent.gid if task.parent else "",
        parent_title=task.parent.name if task.parent else "",
        group=home.section,
        assignee=to_person(task.assignee),
        approval=task.approval_status or "" if task.resource_subtype == APPROVAL else "",
        created_on=_day(task.created_at),
        closed_at=closed.astimezone(UTC) if closed else None,
        changed_at=task.modified_at,
        code=home.code,
        estimate_seconds=to_estimate(task.custom_fields),
        fields=to_fields(task.custom_fields) | ({"Projects": " · ".join(home.several)} if home.several else {}),
    )


def to_home(task: Task, known: Known, above: Home | None = None) -> Home:
    """Where a task belongs. Of several projects, the configured ones count, then those with a project code."""
    own = value_of(task.custom_fields, known.code_field)
    places = {each.project.gid: each for each in task.memberships if each.project}
    if not places:
        inherited = above or Home()
        return Home(inherited.project, inherited.section, own or inherited.code, inherited.several)
    wanted = [gid for gid in places if gid in known.wanted] or list(places)
    coded = [gid for gid in wanted if known.codes.get(gid)]
    fits = coded if len(wanted) > 1 and coded else wanted
    codes = {known.codes.get(gid, "") for gid in fits}
    code = own or (codes.pop() if len(codes) == 1 else "")
    if len(fits) > 1:
        names = sorted(f"{each.project.name} ({gid})" for gid, each in places.items() if each.project and gid in fits)
        return Home(code=code, several=tuple(names))
    section = places[fits[0]].section
    return Home(fits[0], section.name if section else "", code)


def to_status(task: Task) -> tuple[str, str]:
    """What a task says of itself, and how far it is. A rejected approval is `completed`, not done. Raises BadValue."""
    if task.resource_subtype == APPROVAL:
        if task.approval_status not in _APPROVALS:
            raise BadValue(f"$.approval_status is {task.approval_status!r}, which is no state of an approval")
        return _APPROVALS[task.approval_status]
    stage = DONE if task.completed else OPEN
    if task.custom_type_status_option and task.custom_type_status_option.name:
        return task.custom_type_status_option.name, stage
    return ("Completed" if task.completed else "Incomplete"), stage


def _kind(task: Task) -> str:
    if task.custom_type and task.custom_type.name:
        return task.custom_type.name
    return _KINDS.get(task.resource_subtype, task.resource_subtype)


def to_person(user: User | None) -> str:
    """Somebody's e-mail address, else the name."""
    return (user.email or user.name) if user else ""


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if moment else None


# ---- custom fields ----


def shown(fields: Iterable[Field]) -> list[Field]:
    """The fields that stand on a task; those that are not enabled are as good as absent."""
    return [each for each in fields if each.enabled is not False]


def to_text(value: Field) -> str:
    """A field's value as text: a number and a day exactly, anything else as Asana shows it."""
    if value.number_value is not None and value.format in (None, "none"):
        return plain(value.number_value)
    if value.date_value and value.date_value.date:
        return value.date_value.date
    return (value.display_value or "").strip()


def plain(number: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_fields(fields: Iterable[Field]) -> dict[str, str]:
    """What the custom fields of a task say, by name; those that share one are told apart by their numbers."""
    standing = [(each, text) for each in shown(fields) if (text := to_text(each))]
    names = Counter(each.name for each, _ in standing)
    return {each.name if names[each.name] == 1 else f"{each.name} ({each.gid})": text for each, text in standing}


def value_of(fields: Iterable[Field], gid: str) -> str:
    """What one field says, by its number."""
    return next((to_text(each) for each in shown(fields) if each.gid == gid), "") if gid else ""


def custom_ids(fields: Iterable[Field]) -> list[str]:
    """The custom ids of a task, such as ACME-42; it may have one in each of its projects."""
    return [text for each in shown(fields) if each.representation_type == CUSTOM_ID and (text := to_text(each))]


def custom_id(fields: Iterable[Field]) -> str:
    """The custom id of a task if it has one and no more."""
    found = custom_ids(fields)
    return found[0] if len(found) == 1 else ""


def to_estimate(fields: Iterable[Field]) -> int | None:
    """Asana's own estimated time, in minutes there; None where no field or more than one may be it. Raises BadValue."""
    durations = [each for each in shown(fields) if each.format == "duration"]
    own = [each for each in durations if each.asana_created_field == "estimated_time"] or durations
    minutes = own[0].number_value if len(own) == 1 else None
    if minutes is None:
        return None
    if not minutes.is_finite() or not 0 <= minutes <= _MOST_MINUTES:
        raise BadValue(f"$.custom_fields[].number_value of {own[0].name} is {minutes}, which is no time")
    return int(minutes * 60)
