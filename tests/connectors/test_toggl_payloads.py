"""What Toggl Track's answers become: tables of payloads, and what each refusal means."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.records import Period, SourceRecord
from billing.tasks import tasks_of
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Reply
from connectors.sources import Reference
from connectors.toggl.book import Book
from connectors.toggl.payloads import Client, Member, Project, Tag, Task, Timesheet
from connectors.toggl.reading import read_records, read_rows
from connectors.toggl.records import Approvals, to_record
from connectors.toggl.references import to_references
from connectors.toggl.signals import Quota, judge, problem_of_token
from connectors.toggl.windows import DAYS_A_REQUEST, check_range, days, joined

ENTRY: dict[str, Any] = {
    "id": 3545645770,
    "seconds": 3600,
    "start": "2026-10-05T09:00:00-04:00",
    "stop": "2026-10-05T10:00:00-04:00",
    "at": "2026-10-05T14:14:38+00:00",
    "at_tz": "2026-10-05T10:14:38-04:00",
}
GROUP: dict[str, Any] = {
    "user_id": 7,
    "username": "Kim Allen",
    "email": "kim@northwind.test",
    "project_id": 31,
    "project_name": "ACME-IMPL Intake bot",
    "client_name": "Acme Corp",
    "task_id": None,
    "task_name": None,
    "billable": True,
    "description": "ACME-14 Prompt revision",
    "tag_ids": [91],
    "tag_names": ["Development"],
    "hourly_rate_in_cents": 15050,
    "billable_amount_in_cents": 15050,
    "currency": "usd",
    "row_number": 1,
    "time_entries": [ENTRY],
}
NOTHING = Book()
KNOWN = Book(
    {7: Member(70, "Kim Allen-Ortiz", uid=7, email="kim.allen@northwind.test")},
    {5: Client(5, "Acme Corporation")},
    {31: Project(31, "Intake bot", client_id=5, external_reference=" ACME-IMPL (Q4) ")},
    {
        61: Task(
            61, "Analysis", 31, integration_provider="asana", integration_ext_id="1204", integration_ext_type="Task"
        ),
        62: Task(62, "ACME-15 Retrieval", 31, integration_provider="jira", integration_ext_id="ACME-15"),
    },
    {91: Tag(91, "Development"), 92: Tag(92, "Late, but welcome")},
)


def reply(content: object, status: int = 200, **headers: Any) -> Reply:
    """An answer to the report, or whatever `what` says."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    what = headers.pop("what", "POST /reports/api/v3/workspace/1/search/time_entries")
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, what)


def record(known: Book = NOTHING, entry: dict[str, Any] | None = None, **group: object) -> SourceRecord:
    """One row as a record."""
    rows = read_rows(reply([{**GROUP, **group, "time_entries": [{**ENTRY, **(entry or {})}]}]))
    assert rows.bad == ()
    return to_record(rows.good[0], known)


# ---- entries ----


def test_an_entry_becomes_a_record_with_everything_the_report_says() -> None:
    assert record() == SourceRecord(
        day=date(2026, 10, 5),
        seconds=3600,
        person="Kim Allen",
        email="kim@northwind.test",
        client="Acme Corp",
        project="ACME-IMPL Intake bot",
        tags=("Development",),
        note="ACME-14 Prompt revision",
        started=datetime(2026, 10, 5, 13, 0, tzinfo=UTC),
        ended=datetime(2026, 10, 5, 14, 0, tzinfo=UTC),
        billable=True,
        rate=Decimal("150.50"),
        currency="USD",
        project_id="31",
        person_id="7",
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"start": "2026-10-05T23:30:00-04:00", "stop": "2026-10-06T00:30:00-04:00"}, date(2026, 10, 5)),
        ({"start": "2026-10-06T03:30:00+00:00", "stop": "2026-10-06T04:30:00Z"}, date(2026, 10, 6)),
        ({"start": "2026-10-31T23:59:59+14:00", "stop": "2026-11-01T00:59:59+14:00"}, date(2026, 10, 31)),
    ],
)
def test_the_day_is_the_date_in_the_report(said: dict[str, str], expected: date) -> None:
    found = record(entry=said)
    assert found.day == expected
    assert found.started == datetime.fromisoformat(said["start"])
    assert found.ended == datetime.fromisoformat(said["stop"])
    assert found.clock_seconds is None


