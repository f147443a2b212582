"""What Asana's API shows of the agency's tasks: whole rows, and of those the fields that a request opts for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.records import Access, Person, number_for
from sandbox.task_seed import APPROVAL_FIELD
from sandbox.task_world import APPROVAL, MILESTONE, STATUSES, Event, Task, TaskProject, TaskTracker

Json = dict[str, Any]

WORKSPACE = "1200000000000001"
NO_SECTION = "Untitled section"
"""Where a task is that was put into no section."""
STATUS, ESTIMATE, CUSTOM_ID = "Status", "Estimated time", "ID"
_ENUMS = (STATUS, APPROVAL_FIELD)
_SUBTYPES = {APPROVAL: "approval", MILESTONE: "milestone"}
_OF_EVERY_TASK: Json = {
    "assignee_status": "inbox",
    "assignee_section": None,
    "followers": [],
    "hearted": False,
    "hearts": [],
    "liked": False,
    "likes": [],
    "num_hearts": 0,
    "num_likes": 0,
    "start_at": None,
}
"""What nobody here has done with tasks."""
_OF_EVERY_PROJECT: Json = {
    "color": None,
    "current_status": None,
    "current_status_update": None,
    "default_access_level": "editor",
    "default_view": "list",
    "due_date": None,
    "due_on": None,
    "followers": [],
    "members": [],
    "minimum_access_level_for_customization": "editor",
    "minimum_access_level_for_sharing": "editor",
    "privacy_setting": "private",
    "public": False,
    "start_on": None,
}
_OPT_IN = ("html_text", "is_editable", "num_subtasks", "created_by", "custom_type", "custom_type_status_option")
"""What a whole task does not show unless it is asked for."""


# ---- what a request opts for ----


def chosen(row: Json, fields: str | None, compact: tuple[str, ...] = ()) -> Json:
    """A row with the fields that were opted for; without any, its compact form, or all of it but what is opt-in."""
    if fields is not None:
        picked: Json = _picked(row, _tree(fields))
        return picked
    if compact:
        return {name: row[name] for name in compact}
    return {name: _whole(name, value) for name, value in row.items() if name not in _OPT_IN}


def _tree(fields: str) -> Json:
    tree: Json = {}
    for path in filter(None, fields.split(",")):
        inner = tree
        for name in path.strip().split("."):
            inner = inner.setdefault(name, {})
    return tree


def _picked(value: Any, tree: Json) -> Any:
    if isinstance(value, list):
        return [_picked(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    if not tree:
        return {name: value[name] for name in ("gid", "name", "resource_type") if name in value}
    own = {"gid": value["gid"]} if "gid" in value else {}
    return own | {name: _picked(value[name], inner) for name, inner in tree.items() if name in value}


def _whole(name: str, value: Any) -> Any:
    if name == "memberships":
        return [{} for _ in value]
    if name == "assignee" and value:
        return {inner: value[inner] for inner in ("gid", "name", "resource_type")}
    return value


# ---- rows ----


def moment(at: datetime | None) -> str | None:
    """A moment as Asana writes it: UTC with milliseconds."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z" if at else None


def workspace(tracker: TaskTracker) -> Json:
    """The workspace in short."""
    return {"gid": WORKSPACE, "resource_type": "workspace", "name": tracker.organization}


def user(person: Person | None) -> Json | None:
    """Somebody; a guest's e-mail address is withheld."""
    if person is None:
        return None
    return {
        "gid": str(person.id),
        "resource_type": "user",
        "name": person.name,
        **({"email": person.email} if person.email else {}),
    }


def me(tracker: TaskTracker, access: Access) -> Json:
    """Whoever asks."""
    return (user(tracker.people[access.person]) or {}) | {"photo": None, "workspaces": [workspace(tracker)]}


def workspace_membership(tracker: TaskTracker, access: Access) -> Json:
    """Whoever asks, as a member of the workspace."""
    return {
        "gid": str(number_for("asana", "membership", access.person)),
        "resource_type": "workspace_membership",
        "user": _short(user(tracker.people[access.person])),
        "workspace": workspace(tracker),
        "is_active": True,
        "is_admin": access.admin,
        "is_guest": False,
        "is_view_only": False,
    }


