"""Clockify as it was recorded, and as its own description has it: requests, answers, and the vendor on loopback.

Optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from billing.records import EXPENSE, TIME, SourceRecord
from connectors.clockify.book import Book
from connectors.clockify.payloads import Project, Timer, Workspace
from connectors.clockify.reading import read_report
from connectors.clockify.records import Marks, to_record, to_running
from connectors.clockify.references import to_activity, to_project
from connectors.http import Reply
from connectors.sources import Reference
from sandbox.clockify_rows import preferences
from sandbox.world import Logged
from tests.connectors.source_tests import OCTOBER
from tests.connectors.test_clockify import entry_at, opened
from tests.connectors.vendors import Vendors

VENDOR = "clockify"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
RECORDING = REFERENCE / "recordings" / "clockify" / "recorded_notes.json"
SPEC = REFERENCE / "specs" / "clockify-official.openapi.yaml"
recorded = pytest.mark.skipif(not RECORDING.is_file(), reason=f"the optional reference data is not at {RECORDING}")
described = pytest.mark.skipif(not SPEC.is_file(), reason=f"the optional reference data is not at {SPEC}")

SYDNEY = ZoneInfo("Australia/Sydney")
TENTH = timezone(timedelta(hours=10))


def interactions() -> list[dict[str, Any]]:
    """The recorded requests and answers."""
    found: list[dict[str, Any]] = json.loads(RECORDING.read_text())["interactions"]
    return found


def replies(end: str, hydrated: bool | None = None) -> list[Reply]:
    """The recorded answers to requests whose address ends so."""
    fitting = [
        each
        for each in interactions()
        if urlsplit(each["request"]["url"]).path.endswith(end)
        and hydrated in (None, bool((each["request"]["query"] or {}).get("hydrated")))
    ]
    assert fitting, end
    return [Reply(200, {}, json.dumps(each["response"]["body"]).encode(), end) for each in fitting]


# ---- recordings through the connector ----


@cache
def recorded_book() -> Book:
    """The names in the recorded projects."""
    [reply] = replies("/projects", hydrated=True)
    [project] = reply.decode(list[Project])
    book = Book(Workspace("79d95471c93cff26089752cc"))
    book.projects[project.id] = project
    book.tasks = {task.id: task for task in project.tasks or ()}
    return book


RECORD = SourceRecord(
    day=date(2023, 8, 28),
    seconds=10440,
    person="Person One",
    email="person1@example.test",
    client="Client",
    project="Project",
    activity="Consulting",
    note="Description",
    started=datetime(2023, 8, 28, 5, 48, tzinfo=UTC),
    ended=datetime(2023, 8, 28, 8, 42, tzinfo=UTC),
    billable=True,
    invoiced=True,
    rate=Decimal(45),
    currency="AUD",
    project_id="97210bf336f73c996f45f6e1",
    person_id="b4de890ff78038db26859c0a",
)


@recorded
def test_the_recorded_reports_are_read() -> None:
    for reply in replies("/reports/detailed"):
        rows, bad, total = read_report(reply)
        assert bad == []
        marks = Marks(frozenset({"63b03060b01ebfad292c61ed"}))
        assert [to_record(row, recorded_book(), marks, SYDNEY) for row in rows] == [RECORD]
        assert total is not None
        assert (total.entries, total.seconds) == (1, Decimal(10440))


@recorded
def test_the_recorded_amount_says_that_rates_are_hundredths() -> None:
    for reply in replies("/reports/detailed"):
        [row] = json.loads(reply.content)["timeentries"]
        hours = Decimal(row["timeInterval"]["duration"]) / 3600
        assert row["amount"] == hours * row["rate"]
        assert RECORD.rate == Decimal(row["rate"]) / 100


@recorded
@pytest.mark.parametrize("hydrated", [True, False])
def test_the_recorded_entries_of_the_core_api_are_read(hydrated: bool) -> None:
    for reply in replies("/time-entries", hydrated):
        [timer] = reply.decode(list[Timer])
        found = to_running(timer, recorded_book(), Marks(), SYDNEY)
        assert (found.day, found.project, found.activity, found.client) == (
            RECORD.day,
            "Project",
            "Consulting",
            "Client",
        )
        assert (found.rate, found.currency) == (Decimal(45), "AUD")


@recorded
def test_the_recorded_projects_are_read() -> None:
    [plain], [hydrated] = (replies("/projects", each)[0].decode(list[Project]) for each in (False, True))
    assert (plain.client_of, hydrated.client_of) == ("Client", "Client")
    book = recorded_book()
    detail = {"currency": "AUD", "billable": True, "rate": "45.00"}
    assert to_project(hydrated, book) == Reference(
        "project", hydrated.id, "Project", parent="4324630bfe76b597e688dbab", detail=detail
    )
    assert [
        (to_activity(task, hydrated, book).name, to_activity(task, hydrated, book).detail["rate"])
        for task in hydrated.tasks or ()
    ] == [("Consulting", "45.00"), ("Priority consulting", "60.00")]


# ---- recordings at the vendor on loopback ----


def shape(value: Any) -> Any:
    """The keys of objects and the types of values; null may be anything."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return (
        None
        if value is None
        else "number"
        if isinstance(value, int | float) and value not in (True, False)
        else (type(value).__name__)
    )


