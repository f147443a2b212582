"""Toggl Track's API v9 on loopback: who is asking, the workspace, what entries may name, and timesheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.records import Activity, Client, Dated, Person, Planned, Project, Tag, number_for
from sandbox.routes import Answer, Asked, Problem

PER_PAGE = 200
"""The most projects on a page."""

Json = dict[str, Any]


def me(asked: Asked) -> Answer:
    """The owner of the token."""
    who = owner(asked)
    at = utc(who.updated)
    return Answer(
        {
            "id": who.id,
            "email": who.email,
            "fullname": who.name,
            "timezone": who.zone,
            "toggl_accounts_id": who.hex,
            "default_workspace_id": asked.tracker.account.id,
            "beginning_of_week": 1,
            "image_url": "https://assets.track.toggl.com/images/profile.png",
            "created_at": utc(who.created),
            "updated_at": at,
            "openid_email": None,
            "openid_enabled": False,
            "country_id": None,
            "has_password": True,
            "at": at,
            "authorization_updated_at": at,
        }
    )


def my_workspaces(asked: Asked) -> Answer:
    """The workspaces of the token's owner: one."""
    return Answer([_workspace(asked)])


def workspace(asked: Asked) -> Answer:
    """One workspace."""
    in_workspace(asked, "forbidden")
    return Answer(_workspace(asked))


def _workspace(asked: Asked) -> Json:
    account, plan, admin = asked.tracker.account, asked.tracker.plan, asked.only is None
    return {
        "id": account.id,
        "organization_id": account.organization,
        "name": account.name,
        "premium": plan != "free",
        "business_ws": plan == "premium",
        "admin": admin,
        "role": "admin" if admin else "user",
        "suspended_at": None,
        "server_deleted_at": None,
        "default_hourly_rate": None,
        "rate_last_updated": None,
        "default_currency": account.currency,
        "only_admins_may_create_projects": False,
        "only_admins_may_create_tags": False,
        "only_admins_see_team_dashboard": False,
        "projects_billable_by_default": True,
        "projects_private_by_default": True,
        "projects_enforce_billable": False,
        "disable_approvals": False,
        "disable_expenses": False,
        "max_data_retention_days": None,
        "last_modified": None,
        "reports_collapse": False,
        "rounding": 1,
        "rounding_minutes": 0,
        "api_token": None,
        "at": "2026-01-05T14:00:00+00:00",
        "logo_url": "https://assets.track.toggl.com/images/workspace.jpg",
        "ical_url": None,
        "ical_enabled": False,
        "csv_upload": None,
        "subscription": None,
        "hide_start_end_times": False,
        "working_hours_in_minutes": None,
    }


def projects(asked: Asked) -> Answer:
    """The projects, only the active ones unless told otherwise."""
    in_workspace(asked, "forbidden")
    wanted = {"true": (False,), "false": (True,), "both": (False, True)}[asked.query.get("active", "true")]
    found = [_project(asked, each) for each in asked.tracker.projects.values() if each.archived in wanted]
    return Answer(_page(asked, found, 151))


def _project(asked: Asked, each: Project) -> Json:
    client, at = asked.tracker.client_of(each), utc(each.updated, "+00:00")
    return {
        "id": each.id,
        "workspace_id": asked.tracker.account.id,
        "client_id": each.client,
        "name": each.name,
        "is_private": True,
        "active": not each.archived,
        "at": at,
        "created_at": utc(each.created, "+00:00"),
        "server_deleted_at": None,
        "color": "#c9806b",
        "billable": each.billable,
        "template": None,
        "auto_estimates": None,
        "estimated_hours": each.budget_hours,
        "estimated_seconds": each.budget_hours * 3600 if each.budget_hours else None,
        "rate": _rate(asked, each.rates),
        "rate_last_updated": None,
        "currency": client.currency if client and each.rates else None,
        "recurring": False,
        "template_id": None,
        "recurring_parameters": None,
        "fixed_fee": None,
        "actual_hours": 0,
        "actual_seconds": 0,
        "can_track_time": True,
        "start_date": str(each.starts or each.created.date()),
        **({"end_date": str(each.ends)} if each.ends else {}),
        "status": "archived" if each.archived else "active",
        "wid": asked.tracker.account.id,
        "cid": each.client,
        "is_shared": False,
        **({"external_reference": each.code} if each.code else {}),
    }


def clients(asked: Asked) -> Answer:
    """The clients, only the active ones unless told otherwise; null where there are none."""
    in_workspace(asked, "forbidden")
    wanted = {"active": (False,), "archived": (True,), "both": (False, True)}[asked.query.get("status", "active")]
    return Answer([_client(asked, each) for each in asked.tracker.clients.values() if each.archived in wanted] or None)


def _client(asked: Asked, each: Client) -> Json:
    names = {"id": each.id, "wid": asked.tracker.account.id, "archived": each.archived, "name": each.name}
    return {**names, "at": utc(each.updated, "+00:00"), "creator_id": owner(asked).id}


def tasks(asked: Asked) -> Answer:
    """The tasks of all projects, in an envelope."""
    in_workspace(asked, "forbidden")
    _needs(asked, ("starter", "premium"), "Tasks are available for Starter and higher plans.")
    wanted = {"true": (False,), "false": (True,), "both": (False, True)}[asked.query.get("active", "true")]
    found = [_task(asked, each) for each in asked.tracker.activities.values() if each.archived in wanted]
    return Answer(_envelope(asked, found, 50, PER_PAGE))


