"""What an issue's history proves: who brought it to what it says now, and when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from connectors.errors import Changed, Refused
from connectors.jira.api import Api
from connectors.jira.payloads import Change, History, User
from connectors.jira.records import SYSTEM_NAMES, BadValue, Known, approval_of, to_moment
from connectors.tasks import DONE, Evidence, TaskRecord

Fits = Callable[[Change], bool]
CONDITIONS = ("status", "completed", "approval", "field")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be proven of a task, and what the site knows about its fields."""

    api: Api
    task: TaskRecord
    condition: Mapping[str, str]
    known: Known


def evidence(asked: Asked) -> Evidence | None:
    """Who made a task fulfil a condition, and when, or None where it does not. Raises ConnectorError."""
    name = next((each for each in CONDITIONS if each in asked.condition), "")
    if not name:
        said = ", ".join(asked.condition) or "such condition"
        raise Refused(f"Jira knows no {said}; write status, completed, approval or field")
    try:
        return _CHECKS[name](asked)
    except BadValue as problem:
        raise Changed(f"the history of {asked.task.key} does not fit: {problem}") from problem


def _status(asked: Asked) -> Evidence | None:
    wanted = asked.condition["status"]
    if asked.task.status.casefold() != wanted.casefold():
        return None

    def says(change: Change) -> bool:
        """By its name then, else by the name that the status has now."""
        return _text(change).casefold() == wanted.casefold() or _names(asked).get(change.to, "") == wanted.casefold()

    return _last(asked, f"status: {asked.task.status}", _is_status, says)


def _names(asked: Asked) -> dict[str | None, str]:
    return {status.id: status.name.casefold() for status in asked.api.statuses()}


def _completed(asked: Asked) -> Evidence | None:
    """The change from a status that is not done to one that is; one that is no longer known may be either."""
    if asked.task.stage != DONE:
        return None
    done: set[str | None] = {each.id for each in asked.api.statuses() if each.status_category.key == "done"}
    known = {each.id for each in asked.api.statuses()}

    def moves(change: Change) -> bool:
        return _is_status(change) and ((change.to in done) != (change.before in done) or change.to not in known)

    def ends(change: Change) -> bool:
        return change.to in done or change.to not in known

    return _last(asked, f"completed: {asked.task.status}", moves, ends)


def _approval(asked: Asked) -> Evidence | None:
    task, known = asked.task, asked.known
    if not known.approval:
        raise Refused("Jira has no approvals of its own; write approval_field: with the custom field that says so")
    if task.approval != asked.condition["approval"]:
        return None

    def says(change: Change) -> bool:
        return approval_of(_text(change), known.config) == task.approval

    return _last(asked, f"approval: {task.approval}", lambda change: _of(change, known.approval, known), says)


def _field(asked: Asked) -> Evidence | None:
    written, wanted = asked.condition["field"], asked.condition.get("value", "")
    name, ids = _meant(written, asked.known)
    own = asked.task.fields.get(name, "")
    if not own or (wanted and own.casefold() != wanted.casefold()):
        return None
    found = _last(asked, f"{name}: {own}", lambda change: _of(change, ids, asked.known), _says_anything)
    since = asked.task.changed_at
    return None if found and since and found.at > since else found


def _says_anything(change: Change) -> bool:
    """Histories write lists, numbers and days in ways of their own, so no more can be compared."""
    return bool(_text(change))


def _meant(written: str, known: Known) -> tuple[str, tuple[str, ...]]:
    """The name of a field that a condition names by name or id, and its ids. Raises Refused where it is not read."""
    if written in known.names:
        return known.names[written], (written,)
    ids = tuple(own for own, name in known.names.items() if name.casefold() == written.casefold())
    if ids:
        return known.names[ids[0]], ids
    system = {name.casefold(): (name, (own,)) for name, own in SYSTEM_NAMES.items()}
    if written.casefold() in system:
        return system[written.casefold()]
    raise Refused(f"the field {written} of Jira is not read; add it to fields: of this connector")


def _last(asked: Asked, what: str, about: Fits, fits: Fits) -> Evidence | None:
    """The last change of what is asked about, if it fits, else nothing: then the task has changed since it was read.

    Where it never changed, it has been so since the task was made.
    """
    found: tuple[History, Change] | None = None
    for entry in asked.api.history(asked.task.id):
        for change in entry.items:
            found = (entry, change) if about(change) else found
    if found is not None:
        entry, change = found
        moment = to_moment(entry.created, "created")
        return Evidence(asked.task.id, what, _person(entry.author), moment) if fits(change) else None
    made = asked.api.beginning(asked.task.id).fields
    return Evidence(asked.task.id, what, _person(made.creator), to_moment(made.created, "fields.created"))


def _person(user: User | None) -> str:
    return (user.display_name or user.account_id) if user else ""


def _is_status(change: Change) -> bool:
    return change.field_id == "status" or (not change.field_id and change.field == "status")


def _of(change: Change, ids: Collection[str], known: Known) -> bool:
    """Whether a change is of one of some fields; old ones have only a name."""
    if change.field_id:
        return change.field_id in ids
    names = {known.names.get(own, own).casefold() for own in ids}
    return change.field.casefold() in names


def _text(change: Change) -> str:
    return change.to_string or ""


_CHECKS: Mapping[str, Callable[[Asked], Evidence | None]] = {
    "status": _status,
    "completed": _completed,
    "approval": _approval,
    "field": _field,
}
