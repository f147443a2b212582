"""Harvest over its API, against its twin on loopback: signing in, paging, proof, changes, references, trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from billing.records import EXPENSE, TIME, Period
from connectors.base import Reading
from connectors.errors import Changed, Reconnect, Refused, Retry
from connectors.exports import read_export
from connectors.harvest.config import EXPORT, Config
from connectors.harvest.source import Source
from connectors.sources import Page, Setting, Totals
from connectors.tables import open_table
from sandbox import harvest as twin
from sandbox.harvest_rows import preferences
from sandbox.northwind.agency import northwind
from sandbox.northwind.expenses import COUNTS, TOTALS_MINOR
from sandbox.northwind.exports import harvest_csv
from sandbox.records import Access, TimeEntry
from sandbox.routes import Answer, Asked, Route, Service
from sandbox.server import Serving
from tests.connectors.contract import TimeSourceContract
from tests.connectors.vendors import FakeTime, Vendors, world_for

VENDOR = "harvest"
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1), "2026-10")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1), "2026-11")
LISTING = "/v2/time_entries"
TEAM = "/v2/reports/time/team"


def config(vendors: Vendors, **more: Any) -> Config:
    own = {"account": "1234567", "base_url": f"{vendors.base}/harvest/v2", "identity_url": f"{vendors.base}/harvest-id"}
    return Config(kind="harvest", token="${HARVEST_TOKEN}", **(own | more))


def source(vendors: Vendors, token: str = "", company: str = "Northwind AI", **more: Any) -> Source:
    found = token or vendors.world.harvest.token()
    return Source(config(vendors, **more), Setting(company, found, "America/New_York", vendors.time.timer))


@pytest.fixture
def harvest(vendors: Vendors) -> Iterator[Source]:
    found = source(vendors)
    yield found
    found.close()


@contextmanager
def opened(vendors: Vendors, token: str = "", company: str = "Northwind AI", **more: Any) -> Iterator[Source]:
    found = source(vendors, token, company, **more)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def serving(change: Callable[[Service], Service]) -> Iterator[Vendors]:
    """The twin with a change of its own: another way to answer, or an ear on what is sent."""
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, [change(service) for service in twin.services(world)]) as served:
        yield Vendors(served.base, world, time)


def answering(path: str, answer: Callable[[Answer, Asked], Any]) -> Callable[[Service], Service]:
    """A change of what one path answers; `answer` is given the twin's own answer."""

    def change(service: Service) -> Service:
        return replace(service, routes=tuple(map(changed, service.routes)))

    def changed(route: Route) -> Route:
        def handle(asked: Asked) -> Answer:
            return Answer(answer(route.handle(asked), asked))

        return replace(route, handle=handle) if route.path == path else route

    return change


def total(pages: Iterable[Page]) -> tuple[int, int]:
    pages = list(pages)
    return sum(page.entries for page in pages), sum(page.seconds for page in pages)


class TestHarvest(TimeSourceContract):
    """What every source keeps."""

    vendor = "harvest"
    lists = LISTING
    spoils = "hours"
    wrong_account: ClassVar[dict[str, Any]] = {"account": "999"}
    project_is_optional = False

    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> Source:
        found = source(vendors, token, **config)
        found.page_size = page_size or found.page_size
        return found


# ---- signing in ----


def test_the_account_says_who_we_are_and_that_everyone_is_seen(harvest: Source) -> None:
    account = harvest.account()
    assert account.person == "Owen Gallagher <owen@northwind.test>"
    assert account.account == "Northwind AI (1234567)"
    assert (account.sees_everyone, account.lacks, account.zone) == (True, (), "America/New_York")
    assert harvest.sent() == 2


def test_a_member_is_told_that_hours_would_be_missing(vendors: Vendors) -> None:
    with opened(vendors, vendors.world.harvest.token("member")) as harvest:
        account = harvest.account()
    assert not account.sees_everyone
    assert account.lacks == (
        "The token's owner is no administrator: Harvest shows a member only their own time and a manager that of "
        "the team, without a word that there is more; make the owner an administrator, or give the token of one.",
    )


