"""Clockify over its API: the contract of every time source, and what is particular to Clockify."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
import structlog

from billing.records import EXPENSE, TIME, Period, SourceRecord
from connectors.clockify.config import Config
from connectors.clockify.source import Source
from connectors.errors import ConnectorError, Refused, Retry
from connectors.sources import PROJECT, Page, Setting
from sandbox.clockify_rows import preferences
from sandbox.records import TimeEntry
from tests.connectors.contract import TimeSourceContract
from tests.connectors.source_tests import NEW_YORK, OCTOBER
from tests.connectors.vendors import Vendors

VENDOR = "clockify"
FOREIGN = "f" * 24
REPORT = "/v1/workspaces"


def source_for(vendors: Vendors, setting: Setting, page_size: int = 0, **config: Any) -> Source:
    """A source for Clockify on loopback."""
    addresses = {
        "base_url": f"{vendors.base}/clockify/api/v1",
        "reports_url": f"{vendors.base}/clockify-reports/v1",
        "workspace": vendors.world.clockify.account.hex,
    }
    source = Source(Config.model_validate({"kind": "clockify", **addresses, **config}), setting)
    source.page_size = page_size or source.page_size
    return source


class TestClockify(TimeSourceContract):
    """What every time source keeps."""

    vendor = "clockify"
    lists = REPORT
    spoils = "duration"
    wrong_account: ClassVar[dict[str, Any]] = {"workspace": FOREIGN}

    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> Source:
        return source_for(vendors, self.setting(vendors, token), page_size, **config)

    def id_of(self, entry: TimeEntry) -> str:
        return entry.hex

    def fault(self, vendors: Vendors, kind: str, **more: int) -> None:
        """The first report of a listing says what is invoiced; trouble begins after it."""
        super().fault(vendors, kind, **more | {"after": more.get("after", 0) + 1})


# ---- what the tests below use ----


@contextmanager
def opened(vendors: Vendors, zone: str = "America/New_York", page_size: int = 0, **config: Any) -> Iterator[Source]:
    """The administrator's source while the block lasts."""
    setting = Setting("Northwind AI", vendors.world.clockify.token(), zone, vendors.time.timer)
    source = source_for(vendors, setting, page_size, **config)
    try:
        yield source
    finally:
        source.close()


def records(pages: Iterator[Page]) -> dict[str, SourceRecord]:
    return {name: record for page in pages for name, record in zip(page.ids, page.records, strict=True)}


def entry_at(vendors: Vendors, place: int) -> TimeEntry:
    """An entry of October by its place in the month."""
    found = vendors.world.clockify.window(OCTOBER.first, date(2026, 10, 31), running=False)
    return next(entry for entry in found[place:] if entry.billable and entry.project)


def bodies(vendors: Vendors) -> list[Any]:
    """What the reports were asked with."""
    return [each.body for each in vendors.asked("clockify", REPORT)]


# ---- who ----


def test_without_a_workspace_the_only_one_is_taken(vendors: Vendors) -> None:
    with opened(vendors, workspace="") as source:
        assert "Northwind AI" in source.account().account
        assert next(source.listing(TIME, OCTOBER)).records


def test_a_workspace_that_the_key_does_not_open_is_refused_with_those_it_opens(vendors: Vendors) -> None:
    with opened(vendors, workspace=FOREIGN) as source, pytest.raises(Refused) as caught:
        source.account()
    assert FOREIGN in str(caught.value)
    assert f"Northwind AI ({vendors.world.clockify.account.hex})" in str(caught.value)


def test_a_foreign_workspace_is_refused_wherever_it_is_asked(vendors: Vendors) -> None:
    with opened(vendors, workspace=FOREIGN) as source, pytest.raises(ConnectorError, match="doesn't belong"):
        list(source.references())


