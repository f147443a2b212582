"""Toggl Track as it was recorded, and as its documentation describes it: requests, answers, and the vendor on loopback.

Recordings are optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside
the checkout. The vendor's own description may not be kept, so the schemas here were written after its documentation.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator

from billing.records import TIME, SourceRecord
from connectors.errors import Reconnect
from connectors.http import Reply
from connectors.toggl.book import Book
from connectors.toggl.payloads import Client, Me, Project, Tag, Workspace
from connectors.toggl.reading import read_rows
from connectors.toggl.records import to_record
from connectors.toggl.references import to_client, to_project, to_tag
from connectors.toggl.signals import judge
from tests.connectors.source_tests import NOVEMBER, OCTOBER
from tests.connectors.test_toggl import REPORT, source_for
from tests.connectors.vendors import Vendors

VENDOR = "toggl"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
RECORDINGS = REFERENCE / "recordings" / "toggl"
recorded = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}")


def interactions(name: str) -> list[dict[str, Any]]:
    """The requests and answers of a recording."""
    found: list[dict[str, Any]] = json.loads((RECORDINGS / name).read_text())["interactions"]
    return found


def bodies(name: str) -> Iterator[dict[str, Any]]:
    """The objects that a recording's answers are, or are lists of."""
    for each in interactions(name):
        body = each["response"]["body"]
        yield from (one for one in (body if isinstance(body, list) else [body]) if isinstance(one, dict))


def related(kind: str) -> list[dict[str, Any]]:
    """What the recorded /me with related data has of a kind."""
    names = ("v9_cassette_2024-12-12.json", "v9_cassette_2024-12-15.json")
    return [one for name in names for body in bodies(name) for one in body.get(kind) or ()]


# ---- recordings through the connector ----


@recorded
def test_the_recorded_report_is_read() -> None:
    [found] = interactions("evrone_report_time_entry_post.json")
    rows = read_rows(Reply(200, {}, json.dumps(found["response"]["body"]).encode(), "POST report"))
    assert rows.bad == ()
    assert [to_record(row, Book()) for row in rows.good] == [
        SourceRecord(
            day=date(2024, 7, 30),
            seconds=52,
            person="test user",
            tags=("16501871",),
            note="sample description",
            started=datetime(2024, 7, 30, 8, 13, 46, tzinfo=UTC),
            ended=datetime(2024, 7, 30, 8, 14, 38, tzinfo=UTC),
            billable=False,
            project_id="202793182",
            person_id="30809356",
        )
    ]


@recorded
def test_recorded_accounts_are_read() -> None:
    users = [
        msgspec.convert(body, Me)
        for name in ("evrone_me_get.json", "v9_cassette_2024-12-12.json", "v9_cassette_2024-12-15.json")
        for body in bodies(name)
        if "fullname" in body
    ]
    assert {user.timezone for user in users} == {"Europe/London", "Europe/Berlin"}
    spaces = msgspec.convert([*bodies("evrone_workspace_get.json"), *related("workspaces")], list[Workspace])
    assert {space.id for space in spaces} == {43644207, 2230580}
    assert all(space.admin for space in spaces)


@recorded
def test_recorded_projects_clients_and_tags_are_read() -> None:
    projects = msgspec.convert([*bodies("evrone_project_get.json"), *related("projects")], list[Project])
    clients = msgspec.convert(related("clients"), list[Client])
    tags = msgspec.convert(related("tags"), list[Tag])
    assert (len(projects), len(clients), len(tags)) == (53, 8, 24)
    assert {project.client_id for project in projects} - {None} <= {client.id for client in clients}
    named = [*(to_project(each, Book()) for each in projects), *map(to_client, clients), *map(to_tag, tags)]
    assert all(each.name for each in named)
    assert any(to_project(each, Book()).archived for each in projects)


@recorded
def test_a_recorded_refusal_of_a_token_means_to_connect_again() -> None:
    [found] = interactions("v9_cassette_2024-12-10.json")
    answer = Reply(found["response"]["status"], {}, b"", "GET /api/v9/me")
    assert isinstance(judge(answer, 0), Reconnect)


# ---- recorded requests, answered by the vendor on loopback ----

