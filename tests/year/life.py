"""An agency's year by its own clock: what people do each day, what goes wrong, and the ticks in between.

Time moves from moment to moment; nothing waits. Chance is seeded, so that a year can be lived again.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from billing.calendar import is_business_day, month_before
from config.keys import VARIABLE
from config.loader import load
from mappings.servers import Server
from mappings.store import Store
from sandbox.bookkeeper import Bookkeeper
from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.folder import BOOKS, environment, ledger_environment, write_folder
from sandbox.northwind.records import HARVEST
from sandbox.seeds import VENDORS
from sandbox.server import Serving, services
from sandbox.task_world import TASK_VENDORS
from sandbox.world import World
from sync.connecting import connecting
from sync.ticking import Ticked, tick, upcoming
from sync.worker import Worker
from tests.agencies import Agency
from tests.connectors.vendors import FakeTime, Vendors
from tests.databases import empty_store
from tests.laws.house import House
from tests.sync.connected import KEY
from tests.sync.ledgers import TWINS, Twin

BEGIN = datetime(2026, 11, 3, 9, tzinfo=UTC)
"""Before the second business day's run of October, whose time the trackers have from the start."""
SCHEDULE = "\nschedule: {pull: every 12 hours, poll: no, follow: every day}\n"
OUTAGES = ("500", "cut", "html", "429 seconds", "expired")
LOST = ("before write", "after write", "before reply", "500 after write", "twice")
"""What happens to requests that write into a ledger."""


