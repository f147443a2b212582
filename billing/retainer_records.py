"""A retainer as a contract states it, and the included hours that are there for one billing of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.dated import Dated
from billing.money import Money
from billing.quick import dataclass

Hours = tuple[tuple[str, int], ...]
"""Seconds by month, oldest first: included hours by the month they were granted for, or work by its own month."""


@dataclass(frozen=True, slots=True)
class Rollover:
    """What becomes of unused hours: they live for some more months, never more than `up_to_seconds` at once."""

    months: int
    up_to_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Hours that are bought at once on a day, for work of its month or later ones.

    `months` is for how many months after that they live; None: for good. `price` is that of an hour, if there is one.
    """

    code: str
    description: str
    day: date
    seconds: int
    amount: Money
    months: int | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Retainer:
    """A fee for each month of service, the hours that it includes, and what is charged beyond them.

    Without an overage rate the rate card holds. Fee and hours are those of the first day of the month; a pause has its
    first and last day, and no last one if it has not ended.
    """

    workstream: str
    name: str
    fee: tuple[Dated[Money], ...]
    hours: tuple[Dated[int], ...]
    in_advance: bool = False
    overage: tuple[Dated[Decimal], ...] = ()
    rollover: Rollover | None = None
    pauses: tuple[tuple[date, date | None], ...] = ()
    since: date | None = None
    until: date | None = None
    minimum: tuple[Dated[Money], ...] = ()
    """The least that a month of service comes to, with what is charged beyond the hours."""
    blocks: tuple[Block, ...] = ()
    """Where hours are bought in blocks, the oldest first, one a month at most; then there is no monthly fee."""
    alert_at: tuple[int, ...] = ()
    """At how many percent of the bought hours people are warned."""

    @property
    def keeps_hours(self) -> bool:
        """Whether hours of a month can be used in a later one."""
        return self.rollover is not None or bool(self.blocks)


@dataclass(frozen=True, slots=True)
class Included:
    """The hours of a workstream that are there for one billing, and those of them that are settled by it already.

    `hours` are by the month they were granted for; `taken` is what settled time has used of them, by the month of work.
    """

    workstream: str
    hours: Hours
    taken: Hours = ()
    billed_minor: int = 0
    """What invoices of the month hold already toward its minimum."""
    topped_minor: int = 0
    """What of it was only added up to the minimum."""
