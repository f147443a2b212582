"""Harvest's clients, people, projects and tasks as references of ours, with what first contracts are written from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.harvest.payloads import BillableRate, Client, Project, Task, TaskAssignment, User, UserAssignment
from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, Reference


def to_client(client: Client) -> Reference:
    """A client with its currency and address."""
    detail = _said(currency=client.currency, address=client.address)
    return Reference(CLIENT, str(client.id), client.name, archived=not client.is_active, detail=detail)


def to_person(user: User, rates: list[BillableRate] | None = None) -> Reference:
    """A person with e-mail, roles, weekly capacity and rates; `rates` are the dated ones, if they were asked for."""
    detail = _said(
        roles=user.roles,
        access_roles=user.access_roles,
        timezone=user.timezone,
        contractor=user.is_contractor,
        weekly_capacity_seconds=_text(user.weekly_capacity),
        rate=_text(user.default_hourly_rate),
        cost_rate=_text(user.cost_rate),
        rates=None if rates is None else [_dated(rate) for rate in rates],
    )
    name = f"{user.first_name} {user.last_name}".strip()
    email, archived = user.email or "", not user.is_active
    return Reference(PERSON, str(user.id), name, email=email, archived=archived, detail=detail)


def to_activity(task: Task) -> Reference:
    """A task of Harvest's; it belongs to no project, and projects have it with rates of their own."""
    detail = _said(billable=task.billable_by_default, rate=_text(task.default_hourly_rate))
    return Reference(ACTIVITY, str(task.id), task.name, archived=not task.is_active, detail=detail)


def to_project(
    project: Project, people: list[UserAssignment] | None = None, tasks: list[TaskAssignment] | None = None
) -> Reference:
    """A project with its code, budget and way of billing; and who and what is assigned, if that was asked for."""
    detail = _said(
        currency=project.client.currency,
        billable=project.is_billable,
        fixed_fee=project.is_fixed_fee,
        fee=_text(project.fee),
        bill_by=project.bill_by,
        rate=_text(project.hourly_rate),
        budget=_text(project.budget),
        budget_by=project.budget_by,
        budget_is_monthly=project.budget_is_monthly,
        cost_budget=_text(project.cost_budget),
        starts_on=_day(project.starts_on),
        ends_on=_day(project.ends_on),
        people=None if people is None else [_person_on_project(each) for each in people],
        activities=None if tasks is None else [_task_on_project(each) for each in tasks],
    )
    code, parent, archived = (project.code or "").strip(), str(project.client.id), not project.is_active
    return Reference(PROJECT, str(project.id), project.name, code, parent=parent, archived=archived, detail=detail)


def _person_on_project(assigned: UserAssignment) -> Mapping[str, Any]:
    own = None if assigned.use_default_rates else _text(assigned.hourly_rate)
    return _said(
        id=str(assigned.user.id),
        name=assigned.user.name,
        active=assigned.is_active,
        default_rate=assigned.use_default_rates,
        rate=own,
        budget=_text(assigned.budget),
    )


def _task_on_project(assigned: TaskAssignment) -> Mapping[str, Any]:
    return _said(
        id=str(assigned.task.id),
        name=assigned.task.name,
        active=assigned.is_active,
        billable=assigned.billable,
        rate=_text(assigned.hourly_rate),
        budget=_text(assigned.budget),
    )


def _dated(rate: BillableRate) -> Mapping[str, Any]:
    return _said(amount=_text(rate.amount), since=_day(rate.start_date), until=_day(rate.end_date))


def _said(**detail: Any) -> dict[str, Any]:
    """What Harvest states; what it leaves out or has null is not there."""
    return {name: value for name, value in detail.items() if value is not None}


def _text(number: Decimal | int | None) -> str | None:
    return None if number is None else format(number, "f" if isinstance(number, Decimal) else "d")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