SELDOM = {
    "api_token",
    "intercom_hash",
    "oauth_providers",
    "tasks_count",
    "pinned",
    "profile",
    "only_admins_see_billable_rates",
    "limit_public_project_data",
}
"""Keys that only some recordings have, and secrets."""
ADDED = {"disable_approvals", "disable_expenses", "max_data_retention_days", "end_date", "external_reference"}
"""Keys that are documented, and newer than the recordings."""


def asked(vendors: Vendors, path: str, body: object = None) -> Any:
    """What the vendor on loopback answers to its administrator."""
    auth = (vendors.world.toggl.token(), "api_token")
    with httpx.Client(trust_env=False) as client:
        address = f"{vendors.base}/toggl{path}"
        answer = client.get(address, auth=auth) if body is None else client.post(address, auth=auth, json=body)
    vendors.time.passed += 2
    assert answer.status_code == 200, answer.text
    return answer.json()


def same_shape(ours: Any, theirs: Any) -> None:
    """Fails unless two answers have the same keys and types; null says nothing of a type."""
    if isinstance(theirs, dict):
        assert isinstance(ours, dict)
        assert theirs.keys() - ours.keys() <= SELDOM
        assert ours.keys() - theirs.keys() <= ADDED | SELDOM
        for name in ours.keys() & theirs.keys():
            same_shape(ours[name], theirs[name])
    elif isinstance(theirs, list):
        assert isinstance(ours, list)
        if ours and theirs:
            same_shape(ours[0], theirs[0])
    elif ours is not None and theirs is not None:
        assert type(ours) is type(theirs)


@recorded
def test_a_recorded_question_who_i_am_is_answered_alike(vendors: Vendors) -> None:
    [theirs] = [body for body in bodies("evrone_me_get.json") if "fullname" in body]
    same_shape(asked(vendors, "/api/v9/me"), theirs)


@recorded
def test_a_recorded_question_for_workspaces_is_answered_alike(vendors: Vendors) -> None:
    [theirs] = bodies("evrone_workspace_get.json")
    same_shape(asked(vendors, "/api/v9/me/workspaces"), [theirs])
    same_shape(asked(vendors, "/api/v9/workspaces/7435584"), theirs)


@recorded
def test_recorded_projects_clients_and_tags_look_alike(vendors: Vendors) -> None:
    [theirs] = bodies("evrone_project_get.json")
    for ours in asked(vendors, "/api/v9/workspaces/7435584/projects?active=both"):
        same_shape(ours, theirs)
    same_shape(asked(vendors, "/api/v9/workspaces/7435584/clients"), related("clients"))
    same_shape(asked(vendors, "/api/v9/workspaces/7435584/tags"), related("tags"))


@recorded
def test_a_recorded_question_for_the_report_is_answered_alike(vendors: Vendors) -> None:
    [found] = interactions("evrone_report_time_entry_post.json")
    body = {"start_date": "2026-10-01", "end_date": "2026-10-31"}
    same_shape(asked(vendors, REPORT, body), found["response"]["body"])


# ---- requests and answers against the documentation ----

WHOLE = {"type": "integer"}
DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """Null, or this."""
    return {"anyOf": [schema, {"type": "null"}]}