def test_what_a_plan_lacks_is_said_with_what_follows(vendors: Vendors) -> None:
    with opened(vendors, require_approval=True) as source:
        assert source.account().lacks == ()
    vendors.world.clockify.plan = "free"
    with opened(vendors, require_approval=True) as source:
        lacks = source.account().lacks
    assert [sentence.split(",")[0].split(":")[0] for sentence in lacks] == [
        "The plan has no invoicing",
        "The plan has no expenses",
        "The plan has no approvals",
    ]


def test_on_the_plan_free_an_hour_allows_thirty_requests(vendors: Vendors) -> None:
    with opened(vendors) as source:
        source.account()
        assert [(each.requests, each.seconds) for each in source.limits()] == [(5, 1)]
    vendors.world.clockify.plan = "free"
    with opened(vendors, page_size=20) as source:
        assert "30 requests an hour" in source.account().quota
        assert [(each.requests, each.seconds) for each in source.limits()] == [(5, 1), (30, 3600)]
        before = sum(vendors.time.slept)
        with pytest.raises(Retry, match="30 requests an hour") as caught:
            list(source.listing(TIME, OCTOBER))
        assert source.sent() == 31
    assert caught.value.retry_after == 3600
    assert sum(vendors.time.slept) - before < 60, "nobody waits for an hour, or asks again within it"


def test_the_key_is_sent_to_the_two_hosts_and_nothing_else_signs_in(vendors: Vendors) -> None:
    with opened(vendors) as source:
        list(source.listing(TIME, OCTOBER))
    assert {each.status for each in vendors.world.requests} == {200}


# ---- reports ----


def test_every_report_states_its_zone_and_is_not_rounded(vendors: Vendors) -> None:
    with opened(vendors, zone="Europe/Berlin", require_approval=True) as source:
        list(source.listing(TIME, OCTOBER))
        source.totals(TIME, OCTOBER)
        list(source.listing(EXPENSE, OCTOBER))
        source.totals(EXPENSE, OCTOBER)
    asked = bodies(vendors)
    assert {body["timeZone"] for body in asked} == {"Europe/Berlin"}
    assert {body.get("rounding") for body in asked if "detailedFilter" in body} == {False}
    assert {body["dateRangeStart"] for body in asked} == {"2026-10-01T00:00:00.000"}
    assert {body["dateRangeEnd"] for body in asked} == {"2026-10-31T23:59:59.999"}


def test_a_quarter_is_asked_for_in_months_of_31_days(vendors: Vendors) -> None:
    vendors.world.clockify.plan = "free"
    quarter = Period(date(2026, 9, 1), date(2026, 12, 1), "a quarter")
    with opened(vendors) as source:
        read, totals = records(source.listing(TIME, quarter)), source.totals(TIME, quarter)
    planned = vendors.world.clockify.totals(quarter.first, date(2026, 11, 30))
    assert (totals.entries, totals.seconds) == (planned.entries, planned.seconds)
    assert sum(not record.running for record in read.values()) == planned.entries


def test_days_are_those_of_the_zone_that_is_asked_for(vendors: Vendors) -> None:
    started = datetime(2026, 10, 31, 23, 30, tzinfo=NEW_YORK)
    entry = vendors.world.clockify.change(
        entry_at(vendors, 50).id, day=started.date(), started=started, ended=started + timedelta(hours=1), seconds=3600
    )
    november = Period(date(2026, 11, 1), date(2026, 12, 1), "2026-11")
    with opened(vendors, zone="Europe/Berlin") as source:
        assert entry.hex not in records(source.listing(TIME, OCTOBER))
        found = records(source.listing(TIME, november))[entry.hex]
    assert (found.day, found.started) == (date(2026, 11, 1), started)


def test_a_vendor_that_gives_smaller_pages_than_asked_for_is_read_to_the_end(vendors: Vendors) -> None:
    preferences(vendors.world.clockify).most_rows = 200
    with opened(vendors) as source:
        read = records(source.listing(TIME, OCTOBER))
    planned = vendors.world.clockify.totals(OCTOBER.first, date(2026, 10, 31))
    assert sum(not record.running for record in read.values()) == planned.entries


