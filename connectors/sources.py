"""The role of a tracker that is asked over its API: what every one of them offers, and the records it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from billing.records import Period, SourceRecord
from connectors.errors import Reconnect
from connectors.waiting import Timer, Window

PERSON, CLIENT, PROJECT, ACTIVITY, TAG, ACCOUNT = "person", "client", "project", "activity", "tag", "account"
"""The kinds of reference, in the field's words: Harvest's "task" and Toggl's and Clockify's task are our activity."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a connector needs to know besides its own configuration."""

    company: str
    token: str = field(repr=False)
    """The secret itself, resolved; it goes into a header and nowhere else."""
    zone: str
    """The connector's zone, else the company's: days are counted in it where the vendor asks for one."""
    timer: Timer

    def __post_init__(self) -> None:
        """Raises Reconnect for a token that cannot stand in a header; it is not repeated."""
        if not (self.token.isascii() and self.token.isprintable()) or " " in self.token:
            raise Reconnect("the token has characters that no token has; copy it again, without spaces or line ends")


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """Who we are at the vendor, and what that lets us see."""

    person: str
    account: str
    sees_everyone: bool
    lacks: tuple[str, ...] = ()
    """What the token may not or the plan does not have, each as a sentence that says what follows and what to do."""
    quota: str = ""
    zone: str = ""
    id: str = ""
    """The account's own id, by which two connectors of one account are told."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A person, client, project, activity or tag as the vendor knows it; its id decides, its name may change.

    `parent` is the client's id for a project and the project's for an activity, `detail` what else is worth keeping for
    people and for first contracts: rates, budgets, roles, currencies, dates. Money in it is text, as is every number.
    """

    kind: str
    id: str
    name: str
    code: str = ""
    email: str = ""
    parent: str = ""
    archived: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read: the vendor's id as far as it has one, and the path and type that did not fit."""

    id: str
    reason: str
    day: date | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some records with the vendor's own ids; they are stored together, before the next page is asked for.

    `gone` are ids that the vendor says it no longer has. `counted_seconds` is what the vendor's own total counts for
    these records, where that is not their seconds: its rounded hours, or nothing for a running timer.
    """

    records: tuple[SourceRecord, ...]
    ids: tuple[str, ...]
    rejected: tuple[BadRecord, ...] = ()
    gone: tuple[str, ...] = ()
    counted_seconds: int | None = None
    counted_entries: int | None = None
    of: int | None = None
    """How many records there are on all pages, if the vendor says so: for progress."""
    told: bool = True
    """No where the vendor does not tell what changed: then nothing follows from its silence."""

    @property
    def seconds(self) -> int:
        """What these records count in the vendor's total."""
        counted = self.counted_seconds
        return counted if counted is not None else sum(record.seconds for record in self.records)

    @property
    def entries(self) -> int:
        """How many of these records the vendor's total counts."""
        return self.counted_entries if self.counted_entries is not None else len(self.ids)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the vendor itself says a window holds, by a route that does not list entries; None where it does not say."""

    entries: int | None
    seconds: int | None


class TimeSource(Protocol):
    """A tracker over its API. Every method may raise a ConnectorError; a generator may raise it between pages."""

    title: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    """What it has, `time` first, then perhaps `expense`."""
    tells_approval: ClassVar[bool]
    """Whether an entry that is approved, or no longer, is among the `changes`, as far as is known."""

    page_size: int
    """How many rows are asked for at once: the most that the vendor allows, unless it is set to less."""

    def account(self) -> SourceAccount:
        """Who we are there. One or two requests."""

    def references(self, terms: bool = False) -> Iterator[Reference]:
        """Everything that entries may name, archived ones too. Asked for before any entries of a pull.

        With `terms` also what first contracts are written from and costs further requests, if there is any.
        """

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Everything of a window (days of the vendor's own), page by page."""

    def totals(self, kind: str, window: Period) -> Totals:
        """The vendor's own sums over a window."""

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """What was made, edited or deleted since a moment, as far as the vendor tells; of `windows` at least."""

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer to this object, from which the next `changes` may start."""

    def limits(self) -> tuple[Window, ...]:
        """The limits that hold for this account, as far as `account` has learned them."""

    def requests_for(self, kind: str, entries: int) -> int:
        """The least requests that listing and proving a window of so many entries needs."""

    def sent(self) -> int:
        """Requests sent so far."""

    def close(self) -> None:
        """Lets go of connections."""


@runtime_checkable
class MarksInvoiced(Protocol):
    """A tracker in which entries can be marked as invoiced."""

    def mark_invoiced(self, ids: Sequence[str], *, invoiced: bool) -> Mapping[str, str]:
        """Marks entries by the vendor's ids, or takes the mark away; those that were refused, with why.

        Doing it twice is doing it once, and what is gone is left out. Raises ConnectorError.
        """