def test_the_hour_that_summer_time_repeats_is_told_apart_by_its_offset() -> None:
    said = {"start": "2026-11-01T01:30:00-04:00", "stop": "2026-11-01T01:30:00-05:00", "seconds": 3600}
    found = record(entry=said)
    assert (found.seconds, found.clock_seconds) == (3600, None)
    assert (found.started, found.ended) == (
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("said", [{"stop": None}, {"seconds": -1790000000, "stop": None}, {"seconds": -1}])
def test_a_timer_without_an_end_or_with_negative_seconds_runs_and_counts_nothing(said: dict[str, Any]) -> None:
    found = record(entry=said)
    assert (found.running, found.seconds, found.ended, found.clock_seconds) == (True, 0, None, None)


@pytest.mark.parametrize(("stop", "differs"), [("10:01:00", None), ("10:01:01", 3661), ("09:30:00", 1800)])
def test_clock_times_that_say_otherwise_by_more_than_a_minute_are_kept(stop: str, differs: int | None) -> None:
    found = record(entry={"stop": f"2026-10-05T{stop}-04:00"})
    assert (found.seconds, found.clock_seconds) == (3600, differs)


@pytest.mark.parametrize(
    ("said", "rate", "currency"),
    [
        ({"hourly_rate_in_cents": 12345, "currency": "EUR"}, Decimal("123.45"), "EUR"),
        ({"hourly_rate_in_cents": 900000, "currency": "JPY"}, Decimal(9000), "JPY"),
        ({"hourly_rate_in_cents": None}, None, ""),
        ({"hourly_rate_in_cents": 0}, None, ""),
    ],
)
def test_the_rate_is_in_hundredths_of_whatever_currency(said: dict[str, Any], rate: Decimal, currency: str) -> None:
    found = record(**said)
    assert (found.rate, found.currency) == (rate, currency)


def test_names_by_id_win_over_names_in_the_row() -> None:
    found = record(KNOWN, task_id=61)
    assert (found.person, found.email) == ("Kim Allen-Ortiz", "kim.allen@northwind.test")
    assert (found.client, found.project, found.activity) == ("Acme Corporation", "Intake bot", "Analysis")


def test_rows_without_names_are_named_by_what_the_workspace_has() -> None:
    without = dict.fromkeys(("email", "project_name", "client_name", "task_name", "tag_names"))
    found = record(KNOWN, **without, username=None, tag_ids=[92, 93], task_id=62)
    assert (found.person, found.client, found.project) == ("Kim Allen-Ortiz", "Acme Corporation", "Intake bot")
    assert found.tags == ("Late, but welcome", "93")
    assert found.activity == "ACME-15 Retrieval"


def test_an_entry_of_nothing_but_a_person_is_still_an_entry() -> None:
    nothing: dict[str, Any] = dict.fromkeys(set(GROUP) - {"time_entries", "user_id"})
    found = record(**nothing)
    assert found.seconds == 3600
    assert (found.person, found.email, found.person_id) == ("7", "", "7")
    assert (found.project, found.client, found.project_id) == ("", "", "")
    assert (found.tags, found.billable, found.approved, found.invoiced) == ((), None, None, None)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [("", "ACME-IMPL (Q4)"), (r"[A-Z]+-[A-Z]+", "ACME-IMPL"), (r"\((\w+)\)", "Q4"), (r"PO-\d+", "")],
)
def test_a_projects_external_reference_is_its_code_as_far_as_the_pattern_finds_one(pattern: str, code: str) -> None:
    known = Book(KNOWN.people, KNOWN.clients, KNOWN.projects, pattern=pattern)
    assert record(known).project_code == code
    assert [each.code for each in to_references(known) if each.kind == "project"] == [code]


def test_a_task_linked_to_asana_leads_there() -> None:
    found = record(KNOWN, task_id=61)
    assert found.task_url == "https://app.asana.com/0/0/1204"
    assert [task.key for task in tasks_of(found, ())] == ["1204"]


def test_a_jira_key_without_its_site_is_found_in_the_name_of_the_task() -> None:
    found = record(KNOWN, task_id=62, description="")
    assert found.task_url == ""
    assert [task.key for task in tasks_of(found, ())] == ["ACME-15"]


