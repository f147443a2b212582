"""Toggl Track over its API: the contract of time sources, and what is this vendor's own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from billing.records import TIME, Period
from connectors.errors import Changed, Reconnect, Refused, Retry
from connectors.sources import ACTIVITY, Setting
from connectors.toggl.config import Config
from connectors.toggl.source import Source
from connectors.waiting import Window
from sandbox import toggl
from sandbox.records import PERSON
from sandbox.routes import Answer, Asked, Problem
from sandbox.server import Serving
from tests.connectors.contract import TimeSourceContract
from tests.connectors.source_tests import NOVEMBER, OCTOBER
from tests.connectors.vendors import FakeTime, Vendors, world_for

VENDOR = "toggl"
REPORT = "/reports/api/v3/workspace/7435584/search/time_entries"


def source_for(
    vendors: Vendors, token: str = "", page_size: int = 0, zone: str = "America/New_York", **config: Any
) -> Source:
    """A source for the workspace on loopback; no token is the administrator's."""
    said = {"kind": "toggl", "workspace": "7435584", "base_url": f"{vendors.base}/toggl", **config}
    setting = Setting("Northwind AI", token or vendors.world.toggl.token(), zone, vendors.time.timer)
    source = Source(Config(**said), setting)
    source.page_size = page_size or source.page_size
    return source


class TestToggl(TimeSourceContract):
    """The contract, for Toggl Track."""

    vendor = VENDOR
    lists = REPORT
    list_method = "POST"
    spoils = "seconds"
    wrong_account = {"workspace": "7000001"}  # noqa: RUF012  # the contract declares it
    quota_error = Retry

    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> Source:
        """A source for the workspace on loopback."""
        return source_for(vendors, token, page_size, **config)


@pytest.fixture
def source(vendors: Vendors) -> Iterator[Source]:
    """The administrator's."""
    made = source_for(vendors)
    yield made
    made.close()


def bodies(vendors: Vendors, path: str = REPORT) -> list[Any]:
    """What was sent to the report so far."""
    return [each.body for each in vendors.asked(VENDOR, path)]


# ---- who we are ----


def test_the_account_says_which_quota_holds_and_the_zone_of_the_tokens_owner(vendors: Vendors, source: Source) -> None:
    assert source.limits() == (Window(1, 1),)
    found = source.account()
    assert found.account == "Northwind AI (7435584)"
    assert found.zone == "America/New_York"
    assert found.quota == "600 requests an hour (Premium; 599 left), and 30 about the token's owner, 29 left"
    assert found.lacks == ()
    assert source.limits() == (Window(1, 1), Window(600, 3600))


@pytest.mark.parametrize(("plan", "hourly"), [("free", 30), ("starter", 240), ("premium", 600)])
def test_the_plan_says_how_many_requests_an_hour(vendors: Vendors, source: Source, plan: str, hourly: int) -> None:
    vendors.world.toggl.plan = plan
    assert f"{hourly} requests an hour ({plan.capitalize()}; {hourly - 1} left)" in source.account().quota
    assert source.limits()[1] == Window(hourly, 3600)


def test_another_zone_than_the_token_owners_is_pointed_out(vendors: Vendors) -> None:
    source = source_for(vendors, zone="Europe/Berlin")
    [sentence] = source.account().lacks
    source.close()
    assert "America/New_York" in sentence and "Europe/Berlin" in sentence and "`timezone: America/New_York`" in sentence


@pytest.mark.parametrize(
    ("plan", "config", "words"),
    [
        ("free", {}, ["`billable: from contract`"]),
        ("free", {"billable": "from contract"}, []),
        ("starter", {"require_approval": True}, ["`require_approval` holds all its time"]),
        ("premium", {"require_approval": True}, []),
    ],
)
def test_what_the_plan_lacks_is_said_where_it_matters(
    vendors: Vendors, plan: str, config: dict[str, Any], words: list[str]
) -> None:
    vendors.world.toggl.plan = plan
    source = source_for(vendors, **config)
    lacks = source.account().lacks
    source.close()
    assert len(lacks) == len(words)
    assert all(word in sentence for word, sentence in zip(words, lacks, strict=True))


