"""Jira's payloads as records of ours: rich text, custom fields, moments, stages, and how people write keys."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from connectors.errors import Refused
from connectors.jira.adf import to_text
from connectors.jira.config import Config
from connectors.jira.fields import found
from connectors.jira.naming import told_apart
from connectors.jira.payloads import Field, Fields, Key, Project
from connectors.jira.records import BadValue, Known, flat, is_name, milliseconds, to_moment, to_project, to_task
from connectors.tasks import CANCELLED, DONE, OPEN, TaskRecord

CODE, APPROVAL = "customfield_10057", "customfield_10061"
CLOSED = datetime.fromisoformat("2026-10-29T17:02:11.300+0200")
SAMPLE: dict[str, Any] = {
    "summary": "M2 - UAT sign-off",
    "issuetype": {"id": "10002", "name": "Task", "subtask": False, "hierarchyLevel": 0},
    "project": {"id": "10010", "key": "ACM", "name": "ACME Portal", "projectCategory": {"name": "Clients - EMEA"}},
    "status": {
        "id": "10031",
        "name": "Client Approved",
        "statusCategory": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
    },
    "statuscategorychangedate": "2026-10-29T17:02:11.300+0200",
    "resolution": {"id": "10000", "name": "Done"},
    "resolutiondate": "2026-10-29T17:02:11.290+0200",
    "assignee": {"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Dana Ortiz", "active": True},
    "parent": {
        "id": "10400",
        "key": "ACM-30",
        "fields": {"summary": "Phase 2", "issuetype": {"name": "Epic", "hierarchyLevel": 1}},
    },
    "labels": ["billable"],
    "duedate": "2026-10-31",
    "created": "2026-08-03T01:11:40.000+0200",
    "updated": "2026-10-29T17:02:11.312+0200",
    "timetracking": {"originalEstimate": "3d", "originalEstimateSeconds": 86400, "timeSpentSeconds": 72000},
}
TEXTS = {CODE: "ACM-PRT-02", APPROVAL: None}


def known(**more: Any) -> Known:
    config = Config(kind="jira", site="acme.atlassian.net", email="a@b.test", token="${JIRA_TOKEN}", **more)
    names = {CODE: "Project code", APPROVAL: "Approval"}
    return Known("https://acme.atlassian.net", config, names, (CODE,), (APPROVAL,))


def task(custom: dict[str, Any] | None = None, **more: Any) -> TaskRecord:
    fields = {name: value for name, value in (SAMPLE | more).items() if value != "absent"}
    return to_task(Key("10412", "ACM-42"), msgspec.convert(fields, Fields), TEXTS | (custom or {}), known())


# ---- issues ----


def test_the_documented_sample_is_read() -> None:
    assert task() == TaskRecord(
        id="10412",
        key="ACM-42",
        title="M2 - UAT sign-off",
        url="https://acme.atlassian.net/browse/ACM-42",
        status="Client Approved",
        stage=DONE,
        project="10010",
        kind="Task",
        parent="ACM-30",
        parent_title="Phase 2",
        group="Phase 2",
        assignee="Dana Ortiz",
        created_on=date(2026, 8, 2),
        closed_at=CLOSED,
        changed_at=datetime(2026, 10, 29, 15, 2, 11, 312000, UTC),
        code="ACM-PRT-02",
        estimate_seconds=86400,
        fields={
            "Resolution": "Done",
            "Due date": "2026-10-31",
            "Labels": "billable",
            "Project code": "ACM-PRT-02",
        },
    )


def test_what_is_on_no_screen_or_not_shown_is_missing_and_no_error() -> None:
    bare = ("parent", "assignee", "resolution", "resolutiondate", "labels", "duedate", "timetracking")
    found = task(dict.fromkeys(TEXTS), **dict.fromkeys(bare, "absent"))
    assert (found.parent, found.assignee, found.estimate_seconds, found.code) == ("", "", None, "")
    assert found.fields == {}
    assert found.closed_at == CLOSED
    assert task(statuscategorychangedate=None, resolutiondate=None).closed_at is None
    assert task(statuscategorychangedate=None).closed_at == datetime.fromisoformat("2026-10-29T17:02:11.290+0200")


def test_an_address_that_is_hidden_leaves_the_name() -> None:
    person = {"accountId": "1", "displayName": "Dana Ortiz", "emailAddress": None, "timeZone": None}
    assert task(assignee=person).assignee == "Dana Ortiz"
    assert task(assignee=person | {"emailAddress": "dana@agency.test"}).assignee == "dana@agency.test"
    assert task(assignee=None).assignee == ""


@pytest.mark.parametrize(
    ("name", "category", "resolution", "stage"),
    [
        ("Done", "new", None, OPEN),
        ("Closed", "indeterminate", "Done", OPEN),
        ("In Progress", "done", None, DONE),
        ("Weird", "undefined", None, OPEN),
        ("won't do", "done", None, CANCELLED),
        ("Closed", "done", "Duplicate", CANCELLED),
        ("Cancelled", "indeterminate", None, OPEN),
    ],
)
def test_how_far_an_issue_is_stands_in_the_category_of_its_status(
    name: str, category: str, resolution: str | None, stage: str
) -> None:
    status = {"id": "1", "name": name, "statusCategory": {"key": category}}
    assert task(status=status, resolution=resolution and {"name": resolution}).stage == stage


@pytest.mark.parametrize(
    ("value", "approval", "stage"),
    [
        (None, "", DONE),
        ({"value": "Approved", "id": "1"}, "approved", DONE),
        ({"value": "ACCEPTED", "id": "1"}, "approved", DONE),
        ({"value": "Rejected", "id": "1"}, "rejected", OPEN),
        ({"value": "With the client", "id": "1"}, "pending", DONE),
    ],
)
def test_an_approval_is_what_its_field_says(value: Any, approval: str, stage: str) -> None:
    found = task({APPROVAL: value})
    assert (found.approval, found.stage) == (approval, stage)
    assert (found.closed_at is None) == (stage == OPEN)


def test_a_project_links_to_the_site() -> None:
    found = to_project(Project("10010", "ACM", "ACME Portal", archived=True), "https://acme.atlassian.net")
    assert (found.id, found.key, found.archived) == ("10010", "ACM", True)
    assert found.url == "https://acme.atlassian.net/browse/ACM"


# ---- moments ----


@pytest.mark.parametrize(
    "value",
    ["2026-10-29T17:02:11.312+0200", "2026-10-29T15:02:11.312+00:00", "2026-10-29T15:02:11.312Z", 1793286131312],
)
def test_a_moment_is_read_in_either_form(value: str | int) -> None:
    moment = to_moment(value, "created")
    assert moment == datetime(2026, 10, 29, 15, 2, 11, 312000, UTC)
    assert milliseconds(moment) == 1793286131312


@pytest.mark.parametrize("value", ["2026-10-29T17:02:11", "yesterday", "", 10**18])
def test_what_is_no_moment_is_told_with_its_path(value: str | int) -> None:
    with pytest.raises(BadValue, match="created"):
        to_moment(value, "created")


# ---- custom fields ----


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" ACM-PRT-02 ", "ACM-PRT-02"),
        (Decimal("12500.50"), "12500.50"),
        (Decimal("4711.0"), "4711"),
        (Decimal("1E+3"), "1000"),
        (4711, "4711"),
        ({"self": "..", "value": "PO-2026-118", "id": "10120"}, "PO-2026-118"),
        ([{"value": "One"}, {"value": "Two"}], "One, Two"),
        ({"value": "Europe", "id": "1", "child": {"value": "Berlin", "id": "2"}}, "Europe / Berlin"),
        (["a", "b"], "a, b"),
        ("2026-10-31", "2026-10-31"),
        ({"accountId": "5b10", "displayName": "Dana Ortiz"}, "5b10"),
        ([{"accountId": "5b10"}, {"accountId": "5b11"}], "5b10, 5b11"),
        ({"name": "developers", "groupId": "1"}, "developers"),
        ({"id": 7, "value": "ACME retainer"}, "ACME retainer"),
        ({"type": "doc", "version": 1, "content": [{"type": "text", "text": "Words"}]}, "Words"),
        ({"value": None}, ""),
        ({}, ""),
        ([], ""),
        (True, "yes"),
    ],
)
def test_every_kind_of_field_is_text(value: Any, text: str) -> None:
    assert flat(value) == text


def fields(*named: tuple[str, str, str]) -> list[Field]:
    return [msgspec.convert({"id": own, "name": name, "custom": bool(kind)}, Field) for own, name, kind in named]


def test_an_id_is_preferred_to_a_name() -> None:
    several = fields(("customfield_1", "customfield_2", "x"), ("customfield_2", "PO number", "x"))
    assert [field.id for field in found(several, "customfield_2", "fields")] == ["customfield_2"]
    assert [field.id for field in found(several, "po NUMBER ", "fields")] == ["customfield_2"]
    with pytest.raises(Refused, match="does not show a field named PO"):
        found(several, "PO", "fields")


# ---- rich text ----


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def node(kind: str, *content: Any, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, **({"content": list(content)} if content else {}), "attrs": attributes}


def words(text: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


def link(address: str) -> dict[str, Any]:
    return {"type": "link", "attrs": {"href": address}}


PARAGRAPH = node("paragraph", words("Sign-off by client."))
ITEM = node("listItem", PARAGRAPH)
TICKED, UNTICKED = node("taskItem", words("a"), state="DONE"), node("taskItem", words("b"), state="TODO")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" plain ", "plain"),
        (7, ""),
        (doc(PARAGRAPH), "Sign-off by client."),
        (doc(PARAGRAPH, PARAGRAPH), "Sign-off by client.\nSign-off by client."),
        (doc(node("panel", PARAGRAPH), PARAGRAPH), "Sign-off by client.\nSign-off by client."),
        (doc(node("blockquote", node("panel", PARAGRAPH)), node("rule")), "Sign-off by client.\n---"),
        (doc(node("paragraph", words("a"), node("hardBreak"), words("b"))), "a\nb"),
        (doc(words("here", link("https://a.test"))), "here (https://a.test)"),
        (doc(words("https://a.test", link("https://a.test"))), "https://a.test"),
        (doc(words("bold", {"type": "strong"})), "bold"),
        (
            doc(node("bulletList", ITEM, ITEM)),
            "- Sign-off by client.\n" * 2,
        ),
        (doc(node("orderedList", node("listItem", words("a")), node("listItem", words("b")))), "1. a\n2. b"),
        (
            doc(node("taskList", TICKED, UNTICKED)),
            "[x] a\n[ ] b",
        ),
        (doc(node("decisionList", node("decisionItem", words("We go")))), "- We go"),
        (doc(node("paragraph", node("mention", text="@Dana", id="5b10"), words(" asks"))), "@Dana asks"),
        (doc(node("emoji", shortName=":tada:"), node("emoji", shortName=":x:", text="✅")), ":tada:✅"),
        (doc(node("status", text="IN REVIEW", color="blue")), "IN REVIEW"),
        (doc(node("date", timestamp="1793232000000")), "2026-10-29"),
        (doc(words("x"), node("date", timestamp="--5"), node("date", timestamp="9" * 30)), "x"),
        (
            doc(node("inlineCard", url="https://acme.atlassian.net/browse/ACM-42")),
            "https://acme.atlassian.net/browse/ACM-42",
        ),
        (doc(node("mediaSingle", node("media", id="1"))), "[attachment]"),
        (
            doc(node("table", node("tableRow", node("tableHeader", PARAGRAPH), node("tableCell", words("b"))))),
            "Sign-off by client. | b",
        ),
        (doc(node("someday", words("kept")), node("someday")), "kept"),
        (doc(None, 7, "text", {"type": ["list"]}, {"content": {"type": "text"}}), ""),
    ],
)
def test_rich_text_is_flattened_with_the_words_in_attributes(value: Any, text: str) -> None:
    assert to_text(value) == text.strip()


# ---- keys ----


@pytest.mark.parametrize("text", ["ACM-42", "acm-42", "A_1-7", "10412", "999999999999999999"])
def test_what_can_be_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", "ACM", "ACM-", "ACM-0", "ACM-42 ", "1CM-2", "ÄCM-2", "0", "٣", "9" * 19, "ACM-42\n"]
)
def test_what_cannot_be_a_name(text: str) -> None:
    assert not is_name(text)


def test_missing_and_hidden_are_told_apart_by_all_keys_of_the_projects_that_are_shown() -> None:
    shown = [
        Project("1", "NEW", "Renamed", project_keys=["OLD", "NEW"]),
        Project("2", "ARC", "Archived", archived=True),
    ]
    names = ["OLD-1", "new-2", "ARC-3", "NIM-4", "10412", "words"]
    assert told_apart(names, shown, certain=True) == (("OLD-1", "new-2", "words"), ("ARC-3", "NIM-4", "10412"))
    assert told_apart(names, shown, certain=False) == (("words",), ("OLD-1", "new-2", "ARC-3", "NIM-4", "10412"))
