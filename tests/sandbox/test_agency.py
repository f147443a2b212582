"""The demo agency is what it claims to be, judged by the files alone where that is possible."""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

import sandbox
from sandbox.northwind.agency import northwind
from sandbox.northwind.exports import WRITERS
from sandbox.northwind.folder import write_demo
from sandbox.northwind.month import price
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL, Agency, Entry
from sandbox.northwind.task_slips import STANDARDS
from sandbox.northwind.work import ACTIVITIES

Rows = list[dict[str, str]]

EXPECTED = {
    "ambiguous_rate": 1,
    "bad_row": 3,
    "billed_elsewhere": 3,
    "clock_differs": 1,
    "conflicting_project_codes": 2,
    "invoice_waits": 1,
    "missing_project_code": 9,
    "missing_timesheet": 2,
    "no_rate": 2,
    "no_task": 6,
    "non_billable_in_billable": 3,
    "not_approved": 8,
    "order_expired": 2,
    "order_missing": 1,
    "outside_contract_dates": 2,
    "over_day_limit": 2,
    "overlapping": 2,
    "running": 1,
    "same_work_twice": 1,
    "several_tasks": 1,
    "task_times_differ": 1,
    "tracker_rate_differs": 2,
    "unknown_person": 2,
    "unknown_project_code": 3,
    "zero_duration": 1,
}
TASK_KEY = re.compile(r"(?<![\w-])[A-Z]{2,9}-[1-9]\d*(?![\w-])")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo(path)
    return path


@pytest.fixture(scope="module")
def agency() -> Agency:
    return northwind()


@pytest.fixture(scope="module")
def planted(folder: Path) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads((folder / "planted.json").read_text(encoding="utf-8"))["issues"]
    return issues


@pytest.fixture(scope="module")
def exports(folder: Path) -> dict[str, Rows]:
    beginnings = {HARVEST: "harvest", TOGGL: "TogglTrack", CLOCKIFY: "Clockify"}
    return {name: _read(next((folder / "exports").glob(f"{start}*"))) for name, start in beginnings.items()}


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert {len(row) for row in rows} == {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def _files(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


# ---- the folder ------------------------------------------------------------------------------------------------------


def test_every_run_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path)
    write_demo(tmp_path)
    assert _files(tmp_path) == _files(folder)


def test_the_truth_is_on_disk_before_any_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> bytes:
        raise OSError("disk full")

    monkeypatch.setitem(WRITERS, HARVEST, broken)
    with pytest.raises(OSError, match="disk full"):
        write_demo(tmp_path)
    assert (tmp_path / "planted.json").exists()
    assert not (tmp_path / "exports").exists()


def test_the_sandbox_imports_nothing_of_the_product() -> None:
    allowed = {"sandbox", "starlette", "uvicorn", *sys.stdlib_module_names}
    for file in Path(sandbox.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] in allowed, f"{file.name} imports {name}"


def test_the_configuration_is_yaml_for_24_people_and_14_clients(folder: Path) -> None:
    main = yaml.safe_load((folder / "tieout.yaml").read_text(encoding="utf-8"))
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))["people"]
    contracts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((folder / "contracts").iterdir())]
    assert list(main["connectors"]) == [HARVEST, TOGGL, CLOCKIFY]
    assert len({person["name"] for person in people}) == 24
    assert len({contract["client"] for contract in contracts}) == 14
    codes = [stream["code"] for contract in contracts for stream in contract["workstreams"]]
    assert len(codes) == len(set(codes))


def test_the_contracts_use_every_way_to_bill(folder: Path) -> None:
    contracts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (folder / "contracts").iterdir()]
    invoices = [contract["invoice"] for contract in contracts]
    rounding = [contract["rounding"] for contract in contracts if "rounding" in contract]
    assert {contract.get("currency", "USD") for contract in contracts} == {"USD", "EUR", "GBP", "JPY"}
    assert {invoice["lines_by"] for invoice in invoices} == {
        "task",
        "workstream",
        "person",
        "person and task",
        "day",
        "entry",
    }
    assert {invoice["one_per"] for invoice in invoices} == {"client", "workstream", "order"}
    assert {rule["per"] for rule in rounding} == {"entry", "person and day", "line"}
    assert {rule["direction"] for rule in rounding} == {"up", "down", "nearest"}
    assert any("grace" in rule for rule in rounding)
    assert len([invoice for invoice in invoices if invoice["when_time_is_held"] == "hold the invoice"]) == 1
    assert [contract["zone"] for contract in contracts if "zone" in contract] == ["Europe/London"]