def test_an_entry_that_shows_up_on_two_pages_comes_once(vendors: Vendors) -> None:
    """One that is restored between two pages moves the last of the first page to the second."""
    entry = min(vendors.world.clockify.window(OCTOBER.first, date(2026, 10, 31)), key=lambda each: each.id)
    vendors.world.clockify.delete(entry.id)
    with opened(vendors, page_size=400) as source:
        pages = source.listing(TIME, OCTOBER)
        names = list(next(pages).ids)
        vendors.world.clockify.restore(entry.id)
        names += [name for page in pages for name in page.ids]
    assert len(names) == len(set(names))
    assert entry.hex not in names


@pytest.mark.parametrize("counted", [True, False])
def test_breaks_and_time_off_are_no_work_whether_totals_count_them_or_not(vendors: Vendors, counted: bool) -> None:
    tracker, known = vendors.world.clockify, preferences(vendors.world.clockify)
    known.totals_count_all = counted
    known.types = {entry_at(vendors, place).id: kind for place, kind in ((3, "BREAK"), (200, "TIME_OFF"), (900, "X"))}
    idle = [tracker.entry(number) for number in known.types]
    with opened(vendors, page_size=300) as source:
        pages = list(source.listing(TIME, OCTOBER))
        totals = source.totals(TIME, OCTOBER)
    assert not records(iter(pages)).keys() & {entry.hex for entry in idle}
    assert (sum(page.entries for page in pages), sum(page.seconds for page in pages)) == (
        totals.entries,
        totals.seconds,
    )
    planned = tracker.totals(OCTOBER.first, date(2026, 10, 31))
    assert totals.entries == planned.entries - (0 if counted else len(idle))


# ---- marks ----


def test_what_is_invoiced_comes_from_the_reports_own_filter(vendors: Vendors) -> None:
    entry = vendors.world.clockify.change(entry_at(vendors, 60).id, invoiced=True)
    with opened(vendors) as source:
        read = records(source.listing(TIME, OCTOBER))
    assert {name for name, record in read.items() if record.invoiced} == {entry.hex}
    assert {record.approved for record in read.values()} == {None}


def test_what_is_approved_is_asked_only_where_it_is_required(vendors: Vendors) -> None:
    entry = vendors.world.clockify.change(entry_at(vendors, 60).id, approved=False)
    with opened(vendors, require_approval=True) as source:
        read = records(source.listing(TIME, OCTOBER))
    assert {name for name, record in read.items() if not record.approved and not record.running} == {entry.hex}
    assert "APPROVED" in {body["approvalState"] for body in bodies(vendors)}


def test_marks_of_more_than_one_page_are_all_read(vendors: Vendors) -> None:
    for place in range(0, 40, 2):
        vendors.world.clockify.change(entry_at(vendors, place).id, invoiced=True)
    marked = {e.hex for e in vendors.world.clockify.window(OCTOBER.first, date(2026, 10, 31)) if e.invoiced}
    day = Period(date(2026, 10, 1), date(2026, 10, 2), "a day")
    with opened(vendors, page_size=7) as source:
        read = records(source.listing(TIME, day))
    assert {name for name, record in read.items() if record.invoiced} == marked
    assert len(marked) > 7


def test_where_the_plan_has_no_invoicing_nobody_knows_what_is_invoiced(vendors: Vendors) -> None:
    vendors.world.clockify.plan = "free"
    with opened(vendors) as source:
        read = records(source.listing(TIME, OCTOBER))
    assert {record.invoiced for record in read.values() if not record.running} == {None}


def test_approval_that_is_required_and_not_in_the_plan_stops_the_listing(vendors: Vendors) -> None:
    vendors.world.clockify.plan = "free"
    with opened(vendors, require_approval=True) as source, pytest.raises(Refused, match="not available on your plan"):
        list(source.listing(TIME, OCTOBER))