def object_of(properties: dict[str, Any], required: str) -> dict[str, Any]:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
IDS = {"type": "array", "items": maybe(WHOLE)}
FILTERS = {
    "start_date": DAY,
    "end_date": DAY,
    "billable": FLAG,
    "client_ids": IDS,
    "project_ids": IDS,
    "task_ids": IDS,
    "tag_ids": IDS,
    "user_ids": IDS,
    "group_ids": IDS,
    "time_entry_ids": IDS,
    "description": TEXT,
    "min_duration_seconds": WHOLE,
    "max_duration_seconds": WHOLE,
    "rounding": {"enum": [-1, 0, 1]},
    "rounding_minutes": {"enum": [0, 1, 5, 6, 10, 12, 15, 30, 60, 240]},
    "grouped": FLAG,
}
SEARCH = object_of(
    {
        **FILTERS,
        "hide_amounts": FLAG,
        "enrich_response": FLAG,
        "order_by": {"enum": ["date", "user", "duration", "description", "last_update"]},
        "order_dir": {"enum": ["ASC", "DESC"]},
        "page_size": WHOLE,
        "first_id": WHOLE,
        "first_row_number": WHOLE,
        "first_timestamp": WHOLE,
    },
    "start_date end_date rounding rounding_minutes",
)
TOTALS = object_of(
    {**FILTERS, "granularity": {"enum": ["day", "week", "month"]}, "resolution": TEXT, "with_graph": FLAG},
    "start_date end_date rounding rounding_minutes",
)
INNER = object_of(
    {"id": WHOLE, "seconds": WHOLE, "start": MOMENT, "stop": maybe(MOMENT), "at": MOMENT, "at_tz": MOMENT},
    "id seconds start stop at at_tz",
)
NAMES = {
    "email": TEXT,
    "client_name": maybe(TEXT),
    "project_name": maybe(TEXT),
    "project_color": maybe(TEXT),
    "project_hex": maybe(TEXT),
    "task_name": maybe(TEXT),
    "tag_names": {"type": "array", "items": TEXT},
}
GROUP = object_of(
    {
        **NAMES,
        "user_id": WHOLE,
        "username": TEXT,
        "project_id": maybe(WHOLE),
        "task_id": maybe(WHOLE),
        "billable": FLAG,
        "description": TEXT,
        "tag_ids": {"type": "array", "items": WHOLE},
        "hourly_rate_in_cents": maybe(WHOLE),
        "billable_amount_in_cents": maybe(WHOLE),
        "currency": TEXT,
        "row_number": WHOLE,
        "time_entries": {"type": "array", "items": INNER, "minItems": 1},
    },
    "user_id username project_id task_id billable description tag_ids hourly_rate_in_cents billable_amount_in_cents"
    " currency row_number time_entries email client_name project_name task_name tag_names",
)
SUMS = object_of(
    {
        "seconds": WHOLE,
        "billable_amount_in_cents": maybe(WHOLE),
        "labour_cost_in_cents": maybe(WHOLE),
        "rates": maybe({"type": "array"}),
        "tracked_days": maybe(WHOLE),
        "resolution": TEXT,
        "graph": maybe({"type": "array"}),
    },
    "seconds",
)
TIMESHEET = object_of(
    {
        **dict.fromkeys(("timesheet_setup_id", "workspace_id", "member_id", "approver_id"), WHOLE),
        **dict.fromkeys(("member_name", "status", "periodicity", "timezone", "rejection_comment"), TEXT),
        **dict.fromkeys(("start_date", "end_date", "period_start", "period_end"), DAY),
        **dict.fromkeys(("submitted_at", "approved_or_rejected_at"), maybe(MOMENT)),
        **dict.fromkeys(("period_locked", "period_editable"), FLAG),
    },
    "member_id start_date status",
)
TASK = object_of(
    {
        **dict.fromkeys(("id", "workspace_id", "estimated_seconds", "tracked_seconds"), WHOLE),
        "name": TEXT,
        "project_id": maybe(WHOLE),
        "user_id": maybe(WHOLE),
        "rate": maybe({"type": "number"}),
        "active": FLAG,
        "recurring": FLAG,
        "at": MOMENT,
    },
    "id name project_id active",
)
MEMBER = object_of(
    {
        **dict.fromkeys(("id", "uid", "wid"), WHOLE),
        **dict.fromkeys(("name", "email", "role", "timezone"), TEXT),
        **dict.fromkeys(("active", "inactive", "admin"), FLAG),
        **dict.fromkeys(("rate", "labor_cost"), maybe({"type": "number"})),
        "group_ids": maybe(IDS),
        "at": MOMENT,
    },
    "id uid name email inactive",
)


def envelope(of: dict[str, Any]) -> dict[str, Any]:
    """A page with its number."""
    counts = dict.fromkeys(("page", "per_page", "total_count"), WHOLE)
    return object_of({"data": {"type": "array", "items": of}, **counts}, "data")


QUERIES: dict[str, tuple[str, ...]] = {
    "": (),
    "/projects": (
        "active",
        "since",
        "page",
        "per_page",
        "client_ids",
        "statuses",
        "search",
        "sort_field",
        "sort_order",
    ),
    "/clients": ("status", "name"),
    "/tasks": ("since", "page", "per_page", "active", "pid", "search"),
    "/tags": ("page", "per_page", "search"),
    "/workspace_users": ("includeIndirect",),
    "/timesheets": tuple("member_ids approver_ids timesheet_setup_ids statuses before after page per_page".split()),
}


