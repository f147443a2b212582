"""The shapes of Jira's answers: what the tracker keeps, in the words and with the ids of a Jira Cloud site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.records import Person, hex_for
from sandbox.routes import Asked
from sandbox.task_seed import APPROVAL_FIELD, ORDER, PROJECT_CODE
from sandbox.task_world import (
    APPROVAL,
    CANCELLED,
    CLIENT_APPROVED,
    CLIENT_REJECTED,
    CLIENT_REVIEW,
    DONE,
    EPIC,
    IN_PROGRESS,
    MILESTONE,
    STATUSES,
    SUBTASK,
    TASK,
    TO_DO,
    Event,
    Task,
    TaskProject,
    TaskTracker,
)

Json = dict[str, Any]

STATUS_IDS = {
    TO_DO: "10000",
    IN_PROGRESS: "10001",
    CLIENT_REVIEW: "10030",
    DONE: "10002",
    CLIENT_APPROVED: "10031",
    CLIENT_REJECTED: "10032",
    CANCELLED: "10033",
}
_CATEGORIES = {
    "new": (2, "new", "blue-gray", "To Do"),
    "active": (4, "indeterminate", "yellow", "In Progress"),
    "done": (3, "done", "green", "Done"),
}
_TYPES = {
    EPIC: ("10001", "Epic", 1),
    TASK: ("10003", "Task", 0),
    MILESTONE: ("10004", "Milestone", 0),
    APPROVAL: ("10005", "Approval", 0),
    SUBTASK: ("10002", "Subtask", -1),
}
TEXT, SELECT, AREA, FLOAT = "textfield", "select", "textarea", "float"
CUSTOM: dict[str, tuple[int, str]] = {
    PROJECT_CODE: (10057, TEXT),
    ORDER: (10070, TEXT),
    APPROVAL_FIELD: (10061, SELECT),
    "Acceptance notes": (10090, AREA),
    "Budget": (10091, FLOAT),
}
"""The custom fields of the whole site: number and type by name."""
TEAM_MANAGED = (("Billing code", 10101, "ACME"), ("Billing code", 10102, "BLUE"))
"""Fields of one name that two team-managed projects have for themselves."""
NO_RESOLUTION = "BLUE"
"""The key of a team-managed project, where done issues have no resolution."""
_SCHEMAS = {TEXT: "string", AREA: "string", SELECT: "option", FLOAT: "number"}
_SYSTEM = {
    "summary": ("Summary", "string"),
    "status": ("Status", "status"),
    "issuetype": ("Issue Type", "issuetype"),
    "project": ("Project", "project"),
    "parent": ("Parent", ""),
    "assignee": ("Assignee", "user"),
    "creator": ("Creator", "user"),
    "created": ("Created", "datetime"),
    "updated": ("Updated", "datetime"),
    "statuscategorychangedate": ("Status Category Changed", "datetime"),
    "resolution": ("Resolution", "resolution"),
    "resolutiondate": ("Resolved", "datetime"),
    "duedate": ("Due date", "date"),
    "labels": ("Labels", "array"),
    "timetracking": ("Time tracking", "timetracking"),
    "description": ("Description", "string"),
    "security": ("Security Level", "securitylevel"),
}


def cloud_id(tracker: TaskTracker) -> str:
    """The id by which the gateway knows the site."""
    digits = tracker.hex + hex_for("jira", "cloud")[:8]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def stamp(asked: Asked, moment: datetime) -> str:
    """A moment in the zone of whoever asks, with an offset that has no colon."""
    assert asked.access is not None, "it was signed in"
    local = moment.astimezone(ZoneInfo(asked.tasks.people[asked.access.person].zone))
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"


def server(asked: Asked) -> Json:
    """The site itself."""
    return {
        "baseUrl": asked.tasks.site,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100291,
        "buildDate": "2026-10-20T12:00:00.000-0400",
        "serverTime": stamp(asked, asked.world.clock.now()),
        "scmInfo": "0a1b2c",
        "serverTitle": "Jira",
    }


def user(asked: Asked, person: Person) -> Json:
    """A person; who hides their address has none."""
    avatar = "https://avatar-management.example.test/initials.png"
    found: Json = {
        "self": f"{asked.base}/rest/api/3/user?accountId={person.hex}",
        "accountId": person.hex,
        "accountType": "atlassian",
        "avatarUrls": dict.fromkeys(("48x48", "24x24", "16x16", "32x32"), avatar),
        "displayName": person.name,
        "active": not person.archived,
        "timeZone": person.zone,
    }
    return found | ({"emailAddress": person.email} if person.email else {})


def project(asked: Asked, kept: TaskProject, expand: str = "") -> Json:
    """A project in a list; the keys it had only where they are asked for."""
    keys = {"projectKeys": [kept.key, *kept.old_keys]} if "projectKeys" in expand.split(",") else {}
    return {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "self": f"{asked.base}/rest/api/3/project/{kept.id}",
        "id": str(kept.id),
        "key": kept.key,
        "name": kept.name,
        "avatarUrls": dict.fromkeys(("48x48", "24x24", "16x16", "32x32"), f"{asked.tasks.site}/avatar.png"),
        "projectTypeKey": "software",
        "simplified": kept.key == NO_RESOLUTION,
        "style": "next-gen" if kept.key == NO_RESOLUTION else "classic",
        "isPrivate": False,
        "properties": {},
        "uuid": cloud_id(asked.tasks),
        **keys,
        **({"archived": True} if kept.archived else {}),
    }


def status(asked: Asked, name: str) -> Json:
    """A status with its category."""
    own, key, colour, title = _CATEGORIES[STATUSES[name]]
    api = f"{asked.base}/rest/api/3"
    return {
        "self": f"{api}/status/{STATUS_IDS[name]}",
        "description": "",
        "iconUrl": f"{asked.tasks.site}/images/icons/statuses/generic.png",
        "name": name,
        "id": STATUS_IDS[name],
        "statusCategory": {
            "self": f"{api}/statuscategory/{own}",
            "id": own,
            "key": key,
            "colorName": colour,
            "name": title,
        },
    }


# ---- fields ----------------------------------------------------------------------------------------------------------


def custom_id(name: str) -> str:
    """The id of a custom field of the whole site."""
    return f"customfield_{CUSTOM[name][0]}"


def fields(asked: Asked) -> list[Json]:
    """Every field, as GET /field has them."""
    system = [
        _field(own, name, {"type": kind, "system": own} if kind else None) for own, (name, kind) in _SYSTEM.items()
    ]
    custom = [_custom_field(name, number, kind) for name, (number, kind) in CUSTOM.items()]
    scoped = [
        _custom_field(name, number, TEXT)
        | {"scope": {"type": "PROJECT", "project": {"id": str(asked.tasks.project(key).id)}}}
        for name, number, key in TEAM_MANAGED
    ]
    return [*system, *custom, *scoped]


def _custom_field(name: str, number: int, kind: str) -> Json:
    schema = {
        "type": _SCHEMAS[kind],
        "custom": f"com.atlassian.jira.plugin.system.customfieldtypes:{kind}",
        "customId": number,
    }
    return _field(f"customfield_{number}", name, schema)


def _field(own: str, name: str, schema: Json | None) -> Json:
    custom = own.startswith("customfield_")
    found = {
        "id": own,
        "key": own,
        "name": name,
        "custom": custom,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [f"cf[{own.removeprefix('customfield_')}]", name] if custom else [own],
    }
    return found | ({"schema": schema} if schema else {})


# ---- issues ----------------------------------------------------------------------------------------------------------


def issue(asked: Asked, task: Task, named: Iterable[str]) -> Json:
    """An issue with the fields that were asked for; `id` alone has none."""
    wanted = set(named)
    found: Json = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": str(task.id),
        "self": f"{asked.base}/rest/api/3/issue/{task.id}",
        "key": task.key,
    }
    if wanted <= {"id", "key"}:
        return {"id": found["id"]} if wanted == {"id"} and asked.path.endswith("/jql") else found
    everything = bool(wanted & {"*all", "*navigable"})
    content = {name: value for name, value in _content(asked, task).items() if everything or name in wanted}
    return found | {"fields": content}


def _content(asked: Asked, task: Task) -> Json:
    tracker = asked.tasks
    where = tracker.projects[task.project]
    resolved = task.done and where.key != NO_RESOLUTION
    changed = task.closed or task.created
    made = {
        "summary": task.title,
        "status": status(asked, task.status),
        "issuetype": _type(asked, task),
        "project": _own_project(asked, where),
        "assignee": user(asked, tracker.people[task.assignee]) if task.assignee else None,
        "creator": user(asked, tracker.people[next(iter(tracker.access.values())).person]),
        "created": stamp(asked, task.created),
        "updated": stamp(asked, task.updated),
        "statuscategorychangedate": stamp(asked, changed),
        "resolution": _resolution(asked, task) if resolved else None,
        "resolutiondate": stamp(asked, task.closed) if resolved and task.closed else None,
        "duedate": task.due.isoformat() if task.due else None,
        "labels": list(task.labels),
        "timetracking": _times(task),
        "description": _document(task.note) if task.note else None,
    }
    parent = tracker.tasks.get(task.parent or 0)
    if parent is not None:
        made["parent"] = _parent(asked, parent)
    return (
        made | {custom_id(name): _value(asked, name, task.fields.get(name)) for name in CUSTOM} | _scoped(task, where)
    )


def _scoped(task: Task, where: TaskProject) -> Json:
    """The fields of a team-managed project."""
    own = [(name, number) for name, number, key in TEAM_MANAGED if key == where.key]
    return {f"customfield_{number}": task.fields.get(name) for name, number in own}


def _type(asked: Asked, task: Task) -> Json:
    own, name, level = _TYPES[task.kind]
    return {
        "self": f"{asked.base}/rest/api/3/issuetype/{own}",
        "id": own,
        "description": "",
        "iconUrl": f"{asked.tasks.site}/issuetype.png",
        "name": name,
        "subtask": level < 0,
        "avatarId": 10318,
        "entityId": cloud_id(asked.tasks),
        "hierarchyLevel": level,
    }


def _own_project(asked: Asked, where: TaskProject) -> Json:
    listed = project(asked, where)
    return {name: listed[name] for name in ("self", "id", "key", "name", "projectTypeKey", "simplified", "avatarUrls")}


def _parent(asked: Asked, parent: Task) -> Json:
    return {
        "id": str(parent.id),
        "key": parent.key,
        "self": f"{asked.base}/rest/api/3/issue/{parent.id}",
        "fields": {
            "summary": parent.title,
            "status": status(asked, parent.status),
            "issuetype": _type(asked, parent),
        },
    }


def _resolution(asked: Asked, task: Task) -> Json:
    own, name = ("10001", "Won't Do") if task.status == CANCELLED else ("10000", "Done")
    return {"self": f"{asked.base}/rest/api/3/resolution/{own}", "id": own, "description": "", "name": name}


def _times(task: Task) -> Json:
    if task.estimate_seconds is None:
        return {}
    hours = f"{task.estimate_seconds // 3600}h"
    return {
        "originalEstimate": hours,
        "remainingEstimate": hours,
        "originalEstimateSeconds": task.estimate_seconds,
        "remainingEstimateSeconds": task.estimate_seconds,
    }


def _document(text: str) -> Json:
    """Rich text with a paragraph for each line."""
    lines = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in text.split("\n")]
    return {"type": "doc", "version": 1, "content": lines}


def _value(asked: Asked, name: str, text: str | None) -> Any:
    number, kind = CUSTOM[name]
    if text is None:
        return None
    if kind == SELECT:
        return {"self": f"{asked.base}/rest/api/3/customFieldOption/{number}", "value": text, "id": str(number + 100)}
    if kind == AREA:
        return _document(text)
    return Decimal(text) if kind == FLOAT else text


# ---- history ---------------------------------------------------------------------------------------------------------

_HISTORY = {
    "title": ("summary", "summary"),
    "key": ("Key", ""),
    "project": ("project", "project"),
    "assignee": ("assignee", "assignee"),
    "estimate_seconds": ("timeoriginalestimate", "timeoriginalestimate"),
    "due": ("duedate", "duedate"),
    "kind": ("issuetype", "issuetype"),
    "section": ("IssueParentAssociation", "parent"),
}
"""What the history calls a field, and its id if it has one there."""


def histories(asked: Asked, task: Task) -> list[Json]:
    """Everything that was changed about an issue, the oldest first."""
    events = [event for event in task.history if event.field != "approval"]
    return [
        {
            "id": str(event.id),
            "author": user(asked, asked.tasks.people[event.by]),
            "created": stamp(asked, event.at),
            "items": [_item(event)],
        }
        for event in events
    ]


def _item(event: Event) -> Json:
    words = {"fromString": event.before or None, "toString": event.after or None}
    if event.field == "status":
        ids = {"from": STATUS_IDS[event.before], "to": STATUS_IDS[event.after]}
        return {"field": "status", "fieldtype": "jira", "fieldId": "status", **ids, **words}
    if event.field in CUSTOM:
        own = {"field": event.field, "fieldtype": "custom", "fieldId": custom_id(event.field)}
    else:
        name, own_id = _HISTORY.get(event.field, (event.field, event.field))
        own = {"field": name, "fieldtype": "jira"} | ({"fieldId": own_id} if own_id else {})
    return {**own, "from": None, "to": None, **words}
