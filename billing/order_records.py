"""A purchase order as a contract states it."""

from __future__ import annotations

from datetime import date

from billing.money import Money
from billing.quick import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """A client's purchase order: the work dates it is good for, both ends included, and how much may be billed on it.

    The limit is an amount net of tax, or charged time, or there is none; of two orders for the same work the one with
    the lower `priority` is used first. `alert_at` are percentages of the limit, in their order.
    """

    number: str
    since: date | None = None
    until: date | None = None
    workstreams: tuple[str, ...] = ()
    limit: Money | None = None
    limit_seconds: int | None = None
    priority: int = 0
    alert_at: tuple[int, ...] = ()
    reserved: bool = False
    """It is only for time beyond a cap, and never chosen by date."""

    @property
    def is_limited(self) -> bool:
        """Whether it can be used up."""
        return self.limit is not None or self.limit_seconds is not None

    def is_valid(self, day: date) -> bool:
        """Whether it is good for a work date."""
        return (self.since or date.min) <= day <= (self.until or date.max)