# ---- a page that fits, and one that does not ----


def test_every_entry_of_a_group_counts() -> None:
    second = {
        **ENTRY,
        "id": 2,
        "start": "2026-10-06T09:00:00-04:00",
        "stop": "2026-10-06T09:10:00-04:00",
        "seconds": 600,
    }
    rows = read_rows(reply([{**GROUP, "time_entries": [ENTRY, second]}]))
    found = [to_record(row, NOTHING) for row in rows.good]
    assert [(each.day.day, each.seconds) for each in found] == [(5, 3600), (6, 600)]


@pytest.mark.parametrize("content", [b"null", b"[]"])
def test_an_empty_page_is_null_or_an_empty_list(content: bytes) -> None:
    assert read_rows(reply(content)).good == ()


def wrong(number: int, **said: object) -> dict[str, Any]:
    """A row whose entry has another id."""
    return {**GROUP, "time_entries": [{**ENTRY, "id": number, **said}]}


def test_one_bad_entry_is_one_bad_record_with_its_id_path_and_type() -> None:
    rows = read_rows(reply([wrong(1), wrong(2, seconds="3600"), wrong(3)]))
    assert [entry.id for _, entry in rows.good] == [1, 3]
    [bad] = rows.bad
    assert (bad.id, bad.day, bad.seconds) == ("2", date(2026, 10, 5), 0)
    assert bad.reason == "Expected `int`, got `str` - at `$.time_entries[].seconds`"


def test_a_fraction_of_a_second_is_not_guessed_at() -> None:
    [bad] = read_rows(reply([wrong(1, seconds=3600.5)])).bad
    assert bad.reason == "Expected `int`, got `float` - at `$.time_entries[].seconds`"


def test_a_start_without_an_offset_is_no_moment() -> None:
    [bad] = read_rows(reply([wrong(1, start="2026-10-05T09:00:00")])).bad
    assert "timezone" in bad.reason
    assert (bad.day, bad.seconds) == (date(2026, 10, 5), 3600)


def test_a_bad_heading_spoils_all_entries_of_its_group() -> None:
    group = {**GROUP, "tag_ids": [91, "x"], "time_entries": [ENTRY, {**ENTRY, "id": 2}]}
    rows = read_rows(reply([wrong(1), group]))
    assert [entry.id for _, entry in rows.good] == [1]
    assert [(each.id, each.reason) for each in rows.bad] == [
        (str(ENTRY["id"]), "Expected `int`, got `str` - at `$.tag_ids[1]`"),
        ("2", "Expected `int`, got `str` - at `$.tag_ids[1]`"),
    ]


@pytest.mark.parametrize("row", [{**GROUP, "time_entries": None}, {"user_id": 1}, 5, None])
def test_a_row_that_is_no_group_is_one_bad_record(row: object) -> None:
    rows = read_rows(reply([wrong(1), row]))
    assert len(rows.good) == 1
    assert [each.id for each in rows.bad] == [""]


def test_the_same_misfit_in_every_row_is_a_change_of_the_api() -> None:
    with pytest.raises(Changed, match=r"Expected `int`, got `str` - at `\$\.time_entries\[\]\.seconds`"):
        read_rows(reply([wrong(number, seconds="1") for number in range(3)]))


def test_two_rows_that_fail_alike_are_two_bad_records() -> None:
    assert len(read_rows(reply([wrong(number, seconds="1") for number in range(2)])).bad) == 2


def test_many_rows_that_fail_alike_are_bad_records_as_long_as_one_fits() -> None:
    rows = read_rows(reply([*(wrong(number, seconds="1") for number in range(5)), wrong(5)]))
    assert (len(rows.bad), len(rows.good)) == (5, 1)


def test_rows_that_fail_in_different_ways_are_bad_records() -> None:
    rows = [wrong(1, seconds="1"), wrong(2, start=5), wrong(3, stop=5)]
    assert len(read_rows(reply(rows)).bad) == 3


@pytest.mark.parametrize("content", [b'{"time_entries": []}', b"<html>", b"\xff", b'"Workspace not found"'])
def test_an_answer_that_is_no_list_is_a_change(content: bytes) -> None:
    with pytest.raises(Changed):
        read_rows(reply(content))


