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


@dataclass(frozen=True, slots=True)
class Included:
    """The hours of a workstream that are there for one billing, and those of them that are settled by it already.

    `hours` are by the month they were granted for; `taken` is what settled time has used of them, by the month of work.
    """

    workstream: str
    hours: Hours
    taken: Hours = ()