def project(one: TaskProject) -> Json:
    """A project, with the values of its own custom fields and what fields its tasks have."""
    settings = [_definition(name, "text") for name in ("Project code", "PO number")]
    settings += [_definition(name, "enum") for name in _ENUMS]
    settings += [_definition(ESTIMATE, "number"), _custom_id(one) | {"id_prefix": one.key}]
    code = _definition("Project code", "text") | {"enabled": True, "text_value": one.code, "display_value": one.code}
    return {
        "gid": str(one.id),
        "resource_type": "project",
        "name": one.name,
        "archived": one.archived,
        "completed": False,
        "completed_at": None,
        "created_at": moment(one.created),
        "modified_at": moment(one.updated),
        "notes": "",
        **_OF_EVERY_PROJECT,
        "owner": None,
        "team": {"gid": "1204000000000002", "name": "Delivery", "resource_type": "team"},
        "workspace": {"gid": WORKSPACE, "name": "Northwind AI", "resource_type": "workspace"},
        "permalink_url": f"https://app.asana.com/1/{WORKSPACE}/project/{one.id}",
        "custom_fields": [code] if one.code else [],
        "custom_field_settings": [
            {
                "gid": str(number_for("asana", "setting", one.id, each["gid"])),
                "resource_type": "custom_field_setting",
                "custom_field": each,
            }
            for each in settings
        ],
    }


def task(one: Task, tracker: TaskTracker) -> Json:
    """A task. A subtask is in no project of its own."""
    where = tracker.project(one.project)
    parent = tracker.tasks.get(one.parent or 0)
    closed_by = _closed_by(one) if one.done else None
    membership = {"project": _named(one.project, where.name, "project"), "section": section(one.section, where.id)}
    return {
        "gid": str(one.id),
        "resource_type": "task",
        "resource_subtype": _SUBTYPES.get(one.kind, "default_task"),
        "name": one.title,
        "notes": one.note,
        **({"approval_status": one.approval or "pending"} if one.kind == APPROVAL else {}),
        "completed": one.done,
        "completed_at": moment(one.closed),
        "completed_by": _short(user(tracker.people[closed_by])) if closed_by else None,
        "assignee": user(tracker.people[one.assignee]) if one.assignee else None,
        "created_at": moment(one.created),
        "modified_at": moment(modified(one)),
        "due_on": one.due.isoformat() if one.due else None,
        "due_at": None,
        "start_on": None,
        **_OF_EVERY_TASK,
        "actual_time_minutes": None,
        "parent": _named(parent.id, parent.title, "task") if parent else None,
        "num_subtasks": len(tracker.children(one.id)),
        "memberships": [] if parent else [membership],
        "projects": [] if parent else [membership["project"]],
        "tags": [_named(number_for("asana", "tag", name), name, "tag") for name in one.labels],
        "custom_fields": list(_fields(one, where)),
        "custom_type": None,
        "custom_type_status_option": None,
        "permalink_url": f"https://app.asana.com/1/{WORKSPACE}/project/{one.project}/task/{one.id}",
        "workspace": workspace(tracker),
    }


def section(name: str, project_id: int) -> Json:
    """A section of a project; every task is in one."""
    own = name or NO_SECTION
    return _named(1_205_500_000_000_000 + number_for("asana", "section", project_id, own), own, "section")


def modified(one: Task) -> datetime:
    """When a task changed by Asana's account: being put into another section does not count."""
    last = [event for event in one.history if event.at == one.updated]
    if not last or any(event.field != "section" for event in last):
        return one.updated
    return max((event.at for event in one.history if event.field != "section"), default=one.created)


def _closed_by(one: Task) -> int | None:
    closing = [event for event in one.history if event.field == "status" and STATUSES[event.after] == "done"]
    return closing[-1].by if closing else one.assignee


def _named(number: int, name: str, kind: str) -> Json:
    return {"gid": str(number), "name": name, "resource_type": kind}


def _short(person: Json | None) -> Json | None:
    return {name: person[name] for name in ("gid", "name", "resource_type")} if person else None


# ---- custom fields ----


def field_gid(name: str) -> str:
    """The number of a custom field that the whole workspace shares."""
    return str(1_207_000_000_000_000 + number_for("asana", "field", name))


def _definition(name: str, kind: str) -> Json:
    duration = name == ESTIMATE
    return {
        "gid": field_gid(name),
        "resource_type": "custom_field",
        "name": name,
        "resource_subtype": kind,
        "type": kind,
        "representation_type": kind,
        "id_prefix": None,
        "is_formula_field": False,
        **({"format": "duration" if duration else "none", "precision": 0} if kind == "number" else {}),
        "asana_created_field": "estimated_time" if duration else None,
    }


