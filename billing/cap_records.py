"""Caps and budgets as a contract states them."""

from __future__ import annotations

from billing.money import Money
from billing.quick import dataclass

TOTAL, TASK, MONTH = "total", "task", "month"
"""What a cap is for: all time, each task, or each month of work."""
HOLD, WRITE_OFF = "hold", "write off"
"""What becomes of time beyond a cap that names no other order."""
LOGGED, BILLABLE = "logged", "billable"
"""Which hours a budget counts: all that were tracked, or those that are not non-billable."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that may be billed for time, net of tax, or the most charged time; of one workstream, or of all.

    Time beyond it waits, is written off, or is billed under `order`.
    """

    workstream: str = ""
    limit: Money | None = None
    limit_seconds: int | None = None
    per: str = TOTAL
    beyond: str = HOLD
    order: str = ""

    @property
    def by_time(self) -> bool:
        """Whether it is in hours."""
        return self.limit_seconds is not None

    @property
    def amount(self) -> int:
        """The limit in its unit: cents, or seconds."""
        return self.limit.minor if self.limit else self.limit_seconds or 0


@dataclass(frozen=True, slots=True)
class Budget:
    """What a workstream or, without one, a contract is expected to take: an amount, or hours; people are told, no more.

    `alert_at` are percentages of it, in their order.
    """

    workstream: str = ""
    limit: Money | None = None
    limit_seconds: int | None = None
    alert_at: tuple[int, ...] = ()
    of: str = BILLABLE

    @property
    def by_time(self) -> bool:
        """Whether it is in hours."""
        return self.limit_seconds is not None

    @property
    def amount(self) -> int:
        """The figure in its unit: cents, or seconds."""
        return self.limit.minor if self.limit else self.limit_seconds or 0
