"""What every time source over an API must keep, whatever its vendor: its test inherits this and adds the vendor's own.

It runs against the vendor on loopback, with the demo agency in it. What a source should say is taken from the tracker
behind the vendor and from the plan of the month, never from another answer of the vendor.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from billing.records import TIME, Period
from connectors.errors import ConnectorError, Reconnect
from connectors.sources import CLIENT, PERSON, PROJECT, Reference
from sandbox.demo_seed import FORMER_CLIENT, FORMER_PERSON
from tests.connectors.source_tests import NEW_YORK, NOVEMBER, OCTOBER
from tests.connectors.trouble import TroubleContract
from tests.connectors.vendors import Vendors


class TimeSourceContract(TroubleContract):
    """The contract: who we are, what there is, and entries; and what is inherited."""

    # ---- who we are ----

    def test_signing_in_tells_who_and_what_account(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        found, tracker = source.account(), self.tracker(vendors)
        administrator = tracker.people[tracker.access[tracker.token()].person]
        assert administrator.name in found.person
        assert tracker.account.name in found.account
        assert found.sees_everyone
        assert source.sent() <= 3

    def test_a_members_token_is_told_that_it_sees_only_its_own(self, vendors: Vendors) -> None:
        tracker = self.tracker(vendors)
        member = tracker.people[tracker.access[tracker.token("member")].person]
        source = self.make_source(vendors, token=tracker.token("member"))
        found = source.account()
        read = self.read(source)
        assert member.name in found.person
        assert not found.sees_everyone
        assert any("own" in sentence for sentence in found.lacks)
        assert {record.person for record in read.values()} == {member.name}
        assert len(read) == sum(entry.person == member.id for entry in self.kept(vendors).values())

    def test_a_wrong_token_means_to_connect_again(self, vendors: Vendors) -> None:
        token = "f" * len(self.tracker(vendors).token())
        source = self.make_source(vendors, token=token)
        with pytest.raises(Reconnect):
            source.account()

    def test_an_expired_token_means_to_connect_again(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, token=self.tracker(vendors).token("expired"))
        with pytest.raises(Reconnect):
            source.account()

    def test_a_token_that_expires_on_the_way_means_to_connect_again(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, page_size=self.two_pages)
        self.fault(vendors, "expired", after=1, times=0)
        pages = self.whole(source)
        assert next(pages).records
        with pytest.raises(Reconnect):
            list(pages)

    def test_a_wrong_account_is_named(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, **self.wrong_account)
        with pytest.raises(ConnectorError) as caught:
            source.account()
        assert any(value in str(caught.value) for value in self.wrong_account.values())

    def test_plain_http_beyond_this_machine_is_refused(self, vendors: Vendors) -> None:
        with pytest.raises(ValidationError, match="plain http"):
            self.make_source(vendors, base_url="http://api.example.com")

    # ---- what there is ----

    def test_references_name_everything_that_entries_name(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        known: dict[tuple[str, str], Reference] = {(each.kind, each.id): each for each in source.references()}
        read = self.read(source)
        for record in read.values():
            assert known[PERSON, record.person_id].name == record.person
            if record.project_id:
                project = known[PROJECT, record.project_id]
                assert project.name == record.project
                assert project.code == record.project_code
                assert (known[CLIENT, project.parent].name if project.parent else "") == record.client

    def test_a_project_has_one_code_with_a_pattern_too(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, project_code="[A-Z]+")
        known = {each.id: each.code for each in source.references() if each.kind == PROJECT}
        named = [record for record in self.read(source).values() if record.project_id]
        assert named
        assert {record.project_id: record.project_code for record in named}.items() <= known.items()

    def test_the_terms_of_references_come_with_them_or_are_asked_for(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        brief, full = list(source.references()), list(source.references(terms=True))
        assert [(each.kind, each.id, each.name) for each in brief] == [(each.kind, each.id, each.name) for each in full]
        assert all(each.detail.items() <= more.detail.items() for each, more in zip(brief, full, strict=True))

    def test_references_are_those_of_the_tracker_archived_ones_too(self, vendors: Vendors) -> None:
        source, tracker = self.make_source(vendors), self.tracker(vendors)
        found = list(source.references())
        people = {each.name: each for each in found if each.kind == PERSON}
        clients = {each.name: each for each in found if each.kind == CLIENT}
        projects = [each for each in found if each.kind == PROJECT]
        assert {name: each.email for name, each in people.items()} == {e.name: e.email for e in tracker.people.values()}
        assert sorted(clients) == sorted(client.name for client in tracker.clients.values())
        assert sorted((each.name, each.code, each.archived) for each in projects) == sorted(
            (each.name, each.code, each.archived) for each in tracker.projects.values()
        )
        assert clients[FORMER_CLIENT].archived and people[FORMER_PERSON].archived
        assert len({(each.kind, each.id) for each in found}) == len(found)

    def test_a_renamed_project_keeps_its_id(self, vendors: Vendors) -> None:
        entry, tracker = self.one(vendors), self.tracker(vendors)
        source = self.make_source(vendors)
        before = self.read(source)[self.id_of(entry)]
        assert entry.project is not None
        tracker.change_reference(PROJECT, entry.project, name="Under another name", archived=True)
        source = self.make_source(vendors)
        references = {each.id: each for each in source.references() if each.kind == PROJECT}
        after = self.read(source)[self.id_of(entry)]
        assert (after.project, after.project_id) == ("Under another name", before.project_id)
        assert references[before.project_id].archived

    # ---- entries ----

    def test_every_entry_of_a_month_comes_once(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        read = self.read(source)
        assert read.keys() == self.kept(vendors).keys()

    def test_every_entry_comes_once_whatever_the_page_size(self, vendors: Vendors) -> None:
        day = Period(date(2026, 10, 14), date(2026, 10, 15), "a day")
        for size, window in ((self.two_pages, OCTOBER), (self.one_by_one, day)):
            before = len(vendors.asked(self.vendor, self.lists))
            source = self.make_source(vendors, page_size=size)
            read = self.read(source, window)
            assert read.keys() == self.kept(vendors, window).keys()
            assert len(vendors.asked(self.vendor, self.lists)) - before >= 2, "it was one page only"

    def test_an_entry_is_what_the_tracker_keeps(self, vendors: Vendors) -> None:
        source, tracker = self.make_source(vendors), self.tracker(vendors)
        read = self.read(source)
        for name, entry in self.kept(vendors).items():
            record, person = read[name], tracker.people[entry.person]
            project = tracker.projects[entry.project] if entry.project else None
            client = tracker.client_of(project)
            assert (record.day, record.seconds, record.note) == (entry.day, entry.seconds, entry.note)
            assert (record.person, record.email) == (person.name, person.email)
            assert record.project == (project.name if project else "")
            assert record.client == (client.name if client else "")
            assert record.billable == entry.billable
            assert record.tags == tuple(tracker.tags[tag].name for tag in entry.tags)
            assert record.activity == (tracker.activities[entry.activity].name if entry.activity else "")
            assert record.started in (None, entry.started)
            assert record.invoiced in (None, entry.invoiced)
            assert record.approved in (None, entry.approved)
            assert record.rate in (None, entry.rate)
            assert record.currency in ("", entry.currency)

    def test_sums_of_a_listing_are_the_vendors_totals_and_the_plan(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        pages = list(self.whole(source))
        totals = source.totals(TIME, OCTOBER)
        entries, seconds = self.planned(vendors)
        assert sum(record.seconds for page in pages for record in page.records if not record.running) == seconds
        assert totals.seconds == sum(page.seconds for page in pages) == seconds
        assert totals.entries in (None, entries)
        assert sum(page.entries for page in pages) == entries

    def test_ids_are_the_same_each_time(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        first, second = self.read(source), self.read(source)
        assert first == second

    def test_a_changed_entry_keeps_its_id(self, vendors: Vendors) -> None:
        entry = self.one(vendors)
        self.tracker(vendors).change(entry.id, seconds=entry.seconds + 3600, note="ACME-12 Corrected")
        source = self.make_source(vendors)
        record = self.read(source)[self.id_of(entry)]
        totals = source.totals(TIME, OCTOBER)
        assert (record.seconds, record.note) == (entry.seconds + 3600, "ACME-12 Corrected")
        assert totals.seconds == self.planned(vendors)[1]

    def test_a_deleted_entry_is_missing_and_a_restored_one_is_back(self, vendors: Vendors) -> None:
        entry, tracker = self.one(vendors), self.tracker(vendors)
        source = self.make_source(vendors)
        tracker.delete(entry.id)
        without = self.read(source)
        tracker.restore(entry.id)
        again = self.read(source)
        assert self.id_of(entry) not in without
        assert again.keys() - without.keys() == {self.id_of(entry)}

    def test_an_entry_that_was_moved_is_in_its_new_month_only(self, vendors: Vendors) -> None:
        entry = self.one(vendors)
        self.tracker(vendors).move(entry.id, date(2026, 11, 2))
        source = self.make_source(vendors)
        october, november = self.read(source), self.read(source, NOVEMBER)
        assert self.id_of(entry) not in october
        assert november[self.id_of(entry)].day == date(2026, 11, 2)

    def test_an_entry_late_in_the_evening_belongs_to_the_day_its_person_sees(self, vendors: Vendors) -> None:
        started = datetime(2026, 10, 31, 23, 30, tzinfo=NEW_YORK)
        clock = {"started": started, "ended": started + timedelta(hours=1)} if self.has_clock(vendors) else {}
        entry = self.tracker(vendors).add(self.one(vendors), day=started.date(), seconds=3600, **clock)
        source = self.make_source(vendors)
        october, november = self.read(source), self.read(source, NOVEMBER)
        assert self.id_of(entry) not in november
        assert october[self.id_of(entry)].day == started.date()

    def test_time_over_the_end_of_daylight_saving_is_as_long_as_it_was(self, vendors: Vendors) -> None:
        if not self.has_clock(vendors):
            return
        started, ended = datetime(2026, 11, 1, 4, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
        clock = {"started": started.astimezone(NEW_YORK), "ended": ended.astimezone(NEW_YORK)}
        entry = self.tracker(vendors).add(self.one(vendors), day=date(2026, 11, 1), seconds=9000, **clock)
        source = self.make_source(vendors)
        record = self.read(source, NOVEMBER)[self.id_of(entry)]
        assert (record.day, record.seconds, record.clock_seconds) == (date(2026, 11, 1), 9000, None)
        assert record.started in (None, started)

    def test_an_entry_without_a_project_has_none(self, vendors: Vendors) -> None:
        if not self.project_is_optional:
            return
        entry = self.one(vendors)
        self.tracker(vendors).change(entry.id, project=None, activity=None)
        source = self.make_source(vendors)
        record = self.read(source)[self.id_of(entry)]
        assert (record.project, record.project_id, record.project_code, record.client) == ("", "", "", "")

    def test_a_running_timer_is_running_and_not_counted(self, vendors: Vendors) -> None:
        tracker = self.tracker(vendors)
        entry = tracker.start_timer(
            self.one(vendors).person, datetime(2026, 10, 31, 9, tzinfo=NEW_YORK), self.one(vendors)
        )
        source = self.make_source(vendors)
        pages = list(self.whole(source))
        totals = source.totals(TIME, OCTOBER)
        found = {name: record for page in pages for name, record in zip(page.ids, page.records, strict=True)}
        assert (self.id_of(entry) in found) == self.lists_running
        stopped = self.kept(vendors)
        assert all(record.running == (name not in stopped) for name, record in found.items())
        assert sum(page.seconds for page in pages) == totals.seconds == self.planned(vendors)[1]

    def test_a_timer_that_was_stopped_is_counted_like_any_other_entry(self, vendors: Vendors) -> None:
        tracker, like = self.tracker(vendors), self.one(vendors)
        timer = tracker.start_timer(like.person, datetime(2026, 10, 31, 9, tzinfo=NEW_YORK), like)
        tracker.change(timer.id, running=False, seconds=5400)
        source = self.make_source(vendors)
        record = self.read(source)[self.id_of(timer)]
        assert (record.running, record.seconds) == (False, 5400)
        assert sum(page.seconds for page in self.whole(source)) == source.totals(TIME, OCTOBER).seconds

    def test_an_empty_window_has_no_entries(self, vendors: Vendors) -> None:
        window = Period(date(2026, 12, 1), date(2027, 1, 1), "2026-12")
        source = self.make_source(vendors)
        read, totals = self.read(source, window), source.totals(TIME, window)
        assert read == {}
        assert totals.seconds in (None, 0) and totals.entries in (None, 0)
