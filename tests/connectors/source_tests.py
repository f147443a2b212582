"""What tests of a time source over an API share, whatever its vendor: how a source is made, read and compared."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from billing.records import TIME, Period, SourceRecord
from connectors.errors import ConnectorError, Refused
from connectors.sources import Page, Setting, TimeSource
from sandbox.records import TimeEntry
from sandbox.tracker import Tracker
from tests.connectors.vendors import Vendors

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1), "2026-10")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1), "2026-11")
NEW_YORK = ZoneInfo("America/New_York")


class SourceTests:
    """What tests of a source share. A subclass says how its source is made and where its vendor lists entries."""

    vendor: ClassVar[str]
    lists: ClassVar[str]
    """How the paths begin that list entries, below the vendor's mount."""
    list_method: ClassVar[str] = ""
    spoils: ClassVar[str]
    """The last name in the path of the field that a fault spoils."""
    wrong_account: ClassVar[dict[str, Any]]
    """Configuration of an account that the token does not open; its value must stand in the message."""
    two_pages: ClassVar[int] = 600
    """A page size by which October has at least two pages, and which the vendor accepts."""
    one_by_one: ClassVar[int] = 7
    """The smallest page size worth a test; it is used on one day."""
    quota_error: ClassVar[type[ConnectorError]] = Refused
    """What a 402 means there."""
    project_is_optional: ClassVar[bool] = True
    lists_running: ClassVar[bool] = True
    extra_requests: ClassVar[int] = 0
    """How many more requests than the least a first listing and its totals need."""

    @abstractmethod
    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> TimeSource:
        """A source for the vendor on loopback. No token is the administrator's, page size 0 is the connector's own;
        `config` are keys of its configuration."""

    @pytest.fixture(autouse=True)
    def _closed_afterwards(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Every source that a test makes is closed, however the test ends."""
        made: list[TimeSource] = []

        def kept(*args: Any, **more: Any) -> TimeSource:
            made.append(make(*args, **more))
            return made[-1]

        make = self.make_source
        monkeypatch.setattr(self, "make_source", kept)
        yield
        for source in made:
            source.close()

    def id_of(self, entry: TimeEntry) -> str:
        """An entry's id as the source gives it."""
        return str(entry.id)

    # ---- what the tests use ----

    def tracker(self, vendors: Vendors) -> Tracker:
        """The tracker behind the vendor."""
        return vendors.world.trackers[self.vendor]

    def setting(self, vendors: Vendors, token: str = "") -> Setting:
        """What a connector is told besides its configuration."""
        return Setting("Northwind AI", token or self.tracker(vendors).token(), "America/New_York", vendors.time.timer)

    def kept(self, vendors: Vendors, window: Period = OCTOBER) -> dict[str, TimeEntry]:
        """The entries that the tracker keeps for a window, by the source's ids, without running timers."""
        found = self.tracker(vendors).window(window.first, window.end - timedelta(days=1), running=False)
        return {self.id_of(entry): entry for entry in found}

    def planned(self, vendors: Vendors, window: Period = OCTOBER) -> tuple[int, int]:
        """How many entries and seconds the plan has for a window."""
        total = self.tracker(vendors).totals(window.first, window.end - timedelta(days=1))
        return total.entries, total.seconds

    def one(self, vendors: Vendors, place: int = 100) -> TimeEntry:
        """An ordinary entry of October."""
        found = self.tracker(vendors).window(OCTOBER.first, date(2026, 10, 31), running=False)
        return next(entry for entry in found[place:] if entry.billable and entry.seconds and entry.project)

    def fault(self, vendors: Vendors, kind: str, **more: int) -> None:
        """Trouble where entries are listed."""
        vendors.fault(self.vendor, kind, self.lists, method=self.list_method, **more)

    def whole(self, source: TimeSource, window: Period = OCTOBER, kind: str = TIME) -> Iterator[Page]:
        """A listing in the order of a pull: references first."""
        list(source.references())
        return source.listing(kind, window)

    def read(self, source: TimeSource, window: Period = OCTOBER) -> dict[str, SourceRecord]:
        """Every entry of a window that is not running; each may come once only."""
        found: dict[str, SourceRecord] = {}
        for page in self.whole(source, window):
            assert len(page.ids) == len(page.records)
            assert not page.rejected
            assert not found.keys() & set(page.ids), "an entry came twice"
            found |= dict(zip(page.ids, page.records, strict=True))
        return {name: record for name, record in found.items() if not record.running}

    def has_clock(self, vendors: Vendors) -> bool:
        """Whether the account keeps clock times."""
        return self.one(vendors).started is not None