@pytest.mark.parametrize("flag", [True, False])
def test_older_answers_say_with_a_flag_who_is_an_administrator(flag: bool) -> None:
    def older(own: Answer, _: Asked) -> Any:
        return without(own.content, "access_roles") | {"is_admin": flag}

    with serving(answering("/v2/users/me", older)) as vendors, opened(vendors) as harvest:
        assert harvest.account().sees_everyone is flag


def test_what_the_account_has_switched_off_is_said(vendors: Vendors) -> None:
    account = preferences(vendors.world.harvest)
    account.approval = account.expenses = False
    with opened(vendors, require_approval=True) as harvest:
        said = " ".join(harvest.account().lacks)
    assert "Timesheet approval is switched off" in said
    assert "Expenses are switched off" in said
    with opened(vendors) as harvest:
        assert "approval" not in " ".join(harvest.account().lacks)


@pytest.mark.parametrize(
    ("account", "message"),
    [
        ("999", "the token of Harvest does not open account 999; write account: 1234567 (Northwind AI)"),
        (
            "",
            "the token of Harvest does not open any account, because account: is not set; "
            "write account: 1234567 (Northwind AI)",
        ),
    ],
)
def test_a_wrong_account_is_told_which_one_the_token_opens(vendors: Vendors, account: str, message: str) -> None:
    with opened(vendors, account=account) as harvest, pytest.raises(Reconnect) as refused:
        harvest.account()
    assert str(refused.value) == message


def test_a_token_that_opens_no_account_at_all_is_the_tokens_fault(vendors: Vendors) -> None:
    with opened(vendors, vendors.world.harvest.token("expired")) as harvest, pytest.raises(Reconnect) as refused:
        harvest.account()
    assert "make a new one at https://id.getharvest.com/developers" in str(refused.value)


def test_without_the_list_of_accounts_the_first_refusal_is_told(vendors: Vendors) -> None:
    nowhere = f"{vendors.base}/nowhere"
    with opened(vendors, account="999", identity_url=nowhere) as harvest, pytest.raises(Reconnect) as refused:
        harvest.account()
    assert "/users/me was answered with 401" in str(refused.value)


@pytest.mark.parametrize("token", ["1001.pt.abc\n", "1001.pt.äbc", "Bearer 1001.pt.abc"])
def test_a_token_that_was_copied_badly_is_refused_before_it_is_sent(vendors: Vendors, token: str) -> None:
    with pytest.raises(Reconnect) as refused:
        source(vendors, token)
    assert "copy it again" in str(refused.value)
    assert "1001" not in str(refused.value)


@pytest.mark.parametrize(
    ("company", "contact", "agent"),
    [
        ("Northwind AI", "ops@northwind.test", "Tieout (ops@northwind.test)"),
        ("Northwind AI", "", "Tieout (Northwind AI)"),
        ("Müller & Söhne", "", "Tieout (Mller & Shne)"),
        ("株式会社", "", "Tieout (no contact was given)"),
    ],
)
def test_every_request_names_the_program_and_a_contact(company: str, contact: str, agent: str) -> None:
    heard: list[dict[str, str]] = []

    def listening(service: Service) -> Service:
        def sign_in(asked: Asked) -> Access:
            heard.append(dict(asked.headers))
            return service.sign_in(asked)

        return replace(service, sign_in=sign_in)

    with serving(listening) as vendors, opened(vendors, company=company, contact=contact) as harvest:
        harvest.account()
        with pytest.raises(Reconnect), opened(vendors, account="999", contact=contact) as wrong:
            wrong.account()
    assert heard[0]["user-agent"] == agent
    assert heard[0]["harvest-account-id"] == "1234567"
    assert "harvest-account-id" not in heard[-1], "the list of accounts is asked with the token alone"
    assert all(each["authorization"].startswith("Bearer 1001.pt.") for each in heard)


# ---- paging ----


