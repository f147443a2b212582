"""Clockify's reports on loopback: the detailed report of time and of expenses, with their totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sandbox import clockify_rows as rows
from sandbox.clockify_expenses import expense_row
from sandbox.kinds import Kind, boolean, list_of, object_of, one_of, optional, text, wall, whole
from sandbox.listing import BY_ID, NEWEST, OLDEST
from sandbox.records import Expense, Planned, Sum, TimeEntry
from sandbox.routes import Answer, Asked, Problem
from sandbox.tracker import Unknown

LARGEST_PAGE = 1000
LONGEST_FREE = timedelta(days=31)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_ORDERS = {("ID", "ASCENDING"): BY_ID, ("DATE", "ASCENDING"): OLDEST, ("DATE", "DESCENDING"): NEWEST}


_zones = cache(available_timezones)


def zone(value: Any) -> str:
    """The name of a time zone."""
    if text(value) not in _zones():
        raise ValueError("must be the name of a time zone")
    return str(value)


def _contains(*statuses: str, **more: Kind) -> Kind:
    how = one_of("CONTAINS", "DOES_NOT_CONTAIN", "CONTAINS_ONLY")
    return object_of({"ids": list_of(text), "contains": how, "status": one_of(*statuses), **more})


_ARCHIVED = _contains("ACTIVE", "ARCHIVED", "ALL")
_USERS = _contains("ALL", "ACTIVE_WITH_PENDING", "ACTIVE", "PENDING", "INACTIVE")
_PERIODS = ("WEEK", "MONTH", "YEAR")
_RANGES = (
    "ABSOLUTE",
    "TODAY",
    "YESTERDAY",
    "PAST_TWO_WEEKS",
    *(f"{w}_{p}" for w in ("THIS", "LAST") for p in _PERIODS),
)
_DAYS = one_of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_SHOWN = one_of("EARNED", "COST", "PROFIT", "HIDE_AMOUNT", "EXPORT")
_COMMON: dict[str, Kind] = {
    "dateRangeStart": wall,
    "dateRangeEnd": wall,
    "dateRangeType": one_of(*_RANGES, *(f"{which}_{span}" for which in ("THIS", "LAST") for span in _PERIODS)),
    "timeZone": zone,
    "exportType": one_of("JSON", "JSON_V1", "PDF", "CSV", "XLSX", "ZIP"),
    "sortOrder": one_of("ASCENDING", "DESCENDING"),
    "approvalState": one_of("APPROVED", "UNAPPROVED", "ALL"),
    "invoicingState": one_of("INVOICED", "UNINVOICED", "ALL"),
    "billable": optional(boolean),
    "clients": _ARCHIVED,
    "projects": _ARCHIVED,
    "tasks": _ARCHIVED,
    "currency": _ARCHIVED,
    "users": _USERS,
    "userGroups": _USERS,
    "userLocale": text,
    "weekStart": _DAYS,
    "zoomLevel": one_of(*_PERIODS),
}
_DETAIL = {
    "page": whole(1),
    "pageSize": whole(1, LARGEST_PAGE),
    "sortColumn": one_of("ID", "DESCRIPTION", "USER", "DURATION", "DATE", "ZONED_DATE", "NATURAL", "USER_DATE"),
    "options": object_of({"totals": one_of("CALCULATE", "EXCLUDE")}),
    "auditFilter": object_of(
        {"duration": whole(), "durationShorter": boolean, "withoutProject": boolean, "withoutTask": boolean}
    ),
}
DETAILED = object_of(
    {
        **_COMMON,
        "amountShown": _SHOWN,
        "amounts": list_of(_SHOWN),
        "archived": optional(boolean),
        "dateFormat": text,
        "timeFormat": text,
        "description": text,
        "withoutDescription": boolean,
        "rounding": boolean,
        "tags": _contains("ACTIVE", "ARCHIVED", "ALL", containedInTimeentry=one_of("CONTAINS", "CONTAINS_ONLY")),
        "detailedFilter": object_of(_DETAIL),
    },
    needs=("dateRangeStart", "dateRangeEnd", "detailedFilter"),
)
EXPENSES = object_of(
    {
        **_COMMON,
        "categories": _ARCHIVED,
        "note": text,
        "withoutNote": boolean,
        "page": whole(1),
        "pageSize": whole(1, LARGEST_PAGE),
        "sortColumn": one_of("ID", "PROJECT", "USER", "CATEGORY", "DATE", "AMOUNT"),
    },
    needs=("dateRangeStart", "dateRangeEnd"),
)
_FILTERS = ("clients", "tasks", "currency", "users", "userGroups", "tags", "categories", "description", "note")
_NOT_IMITATED = (*_FILTERS, "withoutDescription", "withoutNote", "archived")


def detailed(asked: Asked) -> Answer:
    """POST /workspaces/{workspaceId}/reports/detailed: a page of entries by id or time; what runs is not in it."""
    body, detail, shown_in = asked.body, asked.body["detailedFilter"], _zone(asked)
    begin, end = _span(asked)
    order = _ORDERS.get((detail.get("sortColumn", "DATE"), body.get("sortOrder", "DESCENDING")))
    if order is None or body.get("rounding") or "auditFilter" in detail:
        raise Problem("wrong type", "this order or filter is not imitated", "detailedFilter")
    found: Sequence[TimeEntry] = asked.tracker.between(begin, end, order, running=False)
    fits = _fits(asked)
    found = [each for each in found if fits(each)] if fits else found
    size, rates = min(detail.get("pageSize", 20), rows.preferences(asked.tracker).most_rows), asked.only is None
    first = (detail.get("page", 1) - 1) * size
    page = [rows.report_row(each, asked.tracker, shown_in, rates) for each in found[first : first + size]]
    calculated = detail.get("options", {}).get("totals", "CALCULATE") == "CALCULATE"
    return Answer({"totals": _totals(asked, begin, end) if calculated else [], "timeentries": page})


def expenses(asked: Asked) -> Answer:
    """POST /workspaces/{workspaceId}/reports/expenses/detailed: a page of expenses with totals of all pages."""
    _paid(asked)
    begin, end = asked.body["dateRangeStart"].date(), asked.body["dateRangeEnd"].date()
    _span(asked)
    found = [each for each in asked.tracker.expenses.values() if begin <= each.day <= end and _shown(asked, each)]
    fits = _fits(asked)
    found = sorted((each for each in found if not fits or fits(each)), key=lambda each: each.id)
    size, page = asked.body.get("pageSize", 20), asked.body.get("page", 1)
    totals = {
        "expensesCount": len(found),
        "totalAmount": float(sum(each.minor for each in found)),
        "totalAmountBillable": float(sum(each.minor for each in found if each.billable)),
    }
    listed = [expense_row(each, asked.tracker) for each in found[(page - 1) * size : page * size]]
    return Answer({"expenses": listed, "totals": totals})


# ---- which ones ----


def in_workspace(asked: Asked) -> None:
    """Refuses another workspace than this one."""
    if asked.parts["workspaceId"] != asked.tracker.account.hex:
        raise Problem("wrong account", f"Workspace with id {asked.parts['workspaceId']} doesn't belong to you")


def _paid(asked: Asked) -> None:
    in_workspace(asked)
    if asked.tracker.plan == "free":
        raise Problem("plan", "Expenses are not available on your plan")


def _zone(asked: Asked) -> str:
    """The zone that is asked for, else the profile's of the key's owner."""
    assert asked.access is not None, "it was signed in"
    return str(asked.body.get("timeZone", asked.tracker.people[asked.access.person].zone))


def _span(asked: Asked) -> tuple[datetime, datetime]:
    """The range as moments: it is a wall clock, whatever offset stands in it. Raises Problem."""
    in_workspace(asked)
    body, within = asked.body, ZoneInfo(_zone(asked))
    if body.get("exportType", "JSON") != "JSON" or body.get("dateRangeType", "ABSOLUTE") != "ABSOLUTE":
        raise Problem("wrong type", "only JSON of an absolute range is imitated", "exportType")
    if any(name in body for name in _NOT_IMITATED):
        raise Problem("wrong type", "this filter is not imitated", next(n for n in _NOT_IMITATED if n in body))
    if body.get("projects", {}).get("ids"):
        raise Problem("wrong type", "this filter is not imitated", "projects")
    first, last = body["dateRangeStart"], body["dateRangeEnd"]
    if last < first:
        raise Problem("wrong type", "Start date must be before end date", "dateRangeEnd")
    if asked.tracker.plan == "free":
        _free(body, last - first)
    return first.replace(tzinfo=within).astimezone(UTC), last.replace(tzinfo=within).astimezone(UTC) + _TICK


def _free(body: dict[str, Any], length: timedelta) -> None:
    if length > LONGEST_FREE:
        raise Problem("plan", "Reports are limited to one month on the FREE plan")
    if body.get("invoicingState", "ALL") != "ALL" or body.get("approvalState", "ALL") != "ALL":
        raise Problem("plan", "Invoicing and approval are not available on your plan")


def _fits(asked: Asked) -> Callable[[TimeEntry | Expense], bool] | None:
    """Whether an entry or expense passes the filters; nothing where there are none."""
    checks = [(name, wanted) for name, wanted in _wanted(asked).items() if wanted is not None]
    return (lambda each: all(getattr(each, name) == wanted for name, wanted in checks)) if checks else None


def _wanted(asked: Asked) -> dict[str, Any]:
    body = asked.body
    return {
        "invoiced": {"INVOICED": True, "UNINVOICED": False}.get(body.get("invoicingState", "ALL")),
        "approved": {"APPROVED": True, "UNAPPROVED": False}.get(body.get("approvalState", "ALL")),
        "billable": body.get("billable"),
        "person": asked.only,
    }


def _shown(asked: Asked, one: Expense) -> bool:
    return asked.only in (None, one.person)


# ---- what they add up to ----


def _totals(asked: Asked, begin: datetime, end: datetime) -> list[dict[str, Any] | None]:
    """By the plan, never by the rows; [null] where there is nothing."""
    wanted = [(name, value) for name, value in _wanted(asked).items() if value is not None]

    def within(share: Planned) -> bool:
        fits = all(getattr(share.key, name) == value for name, value in wanted)
        return fits and share.started is not None and begin <= share.started < end

    first, last = begin.date() - _DAY, end.date() + _DAY
    total = asked.tracker.totals(first, last, within)
    billable = asked.tracker.totals(first, last, lambda share: within(share) and share.key.billable)
    total, billable = (_without_idle(asked, each, begin, end) for each in (total, billable))
    if not total.entries:
        return [None]
    earned = rows.cents(billable.rated / 3600) if asked.only is None else 0
    return [
        {
            "_id": "",
            "totalTime": total.seconds,
            "totalBillableTime": billable.seconds,
            "entriesCount": total.entries,
            "totalAmount": earned,
            "amounts": [{"type": "EARNED", "value": earned}],
        }
    ]


def _without_idle(asked: Asked, total: Sum, begin: datetime, end: datetime) -> Sum:
    """Without breaks, holidays and time off, in a workspace whose totals leave them out."""
    known = rows.preferences(asked.tracker)
    if known.totals_count_all:
        return total
    idle = [one for number in known.types if (one := _entry(asked, number)) is not None]
    here = [one for one in idle if one.started is not None and begin <= one.started < end]
    return Sum(total.entries - len(here), total.seconds - sum(one.seconds for one in here), total.rated)


def _entry(asked: Asked, number: int) -> TimeEntry | None:
    try:
        return asked.tracker.entry(number)
    except Unknown:
        return None
