"""Jira's published description and recorded answers beside the connector and its twin: the same keys and types.

Optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import respx

from connectors.jira.config import Config
from connectors.jira.payloads import SYSTEM
from connectors.jira.source import Source
from connectors.sources import Setting
from connectors.tasks import OPEN
from sandbox import jira as twin
from sandbox.task_seed import SPECIAL
from sandbox.world import Logged
from tests.connectors.test_jira import named, one, opened, project
from tests.connectors.vendors import FakeTime, Vendors

VENDOR = "jira"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SPEC = REFERENCE / "specs" / twin.SPEC
RECORDINGS = REFERENCE / "recordings" / "jira"
CLOUD = "07779958-e747-4285-ad18-0f5252a97bff"
SITE = "https://nango-team-test.atlassian.net"

needs_spec = pytest.mark.skipif(not SPEC.is_file(), reason=f"the optional reference data is not in {SPEC}")
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}"
)

Json = dict[str, Any]
KEPT: tuple[str, ...] = ("type", "enum", "minItems", "maxItems", "maximum", "required")
PROJECT_KEYS = {"type": "array", "items": {"type": "string"}}
"""What the description says can be expanded in a project, and leaves out of the project itself."""
NULL_IN_HISTORIES = ("from", "fromString", "to", "toString")
"""What recordings have as null and the description as a text."""


# ---- the published description ----


@pytest.fixture(scope="module")
def spec() -> Json:
    loaded: Json = json.loads(SPEC.read_text())
    schemas = loaded["components"]["schemas"]
    schemas["Project"]["properties"]["projectKeys"] = PROJECT_KEYS
    for name in NULL_IN_HISTORIES:
        schemas["ChangeDetails"]["properties"][name]["nullable"] = True
    return loaded


def closed(schema: Any, spec: Json, depth: int = 0) -> Json:
    """A schema of the description as JSON Schema that allows no other keys, some levels deep."""
    whole: Json = {}
    for part in (schema, *schema.get("allOf", ())):
        while "$ref" in part:
            part = spec["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        whole |= {name: value for name, value in part.items() if name != "allOf"}
    made: Json = {name: whole[name] for name in KEPT if name in whole}
    if "properties" in whole and depth < 6:
        made["properties"] = {name: closed(each, spec, depth + 1) for name, each in whole["properties"].items()}
        made["additionalProperties"] = whole.get("additionalProperties", False) is True
    if "items" in whole:
        made["items"] = closed(whole["items"], spec, depth + 1)
    return {"anyOf": [made, {"type": "null"}]} if whole.get("nullable") else made


def operation(spec: Json, method: str, path: str) -> tuple[str, Json]:
    """The path and the operation of the description for a path; fixed parts come before parameters."""
    found = [
        (template, methods[method.lower()])
        for template, methods in spec["paths"].items()
        if method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path)
    ]
    template, own = min(found, key=lambda each: each[0].count("{"))
    return template, own


def answered(spec: Json, method: str, path: str) -> Json:
    """The schema of what an operation answers."""
    responses = operation(spec, method, path)[1]["responses"]
    return closed(responses["200"]["content"]["application/json"]["schema"], spec)


def everything(vendors: Vendors) -> None:
    """Asks for all that a connector may ever ask for."""
    tracker = vendors.world.jira
    tracker.rename_project(tracker.project("FJO").id, "NORTH")
    projects = [project(vendors, "ACME"), project(vendors, "BLUE")]
    with opened(vendors, projects=("ACME", "BLUE")) as jira:
        jira.page_size = 7
        jira.account()
        list(jira.projects())
        named(jira, "ACME-11", "FJO-4", "FJO-5", "DEL-80", "EMB-83")
        list(jira.changed(None, projects))
        list(jira.changed(vendors.world.clock.now(), projects))
        jira.evidence(one(jira, SPECIAL["jira"].approved), {"approval": "approved"})
        jira.evidence(one(jira, SPECIAL["jira"].done), {"completed": "yes"})
        jira.evidence(one(jira, "ACME-12"), {"status": "In Progress"})


def sent(vendors: Vendors, each: Logged, **headers: str) -> httpx.Response:
    """A request sent once more."""
    basic = ("owen@northwind.test", vendors.world.jira.token())
    body = each.body if each.method == "POST" else None
    return httpx.request(
        each.method, f"{vendors.base}/jira{each.path}", params=each.params, json=body, auth=basic, headers=headers
    )


EVERY = {
    "GET /rest/api/3/myself",
    "GET /rest/api/3/serverInfo",
    "GET /rest/api/3/field",
    "GET /rest/api/3/status",
    "GET /rest/api/3/project/search",
    "GET /rest/api/3/issue/{issueIdOrKey}",
    "GET /rest/api/3/issue/{issueIdOrKey}/changelog",
    "POST /rest/api/3/issue/bulkfetch",
    "POST /rest/api/3/changelog/bulkfetch",
    "POST /rest/api/3/search/jql",
}


@needs_spec
def test_every_request_is_one_of_the_description_with_its_parameters_and_body(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    seen = set()
    for each in vendors.world.requests:
        template, known = operation(spec, each.method, each.path)
        query = {one["name"]: one["schema"] for one in known.get("parameters", ()) if one["in"] == "query"}
        assert each.params.keys() <= query.keys(), f"{each.path} has other parameters"
        if "maxResults" in each.params:
            assert 1 <= int(each.params["maxResults"]) <= query["maxResults"].get("maximum", 100)
        if each.method == "POST":
            body = known["requestBody"]["content"]["application/json"]["schema"]
            jsonschema.validate(each.body, closed(body, spec))
        seen.add(f"{each.method} {template}")
    assert seen == EVERY
    assert not any(known.get("deprecated") for _, known in (operation(spec, *each.split(" ")) for each in EVERY))


@needs_spec
def test_every_answer_of_the_twin_fits_the_description_and_has_nothing_else(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    checked = set()
    for each in [each for each in vendors.world.requests if each.status == 200]:
        answer = sent(vendors, each)
        assert answer.status_code == 200
        jsonschema.validate(answer.json(), answered(spec, each.method, each.path))
        checked.add(f"{each.method} {operation(spec, each.method, each.path)[0]}")
    assert checked == EVERY


@needs_spec
def test_the_schemas_are_closed_and_would_see_a_wrong_key_or_type(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    search = next(each for each in vendors.world.requests if each.path.endswith("/search/jql"))
    schema = answered(spec, "POST", search.path)
    good = sent(vendors, search).json()
    jsonschema.validate(good, schema)
    wrong: Json
    for wrong in ({"total": 12}, {"startAt": 0}, {"isLast": "no"}, {"issues": [{**good["issues"][0], "id": 10412}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(good | wrong, schema)
    assert isinstance(search.body, dict)
    asked: Json = search.body
    body = operation(spec, "POST", search.path)[1]["requestBody"]["content"]["application/json"]["schema"]
    for wrong in ({"startAt": 0}, {"expand": ["names"]}, {"reconcileIssues": ["10412"]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(asked | wrong, closed(body, spec))


@needs_spec
@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_refusals_have_the_shape_of_the_description(vendors: Vendors, spec: Json, status: int) -> None:
    paths = {400: "/search/jql", 404: f"/issue/{SPECIAL['jira'].deleted}"}
    path = f"/rest/api/3{paths.get(status, '/myself')}"
    if status in (429, 500):
        vendors.fault("jira", {429: "429 seconds", 500: "500"}[status], path)
    method = "POST" if status == 400 else "GET"
    answer = sent(vendors, Logged("jira", method, path, {}, {"jql": "order by key"}, 0))
    assert answer.status_code == status
    jsonschema.validate(answer.json(), closed({"$ref": "#/components/schemas/ErrorCollection"}, spec))
    assert ("retry-after" in answer.headers) == (status == 429)


# ---- recorded answers ----


def the(part: str) -> tuple[Json, Json]:
    """The first exchange of a recording."""
    [each, *_] = json.loads((RECORDINGS / f"recorded_{part}.json").read_text())["interactions"]
    return each["request"], each["response"]


def replayed(part: str) -> httpx.Response:
    """What was answered in a recording, as Jira sent it."""
    _, response = the(part)
    headers = {name: response["headers"][name] for name in ("date", "content-type")}
    return httpx.Response(response["status"], content=json.dumps(response["body"]).encode(), headers=headers)


@pytest.fixture
def real() -> Iterator[respx.MockRouter]:
    """The gateway, which answers what was recorded; it was not asked for the site's own address."""
    with respx.mock(
        base_url=f"https://api.atlassian.com/ex/jira/{CLOUD}/rest/api/3", assert_all_called=False
    ) as router:
        router.get("/myself").mock(replayed("get-myself"))
        router.get("/field").mock(replayed("list-fields"))
        router.get("/project/search").mock(replayed("list-projects"))
        server = {"baseUrl": SITE, "deploymentType": "Cloud", "serverTitle": "Jira"}
        router.get("/serverInfo").mock(httpx.Response(200, json=server))
        yield router


