"""What becomes of Harvest's time entries, expenses and references, field by field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

import msgspec
import pytest

from billing.records import EXPENSE, SourceRecord
from connectors.harvest import payloads, zones
from connectors.harvest.records import Known, counted_seconds, to_expense, to_record, to_seconds
from connectors.harvest.references import to_activity, to_client, to_person, to_project
from connectors.harvest.zones import to_zone
from connectors.reading import Unfit
from connectors.sources import Reference

ENTRY: dict[str, Any] = {
    "id": 2336709355,
    "spent_date": "2026-10-14",
    "user": {"id": 1782959, "name": "Kim Allen"},
    "client": {"id": 5735774, "name": "ABC Corp", "currency": "USD"},
    "project": {"id": 14307913, "name": "Marketing Website", "code": "MW-01"},
    "task": {"id": 8083365, "name": "Graphic Design"},
    "user_assignment": {"id": 125068553, "is_active": True, "hourly_rate": 100.0},
    "hours": 2.11,
    "hours_without_timer": 2.11,
    "rounded_hours": 2.25,
    "notes": "ACME-123: adding CSS styling",
    "created_at": "2026-10-14T15:50:15Z",
    "updated_at": "2026-10-14T16:47:14Z",
    "is_locked": True,
    "locked_reason": "Item Approved and Locked for this Time Period",
    "is_closed": True,
    "is_billed": False,
    "timer_started_at": None,
    "started_time": None,
    "ended_time": None,
    "is_running": False,
    "invoice": None,
    "external_reference": {
        "id": "1209876543210987",
        "permalink": "https://app.asana.com/0/1201234567890123/1209876543210987",
        "service": "app.asana.com",
    },
    "billable": True,
    "budgeted": True,
    "billable_rate": 100.0,
    "cost_rate": 50.0,
}
EXPENSE_ROW: dict[str, Any] = {
    "id": 15297032,
    "spent_date": "2026-10-03",
    "notes": "Train to client",
    "units": 1.0,
    "total_cost": 133.35,
    "billable": True,
    "is_closed": True,
    "is_billed": False,
    "client": {"id": 5735776, "name": "123 Industries", "currency": "EUR"},
    "project": {"id": 14308069, "name": "Online Store", "code": "OS1"},
    "expense_category": {"id": 4195926, "name": "Travel", "unit_price": None, "unit_name": None},
    "user": {"id": 1782959, "name": "Kim Allen"},
    "receipt": {"url": "https://abc.harvestapp.com/expenses/15297032/receipt", "file_name": "ticket.pdf"},
    "invoice": None,
}
LEFT_OUT = object()


def changed(row: dict[str, Any], changes: dict[str, Any]) -> bytes:
    """The row with some fields changed, or left out; a dotted name is a field of an inner object."""
    copy = json.loads(json.dumps(row))
    for path, value in changes.items():
        *outer, last = path.split(".")
        inner = copy
        for name in outer:
            inner = inner[name]
        if value is LEFT_OUT:
            del inner[last]
        else:
            inner[last] = value
    return json.dumps(copy).encode()


def entry(**changes: Any) -> payloads.TimeEntry:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return msgspec.json.decode(changed(ENTRY, named), type=payloads.TimeEntry)


def expense(**changes: Any) -> payloads.Expense:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return msgspec.json.decode(changed(EXPENSE_ROW, named), type=payloads.Expense)


def known(zone: str = "Eastern Time (US & Canada)", **more: Any) -> Known:
    return Known(emails={1782959: "kim@northwind.test"}, zones={1782959: zone}, **more)


# ---- time ----


def test_a_time_entry_becomes_a_record_with_everything_that_harvest_says_of_it() -> None:
    assert to_record(entry(), known()) == SourceRecord(
        day=date(2026, 10, 14),
        seconds=7596,
        person="Kim Allen",
        email="kim@northwind.test",
        client="ABC Corp",
        project="Marketing Website",
        project_code="MW-01",
        activity="Graphic Design",
        note="ACME-123: adding CSS styling",
        billable=True,
        approved=True,
        invoiced=False,
        rate=Decimal("100.0000"),
        currency="USD",
        task_url="https://app.asana.com/0/1201234567890123/1209876543210987",
        project_id="14307913",
        person_id="1782959",
    )


@pytest.mark.parametrize(
    ("hours", "seconds"),
    [
        ("0.0", 0),
        ("0.01", 36),
        ("0.29", 1044),  # as a binary fraction 1043.9999…
        ("2.11", 7596),
        ("8", 28800),
        ("0.333333", 1200),
        ("0.00013888", 0),
        ("0.00013889", 1),
        ("744.0", 2_678_400),
    ],
)
def test_decimal_hours_are_whole_seconds_half_up(hours: str, seconds: int) -> None:
    decoded = msgspec.json.decode(
        changed(ENTRY, {}).replace(b'"hours": 2.11', f'"hours": {hours}'.encode()), type=payloads.TimeEntry
    )
    assert to_record(decoded, known()).seconds == seconds == to_seconds(Decimal(hours))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"hours": -1.5}, "$.hours is -1.5, which is negative"),
        ({"hours": 745}, "$.hours is 745, which is longer than a month"),
        ({"hours": "NaN"}, "$.hours is NaN, which is longer than a month"),
        ({"billable_rate": "Infinity"}, "$.billable_rate is Infinity, which is no rate"),
        ({"client__currency": "Dollars"}, "$.client.currency is 'Dollars', which is no currency"),
        ({"started_time": "25:00"}, "$.started_time or $.ended_time is '25:00', which is not a time of day"),
    ],
)
def test_a_value_that_cannot_be_true_is_refused_with_its_path(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Unfit) as refused:
        to_record(entry(**changes), known())
    assert str(refused.value) == why


def test_what_the_person_tracked_is_billed_and_what_harvest_rounded_is_counted() -> None:
    rounded = entry(hours=2.11, rounded_hours=2.25)
    assert (to_record(rounded, known()).seconds, counted_seconds(rounded)) == (7596, 8100)
    assert counted_seconds(entry(rounded_hours=LEFT_OUT)) == 7596


def test_a_running_timer_says_what_was_tracked_before_and_counts_nothing() -> None:
    running = entry(is_running=True, hours=3.4, hours_without_timer=1.25, rounded_hours=3.5)
    record = to_record(running, known())
    assert (record.running, record.seconds, counted_seconds(running)) == (True, 4500, 0)
    assert to_record(entry(is_running=True, hours_without_timer=LEFT_OUT), known()).seconds == 7596


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"billable": False, "billable_rate": None}, "rate", None),
        ({"billable_rate": 0.0}, "rate", None),
        ({"billable_rate": 148.5}, "rate", Decimal("148.5000")),
        ({"billable_rate": 33.33333}, "rate", Decimal("33.3333")),
        ({"billable_rate": LEFT_OUT}, "rate", None),
        ({"billable": LEFT_OUT}, "billable", None),
        ({"is_closed": LEFT_OUT}, "approved", None),
        ({"is_closed": False}, "approved", False),
        ({"is_billed": LEFT_OUT}, "invoiced", None),
        ({"is_billed": True, "invoice": None}, "invoiced", True),
        ({"notes": None}, "note", ""),
        ({"project__code": None}, "project_code", ""),
        ({"project__code": "  "}, "project_code", ""),
        ({"project__code": LEFT_OUT}, "project_code", "FROM-LIST"),
        ({"client__currency": LEFT_OUT}, "currency", "CHF"),
        ({"client__currency": None}, "currency", "CHF"),
        ({"external_reference": None}, "task_url", ""),
        ({"external_reference__permalink": None}, "task_url", ""),
        ({"user": {"id": 7, "name": "Robin"}}, "email", ""),
        ({"spent_date": "2026-02-28"}, "day", date(2026, 2, 28)),
    ],
)
def test_each_field_has_its_meaning(changes: dict[str, Any], field: str, value: Any) -> None:
    more = known(codes={14307913: "FROM-LIST"}, currencies={5735774: "CHF"})
    assert getattr(to_record(entry(**changes), more), field) == value


def test_nothing_is_invented_for_a_code_or_a_currency_that_nobody_knows() -> None:
    record = to_record(entry(project__code=LEFT_OUT, client__currency=None), known())
    assert (record.project_code, record.currency) == ("", "")


# ---- clock times ----


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "start", "end", "hours", "started", "ended"),
    [
        ("2026-10-14", "3:00pm", "5:00pm", 2.0, at(14, 19), at(14, 21)),
        ("2026-10-14", "15:00", "17:00", 2.0, at(14, 19), at(14, 21)),
        ("2026-10-14", "12:05am", "12:05pm", 12.0, at(14, 4, 5), at(14, 16, 5)),
        ("2026-10-31", "23:30", "0:45", 1.25, at(1, 3, 30, 11), at(1, 4, 45, 11)),
        ("2026-11-01", "12:30am", "2:30am", 3.0, at(1, 4, 30, 11), at(1, 7, 30, 11)),  # 3 h over the repeated hour
        ("2026-11-01", "12:30am", "1:30am", 1.0, at(1, 4, 30, 11), at(1, 5, 30, 11)),  # it ends in the first one
        ("2026-11-01", "12:30am", "1:30am", 2.0, at(1, 4, 30, 11), at(1, 6, 30, 11)),  # in the second one
        ("2026-11-01", "1:10am", "1:40am", 0.5, None, None),  # either of the two
        ("2026-11-01", "1:10am", "", 0.5, None, None),
        ("2026-03-08", "1:30am", "3:30am", 1.0, at(8, 6, 30, 3), at(8, 7, 30, 3)),  # over the hour left out
        ("2026-03-08", "2:30am", "3:30am", 1.0, None, None),  # no clock showed 2:30
        ("2026-10-14", "3:00pm", "", 2.0, at(14, 19), None),
        ("2026-10-14", "", "5:00pm", 2.0, None, None),
    ],
)
def test_clock_times_are_moments_of_the_persons_zone_only_where_they_name_one(
    day: str, start: str, end: str, hours: float, started: datetime | None, ended: datetime | None
) -> None:
    record = to_record(entry(spent_date=day, started_time=start or None, ended_time=end or None, hours=hours), known())
    assert (record.started, record.ended) == (started, ended)
    assert record.day == date.fromisoformat(day)
    assert record.seconds == hours * 3600


def test_clock_times_that_disagree_with_the_hours_are_told_and_not_billed() -> None:
    record = to_record(entry(started_time="3:00pm", ended_time="5:00pm", hours=2.11), known())
    assert (record.seconds, record.clock_seconds) == (7596, 7200)
    agrees = to_record(entry(started_time="3:00pm", ended_time="3:05pm", hours=0.08), known())
    assert (agrees.seconds, agrees.clock_seconds) == (288, None)


@pytest.mark.parametrize("more", [{"clocks": False}, {"zone": "Astana"}, {"zone": ""}])
def test_clock_times_mean_nothing_without_a_zone_or_where_the_account_tracks_durations(more: dict[str, Any]) -> None:
    record = to_record(entry(started_time="3:00pm", ended_time="5:00pm"), known(**more))
    assert (record.started, record.ended, record.clock_seconds) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Arizona", "America/Phoenix"),
        ("London", "Europe/London"),
        ("Berlin", "Europe/Berlin"),
        ("Bern", "Europe/Zurich"),
        ("Kyiv", "Europe/Kyiv"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("New Delhi", "Asia/Kolkata"),
        ("Hong Kong", "Asia/Hong_Kong"),
        ("Samoa", "Pacific/Apia"),
        ("UTC", "UTC"),
        ("America/Sao_Paulo", "America/Sao_Paulo"),
    ],
)
def test_harvests_names_of_zones_are_known(name: str, zone: str) -> None:
    found = to_zone(name)
    assert found is not None
    assert found.key == zone


@pytest.mark.parametrize("name", ["", "Astana", "International Date Line West", "Atlantis", "../../etc/passwd", "a\0b"])
def test_a_zone_that_nobody_can_be_sure_of_is_none(name: str) -> None:
    assert to_zone(name) is None


def test_every_zone_in_the_table_exists() -> None:
    assert set(zones.NAMED_OTHERWISE.values()) <= available_timezones()


# ---- expenses ----


def test_an_expense_becomes_a_record_in_its_clients_currency() -> None:
    assert to_expense(expense(), known()) == SourceRecord(
        day=date(2026, 10, 3),
        seconds=0,
        person="Kim Allen",
        email="kim@northwind.test",
        client="123 Industries",
        project="Online Store",
        project_code="OS1",
        activity="Travel",
        note="Train to client",
        billable=True,
        approved=True,
        invoiced=False,
        currency="EUR",
        kind=EXPENSE,
        cost_minor=13335,
        receipt="https://abc.harvestapp.com/expenses/15297032/receipt",
        project_id="14308069",
        person_id="1782959",
    )


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"total_cost": -20}, "cost_minor", -2000),
        ({"total_cost": 12.5}, "cost_minor", 1250),
        ({"total_cost": 5000.0, "client__currency": "JPY"}, "cost_minor", 5000),
        ({"client__currency": None}, "currency", "CHF"),
        ({"receipt": None}, "receipt", ""),
        ({"receipt": {"url": None, "file_name": None}}, "receipt", ""),
        ({"notes": None}, "note", ""),
        ({"is_billed": True}, "invoiced", True),
        ({"billable": False}, "billable", False),
    ],
)
def test_each_field_of_an_expense_has_its_meaning(changes: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(to_expense(expense(**changes), known(currencies={5735776: "CHF"})), field) == value


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"total_cost": 133.355}, "$.total_cost is 133.355, which is no amount in EUR"),
        ({"total_cost": 133.35, "client__currency": "JPY"}, "$.total_cost is 133.35, which is no amount in JPY"),
        ({"total_cost": "NaN"}, "$.total_cost is NaN, which is no amount in EUR"),
        ({"client__currency": None}, "$.client.currency is not stated"),
    ],
)
def test_an_expense_without_an_exact_amount_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Unfit) as refused:
        to_expense(expense(**changes), known())
    assert str(refused.value) == why


# ---- references ----


def test_a_client_has_its_currency() -> None:
    client = payloads.Client(5735776, "123 Industries", is_active=False, currency="EUR", address="1 Way")
    detail = {"currency": "EUR", "address": "1 Way"}
    assert to_client(client) == Reference("client", "5735776", "123 Industries", archived=True, detail=detail)


def test_a_person_has_an_address_roles_capacity_and_dated_rates() -> None:
    body = (
        b'{"id": 1, "first_name": "Kim", "last_name": "Allen", "email": "kim@northwind.test", "is_active": true, '
        b'"timezone": "Berlin", "weekly_capacity": 126000, "default_hourly_rate": 120.50, "cost_rate": 70.0, '
        b'"roles": ["Designer"], "access_roles": ["administrator"], "is_contractor": false}'
    )
    rates = [
        payloads.BillableRate(Decimal("100.0"), None, date(2026, 9, 30)),
        payloads.BillableRate(Decimal("120.50"), date(2026, 10, 1), None),
    ]
    user = msgspec.json.decode(body, type=payloads.User)
    found = to_person(user, rates)
    assert (found.kind, found.id, found.name, found.email) == ("person", "1", "Kim Allen", "kim@northwind.test")
    assert found.detail == {
        "roles": ["Designer"],
        "access_roles": ["administrator"],
        "timezone": "Berlin",
        "contractor": False,
        "weekly_capacity_seconds": "126000",
        "rate": "120.50",
        "cost_rate": "70.0",
        "rates": [{"amount": "100.0", "until": "2026-09-30"}, {"amount": "120.50", "since": "2026-10-01"}],
    }
    assert "rates" not in to_person(user).detail


def test_a_project_has_its_client_code_budget_and_who_is_assigned() -> None:
    own = payloads.OwnClient(9, "Acme", "USD")
    project = payloads.Project(
        3, "Bot", True, own, code=" ACME-IMPL ", bill_by="People", budget=Decimal("400.0"), budget_by="project"
    )
    here = payloads.OwnProject(3, "Bot")
    people = [
        payloads.UserAssignment(payloads.Named(1, "Kim"), here, True, use_default_rates=True, hourly_rate=Decimal(90)),
        payloads.UserAssignment(payloads.Named(2, "Sam"), here, True, False, Decimal("80.0")),
    ]
    tasks = [payloads.TaskAssignment(payloads.Named(7, "Design"), here, True, billable=False)]
    found = to_project(project, people, tasks)
    assert (found.id, found.code, found.parent, found.archived) == ("3", "ACME-IMPL", "9", False)
    assert found.detail == {
        "currency": "USD",
        "bill_by": "People",
        "budget": "400.0",
        "budget_by": "project",
        "people": [
            {"id": "1", "name": "Kim", "active": True, "default_rate": True},
            {"id": "2", "name": "Sam", "active": True, "default_rate": False, "rate": "80.0"},
        ],
        "activities": [{"id": "7", "name": "Design", "active": True, "billable": False}],
    }


def test_a_task_is_an_activity_of_no_project() -> None:
    task = payloads.Task(7, "Design", True, billable_by_default=True, default_hourly_rate=Decimal("95.0"))
    assert to_activity(task) == Reference("activity", "7", "Design", detail={"billable": True, "rate": "95.0"})
