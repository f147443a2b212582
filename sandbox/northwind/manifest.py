"""The known truth about the demo month: every trouble planted in it, and what each export holds.

The exception report must show the planted rows and no others, some of them only where exports are read, or only where
task trackers are asked. No entry has two troubles; kinds that concern a person's
rate, workstream or month give one row for several entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sandbox.northwind.agreements import plant_agreements
from sandbox.northwind.clocks import plant_clocks, plant_long_days, plant_nights
from sandbox.northwind.contracts import WAITING
from sandbox.northwind.people import ABSENT
from sandbox.northwind.planting import Month
from sandbox.northwind.records import (
    CLOCKIFY,
    CONNECTORS,
    HARVEST,
    IN_FILES,
    TOGGL,
    Entry,
    Manifest,
    Planted,
    Total,
)
from sandbox.northwind.slips import plant_slips
from sandbox.northwind.task_slips import plant_task_slips

FILES = {
    HARVEST: "harvest_time_report_from2026-10-01to2026-10-31.csv",
    TOGGL: "TogglTrack_Report_Detailed_report_(from_2026-10-01_to_2026-10-31).csv",
    CLOCKIFY: "Clockify_Time_Report_Detailed_01_10_2026-31_10_2026.csv",
}

_TORN = {
    "hours": "the hours are not a number",
    "negative": "the entry ends before it starts",
    "date": "there is no October 32",
}


def planted_month(ordinary: Iterable[Entry]) -> tuple[dict[str, tuple[Entry, ...]], Manifest]:
    """Each connector's rows in the order of its file, and the manifest. What needs particular people comes first."""
    month = Month(ordinary)
    plant_nights(month)
    plant_agreements(month)
    plant_clocks(month)
    plant_slips(month)
    plant_long_days(month)
    plant_task_slips(month)
    files = {connector: in_file_order(connector, month.entries.values()) for connector in CONNECTORS}
    issues = (*month.planted, *_missing_timesheets(), _waiting_invoice(month), *_bad_rows(files))
    return files, Manifest(issues, tuple(_total(connector, entries) for connector, entries in files.items()))


def in_file_order(connector: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The rows of a tracker's export: Harvest and Toggl Track begin with the oldest, Clockify with the newest."""
    own = sorted((entry for entry in entries if entry.connector == connector), key=_by_time)
    return tuple(reversed(own) if connector == CLOCKIFY else own)


def _by_time(entry: Entry) -> tuple[datetime, int]:
    return entry.started or datetime.combine(entry.day, datetime.min.time()), entry.number


def _missing_timesheets() -> Iterable[Planted]:
    for person, days in ABSENT.items():
        note = "no time and no day off on " + " and ".join(day.isoformat() for day in days)
        yield Planted("missing_timesheet", "", person, days[0], 0, note, count=len(days))


def _waiting_invoice(month: Month) -> Planted:
    streams = {stream.code for stream in WAITING.workstreams if stream.billable}
    ready = [e for e in month.entries.values() if e.workstream in streams and e.billable and e.approved]
    seconds = sum(entry.seconds for entry in ready)
    note = "one entry is not approved, so all of the client's time waits"
    return Planted("invoice_waits", WAITING.client, None, None, seconds, note, count=len(ready))


def _bad_rows(files: dict[str, tuple[Entry, ...]]) -> Iterable[Planted]:
    for connector, entries in files.items():
        for line, entry in enumerate(entries, start=2):
            if entry.broken:
                day = None if entry.broken == "date" else entry.day
                why, file = _TORN[entry.broken], FILES[connector]
                yield Planted("bad_row", None, None, day, 0, why, file=file, line=line, where=IN_FILES)


def _total(connector: str, entries: tuple[Entry, ...]) -> Total:
    rejected = sum(bool(entry.broken) for entry in entries)
    seconds = sum(entry.seconds for entry in entries)
    return Total(connector, len(entries), len(entries) - rejected, seconds, rejected)
