"""Asana's published description and recorded answers beside the connector and its twin: the same keys and types.

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
import yaml

from connectors.asana.config import Config
from connectors.asana.source import Source
from connectors.sources import Setting
from connectors.tasks import OPEN
from sandbox import asana as twin
from sandbox.asana_rows import WORKSPACE
from sandbox.task_seed import SPECIAL
from sandbox.task_world import SUBTASK
from tests.connectors.test_asana import by_key, gid, opened, record
from tests.connectors.vendors import FakeTime, Vendors

VENDOR = "asana"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SPEC = REFERENCE / "specs" / twin.SPEC
RECORDINGS = REFERENCE / "recordings" / "asana"

needs_spec = pytest.mark.skipif(not SPEC.is_file(), reason=f"the optional reference data is not in {SPEC}")
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}"
)

Json = dict[str, Any]

NOT_IN_THE_SPEC = {"assignee.email"}
"""What may be opted for by the vendor's other documentation, and not by its description."""
SHOWN_IN_FULL = {
    "TaskCompact": "TaskResponse",
    "ProjectCompact": "ProjectResponse",
    "StoryCompact": "StoryResponse",
    "WorkspaceMembershipCompact": "WorkspaceMembershipResponse",
}
"""The rows of a list are compact in the description, and have what was opted for in truth."""


# ---- the published description ----


@pytest.fixture(scope="module")
def spec() -> Json:
    loaded: Json = yaml.load(SPEC.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    loaded["components"]["schemas"]["UserCompact"]["properties"]["email"] = {"type": "string"}
    return loaded


def named(spec: Json, reference: str) -> Any:
    found: Any = spec
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def merged(schema: Json, spec: Json) -> Json:
    """A schema with what it refers to and all its parts in one."""
    while "$ref" in schema:
        schema = {**named(spec, schema["$ref"]), **({"nullable": True} if schema.get("nullable") else {})}
    made: Json = {name: value for name, value in schema.items() if name != "allOf"}
    for part in schema.get("allOf", ()):
        inner = merged(part, spec)
        properties = {**inner.get("properties", {}), **made.get("properties", {})}
        made = {**inner, **made, **({"properties": properties} if properties else {})}
    return made


def closed(schema: Json, spec: Json, depth: int = 0) -> Json:
    """A schema of the description as JSON Schema that allows no other keys, some levels deep."""
    whole = merged(schema, spec)
    made: Json = {name: whole[name] for name in ("type", "enum") if name in whole}
    if "properties" in whole and depth < 6:
        made["type"] = "object"
        made["properties"] = {name: closed(each, spec, depth + 1) for name, each in whole["properties"].items()}
        made["additionalProperties"] = False
    if "items" in whole:
        made["items"] = closed(whole["items"], spec, depth + 1)
    return {"anyOf": [made, {"type": "null"}]} if whole.get("nullable") else made


def operation(spec: Json, path: str) -> tuple[str, Json]:
    """The path and the GET of the description for a path below its server; `me` is somebody."""
    found = [
        (template, methods)
        for template, methods in spec["paths"].items()
        if "get" in methods and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path)
    ]
    template, methods = min(found, key=lambda each: each[0].count("{"))
    own: Json = methods["get"]
    return template, {**own, "parameters": [*methods.get("parameters", ()), *own.get("parameters", ())]}


def parameters(spec: Json, path: str) -> dict[str, Json]:
    """The parameters of the address that a path takes."""
    _, found = operation(spec, path)
    each = [named(spec, one["$ref"]) if "$ref" in one else one for one in found["parameters"]]
    return {one["name"]: one["schema"] for one in each if one["in"] == "query"}


def answered(spec: Json, path: str) -> Json:
    """The schema of what a path answers, its rows in full."""
    responses = operation(spec, path)[1]["responses"]
    schema = copy.deepcopy(responses.get("200", responses.get(200))["content"]["application/json"]["schema"])
    items = schema["properties"]["data"].get("items", {})
    name = items.get("$ref", "").rpartition("/")[2]
    if name in SHOWN_IN_FULL:
        items["$ref"] = f"#/components/schemas/{SHOWN_IN_FULL[name]}"
    return closed(schema, spec)