def test_a_refusal_that_the_plan_does_not_explain_is_no_silence(vendors: Vendors) -> None:
    vendors.fault("clockify", "402", REPORT)
    with opened(vendors) as source, pytest.raises(Refused):
        list(source.listing(TIME, OCTOBER))
    vendors.fault("clockify", "402", REPORT)
    with opened(vendors) as source, pytest.raises(Refused):
        list(source.listing(EXPENSE, OCTOBER))


# ---- running timers ----


def test_a_running_timer_has_its_names_from_the_references(vendors: Vendors) -> None:
    tracker, like = vendors.world.clockify, entry_at(vendors, 70)
    timer = tracker.start_timer(like.person, datetime(2026, 10, 31, 9, tzinfo=NEW_YORK), like)
    with opened(vendors) as source:
        found = records(source.listing(TIME, OCTOBER))[timer.hex]
    person, project = tracker.people[like.person], tracker.projects[like.project or 0]
    assert (found.person, found.email, found.project) == (person.name, person.email, project.name)
    assert (found.seconds, found.ended, found.running, found.invoiced) == (0, None, True, False)
    assert found.tags == tuple(tracker.tags[tag].name for tag in like.tags)


def test_a_timer_that_cannot_be_read_is_set_aside(vendors: Vendors) -> None:
    vendors.fault("clockify", "one bad record", f"/api/v1/workspaces/{vendors.world.clockify.account.hex}/time")
    with opened(vendors) as source:
        rejected = [bad for page in source.listing(TIME, OCTOBER) for bad in page.rejected]
    assert len(rejected) == 1
    assert "timeInterval.start" in rejected[0].reason


def test_a_timer_that_stops_while_the_month_is_read_is_in_it_once(vendors: Vendors) -> None:
    tracker, like = vendors.world.clockify, entry_at(vendors, 70)
    started = datetime(2026, 10, 31, 9, tzinfo=NEW_YORK)
    timer = tracker.start_timer(like.person, started, like)
    with opened(vendors, page_size=400) as source:
        pages = source.listing(TIME, OCTOBER)
        read = [next(pages)]
        tracker.change(timer.id, running=False, ended=started + timedelta(hours=1), seconds=3600)
        read += pages
    names = [name for page in read for name in page.ids]
    assert names.count(timer.hex) == 1
    assert records(iter(read))[timer.hex].seconds == 3600


# ---- references ----


@pytest.mark.parametrize("told", [True, False])
def test_lists_are_read_to_the_end_with_and_without_last_page(vendors: Vendors, told: bool) -> None:
    preferences(vendors.world.clockify).last_page = told
    with opened(vendors, page_size=3) as source:
        found = [each for each in source.references() if each.kind == PROJECT]
    assert len(found) == len(vendors.world.clockify.projects)


def test_project_codes_stand_in_a_custom_field_if_one_is_named(vendors: Vendors) -> None:
    tracker, entry = vendors.world.clockify, entry_at(vendors, 80)
    known = preferences(tracker)
    assert entry.project is not None
    known.code_field, known.codes = "PO code", {entry.project: "ACME-X", entry.id: "ACME-Y"}
    with opened(vendors, code_field="PO code") as source:
        codes = {each.id: each.code for each in source.references() if each.kind == PROJECT}
        read = records(source.listing(TIME, OCTOBER))
    hexed = tracker.projects[entry.project].hex
    assert codes[hexed] == "ACME-X"
    assert read[entry.hex].project_code == "ACME-Y"
    assert {r.project_code for n, r in read.items() if r.project_id == hexed and n != entry.hex} == {"ACME-X"}
    assert {record.project_code for record in read.values() if record.project_id != hexed} == {""}