def test_a_member_whose_own_time_is_all_that_is_wanted_lacks_nothing(vendors: Vendors) -> None:
    source = source_for(vendors, vendors.world.toggl.token("member"), entries="own")
    found = source.account()
    source.close()
    assert (found.sees_everyone, found.lacks) == (False, ())


def test_without_a_workspace_the_tokens_workspaces_are_named(vendors: Vendors) -> None:
    source = source_for(vendors, workspace="")
    with pytest.raises(Refused, match=r"`workspace:` is not set; this token's are: 7435584 \(Northwind AI\)"):
        source.totals(TIME, OCTOBER)
    source.close()


@pytest.mark.parametrize("workspace", ["northwind", "7435584/../1", "-1", "٧٤٣"])
def test_a_workspace_is_a_number(workspace: str) -> None:
    with pytest.raises(ValidationError, match="stands in the address of its settings"):
        Config(kind="toggl", workspace=workspace)


def test_a_token_of_toggl_2_is_refused_and_never_sent(vendors: Vendors) -> None:
    source = source_for(vendors, "toggl_sk_0123456789")
    with pytest.raises(Reconnect, match=r"Toggl 2\.0"):
        source.account()
    with pytest.raises(Reconnect, match=r"Toggl 2\.0"):
        list(source.listing(TIME, OCTOBER))
    source.close()
    assert not vendors.world.requests
    assert source.sent() == 0


# ---- the report ----


def test_the_report_is_always_asked_for_without_rounding(vendors: Vendors, source: Source) -> None:
    list(source.listing(TIME, OCTOBER))
    list(source.changes(TIME, datetime(2026, 10, 20, tzinfo=UTC), [OCTOBER]))
    source.totals(TIME, OCTOBER)
    asked = bodies(vendors)
    assert len(asked) >= 4
    assert all((body["rounding"], body["rounding_minutes"]) == (0, 0) for body in asked)


def test_pages_follow_the_headers_with_the_same_body(vendors: Vendors) -> None:
    source = source_for(vendors, page_size=400)
    list(source.listing(TIME, OCTOBER))
    source.close()
    first, *further = bodies(vendors)
    assert not {"first_row_number", "first_id", "first_timestamp"} & first.keys()
    assert [body.pop("first_row_number") for body in further] == [401, 801]
    assert all(body.pop("first_id") > 0 for body in further)
    assert all(body == first for body in further)
    assert (first["start_date"], first["end_date"]) == ("2026-10-01", "2026-10-31")


def test_listing_and_proving_use_no_request_about_the_person(vendors: Vendors, source: Source) -> None:
    list(source.references())
    list(source.listing(TIME, OCTOBER))
    source.totals(TIME, OCTOBER)
    assert not vendors.asked(VENDOR, "/api/v9/me")
    assert source.sent() == 5 + 2 + 1


def test_requests_are_a_second_apart(vendors: Vendors, source: Source) -> None:
    list(source.references())
    assert source.sent() - 1 <= sum(vendors.time.slept) < source.sent()


def test_days_are_those_of_the_tokens_owner(vendors: Vendors, source: Source) -> None:
    tracker = vendors.world.toggl
    owner = tracker.access[tracker.token()].person
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # half past midnight in Berlin, half past seven in New York
    entry = tracker.add(day=late.date(), started=late, ended=late + timedelta(hours=1), seconds=3600)
    for zone, window, day in (("America/New_York", OCTOBER, 31), ("Europe/Berlin", NOVEMBER, 1)):
        tracker.change_reference(PERSON, owner, zone=zone)
        pages = list(source.listing(TIME, window))
        found = {name: record for page in pages for name, record in zip(page.ids, page.records, strict=True)}
        assert found[str(entry.id)].day.day == day
        assert found[str(entry.id)].started == late
        assert all(record.day in window for record in found.values())
        assert source.totals(TIME, window).seconds == sum(page.seconds for page in pages)


