"""Who brought a task of Asana to what it says now, and when: from the task itself, or from its stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from connectors.asana.payloads import Field, Story, Task, User
from connectors.asana.records import plain, shown, to_person, to_text
from connectors.errors import Refused
from connectors.tasks import Evidence, TaskRecord

_YES = ("yes", "true")
UNTOLD = "somebody whom Asana does not name"
_TOLD_BY_STORIES = ("section", "approval", "field")

Moment = tuple[datetime, str]
"""When, and by whom."""


def needs_stories(condition: Mapping[str, str]) -> bool:
    """Whether the task itself does not say who fulfilled a condition."""
    return any(name in condition for name in _TOLD_BY_STORIES)


def evidence(task: Task, record: TaskRecord, condition: Mapping[str, str], stories: Iterable[Story]) -> Evidence | None:
    """The ground on which a condition holds, or None where it does not, or where nothing tells who made it so.

    Of a condition with several parts, the one that came last counts. Raises Refused for one that cannot be understood.
    """
    told = sorted(stories, key=lambda story: (story.created_at, story.gid))
    moments: list[Moment] = []
    words: list[str] = []
    for name, wanted in parts(condition):
        moment = _moment(task, record, (name, wanted), told)
        if moment is None:
            return None
        moments.append(moment)
        words.append(_worded(name, wanted))
    at, by = max(moments, key=lambda each: each[0])
    return Evidence(record.key, " and ".join(words), by, at)


def parts(condition: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parts of a condition; `field` and its `value` are one. Raises Refused for what is no part of one."""
    for name, wanted in condition.items():
        if name == "value" and "field" in condition:
            continue
        if name not in ("status", "completed", *_TOLD_BY_STORIES):
            known = "status, section, approval, field or completed"
            raise Refused(f"{name}: is no condition for a task of Asana; write {known}")
        yield (f"field {wanted}", condition.get("value", "")) if name == "field" else (name, wanted)
    if not condition:
        raise Refused("a task of Asana is named without a condition; write status, section, approval or completed")


def _worded(name: str, wanted: str) -> str:
    return name if name == "completed" else f"{name.removeprefix('field ')}: {wanted}"


def _moment(task: Task, record: TaskRecord, part: tuple[str, str], stories: list[Story]) -> Moment | None:
    name, wanted = part
    if name == "section":
        return _section(task, wanted, stories)
    if name == "approval":
        return _approval(task, wanted, stories)
    if name.startswith("field "):
        return _field(task, name.removeprefix("field "), wanted, stories)
    if name == "completed":
        return _completion(task, record, stories) if wanted.casefold() in _YES else None
    if not alike(record.status, wanted):
        return None
    return _approval(task, record.approval, stories) if record.approval else _completion(task, record, stories)


def _completion(task: Task, record: TaskRecord, stories: list[Story]) -> Moment | None:
    """When a task was done. An approval that was rejected is completed, too, and was not done before it was given."""
    if not task.completed or task.completed_at is None:
        return None
    if record.approval:
        return _approval(task, "approved", stories)
    return task.completed_at, _name(task.completed_by)


def _section(task: Task, wanted: str, stories: list[Story]) -> Moment | None:
    """When a task came last into the section it is in; sections are compared by number, because names change."""
    here = {each.section.gid for each in task.memberships if each.section and alike(each.section.name, wanted)}
    moved = [story for story in stories if story.new_section and story.new_section.gid in here]
    return _last(moved, lambda story: True)


def _approval(task: Task, wanted: str, stories: list[Story]) -> Moment | None:
    """When an approval came to say this: by its story, else by its completion if it says so for the first time."""
    if not task.approval_status or not alike(task.approval_status, wanted):
        return None
    spoken = [story for story in stories if story.new_approval_status]
    if spoken:
        return _last(spoken, lambda story: alike(story.new_approval_status or "", wanted))
    return (task.completed_at, _name(task.completed_by)) if task.completed and task.completed_at else None


def _field(task: Task, name: str, wanted: str, stories: list[Story]) -> Moment | None:
    """When a custom field, by its name or number, came to say this. Raises Refused for a name that several have."""
    fits = [each for each in shown(task.custom_fields) if name in (each.gid, each.name)]
    if len(fits) > 1:
        numbers = " or ".join(sorted(each.gid for each in fits))
        raise Refused(f"several custom fields of Asana are called {name}; write the number of one: {numbers}")
    if not fits or not _says(fits[0], wanted):
        return None
    changed = [story for story in stories if story.custom_field and story.custom_field.gid == fits[0].gid]
    return _last(changed, lambda story: _says(fits[0], _new(story)))


def _says(field: Field, wanted: str) -> bool:
    """Whether a field says so: as Asana shows it, or, of a number, as it is without its format."""
    number = plain(field.number_value) if field.number_value is not None else ""
    return alike(to_text(field), wanted) or (bool(number) and alike(number, wanted))


def _last(stories: list[Story], fits: Callable[[Story], bool]) -> Moment | None:
    """The latest story of some that all speak of one thing, if it is the one that is looked for."""
    if not stories or not fits(stories[-1]):
        return None
    return stories[-1].created_at, _name(stories[-1].created_by)


def _new(story: Story) -> str:
    """What a custom field was changed to."""
    if story.new_number_value is not None:
        return plain(story.new_number_value)
    if story.new_enum_value is not None:
        return story.new_enum_value.name
    if story.new_date_value is not None:
        return story.new_date_value.due_on or ""
    several = story.new_multi_enum_values or story.new_people_value or ()
    return story.new_text_value or ", ".join(each.name for each in several)


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same to a person: letters of either case, a space for an underscore, equal numbers."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str | Decimal:
    words = " ".join(text.replace("_", " ").split()).casefold()
    try:
        number = Decimal(words)
    except InvalidOperation:
        return words
    return number if number.is_finite() else words


def _name(user: User | None) -> str:
    return to_person(user) or UNTOLD
