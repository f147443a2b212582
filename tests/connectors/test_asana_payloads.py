"""Asana's payloads as records of ours: projects, tasks, approvals, custom fields, and how entries name tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from connectors.asana.api import code_field
from connectors.asana.config import Config, gid_of, is_custom_id, project_of
from connectors.asana.history import evidence
from connectors.asana.payloads import Field, Project, Story, Task
from connectors.asana.records import BadValue, Home, Known, to_project, to_task
from connectors.errors import Refused
from connectors.tasks import DONE, OPEN

CODE = "1207000000000001"
PORTAL, SPRINT, OTHER = "1205000000000010", "1205000000000011", "1205000000000012"
COMPLETED = datetime(2026, 10, 29, 15, 2, 11, 312000, UTC)
SAMPLE: dict[str, Any] = {
    "gid": "1209000000000042",
    "resource_subtype": "milestone",
    "name": "M2 - UAT sign-off",
    "completed": True,
    "completed_at": "2026-10-29T15:02:11.312Z",
    "completed_by": {"gid": "1201000000000007", "name": "Dana Ortiz"},
    "assignee": {"gid": "1201000000000007", "name": "Dana Ortiz", "email": "dana@agency.example"},
    "created_at": "2026-08-03T09:11:40.000Z",
    "modified_at": "2026-10-29T15:02:12.001Z",
    "due_on": "2026-10-31",
    "parent": None,
    "num_subtasks": 4,
    "permalink_url": "https://app.asana.com/1/1200000000000001/task/1209000000000042",
    "memberships": [
        {
            "project": {"gid": PORTAL, "name": "ACME - Portal rebuild"},
            "section": {"gid": "1205000000000019", "name": "Client approved"},
        }
    ],
    "custom_fields": [
        {"gid": CODE, "name": "Project code", "enabled": True, "display_value": "ACM-PRT-02"},
        {"gid": "1207000000000002", "name": "PO number", "enabled": True, "display_value": None},
        {"gid": "1207000000000003", "name": "Billing type", "enabled": True, "display_value": "Fixed fee"},
        {
            "gid": "1207000000000004",
            "name": "Budget",
            "enabled": True,
            "display_value": "12500.00",
            "number_value": 12500,
        },
    ],
}


def task(**more: Any) -> Task:
    return msgspec.convert({**SAMPLE, **more}, Task, strict=False)


def field(name: str, **more: Any) -> dict[str, Any]:
    return {"gid": f"12070000000000{len(name):02d}", "name": name, "enabled": True, **more}


def member(project: str, section: str = "To do") -> dict[str, Any]:
    return {"project": {"gid": project, "name": f"Project {project[-2:]}"}, "section": {"gid": "9", "name": section}}


# ---- tasks ----


def test_a_task_has_all_that_asana_says_of_it() -> None:
    record = to_task(task(), Known(CODE))
    assert (record.id, record.key, record.title) == ("1209000000000042", "1209000000000042", "M2 - UAT sign-off")
    assert record.url == "https://app.asana.com/1/1200000000000001/task/1209000000000042"
    assert (record.status, record.stage, record.kind, record.approval) == ("Completed", DONE, "milestone", "")
    assert (record.project, record.group, record.code) == (PORTAL, "Client approved", "ACM-PRT-02")
    assert (record.assignee, record.parent, record.parent_title) == ("dana@agency.example", "", "")
    assert (record.created_on, record.closed_at) == (date(2026, 8, 3), COMPLETED)
    assert record.changed_at == datetime(2026, 10, 29, 15, 2, 12, 1000, UTC)
    assert record.fields == {"Project code": "ACM-PRT-02", "Billing type": "Fixed fee", "Budget": "12500"}
    assert record.estimate_seconds is None and record.old_keys == ()


def test_an_open_task_is_not_closed_and_its_kind_is_a_plain_word() -> None:
    record = to_task(task(completed=False, completed_at=None, resource_subtype="default_task"), Known())
    assert (record.status, record.stage, record.kind, record.closed_at) == ("Incomplete", OPEN, "task", None)


@pytest.mark.parametrize(
    ("status", "completed", "shown", "stage", "closed"),
    [
        ("approved", True, "Approved", DONE, COMPLETED),
        ("rejected", True, "Rejected", OPEN, None),
        ("changes_requested", True, "Changes requested", OPEN, None),
        ("pending", False, "Pending", OPEN, None),
    ],
)
def test_an_approval_is_done_only_when_it_was_given(
    status: str, completed: bool, shown: str, stage: str, closed: datetime | None
) -> None:
    asked = task(resource_subtype="approval", approval_status=status, completed=completed)
    record = to_task(asked, Known())
    assert (record.status, record.stage, record.approval, record.closed_at) == (shown, stage, status, closed)
    assert record.kind == "approval"


@pytest.mark.parametrize("status", [None, "withdrawn"])
def test_an_approval_that_does_not_say_its_state_is_not_believed(status: str | None) -> None:
    with pytest.raises(BadValue, match=r"\$.approval_status"):
        to_task(task(resource_subtype="approval", approval_status=status), Known())


def test_a_task_of_a_custom_type_has_its_own_status() -> None:
    own = {"custom_type": {"gid": "1", "name": "Bug"}, "custom_type_status_option": {"gid": "2", "name": "Verified"}}
    record = to_task(task(resource_subtype="custom", **own), Known())
    assert (record.kind, record.status, record.stage) == ("Bug", "Verified", DONE)


def test_people_without_a_shown_address_have_their_name() -> None:
    assert to_task(task(assignee={"gid": "1", "name": "Li Wei", "email": None}), Known()).assignee == "Li Wei"
    assert to_task(task(assignee=None), Known()).assignee == ""


# ---- the project of a task ----


@pytest.mark.parametrize(
    ("known", "project", "code"),
    [
        (Known(CODE, {PORTAL: "ACM"}, frozenset({PORTAL})), PORTAL, "ACM"),
        (Known(CODE, {SPRINT: "SPR"}), SPRINT, "SPR"),
        (Known(CODE, {PORTAL: "ACM", SPRINT: "SPR"}, frozenset({SPRINT, OTHER})), SPRINT, "SPR"),
        (Known(CODE, {PORTAL: "ACM", SPRINT: "SPR"}), "", ""),
        (Known(CODE, {PORTAL: "ACM", SPRINT: "ACM"}), "", "ACM"),
        (Known(CODE, {}, frozenset({OTHER})), "", ""),
    ],
)
def test_of_several_projects_the_configured_and_the_coded_one_counts_and_else_none(
    known: Known, project: str, code: str
) -> None:
    record = to_task(task(memberships=[member(PORTAL), member(SPRINT)], custom_fields=[]), known)
    assert (record.project, record.code) == (project, code)
    ambiguous = f"Project 10 ({PORTAL}) · Project 11 ({SPRINT})"
    assert record.fields == ({} if project else {"Projects": ambiguous})
    assert record.group == ("To do" if project else "")


def test_the_code_on_a_task_outdoes_the_one_on_its_project() -> None:
    assert to_task(task(), Known(CODE, {PORTAL: "PROJECT"})).code == "ACM-PRT-02"
    assert to_task(task(custom_fields=[]), Known(CODE, {PORTAL: "PROJECT"})).code == "PROJECT"
    assert to_task(task(), Known()).code == ""


def test_a_subtask_without_a_project_has_that_of_its_parent() -> None:
    home = Home(PORTAL, "Design", "ACM")
    below = task(memberships=[], custom_fields=[], parent={"gid": "1209000000000041", "name": "Whole"})
    record = to_task(below, Known(CODE), home)
    assert (record.project, record.group, record.code) == (PORTAL, "Design", "ACM")
    assert (record.parent, record.parent_title) == ("1209000000000041", "Whole")
    assert to_task(below, Known(CODE)).project == ""
    own = to_task(task(memberships=[member(SPRINT)], custom_fields=[]), Known(CODE), home)
    assert (own.project, own.code) == (SPRINT, "")


@pytest.mark.parametrize("memberships", [[{}], [{"project": None, "section": None}], []])
def test_a_membership_that_is_not_shown_is_none(memberships: list[Any]) -> None:
    record = to_task(task(memberships=memberships), Known())
    assert (record.project, record.group) == ("", "")


# ---- custom fields ----


def test_a_field_that_is_not_enabled_is_absent() -> None:
    fields = [field("Project code", gid=CODE, enabled=False, display_value="OLD")]
    record = to_task(task(custom_fields=fields), Known(CODE))
    assert (record.code, record.fields) == ("", {})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"display_value": " Fixed fee "}, "Fixed fee"),
        ({"display_value": "Design, Build"}, "Design, Build"),
        ({"display_value": "12500.00", "number_value": 12500}, "12500"),
        ({"display_value": "0.25", "number_value": 0.250}, "0.25"),
        ({"display_value": "$1,250.00", "number_value": 1250, "format": "currency"}, "$1,250.00"),
        ({"display_value": "Oct 31", "date_value": {"date": "2026-10-31", "date_time": None}}, "2026-10-31"),
    ],
)
def test_a_value_is_flattened_to_text(value: dict[str, Any], text: str) -> None:
    assert to_task(task(custom_fields=[field("Any", **value)]), Known()).fields == {"Any": text}


def test_fields_of_one_name_are_told_apart_by_their_numbers() -> None:
    fields = [
        field("Phase", gid="1", display_value="Build"),
        field("Phase", gid="2", display_value="Test"),
        field("Phase", gid="3", display_value=None),
    ]
    assert to_task(task(custom_fields=fields), Known()).fields == {"Phase (1)": "Build", "Phase (2)": "Test"}


def test_a_custom_id_is_the_key_of_a_task_that_has_one_and_no_more() -> None:
    one, two = (
        field("ID", gid="7", representation_type="custom_id", display_value="ACME-42"),
        field("Ticket", gid="8", representation_type="custom_id", display_value="SUP-7"),
    )
    assert to_task(task(custom_fields=[one]), Known()).key == "ACME-42"
    assert to_task(task(custom_fields=[one, two]), Known()).key == SAMPLE["gid"]


def test_an_estimate_is_asanas_own_field_in_minutes_or_none() -> None:
    own = field("Estimated time", format="duration", asana_created_field="estimated_time", number_value=150)
    other = field("Time in review", format="duration", number_value=30)

    def estimate(*fields: dict[str, Any]) -> int | None:
        return to_task(task(custom_fields=list(fields)), Known()).estimate_seconds

    assert estimate(own) == estimate(own, other) == 9000
    assert estimate(other) == 1800
    assert estimate(other, field("Travel", format="duration", number_value=30)) is None
    assert estimate(field("Points", number_value=3)) is None
    assert estimate({**own, "number_value": None}) is None
    with pytest.raises(BadValue, match="Estimated time is -5"):
        estimate({**own, "number_value": -5})


# ---- projects, and the field with their code ----


def project(gid: str = PORTAL, **more: Any) -> Project:
    return msgspec.convert({"gid": gid, "name": "ACME - Portal rebuild", **more}, Project)


def settings(*fields: tuple[str, str, str]) -> list[dict[str, Any]]:
    kind = {"representation_type": "custom_id"}
    return [
        {"gid": "5", "custom_field": {"gid": gid, "name": name, "id_prefix": prefix, **(kind if prefix else {})}}
        for gid, name, prefix in fields
    ]


def test_a_project_has_its_code_and_the_prefix_of_its_tasks_ids() -> None:
    url = "https://app.asana.com/1/1200000000000001/project/1205000000000010"
    made = project(
        archived=True,
        permalink_url=url,
        custom_fields=[{"gid": CODE, "name": "Project code", "display_value": "ACM-PRT-02"}],
        custom_field_settings=settings(("7", "ID", "ACME"), (CODE, "Project code", "")),
    )
    found = to_project(made, CODE)
    assert (found.id, found.key, found.name, found.archived) == (PORTAL, "ACME", "ACME - Portal rebuild", True)
    assert (found.code, found.url) == ("ACM-PRT-02", url)
    two = settings(("7", "ID", "ACME"), ("8", "Ticket", "SUP"))
    assert to_project(project(custom_field_settings=two)).key == ""


def test_the_field_with_the_code_is_found_by_name_or_number_and_kept_by_number() -> None:
    projects = [
        project(custom_field_settings=settings((CODE, "Project code", ""), ("8", "Phase", ""))),
        project(SPRINT, custom_field_settings=settings((CODE, "Project code", ""), ("9", "Phase", ""))),
        project(OTHER, custom_fields=[{"gid": "11", "name": "On the project only"}]),
    ]
    assert code_field(projects, "") == ""
    assert code_field(projects, "Project code") == code_field(projects, CODE) == CODE
    assert code_field(projects, "On the project only") == "11"
    with pytest.raises(Refused, match=r'several custom fields of Asana are called Phase; .*"8" or "9"'):
        code_field(projects, "Phase")
    assert code_field(projects, "9") == "9"
    with pytest.raises(Refused, match=r"has a custom field Code; write one of these: .*Project code"):
        code_field(projects, "Code")
    with pytest.raises(Refused, match="none at all"):
        code_field([], "Code")


# ---- how tasks are named elsewhere ----


@pytest.mark.parametrize(
    ("key", "gid"),
    [
        ("1209000000000042", "1209000000000042"),
        ("https://app.asana.com/0/1205000000000010/1209000000000042", "1209000000000042"),
        ("https://app.asana.com/0/1205000000000010/1209000000000042/f", "1209000000000042"),
        ("https://app.asana.com/0/0/1209000000000042?focus=true", "1209000000000042"),
        ("https://app.asana.com/1/1200000000000001/task/1209000000000042", "1209000000000042"),
        ("https://app.asana.com/1/1200000000000001/project/12/task/1209000000000042?focus=true", "1209000000000042"),
        ("https://app.asana.com/1/1200000000000001/project/12/task/1209000000000042/comment/3", "1209000000000042"),
        ("https://app.asana.com/1/1200000000000001/project/1205000000000010", ""),
        ("https://app.example.com/0/1205000000000010/1209000000000042", ""),
        ("https://app.asana.com.example.com/0/1/2", ""),
        ("ACME-42", ""),
        ("١٢٣", ""),
        ("", ""),
    ],
)
def test_a_task_is_known_by_number_and_by_either_form_of_address(key: str, gid: str) -> None:
    assert gid_of(key) == gid


@pytest.mark.parametrize(
    ("key", "is_one"), [("ACME-42", True), ("acme2-1", True), ("42", False), ("ACME", False), ("A-1/../..", False)]
)
def test_a_custom_id_has_a_prefix_and_a_number(key: str, is_one: bool) -> None:
    assert is_custom_id(key) is is_one


# ---- configuration ----


@pytest.mark.parametrize(
    "wrong", [{"workspace": " x"}, {"workspace": "a\nb"}, {"account": "1"}, {"token": "2/1/2:abc"}]
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Config(**{"kind": "asana", "token": "${ASANA_TOKEN}", **wrong})


def test_an_unknown_key_of_a_payload_is_ignored_and_numbers_are_exact() -> None:
    read = msgspec.json.decode(b'{"gid":"1","number_value":0.1,"brand_new":{}}', type=Field)
    assert str(read.number_value) == "0.1"


@pytest.mark.parametrize(
    ("key", "project"),
    [
        ("https://app.asana.com/0/1205000000000010/1209000000000042/f", PORTAL),
        ("https://app.asana.com/1/1200000000000001/project/1205000000000010/task/1209000000000042?focus=true", PORTAL),
        ("https://app.asana.com/1/1200000000000001/project/12/list/13/task/1209000000000042", ""),
        ("https://app.asana.com/0/0/1209000000000042", ""),
        ("https://app.asana.com/1/1200000000000001/task/1209000000000042", ""),
        ("1209000000000042", ""),
    ],
)
def test_an_address_may_say_in_which_project_a_task_is(key: str, project: str) -> None:
    assert gid_of(key) == "1209000000000042"
    assert project_of(key) == project


# ---- evidence by what fields say ----

MONEY = {"format": "currency", "display_value": "$12,500.00", "number_value": 12500}
DAY = {"display_value": "2026-10-31T00:00:00.000Z", "date_value": {"date": "2026-10-31"}}
CHOSEN = {"display_value": "Fixed fee"}


@pytest.mark.parametrize(
    ("value", "told", "wanted"),
    [
        (MONEY, {"new_number_value": 12500}, "12500"),
        (MONEY, {"new_number_value": 12500}, "$12,500.00"),
        (DAY, {"new_date_value": {"due_on": "2026-10-31"}}, "2026-10-31"),
        (CHOSEN, {"new_enum_value": {"gid": "3", "name": "Fixed fee"}}, "fixed_fee"),
        ({"display_value": "Ann, Bo"}, {"new_people_value": [{"gid": "1", "name": "Ann"}, {"gid": "2"}]}, ""),
        ({"display_value": "a, b"}, {"new_multi_enum_values": [{"gid": "1", "name": "a"}, {"gid": "2"}]}, ""),
    ],
)
def test_a_field_of_any_kind_is_told_by_the_story_that_set_it(
    value: dict[str, Any], told: dict[str, Any], wanted: str
) -> None:
    now = task(custom_fields=[field("Looked at", **value)])
    own = {"gid": now.custom_fields[0].gid, "name": "Looked at"}
    base = {"gid": "1", "created_at": "2026-10-29T15:00:00Z", "created_by": {"gid": "7", "name": "Dana Ortiz"}}
    story = msgspec.convert({**base, "custom_field": own, **told}, Story, strict=False)
    found = evidence(now, to_task(now, Known()), {"field": "Looked at", "value": wanted}, [story])
    assert (found.by if found else None) == ("Dana Ortiz" if wanted else None)
    other = msgspec.convert({**base, "custom_field": own, "new_text_value": "else"}, Story, strict=False)
    assert evidence(now, to_task(now, Known()), {"field": "Looked at", "value": wanted}, [story, other]) is None