CANNOT_BE_RIGHT: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"user_id": None, "username": None, "email": None}, {}, "it names no person - at `$.user_id`"),
    ({}, {"seconds": 2678401}, "$.time_entries[].seconds is 2678401, which is longer than a month"),
    ({"currency": "XXQ"}, {}, "$.currency is 'XXQ', which is no currency"),
    ({"hourly_rate_in_cents": 10**14}, {}, "$.hourly_rate_in_cents is 1000000000000, which is no rate"),
]


@pytest.mark.parametrize(("group", "entry", "why"), CANNOT_BE_RIGHT)
def test_what_cannot_be_right_is_one_bad_record(group: dict[str, Any], entry: dict[str, Any], why: str) -> None:
    bad = {**GROUP, **group, "time_entries": [{**ENTRY, "id": 2, **entry}]}
    found, rejected = read_records(read_rows(reply([wrong(1), bad])), lambda row: to_record(row, NOTHING))
    assert [own.id for own, _ in found] == [1]
    assert [(each.id, each.reason, each.day) for each in rejected] == [("2", why, date(2026, 10, 5))]


@pytest.mark.parametrize(("group", "entry", "why"), CANNOT_BE_RIGHT)
def test_the_same_impossible_value_in_every_row_is_a_change_of_the_api(
    group: dict[str, Any], entry: dict[str, Any], why: str
) -> None:
    rows = [{**GROUP, **group, "time_entries": [{**ENTRY, "id": number, **entry}]} for number in range(3)]
    with pytest.raises(Changed) as refused:
        read_records(read_rows(reply(rows)), lambda row: to_record(row, NOTHING))
    assert why in str(refused.value)
    found, rejected = read_records(read_rows(reply(rows[:2])), lambda row: to_record(row, NOTHING))
    assert (len(found), len(rejected)) == (0, 2)


@pytest.mark.parametrize("seconds", [31 * 24 * 3600, 0])
def test_the_longest_and_the_shortest_entry_are_entries(seconds: int) -> None:
    assert record(entry={"seconds": seconds}).seconds == seconds


# ---- references ----


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            Member(70, "Kim Allen", uid=7, email="kim@northwind.test", role="user", rate=Decimal("180.5")),
            Reference(
                "person", "7", "Kim Allen", "", "kim@northwind.test", detail={"access_roles": ["user"], "rate": "180.5"}
            ),
        ),
        (
            Member(70, "Paul", user_id=8, inactive=True, labor_cost=Decimal(70)),
            Reference("person", "8", "Paul", archived=True, detail={"cost_rate": "70"}),
        ),
        (
            Client(5, "Acme", archived=True, external_reference="C-5"),
            Reference("client", "5", "Acme", "C-5", archived=True),
        ),
        (
            Project(
                31,
                "Intake bot",
                client_id=5,
                active=True,
                billable=True,
                rate=Decimal("120.00"),
                currency="USD",
                fixed_fee=Decimal(9000),
                estimated_seconds=5400,
                start_date="2026-01-05",
                end_date="2026-12-31",
                external_reference="ACME-IMPL",
            ),
            Reference(
                "project",
                "31",
                "Intake bot",
                "ACME-IMPL",
                parent="5",
                detail={
                    "billable": True,
                    "rate": "120.00",
                    "currency": "USD",
                    "fee": "9000",
                    "budget_hours": "1.50",
                    "starts_on": "2026-01-05",
                    "ends_on": "2026-12-31",
                },
            ),
        ),
        (Project(32, "Old", active=False), Reference("project", "32", "Old", archived=True)),
        (Project(33, "Older", status="archived"), Reference("project", "33", "Older", archived=True)),
        (
            Project(34, "Gone", active=True, server_deleted_at="2026-01-05T00:00:00Z"),
            Reference("project", "34", "Gone", archived=True),
        ),
        (Task(61, "Analysis", 31, active=False), Reference("activity", "61", "Analysis", parent="31", archived=True)),
        (
            Task(62, "ACME-15", 31, integration_provider="jira", integration_ext_id=10015, rate=Decimal(1)),
            Reference(
                "activity",
                "62",
                "ACME-15",
                parent="31",
                detail={"rate": "1", "linked_to": "jira", "linked_id": "10015"},
            ),
        ),
        (Tag(91, "billed", deleted_at="2026-01-05T00:00:00Z"), Reference("tag", "91", "billed", archived=True)),
    ],
)
def test_what_entries_may_name_becomes_a_reference(
    found: Member | Client | Project | Task | Tag, expected: Reference
) -> None:
    kinds = {Member: "people", Client: "clients", Project: "projects", Task: "tasks", Tag: "tags"}
    book = Book()
    setattr(book, kinds[type(found)], {found.id: found})
    assert list(to_references(book)) == [expected]


