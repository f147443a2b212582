"""Harvest's published description and recorded answers beside the connector and its twin: the same keys and types.

Optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import respx
import yaml

from billing.records import EXPENSE, TIME, Period
from connectors.errors import Reconnect, Refused, Retry
from connectors.harvest.config import Config
from connectors.harvest.source import Source
from connectors.sources import Setting
from sandbox import harvest as twin
from tests.connectors.test_harvest import NOVEMBER, OCTOBER, get, opened, total
from tests.connectors.vendors import FakeTime, Vendors

VENDOR = "harvest"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SPEC = REFERENCE / "specs" / twin.SPEC
RECORDINGS = REFERENCE / "recordings" / "harvest"

needs_spec = pytest.mark.skipif(not SPEC.is_file(), reason=f"the optional reference data is not in {SPEC}")
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}"
)

Json = dict[str, Any]
JANUARY = Period(date(2019, 1, 1), date(2019, 2, 1), "2019-01")

NOT_IN_THE_SPEC = {
    "TimeEntry": {"client": {"currency": "string"}, "project": {"code": "string"}},
    "User": {},
}
"""What recordings have and the spec, an older one, has not."""
NO_LONGER = {"is_admin", "is_project_manager", "can_see_rates", "can_create_projects", "can_create_invoices"}
"""What recordings of 2019 say of a user, and today's documentation does not; access roles took their place."""
FROM_LINKS = {"cursor", "ref"}
"""Parameters that nobody writes: they stand in `links.next`."""


# ---- the published description ----


