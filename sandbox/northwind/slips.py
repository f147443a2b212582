"""Slips of everyday life: codes and tasks forgotten or mistyped, people unknown, timesheets not approved, torn rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sandbox.northwind.month import Slot, entry_for, random_for
from sandbox.northwind.people import FREELANCER
from sandbox.northwind.planting import Choice, Month
from sandbox.northwind.records import CLOCKIFY, CONNECTORS, HARVEST, IN_FILES, TOGGL, WITH_TASKS, Entry
from sandbox.northwind.work import KEYLESS, TASKS

_KEYS = frozenset(task.key for tasks in TASKS.values() for task in tasks)


def plant_slips(month: Month) -> None:
    """What people forget or mistype, and what the tracker already knows better than the contract."""
    _unknown_person(month)
    _missing_codes(month)
    _unknown_codes(month)
    _conflicting_codes(month)
    _marks(month)
    _missing_tasks(month)
    _torn_rows(month)


def _of(connector: str, workstream: str = "") -> Choice:
    return lambda entry: entry.connector == connector and workstream in ("", entry.workstream)


def _unknown_person(month: Month) -> None:
    for day, minutes in ((14, 130), (21, 95)):
        morning = datetime.combine(date(2026, 10, day), time(9, 10))
        slot = Slot(morning.date(), minutes * 60, morning)
        entry = month.add(entry_for(FREELANCER, slot, "BLUE-ROUTE", random_for("freelancer", day)))
        month.expect("unknown_person", entry, "a freelancer whom nobody added to people.yaml")


# ---- project codes ---------------------------------------------------------------------------------------------------


def _missing_codes(month: Month) -> None:
    for connector, count in ((HARVEST, 4), (TOGGL, 2), (CLOCKIFY, 2)):
        for number in range(count):
            entry = _without_code(month.pick(f"missing_project_code {connector} {number}", _of(connector)))
            forgot_both = number < count // 2
            changed = month.change(_without_task(entry, "Call with the client") if forgot_both else entry)
            _expect_no_code(month, changed, f"{entry.workstream} stands nowhere in the entry", forgot_both)
    entry = month.pick("missing_project_code, no project", _of(TOGGL))
    changed = month.change(replace(entry, client="", project=""))
    _expect_no_code(month, changed, "a timer started without a project", False)


def _expect_no_code(month: Month, entry: Entry, note: str, forgot_both: bool) -> None:
    """A task that the entry names knows its project code, wherever the task trackers are asked."""
    if forgot_both:
        month.expect("missing_project_code", entry, f"{note}, and no task")
    else:
        month.expect("missing_project_code", entry, f"{note}, but in its task", IN_FILES)


def _without_code(entry: Entry) -> Entry:
    return replace(
        entry,
        project_code="",
        project=entry.project.removeprefix(f"{entry.workstream} "),
        tags=tuple(tag for tag in entry.tags if tag != entry.workstream),
    )


def _unknown_codes(month: Month) -> None:
    for code, typed in (("COB-CLAIMS", "COB-CLAIM"), ("EMB-SEARCH", "EMB-SERCH")):
        entry = month.pick(f"unknown_project_code {typed}", _of(HARVEST, code))
        entry = replace(entry, project_code=typed)
        if code == "COB-CLAIMS":
            month.expect("unknown_project_code", month.change(entry), f"{typed} was typed for {code}", IN_FILES)
            words = f"{typed} was typed, and the task says {code}"
            month.expect("conflicting_project_codes", entry, words, WITH_TASKS)
        else:
            entry = month.change(_without_task(entry, KEYLESS[0]))
            month.expect("unknown_project_code", entry, f"{typed} was typed for {code}, and no task is named")
    entry = month.pick("unknown_project_code ZEN-VOICE", lambda e: e.person == "Nadia Rahman")
    new = {"client": "Zenith Travel", "project": "ZEN-VOICE Voice agent pilot", "note": "ZEN-4 Call flow draft"}
    entry = month.change(replace(entry, client=new["client"], project=new["project"], note=new["note"]))
    month.expect("unknown_project_code", entry, "work for Zenith Travel began before there was a contract")


def _conflicting_codes(month: Month) -> None:
    for connector, code, other in ((TOGGL, "BLUE-DATA", "ACME-SUP"), (CLOCKIFY, "MAR-VISION", "IRIS-DOCS")):
        entry = month.pick(f"conflicting_project_codes {connector}", _of(connector, code))
        entry = month.change(replace(entry, tags=(*entry.tags, other)))
        month.expect("conflicting_project_codes", entry, f"the project says {code}, a tag says {other}")


# ---- marks, tasks and rows -------------------------------------------------------------------------------------------


def _marks(month: Month) -> None:
    for number in range(7):
        entry = month.pick(f"not_approved {number}", _of(HARVEST))
        _not_approved(month, entry, "the timesheet was not approved")
    entry = month.pick_waiting("not_approved", _of(HARVEST))
    _not_approved(month, entry, "the timesheet was not approved, and the client's whole invoice waits for it")
    for number in range(3):
        entry = month.change(replace(month.pick(f"billed_elsewhere {number}", _of(HARVEST)), invoiced=True))
        month.expect("billed_elsewhere", entry, "already on an invoice made in Harvest")


def _not_approved(month: Month, entry: Entry, note: str) -> None:
    month.expect("not_approved", month.change(replace(entry, approved=False)), note)


def _missing_tasks(month: Month) -> None:
    for place, note in enumerate(KEYLESS):
        connector = CONNECTORS[place % len(CONNECTORS)]
        entry = month.pick(f"no_task {place}", _of(connector))
        changed = month.change(_without_task(entry, note))
        month.expect("no_task", changed, "neither note, task nor tag names a task")


def _without_task(entry: Entry, note: str) -> Entry:
    return replace(
        entry,
        activity=entry.activity if entry.connector == HARVEST else "",
        tags=tuple(tag for tag in entry.tags if tag not in _KEYS),
        note=note,
        url="",
    )


def _torn_rows(month: Month) -> None:
    """Marks one row in each file as unreadable; its time is lost until somebody mends it."""
    for connector, kind in ((HARVEST, "hours"), (TOGGL, "negative"), (CLOCKIFY, "date")):
        entry = month.pick(f"bad_row {connector}", _of(connector))
        ended = entry.started - timedelta(minutes=45) if entry.started and kind == "negative" else entry.ended
        month.change(replace(entry, seconds=0, ended=ended, broken=kind))