# ---- approval ----

SHEETS = (
    Timesheet(7, "approved", "2026-10-05", "2026-10-11"),
    Timesheet(7, "submitted", "2026-10-12", None, "2026-10-18"),
    Timesheet(7, "Approved", "2026-10-19T00:00:00Z", "2026-10-25T00:00:00Z"),
    Timesheet(7, "rejected", "2026-10-25", "2026-10-26"),
    Timesheet(80, "approved", "2026-10-05", "2026-10-11"),
    Timesheet(9, "signed off", "2026-10-05", "2026-10-11"),
)


@pytest.mark.parametrize(
    ("person", "day", "approved"),
    [
        (7, 4, False),
        (7, 5, True),
        (7, 11, True),
        (7, 12, False),
        (7, 18, False),
        (7, 24, True),
        (7, 25, False),
        (7, 27, False),
        (8, 6, True),
        (9, 6, False),
        (None, 6, False),
    ],
)
def test_a_day_is_approved_with_every_timesheet_that_covers_it(person: int | None, day: int, approved: bool) -> None:
    known = Book({7: Member(70, "Kim", uid=7), 8: Member(80, "Sam", uid=8)})
    assert Approvals(SHEETS, known).of(person, date(2026, 10, day)) is approved


# ---- what refusals mean ----

LIMIT = "You have hit your hourly limit for API calls. Your quota will reset in 133 seconds."


@pytest.mark.parametrize(
    ("said", "headers", "seconds"),
    [
        (LIMIT, {"x_toggl_quota_remaining": "0", "x_toggl_quota_resets_in": "1855"}, 1855),
        (LIMIT, {}, 133),
        ("Quota exceeded", {}, 3600),
        ("", {"x_toggl_quota_remaining": "0", "x_toggl_quota_resets_in": "0"}, 1),
        (LIMIT, {"x_toggl_quota_remaining": "-3", "x_toggl_quota_resets_in": "60"}, 60),
    ],
)
def test_402_of_the_quota_says_when_to_come_back(said: str, headers: dict[str, Any], seconds: int) -> None:
    problem = judge(reply(said, 402, **headers), 0)
    assert isinstance(problem, Retry)
    assert problem.retry_after == seconds
    assert "takes it up again" in str(problem)


@pytest.mark.parametrize(
    ("said", "headers"),
    [
        ("Workspace needs to have this feature enabled", {}),
        ("Workspace needs to have this feature enabled", {"x_toggl_quota_remaining": "200"}),
        ("Approvals are a premium feature", {"x_toggl_quota_remaining": "0", "x_toggl_quota_resets_in": "60"}),
        ("Billable rates are available for Starter and higher plans.", {"x_toggl_quota_remaining": "0"}),
        ("", {"x_toggl_quota_remaining": "12"}),
    ],
)
def test_402_of_the_plan_is_not_tried_again(said: str, headers: dict[str, Any]) -> None:
    problem = judge(reply(said, 402, **headers), 0)
    assert isinstance(problem, Refused)
    assert problem.status == 402
    assert "plan does not have this" in str(problem)


ME = "GET /api/v9/me"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (reply("Incorrect username and/or password", 403), Reconnect, "copy the API token again"),
        (reply(b"", 403), Reconnect, "does not accept the token"),
        (reply("User does not have access to this resource.", 403, what=ME), Reconnect, "does not accept the token"),
        (reply(b"null", 401, what=ME), Reconnect, "does not accept the token"),
        (reply("Workspace not found/accessible", 403), Refused, "`workspace:` is not one of this token's"),
        (reply("At least one parameter must be set", 400), Refused, "At least one parameter"),
        (reply("Gone", 410), Changed, "taken away"),
        (reply(b"<html>", 302), Changed, "check base_url"),
        (reply("Internal Server Error", 500), Retry, "500"),
        (reply(b"<html><h1>400 Bad Request</h1></html>", 400), Retry, "a web page instead of an answer"),
    ],
)
def test_each_refusal_has_its_meaning(answer: Reply, kind: type[ConnectorError], words: str) -> None:
    problem = judge(answer, 0)
    assert type(problem) is kind
    assert words in str(problem)