@pytest.fixture(scope="module")
def spec() -> Json:
    loaded: Json = yaml.load(SPEC.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for name, more in NOT_IN_THE_SPEC.items():
        for inner, fields in more.items():
            own = loaded["components"]["schemas"][name]["properties"][inner]["properties"]
            own.update({field: {"type": kind, "nullable": True} for field, kind in fields.items()})
    return loaded


def closed(schema: Any, spec: Json) -> Any:
    """A schema of the spec as JSON Schema that allows no other keys; cursor pages have no numbers."""
    if isinstance(schema, list):
        return [closed(each, spec) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found: Any = spec
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return closed(found, spec)
    made = {
        name: {inner: closed(value, spec) for inner, value in part.items()}
        if name == "properties"
        else closed(part, spec)
        for name, part in schema.items()
        if name not in ("format", "description", "externalDocs", "example", "nullable")
    }
    if "properties" in made:
        made["additionalProperties"] = False
        if "page" in made["properties"]:
            made["properties"]["page"] = {"type": ["integer", "null"]}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") else made


def operation(spec: Json, path: str) -> Json:
    """The spec's GET for a path below /v2."""
    for template, methods in spec["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", template), path):
            found: Json = methods["get"]
            return found
    raise AssertionError(f"the spec has no {path}")


def everything(vendors: Vendors) -> None:
    """Asks for all that a connector may ever ask for."""
    with opened(vendors) as harvest:
        harvest.page_size = 900
        harvest.account()
        list(harvest.references(terms=True))
        since = vendors.world.clock.now()
        for kind in (TIME, EXPENSE):
            list(harvest.listing(kind, OCTOBER))
            list(harvest.changes(kind, since, [OCTOBER]))
            harvest.totals(kind, OCTOBER)
        harvest.totals(TIME, NOVEMBER)


@needs_spec
def test_every_request_is_one_of_the_spec_with_parameters_of_its_type(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    patterns = {"integer": r"-?\d+", "boolean": "true|false", "string": ".+"}
    for each in vendors.world.requests:
        known = (
            {
                parameter["name"]: patterns[parameter["schema"]["type"]]
                for parameter in operation(spec, each.path.removeprefix("/v2"))["parameters"]
                if parameter["in"] == "query"
            }
            if each.params
            else {}
        )
        for name, value in each.params.items():
            assert name in FROM_LINKS | known.keys(), f"{each.path} has no {name}"
            assert name not in known or re.fullmatch(known[name], value), f"{each.path} {name}={value}"
    assert {each.method for each in vendors.world.requests} == {"GET"}


@needs_spec
def test_every_answer_of_the_twin_fits_the_spec_and_has_nothing_else(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    asked = {each.path: each.params for each in vendors.world.requests}
    person = next(iter(vendors.world.harvest.people))
    entry = vendors.world.harvest.running()[0].id
    month = {"from": "20261001", "to": "20261031"}
    more = {f"/v2/time_entries/{entry}": {}, "/v2/reports/expenses/team": month}
    checked = set()
    for path, params in (asked | more | {f"/v2/users/{person}/billable_rates": {}}).items():
        responses = operation(spec, path.removeprefix("/v2"))["responses"]
        [schema] = [each["content"]["application/json"]["schema"] for code, each in responses.items() if code == 200]
        answer = get(vendors, path, params)
        assert answer.status_code == 200
        jsonschema.validate(answer.json(), closed(schema, spec))
        checked.add(re.sub(r"\d{4,}", "N", path))
    assert len(checked) >= 13


@needs_spec
def test_the_schemas_are_closed_and_would_see_a_wrong_key_or_type(vendors: Vendors, spec: Json) -> None:
    schema = closed({"$ref": "#/components/schemas/TimeEntries"}, spec)
    good = get(vendors, "/v2/time_entries", {"per_page": "1"}).json()
    jsonschema.validate(good, schema)
    for wrong in ({"hours": "2.5"}, {"approval_status": "approved"}):
        bad = json.loads(json.dumps(good))
        bad["time_entries"][0].update(wrong)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


# ---- recorded answers ----


def recorded() -> Iterator[tuple[str, Json, Json]]:
    """Every recorded exchange: the name of its file, request and response."""
    for file in sorted(RECORDINGS.glob("*.json")):
        for each in json.loads(file.read_text())["interactions"]:
            yield file.name, each["request"], each["response"]


def the(part: str) -> tuple[Json, Json]:
    """The first exchange of the recording with this in its name."""
    return next((request, response) for name, request, response in recorded() if part in name)


def replayed(part: str) -> httpx.Response:
    """What was answered in the recording with this in its name, as Harvest sent it."""
    _, response = the(part)
    body = b"" if response["body"] is None else json.dumps(response["body"]).encode()
    headers = {name: response["headers"][name] for name in ("date", "content-type")}
    return httpx.Response(response["status"], content=body, headers=headers)


@pytest.fixture
def real() -> Iterator[respx.MockRouter]:
    """Harvest's own host, which answers what was recorded."""
    with respx.mock(base_url="https://api.harvestapp.com/v2", assert_all_called=False) as router:
        router.get("/users").mock(httpx.Response(200, json={"users": [], "total_entries": 0, "links": {"next": None}}))
        yield router


@pytest.fixture
def harvest() -> Iterator[Source]:
    config = Config(kind="harvest", account="1", token="${HARVEST_TOKEN}")
    found = Source(config, Setting("Northwind AI", "1.pt.secret", "UTC", FakeTime().timer))
    yield found
    found.close()


@needs_recordings
def test_recorded_time_entries_are_read(real: respx.MockRouter, harvest: Source) -> None:
    _, response = the("when_account_has_entries_returns")
    rows = response["body"]["time_entries"]
    listed = {row["id"] for row in rows}
    made = [answer["body"] for name, _, answer in recorded() if name.endswith("setup__time_entries.json")]
    rest = [row for row in made if row["id"] not in listed]
    second = {"time_entries": rest, "total_entries": 119, "links": {"next": None}}
    real.get("/time_entries", params={"page": "2"}).mock(httpx.Response(200, json=second))
    real.get("/time_entries").mock(replayed("when_account_has_entries_returns"))
    pages = list(harvest.listing(TIME, JANUARY))
    assert [page.rejected for page in pages] == [(), ()]
    assert pages[0].ids == tuple(str(row["id"]) for row in rows)
    assert total(pages) == (119, sum(round(row["hours"] * 3600) for row in (*rows, *rest)))
    assert pages[0].of == 119
    first = pages[0].records[0]
    assert (first.day, first.seconds, first.person) == (date(2019, 1, 24), 21600, "Alexander Hamilton")
    assert (first.client, first.project, first.activity, first.currency) == ("Pepe", "Castle Building", "Coding", "USD")
    assert (first.billable, first.approved, first.invoiced, first.rate) == (True, False, False, None)
    assert harvest.told_at() is not None


@needs_recordings
def test_a_recorded_list_without_entries_is_empty(real: respx.MockRouter, harvest: Source) -> None:
    real.get("/time_entries").mock(replayed("when_account_has_no_entries"))
    assert total(harvest.listing(TIME, JANUARY)) == (0, 0)


@needs_recordings
def test_recorded_references_are_read(real: respx.MockRouter, harvest: Source) -> None:
    real.get("/users/me").mock(replayed("Client_me"))
    real.get("/company").mock(httpx.Response(200, json={"name": "Recorded"}))
    real.get("/clients").mock(replayed("Client_clients"))
    real.get("/task_assignments").mock(replayed("Client_task_assignments"))
    empty = {"total_entries": 0, "links": {"next": None}}
    for name in ("user_assignments", "tasks"):
        real.get(f"/{name}").mock(httpx.Response(200, json={name: [], **empty}))
    _, project = the("project_castle_building.json")
    real.get("/projects").mock(httpx.Response(200, json={"projects": [project["body"]], **empty}))
    account = harvest.account()
    assert (account.person, account.zone) == ("Aaron Burr <p0898d9e3@example.test>", "America/New_York")
    assert not account.sees_everyone
    found = list(harvest.references(terms=True))
    assert [(each.kind, each.name, each.detail.get("currency")) for each in found[:2]] == [
        ("client", "Toto", "USD"),
        ("client", "Pepe", "USD"),
    ]
    assert [each["name"] for each in found[2].detail["activities"]] == ["Coding"]


@needs_recordings
@pytest.mark.parametrize(
    ("part", "error"), [("is_not_authenticated", Reconnect), ("rate_limit", Retry), ("doesn_t_exist", Refused)]
)
def test_recorded_refusals_are_understood(
    real: respx.MockRouter, harvest: Source, part: str, error: type[Exception]
) -> None:
    real.get("/time_entries").mock(replayed(part))
    with pytest.raises(error) as refused:
        list(harvest.listing(TIME, JANUARY))
    assert f"answered with {the(part)[1]['status']}" in str(refused.value)


# ---- recorded requests at the twin ----


def shape(value: Any) -> Any:
    """Keys and types of a value; of a list those of its first row. Nothing is known of what is null."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return None if value is None else type(value).__name__


def misfits(before: Any, ours: Any, path: str = "$") -> Iterator[str]:
    """Where the twin's shape lacks what was recorded, or has it with another type."""
    if isinstance(before, dict) and isinstance(ours, dict):
        for name in before.keys() - NO_LONGER:
            if name in ours:
                yield from misfits(before[name], ours[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
    elif isinstance(before, list) and isinstance(ours, list):
        for one, other in zip(before, ours, strict=False):
            yield from misfits(one, other, f"{path}[0]")
    elif None not in (before, ours) and before != ours:
        yield f"{path} is {ours}, recorded as {before}"


def lists() -> Iterator[tuple[str, str, Any]]:
    """What was recorded, and the list of the twin whose answer, or first row, should look like it."""
    for name, request, response in recorded() if RECORDINGS.is_dir() else ():
        path = request["url"].partition("/v2")[2]
        if request["method"] == "GET" and response["status"] == 200 and path.count("/") <= 2:
            yield name, path, response["body"]
        elif request["method"] == "POST" and response["status"] == 201:
            collection = path.rpartition("/")[2]
            if collection != "contacts":
                yield name, f"/{collection}", {collection: [response["body"]]}


@needs_recordings
def test_recorded_requests_get_the_recorded_keys_and_types_at_the_twin(vendors: Vendors) -> None:
    answers: dict[str, Any] = {}
    seen: set[str] = set()
    for name, path, body in lists():
        if path not in answers:
            answers[path] = get(vendors, f"/v2{path}", {}).json()
        assert list(misfits(shape(body), shape(answers[path]))) == [], name
        seen.add(path)
    assert seen >= {"/clients", "/projects", "/tasks", "/task_assignments", "/user_assignments", "/time_entries"}
    assert "/users/me" in seen


@needs_recordings
def test_recorded_refusals_are_the_twins(vendors: Vendors) -> None:
    _, invalid = the("is_not_authenticated")
    answer = get(vendors, "/v2/users/me", {}, Authorization="Bearer 1001.pt.unknown")
    assert (answer.status_code, answer.json()) == (invalid["status"], invalid["body"])
    assert answer.headers["www-authenticate"] == invalid["headers"]["www-authenticate"]
    _, missing = the("doesn_t_exist")
    answer = get(vendors, "/v2/time_entries/9999999999", {})
    assert (answer.status_code, answer.json()) == (missing["status"], missing["body"])
    _, many = the("rate_limit")
    answers = [get(vendors, "/v2/users/me", {}) for _ in range(101)]
    assert (answers[-1].status_code, answers[-1].headers["content-type"]) == (429, many["headers"]["content-type"])
    assert answers[-1].content == b""
    assert answers[-1].headers["retry-after"] == "15"