# ---- totals ----------------------------------------------------------------------------------------------------------


def test_totals_are_what_a_plain_reader_sums_from_the_files(folder: Path, exports: dict[str, Rows]) -> None:
    totals = json.loads((folder / "planted.json").read_text(encoding="utf-8"))["totals"]
    for total in totals:
        rows = exports[total["connector"]]
        read = [seconds for row in rows if (seconds := _readable_seconds(row)) is not None]
        assert (total["rows"], total["entries"], total["seconds"]) == (len(rows), len(read), sum(read))
        assert total["rejected"] == len(rows) - len(read)
    assert 3800 <= sum(total["entries"] for total in totals) <= 4200


def _readable_seconds(row: dict[str, str]) -> int | None:
    if "Hours" in row:
        seconds = Decimal(row["Hours"]) * 3600 if row["Hours"] != "abc" else None
        assert seconds is None or seconds == int(seconds), "Harvest's hours are whole seconds here"
        return None if seconds is None else int(seconds)
    text = row.get("Duration") or row["Duration (h)"]
    if text.startswith("-") or row.get("Start Date") == "10/32/2026":
        return None
    hours, minutes, seconds_text = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds_text


def test_bad_rows_stand_on_the_lines_the_manifest_names(folder: Path, planted: list[dict[str, Any]]) -> None:
    found = []
    for row in planted:
        if row["code"] == "bad_row":
            lines = (folder / "exports" / row["file"]).read_text(encoding="utf-8-sig").splitlines()
            found.append(next(word for word in ("abc", "-00:45:00", "10/32/2026") if word in lines[row["line"] - 1]))
    assert sorted(found) == ["-00:45:00", "10/32/2026", "abc"]


# ---- trouble ---------------------------------------------------------------------------------------------------------


def test_every_kind_of_trouble_is_planted_as_often_as_promised(planted: list[dict[str, Any]]) -> None:
    assert Counter(row["code"] for row in planted) == EXPECTED


def test_nothing_overlaps_but_what_was_planted(exports: dict[str, Rows], planted: list[dict[str, Any]]) -> None:
    spans = defaultdict(list)
    for row in [*exports[TOGGL], *exports[CLOCKIFY]]:
        span = _span(row)
        if span:
            spans[row.get("Email", "")].append((*span, _note(row), row["User"]))
    found = []
    for own in spans.values():
        for (start, end, note, _), (other_start, other_end, other_note, user) in combinations(sorted(own), 2):
            twins = (start, end, note) == (other_start, other_end, other_note)
            if other_start < end and start < other_end and not twins:
                found.append((user, other_start.date().isoformat()))
    assert sorted(found) == sorted((row["person"], row["date"]) for row in planted if row["code"] == "overlapping")


def _span(row: dict[str, str]) -> tuple[datetime, datetime] | None:
    if _readable_seconds(row) in (None, 0):
        return None
    if "Start date" in row:
        return (
            datetime.fromisoformat(f"{row['Start date']} {row['Start time']}"),
            datetime.fromisoformat(f"{row['End date']} {row['End time']}"),
        )
    return _american(row["Start Date"], row["Start Time"]), _american(row["End Date"], row["End Time"])


def _american(day: str, clock: str) -> datetime:
    month, number, year = map(int, day.split("/"))
    hour, minute, second = map(int, clock[:8].split(":"))
    midnight = datetime.combine(date(year, month, number), datetime.min.time())
    return midnight + timedelta(hours=hour % 12 + (12 if clock.endswith("PM") else 0), minutes=minute, seconds=second)


def _note(row: dict[str, str]) -> str:
    return row.get("Notes") or row.get("Description") or ""