def everything(vendors: Vendors) -> None:
    """Asks for all that a connector may ever ask for."""
    projects = [gid(vendors, "MAR"), gid(vendors, "GRAN")]
    with opened(vendors, projects=tuple(projects)) as asana:
        asana.page_size = 20
        asana.account()
        list(asana.projects())
        list(asana.changed(None, projects))
        list(asana.changed(vendors.world.clock.now(), projects))
        part = next(task for task in vendors.world.asana.tasks.values() if task.kind == SUBTASK)
        list(asana.named([str(part.id), "MAR-5"]))
        task = by_key(vendors, SPECIAL["asana"].approved)
        asana.evidence(record(asana, task), {"approval": "approved"})
        asana.page_size = 1
        list(asana.changed(None, projects[:1]))


def get(vendors: Vendors, path: str, params: Json) -> httpx.Response:
    headers = {"Authorization": f"Bearer {vendors.world.asana.token()}"}
    return httpx.get(f"{vendors.base}/asana/api/1.0{path}", params=params, headers=headers)


@needs_spec
def test_every_request_is_one_of_the_description_with_fields_that_may_be_opted_for(
    vendors: Vendors, spec: Json
) -> None:
    everything(vendors)
    seen = set()
    for each in vendors.world.requests:
        path = each.path.removeprefix("/api/1.0")
        known = parameters(spec, path)
        assert each.method == "GET"
        assert each.params.keys() <= known.keys(), f"{path} has other parameters"
        fields = set(filter(None, each.params.get("opt_fields", "").split(",")))
        if fields:
            assert fields - NOT_IN_THE_SPEC <= set(known["opt_fields"]["items"]["enum"]), path
        if "limit" in each.params:
            assert 1 <= int(each.params["limit"]) <= known["limit"]["maximum"]
        seen.add(operation(spec, path)[0])
    assert seen == {
        "/users/{user_gid}",
        "/users/{user_gid}/workspace_memberships",
        "/workspaces/{workspace_gid}/projects",
        "/projects/{project_gid}/task_counts",
        "/tasks",
        "/tasks/{task_gid}",
        "/tasks/{task_gid}/subtasks",
        "/tasks/{task_gid}/stories",
        "/workspaces/{workspace_gid}/tasks/custom_id/{custom_id}",
    }


@needs_spec
def test_every_answer_of_the_twin_fits_the_description_and_has_nothing_else(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    asked = {(each.path, tuple(each.params.items())) for each in vendors.world.requests if each.status == 200}
    task = by_key(vendors, SPECIAL["asana"].approved)
    plain = (f"/tasks/{task.id}", f"/tasks/{task.id}/stories", f"/projects/{task.project}", "/users/me")
    asked |= {(f"/api/1.0{path}", ()) for path in plain}
    asked.add(("/api/1.0/tasks", (("project", str(task.project)),)))
    checked = set()
    for whole, pairs in sorted(asked):
        path, params = whole.removeprefix("/api/1.0"), dict(pairs)
        answer = get(vendors, path, params)
        assert answer.status_code == 200
        assert answer.json()["data"] or "modified_since" in params, path
        jsonschema.validate(answer.json(), answered(spec, path))
        checked.add(operation(spec, path)[0])
    assert len(checked) == 10


@needs_spec
def test_the_schemas_are_closed_and_would_see_a_wrong_key_or_type(vendors: Vendors, spec: Json) -> None:
    task = by_key(vendors, SPECIAL["asana"].approved)
    schema = answered(spec, f"/tasks/{task.id}")
    good = get(vendors, f"/tasks/{task.id}", {}).json()
    jsonschema.validate(good, schema)
    for wrong in ({"completed": "yes"}, {"approval_status": "accepted"}, {"status": "Done"}, {"gid": 42}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"data": {**good["data"], **wrong}}, schema)
    field = {**good["data"]["custom_fields"][0], "value": "x"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"data": {**good["data"], "custom_fields": [field]}}, schema)