@pytest.fixture
def jira() -> Iterator[Source]:
    site = SITE.removeprefix("https://")
    more: Json = {"fields": ("start DATE", "customfield_10035")}
    config = Config(kind="jira", site=site, email="a@b.test", token="${JIRA_TOKEN}", cloud_id=CLOUD, **more)
    found = Source(config, Setting("Northwind AI", "ATATT3xSecret", "UTC", FakeTime().timer))
    yield found
    found.close()


def recorded_issue() -> Json:
    """The recorded issue with the fields that are asked for."""
    _, response = the("get-issue")
    body: Json = copy.deepcopy(response["body"])
    body["fields"] = {
        name: value for name, value in body["fields"].items() if name in SYSTEM or name.startswith("customfield")
    }
    return body


@needs_recordings
def test_a_recorded_account_and_its_projects_are_read(real: respx.MockRouter, jira: Source) -> None:
    account = jira.account()
    assert account.person == "Nango Developer <pc89d1993@example.test>"
    assert (account.zone, account.lacks) == ("Europe/Warsaw", ())
    [found] = jira.projects()
    assert (found.id, found.key, found.name, found.archived) == ("10000", "KAN", "My Kanban Project", False)
    assert found.url == f"{SITE}/browse/KAN"
    assert jira.told_at() == datetime(2026, 4, 28, 13, 37, 21, tzinfo=UTC)