def test_more_than_a_year_is_asked_for_in_parts(vendors: Vendors, source: Source) -> None:
    window = Period(date(2025, 1, 1), date(2027, 1, 1), "two years")
    found = [name for page in source.listing(TIME, window) for name in page.ids]
    assert len(found) == len(set(found)) == len(vendors.world.toggl.everything())
    assert (
        source.totals(TIME, window).seconds == vendors.world.toggl.totals(date(2025, 1, 1), date(2026, 12, 31)).seconds
    )


def test_a_free_workspace_has_no_tasks_and_no_billable_flag(vendors: Vendors, source: Source) -> None:
    vendors.world.toggl.plan = "free"
    assert not [each for each in source.references() if each.kind == ACTIVITY]
    records = [record for page in source.listing(TIME, OCTOBER) for record in page.records]
    assert records
    assert all(record.billable is False and record.rate is None for record in records)


# ---- approval ----


def test_approval_is_asked_for_only_where_it_is_required(vendors: Vendors, source: Source) -> None:
    records = [record for page in source.listing(TIME, OCTOBER) for record in page.records]
    assert {record.approved for record in records} == {None}
    assert not vendors.asked(VENDOR, "/api/v9/workspaces/7435584/timesheets")


def test_an_entry_is_approved_with_its_timesheet(vendors: Vendors) -> None:
    tracker = vendors.world.toggl
    entry = next(each for each in tracker.window(date(2026, 10, 14), date(2026, 10, 14)) if each.approved)
    tracker.change(entry.id, approved=False)
    source = source_for(vendors, require_approval=True)
    before = source.sent()
    pages = list(source.listing(TIME, OCTOBER))
    source.totals(TIME, OCTOBER)
    assert source.sent() - before == 5 + source.requests_for(TIME, len(pages[0].ids) + len(pages[1].ids))
    source.close()
    week = Period(date(2026, 10, 12), date(2026, 10, 19), "week")
    records = [record for page in pages for record in page.records]
    open_ones = [record for record in records if record.approved is False]
    assert {record.person for record in open_ones} == {tracker.people[entry.person].name}
    assert all(record.day in week for record in open_ones)
    assert len(open_ones) == sum(each.person == entry.person for each in tracker.window(week.first, date(2026, 10, 18)))
    assert sum(record.approved is True for record in records) == len(records) - len(open_ones)


def test_a_plan_without_approvals_says_nothing_about_them(vendors: Vendors) -> None:
    vendors.world.toggl.plan = "starter"
    source = source_for(vendors, require_approval=True)
    records = [record for page in source.listing(TIME, OCTOBER) for record in page.records]
    source.close()
    assert records
    assert {record.approved for record in records} == {None}


# ---- changes ----


def test_changes_are_read_only_as_far_as_they_are_newer(vendors: Vendors) -> None:
    since = vendors.world.clock.now()
    vendors.world.clock.advance(600)
    chosen = vendors.world.toggl.window(date(2026, 10, 1), date(2026, 10, 31))[5:300:50]
    for entry in chosen:
        vendors.world.toggl.change(entry.id, note="changed")
    source = source_for(vendors, page_size=50)
    list(source.references())
    before = source.sent()
    pages = list(source.changes(TIME, since, [OCTOBER]))
    source.close()
    assert sorted(name for page in pages for name in page.ids) == sorted(str(entry.id) for entry in chosen)
    assert source.sent() - before == 1


def test_changes_of_months_in_a_row_are_one_question(vendors: Vendors, source: Source) -> None:
    list(source.references())
    before = source.sent()
    september = Period(date(2026, 9, 1), date(2026, 10, 1), "2026-09")
    list(source.changes(TIME, vendors.world.clock.now(), [september, OCTOBER, NOVEMBER]))
    assert source.sent() - before == 1
    assert (bodies(vendors)[0]["start_date"], bodies(vendors)[0]["end_date"]) == ("2026-09-01", "2026-11-30")


