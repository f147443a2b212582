"""The month while trouble is planted in it: picks entries nobody touched yet and notes what the report must say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from sandbox.northwind.contracts import WAITING, WORKSTREAMS
from sandbox.northwind.month import random_for
from sandbox.northwind.records import EVERYWHERE, Entry, Planted

Choice = Callable[[Entry], bool]


class Month:
    """All entries of the month by number, those that are spoken for, and the rows planted so far."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {number: replace(entry, number=number) for number, entry in enumerate(entries, start=1)}
        self.planted: list[Planted] = []
        self._days: dict[tuple[str, date], set[int]] = {}
        for entry in self.entries.values():
            self._days.setdefault((entry.person, entry.day), set()).add(entry.number)
        self._taken: set[int] = set()

    def pick(self, purpose: str, fits: Choice) -> Entry:
        """One free entry that fits, by a chance that depends on the purpose only. It is taken from then on."""
        return self._chosen(purpose, [entry for entry in self.entries.values() if self.is_free(entry) and fits(entry)])

    def pick_waiting(self, purpose: str, fits: Choice) -> Entry:
        """The same among the work of the client whose invoice waits until all of it is ready."""
        return self._chosen(purpose, [e for e in self.entries.values() if e.client == WAITING.client and fits(e)])

    def _chosen(self, purpose: str, found: list[Entry]) -> Entry:
        assert found, f"no entry is left for {purpose}"
        return self.take(random_for("pick", purpose).choice(found))

    def last(self, person: str, code: str, count: int) -> list[Entry]:
        """A person's last free entries in a workstream. They are taken from then on."""
        found = [e for e in self.entries.values() if self.is_free(e) and (e.person, e.workstream) == (person, code)]
        assert len(found) >= count, f"{person} has too few entries in {code}"
        return [self.take(entry) for entry in sorted(found, key=lambda e: (e.day, e.number))[-count:]]

    def take(self, entry: Entry) -> Entry:
        """The entry, which no later trouble may touch."""
        self._taken.add(entry.number)
        return entry

    def is_free(self, entry: Entry) -> bool:
        """Whether trouble may be planted in an entry: billable, untouched, and no whole invoice would wait for it."""
        if not entry.billable or entry.number in self._taken or entry.workstream not in WORKSTREAMS:
            return False
        return WORKSTREAMS[entry.workstream][0] is not WAITING

    def change(self, entry: Entry) -> Entry:
        """Puts an entry in the place of the one with its number."""
        before = self.entries.get(entry.number)
        if before is not None:
            self._days[before.person, before.day].discard(entry.number)
        self._days.setdefault((entry.person, entry.day), set()).add(entry.number)
        self.entries[entry.number] = entry
        return entry

    def add(self, entry: Entry) -> Entry:
        """One more entry, taken from the start."""
        return self.take(self.change(replace(entry, number=max(self.entries) + 1)))

    def expect(self, code: str, entry: Entry, note: str, where: str = EVERYWHERE) -> None:
        """Notes that the report must show a row of this kind for this entry."""
        self.planted.append(Planted(code, entry.client, entry.person, entry.day, entry.seconds, note, where=where))

    def day(self, person: str, day: date) -> list[Entry]:
        """What a person tracked on a day in all trackers, in order of time."""
        found = [self.entries[number] for number in self._days.get((person, day), ())]
        return sorted(found, key=lambda e: (e.started or datetime.combine(day, datetime.min.time()), e.number))

    def day_seconds(self, person: str, day: date) -> int:
        """How long a person worked on a day, by all trackers."""
        return sum(entry.seconds for entry in self.day(person, day))
