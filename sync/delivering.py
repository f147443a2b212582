"""Delivering: what waits is handed to its notifier, each message once; one that is broken stops no other.

A message is claimed, handed over, and noted as sent. Whoever dies in between leaves it claimed: after a while it is
tried again under the same id, by which its reader knows it again (docs/decisions/0047-alerts.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from billing import alerts
from billing.alert_records import Body
from connectors.errors import ConnectorError, Refused, Retry
from connectors.notifiers import Letter, Notifier, NotifierConfig, Opening
from connectors.references import Unresolved, resolve
from connectors.registry import SECRETS, open_notifier
from mappings.messages import LONGEST, Message
from sync.alerting import tell
from sync.sources import CannotConnect, Outside
from sync.worker import Worker

CLAIMED = timedelta(minutes=15)
"""So long a message is left to whoever claimed it; a single one takes far less."""
SECONDS = 120
"""After so many seconds no other message is begun: what is left goes with the next delivery.

Each notifier has its share, so that one that is slow keeps none of the others waiting.
"""
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720))
"""How long to wait after each failed try; a day after all later ones."""
OTHERS = timedelta(minutes=5)
"""How long at most the other messages of a notifier wait for one that failed."""
MAX_ATTEMPTS = 12
"""About a week."""


@dataclass(slots=True)
class Delivered:
    """What a delivery did: how many messages were sent, are tried later, and were given up; what is broken, and why."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    broken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A notifier that was asked who we are there; `problem` says why that failed, `later` that it may pass."""

    name: str
    kind: str
    said: str = ""
    problem: str = ""
    later: bool = False


def deliver(worker: Worker, now: datetime) -> Delivered:
    """Sends what waits. It ends in bounded time, whatever is broken."""
    with worker.store.read() as tx:
        waiting = tx.messages.waiting(now)
    by_channel: dict[str, list[Message]] = {}
    for each in waiting:
        by_channel.setdefault(each.channel, []).append(each)
    report, share = Delivered(), SECONDS // max(len(by_channel), 1)
    for channel, messages in by_channel.items():
        _Channel(worker, now, report, channel).send(messages, worker.timer.now() + share)
    return report


@dataclass(slots=True)
class _Channel:
    """One notifier and its messages of one delivery."""

    worker: Worker
    now: datetime
    report: Delivered
    name: str

    def send(self, messages: list[Message], until: float) -> None:
        """Sends the messages one after the other, until one fails for a reason that all have."""
        config = self.worker.configuration.notifiers.get(self.name)
        if config is None:
            for each in messages:
                self._give_up(each, f"{self.name} is no notifier in tieout.yaml any more")
            return
        try:
            notifier = opened(self.worker.outside, self.name)
        except (CannotConnect, ConnectorError) as problem:
            self._fail(messages[0], problem, messages[1:])
            return
        try:
            for place, each in enumerate(messages):
                if self.worker.timer.now() > until or self.worker.stop.is_set():
                    return
                if not self._sent(notifier, each, messages[place + 1 :]):
                    return
        finally:
            notifier.close()

    def _sent(self, notifier: Notifier, each: Message, others: list[Message]) -> bool:
        """Sends one; whether the others may follow."""
        with self.worker.store.write() as tx:
            if not tx.messages.claim(each, self.now, self.now + CLAIMED):
                return True
            raised = tx.alerts.get(each.alert)
        assert raised is not None, "a message is of an alert"
        try:
            notifier.send(_letter(self.worker, each, raised.alert.body))
        except Refused as problem:
            self._give_up(each, str(problem))
            return True
        except ConnectorError as problem:
            self._fail(each, problem, others, claimed=True)
            return False
        with self.worker.store.write() as tx:
            tx.messages.sent(each.id, self.now)
        self.report.sent += 1
        structlog.get_logger().info("message_sent", channel=self.name, kind=each.kind, message=each.wire_id)
        return True

    def _fail(self, each: Message, problem: Exception, others: Iterable[Message], *, claimed: bool = False) -> None:
        """Notes a try that failed: it is tried later, or given up in the end; what follows it waits a little."""
        words, tries = str(problem), each.attempts + 1
        if tries >= MAX_ATTEMPTS:
            self._give_up(each, words)
        else:
            wait = WAITS[tries - 1] if tries <= len(WAITS) else LONGEST
            if isinstance(problem, Retry) and problem.retry_after:
                wait = max(wait, timedelta(seconds=int(min(problem.retry_after, LONGEST.total_seconds()))))
            with self.worker.store.write() as tx:
                if claimed or tx.messages.claim(each, self.now, self.now + CLAIMED):
                    tx.messages.later(each.id, words, self.now + wait)
                for other in others:
                    tx.messages.postpone(other, self.now + min(wait, OTHERS))
            self.report.later += 1
        self.report.broken[self.name] = words
        structlog.get_logger().warning("message_delayed", channel=self.name, why=words, kind=type(problem).__name__)
        if not isinstance(problem, Retry):
            day = f"{self.worker.today_at(self.now)}"
            tell(self.worker, None, [alerts.notifier_broken(self.name, day, words)], self.now)

    def _give_up(self, each: Message, problem: str) -> None:
        with self.worker.store.write() as tx:
            tx.messages.give_up(each.id, problem)
        self.report.given_up += 1
        structlog.get_logger().warning("message_given_up", channel=self.name, why=problem, message=each.wire_id)
        if each.kind not in ("undeliverable", "notifier_broken"):
            day = f"{self.worker.today_at(self.now)}"
            told = alerts.undeliverable(self.name, each.recipient, day, each.subject, problem)
            tell(self.worker, None, [told], self.now)


def _letter(worker: Worker, each: Message, said: Body) -> Letter:
    company = worker.configuration.main.company.name
    return Letter(each.wire_id, each.kind, each.recipient, each.subject, said, each.made_at, company)


def opened(outside: Outside, name: str) -> Notifier:
    """A notifier, ready to send. Raises CannotConnect where a secret is missing, or ConnectorError."""
    config = outside.configuration.notifiers[name]
    return open_notifier(config, Opening(_secrets(outside, config), outside.timer))


def _secrets(outside: Outside, config: NotifierConfig) -> dict[str, str]:
    found = {}
    for key in SECRETS[config.kind]:
        said = getattr(config, key)
        if said is not None:
            try:
                found[key] = resolve(said, outside.environment, outside.configuration.folder)
            except Unresolved as problem:
                raise CannotConnect(f"its {key} is missing: {problem}") from problem
    return found


def sign_in(outside: Outside) -> list[SignedIn]:
    """Asks every notifier who we are there; nothing is sent."""
    return [_signed_in(outside, name, config.kind) for name, config in outside.configuration.notifiers.items()]


def _signed_in(outside: Outside, name: str, kind: str) -> SignedIn:
    try:
        notifier = opened(outside, name)
        try:
            return SignedIn(name, kind, notifier.sign_in())
        finally:
            notifier.close()
    except (ConnectorError, CannotConnect) as problem:
        return SignedIn(name, kind, problem=str(problem), later=isinstance(problem, Retry))


def send_test(worker: Worker, name: str, recipient: str, now: datetime) -> None:
    """Sends a message that says that it is a test. Raises ConnectorError or CannotConnect."""
    words = "This is a test: whoever reads it is reached. Nothing is to be done."
    notifier = opened(worker.outside, name)
    try:
        message_id = f"test{int(now.timestamp())}"
        company = worker.configuration.main.company.name
        notifier.send(Letter(message_id, "test", recipient, "A test of Tieout", Body((words,)), now, company))
    finally:
        notifier.close()