def test_pages_are_followed_by_their_links_and_by_nothing_else(vendors: Vendors, harvest: Source) -> None:
    harvest.page_size = 500
    pages = list(harvest.listing(TIME, OCTOBER))
    assert [len(page.ids) for page in pages] == [500, 500, 500, 500, 48]
    assert {page.of for page in pages} == {2048}
    asked = [each.params for each in vendors.asked("harvest", LISTING)]
    assert asked[0] == {"from": "2026-10-01", "to": "2026-10-31", "per_page": "500"}
    assert all(set(params) == {"cursor", "ref", "from", "to", "per_page"} for params in asked[1:])


def test_the_twin_leaves_page_numbers_out_between_the_first_and_the_last_page() -> None:
    seen: list[tuple[Any, Any, Any]] = []

    def note(own: Answer, _: Asked) -> Any:
        seen.append(tuple(own.content[name] for name in ("page", "next_page", "previous_page")))
        return own.content

    with serving(answering(LISTING, note)) as vendors, opened(vendors) as harvest:
        harvest.page_size = 700
        assert total(harvest.listing(TIME, OCTOBER))[0] == 2048
    assert seen == [(1, 2, None), (None, None, None), (3, None, 2)]


def test_pages_that_lead_in_a_circle_are_not_read_for_ever() -> None:
    def back(own: Answer, asked: Asked) -> Any:
        own.content["links"]["next"] = f"{asked.base}{LISTING}?cursor=MQ%3D%3D&per_page=100"
        return own.content

    with serving(answering(LISTING, back)) as vendors, opened(vendors) as harvest, pytest.raises(Changed) as refused:
        list(harvest.listing(TIME, OCTOBER))
    assert "lead in a circle" in str(refused.value)
    assert len(vendors.asked("harvest", LISTING)) == 2


def test_a_link_to_another_host_is_not_followed() -> None:
    def away(own: Answer, _: Asked) -> Any:
        own.content["links"]["next"] = "https://api.example.test/v2/time_entries?cursor=x"
        return own.content

    with serving(answering(LISTING, away)) as vendors, opened(vendors) as harvest, pytest.raises(Changed) as refused:
        list(harvest.listing(TIME, OCTOBER))
    assert "nothing was sent there" in str(refused.value)


def test_an_answer_without_its_links_is_not_taken_for_the_last_page() -> None:
    lost = answering(LISTING, lambda own, _: without(own.content, "links"))
    with serving(lost) as vendors, opened(vendors) as harvest, pytest.raises(Changed) as refused:
        list(harvest.listing(TIME, OCTOBER))
    assert "missing required field `links`" in str(refused.value)


def test_the_least_requests_are_those_that_are_sent(vendors: Vendors, harvest: Source) -> None:
    list(harvest.references())
    before = harvest.sent()
    list(harvest.listing(TIME, OCTOBER))
    harvest.totals(TIME, OCTOBER)
    assert harvest.sent() - before == harvest.requests_for(TIME, 2048) == 5
    before = harvest.sent()
    list(harvest.listing(EXPENSE, OCTOBER))
    harvest.totals(EXPENSE, OCTOBER)
    assert harvest.sent() - before == harvest.requests_for(EXPENSE, 24) == 2
    assert harvest.requests_for(TIME, 0) == 4


def test_more_than_a_hundred_requests_are_spread_so_that_harvest_refuses_none(
    vendors: Vendors, harvest: Source
) -> None:
    harvest.page_size = 4
    week = Period(OCTOBER.first, date(2026, 10, 8), "a week")
    list(harvest.listing(TIME, week))
    assert len(vendors.asked("harvest")) > 105
    assert {each.status for each in vendors.asked("harvest")} == {200}
    assert 14 <= sum(vendors.time.slept) <= 31


def test_reports_have_a_limit_of_their_own_which_is_left_for_later(vendors: Vendors, harvest: Source) -> None:
    harvest.page_size = 1
    proofs = (harvest.totals(TIME, OCTOBER) for _ in range(100))
    with pytest.raises(Retry) as later:
        list(proofs)
    assert len(vendors.asked("harvest", TEAM)) == 90
    assert 700 < (later.value.retry_after or 0) < 901
    assert {each.status for each in vendors.asked("harvest")} == {200}


# ---- proof ----


