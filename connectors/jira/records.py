"""An issue as a task of ours: pure functions over what Jira answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.jira import payloads
from connectors.jira.adf import to_text
from connectors.jira.config import Config
from connectors.jira.payloads import Fields, Key
from connectors.tasks import CANCELLED, DONE, OPEN, TaskProject, TaskRecord

APPROVED, REJECTED, PENDING = "approved", "rejected", "pending"
SYSTEM_NAMES = {"Resolution": "resolution", "Due date": "duedate", "Labels": "labels"}
"""What else a task says among its fields: the ids of system fields by their names."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = ("displayName", "name", "key", "title")


class BadValue(Exception):
    """A value that is of the right type and still cannot be read; the message has its path."""


@dataclass(slots=True)
class Known:
    """What issues do not say themselves: the site's address, which custom fields are meant, and epics by issue."""

    site: str
    config: Config
    names: Mapping[str, str] = field(default_factory=dict)
    """The custom fields that are read: their names by id."""
    code: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    """The ids of the fields with the project code and with the approval."""
    epics: dict[str, str] = field(default_factory=dict)
    """The title of the epic of each issue that was seen, by the issue's id; empty where it has none."""
    wholes: dict[str, str] = field(default_factory=dict)
    """The ids of sub-tasks, and of the issues that they are part of."""

    def place(self, issue: str, parent: payloads.Parent | None) -> None:
        """Keeps where an issue belongs: to an epic, to nothing, or to the issue that it is part of."""
        self.wholes.pop(issue, None)
        if parent is None or is_epic(parent):
            self.epics[issue] = self.epic_of(parent)
        else:
            self.wholes[issue] = parent.id

    def epic_of(self, parent: payloads.Parent | None) -> str:
        """The title of the epic that a parent is; empty where it is none."""
        return _title(parent) if parent and is_epic(parent) else ""

    def epic_above(self, issue: str) -> str:
        """The title of the epic of the issue that a sub-task is part of, as far as it was seen."""
        return self.epics.get(self.wholes[issue], "")


def to_project(project: payloads.Project, site: str) -> TaskProject:
    """A project of Jira."""
    return TaskProject(project.id, project.key, project.name, project.archived, url=f"{site}/browse/{project.key}")


def to_task(issue: Key, said: Fields, custom: Mapping[str, Any], known: Known) -> TaskRecord:
    """An issue as it is now; `custom` has its fields as they came. Raises BadValue."""
    texts = {own: flat(custom.get(own)) for own in known.names}
    approval = approval_of(_joined(texts, known.approval), known.config)
    stage = _stage(said, approval, known.config)
    return TaskRecord(
        id=issue.id,
        key=issue.key,
        title=said.summary,
        url=f"{known.site}/browse/{issue.key}",
        status=said.status.name,
        stage=stage,
        project=said.project.id,
        kind=said.issuetype.name,
        parent=said.parent.key if said.parent else "",
        parent_title=_title(said.parent),
        group=known.epic_of(said.parent),
        assignee=(said.assignee.email_address or said.assignee.display_name) if said.assignee else "",
        approval=approval,
        created_on=to_moment(said.created, "created").date(),
        closed_at=None if stage == OPEN else _closed(said),
        changed_at=to_moment(said.updated, "updated"),
        code=_joined(texts, known.code),
        estimate_seconds=said.timetracking.original_estimate_seconds if said.timetracking else None,
        fields=_fields(said, texts, known),
    )


def to_moment(value: str | int, path: str) -> datetime:
    """A moment in UTC, of a text with an offset or of milliseconds since 1970. Raises BadValue."""
    try:
        if isinstance(value, int):
            return _EPOCH + timedelta(milliseconds=value)
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError) as problem:
        raise BadValue(f"`$.{path}` is no moment") from problem
    if moment.tzinfo is None:
        raise BadValue(f"`$.{path}` is a moment without an offset")
    return moment.astimezone(UTC)


def milliseconds(moment: datetime) -> int:
    """A moment as JQL takes it without a zone."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def is_epic(parent: payloads.Parent) -> bool:
    """Whether a parent stands above ordinary issues."""
    return bool(parent.fields and parent.fields.issuetype and parent.fields.issuetype.hierarchy_level > 0)


def flat(value: Any) -> str:
    """The value of a custom field as people read it; nothing for an empty one."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(flat, value)))
    if isinstance(value, Mapping):
        return _flat_object(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    return _number(value) if isinstance(value, Decimal) else str(value).strip()


def _number(value: Decimal) -> str:
    """Jira writes whole numbers with a nought behind the point, which no code has."""
    return f"{value:f}".removesuffix(".0")


def _flat_object(value: Mapping[str, Any]) -> str:
    if value.get("type") == "doc":
        return to_text(value)
    if "value" in value:
        child = flat(value.get("child"))
        return f"{flat(value['value'])} / {child}" if child else flat(value["value"])
    return next((flat(value[name]) for name in ("accountId", *_NAMES) if value.get(name)), "")


def _title(parent: payloads.Parent | None) -> str:
    return parent.fields.summary if parent and parent.fields else ""


def _joined(texts: Mapping[str, str], ids: Iterable[str]) -> str:
    """What the fields of one meaning say; if they differ, all of it, which is no code that anybody knows."""
    return ", ".join(dict.fromkeys(texts[own] for own in ids if texts.get(own)))


def approval_of(text: str, config: Config) -> str:
    """What a value of the approval field means; nothing where it is empty."""
    word = text.casefold()
    if word in {each.casefold() for each in config.approved}:
        return APPROVED
    return REJECTED if word in {each.casefold() for each in config.rejected} else PENDING if word else ""


def _stage(said: Fields, approval: str, config: Config) -> str:
    """How far an issue is, by the category of its status and never by a status' name but for cancelled ones."""
    if said.status.status_category.key != "done" or approval == REJECTED:
        return OPEN
    words = {said.status.name.casefold(), said.resolution.name.casefold() if said.resolution else ""}
    return CANCELLED if words & {each.casefold() for each in config.cancelled} else DONE


def _closed(said: Fields) -> Any:
    """When it came to its end: a resolution's date may be missing, or be of an earlier end."""
    if said.statuscategorychangedate:
        return to_moment(said.statuscategorychangedate, "statuscategorychangedate")
    return to_moment(said.resolutiondate, "resolutiondate") if said.resolutiondate else None


def _fields(said: Fields, texts: Mapping[str, str], known: Known) -> dict[str, str]:
    own = {known.names[each]: text for each, text in texts.items() if text}
    system = {
        "Resolution": said.resolution.name if said.resolution else "",
        "Due date": said.duedate or "",
        "Labels": ", ".join(said.labels or ()),
    }
    return {name: text for name, text in system.items() if text} | own


_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]{0,17}|[1-9][0-9]{0,17}", re.ASCII)


def is_name(text: str) -> bool:
    """Whether a text can be the key or the id of an issue."""
    return bool(_KEY.fullmatch(text))
