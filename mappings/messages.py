"""Alerts on their way: to whom by which channel, how often it was tried, and when it is tried next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from billing.ids import stable_id
from mappings.schema_serving import alert, message

WAITING, SENDING, SENT, GIVEN_UP = "waiting", "sending", "sent", "given up"
STATES = (WAITING, SENDING, SENT, GIVEN_UP)
LONGEST = timedelta(days=1)
"""How long a message waits at most until it is tried again."""
_ON_ITS_WAY = message.c.state.in_([WAITING, SENDING])


@dataclass(frozen=True, slots=True)
class Address:
    """A way to somebody: the name of a notifier, and the recipient there."""

    channel: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Message:
    """An alert on its way to somebody. `made_at` is when the alert was raised."""

    id: int
    alert: str
    channel: str
    recipient: str
    state: str
    attempts: int
    try_at: datetime | None
    sent_at: datetime | None
    problem: str
    made_at: datetime
    kind: str
    subject: str

    @property
    def wire_id(self) -> str:
        """What it is called on the wire: the same at every try and on every machine."""
        return stable_id("m", self.alert, self.channel, self.recipient)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Nothing waits for longer than a day, unless the clock has gone back since."""
    return (message.c.try_at <= now) | (message.c.try_at > now + LONGEST)


class Messages:
    """Questions about messages, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def address(self, key: str, ways: Iterable[Address], at: datetime) -> int:
        """Sends an alert on its ways, each once; how many of them are new."""
        rows = self._connection.execute(select(message.c.channel, message.c.recipient).where(message.c.alert == key))
        known = {Address(*row) for row in rows}
        new = [each for each in dict.fromkeys(ways) if each not in known]
        for each in new:
            values = {"alert": key, "channel": each.channel, "recipient": each.recipient, "problem": ""}
            self._connection.execute(insert(message).values(values | {"state": WAITING, "attempts": 0, "try_at": at}))
        return len(new)

    def waiting(self, now: datetime) -> list[Message]:
        """What is to be tried now, the oldest first; also what somebody began to send and never finished."""
        return self._select(_ON_ITS_WAY & _is_due(now))

    def claim(self, found: Message, now: datetime, until: datetime) -> bool:
        """Takes a message to send it; no if somebody else has it, or did. Until then, nobody takes it again."""
        seen = (message.c.id == found.id) & _ON_ITS_WAY & _is_due(now)
        values = {"state": SENDING, "attempts": message.c.attempts + 1, "try_at": until}
        return bool(self._connection.execute(update(message).where(seen).values(values)).rowcount)

    def sent(self, number: int, at: datetime) -> None:
        """Notes that a message was taken."""
        self._change(number, {"state": SENT, "sent_at": at, "try_at": None, "problem": ""})

    def later(self, number: int, problem: str, try_at: datetime) -> None:
        """Notes why a message was not taken, and when it is tried again."""
        self._change(number, {"state": WAITING, "problem": problem, "try_at": try_at})

    def postpone(self, found: Message, try_at: datetime) -> None:
        """Lets a message wait longer that nobody has taken since it was seen."""
        seen = (message.c.id == found.id) & (message.c.state == WAITING) & (message.c.attempts == found.attempts)
        self._connection.execute(update(message).where(seen).values(try_at=try_at))

    def give_up(self, number: int, problem: str) -> None:
        """Notes that a message will not be tried again."""
        self._change(number, {"state": GIVEN_UP, "problem": problem, "try_at": None})

    def again(self, number: int, at: datetime) -> bool:
        """Lets a message that was given up, or waits, be tried at once; no if there is none such."""
        which = (message.c.id == number) & message.c.state.in_([WAITING, GIVEN_UP])
        values = {"state": WAITING, "try_at": at, "attempts": 0}
        return bool(self._connection.execute(update(message).where(which).values(values)).rowcount)

    def counts(self) -> dict[str, int]:
        """How many are in each state."""
        rows = self._connection.execute(select(message.c.state, func.count()).group_by(message.c.state))
        return {str(state): int(count) for state, count in rows}

    def of_state(self, *states: str) -> list[Message]:
        """The messages in some states, or all, the oldest first."""
        return self._select(message.c.state.in_(states) if states else message.c.id > 0)

    def get(self, number: int) -> Message | None:
        """One message by its number."""
        return next(iter(self._select(message.c.id == number)), None)

    def _change(self, number: int, values: dict[str, Any]) -> None:
        self._connection.execute(update(message).where(message.c.id == number).values(values))

    def _select(self, which: ColumnElement[bool]) -> list[Message]:
        own = [message.c[name] for name in ("id", "alert", "channel", "recipient", "state", "attempts")]
        own += [message.c[name] for name in ("try_at", "sent_at", "problem")]
        said = select(*own, alert.c.raised_at, alert.c.kind, alert.c.subject)
        query = said.join(alert, alert.c.key == message.c.alert).where(which).order_by(message.c.id)
        rows: Iterable[Any] = self._connection.execute(query)
        return [Message(*row) for row in rows]