@needs_spec
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_refusals_have_the_shape_of_the_description(vendors: Vendors, spec: Json, status: int) -> None:
    headers = {"Authorization": "Bearer none"} if status == 401 else {}
    paths = {403: f"/tasks?project={gid(vendors, SPECIAL['asana'].hidden)}", 404: "/tasks/1"}
    if status in (429, 500):
        vendors.fault("asana", {429: "429 seconds", 500: "500"}[status], "/api/1.0/users/me")
    token = {"Authorization": f"Bearer {vendors.world.asana.token()}"}
    address = f"{vendors.base}/asana/api/1.0{paths.get(status, '/users/me')}"
    answer = httpx.get(address, headers=headers or token)
    assert answer.status_code == status
    jsonschema.validate(answer.json(), closed({"$ref": "#/components/schemas/ErrorResponse"}, spec))
    assert ("retry-after" in answer.headers) == (status == 429)


# ---- recorded answers ----


def the(part: str) -> tuple[Json, Json]:
    """The first exchange of the recording with this in its name."""
    file = RECORDINGS / f"recorded_{part}.json"
    [each, *_] = json.loads(file.read_text())["interactions"]
    return each["request"], each["response"]


def replayed(part: str) -> httpx.Response:
    """What was answered in a recording, as Asana sent it."""
    _, response = the(part)
    headers = {name: response["headers"][name] for name in ("date", "content-type")}
    return httpx.Response(response["status"], content=json.dumps(response["body"]).encode(), headers=headers)


@pytest.fixture
def real() -> Iterator[respx.MockRouter]:
    """Asana's own host, which answers what was recorded."""
    with respx.mock(base_url="https://app.asana.com/api/1.0", assert_all_called=False) as router:
        router.get("/users/me/workspace_memberships").mock(httpx.Response(200, json={"data": []}))
        yield router


@pytest.fixture
def asana() -> Iterator[Source]:
    config = Config(kind="asana", workspace="1202775892569436", token="${ASANA_TOKEN}")
    found = Source(config, Setting("Northwind AI", "2/1:secret", "UTC", FakeTime().timer))
    yield found
    found.close()


@needs_recordings
def test_a_recorded_list_of_tasks_is_read(real: respx.MockRouter, asana: Source) -> None:
    real.get("/tasks").mock(replayed("list-tasks-for-project"))
    [page] = asana.changed(None, ["1211440849237745"])
    assert page.rejected == ()
    assert [task.title for task in page.tasks] == [
        "Draft project brief",
        "Schedule kickoff meeting",
        "Share timeline with teammates",
    ]
    first = page.tasks[0]
    assert first.url == "https://app.asana.com/1/1202775892569436/project/1211440849237745/task/1211440849237760"
    assert (first.stage, first.created_on, first.assignee) == (OPEN, date(2025, 9, 23), "Nango API")
    assert first.changed_at == datetime(2026, 4, 27, 14, 33, 28, 267000, UTC)
    assert page.tasks[2].assignee == ""
    assert asana.told_at() == datetime(2026, 4, 27, 14, 41, 18, tzinfo=UTC)


@needs_recordings
def test_a_recorded_task_is_read_and_an_empty_membership_is_no_project(real: respx.MockRouter, asana: Source) -> None:
    real.get("/tasks/1211440849237760").mock(replayed("get-task"))
    [page] = asana.named(["1211440849237760"])
    [task] = page.tasks
    assert (task.title, task.kind, task.status, task.project) == ("Draft project brief", "task", "Incomplete", "")