def misfits(recorded_shape: Any, ours: Any, path: str = "$") -> Iterator[str]:
    """Where an answer has other keys than the recorded one, or values of other types."""
    if isinstance(recorded_shape, dict) and isinstance(ours, dict):
        yield from (f"{path}.{name} is missing" for name in recorded_shape.keys() - ours.keys())
        yield from (f"{path}.{name} is not recorded" for name in ours.keys() - recorded_shape.keys())
        for name in recorded_shape.keys() & ours.keys():
            yield from misfits(recorded_shape[name], ours[name], f"{path}.{name}")
    elif isinstance(recorded_shape, list) and isinstance(ours, list):
        if recorded_shape and ours:
            yield from misfits(recorded_shape[0], ours[0], f"{path}[]")
    elif None not in (recorded_shape, ours) and recorded_shape != ours:
        yield f"{path} is {ours}, and {recorded_shape} in the recording"


@recorded
def test_recorded_requests_get_answers_of_the_recorded_shape(vendors: Vendors) -> None:
    tracker = vendors.world.clockify
    entry = next(e for e in (entry_at(vendors, place) for place in range(1000)) if e.activity and e.rate)
    tracker.change(entry.id, invoiced=True, tags=())
    here = {
        "79d95471c93cff26089752cc": tracker.account.hex,
        "b4de890ff78038db26859c0a": tracker.people[entry.person].hex,
        "63b03060b01ebfad292c61ed": entry.hex,
    }
    body = {
        "dateRangeStart": f"{entry.day}T00:00:00",
        "dateRangeEnd": f"{entry.day}T23:59:59.999",
        "timeZone": "America/New_York",
        "invoicingState": "INVOICED",
        "detailedFilter": {"page": 1, "pageSize": 1, "sortColumn": "ID"},
        "sortOrder": "ASCENDING",
    }
    found: list[str] = []
    for each in interactions():
        method, url = each["request"]["method"], urlsplit(each["request"]["url"])
        mount = "/clockify-reports" if url.netloc.startswith("reports.") else "/clockify"
        path = re.sub("[0-9a-f]{24}", lambda part: here.get(part[0], part[0]), url.path)
        answer = httpx.request(
            method,
            vendors.base + mount + path,
            params=each["request"]["query"],
            headers={"X-Api-Key": tracker.token()},
            json=body if method == "POST" else None,
        )
        vendors.time.passed += 1
        assert answer.status_code == each["response"]["status"], answer.text
        found += misfits(shape(each["response"]["body"]), shape(answer.json()), f"{method} {url.path[-20:]}")
    known = {"$.timeentries[].invoicingInfo is not recorded"}
    assert [each for each in found if not any(each.endswith(end.removeprefix("$")) for end in known)] == []


# ---- the vendor's own description ----

UNTOLD = {
    "TimeEntryDto": {"_id", "tagIds", "type", "isLocked", "amount", "rate", "invoicingInfo", "customFields"},
    "TimeEntryReportTotals": {"_id", "totalAmount"},
    "ProjectDtoV1": {"clientId", "clientName", "client", "tasks", "customFields", "currency", "favorite"},
    "TaskDtoV1": {"favorite"},
    "LogBinDocumentDto": {"auditMetadata"},
}
"""What the description leaves out and recordings, or descriptions of the same lists by others, have."""