def test_a_window_is_what_harvests_own_sums_say(vendors: Vendors, harvest: Source) -> None:
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    assert harvest.totals(TIME, OCTOBER) == Totals(planned.entries, planned.seconds)
    assert total(harvest.listing(TIME, OCTOBER)) == (planned.entries, planned.seconds)
    count, report = vendors.asked("harvest")[0], vendors.asked("harvest", TEAM)[0]
    assert count.params == {"from": "2026-10-01", "to": "2026-10-31", "is_running": "false", "per_page": "1"}
    assert report.params == {"from": "20261001", "to": "20261031", "per_page": "2000"}


@pytest.mark.parametrize("up", [True, False])
def test_rounded_hours_are_compared_and_tracked_ones_are_kept(vendors: Vendors, harvest: Source, up: bool) -> None:
    account = preferences(vendors.world.harvest)
    account.round_to_minutes, account.round_up = 15, up
    planned = vendors.world.harvest.totals(OCTOBER.first, date(2026, 10, 31))
    pages = list(harvest.listing(TIME, OCTOBER))
    assert sum(record.seconds for page in pages for record in page.records) == planned.seconds
    entries, seconds = total(pages)
    assert seconds != planned.seconds
    assert harvest.totals(TIME, OCTOBER) == Totals(entries, seconds)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("minutes", [0, 15])
def test_running_timers_are_out_of_both_sums_whether_reports_count_them_or_not(
    vendors: Vendors, harvest: Source, counted: bool, minutes: int
) -> None:
    tracker = vendors.world.harvest
    account = preferences(tracker)
    account.reports_count_running, account.round_to_minutes = counted, minutes
    model, *_ = tracker.running()
    tracker.add(model, day=date(2026, 11, 2), seconds=5400, running=False)
    tracker.start_timer(model.person, datetime(2026, 11, 2, 14, tzinfo=UTC), model)
    tracker.start_timer(next(iter(tracker.people)), datetime(2026, 11, 3, 8, tzinfo=UTC), model)
    pages = list(harvest.listing(TIME, NOVEMBER))
    assert sum(record.running for page in pages for record in page.records) == 3
    assert total(pages) == (1, 5400)
    assert harvest.totals(TIME, NOVEMBER) == Totals(1, 5400)
    before = harvest.sent()
    assert harvest.totals(TIME, NOVEMBER) == Totals(1, 5400)
    assert harvest.sent() - before <= 4, "how reports count is found out once"


def test_a_timer_that_moves_between_two_answers_is_read_again(vendors: Vendors, harvest: Source) -> None:
    preferences(vendors.world.harvest).reports_count_running = True
    harvest.totals(TIME, NOVEMBER)
    vendors.fault("harvest", "slow", TEAM, seconds=40)  # a hundredth of an hour is 36 seconds
    assert harvest.totals(TIME, NOVEMBER) == Totals(0, 0)
    assert len(vendors.asked("harvest", TEAM)) == 4


def test_a_window_longer_than_a_year_is_proven_in_pieces(vendors: Vendors, harvest: Source) -> None:
    years = Period(date(2025, 1, 1), date(2027, 1, 1), "two years")
    planned = vendors.world.harvest.totals(date(2025, 1, 1), date(2026, 12, 31))
    assert harvest.totals(TIME, years) == Totals(planned.entries, planned.seconds)
    spans = [(each.params["from"], each.params["to"]) for each in vendors.asked("harvest", TEAM)]
    assert spans[:2] == [("20250101", "20251231"), ("20260101", "20261231")]


def test_an_entry_that_the_list_loses_is_missed(vendors: Vendors) -> None:
    def losing(own: Answer, asked: Asked) -> Any:
        rows = own.content["time_entries"]
        return own.content | {"time_entries": [row for row in rows if row["id"] != 2336700100]}

    with serving(answering(LISTING, losing)) as bad, opened(bad) as harvest:
        listed, theirs = total(harvest.listing(TIME, OCTOBER)), harvest.totals(TIME, OCTOBER)
    assert listed[0] == (theirs.entries or 0) - 1
    assert listed[1] < (theirs.seconds or 0)