@needs_recordings
def test_a_recorded_issue_is_read(real: respx.MockRouter, jira: Source) -> None:
    answer = {"issues": [recorded_issue()], "issueErrors": []}
    real.post("/issue/bulkfetch").mock(httpx.Response(200, json=answer))
    [task], missing, hidden = named(jira, "KAN-2")
    assert not missing and not hidden
    assert (task.id, task.key, task.title) == ("10002", "KAN-2", "Test issue for delete-comment action")
    assert (task.status, task.stage, task.kind, task.project) == ("In Review", OPEN, "Task", "10000")
    assert task.url == f"{SITE}/browse/KAN-2"
    assert (task.estimate_seconds, task.closed_at) == (None, None)
    assert task.created_on and task.created_on <= date(2026, 4, 28)
    assert task.changed_at and task.changed_at.tzinfo == UTC


@needs_recordings
def test_a_recorded_search_that_finds_nothing_is_one_request(real: respx.MockRouter, jira: Source) -> None:
    search = real.post("/search/jql").mock(replayed("search-issues"))
    [page] = jira.changed(None, ["10000"])
    assert (page.tasks, page.rejected) == ((), ())
    assert search.call_count == 1


@needs_recordings
def test_a_recorded_history_without_a_status_proves_the_making_of_the_issue(
    real: respx.MockRouter, jira: Source
) -> None:
    issue = recorded_issue()
    real.post("/issue/bulkfetch").mock(httpx.Response(200, json={"issues": [issue]}))
    history = real.get("/issue/10002/changelog").mock(replayed("get-issue-changelog"))
    real.get("/issue/10002").mock(replayed("get-issue"))
    [task], _, _ = named(jira, "KAN-2")
    found = jira.evidence(task, {"status": "In Review"})
    assert history.called
    assert found is not None
    assert (found.by, found.at.date()) == ("Nango Developer", task.created_on)


# ---- recorded requests at the twin ----


def shape(value: Any) -> Any:
    """Keys and types of a value; of a list those of its first row. Nothing is known of what is null."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return None if value is None else type(value).__name__


def misfits(ours: Any, before: Any, path: str = "$") -> Iterator[str]:
    """Where the twin's shape has what was not recorded, or has it with another type."""
    if isinstance(before, dict) and isinstance(ours, dict):
        for name in ours:
            if name in before:
                yield from misfits(ours[name], before[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} was not recorded"
    elif isinstance(before, list) and isinstance(ours, list):
        for one_of_ours, other in zip(ours, before, strict=False):
            yield from misfits(one_of_ours, other, f"{path}[0]")
    elif None not in (before, ours) and before != ours:
        yield f"{path} is {ours}, recorded as {before}"


BEYOND = {
    "$.fields.parent was not recorded",
    "$.fields.timetracking.originalEstimate was not recorded",
    "$.fields.timetracking.originalEstimateSeconds was not recorded",
}
"""What the recorded issue has not, because it has no epic and no estimate."""


@needs_recordings
@pytest.mark.parametrize(
    ("part", "path", "beyond"),
    [
        ("get-myself", "/myself", set()),
        ("list-projects", "/project/search", set()),
        ("get-issue-changelog", "/issue/{task}/changelog", {"$.values[0].items[0].fieldId was not recorded"}),
        ("search-issues", "/search/jql", set()),
        ("list-fields", "/field", set()),
        ("get-issue", "/issue/{task}", BEYOND),
    ],
)
def test_recorded_requests_get_recorded_keys_and_types_at_the_twin(
    vendors: Vendors, part: str, path: str, beyond: set[str]
) -> None:
    request, response = the(part)
    task = vendors.world.jira.by_key(SPECIAL["jira"].approved)
    own = f"/rest/api/3{path.format(task=task.id)}"
    body = request["body"] and {**request["body"], "jql": "project in (ACME) AND updated >= 1793703600000"}
    answer = sent(vendors, Logged("jira", request["method"], own, request["query"] or {}, body, 0))
    assert answer.status_code == response["status"]
    found = set(misfits(shape(answer.json()), shape(response["body"])))
    assert {each for each in found if not each.startswith("$.fields.customfield_")} == beyond
    limits = {name for name in response["headers"] if name.startswith("x-ratelimit")}
    assert limits <= set(answer.headers)
