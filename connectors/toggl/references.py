"""Toggl's people, clients, projects, tasks and tags as references, with what first contracts are written from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, TAG, Reference
from connectors.toggl.book import Book
from connectors.toggl.payloads import Client, Member, Project, Tag, Task
from connectors.toggl.records import link_of


def to_references(book: Book) -> Iterator[Reference]:
    """All of it: clients before projects, projects before tasks."""
    yield from map(to_person, book.people.values())
    yield from map(to_client, book.clients.values())
    yield from (to_project(each, book) for each in book.projects.values())
    yield from map(to_activity, book.tasks.values())
    yield from map(to_tag, book.tags.values())


def to_person(member: Member) -> Reference:
    """A person with e-mail, role, rate and cost."""
    roles = [member.role] if member.role else None
    detail = _said(access_roles=roles, timezone=member.timezone, rate=member.rate, cost_rate=member.labor_cost)
    name, email = member.name, member.email or ""
    return Reference(PERSON, str(member.person), name, email=email, archived=bool(member.inactive), detail=detail)


def to_client(client: Client) -> Reference:
    """A client; its external reference is a code of its own."""
    return Reference(CLIENT, str(client.id), client.name, _code(client), archived=bool(client.archived))


def to_project(project: Project, book: Book) -> Reference:
    """A project with its rate, fee, budget and days, and the code that its entries have."""
    ended = (
        project.active is False or project.status in ("archived", "deleted") or project.server_deleted_at is not None
    )
    detail = _said(
        billable=project.billable,
        rate=project.rate,
        currency=project.currency,
        fee=project.fixed_fee,
        budget_hours=_hours(project.estimated_seconds),
        starts_on=project.start_date,
        ends_on=project.end_date,
    )
    code, parent = book.code(project), str(project.client_id or "")
    return Reference(PROJECT, str(project.id), project.name, code, parent=parent, archived=ended, detail=detail)


def to_activity(task: Task) -> Reference:
    """A task of a project, with what it is linked to."""
    detail = _said(
        rate=task.rate,
        budget_hours=_hours(task.estimated_seconds),
        linked_to=task.integration_provider,
        linked_id=str(task.integration_ext_id or ""),
        link=link_of(task) or None,
    )
    code, parent, ended = _code(task), str(task.project_id or ""), task.active is False
    return Reference(ACTIVITY, str(task.id), task.name, code, parent=parent, archived=ended, detail=detail)


def to_tag(tag: Tag) -> Reference:
    """A tag."""
    return Reference(TAG, str(tag.id), tag.name, archived=tag.deleted_at is not None)


def _code(found: Client | Task) -> str:
    return (found.external_reference or "").strip()


def _said(**values: object) -> dict[str, Any]:
    """What was said at all; numbers as text."""
    return {
        name: f"{value:f}" if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None and value != ""
    }


def _hours(seconds: int | None) -> Decimal | None:
    return (Decimal(seconds) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP) if seconds else None
