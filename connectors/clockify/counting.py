"""What Clockify's own totals count of a window's entries, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.clockify.payloads import Row, Sum


@dataclass(slots=True)
class Tally:
    """Entries and seconds so far, of work and of what is kept beside it: breaks, holidays, time off.

    Whether the vendor's totals count what is no work is not proven. They do unless, at the end of a window, only the
    work alone equals them; then the last page takes back what the others counted.
    """

    entries: int = 0
    seconds: int = 0
    idle_entries: int = 0
    idle_seconds: int = 0

    def count(self, work: list[Row], idle: list[Row], total: Sum | None) -> tuple[int, int]:
        """What a page counts: entries and seconds. `total` are the vendor's totals with the last page, else None."""
        before = self.idle_entries, self.idle_seconds
        entries, seconds = _sum(work)
        idle_entries, idle_seconds = _sum(idle)
        self.entries, self.seconds = self.entries + entries, self.seconds + seconds
        self.idle_entries, self.idle_seconds = before[0] + idle_entries, before[1] + idle_seconds
        only_work = total is not None and total.entries_count == self.entries and total.total_time == self.seconds
        if only_work and self.idle_entries:
            return entries - before[0], seconds - before[1]
        return entries + idle_entries, seconds + idle_seconds


def _sum(rows: list[Row]) -> tuple[int, int]:
    """Running timers are in no report; should one be, it does not count."""
    ended = [row.time_interval.duration or 0 for row in rows if row.time_interval.end is not None]
    return len(ended), sum(ended)
