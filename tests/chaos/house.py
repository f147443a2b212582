"""A small agency whose books are a ledger on loopback, and `tieout serve` over it, by a business clock in a file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from config.keys import VARIABLE, keys_of
from config.loader import load
from mappings.occasions import Occasion
from mappings.store import Store
from sandbox.clock import START, Clock
from sandbox.server import Serving, services
from sandbox.world import World
from sync.hook_secrets import sealed_secret
from sync.noting import place_hash
from sync.worker import Worker, machine_timer
from tests import programs
from tests.agencies import TODAY, Agency, Yaml, people, write_export
from tests.connectors.hooked import SECRET
from tests.connectors.hooked import VENDORS as HOOKED
from tests.connectors.vendors import FakeTime, Vendors
from tests.laws.house import House
from tests.sync.connected import KEY
from tests.sync.ledgers import BOOKS, TWINS, Twin, sign_in
from tests.sync.pushing import EACH, OCTOBER, ROWS, contract, main

BEFORE = datetime.fromisoformat("2026-11-03T10:30:00+00:00")
"""Half an hour before the month is billed: at 06:00 in New York, on the second business day."""
BILLED = BEFORE + timedelta(minutes=30)
WORD = "a-place-that-nobody-can-guess"
PATIENCE = 30
"""Seconds that anything may take on a machine that has much else to do."""
SCHEDULE: Yaml = {"pull": "every 15 minutes", "poll": "no", "follow": "no"}


def until(true: Callable[[], Any], seconds: int = PATIENCE) -> Any:
    """Waits for something to come true; the answer is what it is then."""
    end = monotonic() + seconds
    while not (found := true()):
        assert monotonic() < end, "it never came true"
        time.sleep(1 / 5)
    return found


@dataclass
class Daemon:
    """A process that serves."""

    program: programs.Started
    base: str

    def ask(self, path: str) -> tuple[int, str]:
        """What it answers."""
        return self._asked("GET", path, b"", {})

    def ready(self) -> tuple[int, Any]:
        """What /readyz says."""
        status, said = self.ask("/readyz")
        return status, json.loads(said)

    def deliver(self, event: bytes) -> int:
        """How it answers a genuine delivery."""
        return self._asked("POST", f"/hooks/xero/{WORD}", event, HOOKED["xero"].signed(event))[0]

    def log(self) -> str:
        """What it logged."""
        return self.program.err.read_text()

    def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@dataclass
class Chaos:
    """The agency: its folder, its database, the ledger, and the clock that the daemon goes by."""

    folder: Path
    url: str
    twin: Twin
    variables: dict[str, str]
    _daemons: list[int] = field(default_factory=list)

    def at(self, moment: datetime) -> None:
        """Another business moment."""
        half = self.folder / "clock.new"
        half.write_text(moment.isoformat())
        half.replace(self.folder / "clock")

    @property
    def now(self) -> datetime:
        """The business moment."""
        return datetime.fromisoformat((self.folder / "clock").read_text())

    @contextmanager
    def daemon(self, **more: str) -> Iterator[Daemon]:
        """A process that serves for the time of the block."""
        clock = {"CLOCK_FILE": str(self.folder / "clock"), "TIEOUT_CONFIG": str(self.folder)}
        self._daemons.append(len(self._daemons))
        place = self.folder / f"daemon {len(self._daemons)}"
        place.mkdir()
        with programs.started(("serve", "--port", "0"), place, {**self.variables, **clock, **more}) as program:
            said = until(lambda: "Serving at " in program.out.read_text() and program.out.read_text())
            yield Daemon(program, said.partition("Serving at ")[2].partition(";")[0])

    def tieout(self, *words: str) -> tuple[int, str]:
        """How a command ends, and what it prints."""
        variables = {**self.variables, "TIEOUT_NOW": self.now.isoformat(), "COLUMNS": "250", "TIEOUT_USER": "kim"}
        done = programs.run_text(words, self.folder, variables)
        return done.returncode, done.stdout + done.stderr

    def event(self, name: str) -> bytes:
        """What the ledger would deliver: a document has changed."""
        one = HOOKED["xero"].said["events"][0]
        account = self.twin.vendors.world.xero.organisation.id
        return json.dumps({"events": [{**one, "tenantId": account, "resourceId": name}]}).encode()

    # ---- what is known ----

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, as another program sees it."""
        with closing(Store.open(self.url)) as store:
            yield store

    def bills(self) -> list[Occasion]:
        """The newest billing that was due, if any was begun."""
        with self.store() as store, store.read() as tx:
            last = tx.occasions.last("bill")
        return [last] if last else []

    def is_billed(self) -> bool:
        """Whether it was billed."""
        return [each.outcome for each in self.bills()] == ["done"]

    def delivered(self) -> set[str]:
        """The documents of which somebody delivered something."""
        with self.store() as store, store.reader.connect() as connection:
            rows = connection.exec_driver_sql("SELECT hints FROM delivery").scalars()
            return {hint["id"] for row in rows for hint in (json.loads(row) if isinstance(row, str) else row)}

    def shown(self) -> list[str]:
        """What the drafts in the ledger come to."""
        return sorted(f"{each.stage} {each.net.normalize():f}" for each in self.twin.there())


SHOWN = ["draft 100", "draft 200", "draft 50"]
"""Each draft of October once."""


@contextmanager
def chaos(folder: Path, url: str, **connectors: Any) -> Iterator[Chaos]:
    """The agency, with its time imported and nothing billed yet; and more connectors, if any are named."""
    world = World(Clock(START, monotonic))
    world.xero.pace = 3600
    folder.mkdir(exist_ok=True)
    with Serving(world, 0, services(world, ("xero",))) as serving:
        twin: Twin = TWINS["xero"](Vendors(serving.base, world, FakeTime()))
        posted = {"posting": twin.posting}
        contracts = (
            {**contract("a", "AAA-ONE", "AAA-TWO", **EACH), "bill_to": {"customer": "Acme Corp"}, **posted},
            {**contract("b", "BBB-ONE"), "bill_to": {"customer": "Bluefin Logistics"}, **posted},
        )
        for each, client in zip(contracts, ("Acme Corp", "Bluefin Logistics"), strict=True):
            each["client"] = client
        stated = {
            **main(**{BOOKS: {**twin.config(), "push": "automatic"}}),
            "database": "${DATABASE}",
            "schedule": SCHEDULE,
        }
        stated["connectors"] |= connectors
        agency = Agency(stated, people(), contracts, ())
        agency.write_configuration(folder)
        variables = {VARIABLE: KEY, **twin.secrets(), "DATABASE": url, "PATH": os.environ["PATH"]}
        made = Chaos(folder, url, twin, {**variables, "TIEOUT_LOG_LEVEL": "info"})
        made.at(BEFORE)
        with made.store() as store:
            worker = Worker(load(folder, variables), store, lambda: TODAY, environment=variables)
            house = House(folder, agency, replace(worker, timer=machine_timer(Event())))
            sign_in(house)
            _delivers(store)
            write_export(folder / "export.csv", "harvest", ROWS)
            house.read(folder / "export.csv", "harvest", OCTOBER)
        yield made


def _delivers(store: Store) -> None:
    place = place_hash(WORD)
    sealed = sealed_secret(keys_of(Path(), {VARIABLE: KEY}), BOOKS, place, SECRET)
    with store.write() as tx:
        tx.hooks.activate(tx.hooks.make(BOOKS, place, "", TODAY, sealed))