def _custom_id(where: TaskProject) -> Json:
    own = number_for("asana", "custom id", where.id)
    made = _definition(CUSTOM_ID, "text") | {"gid": str(1_207_500_000_000_000 + own)}
    return made | {"representation_type": "custom_id", "id_prefix": where.key}


def _fields(one: Task, where: TaskProject) -> Iterator[Json]:
    yield _value(_custom_id(where), one.key)
    yield _value(_definition(STATUS, "enum"), one.status)
    minutes = one.estimate_seconds // 60 if one.estimate_seconds is not None else None
    yield _definition(ESTIMATE, "number") | {
        "enabled": True,
        "number_value": minutes,
        "display_value": None if minutes is None else str(minutes),
    }
    for name in dict.fromkeys(("Project code", "PO number", APPROVAL_FIELD, *one.fields)):
        if name in one.fields or name != APPROVAL_FIELD:
            kind = "enum" if name in _ENUMS else "text"
            yield _value(_definition(name, kind), one.fields.get(name, ""))


def _value(definition: Json, text: str) -> Json:
    shown = {"enabled": True, "display_value": text or None}
    if definition["resource_subtype"] == "enum":
        return definition | shown | {"enum_value": option(definition["name"], text)}
    return definition | shown | {"text_value": text or None}


def option(field: str, text: str) -> Json | None:
    """An option of a field with options."""
    if not text:
        return None
    number = 1_207_700_000_000_000 + number_for("asana", "option", field, text)
    return _named(number, text, "enum_option") | {"enabled": True, "color": "none"}


# ---- stories ----


def stories(one: Task, tracker: TaskTracker) -> Iterator[Json]:
    """Everything that happened to a task, oldest first."""
    where = _named(one.project, tracker.project(one.project).name, "project")
    maker = next(access.person for access in tracker.access.values() if access.admin)
    first = {"by": maker, "at": one.created, "number": one.id * 10}
    yield _story(tracker, first, "added_to_project", "added this task to a project", project=where)
    for event in one.history:
        base = {"by": event.by, "at": event.at, "number": event.id * 10}
        yield _story(tracker, base, *_told(event), **_values(event, one))
        if event.field == "status" and (STATUSES[event.before] == "done") != (STATUSES[event.after] == "done"):
            name = "marked_complete" if STATUSES[event.after] == "done" else "marked_incomplete"
            yield _story(tracker, base | {"number": event.id * 10 + 1}, name, name.replace("_", " "))


def _story(tracker: TaskTracker, base: Json, subtype: str, text: str, **values: Any) -> Json:
    return {
        "gid": str(base["number"]),
        "resource_type": "story",
        "created_at": moment(base["at"]),
        "created_by": _short(user(tracker.people[base["by"]])),
        "type": "system",
        "resource_subtype": subtype,
        "text": text,
        "html_text": text,
        "is_editable": False,
        **values,
    }


def _told(event: Event) -> tuple[str, str]:
    names = {
        "section": "section_changed",
        "title": "name_changed",
        "assignee": "assigned",
        "due": "due_date_changed",
        "project": "added_to_project",
        "approval": "approval_status_changed",
        APPROVAL_FIELD: "approval_status_changed",
        "status": "enum_custom_field_changed",
        "estimate_seconds": "number_custom_field_changed",
    }
    return names.get(event.field, "text_custom_field_changed"), f"changed {event.field} to {event.after}"


def _values(event: Event, one: Task) -> Json:
    """The old and new values that a story of this kind has."""
    before, after = event.before, event.after
    if event.field == "section":
        return {"old_section": section(before, one.project), "new_section": section(after, one.project)}
    if event.field in ("approval", APPROVAL_FIELD):
        return {"old_approval_status": before.lower() or "pending", "new_approval_status": after.lower() or "pending"}
    if event.field == "title":
        return {"old_name": before, "new_name": after}
    if event.field == "status":
        values = {"old_enum_value": option(STATUS, before), "new_enum_value": option(STATUS, after)}
        return {"custom_field": _definition(STATUS, "enum"), **values}
    if event.field in ("assignee", "due", "project", "key", "kind", "estimate_seconds"):
        return {}
    return {
        "custom_field": _definition(event.field, "text"),
        "old_text_value": before,
        "new_text_value": after,
    }