def test_a_custom_field_that_is_not_there_is_refused_with_those_that_are(vendors: Vendors) -> None:
    preferences(vendors.world.clockify).code_field = "PO code"
    with opened(vendors, code_field="Code") as source, pytest.raises(Refused, match=r"'Code'.*PO code"):
        list(source.references())


def test_rates_are_looked_up_where_rows_have_none(vendors: Vendors) -> None:
    tracker = vendors.world.clockify
    preferences(tracker).rates_in_rows = False
    entry = next(
        e for e in (entry_at(vendors, place) for place in range(900)) if tracker.projects[e.project or 0].rates
    )
    with opened(vendors) as source:
        found = records(source.listing(TIME, OCTOBER))[entry.hex]
    prices = [rate.price for rate in tracker.projects[entry.project or 0].rates]
    assert found.rate == prices[-1]


# ---- changes ----


UNTOLD = Page((), (), told=False)
BEFORE = datetime(2026, 11, 3, 11, tzinfo=UTC)


def told(vendors: Vendors, *windows: Period, since: datetime = BEFORE, kind: str = TIME) -> list[Page]:
    with opened(vendors) as source:
        list(source.references())
        return list(source.changes(kind, since, windows))


@pytest.mark.parametrize("shape", ["object", "list"])
def test_made_edited_and_deleted_entries_are_told(vendors: Vendors, shape: str) -> None:
    tracker = vendors.world.clockify
    preferences(tracker).entities = shape
    edited, gone = entry_at(vendors, 40), entry_at(vendors, 41)
    vendors.world.clock.advance(3600)
    tracker.change(edited.id, note="ACME-12 Edited")
    tracker.delete(gone.id)
    made = tracker.add(edited, note="ACME-12 New")
    vendors.world.clock.advance(120)
    pages = told(vendors, OCTOBER)
    found = records(iter(pages))
    assert {name: record.note for name, record in found.items()} == {
        edited.hex: "ACME-12 Edited",
        made.hex: "ACME-12 New",
    }
    assert [name for page in pages for name in page.gone] == [gone.hex]


def test_an_entry_that_was_edited_outside_of_the_windows_is_told_too(vendors: Vendors) -> None:
    tracker, entry = vendors.world.clockify, entry_at(vendors, 40)
    vendors.world.clock.advance(3600)
    tracker.move(entry.id, date(2026, 9, 14))
    found = records(iter(told(vendors, OCTOBER)))
    assert [(name, record.day) for name, record in found.items()] == [(entry.hex, date(2026, 9, 14))]


def test_a_restored_entry_is_not_gone(vendors: Vendors) -> None:
    tracker, entry = vendors.world.clockify, entry_at(vendors, 40)
    vendors.world.clock.advance(3600)
    tracker.delete(entry.id)
    vendors.world.clock.advance(120)
    deleted = tracker.deleted[entry.id]
    tracker.restore(entry.id)
    tracker.change(entry.id, updated=entry.updated)
    tracker.deleted[0] = deleted
    pages = told(vendors, OCTOBER)
    assert list(records(iter(pages))) == [entry.hex]
    assert [name for page in pages for name in page.gone] == []


def test_an_entry_that_became_a_break_is_gone(vendors: Vendors) -> None:
    tracker, entry = vendors.world.clockify, entry_at(vendors, 40)
    vendors.world.clock.advance(3600)
    tracker.change(entry.id, note="Lunch")
    preferences(tracker).types[entry.id] = "BREAK"
    assert [name for page in told(vendors, OCTOBER) for name in page.gone] == [entry.hex]


def test_where_nothing_changed_three_requests_say_so(vendors: Vendors) -> None:
    vendors.world.clock.advance(3600)
    with opened(vendors) as source:
        list(source.references())
        before = source.sent()
        assert list(source.changes(TIME, vendors.world.clock.now(), [OCTOBER])) == []
        assert source.sent() - before == 3