def fits(value: object, schema: dict[str, Any]) -> None:
    """Fails with the first thing that a schema does not allow."""
    Draft202012Validator(schema).validate(value)


def test_every_request_is_one_that_is_documented(vendors: Vendors) -> None:
    source = source_for(vendors, page_size=400, require_approval=True)
    source.account()
    list(source.references())
    list(source.listing(TIME, OCTOBER))
    list(source.changes(TIME, datetime(2026, 10, 20, tzinfo=UTC), [OCTOBER, NOVEMBER]))
    source.totals(TIME, OCTOBER)
    source.close()
    workspace = "/api/v9/workspaces/7435584"
    for each in vendors.world.requests:
        if each.method == "POST":
            assert each.path in (REPORT, REPORT + "/totals")
            fits(each.body, SEARCH if each.path == REPORT else TOTALS)
        elif each.path != "/api/v9/me":
            assert each.params.keys() <= set(QUERIES[each.path.removeprefix(workspace)])
    assert {each.status for each in vendors.world.requests} == {200}


def test_answers_on_loopback_are_as_documented(vendors: Vendors) -> None:
    tracker = vendors.world.toggl
    span = {"start_date": "2026-10-01", "end_date": "2026-11-30", "rounding": 0, "rounding_minutes": 0}
    rows = asked(vendors, REPORT, {**span, "enrich_response": True, "page_size": 2000})
    fits(rows, {"type": "array", "items": GROUP})
    assert len(rows) == len(tracker.everything())
    fits(asked(vendors, REPORT + "/totals", span), SUMS)
    workspace = "/api/v9/workspaces/7435584"
    fits(asked(vendors, f"{workspace}/timesheets"), envelope(TIMESHEET))
    fits(asked(vendors, f"{workspace}/tasks?active=both"), envelope(TASK))
    fits(asked(vendors, f"{workspace}/workspace_users"), {"type": "array", "items": MEMBER})


# ---- what the vendor on loopback refuses ----

SPACE = "/api/v9/workspaces/7435584"
SPAN = {"start_date": "2026-10-01", "end_date": "2026-10-31"}


def refused(
    vendors: Vendors, path: str, body: object = None, token: str = "", password: str = "api_token"
) -> httpx.Response:
    """The whole answer to something that should not be asked so."""
    vendors.time.passed += 2
    auth = (token or vendors.world.toggl.token(), password)
    with httpx.Client(trust_env=False) as client:
        address = f"{vendors.base}/toggl{path}"
        return client.get(address, auth=auth) if body is None else client.post(address, auth=auth, json=body)


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/api/v9/me/time_entries", None, 404, "Not found"),
        (SPACE + "/time_entries", None, 404, "Not found"),
        (SPACE + "/projects?archived=true", None, 400, "Invalid 'archived' value"),
        (SPACE + "/projects?active=all", None, 400, "Invalid 'active' value"),
        (SPACE + "/projects?per_page=201", None, 400, "Invalid 'per_page' value"),
        (REPORT, None, 405, "Method not allowed"),
        (REPORT, {}, 400, "At least one parameter must be set"),
        (REPORT, {**SPAN, "since": "2026-10-01"}, 400, "does not know since"),
        (REPORT, {**SPAN, "rounding_minutes": 7}, 400, "allowed values are: 0, 1, 5"),
        (REPORT, {**SPAN, "end_date": "2026-09-30"}, 400, "Invalid 'end_date' value"),
        (REPORT, {**SPAN, "end_date": "2027-10-01"}, 400, "Invalid 'end_date' value"),
        (REPORT, {**SPAN, "page_size": "50"}, 400, "page_size"),
        ("/reports/api/v3/workspace/1/search/time_entries", SPAN, 403, "Workspace not found/accessible"),
        ("/api/v9/workspaces/1", None, 403, "User does not have access to this resource."),
    ],
)
def test_what_is_not_documented_is_refused_with_a_bare_text(
    vendors: Vendors, path: str, body: object, status: int, words: str
) -> None:
    answer = refused(vendors, path, body)
    assert answer.status_code == status
    assert words in answer.json()