@pytest.mark.parametrize(("headers", "seconds"), [({}, 60), ({"retry_after": "7"}, 7)])
def test_429_without_a_time_keeps_away_for_a_minute(headers: dict[str, Any], seconds: int) -> None:
    problem = judge(reply("Too many requests", 429, **headers), 0)
    assert isinstance(problem, Retry)
    assert problem.retry_after == seconds


def test_an_answer_is_no_problem() -> None:
    assert judge(reply([]), 0) is None


def test_a_quota_is_waited_for_only_when_nothing_is_left_of_it() -> None:
    quota = Quota()
    assert quota.wait(0) == 0
    quota.note({"x-toggl-quota-remaining": "1", "x-toggl-quota-resets-in": "100"}, 50)
    assert quota.wait(60) == 0
    quota.note({"x-toggl-quota-remaining": "0", "x-toggl-quota-resets-in": "100"}, 50)
    quota.note({}, 60)
    assert (quota.wait(60), quota.wait(150), quota.wait(151)) == (90, 0, 0)


@pytest.mark.parametrize(("token", "refused"), [("toggl_sk_0123", True), ("1971800d4d82861d8f2c1651fea4d212", False)])
def test_a_token_of_toggl_2_is_known_by_its_beginning(token: str, refused: bool) -> None:
    problem = problem_of_token(token)
    assert (problem is not None) is refused
    assert not problem or "Toggl 2.0" in str(problem)
    assert token not in str(problem)


# ---- windows ----


def period(first: str, end: str) -> Period:
    """A window by the texts of its days."""
    return Period(date.fromisoformat(first), date.fromisoformat(end), first)


@pytest.mark.parametrize(
    ("window", "spans"),
    [
        (period("2026-10-01", "2026-11-01"), ["2026-10-01 2026-10-31"]),
        (period("2026-10-01", "2026-10-02"), ["2026-10-01 2026-10-01"]),
        (period("2024-01-01", "2025-01-01"), ["2024-01-01 2024-12-30", "2024-12-31 2024-12-31"]),
        (period("2025-01-01", "2026-01-01"), ["2025-01-01 2025-12-31"]),
        (period("2026-10-01", "2026-10-01"), []),
    ],
)
def test_a_window_is_asked_for_by_at_most_365_days(window: Period, spans: list[str]) -> None:
    assert [" ".join(days(part).values()) for part in window.pieces(DAYS_A_REQUEST)] == spans


def test_windows_that_touch_are_asked_for_together() -> None:
    months = [
        period("2026-10-01", "2026-11-01"),
        period("2026-08-01", "2026-09-01"),
        period("2026-09-01", "2026-10-01"),
    ]
    apart = period("2026-12-01", "2027-01-01")
    found = joined([*months, apart, months[0]])
    assert [(str(each.first), str(each.end)) for each in found] == [
        ("2026-08-01", "2026-11-01"),
        ("2026-12-01", "2027-01-01"),
    ]


OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER_3 = "Tue, 03 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_range_start": "2026-10-01", "x_range_end": "2026-10-31"},
        {"x_range_start": "2026-09-30T22:00:00Z", "x_range_end": "2026-10-31T22:59:59Z"},
        {"x_range_start": "today", "x_range_end": "later"},
        {"x_range_end": "2026-10-20", "date": "Tue, 20 Oct 2026 11:00:00 GMT"},
    ],
)
def test_an_answer_about_the_days_asked_for_is_taken(headers: dict[str, Any]) -> None:
    check_range(reply([], **headers), *OCTOBER)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"x_range_start": "2026-10-15"}, "Toggl shows nothing before 2026-10-15"),
        ({"x_range_end": "2026-10-15", "date": NOVEMBER_3}, "up to 2026-10-15 only instead of 2026-10-31"),
        ({"x_range_end": "2026-10-15"}, "ask for fewer days"),
    ],
)
def test_an_answer_about_fewer_days_is_no_proof_that_nothing_was_there(headers: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_range(reply([], **headers), *OCTOBER)
