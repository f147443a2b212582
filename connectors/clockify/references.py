"""Clockify's people, clients, projects, tasks and tags as references, with what first contracts are written from."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from billing.money import TEN_THOUSANDTH, plain
from connectors.clockify.book import Book
from connectors.clockify.payloads import Client, Estimate, Membership, Price, Project, Tag, Task, User
from connectors.clockify.records import major
from connectors.reading import Unfit
from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, TAG, Reference

_SPAN = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_GONE = ("INACTIVE", "DECLINED")


def to_person(user: User, book: Book) -> Reference:
    """A person of the workspace with what an hour is sold for and costs, unless a project says otherwise."""
    member, currency = user.member_of(book.workspace.id), book.workspace.currency
    detail = _said(
        timezone=user.settings.time_zone if user.settings else None,
        rate=_rate(member.hourly_rate, currency),
        cost_rate=_rate(member.cost_rate, currency),
        currency=currency,
    )
    name, gone = user.name or user.email or user.id, member.membership_status in _GONE
    return Reference(PERSON, user.id, name, email=user.email or "", archived=gone, detail=detail)


def to_client(client: Client, book: Book) -> Reference:
    """A client with its currency."""
    detail = _said(currency=client.currency_code or book.workspace.currency)
    return Reference(CLIENT, client.id, client.name, "", client.email or "", "", client.archived, detail)


def to_project(project: Project, book: Book) -> Reference:
    """A project with its rate, the rates of its people, and its budgets. Its code is in a custom field, if anywhere."""
    currency = book.currency(project.id, project.client_id)
    people = [_person_on_project(each, currency) for each in project.memberships or ()]
    detail = _said(
        currency=currency,
        billable=project.billable,
        rate=_rate(project.hourly_rate, currency),
        budget_hours=_hours(project.time_estimate),
        cost_budget=_budget(project.budget_estimate, currency),
        people=[each for each in people if "rate" in each],
    )
    code, parent = book.code(None, project.id), project.client_id or ""
    return Reference(PROJECT, project.id, project.name, code, "", parent, project.archived, detail)


def to_activity(task: Task, project: Project, book: Book) -> Reference:
    """A task of a project with its rate."""
    rate = _rate(task.hourly_rate, book.currency(project.id, project.client_id))
    detail, done = _said(billable=task.billable, rate=rate), task.status == "DONE"
    return Reference(ACTIVITY, task.id, task.name, parent=project.id, archived=done, detail=detail)


def to_tag(tag: Tag) -> Reference:
    """A tag."""
    return Reference(TAG, tag.id, tag.name, archived=tag.archived)


def _person_on_project(member: Membership, currency: str) -> dict[str, Any]:
    return _said(id=member.user_id, rate=_rate(member.hourly_rate, currency))


def _rate(price: Price | None, currency: str) -> str | None:
    try:
        amount = major(price.amount, price.currency or currency) if price else None
    except Unfit:
        return None
    return plain(amount) if amount is not None else None


def _budget(budget: Estimate | None, currency: str) -> str | None:
    """A budget of money, which is in hundredths."""
    if budget is None or budget.active is False or not isinstance(budget.estimate, int):
        return None
    return _rate(Price(Decimal(budget.estimate)), currency)


def _hours(budget: Estimate | None) -> str | None:
    """A budget of time in hours, from `PT200H` or from milliseconds; None for none and for anything else."""
    text = str(budget.estimate) if budget is not None and budget.active is not False else ""
    found = _SPAN.fullmatch(text)
    if found:
        seconds = sum(int(each or 0) * unit for each, unit in zip(found.groups(), (3600, 60, 1), strict=True))
    else:
        seconds = int(text) // 1000 if text.isdecimal() else 0
    return f"{(Decimal(seconds) / 3600).quantize(TEN_THOUSANDTH).normalize():f}" if seconds else None


def _said(**detail: Any) -> dict[str, Any]:
    """What Clockify states; what it leaves out, has null or has empty is not there."""
    return {name: value for name, value in detail.items() if value not in (None, "", [])}