def test_a_member_gets_no_hours_to_compare(vendors: Vendors) -> None:
    with opened(vendors, vendors.world.harvest.token("member")) as harvest:
        entries, _ = total(harvest.listing(TIME, OCTOBER))
        assert 0 < entries < 2048
        assert harvest.totals(TIME, OCTOBER) == Totals(entries, None)


def refusing(path: str, status: int) -> Callable[[Service], Service]:
    """A change by which one path is refused to everybody."""

    def change(service: Service) -> Service:
        def handle(_: Asked) -> Answer:
            return Answer({"status": status, "error": "No"}, status)

        routes = tuple(replace(each, handle=handle) if each.path == path else each for each in service.routes)
        return replace(service, routes=routes)

    return change


def test_a_report_that_an_administrator_may_not_read_stops_the_proof() -> None:
    with serving(refusing(TEAM, 403)) as vendors, opened(vendors) as harvest, pytest.raises(Refused) as refused:
        harvest.totals(TIME, OCTOBER)
    assert "give the token of an administrator" in str(refused.value)


@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_is_refused_to_an_administrator_is_not_taken_for_an_empty_one(status: int) -> None:
    with serving(refusing("/v2/clients", status)) as vendors, opened(vendors) as harvest, pytest.raises(Refused):
        list(harvest.references())


def test_expenses_that_are_refused_although_the_account_has_them_are_no_empty_list() -> None:
    with serving(refusing("/v2/expenses", 404)) as vendors, opened(vendors) as harvest:
        with pytest.raises(Refused):
            list(harvest.listing(EXPENSE, OCTOBER))
        with pytest.raises(Refused):
            harvest.totals(EXPENSE, OCTOBER)


@pytest.mark.parametrize("hours", ["NaN", {"unexpected": True}])
def test_a_report_that_does_not_fit_is_told(hours: object) -> None:
    def odd(own: Answer, _: Asked) -> Any:
        own.content["results"][0]["total_hours"] = hours
        return own.content

    with serving(answering(TEAM, odd)) as vendors, opened(vendors) as harvest, pytest.raises(Changed) as refused:
        harvest.totals(TIME, OCTOBER)
    assert "/reports/time/team" in str(refused.value)


def test_the_same_month_by_export_is_the_same_but_for_the_row_that_only_an_export_can_break(
    harvest: Source, tmp_path: Path
) -> None:
    file = tmp_path / "october.csv"
    file.write_bytes(harvest_csv(northwind().entries["harvest"]))
    export = read_export(open_table(file), Reading("harvest", EXPORT, "America/New_York"))
    records = [record for page in harvest.listing(TIME, OCTOBER) for record in page.records]
    by_api = Counter(replace(record, email="", person_id="", project_id="") for record in records)
    by_file = Counter(export.records)
    assert not by_file - by_api
    assert (by_api - by_file).total() == len(export.rejected) == 1


# ---- changes ----


def test_changes_are_asked_for_by_the_moment_of_change_whatever_day_they_are_of(
    vendors: Vendors, harvest: Source
) -> None:
    tracker = vendors.world.harvest
    vendors.time.sleep(3600)
    since = vendors.world.clock.now()
    first, second, third = (entry.id for entry in tracker.window(date(2026, 10, 5), date(2026, 10, 5))[:3])
    tracker.change(first, seconds=3600)
    tracker.move(second, date(2026, 8, 31))
    tracker.delete(third)
    [page] = harvest.changes(TIME, since, [OCTOBER])
    assert set(page.ids) == {str(first), str(second)}
    days = dict(zip(page.ids, (record.day for record in page.records), strict=True))
    assert days == {str(first): date(2026, 10, 5), str(second): date(2026, 8, 31)}
    assert page.gone == (), "Harvest does not tell what was deleted"
    assert vendors.asked("harvest", LISTING)[0].params["updated_since"] == "2026-11-03T12:00:00Z"


def test_the_moment_of_change_is_sent_in_utc(vendors: Vendors, harvest: Source) -> None:
    from zoneinfo import ZoneInfo

    list(harvest.changes(TIME, datetime(2026, 11, 3, 6, 30, 15, tzinfo=ZoneInfo("America/New_York")), []))
    assert vendors.asked("harvest", LISTING)[0].params["updated_since"] == "2026-11-03T11:30:15Z"


