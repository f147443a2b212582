"""webhook-to-store: from the moment an entry was changed until it is in the store; floor: what the vendor alone takes.

The server is the program's own, schedule and all, with Toggl's sandbox in the same process. An entry is changed, Toggl
delivers, and the database is looked at until the new time stands in it. The floor asks the vendor the very requests
that this brings about, one after another.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic, perf_counter_ns, sleep
from typing import TYPE_CHECKING, Any

from bench.agency import Size, configure, write_folder
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database, unhurried

if TYPE_CHECKING:
    from connectors.waiting import Timer
    from sandbox.server import Serving as Vendors
    from sandbox.world import World
    from sync.serving import Serving

TOGGL = "toggl"
KEY = "dGhpcyBrZXkgaXMgZm9yIHRlc3RzIGFuZCBub3RoaW4="
TIMES = 10
"""Entries that are changed, one after another; the slowest one is the figure."""
_SCHEDULE = {"pull": "every day", "poll": "no", "follow": "no"}
"""What comes by itself does not come while it is measured."""
LOOKS_EVERY, PATIENCE = 0.002, 60
"""Seconds."""
_PACE = 2
"""Seconds by the vendor's clock between the floor's requests, more than Toggl asks for; nobody waits for them."""
_PAUSE = 300
"""Seconds by the business clock between two changes, so that Toggl's quota lasts; nobody waits for them."""
_SIZE, _REQUESTS = "entries.txt", "requests.json"


@dataclass(slots=True)
class _House:
    """A server that has pulled everything, and the vendor that delivers to it."""

    vendors: Vendors
    folder: Path
    timer: Timer

    @property
    def world(self) -> World:
        return self.vendors.world

    def until_stored(self, turn: int) -> int:
        """The nanoseconds from the change of an entry until it stands in the store."""
        import httpx

        tracker, seconds = self.world.trackers[TOGGL], 40_000 + turn
        number = tracker.everything()[turn].id
        self.timer.sleep(_PAUSE)
        with raw_database(self.folder) as connection:
            began = perf_counter_ns()
            tracker.change(number, seconds=seconds)
            told = httpx.post(f"{self.vendors.base}/_admin/hooks/{TOGGL}", json={"changes": [{"id": str(number)}]})
            assert told.json() == {"statuses": [200]}, told.text
            _wait(lambda: _stored(connection, number) == seconds, f"entry {number} never came")
            return perf_counter_ns() - began


@contextmanager
def _house(folder: Path, entries: int) -> Iterator[_House]:
    from config.keys import VARIABLE
    from sync.hooking import hooking
    from sync.serving import serving

    timer = unhurried()
    with _vendors(entries, timer) as vendors:
        environment = {"TOKEN": _connect(folder, vendors), VARIABLE: KEY}
        with serving(folder, environment, vendors.world.clock.now) as served:
            served.worker = replace(served.worker, timer=timer)
            with _running(served) as place:
                _wait(lambda: _has_pulled(served), "it never pulled")
                hooking(served.worker.outside, served.store, served.clock, TOGGL).register(place)
                yield _House(vendors, folder, timer)


def _has_pulled(served: Serving) -> bool:
    with served.store.read() as tx:
        return tx.occasions.last("pull", done=True) is not None


@contextmanager
def _running(served: Serving) -> Iterator[str]:
    """The address of a process that serves, in threads: what `tieout serve` runs, but for the signals."""
    import uvicorn

    from sync.noting import Noter
    from web.app import app
    from web.hooks import hook_routes
    from web.server import Ticks, bound

    ticks = Ticks(served)
    with (
        Noter(lambda: served.worker.configuration, served.store, served.keys, served.clock, ticks.wake) as noter,
        bound("127.0.0.1", 0) as listening,
    ):
        config = uvicorn.Config(app(served, hook_routes(noter)), log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        ticks.start()
        try:
            yield "http://{}:{}".format(*listening.getsockname()[:2])
        finally:
            server.should_exit = True
            thread.join()
            assert ticks.end(), "a stage did not stop"


@contextmanager
def _vendors(entries: int, timer: Timer) -> Iterator[Vendors]:
    from sandbox.clock import Clock
    from sandbox.server import Serving, services
    from sandbox.world import World

    world = World(Clock(NOW, timer.now), entries)
    with Serving(world, mounted=services(world, (TOGGL,))) as vendors:
        yield vendors


def _connect(folder: Path, vendors: Vendors) -> str:
    from sandbox.folder import keys_of

    tracker = vendors.world.trackers[TOGGL]
    keys = {"kind": TOGGL, "token": "${TOKEN}", **keys_of(vendors.world, vendors.base)[TOGGL]}
    began = f"{tracker.everything()[0].day:%Y-%m}-01"
    configure(folder, go_live=began, connectors={TOGGL: keys}, ignore=[], schedule=_SCHEDULE)
    return tracker.token()


def _wait(is_so: Any, words: str) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, words
        sleep(LOOKS_EVERY)


def _stored(connection: sqlite3.Connection, number: int) -> int | None:
    query = "SELECT seconds FROM entry JOIN source_ref ON entry = entry.id WHERE external_id = ?"
    row = connection.execute(query, (f"id:{number}",)).fetchone()
    return None if row is None else int(row[0])


# ---- the parts ----


def _make(folder: Path, rows: int) -> None:
    """Writes down what a delivery has Toggl asked."""
    write_folder(folder, Size(rows))
    (folder / _SIZE).write_text(str(rows), encoding="utf-8")
    with _house(folder, rows) as house:
        house.until_stored(TIMES)
        house.world.requests.clear()
        house.until_stored(TIMES + 1)
        asked = [each._asdict() for each in house.world.requests]
    assert asked and all(each["status"] == 200 for each in asked), asked
    (folder / _REQUESTS).write_text(json.dumps(asked), encoding="utf-8")
    for each in folder.glob("tieout.db*"):
        each.unlink()


def _measured(folder: Path, step: Step) -> None:
    with _house(folder, _entries(folder)) as house:
        house.until_stored(TIMES)
        step.nanoseconds = max(house.until_stored(turn) for turn in range(TIMES))
    step.done["changes"] = TIMES


def _floor(folder: Path, step: Step) -> None:
    import httpx

    asked = json.loads((folder / _REQUESTS).read_text(encoding="utf-8"))
    timer = unhurried()
    with _vendors(_entries(folder), timer) as vendors, httpx.Client() as client:
        tracker = vendors.world.trackers[TOGGL]
        signed = httpx.BasicAuth(tracker.token(), "api_token")
        taken = []
        for turn in range(TIMES):
            tracker.change(tracker.everything()[turn].id, seconds=40_000 + turn)
            began = perf_counter_ns()
            for each in asked:
                timer.sleep(_PACE)
                address = f"{vendors.base}/toggl{each['path']}"
                answer = client.request(each["method"], address, params=each["params"], json=each["body"], auth=signed)
                assert answer.status_code == 200, answer.text
            taken.append(perf_counter_ns() - began)
    step.nanoseconds = max(taken)
    step.done["changes"] = TIMES


def _entries(folder: Path) -> int:
    return int((folder / _SIZE).read_text(encoding="utf-8"))


BENCHMARKS = (Benchmark("webhook-to-store", SetUp("woken", _make), 10_000, _floor, _measured),)