@cache
def spec() -> Any:
    """The description, read once."""
    return yaml.load(SPEC.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def strict(schema: Any, seen: tuple[str, ...] = ()) -> Any:
    """A schema of the description without room for what it does not name; its values may be null, as it nowhere says.

    Its words for enumerations are not usable (an object that is one of texts) and mean any value here.
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return {}
        found = strict(spec()["components"]["schemas"][name], (*seen, name))
        found.get("properties", {}).update({extra: {} for extra in UNTOLD.get(name, ())})
        return found
    if "oneOf" in schema or (schema.get("type") == "object" and "properties" not in schema):
        return {}
    if "properties" in schema:
        inner = {name: strict(each, seen) for name, each in schema["properties"].items()}
        closed = {"type": ["object", "null"], "properties": inner, "additionalProperties": False}
        return closed | ({"required": schema["required"]} if schema.get("required") else {})
    if schema.get("type") == "array":
        return {"type": ["array", "null"], "items": strict(schema["items"], seen)}
    kept = {name: schema[name] for name in ("enum", "minimum", "maximum") if name in schema}
    kinds = [schema["type"], "null"] if "type" in schema else None
    return ({"enum": [*kept["enum"], None]} if "enum" in kept else kept) | ({"type": kinds} if kinds else {})


def operation(asked: Logged) -> tuple[str, Any]:
    """The described operation that a request is."""
    path = re.sub("^/api", "", asked.path)
    for template, operations in spec()["paths"].items():
        if asked.method.lower() in operations and re.fullmatch(re.sub(r"\{\w+\}", "[0-9a-f]{24}", template), path):
            return template, operations[asked.method.lower()]
    raise AssertionError(f"{asked.method} {path} is not described")


def everything_asked(vendors: Vendors) -> list[Logged]:
    """What a connector asks in a pull with all of its settings, one request of each kind."""
    tracker = vendors.world.clockify
    preferences(tracker).code_field = "PO code"
    preferences(tracker).codes = {entry_at(vendors, 40).id: "ACME-X"}
    tracker.change(entry_at(vendors, 41).id, invoiced=True)
    vendors.world.clock.advance(3600)
    tracker.change(entry_at(vendors, 42).id, note="edited")
    tracker.move(entry_at(vendors, 43).id, date(2026, 9, 14))
    tracker.delete(entry_at(vendors, 44).id)
    vendors.world.clock.advance(120)
    with opened(vendors, require_approval=True, code_field="PO code") as source:
        source.account()
        list(source.references())
        for kind in (TIME, EXPENSE):
            list(source.listing(kind, OCTOBER))
            source.totals(kind, OCTOBER)
            list(source.changes(kind, datetime(2026, 11, 3, 11, tzinfo=UTC), [OCTOBER]))
    return list(
        {(each.method, operation(each)[0], json.dumps(each.body)): each for each in vendors.world.requests}.values()
    )


@described
def test_what_we_ask_is_described(vendors: Vendors) -> None:
    asked = everything_asked(vendors)
    assert len({operation(each)[0] for each in asked}) == 16
    for each in asked:
        _, described_as = operation(each)
        known = {one["name"]: one for one in described_as["parameters"] if one["in"] == "query"}
        assert each.params.keys() <= known.keys(), each.path
        for name, value in each.params.items():
            allowed = known[name]["schema"].get("enum")
            assert allowed is None or value in allowed, (each.path, name, value)
        required = {one["name"] for one in known.values() if one.get("required")}
        assert required <= each.params.keys(), each.path
        if each.body is not None:
            schema = described_as["requestBody"]["content"]["application/json"]["schema"]
            Draft202012Validator(strict(schema)).validate(each.body)


@described
def test_what_the_vendor_on_loopback_answers_is_described(vendors: Vendors) -> None:
    asked, key = everything_asked(vendors), vendors.world.clockify.token()
    checked = 0
    for each in asked:
        mount = "/clockify" if each.path.startswith("/api") else "/clockify-reports"
        answer = httpx.request(
            each.method,
            vendors.base + mount + each.path,
            params=each.params,
            headers={"X-Api-Key": key},
            json=each.body,
        )
        vendors.time.passed += 1
        template, described_as = operation(each)
        if each.status != 200 or template.endswith(("/created", "/updated")):
            continue  # an error has no described shape, and these lists are described as a text
        [content] = described_as["responses"]["200"]["content"].values()
        body = answer.json()
        body = {**body, "totals": [total for total in body["totals"] if total]} if "timeentries" in body else body
        problems = [
            f"{template} {each.json_path}: {each.message[:200]}"
            for each in Draft202012Validator(strict(content["schema"])).iter_errors(body)
        ]
        assert problems == []
        checked += 1
    assert checked >= 14


@described
def test_a_request_that_is_not_described_is_caught() -> None:
    """So that the two tests above can fail."""
    schema = spec()["paths"]["/v1/workspaces/{workspaceId}/reports/detailed"]["post"]["requestBody"]["content"]
    validator = Draft202012Validator(strict(schema["application/json"]["schema"]))
    good: dict[str, Any] = {"dateRangeStart": "x", "dateRangeEnd": "y", "detailedFilter": {"page": 1}}
    assert validator.is_valid(good)
    for wrong in ({"page": 1}, {"exportType": "XML"}, {"detailedFilter": {"size": 1}}, {"rounding": "no"}):
        assert not validator.is_valid({**good, **wrong})
    assert not validator.is_valid({"dateRangeStart": "x"})