def test_the_next_changes_start_from_harvests_own_clock(vendors: Vendors, harvest: Source) -> None:
    assert harvest.told_at() is None
    vendors.time.skew = 7200
    list(harvest.listing(EXPENSE, OCTOBER))
    told = vendors.world.clock.now()
    vendors.time.sleep(60)
    list(harvest.listing(EXPENSE, OCTOBER))
    assert harvest.told_at() == told


# ---- expenses ----


def test_expenses_are_all_there_with_amount_currency_and_receipt(vendors: Vendors, harvest: Source) -> None:
    harvest.page_size = 10
    records = [record for page in harvest.listing(EXPENSE, OCTOBER) for record in page.records]
    assert len(records) == COUNTS["harvest"] == harvest.totals(EXPENSE, OCTOBER).entries
    sums: dict[str, int] = {}
    for record in records:
        sums[record.currency] = sums.get(record.currency, 0) + (record.cost_minor or 0)
    assert sums == TOTALS_MINOR["harvest"]
    assert {record.kind for record in records} == {EXPENSE}
    assert sum(record.receipt == "" for record in records) == sum(
        each.receipt == "" for each in vendors.world.harvest.expenses.values()
    )
    assert all(record.receipt.startswith("https://") for record in records if record.receipt)
    assert all(record.activity and record.email for record in records)


def test_an_account_without_expenses_has_none_and_no_error(vendors: Vendors, harvest: Source) -> None:
    preferences(vendors.world.harvest).expenses = False
    assert list(harvest.listing(EXPENSE, OCTOBER)) == []
    assert list(harvest.changes(EXPENSE, datetime(2026, 10, 1, tzinfo=UTC), [OCTOBER])) == []
    assert harvest.totals(EXPENSE, OCTOBER) == Totals(0, None)


# ---- references ----


def test_references_are_everything_that_entries_may_name_archived_ones_too(vendors: Vendors, harvest: Source) -> None:
    tracker = vendors.world.harvest
    found = list(harvest.references())
    ids = {
        kind: {each.id for each in found if each.kind == kind} for kind in ("client", "project", "activity", "person")
    }
    assert ids == {
        "client": {str(each) for each in tracker.clients},
        "project": {str(each) for each in tracker.projects},
        "activity": {str(each) for each in tracker.activities},
        "person": {str(each) for each in tracker.people},
    }
    assert {each.name for each in found if each.archived} >= {"Old Mill Press", "Digital edition", "Paul Stone"}
    assert harvest.sent() == 4
    [kim] = [each for each in found if each.name == "Kim Allen"]
    assert (kim.email, kim.detail["weekly_capacity_seconds"], kim.detail["roles"]) == (
        "kim@northwind.test",
        "144000",
        ["Senior"],
    )
    [lab] = [each for each in found if each.code == "IRIS-LAB"]
    assert lab.parent in ids["client"]
    assert lab.detail["budget_by"] == "project"


def test_terms_add_dated_rates_and_who_is_on_a_project(vendors: Vendors, harvest: Source) -> None:
    found = list(harvest.references(terms=True))
    [sam] = [each for each in found if each.name == "Sam Ortiz"]
    assert sam.detail["rates"] == [
        {"amount": "100.0", "until": "2026-10-14"},
        {"amount": "140.0", "since": "2026-10-15"},
    ]
    [lab] = [each for each in found if each.code == "IRIS-LAB"]
    assert {each["name"] for each in lab.detail["people"]} >= {"Kim Allen", "Sam Ortiz"}
    assert {each["name"] for each in lab.detail["activities"]} >= {"Development", "Testing"}
    assert harvest.sent() == 6 + len(vendors.world.harvest.people)


def test_a_member_is_shown_no_references_and_still_gets_records(vendors: Vendors) -> None:
    with opened(vendors, vendors.world.harvest.token("member")) as harvest:
        assert list(harvest.references()) == []
        records = [record for page in harvest.listing(TIME, OCTOBER) for record in page.records]
    assert {record.person for record in records} == {"Sam Ortiz"}
    assert {record.email for record in records} == {""}