def test_a_deletion_is_not_among_the_changes(vendors: Vendors, source: Source) -> None:
    since = vendors.world.clock.now()
    vendors.world.clock.advance(600)
    gone = vendors.world.toggl.delete(vendors.world.toggl.window(date(2026, 10, 1), date(2026, 10, 31))[7].id)
    pages = list(source.changes(TIME, since, [OCTOBER]))
    assert not [name for page in pages for name in (*page.ids, *page.gone)]
    assert str(gone.id) not in [name for page in source.listing(TIME, OCTOBER) for name in page.ids]


def test_what_changed_in_the_very_second_of_the_last_pull_is_told(vendors: Vendors, source: Source) -> None:
    list(source.references())
    since = source.told_at()
    assert since is not None
    vendors.world.clock.set(since)
    entry = vendors.world.toggl.window(date(2026, 10, 1), date(2026, 10, 31))[7]
    vendors.world.toggl.change(entry.id, note="changed")
    assert [name for page in source.changes(TIME, since, [OCTOBER]) for name in page.ids] == [str(entry.id)]


def test_an_entry_that_slides_to_the_next_page_while_it_is_read_comes_once(vendors: Vendors) -> None:
    vendors.fault(VENDOR, "inserted", REPORT, after=1)
    source = source_for(vendors, page_size=400)
    pages = list(source.listing(TIME, OCTOBER))
    ids = [name for page in pages for name in page.ids]
    before = vendors.world.toggl.totals(OCTOBER.first, date(2026, 10, 31))
    assert len(ids) == len(set(ids)) == before.entries - 1
    assert sum(page.seconds for page in pages) < (source.totals(TIME, OCTOBER).seconds or 0)
    source.close()


# ---- the quota ----


def test_a_quota_that_is_used_up_stops_before_the_next_request_and_goes_on_later(vendors: Vendors) -> None:
    vendors.world.toggl.plan = "free"
    source = source_for(vendors, page_size=50)
    listing = source.listing(TIME, OCTOBER)
    pages = [next(listing) for _ in range(20)]
    for _ in range(5):  # five for references, twenty for pages, five for sums: thirty
        source.totals(TIME, OCTOBER)
    sent = len(vendors.world.requests)
    with pytest.raises(Retry) as caught:
        next(listing)
    assert len(vendors.world.requests) == sent == 30
    assert caught.value.retry_after is not None
    assert 3500 < caught.value.retry_after <= 3600
    assert "another 60 minutes; a pull after that takes it up again" in str(caught.value)
    vendors.time.passed += caught.value.retry_after
    pages = [*source.listing(TIME, OCTOBER)]
    source.close()
    assert sum(page.seconds for page in pages) == vendors.world.toggl.totals(OCTOBER.first, date(2026, 10, 31)).seconds


def test_a_short_wait_for_the_quota_is_waited_out(vendors: Vendors, source: Source) -> None:
    vendors.fault(VENDOR, "402", REPORT, seconds=90)
    assert source.totals(TIME, OCTOBER).seconds
    assert 90 in vendors.time.slept


def test_a_429_without_a_time_is_given_a_minute(vendors: Vendors, source: Source) -> None:
    vendors.fault(VENDOR, "429", REPORT)
    assert source.totals(TIME, OCTOBER).seconds
    assert 60 in vendors.time.slept


# ---- where documents and reality may differ ----

Handle = Callable[[Asked], Answer]


@pytest.fixture
def otherwise() -> Iterator[Callable[[str, Callable[[Handle], Handle]], Vendors]]:
    """Serves the workspace with one route that answers otherwise than documented."""
    serving: list[Serving] = []

    def serve(path: str, other: Callable[[Handle], Handle]) -> Vendors:
        time = FakeTime()
        world = world_for(time)
        [service] = toggl.services(world)
        routes = tuple(
            replace(route, handle=other(route.handle)) if route.path.endswith(path) else route
            for route in service.routes
        )
        serving.append(Serving(world, 0, [replace(service, routes=routes)]).__enter__())
        return Vendors(serving[-1].base, world, time)

    yield serve
    for each in serving:
        each.__exit__(None, None, None)


def listed(vendors: Vendors, page_size: int = 400) -> tuple[list[str], Source]:
    """The ids of October, and the source that listed them."""
    source = source_for(vendors, page_size=page_size)
    try:
        return [name for page in source.listing(TIME, OCTOBER) for name in page.ids], source
    finally:
        source.close()


