"""What a time source over an API must survive or say, whatever its vendor: changes, trouble on the way, secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from billing.records import EXPENSE, TIME, SourceRecord
from connectors.errors import Changed, Reconnect, Retry
from connectors.http import MAX_SECONDS_A_PAGE
from connectors.sources import BadRecord
from sandbox.northwind.expenses import COUNTS, TOTALS_MINOR
from tests.connectors.source_tests import OCTOBER, SourceTests
from tests.connectors.vendors import Vendors

SURVIVED = ("429 seconds", "429 date", "429", "500", "html", "html 429", "cut", "slow")
LASTING = ("429", "500", "html", "html 429", "cut")
BETWEEN_PAGES = ("inserted", "deleted", "vanished", "moved")


class TroubleContract(SourceTests):
    """The part of the contract about what a vendor may do at any time."""

    # ---- changes ----

    def test_a_change_is_told_after_the_moment_of_the_last_pull(self, vendors: Vendors) -> None:
        source, entry = self.make_source(vendors), self.one(vendors)
        self.read(source)
        since = source.told_at()
        assert since is not None
        vendors.world.clock.advance(3600)
        self.tracker(vendors).change(entry.id, note="ACME-12 Edited afterwards")
        source = self.make_source(vendors)
        list(source.references())
        pages = list(source.changes(TIME, since, [OCTOBER]))
        told = {name: record for page in pages for name, record in zip(page.ids, page.records, strict=True)}
        assert told[self.id_of(entry)].note == "ACME-12 Edited afterwards"

    def test_the_vendors_clock_counts_where_ours_is_wrong(self, vendors: Vendors) -> None:
        vendors.time.skew = -7200
        self.fault(vendors, "429 date", seconds=20)
        source = self.make_source(vendors)
        self.read(source)
        told_at = source.told_at()
        assert told_at is not None
        assert abs(told_at - vendors.world.clock.now()) < timedelta(minutes=5)
        assert 19 <= max(vendors.time.slept) <= 21

    # ---- what a vendor may do at any time ----

    @pytest.mark.parametrize("kind", SURVIVED)
    def test_trouble_that_passes_costs_one_more_request(self, vendors: Vendors, kind: str) -> None:
        self.read(self.make_source(vendors, page_size=self.two_pages))
        least = len(vendors.asked(self.vendor, self.lists))
        self.fault(vendors, kind, after=1, seconds=MAX_SECONDS_A_PAGE * 2 if kind == "slow" else 9)
        read = self.read(self.make_source(vendors, page_size=self.two_pages))
        assert read.keys() == self.kept(vendors).keys()
        assert vendors.world.faults[0].struck == 1
        assert len(vendors.asked(self.vendor, self.lists)) == 2 * least + 1
        if kind in ("429 seconds", "429 date"):
            assert any(8 <= seconds <= 10 for seconds in vendors.time.slept)

    @pytest.mark.parametrize("kind", LASTING)
    def test_trouble_that_lasts_is_left_for_later(self, vendors: Vendors, kind: str) -> None:
        self.fault(vendors, kind, times=0)
        source = self.make_source(vendors)
        with pytest.raises(Retry):
            list(self.whole(source))
        assert sum(vendors.time.slept) < 600

    def test_a_long_wait_is_left_for_later_at_once(self, vendors: Vendors) -> None:
        self.fault(vendors, "429 seconds", times=0, seconds=3000)
        source = self.make_source(vendors)
        with pytest.raises(Retry) as caught:
            list(self.whole(source))
        assert caught.value.retry_after == 3000
        assert 3000 not in vendors.time.slept

    def test_a_used_up_quota_is_what_it_is_there(self, vendors: Vendors) -> None:
        self.fault(vendors, "402", times=0, seconds=3000)
        source = self.make_source(vendors)
        with pytest.raises(self.quota_error) as caught:
            list(self.whole(source))
        if isinstance(caught.value, Retry):
            assert caught.value.retry_after is not None and 3000 <= caught.value.retry_after <= 3100

    def test_one_bad_record_is_set_aside(self, vendors: Vendors) -> None:
        self.fault(vendors, "one bad record")
        source = self.make_source(vendors, page_size=self.two_pages)
        pages = list(self.whole(source))
        rejected: list[BadRecord] = [each for page in pages for each in page.rejected]
        ids = [name for page in pages for name in page.ids]
        assert len(rejected) == 1
        assert self.spoils in rejected[0].reason
        missing = self.kept(vendors).keys() - set(ids)
        assert len(missing) == 1
        assert rejected[0].id in missing

    def test_the_same_wrong_type_everywhere_means_that_the_vendor_changed(self, vendors: Vendors) -> None:
        self.fault(vendors, "all bad")
        source = self.make_source(vendors)
        with pytest.raises(Changed, match=self.spoils):
            list(self.whole(source))

    @pytest.mark.parametrize("kind", BETWEEN_PAGES)
    def test_a_list_that_changes_while_it_is_read_is_never_believed(self, vendors: Vendors, kind: str) -> None:
        """It comes out whole, or its sums are not the vendor's, so that it is read again."""
        source = self.make_source(vendors, page_size=self.two_pages)
        self.fault(vendors, kind, after=1)
        found: dict[str, SourceRecord] = {}
        seconds = entries = 0
        for page in self.whole(source):
            found |= dict(zip(page.ids, page.records, strict=True))
            seconds, entries = seconds + page.seconds, entries + page.entries
        totals = source.totals(TIME, OCTOBER)
        again = self.read(source)
        assert vendors.world.faults[0].struck == 1
        stopped = {name for name, record in found.items() if not record.running}
        fits = seconds == totals.seconds and totals.entries in (None, entries)
        assert stopped == self.kept(vendors).keys() or not fits
        assert again.keys() == self.kept(vendors).keys()

    # ---- secrets, requests ----

    @pytest.mark.parametrize("wrong", ["s3cr3té", "s3cr3t\r", "s3 cr3t", "s3cr3t\n"])
    def test_a_token_that_cannot_be_sent_is_refused_at_once_and_never_repeated(
        self, vendors: Vendors, wrong: str
    ) -> None:
        with structlog.testing.capture_logs() as logs, pytest.raises(Reconnect) as caught:
            self.make_source(vendors, token=wrong)
        assert "copy it again" in str(caught.value)
        assert wrong.strip() not in f"{caught.value} {logs}"
        assert not vendors.world.requests

    def test_no_secret_stands_in_errors_logs_or_descriptions(self, vendors: Vendors) -> None:
        token = self.tracker(vendors).token("expired")
        setting = self.setting(vendors, token)
        source = self.make_source(vendors, token=token)
        with structlog.testing.capture_logs() as logs, pytest.raises(Reconnect) as caught:
            source.account()
        self.fault(vendors, "500", times=0)
        ours = self.make_source(vendors)
        with structlog.testing.capture_logs() as more, pytest.raises(Retry) as later:
            list(self.whole(ours))
        text = " ".join(map(repr, (caught.value, later.value, logs, more, source, ours, setting, replace(setting))))
        assert logs or more
        assert token not in text
        assert self.tracker(vendors).token() not in text

    def test_it_counts_its_requests_and_knows_the_least(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        list(source.references())
        before = source.sent()
        pages = list(source.listing(TIME, OCTOBER))
        source.totals(TIME, OCTOBER)
        used = source.sent() - before
        assert source.sent() == len(vendors.world.requests)
        least = source.requests_for(TIME, sum(len(page.ids) for page in pages))
        assert least <= used <= least + self.extra_requests

    # ---- expenses ----

    def test_expenses_are_those_that_were_planted(self, vendors: Vendors) -> None:
        source, tracker = self.make_source(vendors), self.tracker(vendors)
        if EXPENSE not in source.kinds:
            assert not COUNTS[self.vendor]
            return
        pages = list(self.whole(source, kind=EXPENSE))
        totals = source.totals(EXPENSE, OCTOBER)
        records = [record for page in pages for record in page.records]
        sums: dict[str, int] = {}
        for record in records:
            assert record.kind == EXPENSE and record.seconds == 0 and record.cost_minor is not None
            sums[record.currency] = sums.get(record.currency, 0) + record.cost_minor
        assert len(records) == COUNTS[self.vendor]
        assert sums == TOTALS_MINOR[self.vendor]
        assert totals.entries in (None, len(records))
        kept = tracker.expenses.values()
        assert sum(bool(record.receipt) for record in records) == sum(bool(each.receipt) for each in kept)
        assert sum(record.billable is False for record in records) == sum(not each.billable for each in kept)