@needs_recordings
def test_recorded_subtasks_are_read(real: respx.MockRouter, asana: Source) -> None:
    whole = {"gid": "1214301141292050", "name": "Test Task", "completed": False, "num_subtasks": 2}
    membership = {"project": {"gid": "12", "name": "Any"}, "section": {"gid": "13", "name": "To do"}}
    listed = {"data": [{**whole, "memberships": [membership]}], "next_page": None}
    real.get("/tasks").mock(httpx.Response(200, json=listed))
    real.get("/tasks/1214301141292050/subtasks").mock(replayed("list-subtasks-for-task"))
    tasks = [task for page in asana.changed(None, ["12"]) for task in page.tasks]
    assert [(task.title, task.project, task.parent_title) for task in tasks] == [
        ("Test Task", "12", ""),
        ("Subtask 2", "12", "Test Task"),
        ("Subtask 1", "12", "Test Task"),
    ]


@needs_recordings
def test_recorded_stories_are_read_and_tell_nothing_of_sections(real: respx.MockRouter, asana: Source) -> None:
    _, response = the("get-task")
    membership = {"project": {"gid": "12", "name": "Any"}, "section": {"gid": "13", "name": "To do"}}
    now = {"data": {**response["body"]["data"], "memberships": [membership]}}
    real.get("/tasks/1211440849237760").mock(httpx.Response(200, json=now))
    stories = real.get("/tasks/1211440849237760/stories").mock(replayed("list-stories-for-task"))
    [page] = asana.named(["1211440849237760"])
    assert page.tasks[0].group == "To do"
    assert asana.evidence(page.tasks[0], {"section": "To do"}) is None
    assert stories.called


@needs_recordings
def test_recorded_projects_and_people_are_read(real: respx.MockRouter, asana: Source) -> None:
    real.get("/workspaces/1202775892569436/projects").mock(replayed("list-projects-for-workspace"))
    _, user = the("get-user")
    _, workspaces = the("list-workspaces")
    me = {"data": {**user["body"]["data"], "workspaces": workspaces["body"]["data"]}}
    real.get("/users/me").mock(httpx.Response(200, json=me))
    real.get("/users/me/workspace_memberships").mock(httpx.Response(200, json={"data": []}))
    account = asana.account()
    assert (account.person, account.account) == (
        "Nango API <pc89d1993@example.test>",
        "nango.dev (1202775892569436)",
    )
    found = list(asana.projects())
    assert len(found) == 8 and found[0].name == "API Testing Sandbox"
    assert found[0].url == "https://app.asana.com/1/1202775892569436/project/1211440849237745"


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
        for name in before:
            if name in ours:
                yield from misfits(before[name], ours[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
    elif isinstance(before, list) and isinstance(ours, list):
        for one, other in zip(before, ours, strict=False):
            yield from misfits(one, other, f"{path}[0]")
    elif None not in (before, ours) and before != ours:
        yield f"{path} is {ours}, recorded as {before}"


@needs_recordings
@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("get-task", "/tasks/{task}"),
        ("list-tasks-for-project", "/tasks?project={project}"),
        ("list-subtasks-for-task", "/tasks/{task}/subtasks"),
        ("list-stories-for-task", "/tasks/{task}/stories"),
        ("get-project", "/projects/{project}"),
        ("list-projects-for-workspace", "/workspaces/{workspace}/projects"),
        ("get-user", "/users/me"),
    ],
)
def test_recorded_requests_get_the_recorded_keys_and_types_at_the_twin(vendors: Vendors, part: str, path: str) -> None:
    request, response = the(part)
    task = next(task for task in vendors.world.asana.tasks.values() if vendors.world.asana.children(task.id))
    own = path.format(task=task.id, project=task.project, workspace=WORKSPACE)
    address, _, query = own.partition("?")
    params = dict(each.split("=") for each in query.split("&") if each) | (request["query"] or {})
    answer = get(vendors, address, params)
    assert answer.status_code == response["status"]
    assert list(misfits(shape(response["body"]), shape(answer.json()))) == []