def test_records_have_addresses_whether_references_were_asked_for_or_not(vendors: Vendors, harvest: Source) -> None:
    with opened(vendors) as other:
        list(other.references())
        expected = [record for page in other.listing(TIME, OCTOBER) for record in page.records]
    records = [record for page in harvest.listing(TIME, OCTOBER) for record in page.records]
    assert records == expected
    assert all(record.email.endswith("@northwind.test") for record in records)


def test_answers_without_codes_and_currencies_are_completed_from_the_lists(vendors: Vendors, harvest: Source) -> None:
    def older(own: Answer, _: Asked) -> Any:
        for row in own.content["time_entries"]:
            del row["project"]["code"], row["client"]["currency"]
        return own.content

    records = [record for page in harvest.listing(TIME, OCTOBER) for record in page.records]
    with serving(answering(LISTING, older)) as old, opened(old) as other:
        assert [record for page in other.listing(TIME, OCTOBER) for record in page.records] == records
        assert other.sent() == 5


def test_clock_times_are_read_where_the_account_tracks_them(vendors: Vendors, harvest: Source) -> None:
    tracker = vendors.world.harvest
    model = tracker.window(date(2026, 10, 30), date(2026, 10, 30))[0]
    started = datetime(2026, 10, 31, 3, 30, tzinfo=UTC)
    own = tracker.add(model, seconds=4500, started=started, ended=started + timedelta(seconds=4500))
    for clock in ("12h", "24h"):
        account = preferences(tracker)
        account.timestamps, account.clock = True, clock
        with opened(vendors) as other:
            [record] = [
                record
                for page in other.listing(TIME, OCTOBER)
                for number, record in zip(page.ids, page.records, strict=True)
                if number == str(own.id)
            ]
        assert (record.day, record.started, record.seconds) == (date(2026, 10, 30), started, 4500)
        assert (record.ended, record.clock_seconds) == (started + timedelta(seconds=4500), None)


# ---- bad rows ----


def test_one_bad_row_is_told_by_id_path_and_day_and_the_rest_is_read(vendors: Vendors, harvest: Source) -> None:
    vendors.fault("harvest", "one bad record", LISTING, field="user.name")
    page, _ = harvest.listing(TIME, OCTOBER)
    [bad] = page.rejected
    assert len(page.records) == 1999
    assert bad.reason == "Expected `str`, got `object` - at `$.user.name`"
    lost: TimeEntry = vendors.world.harvest.entry(int(bad.id))
    assert (bad.day, bad.seconds) == (lost.day, lost.seconds)
    assert bad.id not in page.ids


@pytest.mark.parametrize(
    ("field", "path"), [("hours", "$.hours"), ("project.id", "$.project.id"), ("is_running", "$.is_running")]
)
def test_the_same_path_wrong_in_every_row_is_a_change_of_the_api(
    vendors: Vendors, harvest: Source, field: str, path: str
) -> None:
    vendors.fault("harvest", "all bad", LISTING, field=field)
    with pytest.raises(Changed) as refused:
        list(harvest.listing(TIME, OCTOBER))
    assert path in str(refused.value)
    assert "got `" in str(refused.value)


def test_a_row_that_cannot_be_true_is_a_bad_row_like_any_other() -> None:
    def negative(own: Answer, _: Asked) -> Any:
        own.content["time_entries"][3]["hours"] = -0.5
        return own.content

    with serving(answering(LISTING, negative)) as vendors, opened(vendors) as harvest:
        pages = list(harvest.listing(TIME, OCTOBER))
    assert {bad.reason for page in pages for bad in page.rejected} == {"$.hours is -0.5, which is negative"}


def test_a_field_that_harvest_no_longer_sends_is_told_by_its_name() -> None:
    def less(own: Answer, _: Asked) -> Any:
        return own.content | {"time_entries": [without(row, "is_running") for row in own.content["time_entries"]]}

    with serving(answering(LISTING, less)) as vendors, opened(vendors) as harvest, pytest.raises(Changed) as refused:
        list(harvest.listing(TIME, OCTOBER))
    assert "missing required field `is_running`" in str(refused.value)


