"""A tracker with exactly the records that a test says, in its order and in pages of its size, pulled into a house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

from billing.calendar import month
from billing.records import TIME, Period, SourceRecord
from connectors.sources import Page, Reference, SourceAccount, Totals
from connectors.waiting import Window
from sync.months import Asked
from sync.pull_one import ConnectorReport, pull_connector
from sync.worker import running
from tests.laws.house import House


@dataclass(slots=True)
class Listed:
    """Records by the tracker's own ids; `changed` are the ids that it tells as changed."""

    records: Mapping[str, SourceRecord]
    page_size: int = 50
    changed: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    title: ClassVar[str] = "Toggl Track"
    kinds: ClassVar[tuple[str, ...]] = (TIME,)
    tells_approval: ClassVar[bool] = True

    def account(self) -> SourceAccount:
        """Always the same."""
        return SourceAccount("Kim Allen", "Northwind", True, zone="America/New_York", id="1")

    def references(self, terms: bool = False) -> Iterator[Reference]:
        """None."""
        return iter(())

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Page by page."""
        self.asked.append(window.name)
        return self._pages(self._of(window))

    def totals(self, kind: str, window: Period) -> Totals:
        """Those of its list."""
        found = [record for record in self._of(window).values() if not record.running]
        return Totals(len(found), sum(record.seconds for record in found))

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """Those that it was told to tell."""
        return self._pages({own: self.records[own] for own in self.changed})

    def told_at(self) -> datetime | None:
        """Long after all."""
        return datetime(2026, 12, 1, tzinfo=UTC)

    def limits(self) -> tuple[Window, ...]:
        """None."""
        return ()

    def requests_for(self, kind: str, entries: int) -> int:
        """One."""
        return 1

    def sent(self) -> int:
        """None that would be counted."""
        return 0

    def close(self) -> None:
        """Nothing to let go of."""

    def _of(self, window: Period) -> dict[str, SourceRecord]:
        return {own: record for own, record in self.records.items() if window.first <= record.day < window.end}

    def _pages(self, found: Mapping[str, SourceRecord]) -> Iterator[Page]:
        items = list(found.items())
        for start in range(0, max(len(items), 1), self.page_size):
            part = items[start : start + self.page_size]
            there = sum(not record.running for _, record in part)
            yield Page(tuple(record for _, record in part), tuple(own for own, _ in part), counted_entries=there)


def pull(
    house: House, records: Mapping[str, SourceRecord], *months: str, page_size: int = 50, changed: Sequence[str] = ()
) -> ConnectorReport:
    """Pulls a house's Toggl Track, which has these records by now."""
    report = ConnectorReport("toggl")
    with running(house.worker, "pull") as run:
        asked = Asked(periods=tuple(map(month, months)))
        pull_connector(house.worker, run, Listed(records, page_size, changed), report, asked)
    return report