@pytest.mark.parametrize(("token", "password"), [("", "secret"), ("f" * 32, "api_token"), ("expired", "api_token")])
def test_a_token_that_is_not_known_is_403(vendors: Vendors, token: str, password: str) -> None:
    token = vendors.world.toggl.token("expired") if token == "expired" else token
    answer = refused(vendors, "/api/v9/me", None, token, password)
    assert (answer.status_code, answer.json()) == (403, "Incorrect username and/or password")


def test_a_third_request_within_a_second_is_429_and_says_no_time(vendors: Vendors) -> None:
    auth = (vendors.world.toggl.token(), "api_token")
    with httpx.Client(trust_env=False, auth=auth) as client:
        answers = [client.get(f"{vendors.base}/toggl{SPACE}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "retry-after" not in answers[-1].headers


def test_quotas_count_for_the_person_and_for_the_organisation_apart(vendors: Vendors) -> None:
    vendors.world.toggl.plan = "free"
    answers = [refused(vendors, path) for path in ("/api/v9/me", SPACE) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [*[200] * 30, 402] * 2
    left = [int(answer.headers["X-Toggl-Quota-Remaining"]) for answer in answers]
    assert left == [*range(29, -1, -1), 0] * 2
    assert "You have hit your hourly limit for API calls." in answers[-1].json()
    assert int(answers[-1].headers["X-Toggl-Quota-Resets-In"]) == 3600 - 60
    vendors.time.passed += 3600
    assert refused(vendors, SPACE).status_code == 200


@pytest.mark.parametrize(
    ("plan", "path", "status"),
    [
        ("free", "/tasks", 402),
        ("starter", "/tasks", 200),
        ("starter", "/timesheets", 402),
        ("premium", "/timesheets", 200),
    ],
)
def test_plans_have_what_is_documented(vendors: Vendors, plan: str, path: str, status: int) -> None:
    vendors.world.toggl.plan = plan
    assert refused(vendors, SPACE + path).status_code == status


def test_lists_hold_what_is_active_unless_asked_otherwise(vendors: Vendors) -> None:
    for path, both in (("/projects", "?active=both"), ("/clients", "?status=both")):
        some, all_of_them = (len(asked(vendors, SPACE + path + query)) for query in ("", both))
        assert some < all_of_them


def test_the_report_is_rounded_as_its_reader_prefers_unless_told_otherwise(vendors: Vendors) -> None:
    exact = {"rounding": 0, "rounding_minutes": 0}
    for path in ("", "/totals"):
        answers = [asked(vendors, REPORT + path, {**SPAN, **more}) for more in ({}, exact)]
        rounded, as_it_was = (
            [answer["seconds"]] if path else [row["time_entries"][0]["seconds"] for row in answer] for answer in answers
        )
        assert all(seconds % 900 == 0 for seconds in rounded)
        assert any(seconds % 900 for seconds in as_it_was)
        assert sum(rounded) > sum(as_it_was)


def test_a_page_has_fifty_rows_unless_told_otherwise_and_names_the_next(vendors: Vendors) -> None:
    answer = refused(vendors, REPORT, SPAN)
    assert len(answer.json()) == 50
    assert answer.headers["X-Next-Row-Number"] == "51"
    following = refused(vendors, REPORT, {**SPAN, "first_row_number": 51})
    assert str(following.json()[0]["time_entries"][0]["id"]) == answer.headers["X-Next-ID"]
    assert following.json()[0]["row_number"] == 51
    last = refused(vendors, REPORT, {**SPAN, "page_size": 5000})
    assert "X-Next-ID" not in last.headers and "X-Next-Row-Number" not in last.headers


def test_a_member_sees_the_own_entries_and_no_money(vendors: Vendors) -> None:
    tracker = vendors.world.toggl
    entry = tracker.window(date(2026, 10, 1), date(2026, 10, 31))[0]
    member = tracker.access[tracker.token("member")].person
    tracker.change(entry.id, person=member, billable=True, rate=Decimal(150))
    mine = refused(vendors, REPORT, SPAN, tracker.token("member")).json()
    assert {row["user_id"] for row in mine} == {member}
    assert {row["hourly_rate_in_cents"] for row in mine} == {None}
    [row] = [row for row in asked(vendors, REPORT, SPAN) if row["time_entries"][0]["id"] == entry.id]
    assert row["hourly_rate_in_cents"] == 15000