def _day(row: dict[str, str]) -> date:
    if "Start Date" in row:
        return _american(row["Start Date"], "12:00:00 AM").date()
    return date.fromisoformat(row.get("Date") or row["Start date"])


def _person(row: dict[str, str]) -> str:
    return row.get("User") or f"{row['First Name']} {row['Last Name']}"


def _readable(exports: dict[str, Rows]) -> Iterator[dict[str, str]]:
    return (row for rows in exports.values() for row in rows if _readable_seconds(row) is not None)


def test_two_entries_run_over_midnight(exports: dict[str, Rows]) -> None:
    spans = [span for row in [*exports[TOGGL], *exports[CLOCKIFY]] if (span := _span(row))]
    assert len([start for start, end in spans if end.date() > start.date()]) == 2


def test_only_planted_days_are_longer_than_ten_hours(exports: dict[str, Rows], planted: list[dict[str, Any]]) -> None:
    days: Counter[tuple[str, str]] = Counter()
    for row in _readable(exports):
        days[_person(row), _day(row).isoformat()] += _readable_seconds(row) or 0
    long_days = {(who, day, seconds) for (who, day), seconds in days.items() if seconds > 36000}
    rows = [row for row in planted if row["code"] == "over_day_limit"]
    assert long_days == {(row["person"], row["date"], row["seconds"]) for row in rows}


def test_people_work_on_business_days_and_miss_only_the_planted_ones(
    folder: Path, exports: dict[str, Rows], planted: list[dict[str, Any]]
) -> None:
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
    business = {day for day in days if day.weekday() < 5 and day != date(2026, 10, 12)}
    worked = defaultdict(set)
    for row in _readable(exports):
        worked[_person(row)].add(_day(row))
    assert set.union(*worked.values()) == business
    missing = {}
    for person in yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))["people"]:
        off = set(person.get("days_off", []))
        assert not worked[person["name"]] & off
        gap = business - off - worked[person["name"]]
        if gap and "weekly_capacity" in person:
            missing[person["name"]] = (min(gap).isoformat(), len(gap))
    rows = [row for row in planted if row["code"] == "missing_timesheet"]
    assert missing == {row["person"]: (row["date"], row["count"]) for row in rows}


def test_each_tracked_person_uses_one_tracker_but_for_the_doubled_work(exports: dict[str, Rows]) -> None:
    used: dict[str, Counter[str]] = {}
    for connector, rows in exports.items():
        for row in rows:
            used.setdefault(_person(row), Counter())[connector] += 1
    several = {person: min(count.values()) for person, count in used.items() if len(count) > 1}
    assert several == {"Ivan Petrov": 1}
    assert len(used) == 25


def test_entries_are_ten_minutes_to_three_and_a_half_hours(exports: dict[str, Rows]) -> None:
    seconds = [_readable_seconds(row) or 0 for row in _readable(exports)]
    assert sorted(seconds)[:2] == [0, 0]
    assert sorted(seconds)[2] >= 600
    assert max(seconds) <= 12600


def test_only_planted_entries_lack_a_task(exports: dict[str, Rows], planted: list[dict[str, Any]]) -> None:
    without, with_two = [], 0
    for row in _readable(exports):
        places = [_note(row), row["Task"], row.get("Tags", "")]
        keys = {key for place in places for key in TASK_KEY.findall(place)}.difference(STANDARDS)
        assert len(keys) <= 2
        with_two += len(keys) == 2
        internal = "Internal" in row["Project"]
        if not keys and not internal:
            without.append((_person(row), _day(row).isoformat(), _readable_seconds(row)))
    assert with_two == 5, "one for each rule, and one whose times differ"
    rows = [row for row in planted if row["code"] == "no_task" or "no task" in row["note"]]
    assert sorted(without) == sorted((row["person"], row["date"], row["seconds"]) for row in rows)


def test_a_key_has_one_title_everywhere(exports: dict[str, Rows]) -> None:
    titles = defaultdict(set)
    for row in _readable(exports):
        for place in (_note(row), row["Task"]):
            keys = [key for key in TASK_KEY.findall(place) if key not in STANDARDS]
            for key in keys if len(keys) == 1 else ():
                titles[key].add(place.partition(key)[2].lstrip("]: "))
    assert all(len(found) == 1 for found in titles.values())


