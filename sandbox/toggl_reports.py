"""Toggl Track's Reports API v3 on loopback: the detailed report, page by page, and what it adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kinds import whole
from sandbox.listing import LAST_UPDATED, NEWEST, OLDEST
from sandbox.records import Planned, TimeEntry
from sandbox.routes import Answer, Asked, Problem
from sandbox.toggl_track import in_workspace, owner, seen_by, utc

LONGEST = timedelta(days=365)
PREFERRED = {"rounding": 1, "rounding_minutes": 15}
"""How the report is rounded where a request does not say: as the token's owner prefers."""
MINUTES = (0, 1, 5, 6, 10, 12, 15, 30, 60, 240)
ORDERS = {("date", "ASC"): OLDEST, ("date", "DESC"): NEWEST, ("last_update", "DESC"): LAST_UPDATED}

Json = dict[str, Any]


def minutes(value: Any) -> int:
    """One of the steps that the report can be rounded to."""
    if whole()(value) not in MINUTES:
        raise ValueError(f"allowed values are: {', '.join(map(str, MINUTES))}")
    return int(value)


def no(value: Any) -> bool:
    """false, the only one imitated."""
    if value is not False:
        raise ValueError("must be false")
    return False


def search(asked: Asked) -> Answer:
    """A page of the detailed report. Headers name the next one, if there is one."""
    begin, end = _span(asked)
    order = ORDERS.get((asked.body.get("order_by", "date"), asked.body.get("order_dir", "ASC")))
    if order is None:
        raise Problem("wrong type", "this order is not imitated", "order_dir")
    found = _rows(asked, begin, end, order)
    first, size = asked.body.get("first_row_number", 1), asked.body.get("page_size", 50)
    rows = found[first - 1 : first - 1 + size]
    headers = _range(asked)
    if first - 1 + size < len(found):
        headers |= {"X-Next-ID": str(found[first - 1 + size].id), "X-Next-Row-Number": str(first + size)}
    return Answer([_group(asked, entry, first + place) for place, entry in enumerate(rows)], headers=headers)


def totals(asked: Asked) -> Answer:
    """What a span adds up to; running timers are not in it."""
    begin, end = _span(asked)
    seen = seen_by(asked)

    def within(share: Planned) -> bool:
        return seen(share) and share.started is not None and begin <= share.started < end

    around = (asked.body["start_date"] - timedelta(days=1), asked.body["end_date"] + timedelta(days=1))
    total = asked.tracker.totals(*around, within)
    seconds = total.seconds
    if _rounding(asked)[1]:
        seconds = sum(_seconds(asked, entry) for entry in _rows(asked, begin, end, OLDEST) if not entry.running)
    cents = _cents(total.rated / 3600) if _amounts(asked) else None
    content = {"seconds": seconds, "billable_amount_in_cents": cents, "labour_cost_in_cents": None, "rates": None}
    return Answer({**content, "tracked_days": None, "resolution": "day", "graph": None}, headers=_range(asked))


# ---- which entries ----


def _span(asked: Asked) -> tuple[datetime, datetime]:
    """The days asked for as moments, in the zone of the token's owner. Raises Problem."""
    in_workspace(asked, "wrong account")
    body = asked.body
    if not body or "start_date" not in body or "end_date" not in body:
        raise Problem("missing parameter")
    if not timedelta() <= body["end_date"] - body["start_date"] < LONGEST:
        raise Problem("wrong type", "must be at most a year after start_date, and not before it", "end_date")
    zone = ZoneInfo(owner(asked).zone)
    return _midnight(body["start_date"], zone), _midnight(body["end_date"] + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _rows(asked: Asked, begin: datetime, end: datetime, order: str) -> Sequence[TimeEntry]:
    found = asked.tracker.between(begin, end, order)
    return found if asked.only is None else found.where(lambda entry: entry.person == asked.only)


def _range(asked: Asked) -> dict[str, str]:
    return {"X-Range-Start": str(asked.body["start_date"]), "X-Range-End": str(asked.body["end_date"])}


# ---- what a row says ----


def _group(asked: Asked, entry: TimeEntry, row: int) -> Json:
    """A row of the report: what its entry shares with others of its group, and the entry itself in a list."""
    tracker = asked.tracker
    who, project = tracker.people[entry.person], tracker.projects.get(entry.project or 0)
    client, paid = tracker.client_of(project), tracker.plan != "free"
    rate = entry.rate if entry.billable and _amounts(asked) else None
    return {
        "user_id": who.id,
        "username": who.name,
        "project_id": entry.project,
        "task_id": entry.activity if paid else None,
        "billable": entry.billable and paid,
        "description": entry.note,
        "tag_ids": list(entry.tags),
        "billable_amount_in_cents": _cents(rate * _seconds(asked, entry) / 3600) if rate is not None else None,
        "hourly_rate_in_cents": _cents(rate) if rate is not None else None,
        "currency": client.currency if client else tracker.account.currency,
        "time_entries": [_inner(asked, entry)],
        "row_number": row,
        **(_names(asked, entry) if asked.body.get("enrich_response") else {}),
    }


def _names(asked: Asked, entry: TimeEntry) -> Json:
    tracker = asked.tracker
    project = tracker.projects.get(entry.project or 0)
    client, task = tracker.client_of(project), tracker.activities.get(entry.activity or 0)
    return {
        "email": tracker.people[entry.person].email,
        "project_name": project.name if project else None,
        "client_name": client.name if client else None,
        "task_name": task.name if task and tracker.plan != "free" else None,
        "tag_names": [tracker.tags[tag].name for tag in entry.tags],
    }


def _inner(asked: Asked, entry: TimeEntry) -> Json:
    """The entry: clock times with the offset of the owner's zone; a running timer's seconds are minus its start."""
    zone, started = ZoneInfo(owner(asked).zone), entry.started
    assert started is not None, "Toggl Track keeps clock times"
    running = entry.running or entry.ended is None
    return {
        "id": entry.id,
        "seconds": -int(started.timestamp()) if running else _seconds(asked, entry),
        "start": _local(started, zone),
        "stop": None if running or entry.ended is None else _local(entry.ended, zone),
        "at": utc(entry.updated, "+00:00"),
        "at_tz": _local(entry.updated, zone),
    }


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _amounts(asked: Asked) -> bool:
    """Whether money is shown: to administrators, on a plan that has rates."""
    return asked.only is None and asked.tracker.plan != "free"


def _cents(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _rounding(asked: Asked) -> tuple[int, int]:
    said = {**PREFERRED, **asked.body}
    return said["rounding"], said["rounding_minutes"] * 60


def _seconds(asked: Asked, entry: TimeEntry) -> int:
    way, step = _rounding(asked)
    if not step:
        return entry.seconds
    down, rest = divmod(entry.seconds, step)
    up = rest > 0 if way == 1 else rest * 2 >= step and way == 0
    return (down + up) * step