def test_a_reference_that_cannot_be_read_does_not_hide_the_others(vendors: Vendors, harvest: Source) -> None:
    vendors.fault("harvest", "one bad record", "/v2/projects")
    projects = [each for each in harvest.references() if each.kind == "project"]
    assert len(projects) == len(vendors.world.harvest.projects) - 1


def test_references_none_of_which_fits_are_a_change_of_the_api(vendors: Vendors, harvest: Source) -> None:
    vendors.fault("harvest", "all bad", "/v2/users", field="first_name")
    with pytest.raises(Changed) as refused:
        list(harvest.references())
    assert "$.first_name" in str(refused.value)


# ---- what the twin refuses ----


@pytest.mark.parametrize(
    ("path", "params", "headers", "status"),
    [
        (LISTING, {"per_page": "2001"}, {}, 422),
        (LISTING, {"per_page": "0"}, {}, 422),
        (LISTING, {"approval_status": "approved"}, {}, 422),
        (LISTING, {"from": "10/01/2026"}, {}, 422),
        (LISTING, {"updated_since": "2026-10-01"}, {}, 422),
        (LISTING, {"cursor": "ö"}, {}, 422),
        (TEAM, {"from": "20261001"}, {}, 422),
        (TEAM, {"from": "20250101", "to": "20260101"}, {}, 422),
        (LISTING, {}, {"User-Agent": ""}, 400),
        (LISTING, {}, {"User-Agent": "python-httpx/0.28"}, 400),
        (LISTING, {}, {"Harvest-Account-Id": ""}, 401),
        (LISTING, {}, {"Authorization": ""}, 401),
        ("/v2/webhooks", {}, {}, 404),
        ("/v2/time_entries/1", {}, {}, 404),
        ("/v2/users/1/billable_rates", {}, {}, 404),
    ],
)
def test_the_twin_refuses_what_harvest_refuses(
    vendors: Vendors, path: str, params: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert get(vendors, path, params, **headers).status_code == status


@pytest.mark.parametrize("path", ["/v2/clients", "/v2/projects", "/v2/users", "/v2/tasks", TEAM])
def test_the_twin_shows_a_member_their_own_time_and_no_lists(vendors: Vendors, path: str) -> None:
    member = {"Authorization": f"Bearer {vendors.world.harvest.token('member')}"}
    params = {"from": "20261001", "to": "20261031"} if path == TEAM else {}
    assert get(vendors, path, params, **member).status_code == 403
    kim = next(number for number, each in vendors.world.harvest.people.items() if each.name == "Kim Allen")
    assert get(vendors, LISTING, {"user_id": str(kim)}, **member).json()["time_entries"] == []
    assert "cost_rate" not in get(vendors, "/v2/users/me", {}, **member).json()


def test_the_twins_pages_lead_back_as_they_lead_on(vendors: Vendors) -> None:
    first = get(vendors, LISTING, {"per_page": "50"}).json()
    second = follow(vendors, first["links"]["next"])
    third = follow(vendors, second["links"]["next"])
    assert follow(vendors, third["links"]["previous"])["time_entries"] == second["time_entries"]
    assert (first["links"]["previous"], first["total_pages"], first["total_entries"]) == (None, 41, 2049)
    days = [row["spent_date"] for page in (first, second, third) for row in page["time_entries"]]
    assert days == sorted(days, reverse=True)


def get(vendors: Vendors, path: str, params: dict[str, str], **changed: str) -> httpx.Response:
    """What the twin answers to an administrator with proper headers, but for those that are changed."""
    headers = {
        "Authorization": f"Bearer {vendors.world.harvest.token()}",
        "Harvest-Account-Id": "1234567",
        "User-Agent": "Test (test@example.test)",
    }
    with httpx.Client(trust_env=False) as client:
        return client.get(f"{vendors.base}/harvest{path}", params=params or None, headers=headers | changed)


def follow(vendors: Vendors, link: str) -> Any:
    """The page that a link leads to."""
    return get(vendors, link.removeprefix(f"{vendors.base}/harvest"), {}).json()


def without(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in content.items() if each != name}
