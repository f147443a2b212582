"""An agency whose notifiers lead to a mail server and a channel on this machine, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from billing.alert_records import Alert
from config.loader import load
from connectors.waiting import Timer
from sandbox.listeners import HOOK, LISTENER, Listeners, ListenServer
from sandbox.mailbox import Mailbox, MailServer
from sync.alerting import Occasion, derive
from sync.delivering import Delivered, deliver
from tests.agencies import Agency, Row, Yaml, write_export
from tests.laws.house import House, house_of

ZONE = ZoneInfo("America/New_York")
PASSWORD, SECRET = "correct horse battery", "whsec-0123456789abcdef"
PEOPLE: Yaml = {
    "people": [
        {"name": "Kim Allen", "email": "kim@x.test", "weekly_capacity": "40"},
        {"name": "Sam Ortiz", "email": "sam@x.test"},
        {"name": "Pat Doe", "email": "pat@x.test"},
    ]
}
ACME: Yaml = {
    "id": "acme",
    "client": "Acme Corp",
    "from": "2026-10-01",
    "account_lead": "lead@x.test",
    "approver": "Pat Doe",
    "rates": [{"rate": "100"}],
    "workstreams": [{"code": "ACME-IMPL", "name": "Implementation", "billing": "time and materials"}],
}
NOTIFY: Yaml = {
    "operations": {"to": "ops@x.test", "by": ["mail"]},
    "leads": "mail",
    "approvers": "mail",
    "people": "mail",
    "second_approver": "boss@x.test",
}


def main_of(port: int, notify: Yaml | None = None, **more: Any) -> Yaml:
    """tieout.yaml with a mail server on this machine, a channel and a webhook."""
    mail = {"kind": "email", "host": "127.0.0.1", "port": str(port), "security": "none", "from": "tieout@x.test"}
    return {
        "version": "1",
        "company": {"name": "Northwind AI", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {
            "harvest": {"kind": "harvest", "require_approval": "yes"},
            "mail": mail | {"user": "ops", "password": "${P}"},
            "chat": {"kind": "slack", "url": "${SLACK}"},
            "hook": {"kind": "webhook", "url": "${HOOK}", "secret": "${SECRET}"},
        },
        "exceptions": {"require_task": "no"},
        "notify": NOTIFY if notify is None else notify,
        **more,
    }


@dataclass(slots=True)
class Office:
    """A house with its mailbox and its listeners."""

    house: House
    box: Mailbox
    listeners: Listeners
    rows: list[Row] = field(default_factory=list)
    clock: datetime = datetime(2026, 10, 5, 8, tzinfo=ZONE)

    def at(self, text: str) -> None:
        """Sets the clock: `2026-10-09 08:00` in the company's zone."""
        self.clock = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        timer = Timer(lambda: 0.0, lambda seconds: None, lambda: self.clock.timestamp())
        self.house.worker = replace(self.house.worker, clock=lambda: self.clock, timer=timer)
        self.listeners.clock = lambda: int(self.clock.timestamp())

    def track(self, *rows: Row) -> None:
        """Adds time, and imports all there is; a row of the same day and person replaces the one before."""
        new = {(row.day, row.person, row.code) for row in rows}
        self.rows = [row for row in self.rows if (row.day, row.person, row.code) not in new] + list(rows)
        path = self.house.folder / "all.csv"
        write_export(path, "harvest", self.rows)
        self.house.read(path, "harvest")

    def run(self, *months: str) -> None:
        """Runs months."""
        self.house.run(months)

    def derive(self, *occasions: str, month: str = "") -> list[Alert]:
        """Derives what there is to tell on some occasions; the alerts that are new."""
        now = self.house.worker.clock()
        return [each for name in occasions for each in derive(self.house.worker, None, Occasion(name), now, month)]

    def deliver(self) -> Delivered:
        """Sends what waits."""
        return deliver(self.house.worker, self.house.worker.clock())

    def subjects(self) -> dict[str, list[str]]:
        """What everybody has in their inbox, by address, each message once."""
        found: dict[str, list[str]] = {}
        for address in sorted({mail.recipient for mail in self.box.taken}):
            found[address] = [str(mail.message["Subject"]) for mail in self.box.inbox(address).values()]
        return found


def row(day: str, time: str, person: str = "Kim Allen", approved: str = "No", code: str = "ACME-IMPL") -> Row:
    """A row of Harvest's export."""
    hours, _, minutes = time.partition(":")
    seconds = int(hours) * 3600 + int(minutes) * 60
    return Row("harvest", date.fromisoformat(day), seconds, person, f"Site {code}", code, approved=approved)


@contextmanager
def office(
    contracts: Sequence[Yaml] = (ACME,), people: Yaml = PEOPLE, notify: Yaml | None = None, **more: Any
) -> Iterator[Office]:
    """An office for one test."""
    box, listeners = Mailbox("ops", PASSWORD), Listeners(SECRET)
    with MailServer(box) as server, ListenServer(listeners) as there:
        agency = Agency(main_of(server.port, notify, **more), people, tuple(deepcopy(list(contracts))), ())
        with house_of(agency) as house:
            environment = {"P": PASSWORD, "SLACK": there.address + HOOK, "SECRET": SECRET}
            environment["HOOK"] = there.address + LISTENER
            house.worker = replace(house.worker, configuration=load(house.folder, {}), environment=environment)
            made = Office(house, box, listeners)
            made.at("2026-10-05 08:00")
            yield made
    assert box.refused == []


def kinds(found: Iterable[Alert]) -> list[str]:
    """Kind and audience of alerts, in order."""
    return [f"{each.kind} → {each.about or each.audience}" for each in found]
