"""The three detailed time reports, written as Harvest, Toggl Track and Clockify write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sandbox.northwind.people import PEOPLE
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL, Entry, Person

_HARVEST_HEADER = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Employee Id,"
    "Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL"
)
_TOGGL_HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
)
_CLOCKIFY_HEADER = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Type,Billable,Invoiced,Invoice ID,Start Date,Start Time,"
    "End Date,End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD),Date of creation"
)
_CURRENCIES = {
    "USD": "United States Dollar - USD",
    "EUR": "Euro - EUR",
    "GBP": "British Pound - GBP",
    "JPY": "Japanese Yen - JPY",
}
_CENT = Decimal("0.01")
_PEOPLE: dict[str, tuple[int, Person]] = {person.name: (1001 + n, person) for n, person in enumerate(PEOPLE)}


def harvest_csv(entries: Iterable[Entry]) -> bytes:
    """Harvest's detailed time report: no e-mails, no clock times, decimal hours, CRLF."""
    return _table(_HARVEST_HEADER, map(_harvest_row, entries), ending="\r\n").encode()


def toggl_csv(entries: Iterable[Entry]) -> bytes:
    """Toggl Track's detailed report of a workspace that hides amounts, with the byte order mark it begins with."""
    return _table(_TOGGL_HEADER, map(_toggl_row, entries)).encode("utf-8-sig")


def clockify_csv(entries: Iterable[Entry]) -> bytes:
    """Clockify's detailed report as a user with American formats exports it, every cell quoted."""
    return _table(_CLOCKIFY_HEADER, map(_clockify_row, entries), quoted=True).encode()


WRITERS = {HARVEST: harvest_csv, TOGGL: toggl_csv, CLOCKIFY: clockify_csv}


def _table(header: str, rows: Iterable[Sequence[str]], ending: str = "\n", quoted: bool = False) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=ending, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


# ---- rows ------------------------------------------------------------------------------------------------------------


def _harvest_row(entry: Entry) -> list[str]:
    employee_id, person = _PEOPLE[entry.person]
    first_name, _, last_name = entry.person.partition(" ")
    hours = Decimal(entry.seconds) / 3600
    rate, cost = entry.rate or Decimal(0), Decimal(person.cost_per_hour)
    return [
        entry.day.isoformat(),
        entry.client,
        entry.project,
        entry.project_code,
        entry.activity,
        entry.note,
        "abc" if entry.broken == "hours" else f"{hours:.2f}".rstrip("0").rstrip("."),
        _yes(entry.billable),
        _yes(entry.invoiced),
        _yes(entry.approved),
        first_name,
        last_name,
        str(employee_id),
        (person.new_role[1] if person.new_role else person.role).capitalize(),
        "Yes",
        _money(rate),
        _money(rate * hours),
        _money(cost),
        _money(cost * hours),
        _CURRENCIES[entry.currency],
        entry.url,
    ]


def _toggl_row(entry: Entry) -> list[str]:
    assert entry.started is not None and entry.ended is not None, "Toggl Track exports stopped timers only"
    duration = "-00:45:00" if entry.broken == "negative" else _duration(entry.seconds)
    return [
        entry.person,
        entry.email,
        entry.client,
        entry.project,
        entry.activity,
        entry.note,
        _yes(entry.billable),
        *(f"{moment:{shape}}" for moment in (entry.started, entry.ended) for shape in ("%Y-%m-%d", "%H:%M:%S")),
        duration,
        ", ".join(entry.tags),
    ]


def _clockify_row(entry: Entry) -> list[str]:
    hours = Decimal(entry.seconds) / 3600
    rate = entry.rate or Decimal(0)
    started, ended = _american(entry.started), _american(entry.ended)
    if entry.broken == "date":
        started, ended = ("10/32/2026", started[1]), ("10/32/2026", ended[1])
    return [
        entry.project,
        entry.client,
        entry.note,
        entry.activity,
        entry.person,
        "",
        entry.email,
        ", ".join(entry.tags),
        "Regular",
        _yes(entry.billable),
        _yes(entry.invoiced),
        "",
        *started,
        *ended,
        _duration(entry.seconds),
        _money(hours),
        _money(rate),
        _money(rate * hours),
        f"{entry.day:%m/%d/%Y}",
    ]


# ---- cells -----------------------------------------------------------------------------------------------------------


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _money(value: Decimal) -> str:
    return str(value.quantize(_CENT, ROUND_HALF_UP))


def _duration(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _american(moment: datetime | None) -> tuple[str, str]:
    if moment is None:
        return "", ""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment:%m/%d/%Y}", f"{(moment.hour - 1) % 12 + 1:02}:{moment:%M:%S} {half}"