def test_only_planted_entries_leave_their_code_open(
    folder: Path, exports: dict[str, Rows], planted: list[dict[str, Any]]
) -> None:
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (folder / "contracts").iterdir()]
    known = {stream["code"] for contract in files for stream in contract["workstreams"]}
    kinds = {"missing_project_code", "unknown_project_code", "conflicting_project_codes"}
    found = []
    for row in _readable(exports):
        texts = [row["Project"], *row.get("Tags", "").split(", "), row.get("Project Code", "")]
        codes = {code for text in texts for code in re.findall(r"^[A-Z]+-[A-Z]+\b", text)}
        if "Internal" not in row["Project"] and not (len(codes) == 1 and codes <= known):
            found.append((_person(row), _day(row).isoformat(), _readable_seconds(row)))
    rows = [row for row in planted if row["code"] in kinds]
    assert sorted(found) == sorted((row["person"], row["date"], row["seconds"]) for row in rows)


def test_no_entry_has_two_troubles(planted: list[dict[str, Any]]) -> None:
    entries = Counter(
        (row["person"], row["date"], row["seconds"])
        for row in planted
        if row["date"] and row["code"] not in {"over_day_limit", "missing_timesheet"}
    )
    assert max(entries.values()) == 1


def test_tracker_rates_are_the_contracts_but_for_the_planted_ones(
    agency: Agency, planted: list[dict[str, Any]]
) -> None:
    people = {person.name: person for person in agency.people}
    activities = {activity for usual in ACTIVITIES.values() for activity in usual}
    differing: Counter[tuple[str, str]] = Counter()
    for entry in _all(agency):
        if entry.rate is not None:
            [activity] = {entry.activity, *entry.tags} & activities
            if entry.rate != price(people[entry.person], entry.workstream, activity, entry.day):
                differing[entry.person, entry.client] += 1
    rows = [row for row in planted if row["code"] == "tracker_rate_differs"]
    assert differing == {(row["person"], row["client"]): row["count"] for row in rows}


def test_only_planted_entries_have_no_single_rate(agency: Agency, planted: list[dict[str, Any]]) -> None:
    people = {person.name: person for person in agency.people}
    activities = {activity for usual in ACTIVITIES.values() for activity in usual}
    unpriced = []
    for entry in _all(agency):
        if entry.billable and entry.person in people:
            [activity] = {entry.activity, *entry.tags} & activities
            if price(people[entry.person], entry.workstream, activity, entry.day) is None:
                unpriced.append((entry.person, entry.day.isoformat(), entry.seconds))
    rows = [row for row in planted if row["code"] in {"no_rate", "ambiguous_rate"}]
    assert sorted(unpriced) == sorted((row["person"], row["date"], row["seconds"]) for row in rows)


def test_the_waiting_client_has_one_held_entry_and_all_else_waits(
    agency: Agency, planted: list[dict[str, Any]]
) -> None:
    own = [e for e in _all(agency) if e.client == "Delmar Health"]
    [held] = [entry for entry in own if not entry.approved]
    [row] = [row for row in planted if row["code"] == "invoice_waits"]
    assert row["seconds"] == sum(entry.seconds for entry in own) - held.seconds
    assert [r["code"] for r in planted if r["client"] == "Delmar Health"] == ["not_approved", "invoice_waits"]


def _all(agency: Agency) -> Iterator[Entry]:
    return (entry for entries in agency.entries.values() for entry in entries)


def test_the_files_look_like_their_trackers(folder: Path) -> None:
    harvest, toggl, clockify = (
        next((folder / "exports").glob(f"{start}*")).read_bytes() for start in ("harvest", "Toggl", "Clockify")
    )
    assert harvest.count(b"\r\n") == harvest.count(b"\n")
    assert toggl.startswith(b"\xef\xbb\xbfUser,Email,Client,Project")
    assert clockify.startswith(b'"Project","Client","Description"')
    assert re.search(rb'"10/30/2026","0\d:\d\d:\d\d PM"', clockify)
