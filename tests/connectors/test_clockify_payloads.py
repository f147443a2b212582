"""What Clockify's answers become: tables of payloads, and what each refusal means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pydantic import ValidationError

from billing.records import EXPENSE, Period, SourceRecord
from connectors.clockify.api import Missing, judge
from connectors.clockify.book import Book
from connectors.clockify.config import Config
from connectors.clockify.counting import Tally
from connectors.clockify.payloads import Client, Project, Row, Spent, Sum, Tag, Task, Timer, User, Workspace
from connectors.clockify.reading import read_report, read_spent, read_timers
from connectors.clockify.records import Marks, expense_day, to_expense, to_record, to_running
from connectors.clockify.references import to_activity, to_client, to_person, to_project, to_tag
from connectors.clockify.reports import LONGEST_DAYS
from connectors.errors import Changed, Reconnect, Refused, Retry
from connectors.http import Reply
from connectors.reading import Unfit
from connectors.sources import Reference

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
EASTERN = timezone(timedelta(hours=-4))
MARKS = Marks(frozenset({"e2"}))
CLOCK = {"start": "2026-10-05T08:00:00-04:00", "end": "2026-10-05T09:30:00-04:00", "duration": 5400}
ROW: dict[str, Any] = {
    "_id": "e1",
    "description": "ACME-14 Prompt revision",
    "userId": "u1",
    "userName": "Kim Allen",
    "userEmail": "kim@northwind.test",
    "billable": True,
    "projectId": "p1",
    "projectName": "Intake bot",
    "clientId": "c1",
    "clientName": "Acme Corp",
    "taskId": "t1",
    "taskName": "Development",
    "tagIds": ["g1"],
    "tags": [{"id": "g1", "name": "ACME-IMPL"}],
    "type": "REGULAR",
    "rate": 15050,
    "approvalRequestId": None,
    "isLocked": False,
    "timeInterval": CLOCK,
}
RECORD = SourceRecord(
    day=date(2026, 10, 5),
    seconds=5400,
    person="Kim Allen",
    email="kim@northwind.test",
    client="Acme Corp",
    project="Intake bot",
    activity="Development",
    tags=("ACME-IMPL",),
    note="ACME-14 Prompt revision",
    started=datetime(2026, 10, 5, 8, tzinfo=EASTERN),
    ended=datetime(2026, 10, 5, 9, 30, tzinfo=EASTERN),
    billable=True,
    invoiced=False,
    rate=Decimal("150.50"),
    currency="EUR",
    project_id="p1",
    person_id="u1",
)


def a(kind: type[Any], **fields: Any) -> Any:
    """A payload as it comes."""
    return msgspec.convert(fields, kind, strict=False)


def rate(amount: int | None, currency: str = "EUR") -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def a_book(**fields: Any) -> Book:
    """A workspace with one of everything."""
    workspace = a(
        Workspace,
        id="w1",
        name="Northwind AI",
        hourlyRate=rate(9000, "USD"),
        currencies=[{"code": "EUR", "isDefault": False}, {"code": "USD", "isDefault": True}],
    )
    member = {"userId": "u1", "targetId": "w1", "membershipStatus": "ACTIVE", "hourlyRate": rate(10000, "USD")}
    book = Book(workspace, **fields)
    book.people["u1"] = a(User, id="u1", name="Kim Allen", email="kim@northwind.test", memberships=[member])
    book.clients["c1"] = a(Client, id="c1", name="Acme Corp", currencyCode="EUR")
    on_project = [{"userId": "u1", "targetId": "p1", "hourlyRate": rate(12000)}]
    tasks = [{"id": "t1", "name": "Development", "hourlyRate": rate(13000)}]
    book.projects["p1"] = a(
        Project,
        id="p1",
        name="Intake bot",
        clientId="c1",
        client={"id": "c1", "name": "Acme Corp"},
        hourlyRate=rate(11000),
        memberships=on_project,
        tasks=tasks,
        customFields=[{"customFieldId": "f1", "value": "ACME-IMPL"}],
    )
    book.tasks["t1"] = a(Task, **tasks[0])
    book.tags["g1"] = "ACME-IMPL"
    return book


def record(book: Book | None = None, marks: Marks = MARKS, zone: ZoneInfo = NEW_YORK, **fields: Any) -> SourceRecord:
    """What a row of the report becomes, with some of its fields otherwise; None in a field leaves it null."""
    return to_record(msgspec.convert({**ROW, **fields}, Row, strict=False), book or a_book(), marks, zone)


def without(*names: str) -> SourceRecord:
    """What a row without some fields becomes."""
    row = {name: value for name, value in ROW.items() if name not in names}
    return to_record(msgspec.convert(row, Row), a_book(), MARKS, NEW_YORK)


# ---- entries ----


def test_a_row_of_the_report_is_a_record() -> None:
    assert record() == RECORD


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"_id": "e2"}, {"invoiced": True}),
        ({"_id": "", "id": "e2"}, {"invoiced": True}),
        ({"billable": False}, {"billable": False, "rate": None}),
        ({"rate": None}, {"rate": None}),
        ({"rate": 0}, {"rate": None}),
        ({"rate": 12345.5}, {"rate": Decimal("123.4550")}),
        ({"currency": "GBP"}, {"currency": "GBP"}),
        ({"currency": "JPY"}, {"currency": "JPY", "rate": None}),
        ({"description": None}, {"note": ""}),
        ({"taskId": None, "taskName": None}, {"activity": ""}),
        ({"tags": None, "tagIds": None}, {"tags": ()}),
        ({"tags": [], "tagIds": ["g1", "unnamed"]}, {"tags": ("ACME-IMPL", "unnamed")}),
        ({"tags": [{"_id": "g1"}]}, {"tags": ("ACME-IMPL",)}),
        ({"userEmail": None}, {}),
        ({"userName": None, "userEmail": None}, {}),
        ({"userId": None}, {"person_id": ""}),
        ({"userId": "u9", "userName": None}, {"person": "kim@northwind.test", "person_id": "u9"}),
        ({"timeInterval": {**CLOCK, "duration": 5460}}, {"seconds": 5460}),
        ({"timeInterval": {**CLOCK, "duration": 3600}}, {"seconds": 3600, "clock_seconds": 5400}),
        ({"timeInterval": {**CLOCK, "end": None, "duration": None}}, {"seconds": 0, "ended": None, "running": True}),
        ({"type": None, "approvalRequestId": "a1", "invoicingInfo": []}, {}),
        ({"invoicingInfo": {"manuallyInvoiced": True}, "customFields": {"odd": 1}}, {}),
    ],
)
def test_a_row_that_differs_is_a_record_that_differs(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    assert record(**fields) == replace(RECORD, **changes)


def test_an_entry_without_a_project_has_neither_client_nor_code() -> None:
    found = record(projectId=None, projectName="", clientId="", clientName="", book=a_book(code_field="f1"))
    assert (found.project, found.project_id, found.client, found.project_code) == ("", "", "", "")
    assert found.currency == "USD"


def test_marks_that_were_not_asked_are_not_known() -> None:
    assert (record(marks=Marks()).invoiced, record(marks=Marks()).approved) == (None, None)
    known = Marks(frozenset(), frozenset({"e1"}))
    assert (record(marks=known).approved, record(marks=known, _id="e9").approved) == (True, False)


@pytest.mark.parametrize(
    ("zone", "day"),
    [(NEW_YORK, date(2026, 10, 31)), (BERLIN, date(2026, 11, 1)), (ZoneInfo("UTC"), date(2026, 11, 1))],
)
@pytest.mark.parametrize("start", ["2026-10-31T23:30:00-04:00", "2026-11-01T03:30:00Z", "2026-11-01T04:30:00+01:00"])
def test_the_day_is_that_of_the_zone_however_the_moment_is_written(start: str, zone: ZoneInfo, day: date) -> None:
    interval = {"start": start, "end": "2026-11-01T05:30:00Z", "duration": 7200}
    found = record(timeInterval=interval, zone=zone)
    assert (found.day, found.started) == (day, datetime(2026, 11, 1, 3, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("gone", "hundredths"),
    [
        ((), 13000),
        (("task",), 12000),
        (("task", "member of the project"), 11000),
        (("task", "member of the project", "project"), 10000),
        (("task", "member of the project", "project", "member"), 9000),
        (("task", "member of the project", "project", "member", "workspace"), None),
    ],
)
def test_a_rate_that_rows_do_not_have_is_the_most_particular_one(gone: tuple[str, ...], hundredths: int | None) -> None:
    book = a_book()
    nothing = msgspec.convert(rate(0), type(book.workspace.hourly_rate))
    holders: dict[str, Any] = {
        "task": book.tasks["t1"],
        "member of the project": (book.projects["p1"].memberships or ())[0],
        "project": book.projects["p1"],
        "member": (book.people["u1"].memberships or ())[0],
        "workspace": book.workspace,
    }
    for name in gone:
        holders[name].hourly_rate = nothing
    row = {name: value for name, value in ROW.items() if name != "rate"}
    found = to_record(msgspec.convert(row, Row), book, MARKS, NEW_YORK)
    assert found.rate == (None if hundredths is None else Decimal(hundredths) / 100)


@pytest.mark.parametrize(
    ("entry", "project", "code"),
    [
        ([{"customFieldId": "f1", "value": " ACME-SUP "}], "p1", "ACME-SUP"),
        ([{"id": "f1", "value": 4711}], "p1", "4711"),
        ([{"customFieldId": "f1", "value": None}], "p1", "ACME-IMPL"),
        ([{"customFieldId": "f1", "value": True}], "p1", "ACME-IMPL"),
        ([{"customFieldId": "other", "value": "X"}], "p1", "ACME-IMPL"),
        (None, "p1", "ACME-IMPL"),
        ("odd", "p1", "ACME-IMPL"),
        (None, "p9", ""),
    ],
)
def test_the_code_is_in_the_entrys_custom_field_else_in_its_projects(entry: Any, project: str, code: str) -> None:
    assert record(customFields=entry, projectId=project, book=a_book(code_field="f1")).project_code == code
    assert record(customFields=entry, projectId=project).project_code == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"_id": ""}, "no id"),
        ({"userId": None, "userName": None, "userEmail": None}, "names no person"),
        ({"timeInterval": {**CLOCK, "duration": None}}, "no duration"),
    ],
)
def test_a_row_that_leaves_out_what_is_needed_is_no_record(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(Unfit, match=words):
        record(**fields)


# ---- running timers ----


TIMER = {
    "id": "e7",
    "description": "ACME-15",
    "userId": "u1",
    "billable": True,
    "projectId": "p1",
    "taskId": "t1",
    "tagIds": ["g1"],
    "timeInterval": {"start": "2026-11-01T03:30:00Z", "end": None, "duration": None},
    "hourlyRate": {"amount": 14000, "currency": "EUR"},
    "customFieldValues": [],
    "type": "REGULAR",
}


def running(**fields: Any) -> SourceRecord:
    return to_running(msgspec.convert({**TIMER, **fields}, Timer), a_book(), Marks(frozenset()), NEW_YORK)


def test_a_timer_that_runs_has_names_from_the_book_and_no_seconds_yet() -> None:
    assert running() == replace(
        RECORD,
        day=date(2026, 10, 31),
        seconds=0,
        note="ACME-15",
        started=datetime(2026, 11, 1, 3, 30, tzinfo=UTC),
        ended=None,
        running=True,
        rate=Decimal(140),
    )


def test_a_timer_without_a_rate_of_its_own_has_the_most_particular_one() -> None:
    assert running(hourlyRate=None).rate == Decimal(130)
    assert running(billable=False).rate is None


def test_a_timer_of_somebody_unknown_is_of_that_id() -> None:
    found = running(userId="u9", projectId="p9", taskId=None, tagIds=None)
    assert (found.person, found.email, found.project, found.project_id) == ("u9", "", "", "p9")
    with pytest.raises(Unfit, match="names no person"):
        running(userId=None)


# ---- expenses ----


SPENT = {
    "id": "x1",
    "date": "2026-10-07",
    "total": 18700.0,
    "userId": "u1",
    "billable": True,
    "notes": "One night",
    "category": {"id": "k1", "name": "Lodging"},
    "project": {"id": "p1", "name": "Intake bot", "clientId": "c1", "clientName": "Acme Corp"},
    "task": None,
    "fileId": "f7",
    "fileName": "receipt.pdf",
}


def spent(book: Book | None = None, **fields: Any) -> SourceRecord:
    marks = Marks(frozenset({"x2"}), frozenset({"x1"}))
    found = msgspec.json.decode(json.dumps({**SPENT, **fields}), type=Spent)
    return to_expense(found, book or a_book(), marks, BERLIN, "https://c/workspaces/w1/expenses")


EXPENSE_RECORD = SourceRecord(
    day=date(2026, 10, 7),
    seconds=0,
    person="Kim Allen",
    email="kim@northwind.test",
    client="Acme Corp",
    project="Intake bot",
    activity="Lodging",
    note="One night",
    billable=True,
    approved=True,
    invoiced=False,
    currency="EUR",
    kind=EXPENSE,
    cost_minor=18700,
    receipt="https://c/workspaces/w1/expenses/x1/files/f7",
    project_id="p1",
    person_id="u1",
)


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({}, {}),
        ({"total": 832.5}, {"cost_minor": 833}),
        ({"total": 1995.0000000000002}, {"cost_minor": 1995}),
        ({"fileId": None}, {"receipt": ""}),
        ({"category": None, "notes": None}, {"activity": "", "note": ""}),
        ({"billable": False}, {"billable": False}),
        ({"project": None}, {"project": "", "project_id": "", "client": "", "currency": "USD"}),
        ({"id": "x2", "fileId": None}, {"invoiced": True, "approved": False, "receipt": ""}),
    ],
)
def test_an_expense_is_a_record_in_the_minor_unit(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    assert spent(**fields) == replace(EXPENSE_RECORD, **changes)


def test_an_expense_in_a_currency_without_hundredths_is_refused_rather_than_guessed() -> None:
    book = a_book()
    book.clients["c1"] = a(Client, id="c1", name="Hanami", currencyCode="JPY")
    with pytest.raises(Unfit, match=r"in JPY.*file of expenses"):
        spent(book)
    book.clients["c1"] = a(Client, id="c1", name="Hanami", currencyCode="???")
    with pytest.raises(Unfit, match=r"in \?\?\?"):
        spent(book)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-07", date(2026, 10, 7)),
        ("2026-10-07T00:00:00Z", date(2026, 10, 7)),
        ("2026-10-07T00:00:00.000Z", date(2026, 10, 7)),
        ("2026-10-06T22:00:00Z", date(2026, 10, 7)),
        ("2026-10-07T12:00:00", date(2026, 10, 7)),
    ],
)
def test_the_day_of_an_expense(text: str, day: date) -> None:
    assert expense_day(text, BERLIN) == day


@pytest.mark.parametrize("text", ["", "soon", "07.10.2026", "2026-13-01", "2026-10-07 late"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match=r"\$\.date"):
        expense_day(text, BERLIN)


# ---- references ----


def test_a_person_has_the_rates_of_the_workspace() -> None:
    user = a(
        User,
        id="u2",
        name=None,
        email="sam@northwind.test",
        settings={"timeZone": "Europe/Berlin"},
        memberships=[
            {"userId": "u2", "targetId": "p1", "membershipStatus": "ACTIVE", "hourlyRate": rate(1)},
            {
                "userId": "u2",
                "targetId": "w1",
                "membershipStatus": "INACTIVE",
                "hourlyRate": rate(11550),
                "costRate": rate(5200),
            },
        ],
    )
    detail = {"timezone": "Europe/Berlin", "rate": "115.50", "cost_rate": "52.00", "currency": "USD"}
    assert to_person(user, a_book()) == Reference(
        "person", "u2", "sam@northwind.test", email="sam@northwind.test", archived=True, detail=detail
    )
    assert not to_person(a(User, id="u3", name="New", settings=None), a_book()).archived


def test_a_client_has_its_currency_or_the_workspaces() -> None:
    client = a(Client, id="c1", name="Acme Corp", archived=True, email=None, currencyCode="EUR")
    assert to_client(client, a_book()) == Reference(
        "client", "c1", "Acme Corp", archived=True, detail={"currency": "EUR"}
    )
    assert to_client(a(Client, id="c2", name="B"), a_book()).detail == {"currency": "USD"}


def test_a_project_has_rates_budgets_and_perhaps_a_code() -> None:
    found = to_project(a_book().projects["p1"], a_book(code_field="f1"))
    assert (found.kind, found.id, found.name, found.code, found.parent) == (
        "project",
        "p1",
        "Intake bot",
        "ACME-IMPL",
        "c1",
    )
    assert found.detail == {"currency": "EUR", "rate": "110.00", "people": [{"id": "u1", "rate": "120.00"}]}


@pytest.mark.parametrize(
    ("time", "money", "hours", "amount"),
    [
        ({"estimate": "PT200H30M", "active": True}, None, "200.5", None),
        ({"estimate": "7200000", "active": True}, None, "2", None),
        ({"estimate": "PT0S", "active": False}, {"estimate": 1250000, "active": True}, None, "12500.00"),
        ({"estimate": "PT9H", "active": False}, {"estimate": 0, "active": True}, None, None),
        ({"estimate": "soon"}, {"estimate": "lots"}, None, None),
        (None, {"estimate": 500, "active": False}, None, None),
    ],
)
def test_budgets_of_a_project(time: Any, money: Any, hours: str | None, amount: str | None) -> None:
    project = a(Project, id="p2", name="P", timeEstimate=time, budgetEstimate=money)
    detail = to_project(project, a_book()).detail
    assert (detail.get("budget_hours"), detail.get("cost_budget")) == (hours, amount)


def test_a_task_is_an_activity_of_its_project_and_a_tag_is_a_tag() -> None:
    book = a_book()
    task = a(Task, id="t1", name="Development", status="DONE", billable=True, hourlyRate=rate(13000))
    assert to_activity(task, book.projects["p1"], book) == Reference(
        "activity", "t1", "Development", parent="p1", archived=True, detail={"billable": True, "rate": "130.00"}
    )
    assert to_tag(a(Tag, id="g1", name="dev", archived=True)) == Reference("tag", "g1", "dev", archived=True)


@pytest.mark.parametrize(
    ("fields", "has"),
    [
        ({"features": ["EXPENSES"], "featureSubscriptionType": "FREE"}, True),
        ({"features": ["APPROVAL"], "featureSubscriptionType": "PRO"}, False),
        ({"featureSubscriptionType": "FREE"}, False),
        ({"featureSubscriptionType": "PRO_YEAR"}, True),
        ({}, True),
    ],
)
def test_a_plan_has_what_it_lists_or_what_is_not_free(fields: dict[str, Any], has: bool) -> None:
    assert a(Workspace, id="w", **fields).has("EXPENSES") == has


# ---- pages ----


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, names, content, "POST /v1/workspaces/w1/reports/detailed")


def spoiled(**fields: Any) -> dict[str, Any]:
    return {**ROW, **fields}


@pytest.mark.parametrize(
    ("row", "key", "path", "day", "seconds"),
    [
        (spoiled(timeInterval={**CLOCK, "duration": "PT1H"}), "e1", "$.timeInterval.duration", date(2026, 10, 5), 0),
        (spoiled(timeInterval={**CLOCK, "duration": -5}), "e1", "$.timeInterval.duration", date(2026, 10, 5), 0),
        (spoiled(timeInterval={**CLOCK, "start": "soon"}), "e1", "$.timeInterval.start", None, 5400),
        (
            spoiled(timeInterval={**CLOCK, "start": "2026-10-05T08:00:00"}),
            "e1",
            "$.timeInterval.start",
            date(2026, 10, 5),
            5400,
        ),
        (spoiled(billable="yes"), "e1", "$.billable", date(2026, 10, 5), 5400),
        (spoiled(_id=7), "7", "$._id", date(2026, 10, 5), 5400),
        ({"_id": "e1"}, "e1", "timeInterval", None, 0),
        ([], "", "Expected `object`", None, 0),
    ],
)
def test_one_bad_row_is_set_aside_with_path_and_type(row: Any, key: str, path: str, day: Any, seconds: int) -> None:
    rows, bad, _ = read_report(reply({"timeentries": [ROW, row, spoiled(_id="e3")], "totals": []}))
    assert [each.key for each in rows] == ["e1", "e3"]
    assert [(each.id, each.day, each.seconds) for each in bad] == [(key, day, seconds)]
    assert path in bad[0].reason


def test_the_same_path_wrong_in_every_row_means_that_the_vendor_changed() -> None:
    rows = [spoiled(_id=f"e{n}", timeInterval={**CLOCK, "duration": wrong}) for n, wrong in enumerate(["a", None, 1.5])]
    texts = [each for each in rows if each["timeInterval"]["duration"] is not None]
    with pytest.raises(Changed, match=r"duration"):
        read_report(reply({"timeentries": [*texts, *texts], "totals": None}))
    _, bad, _ = read_report(reply({"timeentries": texts, "totals": None}))
    assert len(bad) == 2, "two rows are too few to say so"
    _, bad, _ = read_report(reply({"timeentries": [*texts, spoiled(billable="no")], "totals": None}))
    assert len(bad) == 3, "and so are three of different kinds"


@pytest.mark.parametrize("body", [b"<html>", b"", {"timeEntries": []}, [], {"timeentries": {}}, b"\xff\xfe"])
def test_what_is_no_report_means_that_the_vendor_changed(body: Any) -> None:
    with pytest.raises(Changed):
        read_report(reply(body))


@pytest.mark.parametrize(("totals", "total"), [([None], None), ([], None), (None, None), ([{"entriesCount": 3}], 3)])
def test_totals_come_in_a_list_that_may_hold_nothing(totals: Any, total: int | None) -> None:
    _, _, found = read_report(reply({"timeentries": [], "totals": totals}))
    assert (found.entries if found else None) == total


def test_timers_and_expenses_are_set_aside_in_the_same_way() -> None:
    wrong = {**TIMER, "id": "e8", "timeInterval": {"start": 5}}
    timers, bad = read_timers(reply([TIMER, wrong]))
    assert ([each.id for each in timers], [each.id for each in bad]) == (["e7"], ["e8"])
    inner = {"expenses": [SPENT, {**SPENT, "id": "x2", "total": "10,00"}], "count": 2}
    expenses, bad = read_spent(reply({"expenses": inner, "dailyTotals": [], "weeklyTotals": []}))
    assert ([each.id for each in expenses], [(each.id, each.day) for each in bad]) == (
        ["x1"],
        [("x2", date(2026, 10, 7))],
    )


# ---- counting ----


def rows(*seconds: int, kind: str = "REGULAR") -> list[Row]:
    return [msgspec.convert(spoiled(timeInterval={**CLOCK, "duration": each}, type=kind), Row) for each in seconds]


@pytest.mark.parametrize(
    ("entries", "seconds", "last"),
    [
        pytest.param(4, 400, (1, 100), id="they count"),
        pytest.param(3, 370, (0, 70), id="they do not count"),
        pytest.param(9, 999, (1, 100), id="nothing fits"),
    ],
)
def test_breaks_count_as_the_vendors_totals_say(entries: int, seconds: int, last: tuple[int, int]) -> None:
    tally = Tally()
    assert tally.count(rows(100, 170), rows(30, kind="BREAK"), None) == (3, 300)
    assert tally.count(rows(100), [], Sum(Decimal(seconds), entries)) == last


# ---- refusals ----


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, {"message": "Api key does not exist", "code": 4003}, Reconnect, "Manage API keys"),
        (400, {"message": "Time entry doesn't belong to Workspace", "code": 501}, Missing, "doesn't belong"),
        (400, {"message": "Invalid page", "code": 400}, Refused, "Invalid page"),
        (403, {"message": "Access Denied", "code": 403}, Refused, "Access Denied"),
        (402, {"message": "Upgrade", "code": 402}, Refused, "Upgrade"),
        (404, {"message": "No static resource x.", "code": 3000}, Refused, "Check region, subdomain"),
        (429, {"message": "Too many requests", "code": 429}, Retry, "Too many requests"),
        (429, b"<html><h1>429</h1></html>", Retry, "a web page"),
        (500, {"message": "Oops"}, Retry, "Oops"),
        (302, b"", Changed, "base_url"),
    ],
)
def test_what_a_refusal_means(status: int, body: Any, kind: type[Exception], words: str) -> None:
    found = judge(reply(body, status), 0)
    assert type(found) is kind
    assert words in str(found)


def test_an_answer_is_no_refusal() -> None:
    assert judge(reply([]), 0) is None


@pytest.mark.parametrize(
    ("headers", "wall", "seconds"),
    [
        ({}, 0, None),
        ({"retry_after": "7"}, 0, 7),
        ({"retry_after": "7", "x_ratelimit_reset": "90"}, 0, 7),
        ({"x_ratelimit_reset": "9"}, 0, 9),
        ({"x_ratelimit_reset": "1793000030"}, 1793000000, 30),
        ({"x_ratelimit_reset": "1793000030"}, 1793000099, 0),
        ({"x_ratelimit_reset": "soon"}, 0, None),
    ],
)
def test_when_to_come_back(headers: dict[str, str], wall: int, seconds: int | None) -> None:
    found = judge(reply({"message": "Too many requests"}, 429, **headers), wall)
    assert isinstance(found, Retry)
    assert found.retry_after == seconds


# ---- windows, addresses ----


@pytest.mark.parametrize(
    ("first", "end", "lengths"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), [31]),
        (date(2026, 10, 1), date(2027, 1, 1), [31, 31, 30]),
        (date(2026, 10, 1), date(2026, 10, 2), [1]),
        (date(2026, 10, 1), date(2026, 10, 1), []),
    ],
)
def test_a_window_is_asked_for_in_pieces_that_every_plan_allows(first: date, end: date, lengths: list[int]) -> None:
    found = list(Period(first, end, "x").pieces(LONGEST_DAYS))
    assert [(each.end - each.first).days for each in found] == lengths
    assert sum(lengths) == (end - first).days


@pytest.mark.parametrize(
    ("fields", "core", "reports"),
    [
        ({}, "https://api.clockify.me/api/v1", "https://reports.api.clockify.me/v1"),
        ({"region": "euc1"}, "https://euc1.clockify.me/api/v1", "https://euc1.clockify.me/report/v1"),
        ({"subdomain": "acme"}, "https://api.clockify.me/api/v1", "https://acme.clockify.me/report/v1"),
        (
            {"base_url": "http://127.0.0.1:1/c/api/v1/", "reports_url": "http://127.0.0.1:1/r/v1"},
            "http://127.0.0.1:1/c/api/v1",
            "http://127.0.0.1:1/r/v1",
        ),
    ],
)
def test_where_the_two_hosts_are(fields: dict[str, str], core: str, reports: str) -> None:
    config = Config.model_validate({"kind": "clockify", **fields})
    assert (config.core, config.reports) == (core, reports)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"base_url": "https://a.test"}, "together with base_url"),
        ({"reports_url": "https://a.test"}, "together with base_url"),
        ({"base_url": "https://a.test", "reports_url": "https://a.test", "region": "euc1"}, "only one of"),
        ({"region": "euc1", "subdomain": "acme"}, "only one of"),
        ({"region": "mars"}, "euc1"),
        ({"subdomain": "acme.clockify.me"}, "write acme"),
        ({"base_url": "https://a.test", "reports_url": "http://a.test"}, "plain http"),
        ({"workspace": "Northwind"}, "24 digits"),
        ({"token": "abc"}, "secret"),
    ],
)
def test_addresses_that_do_not_belong_together_are_refused(fields: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Config.model_validate({"kind": "clockify", **fields})