@dataclass(slots=True)
class Year:
    """The agency, its vendors, and how far the year has come."""

    house: House
    world: World
    time: FakeTime
    twin: Twin
    chance: Random
    did: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """The entries that were made in the course of the year, by tracker."""
    approved: tuple[str, ...] = ("draft",)
    """How drafts stand that are approved in the evening."""

    @property
    def worker(self) -> Worker:
        """Whose configuration and store the daemon has."""
        return self.house.worker

    @property
    def now(self) -> datetime:
        """The business moment."""
        return self.world.clock.now()

    @property
    def today(self) -> date:
        """The business day."""
        return self.worker.today

    def pass_to(self, moment: datetime) -> None:
        """Lets time pass."""
        assert moment >= self.now
        self.time.passed += (moment - self.now).total_seconds()

    def push(self) -> None:
        """Somebody pushes."""
        self.house.push()

    # ---- a day ----

    def live(self, days: int) -> Iterator[date]:
        """So many days, each with its trouble, its work, its ticks, and the office in the evening."""
        for _ in range(days):
            day = self.today
            self._trouble()
            if self._is_business_day(day):
                self._work(day)
            self.tick_until(self._evening(day))
            self.world.faults.clear()
            if self._is_business_day(day):
                self._office()
            self.tick_until(self._evening(day) + timedelta(hours=8))
            yield day

    def tick_until(self, end: datetime) -> None:
        """Each tick at the moment when something is due, or is tried again."""
        while self.now < end:
            self.tick()
            self.pass_to(min(max(self._next(), self.now + timedelta(minutes=1)), end))

    def tick(self) -> Ticked:
        """What is due now."""
        ticked = tick(self.worker)
        self.did.update(f"{name} done" for name, _ in ticked.done)
        self.did.update(f"{name} failed" for name, *_ in ticked.failed)
        assert not any("defect" in words for *_, words in ticked.failed), ticked.failed
        return ticked

    def _next(self) -> datetime:
        moments = [upcoming(self.worker)[0][0]]
        with self.worker.store.read() as tx:
            moments += [each.try_at for each in tx.occasions.left() if each.try_at is not None]
        return min(moments)

    def _evening(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 18, tzinfo=self._zone).astimezone(UTC)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.worker.configuration.main.company.timezone)

    def _is_business_day(self, day: date) -> bool:
        calendar = self.worker.configuration.main.calendar
        return is_business_day(day, calendar.country, calendar.subdivision, frozenset(calendar.closed))

    # ---- what people do ----

    def _work(self, day: date) -> None:
        """New time in each tracker; some of it late; some that is there is changed, moved or deleted."""
        for tracker in self.world.trackers.values():
            for _ in range(self.chance.randint(1, 3)):
                like = tracker.seed.at(self.chance.randrange(tracker.seed.count))
                late = self.chance.choice((0,) * 8 + (3, 20))
                seconds = kept_by(tracker.vendor, self.chance.choice((1800, 3600, 5400, 7201, 12345)))
                own = {"day": day - timedelta(days=late), "seconds": seconds, "running": False, "invoiced": False}
                self.numbers.setdefault(tracker.vendor, []).append(tracker.add(like, **own).id)
                self.did["late" if late else "worked"] += 1
            if self.chance.random() < 0.3:
                self._change_of_mind(tracker.vendor)

    def _change_of_mind(self, vendor: str) -> None:
        tracker, numbers = self.world.trackers[vendor], self.numbers[vendor]
        number = numbers[self.chance.randrange(len(numbers))]
        what = self.chance.choice(("change", "change", "move", "delete"))
        self.did[what] += 1
        if what == "delete":
            numbers.remove(number)
            tracker.delete(number)
        elif what == "move":
            tracker.move(number, tracker.entry(number).day - timedelta(days=1))
        else:
            tracker.change(number, seconds=kept_by(vendor, self.chance.choice((900, 3600, 5000))))

    def _trouble(self) -> None:
        """On one day in four a vendor is away for a while or all day, or a ledger loses what it is asked to write."""
        roll = self.chance.random()
        if roll < 0.10:
            vendor = self.chance.choice((*VENDORS, *TASK_VENDORS))
            times = self.chance.choice((1, 3, 0))
            self.world.faults.append(Fault(vendor, self.chance.choice(OUTAGES), times=times))
            self.did["outage"] += 1
        elif roll < 0.25:
            method = "PUT" if self.twin.kind == "xero" else "POST"
            fault = Fault(self.twin.kind, self.chance.choice(LOST), self.twin.writes, times=2, method=method)
            self.world.faults.append(fault)
            self.did["lost answers"] += 1

    def _office(self) -> None:
        """Drafts of months that are over are approved and pushed; clients pay; now and then an invoice is void."""
        over = month_before(self.today).name
        self._approve(over)
        if self.chance.random() < 0.3:
            self._trouble()
        self.push()
        self.world.faults.clear()
        self._clients()

    def _approve(self, over: str) -> None:
        with self.worker.store.read() as tx:
            under_way = {push.draft for push in tx.pushes.intended()}
        drafts = [item for item in self.house.drafts() if item.draft.period <= over]
        wanted = [item.draft.id for item in drafts if item.status in self.approved and item.draft.id not in under_way]
        if wanted:
            self.house.move("approve", *wanted)
            self.did["approved"] += len(wanted)

    def _clients(self) -> None:
        with self.worker.store.read() as tx:
            open_ = [each for each in tx.documents.of_books(BOOKS) if each.stage == "open" and each.owed.minor > 0]
        for each in open_:
            roll = self.chance.random()
            if roll < 0.10:
                amount = each.owed if roll < 0.08 else replace(each.owed, minor=max(each.owed.minor // 2, 1))
                Bookkeeper(self.twin.vendors.base, self.twin.kind).pay(each.id, amount.decimal)
                self.did["paid"] += 1
            elif roll < 0.105 and each.paid.minor == 0 and each.kind == "invoice":
                self.twin.void(each.id)
                self.did["void"] += 1


def kept_by(vendor: str, seconds: int) -> int:
    """What a tracker keeps of so many seconds: Harvest has hundredths of hours, whose sums its reports tell."""
    return seconds - seconds % 36 if vendor == HARVEST else seconds


@contextmanager
def year_of(kind: str, country: str = "US", zone: str = "America/New_York", seed: int = 1) -> Iterator[Year]:
    """An agency whose trackers and ledger are on loopback, signed in to, before its first bill."""
    time = FakeTime()
    with vendors_of(kind, time) as vendors, folder_of_its_own() as folder, empty_store() as store:
        house = house_in(folder, vendors, store, kind, stated(country, zone))
        with store.write() as tx:
            tx.servers.begin(Server("one", "here", 1, "0", BEGIN, BEGIN))
        yield Year(house, vendors.world, time, TWINS[kind](vendors), Random(seed))


@contextmanager
def vendors_of(kind: str, time: FakeTime, entries: int = 0) -> Iterator[Vendors]:
    """The trackers and one ledger on loopback, whose clock begins now and goes by a time that the test lets pass.

    The agency is that of the demo, or one with so many entries in each tracker.
    """
    world = World(Clock(BEGIN, time.now), entries, time.pause)
    world.xero.pace = world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, (*VENDORS, *TASK_VENDORS, kind))) as serving:
        yield Vendors(serving.base, world, time)


@contextmanager
def folder_of_its_own() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tieout-") as folder:
        yield Path(folder)


def stated(country: str, zone: str) -> dict[str, str]:
    """What an agency states in other words than the one of the demo."""
    return {"America/New_York": zone, "country: US": f"country: {country}"}


def variables_of(world: World) -> dict[str, str]:
    """The environment that the agency's configuration refers to."""
    return {**environment(world), **ledger_environment(), VARIABLE: KEY}


def house_in(folder: Path, vendors: Vendors, store: Store, kind: str, other: Mapping[str, str]) -> House:
    """Writes the agency's configuration with some words in the place of others, and signs in to its ledger."""
    world = vendors.world
    write_folder(folder, world, vendors.base, kind)
    main = folder / "tieout.yaml"
    text = main.read_text() + SCHEDULE
    for words, instead in other.items():
        assert words in text, words
        text = text.replace(words, instead)
    main.write_text(text)
    variables = {**variables_of(world), "DATABASE": store.url}
    worker = Worker(load(folder, variables), store, world.clock.now, environment=variables, timer=vendors.time.timer)
    made = connecting(worker.outside, store, BOOKS)
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, Bookkeeper(vendors.base, kind).consent(asking.address), "")
    return House(folder, Agency({}, {}, (), ()), worker)
