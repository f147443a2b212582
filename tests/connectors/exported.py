"""Headers of the three trackers, and a text read as one of their exports."""

from __future__ import annotations

from pathlib import Path

from billing.records import SourceRecord
from connectors.base import Export, Reading
from connectors.exports import read_export
from connectors.registry import LAYOUTS
from connectors.tables import open_table

HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Currency"
)
TOGGL = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
CLOCKIFY = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date","Start Time",'
    '"End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (EUR)","Billable Amount (EUR)"'
)


def read(folder: Path, text: str, kind: str, **stated: object) -> Export:
    """The export that a text is, in New York unless stated otherwise."""
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    options = {"zone": "America/New_York", **stated}
    return read_export(open_table(path), Reading(kind, LAYOUTS[kind], **options))  # type: ignore[arg-type]


def only(export: Export) -> SourceRecord:
    """The one record of an export without bad rows."""
    assert (len(export.records), export.rejected) == (1, ())
    return export.records[0]