def kept(vendors: Vendors) -> list[str]:
    """The ids that the tracker keeps."""
    return [str(entry.id) for entry in vendors.world.toggl.window(OCTOBER.first, date(2026, 10, 31))]


def test_a_cursor_that_is_answered_with_nothing_is_sent_again_by_row_number_alone(otherwise: Any) -> None:
    def empty_for_ids(handle: Handle) -> Handle:
        return lambda asked: Answer([]) if "first_id" in asked.body else handle(asked)

    vendors = otherwise("/time_entries", empty_for_ids)
    found, _ = listed(vendors)
    assert found == kept(vendors)
    assert ["first_id" in body for body in bodies(vendors)] == [False, True, False, False]


def test_a_timestamp_in_the_cursor_is_sent_back(otherwise: Any) -> None:
    def with_timestamp(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            found = handle(asked)
            more = {"X-Next-Timestamp": "1790000000"} if "X-Next-ID" in found.headers else {}
            return replace(found, headers={**found.headers, **more})

        return answer

    vendors = otherwise("/time_entries", with_timestamp)
    assert listed(vendors)[0] == kept(vendors)
    assert [body.get("first_timestamp") for body in bodies(vendors)] == [None, 1790000000, 1790000000]


def test_a_page_size_that_is_refused_becomes_the_documented_one(otherwise: Any) -> None:
    def at_most_fifty(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            if asked.body["page_size"] > 50:
                raise Problem("wrong type", "allowed values are: 1 to 50", "page_size")
            return handle(asked)

        return answer

    vendors = otherwise("/time_entries", at_most_fifty)
    found, source = listed(vendors, 1000)
    assert found == kept(vendors)
    assert source.requests_for(TIME, len(found)) == -(-len(found) // 50) + 1
    assert [body["page_size"] for body in bodies(vendors)][:3] == [1000, 50, 50]


def test_a_page_that_leads_to_itself_is_a_change(otherwise: Any) -> None:
    def same_again(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            asked.body["first_row_number"] = 1
            return handle(asked)

        return answer

    with pytest.raises(Changed, match="leads to the same page again"):
        listed(otherwise("/time_entries", same_again))


def test_a_page_of_rows_that_all_fail_in_their_own_way_is_followed_by_the_next(otherwise: Any) -> None:
    def bad_first_page(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            found = handle(asked)
            if "first_row_number" not in asked.body:
                for place, row in enumerate(found.content):
                    row["time_entries"][0][("seconds", "start", "stop")[place % 3]] = {}
            return found

        return answer

    vendors = otherwise("/time_entries", bad_first_page)
    source = source_for(vendors, page_size=400)
    pages = list(source.listing(TIME, OCTOBER))
    source.close()
    assert [each.id for page in pages for each in page.rejected] == kept(vendors)[:400]
    assert [name for page in pages for name in page.ids] == kept(vendors)[400:]


def test_timesheets_may_come_with_their_envelope_in_a_list(otherwise: Any) -> None:
    def in_a_list(handle: Handle) -> Handle:
        return lambda asked: Answer([handle(asked).content])

    vendors = otherwise("/timesheets", in_a_list)
    source = source_for(vendors, require_approval=True)
    records = [record for page in source.listing(TIME, OCTOBER) for record in page.records]
    source.close()
    assert {record.approved for record in records} == {True}


@pytest.mark.parametrize("named", ["next", "-1", "1.5", "٣"])
def test_a_cursor_that_is_no_number_is_a_change(otherwise: Any, named: str) -> None:
    def other_cursor(handle: Handle) -> Handle:
        headers = {"X-Next-Row-Number": named.encode().decode("latin-1")}
        return lambda asked: replace(handle(asked), headers=headers)

    with pytest.raises(Changed, match="names its next page"):
        listed(otherwise("/time_entries", other_cursor))


def test_changes_in_another_order_than_asked_for_are_read_to_the_end(otherwise: Any) -> None:
    def by_date(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            asked.body.update(order_by="date", order_dir="ASC")
            return handle(asked)

        return answer

    vendors = otherwise("/time_entries", by_date)
    since = vendors.world.clock.now()
    vendors.world.clock.advance(600)
    last = vendors.world.toggl.window(OCTOBER.first, date(2026, 10, 31))[-1]
    vendors.world.toggl.change(last.id, note="changed")
    source = source_for(vendors, page_size=400)
    pages = list(source.changes(TIME, since, [OCTOBER]))
    source.close()
    assert [name for page in pages for name in page.ids] == [str(last.id)]
    assert len(pages) == 3


def test_a_window_that_the_plan_keeps_no_longer_is_refused(otherwise: Any) -> None:
    def kept_since(handle: Handle) -> Handle:
        return lambda asked: replace(handle(asked), headers={"X-Range-Start": "2026-10-15"})

    for path in ("/time_entries", "/totals"):
        vendors = otherwise(path, kept_since)
        source = source_for(vendors)
        with pytest.raises(Refused, match="Toggl shows nothing before 2026-10-15"):
            list(source.listing(TIME, OCTOBER)) if path == "/time_entries" else source.totals(TIME, OCTOBER)
        source.close()


def test_a_sum_of_nothing_may_be_null(otherwise: Any) -> None:
    vendors = otherwise("/totals", lambda handle: lambda asked: Answer({"seconds": None}))
    source = source_for(vendors)
    assert source.totals(TIME, OCTOBER).seconds == 0
    source.close()


def test_a_list_that_ignores_its_page_number_is_read_once(otherwise: Any) -> None:
    def all_at_once(handle: Handle) -> Handle:
        tags = [{"id": number, "name": f"Tag {number}"} for number in range(1, 301)]
        return lambda asked: Answer(tags)

    vendors = otherwise("/tags", all_at_once)
    source = source_for(vendors)
    found = [each.name for each in source.references() if each.kind == "tag"]
    source.close()
    assert found == [f"Tag {number}" for number in range(1, 301)]
    assert len(vendors.asked(VENDOR, "/api/v9/workspaces/7435584/tags")) == 2


def test_a_vendor_that_repeats_the_token_in_an_error_does_not_give_it_away(otherwise: Any) -> None:
    def repeating(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            sent = asked.headers["authorization"]
            raise Problem("wrong type", f"{sent} {asked.access.token if asked.access else ''}", "who")

        return answer

    vendors = otherwise("/totals", repeating)
    source = source_for(vendors)
    with pytest.raises(Refused) as caught:
        source.totals(TIME, OCTOBER)
    source.close()
    sent = b64encode(f"{vendors.world.toggl.token()}:api_token".encode()).decode()
    assert "•••" in str(caught.value)
    assert vendors.world.toggl.token() not in str(caught.value)
    assert sent not in str(caught.value)


def test_lists_that_are_null_are_empty(otherwise: Any) -> None:
    vendors = otherwise("/clients", lambda handle: lambda asked: Answer(None))
    source = source_for(vendors)
    assert not [each for each in source.references() if each.kind == "client"]
    pages = list(source.listing(TIME, OCTOBER))
    source.close()
    named = {name: record.client for page in pages for name, record in zip(page.ids, page.records, strict=True)}
    tracker = vendors.world.toggl
    for entry in tracker.window(OCTOBER.first, date(2026, 10, 31)):
        client = tracker.client_of(tracker.projects.get(entry.project or 0))
        assert named[str(entry.id)] == (client.name if client else ""), "the report names them itself"


def test_members_that_may_not_be_seen_leave_the_names_in_the_report(otherwise: Any) -> None:
    def forbidden(handle: Handle) -> Handle:
        def answer(asked: Asked) -> Answer:
            raise Problem("forbidden")

        return answer

    vendors = otherwise("/workspace_users", forbidden)
    source = source_for(vendors)
    assert not [each for each in source.references() if each.kind == "person"]
    records = [record for page in source.listing(TIME, OCTOBER) for record in page.records]
    source.close()
    assert all(record.person and record.email for record in records)
