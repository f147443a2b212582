"""What one vendor keeps: reference data, entries with the operations people do on them, and totals by the plan.

Totals come from the seed's plan and are adjusted by those operations. They are never added up from what a listing
shows, so a listing that loses or doubles an entry cannot hide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sandbox.clock import Clock
from sandbox.listing import KEYS, NEWEST, OLDEST, Listing, by_time, merged
from sandbox.records import (
    ACTIVITY,
    CLIENT,
    PERSON,
    PROJECT,
    TAG,
    Access,
    Activity,
    Client,
    Expense,
    Key,
    Person,
    Planned,
    Project,
    Sum,
    Tag,
    TimeEntry,
    planned,
)
from sandbox.seeds import FIRST_ID, Seed

K = TypeVar("K")
Fits = Callable[[TimeEntry], bool]
_NOTHING = Sum()
_LENGTH = ("seconds", "started")


class Unknown(LookupError):
    """There is no such entry, person or project; the message is a sentence for whoever asked."""


class Tracker:
    """What one vendor keeps. References are by id and may be looked at, not changed; entries change by the operations.

    `plan` is what the account pays for: free, starter, premium. A twin grants features and quotas by it.
    """

    def __init__(self, seed: Seed, clock: Clock) -> None:
        self.seed, self.clock, self.vendor, self.account = seed, clock, seed.vendor, seed.account
        self.plan = "premium"
        self.access: dict[str, Access] = {access.token: access for access in seed.access}
        self.people: dict[int, Person] = {each.id: each for each in seed.people}
        self.clients: dict[int, Client] = {each.id: each for each in seed.clients}
        self.projects: dict[int, Project] = {each.id: each for each in seed.projects}
        self.activities: dict[int, Activity] = {each.id: each for each in seed.activities}
        self.tags: dict[int, Tag] = {each.id: each for each in seed.tags}
        self.expenses: dict[int, Expense] = {each.id: each for each in seed.expenses}
        self.deleted_expenses: dict[int, tuple[Expense, datetime]] = {}
        self.ids: dict[str, int] = {each.hex: each.id for kind in self._kinds().values() for each in kind.values()}
        self.deleted: dict[int, tuple[TimeEntry, datetime]] = {}
        self.listed: Listing | None = None
        """The last listing that was made, for faults that strike between its pages."""
        self._live: dict[int, TimeEntry] = {}  # changed or added; everything else is as in the seed
        self._adjusted: list[Planned] = []
        self._next = FIRST_ID[seed.vendor] + max(seed.count, 10_000) + 1
        self._zone = ZoneInfo(self.account.zone)

    # ---- who and what ----

    def token(self, holder: str = "administrator") -> str:
        """The token of the administrator, the member, or the expired one."""
        holders = ("administrator", "member", "expired")
        return self.seed.access[holders.index(holder)].token

    def client_of(self, project: Project | None) -> Client | None:
        """The client of a project."""
        return self.clients[project.client] if project and project.client is not None else None

    def change_reference(self, kind: str, number: int, **fields: Any) -> None:
        """Renames, recodes, archives or otherwise changes a person, client, project, activity or tag."""
        kept = self._kinds()[kind]
        if number not in kept:
            raise Unknown(f"{self.vendor} has no {kind} {number}")
        kept[number] = replace(kept[number], updated=self.clock.now(), **fields)

    def _kinds(self) -> dict[str, dict[int, Any]]:
        return {
            PERSON: self.people,
            CLIENT: self.clients,
            PROJECT: self.projects,
            ACTIVITY: self.activities,
            TAG: self.tags,
        }

    # ---- entries ----

    def entry(self, number: int) -> TimeEntry:
        """An entry by its id. Raises Unknown where there is none, or no longer."""
        if number in self._live:
            return self._live[number]
        position = None if number in self.deleted else self.seed.position(number)
        if position is None:
            raise Unknown(f"{self.vendor} has no entry {number}")
        return self.seed.at(position)

    def window(self, first: date, last: date, order: str = OLDEST, running: bool | None = None) -> Listing:
        """The entries of the days from first to last, both included; `running` leaves out one or the other."""
        span = range(self._place((first,)), self._place((last + timedelta(days=1),)))
        return self._listing(span, order, running, lambda entry: first <= entry.day <= last)

    def between(self, begin: datetime, end: datetime, order: str = OLDEST, running: bool | None = None) -> Listing:
        """The entries that started from begin until before end, whatever day that was for whom."""
        local = (begin.astimezone(self._zone), end.astimezone(self._zone))
        places = (self._place((each.date(), each)) for each in local)
        fits: Fits = lambda entry: entry.started is not None and begin <= entry.started < end  # noqa: E731
        return self._listing(range(*places), order, running, fits)

    def everything(self, order: str = OLDEST, running: bool | None = None) -> Listing:
        """All entries there are."""
        return self._listing(range(self.seed.count), order, running, lambda _: True)

    def running(self) -> list[TimeEntry]:
        """The timers that run."""
        known = (self.entry(number) for number in self._running())
        return sorted((entry for entry in known if entry.running), key=by_time)

    def updated_since(self, moment: datetime) -> list[TimeEntry]:
        """What was made or changed at a moment or after it, by day, start and id; what was deleted is not in it."""
        seeds = range(self._first_updated(moment), self.seed.count)
        kept = (self.seed.at(position) for position in seeds)
        found = [e for e in kept if e.updated >= moment and e.id not in self._live and e.id not in self.deleted]
        return sorted([*found, *(e for e in self._live.values() if e.updated >= moment)], key=by_time)

    def deleted_since(self, moment: datetime) -> list[tuple[TimeEntry, datetime]]:
        """What was deleted at a moment or after it, with the moment of it, the earliest first."""
        return sorted((gone for gone in self.deleted.values() if gone[1] >= moment), key=lambda gone: gone[1])

    # ---- totals ----

    def totals(self, first: date, last: date, where: Callable[[Planned], bool] | None = None) -> Sum:
        """How many entries and seconds the days from first to last hold, by the plan and the operations since."""
        return self.totals_by(first, last, lambda _: None, where).get(None, Sum())

    def totals_by(
        self, first: date, last: date, group: Callable[[Key], K], where: Callable[[Planned], bool] | None = None
    ) -> dict[K, Sum]:
        """The same by whatever `group` tells apart, for the vendors' reports."""
        found: dict[K, list[Any]] = {}
        for share in self._shares(first, last):
            if where is None or where(share):
                sums = found.setdefault(group(share.key), [0, 0, Decimal(0)])
                sums[0] += share.entries
                sums[1] += share.seconds
                sums[2] += share.rated
        totals = ((name, Sum(*sums)) for name, sums in found.items())
        return {name: total for name, total in totals if total != _NOTHING}

    def _shares(self, first: date, last: date) -> Iterator[Planned]:
        yield from self.seed.planned(first, last)
        yield from (share for share in self._adjusted if first <= share.key.day <= last)

    # ---- what people do ----

    def change(self, number: int, **fields: Any) -> TimeEntry:
        """Edits an entry; it keeps its id. Its clock times follow another day or length."""
        entry = self.entry(number)
        return self._put(_changed(entry, {"updated": self.clock.now()} | fields), entry)

    def move(self, number: int, day: date) -> TimeEntry:
        """Moves an entry to another day."""
        return self.change(number, day=day)

    def delete(self, number: int) -> TimeEntry:
        """Deletes an entry and remembers it. Raises Unknown where there is none."""
        entry = self.entry(number)
        self._adjusted.append(_taken(planned(entry)))
        self._live.pop(number, None)
        self.deleted[number] = (entry, self.clock.now())
        return entry

    def restore(self, number: int) -> TimeEntry:
        """Brings a deleted entry back, with the id it had."""
        if number not in self.deleted:
            raise Unknown(f"{self.vendor} has deleted no entry {number}")
        entry, _ = self.deleted.pop(number)
        return self._put(replace(entry, updated=self.clock.now()), None)

    def add(self, like: TimeEntry | None = None, **fields: Any) -> TimeEntry:
        """One more entry: a copy of another (default: the seed's last) but for the fields given, with a new id."""
        model = like or self.seed.at(self.seed.count - 1)
        now = self.clock.now()
        number, self._next = self._next, self._next + 1
        return self._put(_changed(model, {"created": now, "updated": now} | fields | {"id": number}), None)

    def start_timer(self, person: int, started: datetime, like: TimeEntry | None = None) -> TimeEntry:
        """A timer that somebody started and has not stopped."""
        begun = started.astimezone(self._zone)
        fields = {"day": begun.date(), "started": begun, "ended": None, "seconds": 0}
        return self.add(like, person=person, running=True, approved=False, invoiced=False, **fields)

    def change_expense(self, number: int, **fields: Any) -> Expense:
        """Edits an expense."""
        if number not in self.expenses:
            raise Unknown(f"{self.vendor} has no expense {number}")
        self.expenses[number] = replace(self.expenses[number], **({"updated": self.clock.now()} | fields))
        return self.expenses[number]

    def delete_expense(self, number: int) -> Expense:
        """Deletes an expense and remembers it."""
        if number not in self.expenses:
            raise Unknown(f"{self.vendor} has no expense {number}")
        self.deleted_expenses[number] = (self.expenses.pop(number), self.clock.now())
        return self.deleted_expenses[number][0]

    # ---- how it is kept ----

    def _put(self, entry: TimeEntry, before: TimeEntry | None) -> TimeEntry:
        if before is not None:
            self._adjusted.append(_taken(planned(before)))
        self._adjusted.append(planned(entry))
        self._live[entry.id] = entry
        return entry

    def _listing(self, span: range, order: str, running: bool | None, fits: Fits) -> Listing:
        touched = {*self._live, *self.deleted}
        more = [entry for entry in self._live.values() if fits(entry)]
        timers = self._of_seed(self.seed.timers, span)
        if running is None:
            hidden = []
        else:
            more = [entry for entry in more if entry.running == running]
            hidden = [entry for entry in timers if entry.id not in touched]
        if running:
            span, more = range(0), [*more, *hidden]
            touched, hidden = set(), []
        gone = self._of_seed(touched, span)
        base = span if self.seed.in_order or order in (OLDEST, NEWEST) else self._sorted(span, order)
        self.listed = merged(self.seed, base, [*gone, *hidden], more, order)
        return self.listed

    def _of_seed(self, numbers: Iterable[int], span: range) -> list[TimeEntry]:
        places = map(self.seed.position, numbers)
        return [self.seed.at(place) for place in places if place is not None and place in span]

    def _sorted(self, span: range, order: str) -> list[int]:
        key = KEYS[order]
        return sorted(span, key=lambda place: key(self.seed.at(place)))

    def _running(self) -> Iterator[int]:
        yield from (number for number in self.seed.timers if number not in self._live and number not in self.deleted)
        yield from (number for number, entry in self._live.items() if entry.running)

    def _place(self, key: tuple[Any, ...]) -> int:
        """The first position of the seed whose key is not before this one."""
        return bisect_left(range(self.seed.count), key, key=lambda place: by_time(self.seed.at(place)))

    def _first_updated(self, moment: datetime) -> int:
        """Where the seed's entries of a moment begin, if it is in the order of change; else its beginning."""
        if not self.seed.in_order:
            return 0
        return bisect_left(range(self.seed.count), moment, key=lambda place: self.seed.at(place).updated)


def _taken(share: Planned) -> Planned:
    """A share in the sums that is no longer one."""
    return share._replace(entries=-share.entries, seconds=-share.seconds, rated=-share.rated)


def _changed(entry: TimeEntry, fields: dict[str, Any]) -> TimeEntry:
    """An entry with other values, whose clock times go along with its day and its seconds unless they are given.

    A timer that is stopped has an end.
    """
    apart = fields.get("day", entry.day) - entry.day
    if apart and entry.started:
        moved = {"started": entry.started + apart, "ended": entry.ended and entry.ended + apart}
        entry = replace(entry, **moved)
    changed = replace(entry, **fields)
    stopped = entry.running and not changed.running
    lasts = changed.ended is not None and not fields.keys().isdisjoint(_LENGTH)
    if changed.started and "ended" not in fields and (stopped or lasts):
        ended = changed.started.astimezone(UTC) + timedelta(seconds=changed.seconds)
        changed = replace(changed, ended=ended.astimezone(changed.started.tzinfo))
    return changed
