"""What the ids of a Clockify workspace stand for: names, currencies, rates and project codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from connectors.clockify.payloads import Client, Ids, Membership, Project, Task, User, Workspace


@dataclass(slots=True)
class Book:
    """Reference data by id. `code_field` is the id of the custom field with the project code, or nothing."""

    workspace: Workspace
    code_field: str = ""
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def person(self, person_id: str | None) -> tuple[str, str]:
        """Somebody's name and e-mail address; an id that nobody named stands for itself."""
        found = self.people.get(person_id or "")
        email = found.email or "" if found else ""
        return (found.name or email if found else "") or person_id or "", email

    def code(self, fields: object, project_id: str | None) -> str:
        """The project code in an entry's custom fields, else in its project's; nothing where none is configured."""
        if not self.code_field:
            return ""
        project = self.projects.get(project_id or "")
        return self._stated(fields) or self._stated(project.custom_fields if project else None)

    def currency(self, project_id: str | None, client_id: str | None) -> str:
        """The currency of a project's client, else the workspace's."""
        project, client = self.projects.get(project_id or ""), self.clients.get(client_id or "")
        stated = project.currency.code if project and project.currency else ""
        return stated or (client.currency_code if client else "") or self.workspace.currency

    def rate(self, person_id: str | None, project_id: str | None, task_id: str | None) -> Decimal | None:
        """What an hour is sold for, in hundredths: by task, project member, project, member, workspace. 0 is none."""
        task, project = self.tasks.get(task_id or ""), self.projects.get(project_id or "")
        person = self.people.get(person_id or "")
        members = (project.memberships or ()) if project else ()
        member = next((each for each in members if each.user_id == person_id), Membership())
        prices = (
            task.hourly_rate if task else None,
            member.hourly_rate,
            project.hourly_rate if project else None,
            person.member_of(self.workspace.id).hourly_rate if person else None,
            self.workspace.hourly_rate,
        )
        return next((price.amount for price in prices if price and price.amount), None)

    def tag_names(self, ids: Ids | None) -> tuple[str, ...]:
        """The names behind ids; an id that nobody named stands for itself."""
        return tuple(self.tags.get(each, each) for each in ids or ())

    def _stated(self, fields: object) -> str:
        """The code in custom fields. What they hold is not proven, so that what does not fit is no code."""
        listed = fields if isinstance(fields, list) else []
        values = (_value(each, self.code_field) for each in listed if isinstance(each, dict))
        return next(filter(None, values), "")


def _value(custom: Mapping[str, Any], wanted: str) -> str:
    if wanted not in (custom.get("customFieldId"), custom.get("id")):
        return ""
    value = custom.get("value")
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