def test_where_changes_are_not_told_there_are_none_and_the_log_says_so(vendors: Vendors) -> None:
    preferences(vendors.world.clockify).entities = "absent"
    vendors.world.clockify.change(entry_at(vendors, 40).id, note="ACME-12 Edited")
    with structlog.testing.capture_logs() as logs:
        assert told(vendors, OCTOBER) == [UNTOLD]
    assert [each["event"] for each in logs if each["event"] == "changes_not_told"] == ["changes_not_told"]


def test_a_year_of_changes_is_left_to_a_full_listing(vendors: Vendors) -> None:
    before = len(vendors.asked("clockify", "/api/v1/workspaces"))
    assert told(vendors, OCTOBER, since=BEFORE - timedelta(days=365)) == [UNTOLD]
    asked = vendors.asked("clockify", "/api/v1/workspaces")[before:]
    assert not [each for each in asked if "/entities/" in each.path]


def test_so_many_changes_that_they_are_no_list_any_more_are_left_to_a_full_listing(vendors: Vendors) -> None:
    found = vendors.world.clockify.window(OCTOBER.first, date(2026, 10, 31), running=False)
    vendors.world.clock.advance(3600)
    for entry in found[:1010]:
        vendors.world.clockify.change(entry.id, note="renamed")
    assert told(vendors, OCTOBER) == [UNTOLD]


def test_expenses_are_not_among_what_is_told(vendors: Vendors) -> None:
    assert told(vendors, OCTOBER, kind=EXPENSE) == [UNTOLD]


# ---- expenses ----


def test_expenses_of_a_window_are_picked_from_the_list_of_all(vendors: Vendors) -> None:
    tracker = vendors.world.clockify
    first, second = list(tracker.expenses)[:2]
    tracker.change_expense(first, day=date(2026, 9, 30))
    tracker.change_expense(second, invoiced=True)
    with opened(vendors, page_size=5, require_approval=True) as source:
        read = records(source.listing(EXPENSE, OCTOBER))
        totals = source.totals(EXPENSE, OCTOBER)
    kept = {each.hex: each for each in tracker.expenses.values() if each.id != first}
    assert read.keys() == kept.keys()
    assert totals.entries == len(kept)
    for name, expense in kept.items():
        found = read[name]
        assert (found.day, found.cost_minor, found.currency) == (expense.day, expense.minor, expense.currency)
        assert (found.approved, found.invoiced) == (expense.approved, expense.invoiced)
        assert found.activity == expense.category
    assert all("/expenses?" not in each.path and "start" not in each.params for each in vendors.world.requests)


def test_a_receipt_can_be_opened_where_the_record_says(vendors: Vendors) -> None:
    with opened(vendors) as source:
        receipt = next(r.receipt for r in records(source.listing(EXPENSE, OCTOBER)).values() if r.receipt)
        content = source._api.get(receipt.removeprefix(f"{vendors.base}/clockify/api/v1")).content
    assert content.startswith(b"%PDF")


def test_an_expense_that_cannot_be_read_is_set_aside(vendors: Vendors) -> None:
    place = f"/api/v1/workspaces/{vendors.world.clockify.account.hex}/expenses"
    vendors.fault("clockify", "one bad record", place, times=2)
    september = Period(date(2026, 9, 1), date(2026, 10, 1), "2026-09")
    with opened(vendors) as source:
        rejected, elsewhere = (
            [bad for page in source.listing(EXPENSE, window) for bad in page.rejected]
            for window in (OCTOBER, september)
        )
    assert elsewhere == []
    assert [bad.reason for bad in rejected] == ["Expected `decimal`, got `object` - at `$.total`"]
    assert rejected[0].id and rejected[0].day


def test_a_plan_without_expenses_has_none(vendors: Vendors) -> None:
    vendors.world.clockify.plan = "free"
    with opened(vendors) as source:
        assert list(source.listing(EXPENSE, OCTOBER)) == []
        totals = source.totals(EXPENSE, OCTOBER)
    assert (totals.entries, totals.seconds) == (0, 0)