def _task(asked: Asked, each: Activity) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "workspace_id": asked.tracker.account.id,
        "project_id": each.project,
        "active": not each.archived,
        "at": utc(each.updated, "+00:00"),
        "estimated_seconds": 0,
        "tracked_seconds": 0,
        "recurring": False,
        "rate": None,
        "user_id": None,
    }


def tags(asked: Asked) -> Answer:
    """The tags."""
    in_workspace(asked, "forbidden")
    return Answer(_page(asked, [_tag(asked, each) for each in asked.tracker.tags.values()], 50))


def _tag(asked: Asked, each: Tag) -> Json:
    names = {"id": each.id, "workspace_id": asked.tracker.account.id, "name": each.name}
    return {**names, "at": utc(each.updated), "creator_id": owner(asked).id}


def members(asked: Asked) -> Answer:
    """The people with a seat; only an administrator sees what they cost."""
    in_workspace(asked, "forbidden")
    admin = asked.only is None
    return Answer([_member(asked, each, admin) for each in asked.tracker.people.values()])


def _member(asked: Asked, each: Person, admin: bool) -> Json:
    return {
        "id": number_for("toggl", "membership", each.id),
        "uid": each.id,
        "wid": asked.tracker.account.id,
        "name": each.name,
        "email": each.email,
        "active": True,
        "inactive": each.archived,
        "admin": each.admin,
        "role": "admin" if each.admin else "user",
        "timezone": each.zone,
        "rate": _rate(asked, each.rates) if admin else None,
        "labor_cost": _rate(asked, each.costs) if admin else None,
        "group_ids": None,
        "at": utc(each.updated, "+00:00"),
    }


def timesheets(asked: Asked) -> Answer:
    """A timesheet for each person and week that has entries; approved once all of the week is."""
    in_workspace(asked, "forbidden")
    _needs(asked, ("premium",), "Approvals are a premium feature")
    after, before = asked.query.get("after", date(2000, 1, 1)), asked.query.get("before", date(2100, 1, 1))
    monday: Callable[[date], date] = lambda each: each - timedelta(days=each.weekday())  # noqa: E731
    groups = asked.tracker.totals_by(
        after, before + timedelta(days=6), lambda key: (monday(key.day), key.person, key.approved), seen_by(asked)
    )
    weeks = sorted({(first, person) for first, person, _ in groups if after < first < before})
    found = [_timesheet(asked, first, person, (first, person, False) not in groups) for first, person in weeks]
    return Answer(_envelope(asked, found, 20, 1000))


def _timesheet(asked: Asked, first: date, person: int, approved: bool) -> Json:
    last = str(first + timedelta(days=6))
    return {
        "timesheet_setup_id": number_for("toggl", "setup", person),
        "workspace_id": asked.tracker.account.id,
        "member_id": person,
        "member_name": asked.tracker.people[person].name,
        "start_date": str(first),
        "end_date": last,
        "period_start": str(first),
        "period_end": last,
        "periodicity": "weekly",
        "status": "approved" if approved else "submitted",
        "submitted_at": utc(asked.world.clock.now()),
        "period_locked": approved,
        "period_editable": not approved,
        "timezone": asked.tracker.people[person].zone,
    }


# ---- what the routes share ----


def owner(asked: Asked) -> Person:
    """The owner of the token."""
    assert asked.access is not None, "all routes need a token"
    return asked.tracker.people[asked.access.person]


def in_workspace(asked: Asked, kind: str) -> None:
    """Refuses other workspaces than the token's."""
    if asked.parts["workspace_id"] != asked.tracker.account.id:
        raise Problem(kind)


def seen_by(asked: Asked) -> Callable[[Planned], bool]:
    """Which entries the token shows: everybody's to an administrator."""
    return lambda share: asked.only in (None, share.key.person)


def utc(moment: datetime, zulu: str = "Z") -> str:
    """A moment in UTC, which some routes write as Z and some as +00:00."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", zulu)


def _needs(asked: Asked, plans: tuple[str, ...], words: str) -> None:
    if asked.tracker.plan not in plans:
        raise Problem("plan", words)


def _rate(asked: Asked, rates: tuple[Dated, ...]) -> Decimal | None:
    """The rate of today; earlier and later ones are another route's."""
    today = asked.world.clock.now().date()
    past = [rate.price for rate in rates if rate.since is None or rate.since <= today]
    return past[-1] if past and asked.tracker.plan != "free" else None


def _page(asked: Asked, found: list[Json], usual: int) -> list[Json]:
    size = asked.query.get("per_page", usual)
    first = (asked.query.get("page", 1) - 1) * size
    return found[first : first + size]


def _envelope(asked: Asked, found: list[Json], usual: int, most: int) -> Json:
    """A page with its number; a size beyond the largest is answered as if none were given."""
    size = asked.query.get("per_page", usual)
    if size > most:
        asked.query["per_page"] = size = usual
    page = asked.query.get("page", 1)
    return {"data": _page(asked, found, usual), "page": page, "per_page": size, "total_count": len(found)}
